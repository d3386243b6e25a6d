/**
 * Which of root's powers, capabilities(7), nothing in a session has. An unprivileged user has none, and without new
 * rights never gains any.
 */
import type { Control, Mask } from '../mask.ts';
import { systemCall, trySystemCall } from '../system/syscall.ts';

/** `CAP_…`, and what a mask may permit instead. */
const DROPPED: Readonly<Record<string, { readonly number: number; readonly unless?: Control }>> = {
  LINUX_IMMUTABLE: { number: 9 },
  NET_ADMIN: { number: 12 },
  SYS_MODULE: { number: 16, unless: 'module' },
  SYS_RAWIO: { number: 17 },
  SYS_PTRACE: { number: 19 },
  SYS_ADMIN: { number: 21, unless: 'mount' },
  SYS_BOOT: { number: 22 },
  SYS_TIME: { number: 25 },
  AUDIT_CONTROL: { number: 30 },
  MAC_OVERRIDE: { number: 32 },
  MAC_ADMIN: { number: 33 },
  SYSLOG: { number: 34 },
  // The kernel lets who may watch everything read the memory maps and the environment of every process.
  PERFMON: { number: 38, unless: 'bpf' },
  BPF: { number: 39, unless: 'bpf' },
  CHECKPOINT_RESTORE: { number: 40 },
};

/** `PR_CAPBSET_READ`, `PR_CAPBSET_DROP` */
const READ = 23;
const DROP = 24;

export function droppedCapabilities({ controls }: Mask): readonly number[] {
  return Object.values(DROPPED)
    .filter(({ unless }) => unless === undefined || !controls.has(unless))
    .map(({ number }) => number);
}

/** Of the calling thread, and what it starts: from the next program on no user has them. For root alone. */
export function dropCapabilities(numbers: readonly number[]): void {
  for (const number of numbers)
    if (trySystemCall('prctl', READ, number, 0, 0, 0) === 1)
      systemCall("giving up root's powers", 'prctl', DROP, number, 0, 0, 0);
}
