/** A text that is edited, or one that is only read, with faults marked in it. */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { type Diagnostic, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap } from '@codemirror/view';
import { type RefObject, useEffect, useRef } from 'react';
import { schemaCompletion } from './completion.ts';
import type { Format } from './document-text.ts';
import { readOnly, textExtensions } from './language.ts';
import { shadowOf } from './look.ts';
import { typingOver } from './typing.ts';

interface CodeEditorProps {
  /** What an editor that is opened holds; it is opened anew for another format alone. */
  readonly text: string;
  readonly format: Format;
  readonly label: string;
  readonly onChange: (text: string) => void;
  readonly schema: object | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** What keys do beside editing, by CodeMirror's names for them; the Tab key is left to the browser. */
  readonly keys: Readonly<Record<string, () => void>>;
  readonly handle: RefObject<EditorView | null>;
}

export function CodeEditor({ text, format, label, onChange, schema, diagnostics, keys, handle }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef({ text, onChange, keys });
  latest.current = { text, onChange, keys };
  const completion = useRef(new Compartment());
  useEffect(() => {
    const extensions = [
      textExtensions(format, label),
      // Before those of the editor, some of which are for the same keys.
      keymap.of(
        Object.keys(latest.current.keys).map((key) => ({
          key,
          preventDefault: true,
          run: () => {
            latest.current.keys[key]?.();
            return true;
          },
        })),
      ),
      editing(),
      completion.current.of([]),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (docChanged) latest.current.onChange(state.doc.toString());
      }),
    ];
    const view = opened(host.current, latest.current.text, extensions);
    handle.current = view;
    return () => {
      handle.current = null;
      view.destroy();
    };
  }, [format, label, handle]);
  useEffect(() => {
    const extension = schema === undefined ? [] : schemaCompletion(schema, format);
    handle.current?.dispatch({ effects: completion.current.reconfigure(extension) });
  }, [schema, format, handle]);
  useEffect(() => {
    const view = handle.current;
    if (view !== null) view.dispatch(setDiagnostics(view.state, within(diagnostics, view.state.doc.length)));
  }, [diagnostics, handle]);
  return <div ref={host} className="editor" />;
}

interface CodeProps extends Pick<CodeEditorProps, 'text' | 'format' | 'label'> {}

export function Code({ text, format, label }: CodeProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const view = opened(host.current, text, [textExtensions(format, label), readOnly]);
    return () => view.destroy();
  }, [text, format, label]);
  return <div ref={host} className="editor" />;
}

function opened(host: HTMLElement | null, doc: string, extensions: Extension): EditorView {
  if (host === null) throw new Error('expected an element for the editor, met none');
  const root = shadowOf(host);
  return new EditorView({ parent: root, root, state: EditorState.create({ doc, extensions }) });
}

function editing(): Extension {
  return [
    typingOver,
    history(),
    bracketMatching(),
    closeBrackets(),
    indentOnInput(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
  ];
}

/** What was checked may be longer than what is there by now. */
function within(diagnostics: readonly Diagnostic[], length: number): Diagnostic[] {
  return diagnostics.map((one) => ({ ...one, from: Math.min(one.from, length), to: Math.min(one.to, length) }));
}
