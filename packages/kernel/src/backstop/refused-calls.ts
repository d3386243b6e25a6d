/** Which calls of the system no confined process is given, and why: data for `seccomp.ts`. */
import type { Control } from '../mask.ts';

/** By processor, as in the kernel's `unistd.h`; absent where that one has no such call. */
export interface CallNumbers {
  readonly x64?: number;
  readonly arm64?: number;
}

interface RefusedCalls {
  /** What a mask may permit instead; nothing does where absent. */
  readonly unless?: Control;
  readonly why: string;
  readonly calls: Readonly<Record<string, CallNumbers>>;
}

/** Those from 424 on have one number everywhere. */
function everywhere(number: number): CallNumbers {
  return { x64: number, arm64: number };
}

export const REFUSED_CALLS: readonly RefusedCalls[] = [
  {
    unless: 'mount',
    why: 'changing what is mounted where',
    calls: {
      mount: { x64: 165, arm64: 40 },
      umount2: { x64: 166, arm64: 39 },
      pivot_root: { x64: 155, arm64: 41 },
      open_tree: everywhere(428),
      move_mount: everywhere(429),
      fsopen: everywhere(430),
      fsconfig: everywhere(431),
      fsmount: everywhere(432),
      fspick: everywhere(433),
      mount_setattr: everywhere(442),
      open_tree_attr: everywhere(467),
      setns: { x64: 308, arm64: 268 },
    },
  },
  {
    unless: 'module',
    why: 'loading code into the kernel',
    calls: {
      init_module: { x64: 175, arm64: 105 },
      finit_module: { x64: 313, arm64: 273 },
      delete_module: { x64: 176, arm64: 106 },
    },
  },
  {
    unless: 'bpf',
    why: "the kernel's own programs, and watching what others run",
    calls: {
      bpf: { x64: 321, arm64: 280 },
      perf_event_open: { x64: 298, arm64: 241 },
    },
  },
  {
    why: 'stopping, replacing or renaming the machine',
    calls: {
      reboot: { x64: 169, arm64: 142 },
      kexec_load: { x64: 246, arm64: 104 },
      kexec_file_load: { x64: 320, arm64: 294 },
      swapon: { x64: 167, arm64: 224 },
      swapoff: { x64: 168, arm64: 225 },
      sethostname: { x64: 170, arm64: 161 },
      setdomainname: { x64: 171, arm64: 162 },
      acct: { x64: 163, arm64: 89 },
      quotactl: { x64: 179, arm64: 60 },
      quotactl_fd: everywhere(443),
      syslog: { x64: 103, arm64: 116 },
      vhangup: { x64: 153, arm64: 58 },
      iopl: { x64: 172 },
      ioperm: { x64: 173 },
    },
  },
  {
    why: 'setting the clock',
    calls: {
      settimeofday: { x64: 164, arm64: 170 },
      adjtimex: { x64: 159, arm64: 171 },
      clock_settime: { x64: 227, arm64: 112 },
      clock_adjtime: { x64: 305, arm64: 266 },
    },
  },
  {
    why: "keys that the kernel keeps for the user's other processes",
    calls: {
      add_key: { x64: 248, arm64: 217 },
      request_key: { x64: 249, arm64: 218 },
      keyctl: { x64: 250, arm64: 219 },
    },
  },
  {
    why: 'opening a file by its number, past the folders above it',
    calls: { open_by_handle_at: { x64: 304, arm64: 265 } },
  },
  {
    why: 'halting the kernel in the middle of a call, which attacks on it need',
    calls: { userfaultfd: { x64: 323, arm64: 282 } },
  },
];

/** Answered as by a kernel that has none: whoever calls knows another way, whose arguments can be read. */
export const ABSENT_CALLS: Readonly<Record<string, CallNumbers>> = {
  // Its flags lie in memory, which a filter cannot read; libc goes on with clone.
  clone3: everywhere(435),
  // What is asked through its ring is not asked by calls, and passes by every filter. Rings that are there remain, as
  // Node's own: they end with the process image.
  io_uring_setup: everywhere(425),
};

/** Calls that are refused for some of their arguments. */
export const EXAMINED_CALLS = {
  clone: { x64: 56, arm64: 220 },
  ioctl: { x64: 16, arm64: 29 },
  socket: { x64: 41, arm64: 198 },
  unshare: { x64: 272, arm64: 97 },
} as const satisfies Readonly<Record<string, CallNumbers>>;
