/** Calling a manager of services, which is a program of the system's. */
import { spawnSync } from 'node:child_process';
import { visible } from '@capgate/base';
import { CliError } from '../../error.ts';
import type { Io } from '../../io.ts';
import { programPath } from '../program-path.ts';

/** Above the time that a gate has to drain. */
const TIMEOUT_MS = 60_000;
const SAID_LENGTH_MAX = 400;

/** Whether it does so and says that it went well. */
export function succeeds(program: string, words: readonly string[], io: Io): boolean {
  return called(program, words, io)?.status === 0;
}

/** Throws `CliError` FILE with what it said where it went wrong. */
export function must(program: string, words: readonly string[], io: Io): void {
  const result = called(program, words, io);
  if (result?.status === 0) return;
  const said = result?.stderr.trim().slice(0, SAID_LENGTH_MAX) ?? '';
  const met = result === undefined ? 'no such program' : said || `status ${result.status}`;
  throw new CliError('FILE', `expected ${program} ${words.join(' ')} to go well, met: ${visible(met)}`);
}

/** What it said on standard output; undefined where it is not here, or it went wrong. */
export function answerOf(program: string, words: readonly string[], io: Io): string | undefined {
  const result = called(program, words, io);
  return result?.status === 0 ? result.stdout : undefined;
}

interface Called {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function called(program: string, words: readonly string[], io: Io): Called | undefined {
  const path = programPath(io, program);
  if (path === undefined) return undefined;
  const env = { ...io.env, HOME: io.home };
  return spawnSync(path, words, {
    cwd: io.home,
    env,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
