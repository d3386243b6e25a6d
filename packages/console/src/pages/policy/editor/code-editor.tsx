/** A text that is edited, or one that is only read, with faults marked in it. */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { type Diagnostic, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, highlightActiveLine, highlightActiveLineGutter, type KeyBinding, keymap } from '@codemirror/view';
import { useEffect, useRef, useState } from 'react';
import { schemaCompletion } from './completion.ts';
import { type Format, type Part, WHOLE } from './document-text.ts';
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
  /** The part of a document that the text is; the whole where absent. */
  readonly part?: Part;
  readonly diagnostics: readonly Diagnostic[];
  /** What keys do beside editing, by CodeMirror's names for them; the Tab key is left to the browser. */
  readonly keys: Readonly<Record<string, () => void>>;
  /** Of the editor that is open; each that is opened is told of. */
  readonly view: EditorView | undefined;
  readonly onView: (view: EditorView | undefined) => void;
}

export function CodeEditor(props: CodeEditorProps) {
  const { text, format, label, schema, part = WHOLE, diagnostics, view, onView } = props;
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const [completion] = useState(() => new Compartment());
  useEffect(() => {
    const made = opened(host.current, text, [
      textExtensions(format, label),
      // Before those of the editor, some of which are for the same keys.
      keymap.of(Object.keys(latest.current.keys).map((key) => bindingOf(key, () => latest.current.keys[key]?.()))),
      editing(),
      completion.of([]),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (docChanged) latest.current.onChange(state.doc.toString());
      }),
    ]);
    onView(made);
    return () => {
      onView(undefined);
      made.destroy();
    };
    // What is written in it comes back as its text, and opens no other.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [format, label, completion, onView]);
  useEffect(() => {
    const extension = schema === undefined ? [] : schemaCompletion(schema, format, part.steps);
    view?.dispatch({ effects: completion.reconfigure(extension) });
  }, [schema, format, part, completion, view]);
  useEffect(() => {
    view?.dispatch(setDiagnostics(view.state, within(diagnostics, view.state.doc.length)));
  }, [diagnostics, view]);
  return <div ref={host} className="editor" />;
}

function bindingOf(key: string, act: () => void): KeyBinding {
  const run = (): boolean => {
    act();
    return true;
  };
  return { key, preventDefault: true, run };
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
