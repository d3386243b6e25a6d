/** The program that does one act, act.c: compiled once for all that use it. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('act.c', import.meta.url));

/** Where it lies; also in a guest, which sees this machine's files. */
export function actProgram(): string {
  const digest = createHash('sha256').update(readFileSync(SOURCE)).digest('hex').slice(0, 16);
  const path = join(tmpdir(), `capgate-act-${digest}`);
  if (existsSync(path)) return path;
  const fresh = `${path}.${process.pid}`;
  execFileSync('gcc', ['-O1', '-Wall', '-Wextra', '-Werror', '-o', fresh, SOURCE]);
  renameSync(fresh, path);
  return path;
}

/** `done`, `refused` (EPERM), `killed`, or what else it came to. */
export type Outcome = 'done' | 'refused' | 'killed' | `error ${number}` | `signal ${string}`;

// The network answers these to who was let through to it.
const { EPERM, ECONNREFUSED, ENETUNREACH, EHOSTUNREACH } = constants.errno;
const LET_THROUGH = new Set<number | null>([0, ECONNREFUSED, ENETUNREACH, EHOSTUNREACH]);

export function outcomeOf(code: number | null, signal: NodeJS.Signals | null): Outcome {
  if (signal === 'SIGKILL') return 'killed';
  if (signal !== null) return `signal ${signal}`;
  if (LET_THROUGH.has(code)) return 'done';
  return code === EPERM ? 'refused' : `error ${code ?? -1}`;
}
