/** Whether a program may run, as `exec_reason` in bpf/decide.h says it. */
import type { Control, Mask } from '../mask.ts';

export type ExecReason = 'fine' | 'risk' | 'capability' | Control;

/** Of the file that would run. */
export interface ProgramFile {
  readonly mode: number;
  /** How many names it has. */
  readonly nlink: number;
}

const SETUID = 0o4000;
/** Set-group-ID, of what the group may run. */
const SETGID = 0o2010;
/** Risks are the lowest five bits, one of them set. */
const RISKS = 0x1f;

/** `flags`: of its descriptor; undefined where none is known. */
export function execReason(mask: Mask, flags: number | undefined, { mode, nlink }: ProgramFile): ExecReason {
  if (nlink === 0 && !mask.controls.has('memory-exec')) return 'memory-exec';
  const isSetId = (mode & SETUID) !== 0 || (mode & SETGID) === SETGID;
  if (isSetId && !mask.controls.has('setuid-exec')) return 'setuid-exec';
  if (flags === undefined) return mask.controls.has('foreign-exec') ? 'fine' : 'foreign-exec';
  if ((flags & RISKS) >= 2 << mask.riskMax) return 'risk';
  return (flags & mask.forbidden) === 0 ? 'fine' : 'capability';
}
