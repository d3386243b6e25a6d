/** What stands where there is nothing to show: not yet, nothing at all, something went wrong, not for this person. */
import { ClientError } from '@capgate/client/web';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

export function Waiting({ what }: { readonly what: string }) {
  return (
    <p className="state quiet" role="status">
      Asking for {what}…
    </p>
  );
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="state">
      <h2>{title}</h2>
      {children === undefined ? null : <p className="quiet">{children}</p>}
    </div>
  );
}

interface FailureProps {
  readonly error: unknown;
  readonly what: string;
  readonly again: () => void;
}

export function Failure({ error, what, again }: FailureProps) {
  const { title, text } = failureTexts(error, what);
  return (
    <div className="state" role="alert">
      <h2>{title}</h2>
      <p className="quiet">{text}</p>
      <button type="button" className="button" onClick={again}>
        Try again
      </button>
    </div>
  );
}

function failureTexts(error: unknown, what: string): { readonly title: string; readonly text: string } {
  if (!(error instanceof ClientError))
    return { title: `Cannot show ${what}`, text: 'The page itself failed. Load it anew.' };
  if (error.code === 'FORBIDDEN') return { title: `Not for you to see: ${what}`, text: error.message };
  if (error.code === 'CONNECT' || error.code === 'TIMEOUT') {
    const text = 'It may have been stopped: capgate serve starts it, capgate status says how it is.';
    return { title: 'The gate does not answer', text };
  }
  return { title: `Cannot show ${what}`, text: error.message };
}

interface AnsweredProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly what: string;
  readonly children: (data: Data) => ReactNode;
}

/** The answer of a query once there is one; what was answered before stays while it is asked for again. */
export function Answered<Data>({ query, what, children }: AnsweredProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <Failure error={query.error} what={what} again={() => void query.refetch()} />;
  return <Waiting what={what} />;
}
