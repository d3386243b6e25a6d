/** The editor of a draft, and beside it what is known of what stands there. */
import type { Diagnostic } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Me } from '../../gate/queries.ts';
import { versionText } from '../../parts/version-text.ts';
import { CheckCard } from './check-card.tsx';
import { useDraftCheck } from './checking.ts';
import { beginDraft, type Draft, writeDraft } from './draft.ts';
import { Disclosure } from './disclosure.tsx';
import { DryRun } from './dry-run.tsx';
import { CodeEditor } from './editor/code-editor.tsx';
import { type Format, textOf, type Settings } from './editor/document-text.ts';
import { Making } from './making.tsx';
import { Meanwhile } from './meanwhile.tsx';
import { documentQuery, schemaQuery } from './policy-queries.ts';
import { FormatChoice, Sides } from './version-view.tsx';

interface DraftEditorProps {
  readonly me: Me;
  readonly draft: Draft;
  readonly latest: number;
}

export function DraftEditor({ me, draft, latest }: DraftEditorProps) {
  const check = useDraftCheck(draft);
  const { data: schema } = useQuery(schemaQuery);
  const [view, setView] = useState<EditorView>();
  const dryRun = useRef<HTMLButtonElement>(null);
  const reason = useRef<HTMLTextAreaElement>(null);
  const { document } = check;
  return (
    <>
      <Meanwhile draft={draft} latest={latest} document={document} />
      <div className="draft">
        <section className="card" aria-labelledby="draft">
          <div className="card-head">
            <h2 id="draft">{draft.parent === 0 ? 'A first version' : `Out of version ${draft.parent}`}</h2>
            <FormatChoice
              format={draft.format}
              isDisabled={document === undefined}
              choose={(format) => document !== undefined && rewrite(draft, document, format)}
            />
          </div>
          <CodeEditor
            key={draft.edition}
            text={draft.text}
            format={draft.format}
            label="The document"
            onChange={writeDraft}
            schema={schema}
            diagnostics={check.diagnostics}
            keys={{ 'Mod-s': () => reason.current?.focus(), 'Mod-Enter': () => dryRun.current?.click() }}
            view={view}
            onView={setView}
          />
          <p className="quiet small below">
            Comments are not kept: a version is what the document says. <kbd>Ctrl</kbd> <kbd>Enter</kbd> tries it,{' '}
            <kbd>Ctrl</kbd> <kbd>S</kbd> goes on to make it, <kbd>Tab</kbd> leaves the editor.
          </p>
        </section>
        <div className="stack">
          <CheckCard check={check} text={draft.text} goTo={(diagnostic) => goTo(view, diagnostic)} />
          <DryRun document={check.state === 'sound' ? document : undefined} button={dryRun} />
          <Making me={me} draft={draft} document={check.state === 'sound' ? document : undefined} field={reason} />
        </div>
      </div>
      <Changes parent={draft.parent} document={document} />
    </>
  );
}

function rewrite({ parent, isChanged }: Draft, document: Settings, format: Format): void {
  beginDraft({ parent, format, text: textOf(document, format), isChanged });
}

function goTo(view: EditorView | undefined, { from, to }: Diagnostic): void {
  if (view === undefined) return;
  const end = view.state.doc.length;
  view.dispatch({ selection: { anchor: Math.min(from, end), head: Math.min(to, end) }, scrollIntoView: true });
  view.focus();
}

interface ChangesProps {
  readonly parent: number;
  readonly document: Settings | undefined;
}

function Changes({ parent, document }: ChangesProps) {
  const { data: before } = useQuery(documentQuery(parent));
  const summary = <h2>What you change in {versionText(parent)}</h2>;
  return (
    <Disclosure look="card" summary={summary}>
      {() => {
        if (document === undefined) return <p className="quiet">What stands there is no document yet.</p>;
        return <Sides before={before ?? {}} after={document} names={[`Version ${parent}`, 'Your draft']} />;
      }}
    </Disclosure>
  );
}
