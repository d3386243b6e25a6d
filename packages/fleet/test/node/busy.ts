/** Simulated agents at work, one of which does far more than the others, from the first window on. */
import { AGENT_KINDS, findingThreshold, type SimulatedAgents, type Watch } from '../../src/index.ts';
import { FALSE_ALARMS } from '../../src/simulation/world.ts';

export const KIND = AGENT_KINDS[0] as string;
export const THRESHOLD = findingThreshold(FALSE_ALARMS);
/** Beside the one that is busy. */
export const AGENTS = 60;
/** Something harmless. */
export const CALM = { flags: 0, risk: 0, verdict: 0, scopes: 1, tool: 7 };

/** All but the busy one do what they do in the window of this number. */
export function atWork(watch: Watch, agents: SimulatedAgents, window: number): void {
  for (let row = 0; row < AGENTS; row++) agents.act(row, window, (of, did) => watch.observe(`agent-${of}`, KIND, did));
}

/** Answers who was found. */
export function busyOne(watch: Watch, agents: SimulatedAgents, from: number, to: number): readonly string[] {
  const found: string[] = [];
  for (let window = from; window < to; window++) {
    atWork(watch, agents, window);
    for (let i = 0; i < 12; i++) watch.observe('busy', KIND, CALM);
    for (const { agent, finding } of watch.close(window * 10_000, THRESHOLD))
      if (finding !== undefined) found.push(agent);
  }
  return found;
}
