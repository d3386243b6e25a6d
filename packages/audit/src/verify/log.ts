/**
 * Checks a whole log: that its files are those that its last checkpoint signs, that it continues every checkpoint held
 * elsewhere, and that what it says about itself is so. Trusts nothing but one key.
 */
import { equalBytes, fromUtf8, toHex } from '@capgate/base';
import {
  CHAIN_BYTES_MAX,
  decodeChain,
  type KeyChain,
  NOTE_LENGTH_MAX,
  type Primitives,
  readChain,
  trustedFrom,
} from '@capgate/keys';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { AuditError } from './error.ts';
import { type FilledTile, FillingTiles } from './filling-tiles.ts';
import { leafHash } from './merkle.ts';
import { type LogReader, missing, TreeReader } from './reader.ts';
import { decodeRecord, type LogRecord } from './record.ts';
import { CHECKPOINT_PATH, KEYS_PATH, TILE_WIDTH, tileWidth } from './tile.ts';
import { GrowingTree } from './tree.ts';

export interface LogVerification {
  readonly reader: LogReader;
  readonly primitives: Primitives;
  /** The fingerprint of the key that is trusted: any key of the log's chain. */
  readonly anchor: string;
  /** Signed checkpoints of this log that somebody else kept. The log must continue each. */
  readonly held?: readonly string[];
  /** Called after each bundle. */
  readonly onProgress?: (doneCount: number, size: number) => void;
}

export interface LogReport {
  readonly checkpoint: Checkpoint;
  readonly chain: KeyChain;
  /** The first entry that is still there; those before were dropped by retention, which the log records. */
  readonly firstIndex: number;
  /** Entries by kind. */
  readonly kinds: ReadonlyMap<string, number>;
  /** The times of the first and the last entry that are there, in milliseconds; absent in a log without entries. */
  readonly firstMs?: number;
  readonly lastMs?: number;
}

/** What the log's own records are called. */
export const KEY_KIND = 'log.key';
export const RETENTION_KIND = 'log.retention';

/** Throws `AuditError` or `KeyError` for the first thing that is wrong; the message says what and where. */
export async function verifyLog(verification: LogVerification): Promise<LogReport> {
  const { reader, primitives, anchor, held = [] } = verification;
  const chain = await chainOf(reader, primitives);
  const trusted = trustedFrom(chain, anchor);
  const checkpoint = await openCheckpoint(await noteOf(reader), trusted, primitives);
  const walk = new Walk(new TreeReader(reader, checkpoint.size, primitives.sha256), primitives, chain);
  const heldOpen: Checkpoint[] = [];
  for (const note of held) heldOpen.push(await openHeld(note, checkpoint, chain, primitives));
  await walk.run(heldOpen, verification.onProgress ?? (() => {}));
  if (!equalBytes(walk.root(), checkpoint.root)) throw differentRoot(checkpoint);
  return { checkpoint, chain, ...walk.finish() };
}

export async function chainOf(reader: LogReader, primitives: Primitives): Promise<KeyChain> {
  const bytes = await reader.read(KEYS_PATH, CHAIN_BYTES_MAX);
  if (bytes === undefined) throw missing(KEYS_PATH);
  return readChain(decodeChain(bytes), primitives);
}

export async function noteOf(reader: LogReader): Promise<string> {
  const bytes = await reader.read(CHECKPOINT_PATH, NOTE_LENGTH_MAX);
  if (bytes === undefined) throw missing(CHECKPOINT_PATH);
  const note = fromUtf8(bytes);
  if (note !== undefined) return note;
  throw new AuditError('FORM', `expected UTF-8 in ${CHECKPOINT_PATH}, met other bytes`);
}

/** A checkpoint that was good once counts although its key was revoked since: holding it is what proves it. */
async function openHeld(
  note: string,
  checkpoint: Checkpoint,
  chain: KeyChain,
  primitives: Primitives,
): Promise<Checkpoint> {
  const everyKey = chain.keys.map(({ identity }) => identity);
  const held = await openCheckpoint(note, everyKey, primitives);
  if (held.size <= checkpoint.size) return held;
  throw new AuditError(
    'ROLLBACK',
    `expected at least the ${held.size} entries of the checkpoint that is held, met a log of ${checkpoint.size}`,
  );
}

function differentRoot({ size, root }: Checkpoint): AuditError {
  return new AuditError('ROOT', `expected the root ${toHex(root)} over ${size} entries, as signed; met another tree`);
}

/** Goes through the tree from the first entry to the last. */
class Walk {
  readonly #tiles: TreeReader;
  readonly #primitives: Primitives;
  readonly #tree: GrowingTree;
  readonly #filling = new FillingTiles((tile) => this.#complete.push(tile));
  readonly #complete: FilledTile[] = [];
  readonly #records: Records;
  #firstIndex: number | undefined;

  constructor(tiles: TreeReader, primitives: Primitives, chain: KeyChain) {
    this.#tiles = tiles;
    this.#records = new Records(chain);
    this.#primitives = primitives;
    this.#tree = new GrowingTree(primitives.sha256, (node) => this.#filling.add(node));
  }

