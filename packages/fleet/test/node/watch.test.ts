import { describe, expect, test } from 'vitest';
import { AGENT_KINDS, findingThreshold, LEARNED_WINDOWS, SimulatedAgents, Watch } from '../../src/index.ts';
import { FALSE_ALARMS, simulatedBaseline } from '../../src/simulation/world.ts';

const KIND = AGENT_KINDS[0] as string;
const THRESHOLD = findingThreshold(FALSE_ALARMS);
const CALM = { flags: 0, risk: 0, verdict: 0, scopes: 1, tool: 7 };

/** Windows of agents at work, and of one that does far more than others, from the first on. */
function busyOne(watch: Watch, agents: SimulatedAgents, from: number, to: number): readonly string[] {
  const found: string[] = [];
  for (let window = from; window < to; window++) {
    for (let row = 0; row < 60; row++) agents.act(row, window, (of, did) => watch.observe(`agent-${of}`, KIND, did));
    for (let i = 0; i < 12; i++) watch.observe('busy', KIND, CALM);
    for (const { agent, finding } of watch.close(window * 10_000, THRESHOLD))
      if (finding !== undefined) found.push(agent);
  }
  return found;
}

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
