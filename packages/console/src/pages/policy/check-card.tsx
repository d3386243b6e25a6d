/** What the gate says to a draft, with the way to each place. */
import type { Diagnostic } from '@codemirror/lint';
import { visible } from '@capgate/base';
import type { DraftCheck } from './checking.ts';

interface CheckCardProps {
  readonly check: DraftCheck;
  readonly text: string;
  readonly goTo: (diagnostic: Diagnostic) => void;
}

const SHOWN_MAX = 50;
const WORDS = { error: 'error', warning: 'warning', info: 'note', hint: 'note' } as const;

export function CheckCard({ check, text, goTo }: CheckCardProps) {
  const { diagnostics } = check;
  return (
    <section className="card" aria-labelledby="check">
      <div className="card-head">
        <h2 id="check">Check</h2>
      </div>
      <p role="status" className={`check check-${check.state}`}>
        {summaryOf(check)}
      </p>
      {diagnostics.length === 0 ? null : (
        <ul className="lines faults">
          {diagnostics.slice(0, SHOWN_MAX).map((diagnostic) => (
            <li key={`${diagnostic.from} ${diagnostic.message}`}>
              <button type="button" className="fault" onClick={() => goTo(diagnostic)}>
                <span className={`mark fault-${diagnostic.severity}`}>{WORDS[diagnostic.severity]}</span>
                <span className="quiet small">line {lineOf(text, diagnostic.from)}</span>
                <span className="wrap fault-message">{diagnostic.message}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="quiet small below">
        <kbd>F8</kbd> goes to the next, <kbd>Ctrl</kbd> <kbd>Space</kbd> offers what may stand there.
      </p>
    </section>
  );
}

export function summaryOf({ state, examples, diagnostics, error }: DraftCheck): string {
  if (state === 'unknown') return `Not checked: ${visible(error?.message ?? '')}`;
  if (state === 'waiting') return 'Checking…';
  const faults = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (faults > 0)
    return `${faults === 1 ? '1 error' : `${faults} errors`}: no version can be made of this${failedText(examples)}.`;
  if (examples === undefined || examples.count === 0)
    return 'Sound. It has no examples that would show what its rules do.';
  return `Sound. ${examples.count === 1 ? 'Its example holds' : `All ${examples.count} examples hold`}.`;
}

function failedText(examples: DraftCheck['examples']): string {
  if (examples === undefined || examples.failed === 0) return '';
  return `; ${examples.failed} of ${examples.count} examples do not hold`;
}

/** The number of the line, from 1 on, that `at` is in. */
export function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
