/** What a person is writing: kept while the page is open, so that looking elsewhere loses nothing, and no longer. */
import { useSyncExternalStore } from 'react';
import type { Format } from './editor/document-text.ts';

export interface Draft {
  /** The version that it is made from; 0 for none. */
  readonly parent: number;
  readonly format: Format;
  readonly text: string;
  /** Counts what replaced the text from outside the editor. */
  readonly edition: number;
  readonly isChanged: boolean;
}

let draft: Draft | undefined;
const listeners = new Set<() => void>();

export function useDraft(): Draft | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => draft,
  );
}

function set(next: Draft | undefined): void {
  draft = next;
  for (const listener of listeners) listener();
}

/** Puts a text in place of what was there. */
export function beginDraft(begun: Pick<Draft, 'parent' | 'format' | 'text'> & { readonly isChanged?: boolean }): void {
  set({ isChanged: false, ...begun, edition: (draft?.edition ?? 0) + 1 });
}

/** What the person wrote. */
export function writeDraft(text: string): void {
  if (draft !== undefined) set({ ...draft, text, isChanged: true });
}

export function dropDraft(): void {
  set(undefined);
}
