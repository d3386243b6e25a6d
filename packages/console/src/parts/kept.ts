/** What the browser keeps from one visit to the next: choices, never anything of an action. */

export interface Kept {
  get(): string | undefined;
  set(value: string): void;
  clear(): void;
}

export function kept(name: string): Kept {
  const key = `capgate.${name}`;
  return {
    get: () => attempted(() => localStorage.getItem(key) ?? undefined),
    set: (value) => attempted(() => localStorage.setItem(key, value)),
    clear: () => attempted(() => localStorage.removeItem(key)),
  };
}

/** A browser may refuse to keep anything: then a choice lasts as long as the page. */
function attempted<Value>(attempt: () => Value): Value | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}
