/** Which NATS server is meant, and how one is known to it. Pure. */
import { isIP } from 'node:net';
import { isConfidential, quoted } from '@capgate/base';
import { LabError } from '../../error.ts';

export interface NatsServer {
  /** `host:port`. */
  readonly host: string;
  readonly isTls: boolean;
  readonly credentials: NatsCredentials;
}

export type NatsCredentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'user'; readonly user: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string }
  /** Absolute; a file of a user's JWT and seed. */
  | { readonly kind: 'file'; readonly path: string };

type Variables = Readonly<Record<string, string | undefined>>;

const PORT = '4222';

/**
 * The server of an address, `tls://name:port`, or `nats://` on this machine: plans, answers and passwords are sent to
 * it. How one is known there the variables say, never the address, which others may read. Throws `LabError` RUN.
 */
export function natsServerOf(address: string, variables: Variables): NatsServer {
  const { host, port, isTls } = placeOf(address) ?? refused();
  return { host: `${host}:${port === '' ? PORT : port}`, isTls, credentials: credentialsIn(variables) };
}

function placeOf(
  address: string,
): { readonly host: string; readonly port: string; readonly isTls: boolean } | undefined {
  const url = URL.parse(address);
  const scheme = url === null ? undefined : SCHEMES[url.protocol];
  // Hosts of schemes that everybody knows are brought to a normal form, so that one cannot pass for this machine.
  const known = scheme === undefined ? null : URL.parse(address.replace(/^[a-z]+:/iu, scheme));
  if (url === null || known === null || !isConfidential(known)) return undefined;
  // The client holds certificates against names alone.
  if (known.protocol === 'https:' && isIP(known.hostname.replace(/^\[(.*)\]$/u, '$1')) !== 0) return undefined;
  const { username, password, pathname, search, hash } = known;
  if ([username, password, pathname, search, hash].join('') !== '/') return undefined;
  return { host: known.hostname, port: url.port, isTls: scheme === 'https:' };
}

const SCHEMES: Readonly<Record<string, string>> = { 'tls:': 'https:', 'nats:': 'http:' };

/** What was met is not shown: it may have a password in it. */
function refused(): never {
  const expected = 'tls://NAME:PORT, or nats://HOST:PORT on this machine, without a user or a path';
  throw new LabError('RUN', `expected the address of a NATS server, ${expected}; met another text`);
}

const USER_VARIABLE = 'CAPGATE_NATS_USER';
const PASSWORD_VARIABLE = 'CAPGATE_NATS_PASSWORD';
const TOKEN_VARIABLE = 'CAPGATE_NATS_TOKEN';
const FILE_VARIABLE = 'CAPGATE_NATS_CREDS';

function credentialsIn(variables: Variables): NatsCredentials {
  const {
    [USER_VARIABLE]: user,
    [PASSWORD_VARIABLE]: password,
    [TOKEN_VARIABLE]: token,
    [FILE_VARIABLE]: path,
  } = variables;
  const ways = [user ?? password, token, path].filter((way) => way !== undefined);
  if (ways.length > 1) {
    const names = `${USER_VARIABLE} with ${PASSWORD_VARIABLE}, ${TOKEN_VARIABLE} and ${FILE_VARIABLE}`;
    throw new LabError('RUN', `expected one of ${names} in the environment, met ${ways.length}; leave the others out`);
  }
  if (token !== undefined) return { kind: 'token', token };
  if (path !== undefined) return { kind: 'file', path: absolute(path) };
  if (user !== undefined && password !== undefined) return { kind: 'user', user, password };
  if (user === undefined && password === undefined) return { kind: 'none' };
  throw new LabError('RUN', `expected ${USER_VARIABLE} and ${PASSWORD_VARIABLE} in the environment, met one of them`);
}

function absolute(path: string): string {
  if (path.startsWith('/')) return path;
  throw new LabError('RUN', `expected ${FILE_VARIABLE} to be an absolute path, met ${quoted(path)}`);
}
