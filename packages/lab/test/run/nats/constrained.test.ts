import { NatsServer, needsProgram } from '@capgate/testing';
import { expect, test } from 'vitest';
import { natsExecutorOf } from '../../../src/run/nats/nats-executor.ts';
import { experimentOf, openLab } from '../harness.ts';
import { startWorker } from './with-workers.ts';

test('a worker whose machine is not one that the plan asks for asks nothing, and others do', {
  timeout: 60_000,
}, async (context) => {
  const server = await NatsServer.start(needsProgram(context, 'nats-server'));
  const { folder, plan } = experimentOf(
    { plain: ['allow', 'deny', 'allow', 'allow'] },
    { constraints: { hardware: ['quantum'] } },
  );
  const lab = await openLab(folder, { executorOf: natsExecutorOf({ address: server.address, variables: {} }) });
  // The orchestrator asks nobody itself.
  const run = lab.run(plan, folder);
  const start = { address: server.address, hash: plan.hash, folder };
  expect(await startWorker(start).ended).toContain('expected a machine with quantum, met one without');
  expect(await lab.counts(plan.hash)).toMatchObject({ answered: 0 });
  const able = startWorker({ ...start, variables: { CAPGATE_LAB_HARDWARE: 'quantum' } });
  expect(await run).toMatchObject({ ending: 'done', counts: { answered: 16 } });
  expect(await able.ended).toBe('done');
  await lab.close();
  await server.stop();
});
