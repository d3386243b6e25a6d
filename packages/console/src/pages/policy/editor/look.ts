/**
 * How an editor looks: as the page does, by its colours, in a shadow root of its own. There CodeMirror puts its rules into
 * a style sheet object instead of a `<style>` element, which the page's policy refuses.
 */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const CHANGED = 'light-dark(#fdf1f0, #351c1a)';
const ADDED = 'light-dark(#f0f9f3, #15291f)';

/** Pictures of CodeMirror's own are data URLs, which the policy refuses as well: lines are drawn in their place. */
function underlined(colour: string): Record<string, string> {
  return {
    backgroundImage: 'none',
    paddingBottom: '0',
    textDecoration: `underline wavy ${colour} 1px`,
    textUnderlineOffset: '3px',
  };
}

const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--surface)', fontSize: '0.8125rem' },
  // The element around it shows who has the focus.
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--fixed)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--text)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--quiet)', border: '0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter': { backgroundColor: 'var(--raised)' },
  '.cm-content ::selection': { backgroundColor: 'light-dark(#cfe2f5, #2d4a66)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'light-dark(#cfe2f5, #2d4a66)' },
  // Until all is parsed, none matches; a bracket that lacks its other is told as a fault.
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'transparent' },
  '.cm-specialChar': { color: 'var(--deny)', backgroundColor: 'var(--deny-ground)', borderRadius: '3px' },
  '.cm-lintRange-error': underlined('var(--deny)'),
  '.cm-lintRange-warning': underlined('var(--ask)'),
  '.cm-lintRange-info': underlined('var(--accent)'),
  '.cm-lintRange-active': { backgroundColor: 'var(--ask-ground)' },
  '.cm-diagnostic': { padding: '4px 10px', whiteSpace: 'pre-wrap', maxWidth: '42rem' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--deny)' },
  '.cm-diagnostic-warning': { borderLeft: '4px solid var(--ask)' },
  '.cm-diagnostic-info': { borderLeft: '4px solid var(--accent)' },
  '.cm-tooltip': {
    color: 'var(--text)',
    backgroundColor: 'var(--surface)',
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius)',
    boxShadow: '0 4px 16px rgb(0 0 0 / 20%)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--fixed)', maxHeight: '16rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { color: 'var(--on-accent)', backgroundColor: 'var(--accent)' },
  '.cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail': { color: 'inherit' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': { color: 'var(--quiet)', fontStyle: 'normal' },
  '.cm-completionInfo': { maxWidth: '22rem', padding: '6px 10px' },
  '&.cm-merge-a .cm-changedLine': { backgroundColor: CHANGED },
  '&.cm-merge-b .cm-changedLine': { backgroundColor: ADDED },
  '&.cm-merge-a .cm-changedText': { background: 'none', backgroundColor: 'light-dark(#f9d9d5, #5c2621)' },
  '&.cm-merge-b .cm-changedText': { background: 'none', backgroundColor: 'light-dark(#cfebd9, #1a4630)' },
  '&.cm-merge-a .cm-changedLineGutter': { backgroundColor: 'var(--deny)' },
  '&.cm-merge-b .cm-changedLineGutter': { backgroundColor: 'var(--allow)' },
  '.cm-collapsedLines': {
    color: 'var(--quiet)',
    background: 'var(--raised)',
    fontFamily: 'var(--face)',
    padding: '3px 8px',
  },
  // CodeMirror's own signs are in few fonts.
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"…"' },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.string, tags.content, tags.attributeValue], color: 'var(--text)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--medium)' },
  { tag: [tags.comment], color: 'var(--quiet)', fontStyle: 'italic' },
]);

export const look = [theme, syntaxHighlighting(colours)];

/** Where an editor of `host` lives. */
export function shadowOf(host: HTMLElement): ShadowRoot {
  return host.shadowRoot ?? host.attachShadow({ mode: 'open' });
}
