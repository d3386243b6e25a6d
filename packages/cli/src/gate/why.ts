/** `capgate why`: one decision, to its last effect. */
import type { AnswerOf } from '@capgate/client';
import { visible, visibleJson } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { timeText } from '../machine/times.ts';
import { type Paint, paintFor } from '../style.ts';
import { asking } from './ask.ts';
import { kernelLines } from './kernel-text.ts';
import { actionText, subagentText, verdictText } from './shown.ts';

type Explained = AnswerOf<'GET', '/v1/decisions/{decision}'>;
type JudgedFile = NonNullable<Explained['decision']['files']>[number];

export function run(args: Arguments, io: Io): Promise<number> {
  return asking(args, io, async (client) => {
    const decision = args.operands[0] ?? '';
    const found = await client.call('GET', '/v1/decisions/{decision}', { params: { decision } });
    const text = args.has('json') ? visibleJson(found) : lines(found, paintFor(io.stdout, io.env)).join('\n');
    await io.stdout.write(`${text}\n`);
    return ExitStatus.OK;
  });
}

function lines({ decision, explanation, isSame, changed = [], kernel }: Explained, paint: Paint): string[] {
  const {
    at,
    verdict,
    judged,
    risk,
    agent,
    session,
    cwd,
    action,
    mode,
    policy,
    rule,
    approval,
    tookNs,
    files = [],
  } = decision;
  const would = judged === verdict ? '' : `, would be ${judged}`;
  return [
    `${verdictText(verdict, paint)} ${paint('bold', actionText(action))}`,
    `  ${risk}${would}, mode ${mode}, policy version ${policy}${rule === undefined ? '' : `, ${visible(rule)}`}`,
    `  ${timeText(at)} in ${visible(cwd)}, by ${visible(agent)}${subagentText(decision)}, session ${visible(session)}; took ${took(tookNs)}`,
    ...(approval === undefined ? [] : [`  approval ${approval}`]),
    ...files.map((file) => `  judged with ${fileText(file, changed)}`),
    ...(explanation === undefined ? [] : explained(explanation)),
    ...(kernel === undefined ? [] : kernelLines(kernel)),
    ...(isSame === false
      ? [`  The explanation was made anew and differs: ${changed.length > 0 ? FILES_CHANGED : ELSE_CHANGED}.`]
      : []),
  ];
}

const FILES_CHANGED = 'what was in the files is not known any more';
const ELSE_CHANGED = 'secrets were taken out, or the gate is newer';

/** A file that the session wrote, and what is known of the content that was judged. */
function fileText({ path, sha256 }: JudgedFile, changed: readonly string[]): string {
  if (sha256 === undefined) return `${visible(path)}, which could not be read`;
  return `${visible(path)} as it was (SHA-256 ${sha256})${changed.includes(path) ? '; it has changed since, or is gone' : ''}`;
}

/** Why, what would be safer, and all that it does. */
export function explained({ effects, reasons, alternative }: NonNullable<Explained['explanation']>): string[] {
  return [
    ...(reasons.length === 0 ? [] : ['', 'Why']),
    ...reasons.flatMap(({ code, message, advice }) => [
      `  ${visible(message)} (${code})`,
      ...(advice === undefined ? [] : [`    ${visible(advice)}`]),
    ]),
    ...(alternative === undefined ? [] : ['', 'Safer', `  ${visible(alternative)}`]),
    ...(effects.length === 0 ? [] : ['', 'What it does']),
    ...effects.map(({ risk, message, scope }) => `  ${risk.padEnd(8)} ${visible(message)} [${scope}]`),
  ];
}

function took(ns: number): string {
  return ns < 1_000 ? `${Math.round(ns)} ns` : `${(ns / 1_000).toFixed(1)} µs`;
}
