/** The name of a frame's command as it is written: what the descriptor's command hash is made of. */
import { type Assessment, NONE } from './assessment.ts';
import { NodeField, type Tables } from './tables.ts';

const BLANK = 0x20;

/**
 * Whether the frame's command bears the canonical name of its node. Many names share one
 * description, so a node alone does not tell which of them was written.
 */
export function hasCanonicalName(tables: Tables, assessment: Assessment, frame: number): boolean {
  const { frames, reading, nameWords } = assessment;
  const { words, units } = reading;
  const node = frames.node(frame);
  const tool = frames.tool(frame);
  const count = frames.nameCount(frame);
  // Two words or fewer are compared here; longer names are seldom, and made anew.
  if (count > 1 || tables.parentOf(node) !== (count === 0 ? -1 : tool)) return false;
  const word = frames.word(frame);
  const start = words.textStart(word) + frames.nameStart(frame);
  if (!isNamed(tables, tool, units, start, words.textEnd(word))) return false;
  const last = nameWords[frames.nameFirst(frame)] as number;
  return count === 0 || isNamed(tables, node, units, words.textStart(last), words.textEnd(last));
}

function isNamed(tables: Tables, node: number, units: Uint16Array, start: number, end: number): boolean {
  if (end - start !== tables.field(node, NodeField.NAME_LENGTH)) return false;
  return tables.poolEquals(tables.field(node, NodeField.NAME), units, start, end);
}

/**
 * Writes the full name (`git push`) behind the reading's cooked text, and returns where it ends; it
 * starts at `reading.unitCount`. Of a command that is not known, the command word without its path.
 */
export function writeCommandName(assessment: Assessment, frame: number): number {
  const { frames, reading, nameWords } = assessment;
  const { words } = reading;
  const word = frames.word(frame);
  if (word === NONE) return reading.unitCount;
  const start = words.textStart(word) + frames.nameStart(frame);
  let end = copied(assessment, reading.unitCount, start, words.textEnd(word));
  const first = frames.nameFirst(frame);
  for (let i = first; i < first + frames.nameCount(frame); i++) {
    const part = nameWords[i] as number;
    reading.reserve(end - reading.unitCount + 1);
    reading.units[end] = BLANK;
    end = copied(assessment, end + 1, words.textStart(part), words.textEnd(part));
  }
  return end;
}

/** Copies units to `at`, behind the cooked text, and returns where they end. */
function copied(assessment: Assessment, at: number, start: number, end: number): number {
  const { reading } = assessment;
  reading.reserve(at - reading.unitCount + end - start);
  reading.units.copyWithin(at, start, end);
  return at + end - start;
}
