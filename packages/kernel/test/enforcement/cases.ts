/** Acts, and what each tier makes of them. What a tier cannot hold stands here as what it lets pass. */
import { dirname, join } from 'node:path';
import type { Mask, TierName } from '@capgate/kernel';
import type { Outcome } from './act.ts';
import { openMask, usualMask, type World } from './world.ts';

export interface Case {
  readonly name: string;
  readonly command: (world: World) => readonly string[];
  readonly expected: Readonly<Record<TierName, Outcome>>;
  /** `usualMask` where there is none. */
  readonly mask?: Mask;
  /** Where it can be tried: not every kernel has modules. All where absent. */
  readonly tiers?: readonly TierName[];
}

const held = { lsm: 'refused', trace: 'killed', fanotify: 'refused', notify: 'refused' } as const;
/** fanotify sees no connection. */
const refused = { lsm: 'refused', trace: 'refused', fanotify: 'done', notify: 'refused' } as const;
const done = { lsm: 'done', trace: 'done', fanotify: 'done', notify: 'done' } as const;
/**
 * Tracepoints come after the fact for files; what lies under the tier holds them. fanotify is asked about programs alone,
 * and notify about programs and addresses.
 */
const filesOnly = { lsm: 'refused', trace: 'done', fanotify: 'done', notify: 'done' } as const;
/** What lies in no folder is in no file system that fanotify could be asked about. */
const inMemory = { lsm: 'refused', trace: 'killed', fanotify: 'done', notify: 'refused' } as const;
/** Whoever is started under notify stays so, wherever it goes. */
const outOfTheGroup = inMemory;

const closedMask: Mask = { ...usualMask, controls: new Set() };
const offline: Mask = { ...usualMask, connect: new Set(['local']) };
const trusting: Mask = { ...openMask, controls: new Set(['foreign-exec', 'memory-exec', 'signal', 'trace']) };

const OUTSIDE4 = '203.0.113.7';
const OUTSIDE6 = '2001:db8::7';
const SUBJECT = 'none';
const LOADER = process.arch === 'arm64' ? '/lib/ld-linux-aarch64.so.1' : '/lib64/ld-linux-x86-64.so.2';
/** So that nothing stays mounted. */
const OWN_MOUNTS = ['unshare', '--mount', '--propagation', 'unchanged'];

export const programCases: readonly Case[] = [
  { name: 'a program of low risk runs', command: ({ safe }) => [safe, SUBJECT], expected: done },
  { name: 'a program of a risk above the mask', command: act(({ risky }) => ['run', risky, SUBJECT]), expected: held },
  {
    name: 'a program with a forbidden capability',
    command: act(({ network }) => ['run', network, SUBJECT]),
    expected: held,
  },
  {
    name: 'a program that nothing is known of, where those may not run',
    command: act(({ unknown }) => ['run', unknown, SUBJECT]),
    mask: closedMask,
    expected: held,
  },
  {
    name: 'a renamed program',
    command: ({ safe, risky, workspace }) =>
      sh(`mv ${risky} ${workspace}/harmless; exec ${safe} run ${workspace}/harmless none`),
    mask: { ...usualMask, remove: new Set(['workspace', 'temporary', 'system']) },
    expected: held,
  },
  {
    name: 'a program by a second name',
    command: ({ safe, risky, workspace }) =>
      sh(`ln ${risky} ${workspace}/harmless; exec ${safe} run ${workspace}/harmless none`),
    mask: { ...usualMask, write: new Set(['workspace', 'temporary', 'system']) },
    expected: held,
  },
  {
    name: 'a copied program still cannot remove what it may not',
    command: ({ risky, workspace, home }) =>
      sh(`cp ${risky} ${workspace}/copy; exec ${workspace}/copy unlink ${home}/file`),
    expected: filesOnly,
  },
  {
    name: 'a program through a script that it interprets',
    command: ({ safe, risky, workspace }) =>
      sh(
        `printf '#!%s none\\n' ${risky} >${workspace}/script; chmod +x ${workspace}/script; exec ${safe} run ${workspace}/script none`,
      ),
    expected: held,
  },
  {
    name: 'a program from memory',
    command: ({ safe }) => [safe, 'memory', safe, SUBJECT],
    mask: usualMask,
    expected: inMemory,
  },
  {
    name: 'a program that was deleted once it was open',
    command: ({ safe, workspace }) => sh(`cp ${safe} ${workspace}/gone; exec ${safe} deleted ${workspace}/gone none`),
    expected: held,
  },
  {
    name: 'a program twice forked, in a session of its own',
    command: ({ safe, risky }) => [safe, 'detach', risky, SUBJECT],
    expected: held,
  },
  {
    name: 'a program by another mount of its folder, in a namespace of its own',
    command: ({ safe, risky, workspace }) => [
      ...OWN_MOUNTS,
      ...sh(`mount --bind ${dirname(risky)} ${workspace}/empty; exec ${safe} run ${workspace}/empty/risky none`),
    ],
    // What mounts is a program with root's rights.
    mask: { ...usualMask, controls: new Set(['foreign-exec', 'setuid-exec', 'mount']) },
    expected: held,
  },
  {
    name: 'a program that the loader is told to run',
    command: ({ risky }) => [LOADER, risky, SUBJECT],
    // The loader opens and maps it as it would a library, and says 127 where it cannot.
    expected: { lsm: 'error 127', trace: 'done', fanotify: 'done', notify: 'done' },
  },
  {
    name: 'a program with the rights of another user',
    command: ({ safe, workspace }) =>
      sh(`cp ${safe} ${workspace}/root; chmod u+s ${workspace}/root; exec ${safe} run ${workspace}/root none`),
    expected: held,
  },
];

