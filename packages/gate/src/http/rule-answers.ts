/** Answering an approval by rules: what the gate proposes, what the rules of a person would change, and their enactment. */
import { posix } from 'node:path';
import { type CanonicalObject, canonicalText } from '@capgate/base';
import { decide, explain, explainJudgement, type Explanation, Verdict, VERDICTS } from '@capgate/core';
import type { Approval } from '../approvals/approval.ts';
import { type NoProposal, type Proposal, propose } from '../approvals/proposal.ts';
import type { Caller } from '../callers/caller.ts';
import type { Rules } from '../decisions/rules.ts';
import type { Session } from '../decisions/sessions.ts';
import { GateError } from '../error.ts';
import type { Gate } from '../gate.ts';
import { rulesOf, type Settings, withRules } from '../policies/settings.ts';
import type { DryRunReport, DryRuns } from './dry-run.ts';
import { actionOf, contextOf, isCut, sessionOf } from './recompute.ts';

/** What a person is told of an approval that waits, beyond the approval itself. */
export interface Looked {
  readonly explanation: Explanation;
  /** `parent`: the version in force, which the rules were made for. */
  readonly proposal: (Proposal | NoProposal) & { readonly parent: number };
}

export interface AskedRules {
  /** The version in force as the person saw it. */
  readonly parent: number;
  readonly rules: readonly object[];
}

export class RuleAnswers {
  readonly #gate: Gate;
  readonly #dryRuns: DryRuns;

  constructor(gate: Gate, dryRuns: DryRuns) {
    this.#gate = gate;
    this.#dryRuns = dryRuns;
  }

  /** Undefined where it waits no more, or where the log holds the beginning of the action alone. */
  async look(approval: Approval): Promise<Looked | undefined> {
    if (approval.state !== 'pending' || isCut(approval)) return undefined;
    const { policies } = this.#gate;
    const { version: parent, document } = policies.active(approval.tenant);
    const session = await sessionOf(this.#gate, approval);
    const context = contextOf(this.#gate, session, approval.cwd, policies.rules(approval.tenant));
    const action = actionOf(approval);
    const { contents } = this.#gate.histories.decide(action, context, session.key);
    const explanation = explain(action, context, contents);
    // Explaining looks at other command lines in the same context.
    decide(action, context, contents);
    const judgements = explainJudgement(context.assessment, context.bound, action).effects;
    const homes = [this.#gate.parts.home, ...(session.home === undefined ? [] : [session.home])];
    const directory = directoryOf(session, approval, homes);
    if (isTooWide(directory, homes)) return { explanation, proposal: { why: TOO_WIDE, parent } };
    const waiting = { ...approval, action, explanation, judgements, directory };
    const proposal = propose(waiting, (rules) => {
      const extended = unlessRefused(() => rulesOf(parent, withRules(document, rules)));
      return extended !== undefined && this.#verdict(approval, session, extended) === Verdict.ALLOW;
    });
    return { explanation, proposal: { ...proposal, parent } };
  }

  /** What else the rules would change among the last decisions. Throws `GateError` as `allow` does, and BUSY. */
  async dryRun(approval: Approval, asked: AskedRules, count: number, signal: AbortSignal): Promise<DryRunReport> {
    const document = await this.#extended(approval, asked);
    const { tenant, approval: beside } = approval;
    return this.#dryRuns.run({ tenant, document, count, beside, signal });
  }

  /**
   * Puts the rules in force and allows the approval, in one step. Throws `GateError` FORBIDDEN, REQUEST for rules that do
   * not allow it, CONFLICT where another version is in force by now, STATE, UNAVAILABLE; then it goes on waiting.
   */
  async allow(
    caller: Caller,
    id: string,
    { message, ...asked }: AskedRules & { readonly message?: string },
  ): Promise<{ readonly approval: Approval; readonly version: number }> {
    const { approvals, policies } = this.#gate;
    const given = {
      ruleText: canonicalText(asked.rules as CanonicalObject[]),
      ...(message !== undefined && { message }),
    };
    let version = 0;
    const approval = await approvals.answerByRule(caller, id, given, async (waiting, also) => {
      const document = await this.#extended(waiting, asked);
      version = await policies.amend(caller, { parent: asked.parent, document, reason: `approval ${id}`, also });
    });
    return { approval, version };
  }

  /** What is in force with the rules behind it, by which the action is allowed. */
  async #extended(approval: Approval, { parent, rules }: AskedRules): Promise<Settings> {
    const { version, document } = this.#gate.policies.active(approval.tenant);
    if (version !== parent) {
      throw new GateError('CONFLICT', `expected rules for version ${version}, which is in force, met ${parent}`);
    }
    if (isCut(approval)) throw new GateError('STATE', 'expected an action that the log holds whole, met a part of one');
    const extended = withRules(document, rules);
    const session = await sessionOf(this.#gate, approval);
    const verdict = this.#verdict(approval, session, rulesOf(version, extended));
    if (verdict === Verdict.ALLOW) return extended;
    throw new GateError(
      'REQUEST',
      `expected rules that allow this action, met some by which it is ${VERDICTS[verdict]}`,
    );
  }

  #verdict(approval: Approval, session: Session, rules: Rules): Verdict {
    const context = contextOf(this.#gate, session, approval.cwd, rules);
    return this.#gate.histories.decide(actionOf(approval), context, session.key).decision.judged;
  }
}

/** The workspace where the action is in it, else its own folder: a session may say that everything is its workspace. */
function directoryOf({ workspace }: Session, { cwd }: Approval, homes: readonly string[]): string {
  if (workspace === undefined || !isWithin(cwd, workspace)) return cwd;
  return isTooWide(workspace, homes) ? cwd : workspace;
}

const TOO_WIDE = 'it runs in a folder that holds a home, or everything; no rule of the gate is to hold there and below';
const FOLDERS_OF_HOMES: readonly string[] = ['/home', '/Users', '/export/home', '/var/home'];

/** Where a session runs, and where its home is, it says itself: so the gate's own user's home counts beside. */
function isTooWide(folder: string, homes: readonly string[]): boolean {
  const path = posix.resolve('/', folder);
  return [...FOLDERS_OF_HOMES, ...homes].some((home) => isWithin(posix.resolve('/', home), path));
}

function isWithin(path: string, folder: string): boolean {
  return `${path}/`.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** Undefined where no policy can be made of it. */
function unlessRefused<Value>(attempt: () => Value): Value | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof GateError && error.code === 'REQUEST') return undefined;
    throw error;
  }
}
