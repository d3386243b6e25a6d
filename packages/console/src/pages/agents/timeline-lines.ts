/** Events as lines that a person reads, and the days between them. Pure. */
import { visible } from '@capgate/base';
import { deniedAct, deniedChain } from '@capgate/client/web';
import { actionText } from '../../parts/action-text.ts';
import type { Risk, Verdict } from '../../gate/queries.ts';
import { SCOPE_WORDS, STATE_WORDS } from '../../parts/approval-words.ts';
import { startOfDay } from '../../parts/times.ts';
import { hrefOf } from '../../routes.ts';
import type { Held, TimelineEvent } from './agent-queries.ts';
import { hrefOfAgent } from './places.ts';

export interface Line {
  readonly key: string;
  readonly at: number;
  /** The word at its beginning, and the colour beside it. */
  readonly mark: string;
  readonly look: Verdict | 'plain';
  readonly risk: Risk | undefined;
  /** What the action is, where it is about one; what a decision is about comes first, for others it is said behind. */
  readonly code: string | undefined;
  readonly text: string;
  /** Whose session it was. */
  readonly session: string | undefined;
  /** Where more of it is. */
  readonly href: string | undefined;
}

export interface Day {
  readonly key: string;
  readonly dayMs: number;
}

/** The newest first; before the first event of each day, the day. */
export function linesOf(events: readonly TimelineEvent[], agent: string): readonly (Line | Day)[] {
  const lines: (Line | Day)[] = [];
  const actions = new Map(
    events.flatMap(({ decision }) => (decision ? [[decision.id, actionText(decision.action)]] : [])),
  );
  let dayMs: number | undefined;
  for (const event of events) {
    const line = lineOf(event, { agent, actions });
    if (line === undefined) continue;
    const ofDay = startOfDay(line.at);
    if (ofDay !== dayMs) lines.push({ key: `day ${ofDay}`, dayMs: ofDay });
    dayMs = ofDay;
    lines.push(line);
  }
  return lines;
}

/** What is known beside an event. */
interface Among {
  readonly agent: string;
  /** Actions that were decided about, by their decisions. */
  readonly actions: ReadonlyMap<string, string>;
}

type Told = Omit<Line, 'key' | 'at'>;

const PLAIN = { look: 'plain', risk: undefined, code: undefined, session: undefined, href: undefined } as const;

/** Undefined for an event of a kind that a later gate tells of. */
function lineOf(event: TimelineEvent, among: Among): Line | undefined {
  const told = toldOf(event, among);
  return told && { ...told, key: keyOf(event), at: event.at };
}

/** Its own, and the same whatever comes before or behind it. */
function keyOf({ kind, at, decision, approval, answer, session, held, binding, denial }: TimelineEvent): string {
  const names = [decision?.id, approval?.approval, answer?.by, session?.session, held?.held, denial?.id];
  const bound = binding && [binding.held, binding.binding];
  return [kind, at, ...names, ...(bound ?? [])].filter((name) => name !== undefined).join(' ');
}

function toldOf(event: TimelineEvent, { agent, actions }: Among): Told | undefined {
  const { decision, binding, denial } = event;
  if (decision !== undefined) return ofDecision(decision);
  if (event.approval !== undefined) return ofApproval(event.approval, event.answer);
  if (event.session !== undefined) return ofSession(event.session, event.kind === 'session.ended', agent);
  if (event.held !== undefined) return ofHeld(event.held, event.kind === 'kernel.session-ended');
  if (binding !== undefined) {
    const widened = binding.approval === undefined ? '' : ', widened by an approval';
    const text = `Process ${binding.pid}, and all that comes of it, may do no more than this${widened}`;
    const [href, code] = [hrefOf('decisions', binding.decision), actions.get(binding.decision)];
    return { ...PLAIN, mark: 'held', code, text, session: binding.session, href };
  }
  return denial && ofDenial(denial, actions);
}

type Decision = NonNullable<TimelineEvent['decision']>;

