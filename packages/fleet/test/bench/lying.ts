/** How far nodes that lie move what is worked out of all, beside the plain mean. */
import type { Row, Section } from '@capgate/testing';
import { lyingOf } from '../../src/simulation/lying.ts';

/** Of 50 nodes, 10 lie: a fifth. */
const WORLD = { nodes: 50, agents: 100, draws: 1_000, seed: 1 };
/** In standard deviations of agents. */
const BAR = 0.5;

export function lying(): Section {
  const { lies, nodes, lying: liars, draws } = lyingOf(WORLD);
  return {
    title: `${liars} of ${nodes} nodes lie, ${draws} times`,
    notes: [
      'how far the place that moves most is from where honest agents are, in standard deviations of agents',
      'intervals of the mean at 95 %; the plain mean is the control',
    ],
    rows: lies.flatMap(({ lie, trimmed, plain }): Row[] => [
      { name: `${lie}: trimmed mean, mean`, unit: '', value: trimmed.mean },
      { name: `${lie}: its interval, from`, unit: '', value: trimmed.low },
      { name: `${lie}: its interval, to`, unit: '', value: trimmed.high },
      { name: `${lie}: trimmed mean, most`, unit: '', value: trimmed.most, bar: { limit: BAR } },
      { name: `${lie}: plain mean, mean`, unit: '', value: plain.mean },
    ]),
  };
}
