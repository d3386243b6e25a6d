import { codeOf } from '@capgate/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ATTACK_KINDS } from '../../src/index.ts';
import { summaryOf } from '../../src/report/summary.ts';
import { lyingOf } from '../../src/simulation/lying.ts';
import type { SimulationRecord } from '../../src/simulation/record.ts';
import { shapeOf } from '../../src/simulation/shape.ts';
import type { Step } from '../../src/simulation/simulate.ts';
import { turnedAgents } from '../../src/simulation/turning.ts';
import { SMALL, smallSimulation } from './small.ts';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('the shape of a simulated fleet', () => {
  test.each([
    [1, { locals: 1, regionals: 1, hubs: 1, agents: 1, threshold: 1 }],
    [2_001, { locals: 2, regionals: 1, hubs: 1, agents: 1_001, threshold: 1 }],
    [1_000_000, { locals: 500, regionals: 50, hubs: 5, agents: 2_000, threshold: 3 }],
  ])('of %i agents', (agents, shape) => {
    expect(shapeOf(agents)).toEqual(shape);
  });

  test('has all agents, and fewer more than it has nodes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (agents) => {
        const shape = shapeOf(agents);
        const all = shape.locals * shape.agents;
        expect(all).toBeGreaterThanOrEqual(agents);
        expect(all - agents).toBeLessThan(shape.locals);
        expect(shape.threshold * 2).toBeGreaterThan(shape.hubs);
      }),
    );
  });

  test.each([0, 1.5, 1_000_001, Number.NaN])('is none of %d agents', async (agents) => {
    expect(await codeOf(async () => shapeOf(agents))).toBe('VALUE');
  });
});

describe('agents that are turned', () => {
  test('are as many as were asked for, each another one, kinds of attacks in turn', () => {
    const shape = shapeOf(30);
    const turned = turnedAgents(shape, 24, 1);
    expect(new Set(turned.map(({ local, row }) => `${local} ${row}`)).size).toBe(24);
    for (const kind of ATTACK_KINDS) expect(turned.filter(({ attack }) => attack === kind)).toHaveLength(3);
  });

  test('are no more than there are', () => {
    expect(turnedAgents(shapeOf(5), 9, 1)).toHaveLength(5);
  });
});

describe('a simulation', () => {
  const steps: Step[] = [];
  let record: SimulationRecord;
  beforeAll(async () => {
    record = await smallSimulation({}, (step) => steps.push(step));
  }, 60_000);

  test('has a window for each that was asked for, and its steps are within it', () => {
    expect(record.windows).toHaveLength(SMALL.windows);
    for (const { ms, steps: parts } of record.windows) {
      for (const stepMs of Object.values(parts)) expect(stepMs).toBeGreaterThan(0);
      expect(sum(Object.values(parts))).toBeLessThanOrEqual(ms);
    }
  });

  test('signs, checks, and opens what hubs have drawn, and nothing is refused or found wrong', () => {
    for (const { signing, checking, hashing } of record.windows) {
      expect(signing.count).toBeGreaterThanOrEqual(3);
      expect(checking.count).toBeGreaterThan(0);
      expect(hashing.count).toBeGreaterThan(record.agents);
    }
    expect(sum(record.windows.map(({ opened }) => opened))).toBeGreaterThan(0);
    expect(sum(record.windows.map(({ refused, broken }) => refused + broken))).toBe(0);
  });

  test('finds turned agents by the window in which they are found, and never fewer later', () => {
    const { count, attacks } = record.turned;
    expect(count).toBe(SMALL.turned);
    const found = sum(attacks.map((attack) => attack.found.at(-1) ?? 0));
    expect(found).toBeGreaterThan(SMALL.turned / 2);
    expect(found + record.falseFindings).toBe(sum(record.windows.map(({ findings }) => findings)));
    for (const { agents, found: counts } of attacks) {
      expect(counts).toHaveLength(SMALL.windows);
      expect(counts.toSorted((a, b) => a - b)).toEqual(counts);
      expect(counts.at(-1)).toBeLessThanOrEqual(agents);
    }
  });

  test('puts some into quarantine, and leaves the rest of so many to a person', () => {
    const quarantined = sum(record.turned.attacks.map((attack) => attack.quarantined.at(-1) ?? 0));
    const held = sum(record.windows.map((window) => window.held));
    // All are of one node, which has three of the five that there are at most.
    expect(quarantined).toBe(3);
    expect(quarantined + held).toBe(sum(record.windows.map(({ findings }) => findings)));
  });

  test('knows of the whole what all agents do', () => {
    expect(sum(record.whole.map(({ agents }) => agents))).toBe(record.agents);
    for (const { places } of record.whole) expect(places.map(({ name }) => name)).toContain('decisions');
  });

  test('tells how far it is, in this order', () => {
    expect([...new Set(steps.map(({ at }) => at))]).toEqual(['learning', 'windows', 'detection', 'lying']);
    const windows = steps.filter(({ at }) => at === 'windows').map(({ window = 0 }) => window);
    expect(windows.toSorted((a, b) => a - b)).toEqual(windows);
  });

  test('finds who does more of it no later', () => {
    for (const { points } of record.detection.curves) {
      const [slow, fast] = [points[0], points.at(-1)];
      expect(fast?.found ?? 0).toBeGreaterThanOrEqual(slow?.found ?? 0);
    }
  });

  test('is called simulated wherever it is summed up', () => {
    expect(record.simulated).toBe(true);
    expect(summaryOf(record)).toMatch(/^Simulated: 120 agents/u);
  });

  test('finds nobody among those that nobody has turned', async () => {
    const { turned, windows, falseFindings } = await smallSimulation({ turned: 0, windows: 3 });
    expect({ count: turned.count, falseFindings }).toEqual({ count: 0, falseFindings: 0 });
    expect(sum(windows.map(({ findings }) => findings))).toBe(0);
  });
});

describe('nodes that lie', () => {
  const { lying, lies } = lyingOf({ nodes: 20, agents: 50, draws: 40, seed: 5 });

  test('are a fifth, and move the trimmed mean by no more than half a standard deviation', () => {
    expect(lying).toBe(4);
    for (const { trimmed } of lies) {
      expect(trimmed.most).toBeLessThan(0.5);
      expect(trimmed.low).toBeLessThanOrEqual(trimmed.mean);
      expect(trimmed.high).toBeGreaterThanOrEqual(trimmed.mean);
    }
  });

  test('move the plain mean by more, which is what is compared with', () => {
    expect(lies.find(({ lie }) => lie === 'constant')?.plain.low).toBeGreaterThan(100);
    expect(lies.find(({ lie }) => lie === 'sign flip')?.plain.low).toBeGreaterThan(0.5);
  });
});
