/** How long it takes from a finding at one gate to the refusal at another one, over a real server on this machine. */
import { execFileSync } from 'node:child_process';
import { median, type Section } from '@capgate/testing';
import { RunTopology } from '../run/topology.ts';

/** Of one node no more agents are kept apart in an hour unless a person says so. */
const ROUNDS = 3;
const BAR_MS = 5_000;

export async function quarantine(): Promise<Section> {
  const topology = await RunTopology.start('nats-server');
  try {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) times.push(await topology.refusal(round));
    return {
      title: 'quarantine: from the finding at one gate to the refusal at another one',
      notes: [
        `${execFileSync('nats-server', ['--version'], { encoding: 'utf8' }).trim()}, mutual TLS by certificates of enrolment; a hub, an aggregator and two gates in one process`,
        `${ROUNDS} agents, one after the other, each turned for a window; bar ${BAR_MS} ms`,
      ],
      rows: [
        { name: 'from the finding to the refusal, median', unit: 'ms', value: median(times) },
        {
          name: 'from the finding to the refusal, worst',
          unit: 'ms',
          value: Math.max(...times),
          bar: { limit: BAR_MS },
        },
      ],
    };
  } finally {
    await topology.stop();
  }
}