function ofDecision(decision: Decision): Told {
  const { id, verdict, risk, action, session } = decision;
  const href = hrefOf('decisions', id);
  return { mark: verdict, look: verdict, risk, code: actionText(action), text: whyText(decision), session, href };
}

/** A mode alone is why of most: it is said only where it made another verdict of what was judged. */
function whyText({ verdict, judged, rule = '', mode }: Decision): string {
  if (verdict === 'allow' && judged === 'allow') return '';
  const named = rule.startsWith('mode ') ? [] : [visible(rule)];
  const judgedText = `the rules said ${judged}${mode === 'observe' ? ', mode observe' : ''}`;
  return [...(judged === verdict ? [] : [judgedText]), ...named].filter(Boolean).join(', ');
}

type Approval = NonNullable<TimelineEvent['approval']>;

function ofApproval(approval: Approval, answer: TimelineEvent['answer']): Told {
  const { action, risk, session, state, summary } = approval;
  const href = hrefOf('approvals', approval.approval);
  if (answer === undefined) {
    // An answer has a line of its own, of a later time.
    const hasAnswer = state === 'allowed' || state === 'denied';
    const text = `A person is asked${hasAnswer ? '' : ` (${STATE_WORDS[state]})`}: ${visible(summary)}`;
    return { ...PLAIN, mark: 'asked', look: 'ask', risk, text, session, href };
  }
  const { by, scope, message, answer: verdict } = answer;
  const said = message === undefined ? '' : `: “${visible(message)}”`;
  const did = verdict === 'allow' ? `allowed ${SCOPE_WORDS[scope]}` : 'denied';
  return {
    mark: 'answer',
    look: verdict,
    risk,
    code: actionText(action),
    text: `${visible(by)} ${did}${said}`,
    session,
    href,
  };
}

function ofSession(
  { session, workspace, workingDirectory }: NonNullable<TimelineEvent['session']>,
  hasEnded: boolean,
  agent: string,
): Told {
  const folder = workspace ?? workingDirectory;
  const place = folder === undefined || hasEnded ? '' : ` in ${visible(folder)}`;
  const text = `Session ${visible(session)} ${hasEnded ? 'ended' : 'began'}${place}`;
  return { ...PLAIN, mark: 'session', text, session, href: hrefOfAgent({ agent, session }) };
}

/** What holds a session. */
export const TIERS: Readonly<Record<Held['tier'], string>> = {
  lsm: 'by programs at the kernel’s security hooks, before anything happens',
  trace: 'by programs that trace system calls, and end what goes too far',
  notify: 'by a thread that answers for the kernel',
  backstop: 'by the backstop alone, which was set before it began',
};

const ENDINGS: Readonly<Record<NonNullable<Held['ending']>, string>> = {
  told: 'it ended',
  lost: 'who started it is gone',
  gate: 'the gate ended first, and it may go on',
};

function ofHeld({ tier, pid, denied, ending }: Held, hasEnded: boolean): Told {
  if (!hasEnded)
    return { ...PLAIN, mark: 'kernel', text: `Process ${pid} and all that comes of it is held ${TIERS[tier]}` };
  const count = denied === undefined ? '' : `; ${stoppedText(denied)}`;
  return { ...PLAIN, mark: 'kernel', text: `No longer held: ${ENDINGS[ending ?? 'told']}${count}` };
}

function stoppedText(count: number): string {
  if (count === 0) return 'nothing was stopped';
  return count === 1 ? 'one act was stopped' : `${count.toLocaleString('en')} acts were stopped`;
}

function ofDenial(denial: NonNullable<TimelineEvent['denial']>, actions: Among['actions']): Told {
  const href = denial.decision === undefined ? undefined : hrefOf('decisions', denial.decision);
  const code = actions.get(denial.decision ?? '');
  const text = `${visible(deniedAct(denial))}, by ${deniedChain(denial)}`;
  return { ...PLAIN, mark: 'stopped', look: 'deny', code, text, session: denial.session, href };
}
