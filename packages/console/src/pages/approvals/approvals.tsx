/** What waits for a person: the queue, and the one that is looked at. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type Approval, type Me, pendingQuery } from '../../gate/queries.ts';
import type { PageProps } from '../../layout/pages.tsx';
import { useKeys } from '../../parts/keys.ts';
import { Answered, Empty } from '../../parts/states.tsx';
import { go, hrefOf } from '../../routes.ts';
import { AlertChoices } from './alert-choices.tsx';
import { Detail } from './detail.tsx';
import { KeyHelp } from './key-help.tsx';
import { Queue } from './queue.tsx';
import './approvals.css';

export function Approvals({ me, id }: PageProps) {
  const query = useQuery(pendingQuery);
  const [hasHelp, setHasHelp] = useState(false);
  return (
    <div className="page">
      <div className="page-head">
        <h1>Approvals</h1>
        <AlertChoices />
        <button type="button" className="button small" onClick={() => setHasHelp(true)}>
          Keys <kbd>?</kbd>
        </button>
      </div>
      {hasHelp ? <KeyHelp close={() => setHasHelp(false)} /> : null}
      <Answered query={query} what="what waits">
        {(pending) => <Waiting pending={pending} me={me} id={id} help={() => setHasHelp(true)} />}
      </Answered>
    </div>
  );
}

interface WaitingProps {
  readonly pending: readonly Approval[];
  readonly me: Me;
  readonly id: string | undefined;
  readonly help: () => void;
}

function Waiting({ pending, me, id, help }: WaitingProps) {
  const at = pending.findIndex(({ approval }) => approval === id);
  const choose = (next: number): void => {
    const approval = pending[Math.max(0, Math.min(pending.length - 1, next))]?.approval;
    if (approval !== undefined) go(hrefOf('approvals', approval), { isReplacing: true });
  };
  useKeys({ j: () => choose(at + 1), k: () => choose(at - 1), '?': help });
  const first = pending[0]?.approval;
  // What is looked at stays, also once it was answered: nothing else slides under the finger.
  useEffect(() => {
    if (id === undefined && first !== undefined) go(hrefOf('approvals', first), { isReplacing: true });
  }, [id, first]);
  if (pending.length === 0 && id === undefined) {
    return (
      <Empty title="Nothing waits for you">
        When an agent wants to do what a person must allow, it appears here at once.
      </Empty>
    );
  }
  const next = pending.find(({ approval }) => approval !== id)?.approval;
  return (
    <div className="split">
      <Queue pending={pending} chosen={id} />
      {id === undefined ? null : <Detail key={id} id={id} me={me} next={next} />}
    </div>
  );
}
