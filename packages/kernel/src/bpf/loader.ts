/** Brings compiled programs into the kernel and attaches them. */
import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { KernelError } from '../error.ts';
import { addressOf, memory, memoryOf } from '../system/memory.ts';
import { errorName } from '../system/syscall.ts';
import {
  createFilesLink,
  createGroupLink,
  createMap,
  loadSyscallProgram,
  openTracepoint,
  patiently,
  runProgram,
  updateEntry,
} from './call.ts';
import { BpfMap, key32 } from './map.ts';
import type { BpfObject, BpfProgram } from './object.ts';

/** Descriptors of files; what is not pinned ends with the process. */
export interface LoadedObject {
  readonly maps: ReadonlyMap<string, BpfMap>;
  readonly programs: readonly LoadedProgram[];
}

export interface LoadedProgram extends BpfProgram {
  readonly fd: number;
}

const MAP_TYPE_ARRAY = 2;
// `struct bpf_loader_ctx`, `bpf_map_desc` and `bpf_prog_desc` of libbpf's skel_internal.h.
const CONTEXT_BYTES = 24;
const MAP_BYTES = 16;
const PROGRAM_BYTES = 4;

/** Room for what the verifier says of all programs; where it has too little, it refuses good ones. */
const LOG_BYTES = 16 * 1024 * 1024;
const LOG_TAIL_CHARS = 1500;

/** Throws `REFUSED` where the kernel takes programs of this kind from nobody, or not from this process. */
export function loadObject(object: BpfObject): LoadedObject {
  const context = memory(CONTEXT_BYTES + MAP_BYTES * object.maps.length + PROGRAM_BYTES * object.programs.length);
  const answer = patiently(() => {
    context.fill(0).writeUInt32LE(context.length, 0);
    return runLoader(object, context);
  });
  if (answer < 0) throw refusal(object, context, answer);
  const programsAt = CONTEXT_BYTES + MAP_BYTES * object.maps.length;
  return {
    maps: new Map(
      object.maps.map((name, index) => [name, new BpfMap(context.readInt32LE(CONTEXT_BYTES + MAP_BYTES * index))]),
    ),
    programs: object.programs.map((program, index) => ({
      ...program,
      fd: context.readInt32LE(programsAt + PROGRAM_BYTES * index),
    })),
  };
}

/** Zero, or the negated number of an error. */
function runLoader({ data, instructions }: BpfObject, context: Buffer<ArrayBuffer>): number {
  const map = createMap({
    type: MAP_TYPE_ARRAY,
    keyBytes: 4,
    valueBytes: data.length,
    entriesMax: 1,
    name: '__loader.map',
  });
  let program: number | undefined;
  try {
    updateEntry(map, key32(0), memoryOf(data));
    program = loadSyscallProgram(memoryOf(instructions), map);
    return runProgram(program, context);
  } finally {
    closeSync(map);
    if (program !== undefined) closeSync(program);
  }
}

/** Asks once more, with a log: it takes long, so nobody does at first. */
function refusal(object: BpfObject, context: Buffer<ArrayBuffer>, answer: number): KernelError {
  const isPermission = answer === -constants.errno.EPERM || answer === -constants.errno.EACCES;
  const said = answer === -constants.errno.EPERM ? '' : saidOf(object, context.length);
  return new KernelError(
    isPermission ? 'REFUSED' : 'SYSTEM',
    `expected the kernel to take the programs of ${object.name}, met ${errorName(-answer)}${said}`,
  );
}

function saidOf(object: BpfObject, contextBytes: number): string {
  const context = memory(contextBytes);
  const log = memory(LOG_BYTES);
  context.writeUInt32LE(context.length, 0);
  context.writeUInt32LE(1, 8);
  context.writeUInt32LE(log.length, 12);
  context.writeBigUInt64LE(addressOf(log), 16);
  runLoader(object, context);
  return `: … ${log.toString('latin1', 0, log.indexOf(0)).trimEnd().slice(-LOG_TAIL_CHARS)}`;
}

const CGROUP_ATTACH_TYPES: Readonly<Record<string, number>> = {
  'cgroup/connect4': 10,
  'cgroup/connect6': 11,
  'cgroup/sendmsg4': 14,
  'cgroup/sendmsg6': 15,
};

/** The descriptor of the link. Programs of control groups hold the processes below the folder that `group` is open on. */
export function attach({ name, section, fd }: LoadedProgram, group: number): number {
  const cgroupType = CGROUP_ATTACH_TYPES[section];
  const what = `attaching ${name} to ${section}`;
  return cgroupType === undefined ? openTracepoint(what, fd) : createGroupLink(what, fd, group, cgroupType);
}

/** Iterators run when they are read, and hold nobody. */
export function isIterator({ section }: BpfProgram): boolean {
  return section.startsWith('iter/');
}

export function attachIterator({ fd }: LoadedProgram, pid: number): number {
  return createFilesLink(fd, pid);
}
