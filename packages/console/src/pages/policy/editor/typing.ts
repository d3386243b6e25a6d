/**
 * Writing over a selection. Left to itself, Chromium keeps the selection's looks in a `style` attribute of what it puts
 * there, for CodeMirror to take out again; the page's policy refuses the attribute, and each time says so.
 */
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

export const typingOver: Extension = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { main, ranges } = view.state.selection;
    const isPlain = event.inputType === 'insertText' && event.data !== null && !event.isComposing;
    if (!isPlain || main.empty || ranges.length > 1 || view.state.readOnly) return false;
    event.preventDefault();
    replaceWith(view, event.data);
    return true;
  },
});

/** As CodeMirror does once the browser has: who wants to do something else with it, such as brackets, is asked first. */
function replaceWith(view: EditorView, text: string): void {
  const { from, to } = view.state.selection.main;
  const insert = () =>
    view.state.update({
      changes: { from, to, insert: text },
      selection: { anchor: from + text.length },
      scrollIntoView: true,
      userEvent: 'input.type',
    });
  const handlers = view.state.facet(EditorView.inputHandler);
  if (!handlers.some((handle) => handle(view, from, to, text, insert))) view.dispatch(insert());
}
