/** Runs the experiment in the folder that it is given, in threads that die at times, until it is killed or done. */
import { writeSync } from 'node:fs';
import { killedExperiment } from './experiment.ts';
import { openLab } from '../harness.ts';

const [folder = ''] = process.argv.slice(2);
const { plan } = killedExperiment(folder);
const lab = await openLab(folder);
const { ending } = await lab.run(plan, folder, {
  variables: { MORTAL_MS: '1500' },
  onProgress: ({ done }) => writeSync(1, `${done}\n`),
});
await lab.close();
writeSync(1, `${ending}\n`);
