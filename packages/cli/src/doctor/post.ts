/** Posting a hook as its agent does. */
import type { HookRun } from '@capgate/agents';
import { HOST_TIMEOUT_MS, OUTPUT_LENGTH_MAX, type Tried } from './start.ts';

export type PostedRun = Extract<HookRun, { readonly kind: 'http' }>;

const NO_ANSWER = { stdout: '', stderr: '', exitCode: -1, hasEnded: false };

/** Never rejects. */
export async function post({ url, token }: PostedRun, payload: object): Promise<Tried> {
  const startMs = performance.now();
  const reply = await answerOf(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(payload),
    redirect: 'manual',
    signal: AbortSignal.timeout(HOST_TIMEOUT_MS),
  });
  return { ...reply, tookMs: performance.now() - startMs };
}

/** Claude Code takes a success with nothing or with JSON for an answer, and nothing else. */
async function answerOf(url: string, request: RequestInit): Promise<Omit<Tried, 'tookMs'>> {
  try {
    const reply = await fetch(url, request);
    const stdout = await textOf(reply);
    return reply.ok && (stdout === '' || isJson(stdout))
      ? { stdout, stderr: '', exitCode: 0, hasEnded: true }
      : NO_ANSWER;
  } catch {
    return NO_ANSWER;
  }
}

/** As far as it is looked at. */
async function textOf({ body }: Response): Promise<string> {
  let text = '';
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (text.length > OUTPUT_LENGTH_MAX) break;
  }
  return text;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
