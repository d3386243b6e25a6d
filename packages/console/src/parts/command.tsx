/** A command line with its effects marked in place. Every character is text: nothing of it is ever markup. */
import { Fragment } from 'react';
import { partsOf, runsOf, type Spanned } from './command-parts.ts';

interface CommandProps {
  readonly text: string;
  readonly effects?: readonly Spanned[];
  /** The effect that is looked at, by its place in the list. */
  readonly active?: number | undefined;
  readonly label?: string;
}

const NONE: readonly Spanned[] = [];

export function Command({ text, effects = NONE, active, label = 'The action' }: CommandProps) {
  return (
    <pre className="command" tabIndex={0} aria-label={label}>
      {partsOf(text, effects).map(({ text: part, effects: within, risk }, i) => {
        const isActive = active !== undefined && within.includes(active);
        const look =
          risk === undefined ? undefined : `part part-${risk.toLowerCase()}${isActive ? ' part-active' : ''}`;
        return (
          <span key={i} className={look}>
            <Characters text={part} />
          </span>
        );
      })}
    </pre>
  );
}

function Characters({ text }: { readonly text: string }) {
  return runsOf(text).map(({ text: run, isEscape }, i) => {
    if (!isEscape) return <Fragment key={i}>{run}</Fragment>;
    return (
      <span key={i} className="escape">
        {run}
      </span>
    );
  });
}
