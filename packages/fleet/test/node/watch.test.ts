import { describe, expect, test } from 'vitest';
import { LEARNED_WINDOWS, SimulatedAgents, Watch } from '../../src/index.ts';
import { simulatedBaseline } from '../../src/simulation/world.ts';
import { busyOne, KIND } from './busy.ts';

describe('a watch', () => {
  test('has found nothing before anything is known, and learns what its own agents do', () => {
    const [watch, agents] = [new Watch(100), new SimulatedAgents(60, 0, 1)];
    expect(busyOne(watch, agents, 0, LEARNED_WINDOWS)).toEqual([]);
    expect([...watch.baselines.keys()]).toEqual([KIND]);
    expect(busyOne(watch, agents, LEARNED_WINDOWS, LEARNED_WINDOWS + 200)).toEqual([]);
  });

  test('leaves an agent its own ceiling where one of the cohort comes down, and finds it where it has none', () => {
    const sent = simulatedBaseline(0, 60, 400, 5);
    const [known, agents] = [new Watch(100), new SimulatedAgents(60, 0, 1)];
    busyOne(known, agents, 0, LEARNED_WINDOWS);
    known.use(KIND, sent);
    expect(busyOne(known, agents, LEARNED_WINDOWS, LEARNED_WINDOWS + 200)).toEqual([]);
    const unknown = new Watch(100);
    unknown.use(KIND, sent);
    expect(busyOne(unknown, new SimulatedAgents(60, 0, 1), 0, 200)).toContain('busy');
  });
});
