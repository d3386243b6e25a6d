/** `capgate policy test`. */
import type { ExampleFailure } from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { clipped, visibleJson } from '@capgate/base';
import { compileFiles, failedExamples, nameOf, type PolicyFile, readPolicyFiles } from './files.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const files = await readPolicyFiles(args, args.operands, io);
  const failures = failedExamples(compileFiles(files, args.has('trust-project')));
  const count = files
    .flatMap(({ document }) => document.rules)
    .reduce((sum, { examples }) => {
      return sum + examples.match.length + examples.ignore.length;
    }, 0);
  const text = args.has('json')
    ? visibleJson({ examples: count, failures })
    : [...failures.map((failure) => lineOf(files, failure)), `${count} examples, ${failures.length} failed`].join('\n');
  await io.stdout.write(`${text}\n`);
  return failures.length === 0 ? ExitStatus.OK : ExitStatus.PROBLEM;
}

function lineOf(files: readonly PolicyFile[], { layer, message, action }: ExampleFailure): string {
  return `failed ${nameOf(files, layer)} ${clipped(message, 1000)}\n       ${clipped(JSON.stringify(action))}`;
}
