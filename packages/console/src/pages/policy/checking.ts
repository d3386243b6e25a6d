/** What is wrong with a draft, where it stands: by its text at once, by the gate a moment later. */
import type { Diagnostic } from '@codemirror/lint';
import { visible } from '@capgate/base';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Draft } from './draft.ts';
import { type Part, readText, type Settings, WHOLE } from './editor/document-text.ts';
import { type Check, checkQuery } from './policy-queries.ts';

/** So long nobody types before it is looked at. */
const SETTLED_MS = 250;
const SEVERITY = { error: 'error', warning: 'warning', note: 'info' } as const;

export interface DraftCheck {
  /** Undefined while the text is no document. */
  readonly document: Settings | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly examples: Check['examples'] | undefined;
  /** `waiting`: of what was written last nothing is known yet. `unknown`: the gate did not answer. */
  readonly state: 'sound' | 'faulty' | 'waiting' | 'unknown';
  readonly error: Error | null;
}

/** Of a text that is a document or, with `part`, what stands at one place of it. */
export function useDraftCheck({ text, format }: Pick<Draft, 'text' | 'format'>, part: Part = WHOLE): DraftCheck {
  const settledText = useSettled(text, SETTLED_MS);
  const read = useMemo(() => readText(settledText, format, part), [settledText, format, part]);
  const query = useQuery(checkQuery(read.value));
  const found = read.value === undefined ? undefined : query.data;
  const diagnostics = useMemo(() => {
    const byText = read.faults.map((fault): Diagnostic => ({ ...fault, severity: 'error' }));
    const byGate = (found?.faults ?? []).map(
      ({ path, level, code, message }): Diagnostic => ({
        ...read.spotOf(path),
        severity: SEVERITY[level],
        source: code,
        message: visible(message),
      }),
    );
    return [...byText, ...byGate].sort((a, b) => a.from - b.from);
  }, [read, found]);
  const isWaiting = settledText !== text || (read.value !== undefined && (query.isPending || query.isPlaceholderData));
  return {
    document: settledText === text ? read.value : undefined,
    diagnostics,
    examples: found?.examples,
    state: stateOf(isWaiting, query.error, diagnostics),
    error: query.error,
  };
}

function stateOf(isWaiting: boolean, error: Error | null, diagnostics: readonly Diagnostic[]): DraftCheck['state'] {
  if (error !== null) return 'unknown';
  if (isWaiting) return 'waiting';
  return diagnostics.some(({ severity }) => severity === 'error') ? 'faulty' : 'sound';
}

/** The value once it stayed the same for so long. */
function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
