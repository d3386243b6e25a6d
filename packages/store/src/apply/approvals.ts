/** What happens to an approval between its request and its last use. */
import { canonicalText } from '@capgate/base';
import { type AnswerScope, ANSWER_SCOPES, RISKS } from '../records.ts';
import type { ApprovalState } from '../store.ts';
import type { Batch } from './batch.ts';
import type { Handler } from './handlers.ts';
import { actionColumns, storable, storableOrNull } from './values.ts';

type ApprovalKind = 'approval.requested' | 'approval.answered' | 'approval.expired' | 'approval.used';

export const APPROVAL_HANDLERS: { readonly [Kind in ApprovalKind]: Handler<Kind> } = {
  'approval.requested': (
    batch,
    { at, index },
    { actionHash, expiresAt, action, cwd, summary, risk, ancestry, ...names },
  ) =>
    batch.db
      .insertInto('approvals')
      .values({
        log: batch.log,
        idx: index,
        approval: names.approval,
        tenant: names.tenant,
        agent: names.agent,
        session: names.session,
        rule: names.rule,
        needed: names.needed,
        ...actionColumns(action),
        cwd: storable(cwd),
        action_hash: actionHash,
        risk: RISKS.indexOf(risk),
        summary: storable(summary),
        requested_at: at,
        expires_at: expiresAt,
        state: 'pending',
        scope: null,
        finished_at: null,
        touched_at: at,
        use_count: 0,
        last_used_by: null,
        ancestry: ancestry === undefined ? null : canonicalText(ancestry),
      })
      .onConflict((key) => key.columns(['log', 'approval']).doNothing())
      .execute(),
  'approval.answered': async (batch, { at, index }, { approval, answer, scope, by, via, message, ruleText }) => {
    const known = await pendingOrFinished(batch, approval);
    if (known === undefined) return;
    const texts = { message: storableOrNull(message), rule_text: storableOrNull(ruleText) };
    const row = { log: batch.log, idx: index, approval, at, answer, scope, answered_by: by, via, ...texts };
    await batch.db.insertInto('approval_answers').values(row).execute();
    if (known.state !== 'pending') return;
    const { state, scope: given } = outcomeOf(known.needed, await answersOf(batch, approval));
    await approvalRow(batch, approval)
      .set({ state, scope: given, touched_at: at, finished_at: state === 'pending' ? null : at })
      .execute();
  },
  'approval.expired': (batch, { at }, { approval }) =>
    approvalRow(batch, approval)
      .set({ state: 'expired', finished_at: at, touched_at: at })
      .where('state', '=', 'pending')
      .execute(),
  'approval.used': (batch, { at }, { approval, decision }) =>
    approvalRow(batch, approval)
      .set((row) => ({ use_count: row('use_count', '+', 1), last_used_by: decision, touched_at: at }))
      .execute(),
};

function approvalRow(batch: Batch, approval: string) {
  return batch.db.updateTable('approvals').where('log', '=', batch.log).where('approval', '=', approval);
}

function pendingOrFinished(batch: Batch, approval: string) {
  return batch.db
    .selectFrom('approvals')
    .select(['state', 'needed'])
    .where('log', '=', batch.log)
    .where('approval', '=', approval)
    .executeTakeFirst();
}

function answersOf(batch: Batch, approval: string) {
  return batch.db
    .selectFrom('approval_answers')
    .select(['answer', 'scope', 'answered_by'])
    .where('log', '=', batch.log)
    .where('approval', '=', approval)
    .execute();
}

interface GivenAnswer {
  readonly answer: 'allow' | 'deny';
  readonly scope: AnswerScope;
  readonly answered_by: string;
}

/** One who denies is enough; those who allow must be as many persons as are needed, and the narrowest scope counts. */
function outcomeOf(
  needed: number,
  answers: readonly GivenAnswer[],
): { readonly state: ApprovalState; readonly scope: AnswerScope | null } {
  if (answers.some(({ answer }) => answer === 'deny')) return { state: 'denied', scope: null };
  if (new Set(answers.map(({ answered_by }) => answered_by)).size < needed) return { state: 'pending', scope: null };
  return {
    state: 'allowed',
    scope: ANSWER_SCOPES.find((scope) => answers.some((given) => given.scope === scope)) ?? null,
  };
}
