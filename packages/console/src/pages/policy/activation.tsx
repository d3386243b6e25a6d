/** Putting a version in force, or an earlier one again, with the reason that everybody reads later. */
import { ClientError } from '@capgate/client/web';
import { visible } from '@capgate/base';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useLive } from '../../gate/live.ts';
import { gate, type Me, queryClient } from '../../gate/queries.ts';
import { mayChange } from './policy-queries.ts';
import { NotYours, Reason } from './reason.tsx';

interface ActivationProps {
  readonly me: Me;
  readonly version: number;
  readonly inForce: number;
}

export function Activation({ me, version, inForce }: ActivationProps) {
  const [reason, setReason] = useState('');
  const { connection } = useLive();
  const isBack = version < inForce;
  const activate = useActivation(version);
  const isReady = reason.trim() !== '' && !activate.isPending && connection !== 'lost';
  return (
    <section className="card" aria-labelledby="activate">
      <div className="card-head">
        <h2 id="activate">{isBack ? `Roll back to version ${version}` : `Put version ${version} in force`}</h2>
      </div>
      {mayChange(me) ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady) activate.mutate({ reason: reason.trim() });
          }}
        >
          <p className="quiet">
            Every decision from then on is by it{inForce === 0 ? '' : `, and no more by version ${inForce}`}.
          </p>
          <Reason value={reason} change={setReason} />
          <div className="row">
            <button type="submit" className="button primary" disabled={!isReady}>
              {isBack ? 'Roll back' : 'Put in force'}
            </button>
          </div>
          {activate.error === null ? null : (
            <Refused
              error={activate.error}
              isReady={isReady}
              override={() => activate.mutate({ reason: reason.trim(), override: true })}
            />
          )}
        </form>
      ) : (
        <NotYours me={me} />
      )}
    </section>
  );
}

interface RefusedProps {
  readonly error: Error;
  readonly isReady: boolean;
  readonly override: () => void;
}

/** What is held back two persons may put in force all the same. */
function Refused({ error, isReady, override }: RefusedProps) {
  const isHeld = error instanceof ClientError && error.code === 'STATE';
  return (
    <div className="warning" role="alert">
      <p>{visible(error.message)}</p>
      {isHeld ? (
        <p className="row below">
          <button type="button" className="button" disabled={!isReady} onClick={override}>
            Override
          </button>
          <span className="small">Takes two persons, who ask for it within ten minutes of each other.</span>
        </p>
      ) : null}
    </div>
  );
}

function useActivation(version: number) {
  return useMutation({
    mutationFn: (body: { readonly reason: string; readonly override?: boolean }) =>
      gate.call('POST', '/v1/policies/{version}/activate', { params: { version }, body }),
    onSuccess: () => queryClient.invalidateQueries(),
  });
}
