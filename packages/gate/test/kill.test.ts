/** A gate in a process of its own, on a real disk, asked through its socket and killed at random moments. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderReader } from '@capgate/audit';
import { verifyLog } from '@capgate/audit/verify';
import { SeededRandom } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kill, startGateProcess } from './kill/children.ts';
import { machine, openThread, optionsIn, prepare, recordsIn, socketIn } from './kill/node-gate.ts';
import { Wire } from './kill/wire.ts';

/** Together they are killed 50 times. */
const GATES = [1, 2];
const KILLS_A_GATE = 25;
/** From the first answer until the kill. */
const LIFE_MS_MAX = 200;
const PIPELINED = 32;

interface Life {
  readonly folder: string;
  readonly anchor: string;
  /** The identifiers of decisions whose answers had to be in the log first. */
  readonly promised: Set<string>;
  /** From the start of the process until its socket answered, which includes compiling the sources. */
  readonly startsMs: number[];
  /** From when its modules were loaded until it listened. */
  readonly readyMs: number[];
}

describe('after a gate was killed under load, 50 times in all', () => {
  let base: string;
  let lives: Life[];

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'capgate-gate-kill-'));
    lives = await Promise.all(GATES.map((seed) => lived(join(base, String(seed)), seed)));
    for (const name of ['startsMs', 'readyMs'] as const) {
      const times = lives.flatMap((life) => life[name]).toSorted((a, b) => a - b);
      console.log(
        `${name} of ${times.length} gates: ${times[times.length >> 1]} in the median, ${times.at(-1)} at most`,
      );
    }
  }, 600_000);

  afterAll(() => rmSync(base, { recursive: true, force: true }));

  test('its log verifies and has every decision that was answered only once it was in the log', async () => {
    for (const { folder, anchor, promised } of lives) {
      const recorder = await openThread(folder, () => {});
      await recorder.close();
      const reader = folderReader(machine.disk, optionsIn(folder).logFolder);
      const report = await verifyLog({ reader, primitives: machine.primitives, anchor });
      expect(report.kinds.get('gate.started')).toBe(KILLS_A_GATE);
      const logged = await decisionsIn(folder);
      expect(promised.size).toBeGreaterThan(KILLS_A_GATE);
      expect([...promised].filter((id) => !logged.has(id))).toEqual([]);
    }
  });

  test('a promise that was made up would be missed', async () => {
    const [life] = lives as [Life];
    const logged = await decisionsIn(life.folder);
    expect(logged.has('00000000-0000-7000-8000-000000000000')).toBe(false);
  });
});

async function lived(folder: string, seed: number): Promise<Life> {
  const random = new SeededRandom(seed);
  const life: Life = { folder, anchor: await prepare(folder), promised: new Set(), startsMs: [], readyMs: [] };
  for (let n = 0; n < KILLS_A_GATE; n++) {
    const began = performance.now();
    const gate = await startGateProcess(folder);
    const wire = await Wire.open(socketIn(folder));
    await wire.ask(decide('ls', n));
    // The first explanation of a process takes as long as many later ones, which a short life would not see the end of.
    await askedOnce(wire, 'frobnicate --all', n, life.promised);
    life.readyMs.push(Number(gate.lines()[0]?.split(' ')[1]));
    life.startsMs.push(Math.round(performance.now() - began));
    const loads = Array.from({ length: PIPELINED }, (_, i) => ask(wire, i, life.promised));
    await new Promise((resolve) => setTimeout(resolve, random.below(LIFE_MS_MAX)));
    await kill(gate);
    await Promise.all(loads);
  }
  return life;
}

/** Asks until the connection breaks, and keeps what was promised. */
async function ask(wire: Wire, lane: number, promised: Set<string>): Promise<void> {
  try {
    for (let n = 0; ; n++) {
      // Every other is one that a person must allow: it leaves once it is on the disk.
      await askedOnce(wire, n % 2 === 0 ? 'frobnicate --all' : 'ls', lane, promised);
    }
  } catch {
    // The gate was killed.
  }
}

async function askedOnce(wire: Wire, command: string, session: number, promised: Set<string>): Promise<void> {
  const { answer } = await wire.ask(decide(command, session));
  if (answer?.verdict === 'ask' && answer.decision !== undefined) promised.add(answer.decision);
}

function decide(command: string, session: number): object {
  const request = { action: { kind: 'command', command }, cwd: '/work', session: `s${session}`, agent: 'coder' };
  return { op: 'decide', request };
}

async function decisionsIn(folder: string): Promise<Set<string>> {
  const decisions = (await recordsIn(folder)).filter(({ kind }) => kind === 'decision');
  return new Set(decisions.map(({ id }) => id));
}
