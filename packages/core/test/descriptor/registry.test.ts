import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildRegistry,
  openRegistry,
  REGISTRY_COUNT_MAX,
  type RegistryEntry,
  RegistryError,
  toHex,
} from '../../src/descriptor/index.ts';
import { naiveRegistry } from './naive.ts';
import { anyText, codeOf, flipped, soundDescriptor, thrownBy } from './support.ts';

const names = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '道', '🔧', '\uffff'), minLength: 1, maxLength: 6 }),
  anyText.filter((text) => text !== '' && text.isWellFormed()),
);
const entryLists: fc.Arbitrary<RegistryEntry[]> = fc.uniqueArray(
  fc.record({ name: names, descriptor: soundDescriptor }),
  { selector: ({ name }) => name, maxLength: 20 },
);
const sample = Uint8Array.from(Buffer.from('544350020002ba9f11ec0000024407d000c80d920003f202', 'hex'));
const entry = (name: string): RegistryEntry => ({ name, descriptor: sample });
const refusal = (entries: readonly RegistryEntry[]) => codeOf(RegistryError, () => buildRegistry(entries));
const readable = ({ name, descriptor }: RegistryEntry) => ({ name, descriptor: toHex(descriptor) });

describe('a registry', () => {
  test('lists its entries in the order of their UTF-8, as a naive reader does', () => {
    fc.assert(
      fc.property(entryLists, (entries) => {
        const bytes = buildRegistry(entries);
        const sorted = entries
          .map(readable)
          .sort((left, right) => Buffer.compare(Buffer.from(left.name), Buffer.from(right.name)));
        const registry = openRegistry(bytes);
        expect(registry.count).toBe(entries.length);
        expect([...registry.entries()].map(readable)).toEqual(sorted);
        expect(naiveRegistry(bytes).map(({ name, descriptor }) => ({ name, descriptor }))).toEqual(sorted);
      }),
    );
  });

  test('finds each name, and no other', () => {
    fc.assert(
      fc.property(entryLists, fc.array(fc.oneof(anyText, names)), (entries, others) => {
        const bytes = buildRegistry(entries);
        const offsets = new Map(naiveRegistry(bytes).map(({ name, offset }) => [name, offset]));
        const near = entries.flatMap(({ name }) => [name, `${name}a`, name.slice(0, -1), `a${name}`]);
        for (const body of ['checked', 'trusted'] as const) {
          const registry = openRegistry(bytes, { body });
          for (const name of [...near, ...others, '', '\ud800'])
            expect(registry.find(name)).toBe(offsets.get(name) ?? -1);
        }
      }),
    );
  });

  test('is the same in whatever order its entries are given', () => {
    fc.assert(
      fc.property(entryLists, (entries) => {
        expect(buildRegistry(entries.toReversed())).toEqual(buildRegistry(entries));
      }),
    );
  });

  test('lies anywhere in a larger buffer', () => {
    const bytes = buildRegistry([entry('b'), entry('a')]);
    const larger = new Uint8Array(bytes.length + 9);
    larger.set(bytes, 5);
    const registry = openRegistry(larger.subarray(5, 5 + bytes.length));
    expect([registry.find('a'), registry.find('b'), registry.find('c')]).toEqual([32, 56, -1]);
  });

  test('holds a lone surrogate apart from the replacement character', () => {
    const registry = openRegistry(buildRegistry([entry('\ufffd')]));
    expect([registry.find('\ufffd'), registry.find('\ud800'), registry.find('\udc00')]).toEqual([32, -1, -1]);
  });

  test('does not mend a surrogate pair that a slice cut, however often it is asked', () => {
    const whole = 'a long name that ends in 🔧';
    const registry = openRegistry(buildRegistry([entry(whole)]));
    const cut = whole.slice(0, -1);
    let found = 0;
    for (let call = 0; call < 50_000; call++) if (registry.find(cut) !== -1) found++;
    expect(found).toBe(0);
    expect(registry.find(whole)).toBe(32);
  });

  test('takes names of 1 to 255 bytes', () => {
    const longest = 'x'.repeat(255);
    const registry = openRegistry(buildRegistry([entry(longest), entry('x')]));
    expect([registry.find(longest), registry.find(`${longest}x`), registry.find('x')]).toEqual([56, -1, 32]);
    expect(refusal([entry('')])).toBe('NAME');
    expect(refusal([entry(`${longest}x`)])).toBe('NAME');
    expect(refusal([entry('a\ud800')])).toBe('NAME');
    expect(String(thrownBy(() => buildRegistry([entry('')])))).toBe(
      'RegistryError: expected 1 to 255 bytes of well-formed UTF-8, met ""',
    );
  });

  test('refuses a name given twice, a descriptor that is none, and too many', () => {
    expect(refusal([entry('b'), entry('a'), entry('b')])).toBe('DUPLICATE');
    expect(String(thrownBy(() => buildRegistry([entry('b'), entry('b')])))).toContain('met "b" again');
    expect(refusal([{ name: 'a', descriptor: flipped(sample, 100) }])).toBe('DESCRIPTOR');
    expect(String(thrownBy(() => buildRegistry([{ name: 'a', descriptor: flipped(sample, 100) }])))).toContain(
      'expected a sound descriptor for "a", met fault CRC',
    );
    expect(refusal([{ name: 'a', descriptor: sample.subarray(1) }])).toBe('DESCRIPTOR');
    expect(refusal([{ name: 'a', descriptor: Uint8Array.of(...sample, 0) }])).toBe('DESCRIPTOR');
    expect(refusal(Array<RegistryEntry>(REGISTRY_COUNT_MAX + 1))).toBe('COUNT');
  });
});

