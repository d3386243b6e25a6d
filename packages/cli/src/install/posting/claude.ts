/** Whether Claude Code may post to the gate: it must stop where the gate does not answer, and its settings must be a person's. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { quoted } from '@capgate/base';
import { workspaceAround } from '../../check/circumstances.ts';
import type { Io } from '../../io.ts';
import { programPath } from '../program-path.ts';

/** The first that knows `onFailure`: older ones run the action where their hook fails. */
const VERSION_MIN = [2, 1, 295] as const;
const TIMEOUT_MS = 20_000;

/** Why its version must not post; undefined where it may. */
export function whyTooOld(io: Io): string | undefined {
  const program = programPath(io, 'claude');
  const expected = `expected Claude Code ${VERSION_MIN.join('.')} or later, which stops actions where the gate does not answer`;
  if (program === undefined) return `${expected}, met no claude on the search path to tell its version`;
  const env = { ...io.env, HOME: io.home };
  const { stdout } = spawnSync(program, ['--version'], { cwd: io.home, env, encoding: 'utf8', timeout: TIMEOUT_MS });
  const version = /^(\d+)\.(\d+)\.(\d+)(?= |$)/mu.exec(stdout ?? '');
  if (version === null) return `${expected}, met a claude at ${quoted(program, 400)} that does not tell its version`;
  const [text, ...parts] = version;
  return isBefore(parts.map(Number)) ? `${expected}, met ${text}; update it, or leave out --http` : undefined;
}

/** Why the file of settings, behind links, must hold no token; undefined where it may. */
export function whyShared(path: string): string | undefined {
  const repository = workspaceAround(dirname(path));
  if (!existsSync(join(repository, '.git'))) return undefined;
  return `expected settings that nobody commits, as they would hold a token, met a file in the repository ${quoted(repository, 400)}; leave out --http`;
}

function isBefore(version: readonly number[]): boolean {
  const at = VERSION_MIN.findIndex((part, index) => version[index] !== part);
  return at >= 0 && (version[at] ?? 0) < (VERSION_MIN[at] ?? 0);
}