export const fileCases: readonly Case[] = [
  {
    name: 'writing in the workspace',
    command: act(({ workspace }) => ['write', join(workspace, 'file')]),
    expected: done,
  },
  {
    name: 'making a file in the workspace',
    command: act(({ workspace }) => ['create', join(workspace, 'new')]),
    expected: done,
  },
  {
    name: 'deleting in the workspace',
    command: act(({ workspace }) => ['unlink', join(workspace, 'file')]),
    expected: done,
  },
  { name: 'reading at home', command: act(({ home }) => ['read', join(home, 'file')]), expected: done },
  {
    name: 'reading a credential',
    command: act(({ credentials }) => ['read', join(credentials, 'file')]),
    expected: filesOnly,
  },
  { name: 'listing credentials', command: act(({ credentials }) => ['read', credentials]), expected: filesOnly },
  { name: 'writing at home', command: act(({ home }) => ['write', join(home, 'file')]), expected: filesOnly },
  { name: 'making a file at home', command: act(({ home }) => ['create', join(home, 'new')]), expected: filesOnly },
  { name: 'truncating at home', command: act(({ home }) => ['truncate', join(home, 'file')]), expected: filesOnly },
  { name: 'deleting at home', command: act(({ home }) => ['unlink', join(home, 'file')]), expected: filesOnly },
  {
    name: 'deleting a folder at home',
    command: act(({ home }) => ['rmdir', join(home, 'empty')]),
    expected: filesOnly,
  },
  { name: 'making a folder at home', command: act(({ home }) => ['mkdir', join(home, 'new')]), expected: filesOnly },
  { name: 'making a pipe at home', command: act(({ home }) => ['mknod', join(home, 'new')]), expected: filesOnly },
  {
    name: 'making a link at home',
    command: act(({ home }) => ['symlink', 'x', join(home, 'new')]),
    expected: filesOnly,
  },
  {
    name: 'opening a file at home to everybody',
    command: act(({ home }) => ['chmod', join(home, 'file')]),
    expected: filesOnly,
  },
  {
    name: 'giving a file at home capabilities',
    command: act(({ home }) => ['setcap', join(home, 'file')]),
    expected: filesOnly,
  },
  {
    name: 'renaming away from home',
    command: act(({ home, workspace }) => ['rename', join(home, 'file'), join(workspace, 'taken')]),
    expected: filesOnly,
  },
  {
    name: 'renaming over a file at home',
    command: act(({ home, workspace }) => ['rename', join(workspace, 'file'), join(home, 'file')]),
    expected: filesOnly,
  },
  {
    name: 'giving a file at home a second name',
    command: act(({ home, workspace }) => ['link', join(home, 'file'), join(workspace, 'second')]),
    expected: filesOnly,
  },
  {
    name: "writing to the gate's files",
    command: act(({ gate }) => ['write', join(gate, 'file')]),
    expected: filesOnly,
  },
  {
    name: 'deleting by a script that was written before',
    command: ({ safe, workspace, home }) =>
      sh(`echo 'exec ${safe} unlink ${home}/file' >${workspace}/script; exec sh ${workspace}/script`),
    expected: filesOnly,
  },
  {
    name: 'deleting by a line of an interpreter',
    command: ({ home }) => ['perl', '-e', 'unlink($ARGV[0]) or exit($! + 0)', join(home, 'file')],
    expected: filesOnly,
  },
];

