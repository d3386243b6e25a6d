/** One figure with its name, and a line that says what it is of. */
import type { ReactNode } from 'react';

interface FigureProps {
  readonly name: string;
  readonly value: ReactNode;
  /** How it stands: a colour, which the words say too. */
  readonly tone?: 'good' | 'warn' | 'bad' | undefined;
  readonly children?: ReactNode;
}

export function Figure({ name, value, tone, children }: FigureProps) {
  return (
    <div className={`figure-card${tone === undefined ? '' : ` tone-${tone}`}`}>
      <h2>{name}</h2>
      <p className="figure">{value}</p>
      <p className="quiet small">{children}</p>
    </div>
  );
}
