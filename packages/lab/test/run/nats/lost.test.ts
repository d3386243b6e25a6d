import { NatsServer, needsProgram } from '@capgate/testing';
import { expect, test } from 'vitest';
import { natsExecutorOf } from '../../../src/run/nats/nats-executor.ts';
import { allOf, expectedKeys, experimentOf, keysOf, openLab } from '../harness.ts';
import { startWorker } from './with-workers.ts';

test('a server that lost all it had gets the rest of the work once more, and nobody ends before it is done', {
  timeout: 40_000,
}, async (context) => {
  const server = await NatsServer.start(needsProgram(context, 'nats-server'));
  const commands = { plain: Array.from({ length: 200 }, () => 'wait 20') };
  const { folder, plan } = experimentOf(commands);
  const lab = await openLab(folder, { executorOf: natsExecutorOf({ address: server.address, variables: {} }) });
  const worker = startWorker({ address: server.address, hash: plan.hash, folder });
  let lost: Promise<void> | undefined;
  const lose = async (): Promise<void> => {
    await server.kill();
    server.wipe();
    await server.start();
  };
  const { ending } = await lab.run(plan, folder, {
    onProgress: ({ done }) => {
      if (done > 100) lost ??= lose();
    },
  });
  await lost;
  expect(lost).toBeDefined();
  expect(ending).toBe('done');
  expect(keysOf(await allOf(lab, plan))).toEqual(expectedKeys(plan, commands));
  expect(await worker.ended).toBe('done');
  await lab.close();
  await server.stop();
});
