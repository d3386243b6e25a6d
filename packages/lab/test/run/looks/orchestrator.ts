/** Runs the experiment in the folder that it is given, in threads, and kills itself at the point that is named, at a look. */
import { writeSync } from 'node:fs';
import { LabStore } from '../../../src/results/lab-store.ts';
import { ThreadExecutor } from '../../../src/run/thread-executor.ts';
import { openLab, thread } from '../harness.ts';
import { mixedExperiment } from './experiment.ts';

const [folder = '', point = ''] = process.argv.slice(2);

function pass(at: string): void {
  if (at === point) process.kill(process.pid, 'SIGKILL');
}

const { addChunks } = LabStore.prototype;
LabStore.prototype.addChunks = async function (this: LabStore, ...work) {
  pass('record');
  await addChunks.apply(this, work);
  pass('work');
};

const { plan } = mixedExperiment({}, folder);
const lab = await openLab(folder, {
  executorOf: (parts) => {
    const threads = new ThreadExecutor({ ...parts, thread });
    const onDry = async (more: () => Promise<boolean>): Promise<boolean> => {
      pass('result');
      return more();
    };
    return {
      isElsewhere: false,
      execute: (job, watching) => threads.execute(job, { ...watching, onDry: () => onDry(watching.onDry) }),
    };
  },
});
const { ending } = await lab.run(plan, folder);
await lab.close();
writeSync(1, `${ending}\n`);
