/** The filter, run by an interpreter of its own language and held against the tables it is made from. */
import { constants } from 'node:os';
import { existsSync, readFileSync } from 'node:fs';
import { CONTROLS, type Control, type Mask, REACHES } from '@capgate/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answer,
  assembled,
  load,
  whenAnyBit,
  whenEqual,
  whenNoneOf,
  whenNotEqual,
} from '../../src/backstop/classic-bpf.ts';
import { ABSENT_CALLS, type CallNumbers, EXAMINED_CALLS, REFUSED_CALLS } from '../../src/backstop/refused-calls.ts';
import type { Processor } from '../../src/backstop/filter.ts';
import { filterOf } from '../../src/backstop/seccomp.ts';
import { EVERYDAY } from './trial.ts';

const { EACCES, EAFNOSUPPORT, ENOSYS, EPERM, EPROTONOSUPPORT } = constants.errno;
const AUDIT_ARCH = { x64: 0xc000_003e, arm64: 0xc000_00b7 } as const;
const I386 = 0x4000_0003;
const ALLOW = 0x7fff_0000;
const KILL = 0x8000_0000;
const refusedBy = (error: number): number => 0x0005_0000 + error;

interface Call {
  readonly processor: number;
  readonly number: number;
  readonly words?: readonly number[];
}

/** bpf(4), as far as a filter of calls needs it. */
function run(program: Uint8Array, { processor, number, words = [] }: Call): number {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, number, true);
  data.setUint32(4, processor, true);
  for (const [index, word] of words.entries())
    data.setBigUint64(16 + 8 * index, BigInt.asUintN(64, BigInt(word)), true);
  const view = new DataView(program.buffer, program.byteOffset, program.length);
  let loaded = 0;
  for (let at = 0; at < program.length; ) {
    const value = view.getUint32(at + 4, true);
    const jump = (holds: boolean): number => 8 * (1 + view.getUint8(at + (holds ? 2 : 3)));
    const code = view.getUint16(at, true);
    if (code === 0x06) return value;
    if (code === 0x20) loaded = data.getUint32(value, true);
    else if (code === 0x54) loaded = (loaded & value) >>> 0;
    if (code === 0x15) at += jump(loaded === value);
    else if (code === 0x45) at += jump((loaded & value) !== 0);
    else at += 8;
  }
  throw new Error('expected an answer, met the end of the program');
}

/** What the tables say of a call by its number alone. */
function tabled(number: number, arch: Processor, controls: ReadonlySet<Control>): number {
  const isIn = (calls: Readonly<Record<string, CallNumbers>>): boolean =>
    Object.values(calls).some((numbers) => numbers[arch] === number);
  if (isIn(ABSENT_CALLS)) return refusedBy(ENOSYS);
  const entry = REFUSED_CALLS.find(({ calls }) => isIn(calls));
  if (entry === undefined) return ALLOW;
  return entry.unless !== undefined && controls.has(entry.unless) ? ALLOW : refusedBy(EPERM);
}

function socketAnswer({ connect }: Mask, family: number, type: number, protocol: number): number {
  if (family === 1) return ALLOW;
  if (family === 16) return [0, 4, 15].includes(protocol) ? ALLOW : refusedBy(EPROTONOSUPPORT);
  if (family !== 2 && family !== 10) return refusedBy(EAFNOSUPPORT);
  if (connect.size === (connect.has('local') ? 1 : 0)) return refusedBy(EACCES);
  return type === 3 || type === 10 ? refusedBy(EPERM) : ALLOW;
}

const processors: readonly Processor[] = ['x64', 'arm64'];

const masks: fc.Arbitrary<Mask> = fc
  .tuple(fc.subarray([...CONTROLS]), fc.subarray([...REACHES]))
  .map(([controls, connect]) => ({ ...EVERYDAY, controls: new Set(controls), connect: new Set(connect) }));

describe('the assembler', () => {
  it('compares as it says', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.nat(12), fc.uniqueArray(fc.nat(12), { minLength: 1 }), (number, value, values) => {
        const answerOf = (block: ReturnType<typeof answer>): boolean =>
          run(assembled([...load(0), ...block, ...answer(0)]), { processor: 0, number }) === 1;
        expect(answerOf(whenEqual(value, answer(1)))).toBe(number === value);
        expect(answerOf(whenNotEqual(value, answer(1)))).toBe(number !== value);
        expect(answerOf(whenAnyBit(value, answer(1)))).toBe((number & value) !== 0);
        expect(answerOf(whenNoneOf(values, answer(1)))).toBe(!values.includes(number));
      }),
    );
  });

  it('refuses a leap that is too far, and a program that is too long', () => {
    const long = Array.from({ length: 256 }, () => answer(0)).flat();
    expect(() => whenEqual(1, long)).toThrow(/at most 255/u);
    expect(() => assembled(Array.from({ length: 17 }, () => long).flat())).toThrow(/at most 4096/u);
  });
});

