/** Runs the experiment in the folder that it is given, in threads, and kills itself at the point that is named, at a look. */
import { writeSync } from 'node:fs';
import type { LabStore } from '../../../src/results/lab-store.ts';
import { ThreadExecutor } from '../../../src/run/thread-executor.ts';
import { openLab, thread } from '../harness.ts';
import { mixedExperiment } from './experiment.ts';

const [folder = '', point = ''] = process.argv.slice(2);

function pass(at: string): void {
  if (at === point) process.kill(process.pid, 'SIGKILL');
}

const { plan } = mixedExperiment({}, folder);
const lab = await openLab(folder, {
  executorOf: (parts) => {
    // The lab's own store, which it gives more work after a look.
    const store = parts.queue as LabStore;
    const addChunks = store.addChunks.bind(store);
    store.addChunks = async (...work) => {
      pass('record');
      await addChunks(...work);
      pass('work');
    };
    const threads = new ThreadExecutor({ ...parts, thread });
    return {
      isElsewhere: false,
      execute: (job, watching) => {
        const onDry = (): Promise<boolean> => {
          pass('result');
          return watching.onDry();
        };
        return threads.execute(job, { ...watching, onDry });
      },
    };
  },
});
const { ending } = await lab.run(plan, folder);
await lab.close();
writeSync(1, `${ending}\n`);
