/** Allowing by rules: proposed by the gate, altered by the person, tried on what was decided, and only then in force. */
import { visible } from '@capgate/base';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { type ApprovalDetail, gate, queryClient } from '../../gate/queries.ts';
import { Waiting } from '../../parts/states.tsx';
import { Trial } from '../../parts/trial.tsx';

/** As large as all the rest: for those alone who write a rule. */
const RuleEditor = lazy(() => import('./rule-editor.tsx'));

interface RuleAnswerProps {
  readonly detail: ApprovalDetail;
  readonly close: () => void;
}

const TRIED_COUNT = 10_000;
/** A rule as the gate takes it; the gate says what it may hold. */
type Rule = Record<string, unknown>;

export function RuleAnswer({ detail, close }: RuleAnswerProps) {
  const { approval, proposal } = detail;
  const [text, setText] = useState(() => JSON.stringify(proposal?.rules ?? [], undefined, 2));
  const parent = proposal?.parent ?? 0;
  const trial = useMutation({
    mutationFn: (tried: string) =>
      gate.call('POST', '/v1/approvals/{approval}/rules/dry-run', {
        params: { approval },
        body: { parent, rules: rulesIn(tried), count: TRIED_COUNT },
      }),
  });
  const enact = useMutation({
    mutationFn: () =>
      gate.call('POST', '/v1/approvals/{approval}/rules', {
        params: { approval },
        body: { parent, rules: rulesIn(text) },
      }),
    onSuccess: () => queryClient.invalidateQueries(),
  });
  // What was tried is what may be put in force: after another letter it is tried again.
  const tried = trial.variables === text ? trial.data : undefined;
  const error = enact.error ?? trial.error;
  return (
    <section className="rule-answer appears" aria-label="Write a rule">
      <p>Rules that allow this from now on, the narrowest as proposed</p>
      <Suspense fallback={<Waiting what="the editor" />}>
        <RuleEditor text={text} onChange={setText} onTry={trial.mutate} close={close} />
      </Suspense>
      <div className="row">
        <button type="button" className="button" disabled={trial.isPending} onClick={() => trial.mutate(text)}>
          {trial.isPending ? 'Trying…' : 'Try on what was decided'}
        </button>
        <button
          type="button"
          className="button answer-allow-wide"
          disabled={tried === undefined || enact.isPending}
          onClick={() => enact.mutate()}
        >
          Allow by this rule
        </button>
        <button type="button" className="button" onClick={close}>
          Back <kbd aria-hidden="true">Esc</kbd>
        </button>
      </div>
      {tried === undefined ? null : <Trial {...tried} />}
      {error === null ? null : (
        <p className="warning" role="alert">
          {visible(error.message)}
        </p>
      )}
    </section>
  );
}

/** Throws what a person can mend. */
function rulesIn(text: string): Rule[] {
  const value = parsed(text);
  if (!Array.isArray(value) || value.length === 0)
    throw new Error('expected a list of rules, [ … ], met something else');
  return value as Rule[];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('expected JSON, met something else; look for a comma or a quote');
  }
}