export const connectionCases: readonly Case[] = [
  { name: 'connecting to itself', command: act(() => ['tcp4', '127.0.0.1', '1']), expected: done },
  {
    name: 'connecting to itself, where nothing may be reached',
    command: act(() => ['tcp4', '127.0.0.1', '1']),
    mask: offline,
    expected: refused,
  },
  { name: 'connecting outside, IPv4', command: act(() => ['tcp4', OUTSIDE4, '443']), expected: refused },
  { name: 'connecting outside, IPv6', command: act(() => ['tcp6', OUTSIDE6, '443']), expected: refused },
  {
    name: 'connecting outside by an address of IPv4 in IPv6',
    command: act(() => ['tcp6', `::ffff:${OUTSIDE4}`, '443']),
    expected: refused,
  },
  { name: 'a datagram outside, IPv4', command: act(() => ['udp4', OUTSIDE4, '443']), expected: refused },
  {
    name: 'a datagram outside, to an address of no family',
    command: act(() => ['udp0', OUTSIDE4, '443']),
    expected: refused,
  },
  { name: 'a datagram outside, IPv6', command: act(() => ['udp6', OUTSIDE6, '443']), expected: refused },
  { name: 'asking a resolver', command: act(() => ['udp4', OUTSIDE4, '53']), expected: done },
  {
    name: 'connecting outside, where that may be',
    command: act(() => ['tcp4', OUTSIDE4, '443']),
    mask: openMask,
    expected: done,
  },
  {
    name: "reaching a cloud's metadata, where the rest may be",
    command: act(() => ['tcp4', '169.254.169.254', '53']),
    mask: { ...openMask, connect: new Set(['local', 'loopback', 'resolver', 'private', 'public']) },
    expected: refused,
  },
  {
    name: 'a socket in a folder, with a label of its own',
    command: act(({ socket }) => ['unix', socket]),
    expected: { ...filesOnly, notify: 'refused' },
  },
];

export const processCases: readonly Case[] = [
  {
    name: 'leaving the control group, to run what may not',
    command: ({ safe, risky, group }) => [safe, 'leave', group, risky, SUBJECT],
    expected: outOfTheGroup,
  },
  {
    name: 'being born in another control group, to run what may not',
    command: ({ safe, risky, group }) => [safe, 'elsewhere', group, risky, SUBJECT],
    expected: outOfTheGroup,
  },
  {
    name: 'taking the name of a program that enforces',
    command: act(({ pinned }) => ['unlink', pinned]),
    expected: filesOnly,
  },
  { name: 'loading a module into the kernel', command: act(() => ['module']), expected: filesOnly, tiers: ['lsm'] },
  {
    name: 'a signal to a process outside',
    command: act(({ outsider }) => ['kill', `${outsider}`]),
    expected: filesOnly,
  },
  { name: 'a signal to itself', command: ({ safe }) => sh(`${safe} kill $$`), expected: done },
  {
    name: 'a signal outside, where that may be',
    command: act(({ outsider }) => ['kill', `${outsider}`]),
    mask: trusting,
    expected: done,
  },
  { name: 'steering a process outside', command: act(({ outsider }) => ['trace', `${outsider}`]), expected: filesOnly },
  {
    name: 'reading the memory of a process outside',
    command: act(({ outsider, outsiderAddress }) => ['peek', `${outsider}`, outsiderAddress]),
    expected: filesOnly,
  },
  {
    name: 'mounting',
    command: ({ safe, workspace }) => [...OWN_MOUNTS, safe, 'mount', join(workspace, 'empty')],
    expected: filesOnly,
  },
  {
    name: 'mounting a folder elsewhere',
    command: ({ safe, home, workspace }) => [...OWN_MOUNTS, safe, 'bind', home, join(workspace, 'empty')],
    expected: filesOnly,
  },
  { name: 'making maps of the kernel', command: act(() => ['bpf']), expected: filesOnly },
];

function act(words: (world: World) => readonly string[]): Case['command'] {
  return (world) => [world.safe, ...words(world)];
}

/** `set -e`, so that a step on the way that is refused is what it comes to. */
function sh(script: string): readonly string[] {
  return ['/bin/sh', '-ec', script];
}
