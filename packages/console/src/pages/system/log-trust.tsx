/** What this browser found of the log, and what to do where that is nothing good. */
import type { UseQueryResult } from '@tanstack/react-query';
import { queryClient } from '../../gate/queries.ts';
import type { LogCheck } from '../../gate/proofs.ts';

export function LogTrust({ check: { data, error } }: { readonly check: UseQueryResult<LogCheck> }) {
  if (error !== null) return <Distrust error={error} />;
  if (data === undefined) return <p className="quiet">This browser checks the log…</p>;
  const { size, grewFrom } = data;
  return (
    <>
      <p className="verified" role="status">
        Verified by this browser
      </p>
      <p>
        The checkpoint of {size.toLocaleString('en')} entries is signed by the key that this browser met first
        {grewFrom === undefined
          ? '. From the next look on it also checks that the log only grew.'
          : `, and the log only grew since it looked last, at ${grewFrom.toLocaleString('en')}.`}
      </p>
      <p className="quiet small">
        Compare that key once with <code>capgate keys show</code>: what is met first is believed.
      </p>
    </>
  );
}

function Distrust({ error }: { readonly error: Error }) {
  return (
    <div role="alert">
      <p className="verified-not">Not verified</p>
      <p>{error.message}</p>
      <p className="quiet small">
        Where the gate was set up anew, with other keys or another log, that is what to expect; otherwise somebody
        altered it:
        <code> capgate audit verify</code> looks closer.
      </p>
      <button type="button" className="button" onClick={() => void believeAnew()}>
        The gate was set up anew: believe it
      </button>
    </div>
  );
}

async function believeAnew(): Promise<void> {
  (await import('../../gate/proofs.ts')).forgetLog();
  await queryClient.invalidateQueries({ queryKey: ['log-check'] });
}
