/** The commands of bpf(2). Layouts: `union bpf_attr` in the kernel's uapi/linux/bpf.h; what is not set is zero. */
import { constants } from 'node:os';
import { addressOf, memory, memoryOf } from '../system/memory.ts';
import { systemCall, systemError, trySystemCall } from '../system/syscall.ts';

const Command = {
  MAP_CREATE: 0,
  MAP_LOOKUP_ELEM: 1,
  MAP_UPDATE_ELEM: 2,
  MAP_DELETE_ELEM: 3,
  MAP_GET_NEXT_KEY: 4,
  PROG_LOAD: 5,
  OBJ_PIN: 6,
  OBJ_GET: 7,
  PROG_RUN: 10,
  OBJ_GET_INFO_BY_FD: 15,
  RAW_TRACEPOINT_OPEN: 17,
  LINK_CREATE: 28,
  ITER_CREATE: 33,
} as const;

const ATTR_BYTES = 128;
const NAME_BYTES_MAX = 15;

type Attr = Buffer<ArrayBuffer>;

function run(what: string, command: number, attr: Attr): number {
  return systemCall(what, 'bpf', command, addressOf(attr), attr.length);
}

/** Undefined where there is nothing by that key; any other failure throws. */
function runOnEntry(what: string, command: number, attr: Attr): number | undefined {
  const result = trySystemCall('bpf', command, addressOf(attr), attr.length);
  if (result === -constants.errno.ENOENT) return undefined;
  if (result < 0) throw systemError(what, 'bpf', -result);
  return result;
}

/** As often as libbpf tries. */
const ATTEMPTS_MAX = 5;

/** The verifier gives up with EAGAIN while a signal waits for this process, which is there once the call is back. */
export function patiently(call: () => number): number {
  let result = call();
  for (let attempt = 1; attempt < ATTEMPTS_MAX && result === -constants.errno.EAGAIN; attempt++) result = call();
  return result;
}

export interface MapShape {
  readonly type: number;
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly entriesMax: number;
  readonly name: string;
}

/** Answers a descriptor of a file, as all that make something here do. */
export function createMap({ type, keyBytes, valueBytes, entriesMax, name }: MapShape): number {
  const attr = memory(ATTR_BYTES);
  attr.writeUInt32LE(type, 0);
  attr.writeUInt32LE(keyBytes, 4);
  attr.writeUInt32LE(valueBytes, 8);
  attr.writeUInt32LE(entriesMax, 12);
  attr.write(name.slice(0, NAME_BYTES_MAX), 28, 'latin1');
  return run(`making the map ${name}`, Command.MAP_CREATE, attr);
}

function entryAttr(map: number, key: Attr, value: Attr | undefined): Attr {
  const attr = memory(32);
  attr.writeUInt32LE(map, 0);
  attr.writeBigUInt64LE(addressOf(key), 8);
  if (value !== undefined) attr.writeBigUInt64LE(addressOf(value), 16);
  return attr;
}

export function updateEntry(map: number, key: Attr, value: Attr): void {
  run('writing an entry of a map', Command.MAP_UPDATE_ELEM, entryAttr(map, key, value));
}

const NOT_THERE_YET = 1;

/** False where there is one by that key, which stays as it is. */
export function addEntry(map: number, key: Attr, value: Attr): boolean {
  const attr = entryAttr(map, key, value);
  attr.writeBigUInt64LE(BigInt(NOT_THERE_YET), 24);
  const result = trySystemCall('bpf', Command.MAP_UPDATE_ELEM, addressOf(attr), attr.length);
  if (result === -constants.errno.EEXIST) return false;
  if (result < 0) throw systemError('adding an entry to a map', 'bpf', -result);
  return true;
}

/** Whether there was such an entry; `into` has its value then. */
export function lookupEntry(map: number, key: Attr, into: Attr): boolean {
  return runOnEntry('reading an entry of a map', Command.MAP_LOOKUP_ELEM, entryAttr(map, key, into)) !== undefined;
}

export function deleteEntry(map: number, key: Attr): boolean {
  return (
    runOnEntry('deleting an entry of a map', Command.MAP_DELETE_ELEM, entryAttr(map, key, undefined)) !== undefined
  );
}

/** The key after `key`, the first where that is undefined or gone. */
export function nextKey(map: number, key: Attr | undefined, into: Attr): boolean {
  const attr = memory(32);
  attr.writeUInt32LE(map, 0);
  if (key !== undefined) attr.writeBigUInt64LE(addressOf(key), 8);
  attr.writeBigUInt64LE(addressOf(into), 16);
  return runOnEntry('listing a map', Command.MAP_GET_NEXT_KEY, attr) !== undefined;
}

