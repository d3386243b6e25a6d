/** What others made while one wrote: brought into the draft, with a choice at each place that both changed. */
import { visible, visibleLines } from '@capgate/base';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { gate } from '../../gate/queries.ts';
import { Disclosure } from './disclosure.tsx';
import { beginDraft, type Draft } from './draft.ts';
import { textOf, type Settings } from './editor/document-text.ts';
import { type Conflict, settled } from './merging.ts';
import { type Rebased, versionsQuery } from './policy-queries.ts';
import { Sides } from './version-view.tsx';

interface MeanwhileProps {
  readonly draft: Draft;
  readonly latest: number;
  readonly document: Settings | undefined;
}

export function Meanwhile({ draft, latest, document }: MeanwhileProps) {
  const { data } = useInfiniteQuery(versionsQuery);
  const rebase = useMutation({
    mutationFn: (ours: Settings) =>
      gate.call('POST', '/v1/policies/rebase', { body: { parent: draft.parent, document: ours } }),
    onSuccess: ({ latest: onto, document: merged, conflicts }) => {
      if (conflicts.length === 0) bringIn(draft, onto, merged);
    },
  });
  if (latest <= draft.parent) return null;
  const others = (data?.pages ?? []).flatMap(({ items }) => items).filter(({ version }) => version > draft.parent);
  const conflict = rebase.data !== undefined && rebase.data.conflicts.length > 0 ? rebase.data : undefined;
  return (
    <section className="card meanwhile" aria-labelledby="meanwhile">
      <div className="card-head">
        <h2 id="meanwhile">Version {latest} is later than the one that you write out of</h2>
      </div>
      <ul className="bullets">
        {others.map(({ version, author, reason }) => (
          <li key={version}>
            {version} by {visible(author)}: {visible(reason)}
          </li>
        ))}
      </ul>
      {conflict === undefined ? (
        <p className="row below">
          <button
            type="button"
            className="button"
            disabled={document === undefined || rebase.isPending}
            onClick={() => document !== undefined && rebase.mutate(document)}
          >
            Bring it into your draft
          </button>
          <span className="quiet small">Where only one of you changed something, both changes stay.</span>
        </p>
      ) : (
        <Conflicts
          key={rebase.submittedAt}
          parent={draft.parent}
          rebased={conflict}
          take={(merged) => bringIn(draft, conflict.latest, merged)}
        />
      )}
      {rebase.error === null ? null : (
        <p className="warning" role="alert">
          {visible(rebase.error.message)}
        </p>
      )}
    </section>
  );
}

function bringIn({ format }: Draft, parent: number, document: Settings): void {
  beginDraft({ parent, format, text: textOf(document, format), isChanged: true });
}

interface ConflictsProps {
  readonly parent: number;
  readonly rebased: Rebased;
  readonly take: (document: Settings) => void;
}

const NONE: ReadonlySet<string> = new Set();

function Conflicts({ parent, rebased: { latest, document, conflicts }, take }: ConflictsProps) {
  const [mine, setMine] = useState(NONE);
  const choose = (path: string, isMine: boolean): void => {
    const next = new Set(mine);
    if (isMine) next.add(path);
    else next.delete(path);
    setMine(next);
  };
  const result = settled(document, conflicts, mine);
  return (
    <>
      <p className="below">
        {conflicts.length === 1 ? 'One place was' : `${conflicts.length} places were`} changed by both. Choose whose
        change stays; all else is merged.
      </p>
      {conflicts.map((conflict) => (
        <ConflictChoice
          key={conflict.path}
          conflict={conflict}
          names={[`Version ${parent}`, `Version ${latest}`]}
          isMine={mine.has(conflict.path)}
          choose={(isMine) => choose(conflict.path, isMine)}
        />
      ))}
      <Disclosure summary={`What comes of it, beside version ${latest}`}>
        {() => (
          <Sides before={settled(document, conflicts, NONE)} after={result} names={['All of theirs', 'As chosen']} />
        )}
      </Disclosure>
      <p className="row below">
        <button type="button" className="button primary" onClick={() => take(result)}>
          Take this into the draft
        </button>
      </p>
    </>
  );
}

interface ConflictChoiceProps {
  readonly conflict: Conflict;
  readonly names: readonly [base: string, theirs: string];
  readonly isMine: boolean;
  readonly choose: (isMine: boolean) => void;
}

function ConflictChoice({ conflict, names: [base, theirs], isMine, choose }: ConflictChoiceProps) {
  const path = visible(conflict.path);
  return (
    <fieldset className="conflict">
      <legend>
        <code>{path}</code>
      </legend>
      <div className="conflict-sides">
        <Side name={`${base}, before both`} value={conflict.base} />
        <label className="conflict-side">
          <span className="choice">
            <input type="radio" name={conflict.path} checked={!isMine} onChange={() => choose(false)} />
            {theirs}, theirs
          </span>
          <Value value={conflict.theirs} />
        </label>
        <label className="conflict-side">
          <span className="choice">
            <input type="radio" name={conflict.path} checked={isMine} onChange={() => choose(true)} />
            Your draft
          </span>
          <Value value={conflict.ours} />
        </label>
      </div>
    </fieldset>
  );
}

function Side({ name, value }: { readonly name: string; readonly value: unknown }) {
  return (
    <div className="conflict-side">
      <span className="choice quiet">{name}</span>
      <Value value={value} />
    </div>
  );
}

function Value({ value }: { readonly value: unknown }) {
  if (value === undefined) return <span className="quiet">not there</span>;
  const text = typeof value === 'object' && value !== null ? textOf(value, 'yaml') : JSON.stringify(value);
  return <code className="conflict-value">{visibleLines(text.trimEnd())}</code>;
}
