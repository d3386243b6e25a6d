/** The name of a frame's command as it is written: what the descriptor's command hash is made of. */
import { addBlankToName, addToName } from '../../descriptor/md5.ts';
import { type Assessment, NONE } from '../assessment.ts';
import { NodeField, type Tables } from '../tables/tables.ts';

/**
 * Whether the frame's command bears the canonical name of its node. Many names share one
 * description, so a node alone does not tell which of them was written.
 */
export function hasCanonicalName(tables: Tables, assessment: Assessment, frame: number): boolean {
  const { frames, reading, nameWords } = assessment;
  const { words, units } = reading;
  const tool = frames.tool(frame);
  const first = frames.nameFirst(frame);
  let node = frames.node(frame);
  // The words of a group belong to no node: with them, this walk up from the last word ends too early.
  for (let i = first + frames.nameCount(frame) - 1; i >= first; i--) {
    const word = nameWords[i] as number;
    if (node === tool || !isNamed(tables, node, units, words.textStart(word), words.textEnd(word))) return false;
    node = tables.parentOf(node);
  }
  const word = frames.word(frame);
  const start = words.textStart(word) + frames.nameStart(frame);
  return node === tool && tables.parentOf(tool) < 0 && isNamed(tables, tool, units, start, words.textEnd(word));
}

function isNamed(tables: Tables, node: number, units: Uint16Array, start: number, end: number): boolean {
  if (end - start !== tables.field(node, NodeField.NAME_LENGTH)) return false;
  return tables.poolEquals(tables.field(node, NodeField.NAME), units, start, end);
}

/** Adds the full name (`git push`) to the one being hashed. Of a command that is not known, the command word without its path. */
export function addCommandName(assessment: Assessment, frame: number): void {
  const { frames, reading, nameWords } = assessment;
  const { words, units } = reading;
  const word = frames.word(frame);
  if (word === NONE) return;
  addToName(units, words.textStart(word) + frames.nameStart(frame), words.textEnd(word));
  const first = frames.nameFirst(frame);
  for (let i = first; i < first + frames.nameCount(frame); i++) {
    const part = nameWords[i] as number;
    addBlankToName();
    addToName(units, words.textStart(part), words.textEnd(part));
  }
}