const PROG_TYPE_SYSCALL = 31;
const PROG_SLEEPABLE = 1 << 4;
const INSTRUCTION_BYTES = 8;

/** Loads a program that makes calls of bpf(2) itself; the one kind that is loaded from here. */
export function loadSyscallProgram(instructions: Attr, map: number): number {
  const attr = memory(ATTR_BYTES);
  const license = memoryOf('Dual BSD/GPL');
  const maps = memory(4);
  maps.writeInt32LE(map, 0);
  attr.writeUInt32LE(PROG_TYPE_SYSCALL, 0);
  attr.writeUInt32LE(instructions.length / INSTRUCTION_BYTES, 4);
  attr.writeBigUInt64LE(addressOf(instructions), 8);
  attr.writeBigUInt64LE(addressOf(license), 16);
  attr.writeUInt32LE(PROG_SLEEPABLE, 44);
  attr.write('capgate_loader', 48, 'latin1');
  attr.writeBigUInt64LE(addressOf(maps), 120);
  const result = patiently(() => trySystemCall('bpf', Command.PROG_LOAD, addressOf(attr), attr.length));
  if (result < 0) throw systemError('loading the loader of programs', 'bpf', -result);
  return result;
}

/** What the program answered; it reads and writes `context`. */
export function runProgram(program: number, context: Attr): number {
  const attr = memory(80);
  attr.writeUInt32LE(program, 0);
  attr.writeUInt32LE(context.length, 40);
  attr.writeBigUInt64LE(addressOf(context), 48);
  run('running the loader of programs', Command.PROG_RUN, attr);
  return attr.readInt32LE(4);
}

/** A link of a program of type LSM or tp_btf, to the place that it was compiled for. */
export function openTracepoint(what: string, program: number): number {
  const attr = memory(16);
  attr.writeUInt32LE(program, 8);
  return run(what, Command.RAW_TRACEPOINT_OPEN, attr);
}

/** To the control group whose folder is open as `target`. */
export function createGroupLink(what: string, program: number, target: number, attachType: number): number {
  const attr = memory(64);
  attr.writeUInt32LE(program, 0);
  attr.writeUInt32LE(target, 4);
  attr.writeUInt32LE(attachType, 8);
  return run(what, Command.LINK_CREATE, attr);
}

const ATTACH_TRACE_ITER = 28;

/** For an iterator over the open files of one process. */
export function createFilesLink(program: number, pid: number): number {
  const attr = memory(64);
  const info = memory(12);
  info.writeUInt32LE(pid, 4);
  attr.writeUInt32LE(program, 0);
  attr.writeUInt32LE(ATTACH_TRACE_ITER, 8);
  attr.writeBigUInt64LE(addressOf(info), 16);
  attr.writeUInt32LE(info.length, 24);
  return run('attaching an iterator over files', Command.LINK_CREATE, attr);
}

export function createIterator(link: number): number {
  const attr = memory(8);
  attr.writeUInt32LE(link, 0);
  return run('starting an iterator', Command.ITER_CREATE, attr);
}

function pathAttr(path: string, fd: number): { readonly attr: Attr; readonly path: Attr } {
  const attr = memory(16);
  const text = memoryOf(path);
  attr.writeBigUInt64LE(addressOf(text), 0);
  attr.writeUInt32LE(fd, 8);
  return { attr, path: text };
}

/** Gives a map, program or link a name in a bpf file system: it lives on when the last process that has it ends. */
export function pin(fd: number, path: string): void {
  run(`pinning ${path}`, Command.OBJ_PIN, pathAttr(path, fd).attr);
}

export function openPinned(path: string): number {
  return run(`opening ${path}`, Command.OBJ_GET, pathAttr(path, 0).attr);
}

/** What the kernel knows of a map: type, bytes of keys and values, entries. */
export function mapShape(map: number): Omit<MapShape, 'name'> {
  const info = memory(88);
  const attr = memory(16);
  attr.writeUInt32LE(map, 0);
  attr.writeUInt32LE(info.length, 4);
  attr.writeBigUInt64LE(addressOf(info), 8);
  run('asking about a map', Command.OBJ_GET_INFO_BY_FD, attr);
  return {
    type: info.readUInt32LE(0),
    keyBytes: info.readUInt32LE(8),
    valueBytes: info.readUInt32LE(12),
    entriesMax: info.readUInt32LE(16),
  };
}
