/** The ways to answer, by button and by key. */
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { visible } from '@capgate/base';
import { type ApprovalDetail, gate, type Me, queryClient } from '../../gate/queries.ts';
import { useLive } from '../../gate/live.ts';
import { useKeys } from '../../parts/keys.ts';
import { go, hrefOf } from '../../routes.ts';
import { Denial } from './denial.tsx';
import { RuleAnswer } from './rule-answer.tsx';

export interface AnswersProps {
  readonly detail: ApprovalDetail;
  readonly me: Me;
  readonly next: string | undefined;
}

type Given = { readonly answer: 'allow' | 'deny'; readonly scope: 'once' | 'session'; readonly message?: string };

/** What a person only just began to look at is not answered: the key may have been meant for what was there before. */
const LOOK_MS = 400;

export function Answers({ detail, me, next }: AnswersProps) {
  const [open, setOpen] = useState<'denial' | 'rule'>();
  const [sinceMs] = useState(() => performance.now());
  const { connection } = useLive();
  const answer = useAnswer(detail.approval, next);
  const mayAnswer = me.kind === 'person' && me.scopes.includes('approve');
  const isReady = mayAnswer && connection !== 'lost' && !answer.isPending;
  const unlessSudden = (action: () => void) => (): void => {
    if (isReady && performance.now() - sinceMs >= LOOK_MS) action();
  };
  const allow = (scope: 'once' | 'session') => unlessSudden(() => answer.mutate({ answer: 'allow', scope }));
  const canRule = detail.needed === 1 && detail.proposal?.rules !== undefined;
  const rule = unlessSudden(() => canRule && setOpen('rule'));
  const deny = unlessSudden(() => setOpen('denial'));
  useKeys({ a: allow('once'), s: allow('session'), d: deny, r: rule });
  if (!mayAnswer) return <NotYours me={me} />;
  return (
    <div className="answers">
      <People detail={detail} me={me} />
      <div className="row" role="group" aria-label="Answer">
        <AnswerButton look="allow" isReady={isReady} act={allow('once')} name="Allow once" shortcut="a" />
        <AnswerButton
          look="allow-wide"
          isReady={isReady}
          act={allow('session')}
          name="Allow for the session"
          shortcut="s"
        />
        <AnswerButton look="deny" isReady={isReady} act={deny} name="Deny" shortcut="d" />
        {canRule ? <AnswerButton look="rule" isReady={isReady} act={rule} name="Write a rule" shortcut="r" /> : null}
      </div>
      {open === 'denial' ? (
        <Denial
          isReady={isReady}
          close={() => setOpen(undefined)}
          deny={(message) => answer.mutate({ answer: 'deny', scope: 'once', ...(message !== '' && { message }) })}
        />
      ) : null}
      {open === 'rule' ? <RuleAnswer detail={detail} close={() => setOpen(undefined)} /> : null}
      {answer.error === null ? null : (
        <p className="warning" role="alert">
          {answer.error.message}
        </p>
      )}
      {!canRule && detail.proposal?.why !== undefined ? (
        <p className="quiet small">No rule is proposed: {visible(detail.proposal.why)}.</p>
      ) : null}
    </div>
  );
}

interface AnswerButtonProps {
  readonly look: string;
  readonly name: ReactNode;
  readonly shortcut: string;
  readonly isReady: boolean;
  readonly act: () => void;
}

function AnswerButton({ look, name, shortcut, isReady, act }: AnswerButtonProps) {
  return (
    <button
      type="button"
      className={`button answer-${look}`}
      aria-keyshortcuts={shortcut}
      disabled={!isReady}
      onClick={act}
    >
      {name} <kbd aria-hidden="true">{shortcut}</kbd>
    </button>
  );
}

function People({ detail: { needed, answers }, me }: Pick<AnswersProps, 'detail' | 'me'>) {
  if (needed === 1) return null;
  const allowed = answers.map(({ by }) => visible(by));
  const isYours = answers.some(({ by }) => by === me.name);
  return (
    <p className="warning" role="note">
      Two persons must allow this: {allowed.length === 0 ? 'none has yet' : `${allowed.join(', ')} has`}.
      {isYours ? ' Another person than you must answer now.' : ''} One who denies is enough.
    </p>
  );
}

function NotYours({ me }: { readonly me: Me }) {
  return (
    <p className="warning" role="note">
      You may look at this and not answer it: {visible(me.name)} lacks the scope <code>approve</code>, which only
      persons have.
    </p>
  );
}

function useAnswer(approval: string, next: string | undefined) {
  return useMutation({
    mutationFn: (body: Given) => gate.call('POST', '/v1/approvals/{approval}/answer', { params: { approval }, body }),
    onSuccess: async ({ state }) => {
      // Where a second person must answer, it goes on waiting and stays in sight.
      if (state !== 'pending' && next !== undefined) go(hrefOf('approvals', next), { isReplacing: true });
      await queryClient.invalidateQueries({ queryKey: ['approvals'] });
    },
    onError: () => queryClient.invalidateQueries({ queryKey: ['approvals'] }),
  });
}
