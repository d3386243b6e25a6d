/** Completing a document by its schema. */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import type { Format } from './document-text.ts';
import { writingPlace } from './place.ts';
import { type Candidate, candidatesAt, type Step } from './schema.ts';

const HOLDS = { mapping: 'holds more', list: 'a list', value: '' } as const;

/** `steps` lead from the document's root to the part of it that the text is. */
export function schemaCompletion(schema: object, format: Format, steps: readonly Step[]): Extension {
  const source = (context: CompletionContext): CompletionResult | null =>
    completionsAt(context, { schema, format, outer: steps });
  return autocompletion({ override: [source], icons: false });
}

interface Completing {
  readonly schema: object;
  readonly format: Format;
  readonly outer: readonly Step[];
}

/** Nothing is offered unasked where nothing was begun: who writes is not to be covered up. */
function completionsAt(
  { state, pos, explicit }: CompletionContext,
  { schema, format, outer }: Completing,
): CompletionResult | null {
  const place = writingPlace(state.sliceDoc(0, pos), format);
  if (place === undefined || (!explicit && place.from === pos)) return null;
  const { steps, wants, from, quote } = place;
  const options = candidatesAt(schema, [...outer, ...steps])
    .filter(({ kind }) => wants === 'either' || kind === wants)
    .map((candidate) => completionOf(candidate, format, quote));
  return options.length === 0 ? null : { from, options, validFor: /^["']?[\w.*-]*$/u };
}

function completionOf(
  { name, kind, holds, isRequired, description }: Candidate,
  format: Format,
  quote: string,
): Completion {
  const isQuoted = format === 'json' && (kind === 'key' || !/^(?:true|false|\d+)$/u.test(name));
  const mark = isQuoted ? '"' : quote;
  const word = `${mark}${name}${mark}`;
  const detail = [isRequired === true ? 'must be there' : '', holds === undefined ? '' : HOLDS[holds]].filter(Boolean);
  return {
    // What was begun with a quote is found by the quote as well.
    label: quote === '' ? name : `${quote}${name}`,
    displayLabel: name,
    type: kind,
    boost: isRequired === true ? 1 : 0,
    apply: kind === 'key' ? `${word}: ` : word,
    ...(detail.length > 0 && { detail: detail.join(', ') }),
    ...(description !== undefined && { info: description }),
  };
}
