/**
 * A ring of events, mapped into this process: the kernel's Documentation/bpf/ringbuf.rst. Whoever reads says how far it
 * has come in memory that the ring itself has; so a reader that takes over goes on where the last one stopped.
 */
import { closeSync } from 'node:fs';
import koffi, { type KoffiFunc } from 'koffi';
import { KernelError } from '../error.ts';
import { memory } from '../system/memory.ts';
import { createMap, mapShape } from './call.ts';
import { mapped, type Mapping, PAGE_BYTES, PROT_READ, PROT_WRITE, unmap } from './mapping.ts';

const MAP_TYPE_RINGBUF = 27;
const HEADER_BYTES = 8;
const IS_BUSY = 0x80_00_00_00;
const IS_DISCARDED = 0x40_00_00_00;

/** A power of two. Room for 3,500 events with long paths, at 12,000 a second for 300 ms; for three times as many with short ones. */
const RING_BYTES = 1 << 21;

export function createRing(): number {
  return createMap({ type: MAP_TYPE_RINGBUF, keyBytes: 0, valueBytes: 0, entriesMax: RING_BYTES, name: 'ring' });
}

/** A record, in memory that the kernel writes again once the next one is asked for. */
export type ReadRecord = (record: Buffer) => void;

export class Ring {
  readonly fd: number;
  readonly #size: number;
  readonly #consumer: Mapping;
  readonly #producer: Mapping;
  readonly #consumed: BigUint64Array<ArrayBuffer>;
  readonly #produced: BigUint64Array<ArrayBuffer>;

  constructor(fd: number) {
    this.fd = fd;
    this.#size = mapShape(fd).entriesMax;
    this.#consumer = mapped(fd, PROT_READ | PROT_WRITE, PAGE_BYTES, 0);
    // The data is there twice, one after the other, so that no record is in two pieces.
    this.#producer = mapped(fd, PROT_READ, PAGE_BYTES + 2 * this.#size, PAGE_BYTES);
    this.#consumed = new BigUint64Array(this.#consumer.bytes.buffer, 0, 1);
    this.#produced = new BigUint64Array(this.#producer.bytes.buffer, 0, 1);
  }

  /** Hands over what is there, up to `countMax`; answers how many records that were. */
  drain(read: ReadRecord, countMax = Number.POSITIVE_INFINITY): number {
    let count = 0;
    let at = Atomics.load(this.#consumed, 0);
    const end = Atomics.load(this.#produced, 0);
    while (at < end && count < countMax) {
      const record = recordAt(this.#producer.bytes, PAGE_BYTES, this.#size, Number(at % BigInt(this.#size)));
      if (record === 'busy') break;
      if (record.bytes !== undefined) {
        read(record.bytes);
        count++;
      }
      at += BigInt(record.room);
      Atomics.store(this.#consumed, 0, at);
    }
    return count;
  }

  /** Waits until a denial wakes, or until the time is up. */
  wait(timeoutMs: number): Promise<void> {
    const entry = memory(8);
    entry.writeInt32LE(this.fd, 0);
    entry.writeInt16LE(POLLIN, 4);
    return new Promise((resolve, reject) => {
      pollFunction().async(entry, 1, timeoutMs, (error: unknown) => (error ? reject(error) : resolve()));
    });
  }

  /** Nobody may be waiting any more. */
  close(): void {
    closeSync(this.fd);
    for (const mapping of [this.#consumer, this.#producer]) unmap(mapping);
  }
}

const POLLIN = 1;

type Poll = KoffiFunc<(entries: Buffer, count: number, timeoutMs: number) => number>;

let poll: Poll | undefined;

function pollFunction(): Poll {
  poll ??= koffi.load(null).func('int poll(void *, unsigned long, int)');
  return poll;
}

export interface RecordFound {
  /** Undefined for what the kernel gave up. */
  readonly bytes: Buffer | undefined;
  /** Bytes until the next record. */
  readonly room: number;
}

/** The record at `position` of data of `size` that begins at `base` of `bytes` and is there twice. */
export function recordAt(bytes: Buffer, base: number, size: number, position: number): RecordFound | 'busy' {
  const header = bytes.readUInt32LE(base + position);
  if ((header & IS_BUSY) !== 0) return 'busy';
  const length = header & ~(IS_BUSY | IS_DISCARDED);
  if (length > size - HEADER_BYTES)
    throw new KernelError('VALUE', `expected a record of at most ${size - HEADER_BYTES} bytes, met ${length}`);
  const from = base + position + HEADER_BYTES;
  return {
    bytes: (header & IS_DISCARDED) === 0 ? bytes.subarray(from, from + length) : undefined,
    room: (HEADER_BYTES + length + 7) & ~7,
  };
}
