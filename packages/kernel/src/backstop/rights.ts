/** Rights of Landlock, landlock(7): what each is in its calls, and since which version of its interface. */

/** What a process may do in a folder and below, or to a file. */
export const ACTS = ['read', 'list', 'write', 'remove'] as const;
/** `read` contents, run and list; `list` names alone; `write`: change and make; `remove`: delete, rename away or over. */
export type Act = (typeof ACTS)[number];

interface FileRight {
  /** `LANDLOCK_ACCESS_FS_…` */
  readonly bit: number;
  readonly since: number;
  readonly acts: readonly Act[];
  /** Whether it is one that a file can have: the others are of folders alone. */
  readonly ofFiles?: true;
}

const FILE_RIGHTS: readonly FileRight[] = [
  { bit: 1 << 0, since: 1, acts: ['read'], ofFiles: true }, // EXECUTE
  { bit: 1 << 1, since: 1, acts: ['write'], ofFiles: true }, // WRITE_FILE
  { bit: 1 << 2, since: 1, acts: ['read'], ofFiles: true }, // READ_FILE
  { bit: 1 << 3, since: 1, acts: ['read', 'list'] }, // READ_DIR
  { bit: 1 << 4, since: 1, acts: ['remove'] }, // REMOVE_DIR
  { bit: 1 << 5, since: 1, acts: ['remove'] }, // REMOVE_FILE
  { bit: 1 << 6, since: 1, acts: [] }, // MAKE_CHAR: a device is a way to all that lies on it
  { bit: 1 << 7, since: 1, acts: ['write'] }, // MAKE_DIR
  { bit: 1 << 8, since: 1, acts: ['write'] }, // MAKE_REG
  { bit: 1 << 9, since: 1, acts: ['write'] }, // MAKE_SOCK
  { bit: 1 << 10, since: 1, acts: ['write'] }, // MAKE_FIFO
  { bit: 1 << 11, since: 1, acts: [] }, // MAKE_BLOCK
  { bit: 1 << 12, since: 1, acts: ['write'] }, // MAKE_SYM
  { bit: 1 << 13, since: 2, acts: ['write', 'remove'] }, // REFER: linking and moving between folders
  { bit: 1 << 14, since: 3, acts: ['write'], ofFiles: true }, // TRUNCATE
  { bit: 1 << 15, since: 5, acts: ['write'], ofFiles: true }, // IOCTL_DEV
];

/** `LANDLOCK_ACCESS_NET_…` */
const BIND = 1 << 0;
const CONNECT = 1 << 1;
/** `LANDLOCK_SCOPE_…` */
const ABSTRACT_SOCKETS = 1 << 0;
const SIGNALS = 1 << 1;

const NET_SINCE = 4;
const SCOPES_SINCE = 6;

/** All rights over files that this version can withhold. */
export function fileRights(abi: number): number {
  return bitsOf(FILE_RIGHTS.filter(({ since }) => since <= abi));
}

/** What the acts need of a folder and all below it. */
export function rightsFor(acts: ReadonlySet<Act>, abi: number): number {
  return bitsOf(FILE_RIGHTS.filter(({ since, acts: of }) => since <= abi && of.some((act) => acts.has(act))));
}

/** Of these rights, those that a file can have. */
export function ofFiles(rights: number): number {
  return rights & bitsOf(FILE_RIGHTS.filter(({ ofFiles: isOfFiles }) => isOfFiles === true));
}

/** Binding and connecting TCP sockets: of both, or of connecting alone. */
export function netRights(abi: number, withheld: 'all' | 'connecting'): number {
  if (abi < NET_SINCE) return 0;
  return withheld === 'all' ? BIND | CONNECT : CONNECT;
}

export function scopes(abi: number, signals: 'within' | 'anywhere'): number {
  if (abi < SCOPES_SINCE) return 0;
  return ABSTRACT_SOCKETS | (signals === 'within' ? SIGNALS : 0);
}

function bitsOf(rights: readonly FileRight[]): number {
  return rights.reduce((bits, { bit }) => bits | bit, 0);
}
