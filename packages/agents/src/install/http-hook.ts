/** Hooks of agents that post to the gate themselves: no process is started for them, and a token says who asks. */
import type { Json } from './placement.ts';

/** Where a gate answers by HTTP, and what it is shown. */
export interface HttpHook {
  /** A scheme, a host and a port, where it is not the scheme's own: `http://127.0.0.1:7413`. */
  readonly address: string;
  readonly token: string;
}

/** In the place of a token that is made only once a person has agreed. No token holds these letters. */
export const TOKEN_TO_COME = '(a new token of the gate)';

const SCHEME = 'Bearer ';

/** As Claude Code takes it, but for its limits of time. */
export function httpHandler({ address, token }: HttpHook, agent: string): { readonly [key: string]: Json } {
  return { type: 'http', url: `${address}${pathOf(agent)}`, headers: { Authorization: SCHEME + token } };
}

/** What a handler of ours posts to; undefined for another's. */
export function httpHookOf(handler: { readonly [key: string]: Json }): HttpHook | undefined {
  const { type, url, headers } = handler;
  const [, address] = typeof url === 'string' ? (OWN_URL.exec(url) ?? []) : [];
  const shown = fieldOf(headers, 'Authorization');
  if (type !== 'http' || address === undefined || typeof shown !== 'string' || !shown.startsWith(SCHEME))
    return undefined;
  const token = shown.slice(SCHEME.length);
  return token === TOKEN_TO_COME || TOKEN.test(token) ? { address, token } : undefined;
}

function fieldOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as { readonly [key: string]: Json })[name];
}

function pathOf(agent: string): string {
  return `/v1/hooks/${agent}`;
}

const OWN_URL = /^(https?:\/\/[^/?#@\s]+)\/v1\/hooks\/[a-z]+$/u;
/** A gate's tokens are known by how they begin. */
const TOKEN = /^cgt_[\w-]+$/u;
