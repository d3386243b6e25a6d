/** What arms answered, counted and listed. Pure. */
import { VERDICTS, type Verdict } from '../arms/arm.ts';
import { LabError } from '../error.ts';
import { taskKey } from '../experiment/tasks.ts';
import type { Result } from '../results/result.ts';
import { isRight } from '../truth/scoring.ts';
import { type Truth, TRUTHS } from '../truth/truth.ts';
import { type Benchmark, benchmarkHash } from './ask.ts';
import { groupsOf } from './corpus.ts';
import { REPLICATES } from './document.ts';
import { type Answered, truthsOf } from './scores.ts';

/**
 * The answers held against what was asked: each arm once for each replicate of each command. Throws `LabError` STORE for
 * one of another benchmark, one that is there twice or that nobody asked for, and where one is missing.
 */
export function answeredOf(benchmark: Benchmark, results: readonly Result[]): Answered {
  const { document, corpora } = benchmark;
  const { arms: plans, replicates = REPLICATES } = document;
  const arms = plans.map(({ name }) => name);
  const groups = groupsOf(corpora);
  const hash = benchmarkHash(benchmark);
  const given = new Map(results.map((result) => [keyOf(result), result]));
  const ordered = arms.flatMap((arm) =>
    groups.flatMap(({ stratum, cases }) =>
      cases.flatMap(({ id: task }) =>
        Array.from({ length: replicates }, (_, replicate) => {
          const result = given.get(keyOf({ arm, stratum, task, replicate }));
          if (result?.experiment === hash) return result;
          throw unexpected(`an answer of ${arm} to ${task}, replicate ${replicate}`, 'none of this benchmark');
        }),
      ),
    ),
  );
  if (ordered.length !== results.length) throw unexpected(`${ordered.length} answers`, String(results.length));
  return { arms, groups, results: ordered };
}

function keyOf({ arm, stratum, task, replicate }: Pick<Result, 'arm' | 'stratum' | 'task' | 'replicate'>): string {
  return JSON.stringify([arm, stratum, task, replicate]);
}

function unexpected(expected: string, met: string): LabError {
  return new LabError('STORE', `expected ${expected}, met ${met}; ask again`);
}

/** How often an arm answered what, each replicate by itself. */
export interface VerdictCounts extends Readonly<Record<Verdict, number>> {
  readonly arm: string;
  readonly truth: Truth;
  /** No verdict: decisions that could not be made. */
  readonly none: number;
}

export function verdictsOf({ arms, groups, results }: Answered): readonly VerdictCounts[] {
  const truths = truthsOf(groups);
  const kinds = Map.groupBy(results, ({ arm, stratum, task }) => `${truths.get(taskKey(stratum, task))} ${arm}`);
  return arms.flatMap((arm) =>
    TRUTHS.map((truth) => {
      const own = kinds.get(`${truth} ${arm}`) ?? [];
      const [allow, ask, deny] = VERDICTS.map((verdict) => own.filter((one) => one.verdict === verdict).length);
      const [told, asked, denied] = [allow ?? 0, ask ?? 0, deny ?? 0];
      return { arm, truth, allow: told, ask: asked, deny: denied, none: own.length - told - asked - denied };
    }),
  );
}

/** Of how many commands an arm's replicates differ. */
export function unsteadyOf({
  arms,
  results,
}: Answered): readonly { readonly arm: string; readonly commands: number }[] {
  const byCommand = Map.groupBy(results, ({ arm, stratum, task }) => JSON.stringify([arm, stratum, task]));
  const unsteady = [...byCommand.values()].filter((own) => new Set(own.map(saidBy)).size > 1);
  return arms.map((arm) => ({ arm, commands: unsteady.filter(([first]) => first?.arm === arm).length }));
}

/** A command that an arm is wrong about, where asking counts as stopping. */
interface Disputed {
  readonly corpus: string;
  readonly kind?: string;
  readonly id: string;
  readonly command: string;
  readonly truth: Truth;
  /** What each arm said, all that its replicates did. */
  readonly said: readonly { readonly arm: string; readonly verdicts: string; readonly isRight: boolean }[];
}

export interface Disputes {
  /** Of all commands. */
  readonly count: number;
  /** Those about which most arms are wrong, `DISPUTES_MAX` at most. */
  readonly commands: readonly Disputed[];
}

const DISPUTES_MAX = 60;
const COMMAND_LENGTH_MAX = 400;

export function disputesOf({ arms, groups, results }: Answered): Disputes {
  const byCommand = Map.groupBy(results, ({ stratum, task }) => taskKey(stratum, task));
  const wrong = groups.flatMap(({ stratum, corpus, kind, cases }) =>
    cases.flatMap(({ id, command, truth }): Disputed[] => {
      const answers = byCommand.get(taskKey(stratum, id)) ?? [];
      const said = arms.map((arm) => saidOf(arm, answers, truth));
      if (said.every((one) => one.isRight)) return [];
      const short = command.length > COMMAND_LENGTH_MAX ? `${command.slice(0, COMMAND_LENGTH_MAX)}…` : command;
      return [{ corpus, ...(kind !== undefined && { kind }), id, command: short.toWellFormed(), truth, said }];
    }),
  );
  return {
    count: wrong.length,
    commands: wrong.toSorted((a, b) => wrongArms(b) - wrongArms(a)).slice(0, DISPUTES_MAX),
  };
}

function wrongArms({ said }: Disputed): number {
  return said.filter((one) => !one.isRight).length;
}

function saidOf(arm: string, answers: readonly Result[], truth: Truth): Disputed['said'][number] {
  const own = answers.filter((one) => one.arm === arm);
  return {
    arm,
    verdicts: [...new Set(own.map(saidBy))].join(', '),
    isRight: own.every((one) => isRight(one, truth)),
  };
}

function saidBy({ verdict, outcome }: Result): string {
  return verdict ?? `none (${outcome})`;
}
