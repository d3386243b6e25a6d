/** The proof that the log holds the decision, checked by this browser. */
import { useQuery } from '@tanstack/react-query';
import type { Decision } from '../../gate/queries.ts';
import { type EntryCheck, checkEntry } from '../../gate/proofs.ts';
import { Waiting } from '../../parts/states.tsx';
import { disagreements } from './disagreements.ts';

export function ProofCard({ decision }: { readonly decision: Decision }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['proof', decision.id],
    queryFn: () => checkEntry(decision.id),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <section className="card" aria-labelledby="proof">
      <div className="card-head">
        <h2 id="proof">Proof</h2>
      </div>
      {data === undefined && error === null ? <Waiting what="the proof" /> : null}
      {error === null ? null : (
        <div role="alert">
          <p className="verified-not">Not verified</p>
          <p>{error.message}</p>
          <button type="button" className="button" onClick={() => void refetch()}>
            Try again
          </button>
        </div>
      )}
      {data === undefined ? null : <Verified check={data} decision={decision} />}
    </section>
  );
}

function Verified({ check, decision }: { readonly check: EntryCheck; readonly decision: Decision }) {
  const { index, size, root, hashCount, proofText } = check;
  const others = disagreements(check.record.body, decision);
  if (others.length > 0) {
    return (
      <p className="verified-not" role="alert">
        The log says otherwise than this page: {others.join(', ')}. Believe the log; <code>capgate store rebuild</code>{' '}
        makes the store anew out of it.
      </p>
    );
  }
  return (
    <>
      <p className="verified" role="status">
        Verified by this browser
      </p>
      <p>
        Entry {index.toLocaleString('en')} of {size.toLocaleString('en')}: {hashCount} hashes lead from it to the root
        that the gate&apos;s key has signed, and it says what this page shows.
      </p>
      <dl className="facts">
        <div className="fact">
          <dt>Root</dt>
          <dd>
            <code className="break">{root}</code>
          </dd>
        </div>
      </dl>
      <button type="button" className="button" onClick={() => save(proofText, `${decision.id}.proof`)}>
        Save the proof
      </button>
      <p className="quiet small">
        <code>capgate audit verify --proof</code> checks it on any machine, without this gate.
      </p>
    </>
  );
}

function save(text: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
