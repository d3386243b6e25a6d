/** Code that was at hand before it runs: the project's own text, or what a tool prints to set a session up. */
import { Hole, RedirectionKind } from '../../shell/reading.ts';
import { type Assessment, NONE } from '../assessment.ts';
import { KEPT, OTHER } from './flow-kinds.ts';
import { PLACE_COUNT, RISK_TABLES } from '../vocabulary/risk.ts';
import { effectNumber } from '../tables/tables.ts';

const RUN: number = effectNumber('file.run');
const STDIN: number = effectNumber('code.stdin');
const UNRESOLVED: number = effectNumber('code.unresolved');
const PROJECT: number = effectNumber('code.project');

/** Whether all that an effect runs was at hand: what comes through the pipeline, or the whole word's output. */
export function isReady(assessment: Assessment, row: number, incoming: number): boolean {
  const { effects } = assessment;
  const effect = effects.effect(row);
  if ((incoming & KEPT) === 0 || (incoming & OTHER) !== 0 || givesText(assessment)) return false;
  if (effect === STDIN) return true;
  return (effect === UNRESOLVED || effect === RUN) && endsWithOutput(assessment, effects.frame(row));
}

/** Whether a here-document or here-string stands anywhere: its text could be among what flows. */
function givesText({ reading }: Assessment): boolean {
  const { redirections } = reading;
  for (let row = 0; row < redirections.count; row++) if (redirections.kind(row) === RedirectionKind.TEXT) return true;
  return false;
}

/** Whether the last word of a frame, and no other, is a substitution and nothing else: `eval "$(…)"`. */
function endsWithOutput({ frames, reading }: Assessment, frame: number): boolean {
  const { words, units } = reading;
  const first = frames.word(frame);
  const end = first + frames.wordCount(frame);
  let last = NONE;
  for (let word = first; word < end; word++) {
    const start = words.textStart(word);
    if (words.textEnd(word) - start !== 1 || !isOutput(units[start] as number)) continue;
    if (last !== NONE) return false;
    last = word;
  }
  return last === end - 1;
}

function isOutput(unit: number): boolean {
  return unit === Hole.SUBSTITUTION || unit === Hole.STREAM;
}

/** What was at hand counts as the project's own code. */
export function runKept({ effects }: Assessment, row: number): void {
  const at = PROJECT * PLACE_COUNT;
  effects.setEffect(row, PROJECT);
  effects.setPlace(row, 0);
  effects.setRisk(row, RISK_TABLES.risk[at] as number);
  effects.setCapabilities(row, RISK_TABLES.capabilities[at] as number);
}
