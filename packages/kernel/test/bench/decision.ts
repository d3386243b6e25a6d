/** How long the kernel takes to decide on a program: whose session, its mask, the tool's descriptor, the comparison. */
import { closeSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Enforcement } from '@capgate/kernel';
import { percentile, type Section } from '@capgate/testing';
import { compileObject } from '../../../../scripts/bpf.ts';
import { attach, type LoadedObject, loadObject } from '../../src/bpf/loader.ts';
import { type BpfMap, key32 } from '../../src/bpf/map.ts';
import { readObject } from '../../src/bpf/object.ts';
import { createRing, Ring } from '../../src/bpf/ring.ts';
import { placeOf } from '../../src/held.ts';
import { harmless, inSession, whileHeld } from './held.ts';
import type { Bench } from './options.ts';
import { Worker } from './worker.ts';

const SOURCE = fileURLToPath(new URL('measure.bpf.c', import.meta.url));
const SESSIONS = 8;

export async function decisionTimes(bench: Bench): Promise<Section> {
  const folder = makeTools(bench);
  const measuring = loadObject(readObject(compileObject('measure', SOURCE)));
  // Attached before the tier: what it looks at was not looked at just before.
  const links = measuring.programs.map((program) => attach(program, 0));
  try {
    return await whileHeld(async (enforcement) => {
      const registeredMs = register(enforcement, folder, bench.toolCount);
      await inSessions(enforcement, SESSIONS, async (session) => {
        for (const name of ['settings', 'held', 'tools']) copyMap(enforcement.maps.get(name), measuring, name);
        await whileDrained(measuring, session.group.id, async () => {
          await runTools(bench, folder, 1, (pid) => session.add(pid));
          await runTools(bench, folder, bench.toolCount, (pid) => session.add(pid));
        });
      });
      const [one, random] = [0, bench.runCount].map((from) => samplesOf(measuring, from, bench.runCount));
      return sectionOf(bench, one as Samples, random as Samples, registeredMs);
    });
  } finally {
    for (const link of links) closeSync(link);
  }
}

/** Each an inode of its own. */
function makeTools({ folder, programs, toolCount }: Bench): string {
  const tools = join(folder, 'tools');
  mkdirSync(tools);
  for (let index = 0; index < toolCount; index++) copyFileSync(programs.nothing, join(tools, `${index}`));
  return tools;
}

function register({ labels }: Enforcement, folder: string, toolCount: number): number {
  const tools = Array.from({ length: toolCount }, (_, index) => ({
    path: join(folder, `${index}`),
    descriptor: harmless,
  }));
  const startMs = performance.now();
  const missing = labels.registerTools(tools);
  if (missing.length > 0) throw new Error(`expected to register ${toolCount} tools, missed ${missing.length}`);
  return performance.now() - startMs;
}

/** Some beside the one that is used. */
function inSessions(
  enforcement: Enforcement,
  sessionCount: number,
  use: Parameters<typeof inSession<void>>[1],
): Promise<void> {
  return inSession(enforcement, (session) =>
    sessionCount === 1 ? use(session) : inSessions(enforcement, sessionCount - 1, use),
  );
}

function copyMap(from: BpfMap | undefined, { maps }: LoadedObject, name: string): void {
  const to = maps.get(name);
  if (from === undefined || to === undefined) throw new Error(`expected a map ${name} of both objects`);
  for (const key of from.keys()) to.set(key, from.get(key) as Buffer);
}

/** A ring that is full costs less than one that is not. */
async function whileDrained({ maps }: LoadedObject, group: bigint, use: () => Promise<void>): Promise<void> {
  const ring = new Ring(createRing());
  maps.get('rings')?.set(key32(placeOf(group)), key32(ring.fd));
  let told = 0;
  const drain = () => (told += ring.drain(() => undefined));
  const timer = setInterval(drain, 10);
  try {
    await use();
    drain();
    if (told === 0) throw new Error('expected events of what was measured, met none');
  } finally {
    clearInterval(timer);
    ring.close();
  }
}

/** Random ones of the first `usedCount`. */
async function runTools(
  { programs, runCount }: Bench,
  folder: string,
  usedCount: number,
  place: (pid: number) => void,
): Promise<void> {
  const worker = new Worker(programs, ['tools', folder, `${usedCount}`]);
  place(worker.pid);
  await worker.do(runCount, runCount);
  await worker.end();
}

interface Samples {
  readonly decisionNs: Float64Array;
  readonly emptyNs: Float64Array;
  readonly toldNs: Float64Array;
}

function samplesOf({ maps }: LoadedObject, from: number, runCount: number): Samples {
  const all = Array.from({ length: runCount }, (_, index) => maps.get('samples')?.get(key32(from + index)) as Buffer);
  const sortedAt = (at: number) => Float64Array.from(all, (bytes) => Number(bytes.readBigUInt64LE(at))).sort();
  const knownCount = all.filter((bytes) => bytes.readBigUInt64LE(24) === 1n).length;
  if (knownCount !== runCount) throw new Error(`expected ${runCount} starts of known tools, met ${knownCount}`);
  return { decisionNs: sortedAt(0), emptyNs: sortedAt(8), toldNs: sortedAt(16) };
}

const BARS_NS: Readonly<Record<number, number>> = { 50: 300, 90: 1_000 };

function sectionOf({ toolCount, runCount }: Bench, one: Samples, random: Samples, registeredMs: number): Section {
  return {
    title: 'a decision in the kernel on a program that starts, tier trace',
    notes: [
      `${toolCount.toLocaleString('en')} tools registered, ${SESSIONS} sessions, ${runCount.toLocaleString('en')} starts each`,
      'each between two looks at the clock, which are part of the figure; the clock alone is measured at each start, too',
    ],
    rows: [
      ...rowsOf('one tool again and again', one.decisionNs, BARS_NS),
      ...rowsOf('random ones of all tools', random.decisionNs, BARS_NS),
      ...rowsOf('the clock alone', one.emptyNs),
      ...rowsOf('telling and counting it, one tool', one.toldNs),
      ...rowsOf('telling and counting it, random ones', random.toldNs),
      { name: 'registering the tools', unit: 'ms', value: registeredMs },
    ],
  };
}

function rowsOf(name: string, sortedNs: Float64Array, bars: Readonly<Record<number, number>> = {}): Section['rows'] {
  return [50, 90, 99].map((percent) => {
    const limit = bars[percent];
    const value = percentile(sortedNs, percent);
    return { name: `${name}, p${percent}`, unit: 'ns', value, ...(limit !== undefined && { bar: { limit } }) };
  });
}
