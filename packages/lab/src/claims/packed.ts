/** How long packed descriptors take, and how long they are. */
import {
  Capability,
  DESCRIPTOR_SIZE_BYTES,
  evaluatePacked,
  evaluatePackedChecked,
  type FlagMasks,
  knownCommands,
  packDescriptor,
} from '@capgate/core';
import { Measured, timeInterleaved } from '../measure/index.ts';
import { seededSource } from '../statistics/index.ts';

/** So many fit into no processor's cache, as no fleet's do. */
const COUNT = 1_000_000;
const MASKS: FlagMasks = { deny: Capability.DESTRUCTIVE, ask: Capability.NETWORK_ACCESS | Capability.UNKNOWN_TOOL };

export interface PackedTimes {
  readonly flags: Measured;
  /** With the CRC of each checked first. */
  readonly checked: Measured;
}

/** The time a descriptor, batch by batch. */
export function packedTimes(seed: number): PackedTimes {
  const bytes = randomDescriptors(seed);
  const verdicts = new Uint8Array(COUNT);
  const arms = [
    { name: 'flags', run: evaluated(() => evaluatePacked(bytes, COUNT, MASKS, verdicts), verdicts) },
    { name: 'checked', run: evaluated(() => evaluatePackedChecked(bytes, COUNT, MASKS, verdicts), verdicts) },
  ];
  const { steadyFrom, arms: timed } = timeInterleaved(arms, { seed });
  const [flags, checked] = timed.map(({ meansNs }) => {
    return Measured.of('median', { values: Array.from(meansNs.slice(steadyFrom), (ns) => ns / COUNT), unit: 'ns' });
  }) as [Measured, Measured];
  return { flags, checked };
}

/** Answers something of what was written, so that nothing can be left out. */
function evaluated(evaluate: () => unknown, verdicts: Uint8Array): (index: number) => number {
  return (index) => {
    evaluate();
    return verdicts[index % COUNT] as number;
  };
}

/** Sound ones with flags at random. */
function randomDescriptors(seed: number): Uint8Array {
  const random = seededSource(seed);
  const bytes = new Uint8Array(COUNT * DESCRIPTOR_SIZE_BYTES);
  const capabilities = Object.values(Capability);
  for (let i = 0; i < COUNT; i++) {
    let flags = 1 << random.below(5);
    for (const capability of capabilities) if (random.uniform() < 0.1) flags |= capability;
    packDescriptor(bytes, i * DESCRIPTOR_SIZE_BYTES, random.below(2 ** 31), flags, i & 0xffff, 8, 1, 4);
  }
  return bytes;
}

/** Of every command that the gate knows. */
export function descriptorBytes(): Measured {
  const values = knownCommands().map(({ descriptor }) => descriptor.length);
  return Measured.of('p99', { values, unit: 'B' });
}
