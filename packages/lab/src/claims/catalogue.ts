/** Every claim that the lab measures: this project's own, and those that are made of the protocol. */
import { Measured } from '../measure/index.ts';
import type { Claim, Means, Unmeasurable } from './claim.ts';
import { decisionRows, inventedStopped } from './decisions.ts';
import { descriptorBytes, packedTimes, type PackedTimes } from './packed.ts';
import { familyBytes, ratioTo } from './sizes.ts';
import { startRatio } from './starting.ts';

/** What several claims are about, measured once. */
interface Times {
  decision(figure: 'median' | 'p99'): Measured;
  packed(): PackedTimes;
}

/** In the order in which they are shown. Nothing is measured until one is asked to. */
export function claimsOf(means: Means): readonly Claim[] {
  const decisions = once(() => decisionRows(means.seed));
  const packed = once(() => packedTimes(means.seed));
  const times: Times = { decision: (figure) => Measured.of('median', decisions()[figure]), packed };
  return [...readme(means, times), ...literature(means, times)];
}

function once<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}

const because = (why: string) => (): Unmeasurable => ({ why });

/** Figures of the README, in its order. */
const readme = (means: Means, times: Times): readonly Claim[] => [
  {
    id: 'decision-median',
    source: 'readme',
    statement: 'A decision takes at most two microseconds',
    claimed: { relation: 'at-most', value: 2_000, unit: 'ns' },
    method: 'median over 2,000 lines of daily work, each its own median of 25 steady rounds; median of 6 processes',
    measure: () => times.decision('median'),
  },
  {
    id: 'decision-p99',
    source: 'readme',
    statement: '99 of 100 decisions take at most ten microseconds',
    claimed: { relation: 'at-most', value: 10_000, unit: 'ns' },
    method: 'as before, the 99th percentile of each process',
    measure: () => times.decision('p99'),
  },
  {
    id: 'packed-flags',
    source: 'readme',
    statement: 'A packed descriptor is held against a policy in 1.5 ns',
    claimed: { relation: 'at-most', value: 1.5, unit: 'ns' },
    method: 'a million descriptors end to end, flags against two masks; median of interleaved batches',
    measure: () => times.packed().flags,
  },
  {
    id: 'packed-checked',
    source: 'readme',
    statement: 'With its CRC checked, a packed descriptor takes 16 ns',
    claimed: { relation: 'at-most', value: 16, unit: 'ns' },
    method: 'as before, each descriptor checked first',
    measure: () => times.packed().checked,
  },
  {
    id: 'descriptor-bytes',
    source: 'readme',
    statement: 'A descriptor has 24 bytes, whatever the command',
    claimed: { relation: 'at-most', value: 24, unit: 'B' },
    method: '99th percentile over every command that the gate knows',
    measure: descriptorBytes,
  },
  {
    id: 'invented-stopped',
    source: 'readme',
    statement: 'Tools that nobody knows are not allowed',
    claimed: { relation: 'at-least', value: 0.999, unit: '1' },
    method: '10,000 command lines of invented tools, mode balanced',
    measure: () => inventedStopped(means.seed),
  },
  {
    id: 'start-ratio',
    source: 'readme',
    statement: 'capgate check takes 2.2 times what Node takes to start',
    claimed: { relation: 'at-most', value: 2.2, unit: '1' },
    method: '31 pairs of starts in turn, the cache of compiled code filled; median of the ratios',
    measure: () => startRatio(means),
  },
];

/** What is written about the protocol, whoever wrote it. */
const literature = (means: Means, times: Times): readonly Claim[] => [
  {
    id: 'documentation-ratio',
    source: 'literature',
    statement: 'A descriptor is 362 times smaller than the documentation of its command',
    claimed: { relation: 'at-least', value: 362, unit: '1' },
    method: 'bytes of the manual page, unpacked, to 24; mean over the commands of this machine that have one',
    measure: () => ratioTo('pageBytes', means),
  },
  {
    id: 'executable-ratio',
    source: 'literature',
    statement: 'The protocol compresses 13,669 to 1',
    claimed: { relation: 'at-least', value: 13_669, unit: '1' },
    method: 'bytes of the program, which is no documentation, to 24; mean over the commands of this machine',
    measure: () => ratioTo('executableBytes', means),
  },
  {
    id: 'decision-1.1ns',
    source: 'literature',
    statement: 'A command is judged in 1.1 ns',
    claimed: { relation: 'at-most', value: 1.1, unit: 'ns' },
    method: 'the least that a judgement can be: packed flags against two masks, as in packed-flags',
    measure: () => times.packed().flags,
  },
  {
    id: 'crc-48ns',
    source: 'literature',
    statement: "Checking a descriptor's CRC takes 48 ns",
    claimed: { relation: 'at-most', value: 48, unit: 'ns' },
    method: 'as in packed-checked, flags included',
    measure: () => times.packed().checked,
  },
  {
    id: 'family-bytes',
    source: 'literature',
    statement: 'In a family, a subcommand takes 7 bytes',
    claimed: { relation: 'at-most', value: 7, unit: 'B' },
    method:
      'the form that gives every descriptor back, with all names; mean over tools of this machine with subcommands',
    measure: () => familyBytes(means),
  },
  {
    id: 'label-accuracy',
    source: 'literature',
    statement: 'Commands are labelled with 100 % accuracy',
    claimed: { relation: 'at-least', value: 1, unit: '1' },
    method: 'share of commands whose verdict is that of independent people',
    measure: because('takes labels of independent people; plan an experiment that names a file of them'),
  },
  {
    id: 'reference-labels',
    source: 'literature',
    statement: "The reference's labels agree with its own experts on 79 to 88 %",
    claimed: { relation: 'at-least', value: 0.79, unit: '1' },
    method: 'share of the 42 commands of that set',
    measure: because('neither the reference nor its set of commands is part of this project'),
  },
  {
    id: 'model-ratio',
    source: 'literature',
    statement: 'The protocol is 374 times faster than a language model',
    claimed: { relation: 'at-least', value: 374, unit: '1' },
    method: "ratio of a model's time for a verdict to the gate's",
    measure: because('takes a language model; plan an experiment of type gate_vs_llm with one'),
  },
];