/** Makes the CRCs good, so that readers look further. */
function resealed(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 32) return bytes;
  const data = Buffer.from(bytes);
  data.writeUInt32BE(crc32(data.subarray(32)), 16);
  data.writeUInt32BE(crc32(data.subarray(0, 28)), 28);
  return Uint8Array.from(data);
}

/** Writes the header that fits the bytes, but for what it says of the count. */
function fitted(bytes: Uint8Array, count: number): Uint8Array {
  const data = Buffer.concat([Buffer.from('5443505200010020', 'hex'), Buffer.alloc(24), bytes]);
  data.writeUInt32BE(count, 8);
  data.writeUInt32BE(Math.max(0, data.length - 32 - 24 * count - 4 * (count + 1)), 12);
  return resealed(data);
}

const hostile: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.tuple(fc.uint8Array({ maxLength: 200 }), fc.nat(4)).map(([body, count]) => fitted(body, count)),
  fc
    .tuple(entryLists, fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 4 }), fc.boolean())
    .map(([entries, changes, sealed]) => {
      const bytes = buildRegistry(entries);
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return sealed ? resealed(bytes) : bytes;
    }),
);

/** Bytes that notice when they are read beyond their ends. */
function watched(bytes: Uint8Array): { bytes: Uint8Array; strayed: () => boolean } {
  let strayed = false;
  const proxy = new Proxy(bytes, {
    get(target, key) {
      const index = typeof key === 'string' ? Number(key) : Number.NaN;
      if (!Number.isNaN(index) && !(index in target)) strayed = true;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { bytes: proxy, strayed: () => strayed };
}

describe('hostile bytes', () => {
  test('any bit that is turned is noticed', () => {
    const bytes = buildRegistry([entry('a'), entry('bc')]);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      expect(codeOf(RegistryError, () => openRegistry(flipped(bytes, bit)))).toMatch(
        /^(?:MAGIC|VERSION|HEADER_CRC|BODY_CRC)$/,
      );
    }
  });

  test('what is accepted is what would have been built; all else is a RegistryError', () => {
    fc.assert(
      fc.property(hostile, (bytes) => {
        const registry = openedOrRefused(bytes, 'checked');
        expect(registry === undefined ? bytes : buildRegistry([...registry.entries()])).toEqual(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  test('a trusted body may lie, but answers stay within the bytes and nothing else is thrown', () => {
    fc.assert(
      fc.property(hostile, fc.array(names, { maxLength: 5 }), (bytes, wanted) => {
        const registry = openedOrRefused(bytes, 'trusted');
        if (registry === undefined) return;
        for (const name of wanted) {
          const offset = registry.find(name);
          expect(offset === -1 || (offset >= 32 && offset + 24 <= bytes.length)).toBe(true);
        }
        expect(entriesOrRefusal(registry).every(({ descriptor }) => descriptor.length === 24)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('nothing is read beyond the ends', () => {
    fc.assert(
      fc.property(hostile, names, (bytes, name) => {
        const { bytes: proxy, strayed } = watched(bytes);
        const registry = openedOrRefused(proxy, 'trusted');
        registry?.find(name);
        openedOrRefused(proxy, 'checked');
        expect(strayed()).toBe(false);
      }),
    );
  });
});

type Opened = ReturnType<typeof openRegistry>;

/** The registry, or undefined when it is refused with a RegistryError; any other error passes. */
function openedOrRefused(bytes: Uint8Array, body: 'checked' | 'trusted'): Opened | undefined {
  try {
    return openRegistry(bytes, { body });
  } catch (error) {
    if (error instanceof RegistryError && error.name === 'RegistryError') return undefined;
    throw error;
  }
}

/** Entries up to the first that can't be read; any error but that passes. */
function entriesOrRefusal(registry: Opened): RegistryEntry[] {
  const read: RegistryEntry[] = [];
  try {
    for (const each of registry.entries()) read.push(each);
  } catch (error) {
    if (!(error instanceof RegistryError && ['OFFSETS', 'NAME'].includes(error.code))) throw error;
  }
  return read;
}
