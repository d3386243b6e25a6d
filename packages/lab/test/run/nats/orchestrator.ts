/** Runs the experiment of the suite of kills, with workers at the server of this address, until it is killed or done. */
import { writeSync } from 'node:fs';
import { natsExecutorOf } from '../../../src/run/nats/nats-executor.ts';
import { openLab } from '../harness.ts';
import { killedExperiment } from './killed-experiment.ts';

const [address = '', folder = ''] = process.argv.slice(2);
const { plan } = killedExperiment(folder);
const executorOf = natsExecutorOf({ address, variables: {}, ackWaitMs: 2_000 });
const lab = await openLab(folder, { executorOf });
try {
  const { ending } = await lab.run(plan, folder);
  writeSync(1, `${ending}\n`);
} finally {
  await lab.close();
}
