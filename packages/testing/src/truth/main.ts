/**
 * `npm run truth [-- --json]`: runs everyday command lines in a throw-away tree under `strace` and holds the effects seen
 * against the effects that core foresees. Ends with status 1 where a disagreement is neither mended nor explained in
 * `known.ts`, or an explanation is outdated. Where the isolation is not to be had it says so and runs nothing.
 */
import { parseArgs } from 'node:util';
import { type Sandbox, SandboxError } from '@capgate/lab/sandbox';
import { TRUTH_COMMANDS } from './commands.ts';
import { type Accuracy, accuracyOf, KINDS } from './compare.ts';
import { KNOWN } from './known.ts';
import { openTree } from './tree.ts';
import { compareReal, outdated, type Outcome, unexplained } from './run.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

function opened(): Sandbox | undefined {
  try {
    return openTree();
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    console.error(`truth: nothing was run: ${error.code}: ${error.message}`);
    return undefined;
  }
}

function measured(sandbox: Sandbox): Outcome {
  try {
    return compareReal(sandbox, TRUTH_COMMANDS, (count) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${count} of ${TRUTH_COMMANDS.length}`);
    });
  } finally {
    if (process.stderr.isTTY) process.stderr.write('\r');
    sandbox.close();
  }
}

function report({ comparisons, left }: Outcome): void {
  const accuracies = KINDS.map((kind) => accuracyOf(kind, comparisons));
  const open = unexplained(comparisons);
  const old = outdated(comparisons);
  if (open.length + old.length > 0) process.exitCode = 1;
  if (values.json) {
    console.log(JSON.stringify({ run: comparisons.length, left, accuracies, unexplained: open, outdated: old }));
    return;
  }
  console.log(`${comparisons.length} command lines run, ${left.length} left out`);
  for (const { command, program } of left) console.log(`  no ${program}: ${command}`);
  console.log(
    `\n${'effect'.padEnd(10)}${'seen'.padStart(6)}${'foreseen'.padStart(10)}${'precision'.padStart(11)}${'recall'.padStart(9)}`,
  );
  for (const accuracy of accuracies) console.log(accuracyLine(accuracy));
  console.log(
    `\n${KNOWN.reduce((sum, { commands }) => sum + commands.length, 0)} disagreements are explained in known.ts`,
  );
  for (const { kind, fault, command, met } of open)
    console.log(`NOT EXPLAINED ${kind} ${fault}: ${command}  ${met.join(' ')}`);
  for (const line of old) console.log(`NO LONGER SO ${line}`);
}

function accuracyLine({ kind, seen, foreseen, precision, recall }: Accuracy): string {
  return `${kind.padEnd(10)}${String(seen).padStart(6)}${String(foreseen).padStart(10)}${percent(precision).padStart(11)}${percent(recall).padStart(9)}`;
}

function percent(part: number): string {
  return Number.isNaN(part) ? '' : `${(100 * part).toFixed(1)} %`;
}

const sandbox = opened();
if (sandbox !== undefined) report(measured(sandbox));
