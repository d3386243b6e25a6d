/** An answer that is told again for a while: for what takes calls that hold up decisions, and changes seldom. */

interface Found {
  readonly text: Promise<string>;
  readonly untilMs: number;
}

export function whileFresh(freshMs: number, find: () => Promise<object>): () => Promise<string> {
  let found: Found | undefined;
  return () => {
    const nowMs = performance.now();
    if (found === undefined || found.untilMs <= nowMs) found = { text: textOf(find), untilMs: nowMs + freshMs };
    return found.text;
  };
}

async function textOf(find: () => Promise<object>): Promise<string> {
  return JSON.stringify(await find());
}
