/** Landlock, landlock(7): a process gives up, for itself and all that it starts, what its grants don't name. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { KernelError } from '../error.ts';
import { addressOf, memory } from '../system/memory.ts';
import { errorName, systemCall, trySystemCall } from '../system/syscall.ts';
import { ofFiles } from './rights.ts';

/** `LANDLOCK_CREATE_RULESET_VERSION` */
const VERSION = 1;
/** `LANDLOCK_RULE_PATH_BENEATH` */
const PATH_BENEATH = 1;
/** Names a file without opening it; Node has no word for it. */
const O_PATH = 0x20_00_00;

/** Bytes of `struct landlock_ruleset_attr` by version: the kernel takes a longer one only where the rest is zero. */
const RULESET_BYTES = 24;
const RULE_BYTES = 12;

interface Rule {
  readonly path: string;
  /** Bits of `rights.ts`; of a file, those that a file can have are taken. */
  readonly rights: number;
}

/** What is withheld, but for what the rules give back. */
export interface Domain {
  readonly files: number;
  readonly net: number;
  readonly scopes: number;
  readonly rules: readonly Rule[];
}

/** The version of Landlock's interface; 0 where this kernel has none, or none that is on. */
export function landlockVersion(): number {
  if (process.platform !== 'linux') return 0;
  return Math.max(0, trySystemCall('landlock_create_ruleset', 0, 0, VERSION));
}

/**
 * Puts the calling thread into the domain, and what it starts from now on; there is no way back. It must have given up
 * gaining rights (`no_new_privs`). A rule whose path is gone grants nothing. Throws `KernelError`.
 */
export function enterDomain({ files, net, scopes, rules }: Domain): void {
  // Of a domain that withholds nothing, the kernel makes none.
  if ((files | net | scopes) === 0) return;
  const attributes = memory(RULESET_BYTES);
  attributes.writeBigUInt64LE(BigInt(files), 0);
  attributes.writeBigUInt64LE(BigInt(net), 8);
  attributes.writeBigUInt64LE(BigInt(scopes), 16);
  const ruleset = systemCall(
    'making a Landlock domain',
    'landlock_create_ruleset',
    addressOf(attributes),
    RULESET_BYTES,
    0,
  );
  try {
    for (const rule of rules) addRule(ruleset, rule);
    systemCall('entering a Landlock domain', 'landlock_restrict_self', ruleset, 0);
  } finally {
    // Not of Node's opening, nor of its closing.
    trySystemCall('close', ruleset);
  }
}

function addRule(ruleset: number, { path, rights }: Rule): void {
  const parent = openPath(path);
  if (parent === undefined) return;
  try {
    const allowed = fstatSync(parent).isDirectory() ? rights : ofFiles(rights);
    if (allowed === 0) return;
    const attributes = memory(RULE_BYTES);
    attributes.writeBigUInt64LE(BigInt(allowed), 0);
    attributes.writeInt32LE(parent, 8);
    const result = trySystemCall('landlock_add_rule', ruleset, PATH_BENEATH, addressOf(attributes), 0);
    // Files without a place in the tree, such as those of namespaces, take no rule, and Landlock lets them be.
    if (result < 0 && errorName(-result) !== 'EBADFD')
      throw new KernelError('SYSTEM', `granting ${path}: landlock_add_rule answered ${errorName(-result)}`);
  } finally {
    closeSync(parent);
  }
}

/** Undefined where nothing is there any more, or nothing that this user can reach: it needs no rule. */
function openPath(path: string): number | undefined {
  try {
    return openSync(path, O_PATH | constants.O_NOFOLLOW);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
