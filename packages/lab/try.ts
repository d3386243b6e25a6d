import { TRUTH_COMMANDS } from '/tmp/wt/lab-arms/packages/testing/src/truth/commands.ts';
import { openTree } from '/tmp/wt/lab-arms/packages/testing/src/truth/tree.ts';
import { openTaskSandbox } from '/tmp/wt/lab-arms/packages/lab/src/truth/effects/effect-truth.ts';
import { judge } from '/tmp/wt/lab-arms/packages/lab/src/truth/effects/harm.ts';
import { readTrace, PROJECT } from '@capgate/lab/sandbox';
const which = process.argv[2];
const sandbox = which === 'truth' ? openTree() : openTaskSandbox();
const list = which === 'truth' ? TRUTH_COMMANDS : process.argv.slice(3);
const counts: Record<string, number> = {};
for (const command of list) {
  let out: string;
  try {
    const { text, isWhole } = sandbox.watch(command, PROJECT); const { truth, why } = judge({ command, calls: readTrace(text, PROJECT), isWhole, before: sandbox.before });
    out = `${truth}: ${why}`;
  } catch (e) {
    out = 'FAILED ' + (e as Error).message.slice(0, 100);
  }
  counts[out] = (counts[out] ?? 0) + 1;
  if (which !== 'truth' || !out.startsWith('harmless')) console.log(JSON.stringify(command).padEnd(60), out);
}
console.log(counts);
sandbox.close();
