/** What a document would have said to what was decided, before it says anything to what comes. */
import { useMutation } from '@tanstack/react-query';
import { visible } from '@capgate/base';
import { type Ref, useState } from 'react';
import { gate } from '../../gate/queries.ts';
import { Trial } from '../../parts/trial.tsx';
import type { Settings } from './editor/document-text.ts';

interface DryRunProps {
  /** Undefined while it is none. */
  readonly document: Settings | undefined;
  readonly button?: Ref<HTMLButtonElement>;
}

const COUNTS = [1_000, 10_000] as const;

export function DryRun({ document, button }: DryRunProps) {
  const [count, setCount] = useState<number>(COUNTS[0]);
  const trial = useMutation({
    mutationFn: (tried: Settings) => gate.call('POST', '/v1/policies/dry-run', { body: { document: tried, count } }),
  });
  // Of what was altered since, it says nothing.
  const tried = trial.variables === document ? trial.data : undefined;
  return (
    <section className="card" aria-labelledby="dry-run">
      <div className="card-head">
        <h2 id="dry-run">What it would have changed</h2>
      </div>
      <div className="stack">
        <div className="row">
          <button
            ref={button}
            type="button"
            className="button"
            disabled={document === undefined || trial.isPending}
            onClick={() => document !== undefined && trial.mutate(document)}
          >
            {trial.isPending ? 'Trying…' : 'Try on what was decided'}
          </button>
          <label className="choice">
            the last
            <select className="field" value={count} onChange={({ target }) => setCount(Number(target.value))}>
              {COUNTS.map((one) => (
                <option key={one} value={one}>
                  {one.toLocaleString('en')}
                </option>
              ))}
            </select>
          </label>
        </div>
        {tried === undefined ? null : <Trial {...tried} />}
        {trial.error === null ? null : (
          <p className="warning" role="alert">
            {visible(trial.error.message)}
          </p>
        )}
      </div>
    </section>
  );
}