  async run(held: readonly Checkpoint[], onProgress: (doneCount: number, size: number) => void): Promise<void> {
    const { size } = this.#tiles;
    const due = held.toSorted((left, right) => left.size - right.size);
    this.#compareHeld(due);
    for (let index = 0; index * TILE_WIDTH < size; index++) {
      for (const leaf of await this.#leaves(index)) {
        this.#tree.add(leaf);
        if (due[0]?.size === this.#tree.size) this.#compareHeld(due);
      }
      for (const tile of this.#complete.splice(0)) await this.#compareTile(tile);
      onProgress(this.#tree.size, size);
    }
    for (const tile of this.#filling.partial(size)) await this.#compareTile(tile);
  }

  root(): Uint8Array {
    return this.#tree.root();
  }

  finish(): Omit<LogReport, 'checkpoint' | 'chain'> {
    const firstIndex = this.#firstIndex ?? this.#tiles.size;
    return { firstIndex, ...this.#records.finish(firstIndex) };
  }

  /** The leaves below a tile: of its entries, or, where retention has dropped those, as the tile has them. */
  async #leaves(index: number): Promise<Uint8Array[]> {
    const entries = await this.#tiles.bundle(index);
    const start = index * TILE_WIDTH;
    if (entries === undefined) {
      if (this.#firstIndex === undefined) return this.#tiles.tile(0, index);
      throw new AuditError(
        'MISSING',
        `expected the entries from ${start}, met no bundle between others that are there`,
      );
    }
    this.#firstIndex ??= start;
    return entries.map((entry, i) => {
      this.#records.add(start + i, entry);
      return leafHash(entry, this.#primitives.sha256);
    });
  }

  #compareHeld(due: Checkpoint[]): void {
    while (due[0]?.size === this.#tree.size) {
      const held = due.shift() as Checkpoint;
      if (equalBytes(this.root(), held.root)) continue;
      throw new AuditError(
        'FORK',
        `expected the root ${toHex(held.root)} over the first ${held.size} entries, as in the checkpoint that is held; met another history`,
      );
    }
  }

  async #compareTile({ level, index, hashes }: FilledTile): Promise<void> {
    const stored = await this.#tiles.tile(level, index);
    const width = tileWidth(level, index, this.#tiles.size);
    const different = hashes.findIndex((hash, i) => !equalBytes(hash, stored[i] as Uint8Array));
    if (different < 0 && hashes.length === width) return;
    const first = (index * TILE_WIDTH + different) * TILE_WIDTH ** level;
    throw new AuditError(
      'TILE',
      `expected hash ${different} of tile ${index} on level ${level} to be that of the entries from ${first}, met another`,
    );
  }
}

/** Kinds that a report tells apart; all others count as one, whatever a hostile log calls them. */
const KINDS_MAX = 1_000;
const OTHER_KINDS = 'other';

/** What the entries say, one after the other. */
class Records {
  readonly #kinds = new Map<string, number>();
  /** The places of the statements in the chain. */
  readonly #statements: ReadonlyMap<string, number>;
  /** Of those, the recorded. */
  readonly #recorded = new Set<number>();
  #droppedBefore = 0;
  #firstMs: number | undefined;
  #lastMs: number | undefined;

  constructor(chain: KeyChain) {
    this.#statements = new Map(chain.statements.map((statement, i) => [statement, i]));
  }

  add(index: number, entry: Uint8Array): void {
    const record = readAt(index, entry);
    if (record.at < (this.#lastMs ?? 0)) {
      throw new AuditError('ENTRY', `expected entry ${index} to be no older than the one before, met an earlier time`);
    }
    this.#firstMs ??= record.at;
    this.#lastMs = record.at;
    this.#count(record.kind);
    if (record.kind === KEY_KIND) this.#addStatement(index, record);
    if (record.kind === RETENTION_KIND) this.#addRetention(index, record);
  }

  finish(firstIndex: number): Pick<LogReport, 'kinds' | 'firstMs' | 'lastMs'> {
    this.#checkRetention(firstIndex);
    if (firstIndex === 0) this.#checkStatements();
    return {
      kinds: this.#kinds,
      ...(this.#firstMs === undefined ? {} : { firstMs: this.#firstMs }),
      ...(this.#lastMs === undefined ? {} : { lastMs: this.#lastMs }),
    };
  }

  #count(kind: string): void {
    const name = this.#kinds.has(kind) || this.#kinds.size < KINDS_MAX ? kind : OTHER_KINDS;
    this.#kinds.set(name, (this.#kinds.get(name) ?? 0) + 1);
  }

  #addStatement(index: number, record: LogRecord): void {
    const place = this.#statements.get(statementOf(record));
    if (place === undefined) throw foreignKeys(`one in entry ${index} that its chain does not have`);
    this.#recorded.add(place);
  }

  #addRetention(index: number, { body }: LogRecord): void {
    const { before } = body;
    if (typeof before !== 'number' || !Number.isSafeInteger(before) || before < 0 || before > index) {
      throw new AuditError(
        'ENTRY',
        `expected entry ${index} to say which entries before it are dropped, met something else`,
      );
    }
    this.#droppedBefore = Math.max(this.#droppedBefore, before);
  }

  #checkRetention(firstIndex: number): void {
    if (firstIndex <= this.#droppedBefore) return;
    throw new AuditError(
      'RETENTION',
      `expected all entries from ${this.#droppedBefore}, as the log records; met none before ${firstIndex}`,
    );
  }

  /** The chain's file may be ahead of the log by its last statements: it is written before they are in a checkpoint. */
  #checkStatements(): void {
    const last = Math.max(0, ...this.#recorded);
    for (let place = 0; place <= last; place++) {
      if (!this.#recorded.has(place)) throw foreignKeys(`statement ${place} of its chain in no entry`);
    }
  }
}

function foreignKeys(met: string): AuditError {
  return new AuditError('KEYS', `expected the same statements about keys in the log and in its chain, met ${met}`);
}

function statementOf({ body }: LogRecord): string {
  const { statement } = body;
  return typeof statement === 'string' ? statement : '';
}

function readAt(index: number, entry: Uint8Array): LogRecord {
  try {
    return decodeRecord(entry);
  } catch (error) {
    if (error instanceof AuditError) throw new AuditError('ENTRY', `entry ${index}: ${error.message}`);
    throw error;
  }
}
