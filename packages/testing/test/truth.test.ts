import { type Sandbox, SandboxError } from '@capgate/lab/sandbox';
import { afterAll, describe, expect, test } from 'vitest';
import { evaluationContext } from '../src/evaluation-context.ts';
import { needsProgram, type Skippable } from '../src/needs.ts';
import { TRUTH_COMMANDS } from '../src/truth/commands.ts';
import { accuracyOf, compare } from '../src/truth/compare.ts';
import { KNOWN } from '../src/truth/known.ts';
import { predict } from '../src/truth/predict.ts';
import { compareReal, outdated, unexplained } from '../src/truth/run.ts';
import { openTree } from '../src/truth/tree.ts';

const CWD = '/home/dev/project';

describe('the comparison', () => {
  const nothing = {
    changed: new Set<string>(),
    deleted: new Set<string>(),
    network: false,
    executed: new Set<string>(),
  };
  const faults = (command: string, observed: Partial<typeof nothing>) =>
    compare(command, { ...nothing, ...observed }, predict(command, evaluationContext('balanced'))).disagreements.map(
      ({ kind, fault, met }) => `${kind} ${fault} ${met.join(' ')}`,
    );

  // The pair of a fuzzed equality that differs: each of these must be reported.
  test('reports what was not foreseen', () => {
    expect(faults('cat a', { changed: new Set([`${CWD}/a`]) })).toEqual([`change unforeseen ${CWD}/a`]);
    expect(faults('cp a b', { changed: new Set([`${CWD}/b`, '/tmp/b']) })).toEqual(['change unforeseen /tmp/b']);
    expect(faults('cat a', { deleted: new Set([`${CWD}/a`]) })).toEqual([`delete unforeseen ${CWD}/a`]);
    expect(faults('cat a', { network: true })).toEqual(['network unforeseen a connection']);
    expect(faults('cat a', { executed: new Set(['cat', 'sh']) })).toEqual(['execute unforeseen sh']);
  });

  test('reports what was foreseen and did not happen', () => {
    expect(faults('touch a', {})).toEqual(['change unseen ']);
    expect(faults('rm a', { changed: new Set([`${CWD}/a`]) })).toEqual(['delete unseen ']);
    expect(faults('curl http://a.example', {})).toEqual(['network unseen ']);
  });

  test('agrees with what is below a target, behind a cd, or what code may do', () => {
    expect(faults('cp -r a b', { changed: new Set([`${CWD}/b/c/d`]) })).toEqual([]);
    expect(faults('cd a && touch b', { changed: new Set([`${CWD}/a/b`]) })).toEqual([]);
    expect(faults('sh unknown.sh', { deleted: new Set([`${CWD}/b`]), network: true })).toEqual([]);
  });

  test('counts command lines', () => {
    const both = ['touch a', 'touch b'].map((command) =>
      compare(command, { ...nothing, changed: new Set([`${CWD}/a`]) }, predict(command, evaluationContext('balanced'))),
    );
    expect(accuracyOf('change', both)).toEqual({ kind: 'change', seen: 2, foreseen: 2, precision: 1, recall: 0.5 });
  });
});

describe('run for real', { timeout: 120_000 }, () => {
  let sandbox: Sandbox | undefined;
  afterAll(() => sandbox?.close());

  /** Skips where a program or the isolation is missing; in CI that fails, as a run that skips proves nothing. */
  function needsSandbox(context: Skippable): Sandbox | undefined {
    for (const program of ['strace', 'unshare', 'setpriv']) needsProgram(context, program);
    try {
      sandbox ??= openTree();
    } catch (error) {
      if (!(error instanceof SandboxError) || process.env['CI']) throw error;
      context.skip(`commands cannot be isolated here: ${error.message.slice(0, 200)}`);
    }
    return sandbox;
  }

  test('a slice of the command lines does what core foresees, or is explained', (context) => {
    const open = needsSandbox(context);
    if (open === undefined) return;
    const slice = TRUTH_COMMANDS.filter((_, index) => index % 12 === 5);
    const { comparisons } = compareReal(open, slice);
    expect(comparisons.length).toBeGreaterThan(20);
    expect(unexplained(comparisons)).toEqual([]);
    expect(outdated(comparisons)).toEqual([]);
  });
});

test('every explanation is of a command line that is run', () => {
  const commands = new Set(TRUTH_COMMANDS);
  expect(KNOWN.flatMap((known) => known.commands.filter((command) => !commands.has(command)))).toEqual([]);
  expect(commands.size).toBe(TRUTH_COMMANDS.length);
});
