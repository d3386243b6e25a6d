/** Whether a program may be run: the file that a path names, and what runs it where it is a script. */
import { closeSync, constants as files, fstatSync, openSync, readSync } from 'node:fs';
import { constants } from 'node:os';
import type { Mask } from '../../mask.ts';
import { type FileKey, keyOf } from '../files.ts';
import { type ExecReason, execReason } from '../verdict.ts';
import type { Notification } from './calls.ts';
import { HEAD_BYTES, interpreterIn } from './script.ts';
import { openAt, openFor, placeOf, readPath, release, type Target, TargetError } from './target.ts';

/** A program that would run. */
export interface Judged {
  readonly path: string;
  /** Of its descriptor; 0 where none is known. */
  readonly flags: number;
  readonly reason: ExecReason;
}

/** Interpreters of interpreters: the kernel follows no more. */
const INTERPRETERS_MAX = 5;
/** Of somebody at least. */
const MAY_EXECUTE = 0o111;

/**
 * The program that a call names, and those that interpret it, up to the first that may not run. Throws `TargetError`
 * where it is not there or cannot be looked at. Once the kernel reads the path itself it can be another: a thread of the
 * process may change it meanwhile.
 */
export function judgedPrograms(
  target: Target,
  call: 'execve' | 'execveat',
  { args }: Notification,
  mask: Mask,
  tools: ReadonlyMap<FileKey, number>,
): readonly Judged[] {
  const [first = 0n, second = 0n] = args;
  const file =
    call === 'execve'
      ? openFor(target, readPath(target.tid, first))
      : openAt(target, Number(BigInt.asIntN(32, first)), readPath(target.tid, second));
  return judgedFrom(file, target, mask, tools, INTERPRETERS_MAX);
}

/** Releases the file. */
function judgedFrom(
  file: number,
  target: Target,
  mask: Mask,
  tools: ReadonlyMap<FileKey, number>,
  interpretersMax: number,
): readonly Judged[] {
  try {
    const program = judge(file, mask, tools);
    const interpreter = program.reason === 'fine' && interpretersMax > 0 ? interpreterOf(file) : undefined;
    if (interpreter === undefined) return [program];
    return [program, ...judgedFrom(openFor(target, interpreter), target, mask, tools, interpretersMax - 1)];
  } finally {
    release(file);
  }
}

function judge(file: number, mask: Mask, tools: ReadonlyMap<FileKey, number>): Judged {
  const stats = fstatSync(file, { bigint: true });
  const mode = Number(stats.mode);
  if (!stats.isFile() || (mode & MAY_EXECUTE) === 0)
    throw new TargetError(constants.errno.EACCES, 'looking at a program');
  const flags = tools.get(keyOf(stats));
  const reason = execReason(mask, flags, { mode, nlink: Number(stats.nlink) });
  return { path: placeOf(file), flags: flags ?? 0, reason };
}

/** Undefined also for what this user may run and not read: no interpreter could read it either. */
function interpreterOf(file: number): string | undefined {
  try {
    const fd = openSync(`/proc/self/fd/${file}`, files.O_RDONLY | files.O_NONBLOCK);
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      return interpreterIn(head.subarray(0, readSync(fd, head, 0, HEAD_BYTES, 0)));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}
