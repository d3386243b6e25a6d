/**
 * Who may call at all. A page of another origin can make a browser send requests, also to a name of its own that leads
 * here (DNS rebinding): so the host must be this machine, and whatever is asked, the token is asked for.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { HttpError } from './error.ts';

const OWN_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

export class Doorkeeper {
  readonly #hash: Buffer;

  constructor(token: string) {
    this.#hash = hashOf(token);
  }

  /** Throws `HttpError` FORBIDDEN for a host that is not this machine, UNAUTHENTICATED for who does not show the token. */
  admit({ host = '', authorization = '' }: IncomingHttpHeaders): void {
    const name = host.replace(/:\d{1,5}$/u, '').toLowerCase();
    if (!OWN_NAMES.includes(name)) {
      throw new HttpError('FORBIDDEN', `expected a host of ${OWN_NAMES.join(', ')}, met another`);
    }
    const token = /^Bearer ([!-~]+)$/iu.exec(authorization)?.[1] ?? '';
    // Of hashes: neither the length nor the beginning of the token shows in the time that it takes.
    if (timingSafeEqual(hashOf(token), this.#hash)) return;
    throw new HttpError('UNAUTHENTICATED', 'expected the token of this lab, as a bearer; met none');
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
