/** Colour: where a terminal is there, none where not; `NO_COLOR` and `FORCE_COLOR` say otherwise. */
import type { Io, Output } from './io.ts';

const CODES = { bold: 1, dim: 2, inverse: 7, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;
export type Colour = keyof typeof CODES;

/** Wraps text, already visible, in a colour or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

export const plain: Paint = (_colour, text) => text;

const coloured: Paint = (colour, text) => (text === '' ? '' : `\u001b[${CODES[colour]}m${text}\u001b[0m`);

/** How text for `output` is painted. As in Node, FORCE_COLOR decides before NO_COLOR (see no-color.org) does. */
export function paintFor(output: Output, env: Io['env']): Paint {
  return wantsColour(output, env) ? coloured : plain;
}

function wantsColour(output: Output, env: Io['env']): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = env;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  return output.isTerminal && TERM !== 'dumb';
}

/** Columns to fill where no terminal tells its width, and the bounds within which one is believed. */
const DEFAULT_COLUMNS = 100;
const MIN_COLUMNS = 20;
const MAX_COLUMNS = 240;

/** Columns that text for `output` may take. */
export function columnsOf(output: Output): number {
  // A terminal without a screen says 0.
  return Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, output.columns || DEFAULT_COLUMNS));
}
