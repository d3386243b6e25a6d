/** What waits, as a person reads it who must answer soon: nothing of the action is hidden, by cutting least of all. */
import { type AnswerOf, callingChain } from '@capgate/client';
import { visible, visibleLines } from '@capgate/base';
import type { Io } from '../io.ts';
import { hanging } from '../layout.ts';
import { distanceText } from '../machine/times.ts';
import { columnsOf, type Paint, paintFor } from '../style.ts';
import { explained } from './why.ts';

type Approval = AnswerOf<'GET', '/v1/approvals/pending'>['items'][number];
export type ApprovalDetail = AnswerOf<'GET', '/v1/approvals/{approval}'>;

const ID_LENGTH = 8;

/** A few lines: what, what it would do, whose, and until when. */
export function entryText(approval: Approval, io: Io): string {
  const [columns, paint] = [columnsOf(io.stdout), paintFor(io.stdout, io.env)];
  const { summary } = approval;
  const lines = [...headLines(approval, columns, paint), ...hanging('  ', visible(summary), columns)];
  return `${[...lines, ...whereLines(approval, columns, paint)].join('\n')}\n`;
}

/** All of it, with the ways to answer. */
export function detailText(detail: ApprovalDetail, io: Io): string {
  const [columns, paint] = [columnsOf(io.stdout), paintFor(io.stdout, io.env)];
  const { explanation, summary } = detail;
  const lines = [
    ...headLines(detail, columns, paint),
    ...whereLines(detail, columns, paint),
    ...(explanation === undefined ? ['', ...hanging('  ', visible(summary), columns)] : explained(explanation)),
    ...proposalLines(detail, columns),
    ...answerLines(detail, paint),
  ];
  return `${lines.join('\n')}\n`;
}

function headLines(approval: Approval, columns: number, paint: Paint): string[] {
  const { approval: id, risk, shown } = approval;
  const short = id.slice(0, ID_LENGTH);
  const [first = '', ...rest] = hanging(`${short}  ${risk}  `, visible(shown), columns);
  const head = first.replace(`${short}  ${risk}`, `${paint('yellow', short)}  ${paint('red', risk)}`);
  const hidden = hasHidden(approval)
    ? [`  ${paint('red', '! It holds characters that are not seen as themselves; they are written as escapes.')}`]
    : [];
  return [head, ...rest, ...hidden];
}

/** Line breaks aside, which are written as escapes too and hide nothing. */
function hasHidden({ action }: Approval): boolean {
  const texts = Object.values(action).filter((value) => typeof value === 'string');
  return texts.some((text) => visibleLines(text) !== text);
}

function whereLines(approval: Approval, columns: number, paint: Paint): string[] {
  const { agent, session, cwd, expiresAt, needed, answers, rule } = approval;
  const where = hanging('  ', `${visible(agent)} in ${visible(cwd)}, session ${visible(session)}`, columns);
  const people =
    needed === 2
      ? `; two persons must allow it, ${answers.length === 0 ? 'none has' : `${visible(answers[0]?.by ?? '')} has`}`
      : '';
  const chain = callingChain(approval);
  const callers = `called by ${chain.length === 0 ? 'a process that is not known' : chain.join(' < ')}`;
  const asks = `asked by ${visible(rule)}; expires ${distanceText(expiresAt, Date.now())}${people}`;
  const dim = [callers, asks].flatMap((text) => hanging('  ', text, columns));
  return [...where, ...dim.map((line) => paint('dim', line))];
}

function proposalLines({ proposal }: ApprovalDetail, columns: number): string[] {
  if (proposal === undefined) return [];
  if (proposal.rules === undefined)
    return ['', ...hanging('No rule is proposed: ', visible(proposal.why ?? ''), columns)];
  return ['', 'Rule that would allow it', ...proposal.rules.flatMap((rule) => hanging('  ', ruleText(rule), columns))];
}

/** A rule on a line: `git-push-9beb929f: tool git, effect vcs.force-push`. */
function ruleText(rule: object): string {
  const { id, when } = rule as { readonly id: string; readonly when: object };
  const conditions = Object.entries(when).map(([name, value]) => `${name} ${String(value)}`);
  return visible(`${id}: ${conditions.join(', ')}`);
}

function answerLines({ approval, state, needed, proposal }: ApprovalDetail, paint: Paint): string[] {
  if (state !== 'pending') return [];
  const id = approval.slice(0, ID_LENGTH);
  const byRule = needed === 1 && proposal?.rules !== undefined;
  const ways = [
    [`allow ${id}`, 'once'],
    [`allow ${id} --session`, 'whenever it is asked again in its session, for a while'],
    ...(byRule ? [[`allow ${id} --rule`, 'from now on, by that rule; you may edit it first']] : []),
    [`deny ${id}`, ''],
  ] as const;
  const width = Math.max(...ways.map(([line = '']) => line.length));
  const line = ([words = '', says = '']: readonly string[]) =>
    `  capgate approvals ${words.padEnd(width)}  ${paint('dim', says)}`.trimEnd();
  return ['', ...ways.map(line)];
}
