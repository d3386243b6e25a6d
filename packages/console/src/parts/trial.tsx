/** What a dry run found: how much would have come out otherwise, and the newest of it. */
import type { Decision, Verdict } from '../gate/queries.ts';
import { actionText } from './action-text.ts';
import { VerdictMark } from './marks.tsx';

const SHOWN_MAX = 10;

interface TrialProps {
  readonly decided: number;
  readonly skipped: number;
  readonly changed: number;
  readonly changes: readonly { readonly decision: Decision; readonly would: Verdict }[];
}

export function Trial({ decided, skipped, changed, changes }: TrialProps) {
  return (
    <div role="status">
      <p>
        Of the last {decided.toLocaleString('en')} decisions, <strong>{changed.toLocaleString('en')}</strong> would have
        come out otherwise{skipped === 0 ? '' : `; ${skipped.toLocaleString('en')} could not be tried`}.
      </p>
      {changed > SHOWN_MAX ? <p className="quiet small">The newest {SHOWN_MAX} of them:</p> : null}
      <ul className="lines">
        {changes.slice(0, SHOWN_MAX).map(({ decision, would }) => (
          <li key={decision.id} className="line">
            <VerdictMark verdict={decision.judged} />
            <span aria-hidden="true">→</span>
            <span className="unseen">would be</span>
            <VerdictMark verdict={would} />
            <code className="cut">{actionText(decision.action)}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}
