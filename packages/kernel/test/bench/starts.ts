/** What a start of a program costs more in a session than in none. */
import { median, medianInterval, SeededRandom, type Section } from '@capgate/testing';
import { type Group, groupAt, moveInto, type Session } from '@capgate/kernel';
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

export function startTimes(bench: Bench): Promise<Section> {
  return whileHeld((enforcement) =>
    inSession(enforcement, async (session) => {
      enforcement.labels.registerTools([{ path: bench.programs.nothing, descriptor: harmless }]);
      const worker = new Worker(bench.programs, ['times', bench.programs.nothing]);
      const home = groupAt(cgroupOf(enforcement, worker.pid));
      const free = () => blockIn(home, worker);
      const held = () => heldBlock(session, home, worker);
      const [controls, rounds]: [Round[], Round[]] = [[], []];
      for (let round = 0; round * BLOCK < bench.runCount; round++) {
        controls.push(await inTurn(round, free, free));
        rounds.push(await inTurn(round, free, held));
      }
      await worker.end();
      return sectionOf(controls, rounds);
    }),
  );
}

function sectionOf(controls: readonly Round[], rounds: readonly Round[]): Section {
  return {
    title: 'starting a program and waiting for its end, in a session of tier trace and in none',
    notes: [
      `a program that does nothing, ${rounds.length * BLOCK} starts each, in blocks of ${BLOCK} that take turns at being first`,
      'the control compares two blocks in no session; intervals: 95 %, by bootstrap over blocks',
      'each start in a session is told, and its event read between the blocks',
    ],
    rows: [...rowsOf('control', controls), ...rowsOf('session', rounds, BAR_PERCENT)],
  };
}

/** Which block is first changes, so that what a machine does over time concerns both alike. */
async function inTurn(round: number, free: () => Promise<number[]>, other: () => Promise<number[]>): Promise<Round> {
  if (round % 2 === 0) return { freeNs: await free(), otherNs: await other() };
  const otherNs = await other();
  return { freeNs: await free(), otherNs };
}

/** The worker goes there first, in any case: to be moved costs what comes next a little. */
async function blockIn(group: Group, worker: Worker): Promise<number[]> {
  moveInto(group, worker.pid);
  return (await worker.do(WARM_UP + BLOCK, WARM_UP + BLOCK)).slice(WARM_UP);
}

async function heldBlock(session: Session, home: Group, worker: Worker): Promise<number[]> {
  const times = await blockIn(session.group, worker);
  moveInto(home, worker.pid);
  let toldCount = 0;
  session.drain(({ isDenied }) => (toldCount += isDenied ? 0 : 1));
  if (toldCount !== WARM_UP + BLOCK)
    throw new Error(`expected ${WARM_UP + BLOCK} starts to be allowed and told, met ${toldCount}`);
  return times;
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
