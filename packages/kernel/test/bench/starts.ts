/** What a start of a program costs more where it is held: in a session with the tier loaded, beside the same without either. */
import { median, medianInterval, SeededRandom, type Section } from '@capgate/testing';
import { groupAt, moveInto } from '@capgate/kernel';
import { cgroupOf } from './cgroup-of.ts';
import { harmless, inSession, whileHeld } from './held.ts';
import type { Bench } from './options.ts';
import { Worker } from './worker.ts';

/** Starts without a pause between; those before them only warm up. */
const BLOCK = 50;
const WARM_UP = 10;
const BAR_PERCENT = 3;

/** Two blocks, start by start: nanoseconds. */
interface Round {
  readonly freeNs: readonly number[];
  readonly otherNs: readonly number[];
}

export async function startTimes(bench: Bench): Promise<Section> {
  const worker = new Worker(bench.programs, ['times', bench.programs.nothing]);
  const free = () => block(worker);
  const held = () => heldBlock(bench, worker);
  const [controls, rounds]: [Round[], Round[]] = [[], []];
  for (let round = 0; round * BLOCK < bench.runCount; round++) {
    controls.push(await inTurn(round, free, free));
    rounds.push(await inTurn(round, free, held));
  }
  await worker.end();
  return {
    title: 'starting a program and waiting for its end, held by tier trace and not',
    notes: [
      `a program that does nothing, ${rounds.length * BLOCK} starts each, in blocks of ${BLOCK} that take turns at being first`,
      'not held: no program in the kernel; the control compares two blocks that are not held; intervals: 95 %, by bootstrap over blocks',
    ],
    rows: [...rowsOf('control', controls), ...rowsOf('held', rounds, BAR_PERCENT)],
  };
}

/** Which block is first changes, so that what a machine does over time concerns both alike. */
async function inTurn(round: number, free: () => Promise<number[]>, other: () => Promise<number[]>): Promise<Round> {
  if (round % 2 === 0) return { freeNs: await free(), otherNs: await other() };
  const otherNs = await other();
  return { freeNs: await free(), otherNs };
}

async function block(worker: Worker): Promise<number[]> {
  return (await worker.do(WARM_UP + BLOCK, WARM_UP + BLOCK)).slice(WARM_UP);
}

async function heldBlock({ programs }: Bench, worker: Worker): Promise<number[]> {
  const home = groupAt(cgroupOf(worker.pid));
  return whileHeld((enforcement) =>
    inSession(enforcement, async (session) => {
      enforcement.labels.registerTools([{ path: programs.nothing, descriptor: harmless }]);
      session.add(worker.pid);
      const times = await block(worker);
      const { decided, denied, lost } = session.tally();
      if (decided !== BigInt(WARM_UP + BLOCK) || denied !== 0n || lost !== 0n)
        throw new Error(
          `expected ${WARM_UP + BLOCK} starts to be allowed and told, met ${decided}, ${denied}, ${lost}`,
        );
      moveInto(home, worker.pid);
      return times;
    }),
  );
}

function rowsOf(name: string, rounds: readonly Round[], limit?: number): Section['rows'] {
  const freeNs = median(rounds.flatMap((round) => round.freeNs));
  const differences = rounds.map(({ freeNs: before, otherNs }) =>
    otherNs.map((ns, index) => ns - (before[index] as number)),
  );
  const { low, high } = medianInterval(differences, new SeededRandom(1));
  const difference = median(differences.flat());
  const percent = (ns: number) => (100 * ns) / freeNs;
  return [
    { name: `${name}: without, median`, unit: 'µs', value: freeNs / 1_000 },
    { name: `${name}: more, median of the differences`, unit: 'µs', value: difference / 1_000 },
    {
      name: `${name}: more, of the median without`,
      unit: '%',
      value: percent(difference),
      ...(limit !== undefined && { bar: { limit } }),
    },
    { name: `${name}: the interval's lower end`, unit: '%', value: percent(low) },
    { name: `${name}: its upper end`, unit: '%', value: percent(high) },
  ];
}
