/** What both kinds of text have in an editor: their grammar, and characters that would not be seen as themselves. */
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { indentService, indentUnit } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, highlightSpecialChars, lineNumbers } from '@codemirror/view';
import { visibleCharacter } from '@capgate/base';
import type { Format } from './document-text.ts';
import { indentationAfter } from './indentation.ts';
import { look } from './look.ts';

/** What `visible` of `base` escapes, but for the end of a line. */
const HIDDEN = /(?![ \n])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

export function textExtensions(format: Format, label: string): Extension {
  return [
    look,
    format === 'yaml' ? [yaml(), yamlIndentation] : json(),
    indentUnit.of('  '),
    lineNumbers(),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label }),
    highlightSpecialChars({ specialChars: HIDDEN, addSpecialChars: null, render: escapeFor }),
  ];
}

export const readOnly: Extension = [
  EditorState.readOnly.of(true),
  EditorView.contentAttributes.of({ 'aria-readonly': 'true' }),
];

/** The grammar does not know yet what a key without a value will hold: a line goes on where the one before it began. */
const yamlIndentation = indentService.of((context, at) => indentationAfter(context.lineAt(at, -1).text));

function escapeFor(code: number): HTMLElement {
  const element = document.createElement('span');
  element.className = 'cm-specialChar';
  element.textContent = visibleCharacter(String.fromCodePoint(code));
  return element;
}
