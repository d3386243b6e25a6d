/** Evaluating packed descriptors in bulk. */
import {
  Capability,
  DESCRIPTOR_SIZE_BYTES,
  evaluatePacked,
  evaluatePackedChecked,
  type FlagMasks,
  packDescriptor,
} from '@capgate/core';
import type { Section } from './rows.ts';
import { seededRandom } from './shuffle.ts';
import { medianPass } from './timing.ts';

const COUNT = 1_000_000;
const PASSES = 25;
const SEED = 24;
const MASKS: FlagMasks = { deny: Capability.DESTRUCTIVE, ask: Capability.NETWORK_ACCESS | Capability.UNKNOWN_TOOL };

/** Times both evaluations over a million distinct, sound descriptors with random flags. */
export function measurePacked(): Section {
  const bytes = randomDescriptors(COUNT);
  const verdicts = new Uint8Array(COUNT);
  const unsound = evaluatePackedChecked(bytes, COUNT, MASKS, verdicts);
  if (unsound > 0) throw new Error(`expected sound descriptors only, met ${unsound} that are not`);
  const unchecked = medianPass(COUNT, PASSES, () => () => evaluatePacked(bytes, COUNT, MASKS, verdicts));
  const checked = medianPass(COUNT, PASSES, () => () => evaluatePackedChecked(bytes, COUNT, MASKS, verdicts));
  return {
    title: 'packed evaluation, one core',
    notes: [`${COUNT.toLocaleString('en')} descriptors end to end; median of ${PASSES} passes`],
    rows: [
      { name: 'a descriptor, unchecked', unit: 'ns', value: unchecked.wallNs, bar: { limit: 1.5 } },
      { name: 'a descriptor, unchecked, processor time', unit: 'ns', value: unchecked.cpuNs },
      { name: 'a descriptor, with CRC', unit: 'ns', value: checked.wallNs, bar: { limit: 15 } },
      { name: 'a descriptor, with CRC, processor time', unit: 'ns', value: checked.cpuNs },
    ],
  };
}

function randomDescriptors(count: number): Uint8Array {
  const random = seededRandom(SEED);
  const bytes = new Uint8Array(count * DESCRIPTOR_SIZE_BYTES);
  const capabilities = Object.values(Capability);
  for (let index = 0; index < count; index++) {
    let flags = 1 << Math.floor(random() * 5);
    for (const capability of capabilities) if (random() < 0.1) flags |= capability;
    packDescriptor(bytes, index * DESCRIPTOR_SIZE_BYTES, random() * 2 ** 32, flags, index & 0xffff, 8, 1, 4);
  }
  return bytes;
}
