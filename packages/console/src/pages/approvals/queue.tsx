/** All that waits, the oldest first. */
import { visible } from '@capgate/base';
import { useEffect, useRef } from 'react';
import type { Approval } from '../../gate/queries.ts';
import { actionText } from '../../parts/action-text.ts';
import { RiskMark } from '../../parts/marks.tsx';
import { useNow } from '../../parts/now.ts';
import { Empty } from '../../parts/states.tsx';
import { countdownText } from '../../parts/times.ts';
import { hrefOf } from '../../routes.ts';

interface QueueProps {
  readonly pending: readonly Approval[];
  readonly chosen: string | undefined;
}

export function Queue({ pending, chosen }: QueueProps) {
  return (
    <nav className="queue card" aria-label="Waiting">
      {pending.length === 0 ? <Empty title="Nothing else waits" /> : null}
      <ol>
        {pending.map((approval) => (
          <Item key={approval.approval} approval={approval} isChosen={approval.approval === chosen} />
        ))}
      </ol>
    </nav>
  );
}

function Item({ approval, isChosen }: { readonly approval: Approval; readonly isChosen: boolean }) {
  const { approval: id, risk, action, agent, expiresAt, needed, answers } = approval;
  const nowMs = useNow();
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isChosen) link.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  return (
    <li>
      <a ref={link} className="queue-item" href={hrefOf('approvals', id)} aria-current={isChosen ? 'true' : undefined}>
        <span className="row">
          <RiskMark risk={risk} />
          {needed === 2 ? <span className="mark">{answers.length} of 2</span> : null}
          <span className="quiet small push">{countdownText(expiresAt - nowMs)}</span>
        </span>
        <code className="cut">{actionText(action)}</code>
        <span className="quiet small cut">{visible(agent)}</span>
      </a>
    </li>
  );
}
