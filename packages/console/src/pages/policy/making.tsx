/** Making a version of a draft: with a reason, and in force at once where the person wants that. */
import { visible } from '@capgate/base';
import { useMutation } from '@tanstack/react-query';
import { type Ref, useState } from 'react';
import { useLive } from '../../gate/live.ts';
import { gate, type Me, queryClient } from '../../gate/queries.ts';
import { go, hrefOf } from '../../routes.ts';
import { type Draft, dropDraft } from './draft.ts';
import { conflictsIn, mayChange, ownersIn } from './policy-queries.ts';
import { NotYours, Reason } from './reason.tsx';
import type { Settings } from './editor/document-text.ts';

interface MakingProps {
  readonly me: Me;
  readonly draft: Draft;
  /** Undefined where no version can be made of it. */
  readonly document: Settings | undefined;
  readonly field: Ref<HTMLTextAreaElement>;
}

export function Making({ me, draft, document, field }: MakingProps) {
  const [reason, setReason] = useState('');
  const { connection } = useLive();
  const make = useMaking(draft.parent, reason.trim());
  const isReady = document !== undefined && reason.trim() !== '' && !make.isPending && connection !== 'lost';
  return (
    <section className="card" aria-labelledby="make">
      <div className="card-head">
        <h2 id="make">Make a version</h2>
      </div>
      {mayChange(me) ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady) make.mutate(document);
          }}
        >
          <p className="quiet">It is in force only once somebody puts it in force.</p>
          <OthersDomains document={document} me={me} />
          <Reason value={reason} change={setReason} field={field} />
          <div className="row">
            <button type="submit" className="button primary" disabled={!isReady}>
              {make.isPending ? 'Making…' : 'Make the version'}
            </button>
          </div>
          {make.error === null ? null : (
            <p className="warning" role="alert">
              {conflictsIn(make.error) === undefined
                ? visible(make.error.message)
                : 'Somebody changed the same places meanwhile: settle them above, and make the version then.'}
            </p>
          )}
        </form>
      ) : (
        <NotYours me={me} />
      )}
    </section>
  );
}

function OthersDomains({ document, me }: Pick<MakingProps, 'document' | 'me'>) {
  const others = ownersIn(document ?? {}).filter(({ owners }) => !owners.includes(me.name));
  if (others.length === 0) return null;
  return (
    <p className="warning" role="note">
      {others.map(({ domain, owners }) => `${domain} belongs to ${owners.map(visible).join(', ')}`).join('; ')}: a
      change of yours there is refused.
    </p>
  );
}

/** Once it is made, it is shown: there it can be put in force. */
function useMaking(parent: number, reason: string) {
  return useMutation({
    mutationFn: (document: Settings) => gate.call('POST', '/v1/policies', { body: { parent, document, reason } }),
    onSuccess: async ({ version }) => {
      dropDraft();
      await queryClient.invalidateQueries({ queryKey: ['policies'] });
      go(hrefOf('policy', String(version), { from: String(version - 1) }));
    },
    onError: () => queryClient.invalidateQueries({ queryKey: ['policies'] }),
  });
}