describe.each(processors)('the filter on %s', (arch) => {
  const processor = AUDIT_ARCH[arch];
  const numberOf = (name: keyof typeof EXAMINED_CALLS): number => EXAMINED_CALLS[name][arch];
  const examined = new Set<number>(Object.values(EXAMINED_CALLS).map((numbers) => numbers[arch]));

  it('answers every call by its number as the tables say', () => {
    const numbers = Array.from({ length: 600 }, (_, number) => number).filter((number) => !examined.has(number));
    fc.assert(
      fc.property(masks, (mask) => {
        const program = filterOf(mask, arch);
        expect(numbers.map((number) => run(program, { processor, number }))).toEqual(
          numbers.map((number) => tabled(number, arch, mask.controls)),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('ends a process that speaks as another processor', () => {
    fc.assert(
      fc.property(
        masks,
        fc.nat(600),
        fc.constantFrom(I386, AUDIT_ARCH[arch === 'x64' ? 'arm64' : 'x64'], 0),
        (mask, number, other) => {
          expect(run(filterOf(mask, arch), { processor: other, number })).toBe(KILL);
        },
      ),
    );
  });

  it('gives no namespaces, whose user would be root in them, unless mounts are permitted', () => {
    const namespaces = [0x2_0000, 0x200_0000, 0x400_0000, 0x800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000];
    fc.assert(
      fc.property(masks, fc.subarray(namespaces), fc.constantFrom(0, 17, 0x100, 0x100_0000), (mask, chosen, others) => {
        const flags = chosen.reduce((bits, bit) => bits | bit, others);
        const isRefused = chosen.length > 0 && !mask.controls.has('mount');
        for (const name of ['clone', 'unshare'] as const) {
          const result = run(filterOf(mask, arch), { processor, number: numberOf(name), words: [flags] });
          expect(result).toBe(isRefused ? refusedBy(EPERM) : ALLOW);
        }
      }),
    );
    const time = run(filterOf(EVERYDAY, arch), { processor, number: numberOf('unshare'), words: [0x80] });
    expect(time).toBe(refusedBy(EPERM));
  });

  it('gives sockets of the families that daily work has, and those by address only with a network', () => {
    fc.assert(
      fc.property(
        masks,
        fc.nat(45),
        fc.nat(10),
        fc.nat(20),
        fc.boolean(),
        (mask, family, type, protocol, isCloexec) => {
          const words = [family, type | (isCloexec ? 0o2_000_000 : 0), protocol];
          const result = run(filterOf(mask, arch), { processor, number: numberOf('socket'), words });
          expect(result).toBe(socketAnswer(mask, family, type, protocol));
        },
      ),
    );
  });

  it('types nothing into a terminal, whatever stands in the upper half of the request', () => {
    const requests = [0x5412, 0x541c, 0x1_0000_5412, 0x5401, 0x5413, 0x8912];
    const program = filterOf(EVERYDAY, arch);
    const number = numberOf('ioctl');
    const answers = requests.map((request) => run(program, { processor, number, words: [0, request] }));
    const refused = refusedBy(EPERM);
    expect(answers).toEqual([refused, refused, refused, ALLOW, ALLOW, ALLOW]);
  });
});

it('the calls of x32 are none', () => {
  const program = filterOf(EVERYDAY, 'x64');
  for (const number of [0, 41, 165, 520])
    expect(run(program, { processor: AUDIT_ARCH.x64, number: 0x4000_0000 + number })).toBe(refusedBy(ENOSYS));
});

it('another processor has no filter', () => {
  expect(() => filterOf(EVERYDAY, 'riscv64')).toThrow(/expected x86-64 or arm64/u);
});

/** Where the kernel's headers are installed they say the same numbers. */
const HEADERS = { x64: '/usr/include/x86_64-linux-gnu/asm/unistd_64.h', arm64: '/usr/include/asm-generic/unistd.h' };

it.runIf(existsSync(HEADERS.x64)).each(processors)("the numbers are those of the kernel's headers on %s", (arch) => {
  const text = readFileSync(HEADERS[arch], 'utf8');
  const numbers = new Map(
    [...text.matchAll(/^#define __NR(?:3264)?_(\w+)\s+(\d+)$/gmu)].map(([, name, number]) => [name, Number(number)]),
  );
  const tables = [...REFUSED_CALLS.map(({ calls }) => calls), ABSENT_CALLS, EXAMINED_CALLS].flatMap((calls) =>
    Object.entries(calls),
  );
  const known = tables.filter(([name]) => numbers.has(name));
  expect(known.length).toBeGreaterThan(30);
  for (const [name, entry] of known)
    expect(`${name} ${(entry as Record<string, number>)[arch]}`).toBe(`${name} ${numbers.get(name)}`);
});
