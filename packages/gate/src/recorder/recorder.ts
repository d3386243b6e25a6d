/**
 * The way into the log and, behind it, into the store. It has two forms: in the same thread, and in a thread of its own,
 * so that neither hashing nor the disk holds up a decision.
 */
import { ENTRY_BYTES_MAX } from '@capgate/audit/verify';
import { type CanonicalObject, canonicalText, utf8 } from '@capgate/base';
import type { RotationPolicy } from '@capgate/keys';
import type { RecordBodies, RecordKind } from '@capgate/store';
import { GateError } from '../error.ts';

/** What the gate itself has to tell beside what the store reads. */
interface OwnBodies {
  /** Records that found no room while the log did not work; they are lost. */
  readonly 'gate.unlogged': { readonly deferred: number; readonly lost: number };
  /** Somebody removed the socket or put another in its place; it was put back. */
  readonly 'gate.socket-restored': { readonly instance: string };
  /** The configuration was read anew. `changed` is in force from here on, `waiting` once the gate is started again. */
  readonly 'config.applied': {
    readonly instance: string;
    readonly by: string;
    /** SHA-256 of the file, in hexadecimal digits; absent where there was none. */
    readonly digest?: string;
    readonly changed: readonly string[];
    readonly waiting: readonly string[];
  };
  /** It was read anew, and could not be used. */
  readonly 'config.refused': { readonly instance: string; readonly by: string; readonly code: string };
  /** A person asked for a new signing key; the log's own record of that key follows. */
  readonly 'keys.rotation-asked': { readonly instance: string; readonly by: string } & RotationPolicy;
  /** The first of two persons asked to go ahead against what stands in the way of a version. */
  readonly 'policy.override-requested': {
    readonly tenant: string;
    readonly version: number;
    readonly by: string;
    readonly reason: string;
    readonly against: readonly string[];
  };
  /** So many of the records before it are copies: what they say is in force, and retention drops the first of them. */
  readonly 'gate.carried-over': { readonly records: number };
  readonly 'approval.refused': { readonly approval: string; readonly by: string; readonly why: string };
}

export type AllBodies = RecordBodies & OwnBodies;
export type AnyKind = RecordKind | keyof OwnBodies;
export type AnyRecord = {
  readonly [Kind in AnyKind]: { readonly kind: Kind; readonly body: AllBodies[Kind] };
}[AnyKind];

/** What is known of a record at once. */
export interface Recorded {
  readonly id: string;
  readonly at: number;
  /** Resolves once the record is on the disk; rejects with `GateError` UNAVAILABLE where it may not be. */
  readonly promised: Promise<unknown>;
}

export interface LogStatus {
  /** How many entries are in the log. */
  readonly size: number;
  /** The last checkpoint's size, and when this run signed it; absent until there is one. */
  readonly checkpoint?: { readonly size: number; readonly at?: number };
  /** How many records the store is behind; absent where that is not known. */
  readonly storeLag?: number;
}

export interface Recorder {
  /** Whether the log takes records now. */
  readonly isWorking: boolean;
  /**
   * Hands a record to the log. Throws `GateError` BUSY where too many wait for the disk, UNAVAILABLE while the log does
   * not work (see `defer`).
   */
  record<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): Recorded;
  /** As `record`, for a body that is canonical text already. `isDeferrable`: write it later rather than never. */
  recordText(kind: AnyKind, bodyText: string, isDeferrable: boolean): Recorded;
  /** As `record`, and waits until it is on the disk. */
  recorded<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): Promise<void>;
  /** Keeps a record until the log works again. */
  defer<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): void;
  /** Writes a record now, or once the log works again: for what has happened either way. */
  recordOrDefer<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): void;
  /** Signs a checkpoint over everything recorded before; answers its size. Rejects with UNAVAILABLE. */
  seal(): Promise<number>;
  /** Resolves once the store has everything that is in the log now. */
  settled(): Promise<void>;
  status(): Promise<LogStatus>;
  /** How long entries are kept from now on; see `enforceRetention`. */
  keepFor(retentionMs: number): Promise<void>;
  /**
   * Puts a new key in the place of the one that signs the log, and records it; answers the statements of the chain. Rejects
   * with `GateError` STATE where the keys refuse, UNAVAILABLE.
   */
  rotateKeys(rotation: RotationPolicy): Promise<readonly string[]>;
  /** Drops what is older than the log keeps. */
  enforceRetention(): Promise<void>;
  /** Writes what can be written, and lets log and store go. */
  close(): Promise<void>;
}

/** Throws `GateError` REQUEST for what no entry of the log can hold. */
export function checkFits(kind: string, bodyText: string): void {
  if (fits(bodyText)) return;
  throw new GateError('REQUEST', `expected a ${kind} of at most ${BODY_BYTES_MAX} bytes, met a longer one`);
}

/** Whether an entry of the log can hold it. */
export function fits(bodyText: string): boolean {
  return bodyText.length * UTF8_BYTES_MAX <= BODY_BYTES_MAX || utf8(bodyText).length <= BODY_BYTES_MAX;
}

/** What an entry needs beside its body. */
const ENVELOPE_BYTES = 256;
const BODY_BYTES_MAX = ENTRY_BYTES_MAX - ENVELOPE_BYTES;
/** Of one code unit. */
const UTF8_BYTES_MAX = 3;

/** The bodies' types are closed, and so no objects of any keys to the compiler. */
export function textOf(body: object): string {
  return canonicalText(body as CanonicalObject);
}

export function unavailable(): GateError {
  return new GateError('UNAVAILABLE', 'expected a log that takes records, met one that does not work; see the service');
}

export function busy(): GateError {
  return new GateError('BUSY', 'expected room in the log, met too many records that wait');
}
