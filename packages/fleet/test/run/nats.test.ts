/** The same over a real server, with certificates as nodes get them when they enrol. */
import { needsProgram } from '@capgate/testing';
import { expect, test } from 'vitest';
import { TENANT } from './world.ts';
import { RunTopology } from './topology.ts';

const BAR_MS = 5_000;

test('an agent that was turned at one gate is refused at the other one within five seconds of the finding', async (context) => {
  const topology = await RunTopology.start(needsProgram(context, 'nats-server'));
  try {
    expect(await topology.refusal(7)).toBeLessThan(BAR_MS);
    expect(topology.hub.status().quarantines).toMatchObject([{ tenant: TENANT, agent: 'developer/7' }]);
    expect(topology.gates.map((gate) => gate.status().partition.kind)).toEqual(['whole', 'whole']);
    expect(topology.world.faults).toEqual([]);
  } finally {
    await topology.stop();
  }
}, 60_000);
