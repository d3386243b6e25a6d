/** Users of this machine, wherever they are kept: getpwnam(3), getpwuid(3) and getgrouplist(3) of libc. */
import koffi from 'koffi';
import { KernelError } from '../error.ts';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** All that the user is in, the first one among them. */
  readonly groups: readonly number[];
  /** Absolute. */
  readonly home: string;
}

/** `struct passwd`: the same in glibc and musl. */
const PASSWD = {
  pw_name: 'str',
  pw_passwd: 'str',
  pw_uid: 'uint32_t',
  pw_gid: 'uint32_t',
  pw_gecos: 'str',
  pw_dir: 'str',
  pw_shell: 'str',
} as const;

interface Entry {
  readonly pw_name: string;
  readonly pw_uid: number;
  readonly pw_gid: number;
  readonly pw_dir: string;
}

/** `NGROUPS_MAX` of Linux. */
const GROUPS_MAX = 65_536;

interface Libc {
  readonly byName: (name: string) => unknown;
  readonly byUid: (uid: number) => unknown;
  readonly entryAt: (pointer: unknown) => Entry;
  readonly groups: (name: string, gid: number, groups: Int32Array, count: [number]) => number;
}

let libc: Libc | undefined;

function loaded(): Libc {
  if (libc !== undefined) return libc;
  const library = koffi.load(null);
  const entry = koffi.struct(PASSWD);
  const pointer = koffi.pointer(entry);
  libc = {
    byName: library.func('getpwnam', pointer, ['str']) as Libc['byName'],
    byUid: library.func('getpwuid', pointer, ['uint32_t']) as Libc['byUid'],
    entryAt: (at) => koffi.decode(at, entry) as Entry,
    groups: library.func('int getgrouplist(str, uint32_t, _Out_ int32_t *, _Inout_ int *)') as Libc['groups'],
  };
  return libc;
}

/** By its name or its number. Throws `KernelError` VALUE where there is none. */
export function accountOf(user: string | number): Account {
  const { byName, byUid, entryAt } = loaded();
  const found = typeof user === 'number' ? byUid(user) : byName(user);
  if (found === null) throw new KernelError('VALUE', `expected a user of this machine, met ${JSON.stringify(user)}`);
  const { pw_name: name, pw_uid: uid, pw_gid: gid, pw_dir: home } = entryAt(found);
  return { name, uid, gid, groups: groupsOf(name, gid), home };
}

function groupsOf(name: string, gid: number): readonly number[] {
  const groups = new Int32Array(GROUPS_MAX);
  const count: [number] = [groups.length];
  const result = loaded().groups(name, gid, groups, count);
  if (result < 0) throw new KernelError('SYSTEM', `expected the groups of a user, met more than ${GROUPS_MAX}`);
  return [...new Uint32Array(groups.buffer, 0, count[0])];
}
