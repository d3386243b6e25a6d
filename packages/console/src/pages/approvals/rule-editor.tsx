/** The editor of rules that allow what waits: the policy's own, at the place in the document where rules stand. */
import type { EditorView } from '@codemirror/view';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { lineOf, summaryOf } from '../policy/check-card.tsx';
import { useDraftCheck } from '../policy/checking.ts';
import { CodeEditor } from '../policy/editor/code-editor.tsx';
import type { Part } from '../policy/editor/document-text.ts';
import { schemaQuery } from '../policy/policy-queries.ts';

interface RuleEditorProps {
  /** As JSON. */
  readonly text: string;
  readonly onChange: (text: string) => void;
  /** With what stands in the editor, of which `text` may not be told yet. */
  readonly onTry: (text: string) => void;
  readonly close: () => void;
}

const RULES: Part = {
  steps: ['security', 'user', 'rules'],
  around: (rules) => ({ security: { user: { version: 1, rules } } }),
};
const FORMAT = 'json';

export default function RuleEditor({ text, onChange, onTry, close }: RuleEditorProps) {
  const check = useDraftCheck({ text, format: FORMAT }, RULES);
  const { data: schema } = useQuery(schemaQuery);
  const [view, setView] = useState<EditorView>();
  const begin = useCallback((opened: EditorView | undefined) => {
    setView(opened);
    opened?.focus();
  }, []);
  const fault = check.diagnostics.find(({ severity }) => severity === 'error');
  return (
    <>
      <CodeEditor
        text={text}
        format={FORMAT}
        label="Rules that allow this"
        onChange={onChange}
        schema={schema}
        part={RULES}
        diagnostics={check.diagnostics}
        keys={{ Escape: close, 'Mod-Enter': () => onTry(view?.state.doc.toString() ?? text) }}
        view={view}
        onView={begin}
      />
      <p role="status" className={`small wrap check check-${check.state}`}>
        {fault === undefined ? summaryOf(check) : `Line ${lineOf(text, fault.from)}: ${fault.message}`}
      </p>
      <p className="quiet small">
        <kbd>Ctrl</kbd> <kbd>Space</kbd> offers what may stand there, <kbd>F8</kbd> goes to the next fault,{' '}
        <kbd>Ctrl</kbd> <kbd>Enter</kbd> tries it, <kbd>Tab</kbd> leaves the editor.
      </p>
    </>
  );
}
