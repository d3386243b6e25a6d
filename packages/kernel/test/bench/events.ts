/** Whether all that happened is told, and what reading it takes: starts as fast as this machine goes, and refused connections. */
import { availableParallelism } from 'node:os';
import type { KernelEvent, Session } from '@capgate/kernel';
import type { Section } from '@capgate/testing';
import { harmless, inSession, whileHeld } from './held.ts';
import type { Bench } from './options.ts';
import { Worker } from './worker.ts';

/** The bar's: so many starts a second. */
const RATE = 12_000;
const CORE_PERCENT = 15;

interface Told {
  readonly madeCount: number;
  readonly readCount: number;
  readonly lostCount: number;
  readonly perSecond: number;
  /** Of one core: what this process took, which did nothing but read. */
  readonly readerPercent: number;
}

export async function eventsOfStarts(bench: Bench): Promise<Section> {
  const workers = Array.from({ length: availableParallelism() }, () => ['storm', bench.programs.nothing]);
  const told = await toldOf(bench, workers, 'exec');
  return {
    title: 'events of programs that start, tier trace',
    notes: [
      `${workers.length} processes that start programs for ${bench.seconds} s, as fast as this machine goes beside its other load`,
      `the reader's share is that of its process, which reads in the way of \`Session.read\` and counts`,
    ],
    rows: [
      ...rowsOf(told, 'starts'),
      { name: 'reader, of a core', unit: '%', value: told.readerPercent },
      {
        name: `reader, of a core, in proportion at ${RATE.toLocaleString('en')} starts a second`,
        unit: '%',
        value: (told.readerPercent * RATE) / told.perSecond,
        bar: { limit: CORE_PERCENT },
      },
    ],
  };
}

export async function eventsOfConnections(bench: Bench): Promise<Section> {
  const told = await toldOf(bench, [['connections', `${RATE}`]], 'connect');
  return {
    title: 'events of connections that are refused, tier trace',
    notes: [`${RATE.toLocaleString('en')} a second are tried for ${bench.seconds} s; a refusal wakes the reader`],
    rows: [
      ...rowsOf(told, 'refusals'),
      { name: 'reader, of a core', unit: '%', value: told.readerPercent, bar: { limit: CORE_PERCENT } },
    ],
  };
}

function toldOf({ programs, seconds }: Bench, words: readonly (readonly string[])[], act: KernelEvent['act']) {
  return whileHeld((enforcement) =>
    inSession(enforcement, async (session) => {
      enforcement.labels.registerTools([{ path: programs.nothing, descriptor: harmless }]);
      const workers = words.map((some) => new Worker(programs, some));
      for (const worker of workers) session.add(worker.pid);
      const told = await reading(session, act, async () => {
        const counts = await Promise.all(workers.map((worker) => worker.do(seconds, 1)));
        return counts.flat().reduce((sum, count) => sum + count, 0);
      });
      for (const worker of workers) await worker.end();
      return told;
    }),
  );
}

async function reading(session: Session, act: KernelEvent['act'], make: () => Promise<number>): Promise<Told> {
  let readCount = 0;
  const on = (event: KernelEvent) => {
    if (event.act === act) readCount++;
  };
  void session.read(on);
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  const madeCount = await make();
  const seconds = (performance.now() - startMs) / 1_000;
  const { user, system } = process.cpuUsage(startCpu);
  session.drain(on);
  return {
    madeCount,
    readCount,
    lostCount: Number(session.tally().lost),
    perSecond: madeCount / seconds,
    readerPercent: (user + system) / 1e4 / seconds,
  };
}

function rowsOf({ madeCount, readCount, lostCount, perSecond }: Told, what: string): Section['rows'] {
  return [
    { name: `${what} a second`, unit: '/s', value: perSecond },
    { name: `${what} made`, unit: '×', value: madeCount },
    { name: 'events read', unit: '×', value: readCount },
    { name: 'events lost, as the kernel counts them', unit: '×', value: lostCount },
    {
      name: 'neither read nor counted as lost',
      unit: '×',
      value: Math.abs(madeCount - readCount - lostCount),
      bar: { limit: 0 },
    },
  ];
}
