/** Why something is changed, and what stands where a person may change nothing. */
import { visible } from '@capgate/base';
import { type Ref, useId } from 'react';
import type { Me } from '../../gate/queries.ts';

const REASON_LENGTH_MAX = 1_000;

interface ReasonProps {
  readonly value: string;
  readonly change: (value: string) => void;
  readonly field?: Ref<HTMLTextAreaElement>;
}

export function Reason({ value, change, field }: ReasonProps) {
  const id = useId();
  return (
    <div className="stack reason">
      <label htmlFor={id}>Why? The log keeps it, and it stands beside the version.</label>
      <textarea
        id={id}
        ref={field}
        className="field"
        rows={2}
        maxLength={REASON_LENGTH_MAX}
        value={value}
        required
        onChange={({ target }) => change(target.value)}
      />
    </div>
  );
}

export function NotYours({ me }: { readonly me: Me }) {
  return (
    <p className="warning" role="note">
      You may look at policies, write and try them, and not change what holds: {visible(me.name)} lacks the scope{' '}
      <code>policy</code>, which only persons have.
    </p>
  );
}
