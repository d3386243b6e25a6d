/**
 * Names of commands in rules, and the frames they stand for.
 *
 * A name that the registry knows is a node: a frame has it where the frame's node is that node or
 * lies below it. What the registry doesn't know is compared as text with the frame's words, and there
 * the two uses of a name part ways, so that doubt never helps an agent. Whatever lets an action pass
 * (an allow rule, an exception of an ask or deny rule) must match *surely*; whatever stops one (an
 * ask or deny rule, an exception of an allow rule) matches where it *possibly* does.
 *
 * |                   | surely                              | possibly                                 |
 * |-------------------|-------------------------------------|------------------------------------------|
 * | tool              | the bare name, without a path       | also behind a path (`/opt/foo`), and by another name of the same program |
 * | known subcommand  | the frame's node says so            | also where the frame's node lies above and the words may say it |
 * | other subcommand  | directly behind the tool, literal   | behind options, or known only at run time |
 *
 * A name with a `/` in it is a path and compared with the whole command word.
 */
import { hashUnits } from '../shell/units.ts';
import { type Assessment, NONE } from '../knowledge/assessment.ts';
import { isNameOf, programStems } from '../knowledge/tables/same-program.ts';
import { toUnits } from '../knowledge/tables/tables.ts';
import { WordFlag, type WordList } from '../shell/reading.ts';
import type { Conditions } from './document.ts';

/** What policy needs of the knowledge tables. */
export interface NameIndex {
  /** Node of a command's full name (`git push`) or an alias of it, or -1. */
  nodeOf(name: string): number;
  /** Node that a subcommand belongs to; -1 for a tool. */
  parentOf(node: number): number;
}

/** Where a possible match is looked for: this many words behind the tool; beyond it anything is possible. */
const MAX_SEARCHED_WORDS = 64;

const DASH = 0x2d;

/** One tool, or one subcommand of one. */
export interface CommandName {
  /** As the rule's author would write it in full. */
  readonly text: string;
  /** The name is a path: the whole command word is compared. */
  readonly isPath: boolean;
  /** Node of the tool, or `NONE`. */
  readonly tool: number;
  /** Node of the name as a whole, or `NONE` where the registry doesn't know it. */
  readonly node: number;
  /** Deepest node of a beginning of the name; `node` itself where that is known. */
  readonly knownNode: number;
  /** How many words at its end the registry doesn't know. */
  readonly unknownCount: number;
  /** Cooked text of the tool and of each further word, and the tool's hash. */
  readonly toolUnits: Uint16Array;
  readonly toolHash: number;
  /** Stems of the names of the same program (`same-program.ts`). */
  readonly stems: readonly Uint16Array[];
  readonly words: readonly Uint16Array[];
}

/** Resolves the names of a condition, each tool with each of its subcommands; undefined where it names none. */
export function compileNames(conditions: Conditions, names: NameIndex): readonly CommandName[] | undefined {
  if (conditions.server !== undefined) return undefined;
  const texts = fullNames(conditions);
  return texts === undefined ? undefined : [...new Set(texts)].map((text) => compileName(text, names));
}

function fullNames({ tool, subcommand }: Conditions): readonly string[] | undefined {
  if (subcommand === undefined) return tool;
  if (tool === undefined) return subcommand;
  const tools = new Set(tool);
  return subcommand.flatMap((name) => {
    const isFull = name.includes(' ') && tools.has(name.slice(0, name.indexOf(' ')));
    return isFull ? [name] : tool.map((owner) => `${owner} ${name}`);
  });
}

function compileName(text: string, names: NameIndex): CommandName {
  const [toolText = '', ...words] = text.split(' ');
  const isPath = toolText.includes('/');
  const toolUnits = toUnits(toolText);
  const known = isPath ? [] : knownNodes(toolText, words, names);
  return {
    text,
    isPath,
    tool: known[0] ?? NONE,
    node: known[words.length] ?? NONE,
    knownNode: known.at(-1) ?? NONE,
    unknownCount: words.length + 1 - known.length,
    toolUnits,
    toolHash: hashUnits(toolUnits, 0, toolUnits.length),
    stems: programStems(toolText),
    words: words.map(toUnits),
  };
}

/** Nodes of the name's beginnings, tool first, as far as the registry knows them without a gap. */
function knownNodes(tool: string, words: readonly string[], names: NameIndex): readonly number[] {
  const known: number[] = [];
  for (let count = 0; count <= words.length; count++) {
    const node = names.nodeOf([tool, ...words.slice(0, count)].join(' '));
    if (node === NONE) break;
    known.push(node);
  }
  return known;
}

/** Whether `node` is `ancestor` or lies below it. */
export function isBelow(names: NameIndex, node: number, ancestor: number): boolean {
  for (let at = node; at !== NONE; at = names.parentOf(at)) {
    if (at === ancestor) return true;
  }
  return false;
}

/** Whether the frame runs what `name` says; `surely` as told above. Allocates nothing. */
export function frameHasName(
  assessment: Assessment,
  frame: number,
  name: CommandName,
  names: NameIndex,
  surely: boolean,
): boolean {
  if (!frameHasTool(assessment, frame, name, names, surely)) return false;
  if (name.words.length === 0) return true;
  const node = assessment.frames.node(frame);
  if (name.node !== NONE && isBelow(names, node, name.node)) return !surely || isSpelt(assessment, frame, name);
  return surely ? surelyHasWords(assessment, frame, name, names) : possiblyHasWords(assessment, frame, name, names);
}

function frameHasTool(
  assessment: Assessment,
  frame: number,
  name: CommandName,
  names: NameIndex,
  surely: boolean,
): boolean {
  const { frames } = assessment;
  const word = frame === NONE ? NONE : frames.word(frame);
  if (word === NONE) return false;
  if (name.isPath) return wordIs(assessment, word, 0, name.toolUnits);
  const nameStart = frames.nameStart(frame);
  if (surely && nameStart !== 0) return false;
  const tool = frames.tool(frame);
  // Several tools may share one description: which of them it is, only the spelling tells.
  if (tool !== NONE && tool !== name.tool) return false;
  if (tool !== NONE && !surely) return isProgram(assessment, frame, name, names);
  if (tool !== NONE) return wordIs(assessment, word, nameStart, name.toolUnits);
  // The registry knows the name and yet the frame is not that tool: something else bears its name.
  if (surely && name.tool !== NONE) return false;
  return wordIs(assessment, word, nameStart, name.toolUnits);
}

/** Whether the command word is a name of the rule's program, or its subcommand's dashed name (`git-reset`). */
function isProgram({ frames, reading }: Assessment, frame: number, name: CommandName, names: NameIndex): boolean {
  const { words, units } = reading;
  const word = frames.word(frame);
  const start = words.textStart(word) + frames.nameStart(frame);
  const end = words.textEnd(word);
  if (isNameOf(name.stems, units, start, end)) return true;
  let depth = 0;
  for (let at = frames.node(frame); at !== name.tool && at !== NONE; at = names.parentOf(at)) depth++;
  const dash = units.indexOf(DASH, start);
  return depth > frames.nameCount(frame) && dash >= 0 && dash < end && isNameOf(name.stems, units, start, dash);
}

/**
 * Whether the words that name the frame's subcommand spell the rule's: in this order, the last of them
 * last where the rule names no more than the frame's own node. Siblings may share one description.
 */
function isSpelt(assessment: Assessment, frame: number, name: CommandName): boolean {
  const { frames } = assessment;
  const last = frames.nameLastWord(frame);
  const isWhole = frames.node(frame) === name.node;
  if (isWhole && !wordIs(assessment, last, 0, wordAt(name, name.words.length - 1))) return false;
  let matched = 0;
  for (let word = frames.word(frame) + 1; word <= last && matched < name.words.length; word++) {
    if (wordIs(assessment, word, 0, wordAt(name, matched))) matched++;
  }
  return matched === name.words.length;
}

/** Whether the word's cooked text from `offset` on is just `text`, and known before it runs. */
function wordIs(assessment: Assessment, word: number, offset: number, text: Uint16Array): boolean {
  const { words, units } = assessment.reading;
  if (isDynamic(words, word)) return false;
  const start = words.textStart(word) + offset;
  if (words.textEnd(word) - start !== text.length) return false;
  for (let at = 0; at < text.length; at++) {
    if (units[start + at] !== text[at]) return false;
  }
  return true;
}

function isDynamic(words: WordList, word: number): boolean {
  return (words.flags(word) & WordFlag.DYNAMIC) !== 0;
}

/** Words that the registry doesn't know stand directly behind the tool, or the last one ends the name that the frame was found to have. */
function surelyHasWords(assessment: Assessment, frame: number, name: CommandName, names: NameIndex): boolean {
  if (name.node !== NONE) return false;
  if (name.unknownCount === 1 && endsKnownName(assessment, frame, name, names)) return true;
  const first = assessment.frames.word(frame) + 1;
  const count = assessment.frames.wordCount(frame) - 1;
  if (name.words.length > count) return false;
  for (let index = 0; index < name.words.length; index++) {
    if (!wordIs(assessment, first + index, 0, wordAt(name, index))) return false;
  }
  return true;
}

/** `aws s3api list-buckets` where `aws s3api` is known and takes `list-…` by a pattern. */
function endsKnownName(assessment: Assessment, frame: number, name: CommandName, names: NameIndex): boolean {
  const node = assessment.frames.node(frame);
  const last = assessment.frames.nameLastWord(frame);
  const isChild = node !== NONE && names.parentOf(node) === name.knownNode;
  return isChild && wordIs(assessment, last, 0, wordAt(name, name.words.length - 1));
}

function wordAt(name: CommandName, index: number): Uint16Array {
  return name.words[index] ?? name.toolUnits;
}

/**
 * The frame's words may say the name: in order behind the tool, with options and possible values of
 * options between them; a word known only at run time may be any of them.
 */
function possiblyHasWords(assessment: Assessment, frame: number, name: CommandName, names: NameIndex): boolean {
  if (isElsewhere(assessment, frame, name, names)) return false;
  const { words } = assessment.reading;
  const first = assessment.frames.word(frame) + 1;
  const count = assessment.frames.wordCount(frame) - 1;
  const end = first + Math.min(count, MAX_SEARCHED_WORDS);
  let matched = 0;
  let afterOption = false;
  for (let word = first; word < end; word++) {
    if (isDynamic(words, word)) {
      if ((words.flags(word) & WordFlag.SPLIT) !== 0) return true;
      matched++;
    } else if (wordIs(assessment, word, 0, wordAt(name, matched))) {
      matched++;
    } else if (isOption(assessment, word)) {
      afterOption = true;
      continue;
    } else if (!afterOption) {
      return false;
    }
    if (matched === name.words.length) return true;
    afterOption = false;
  }
  return count > MAX_SEARCHED_WORDS;
}

/** The frame was found to be another subcommand than the name's, neither above it nor below its known part. */
function isElsewhere(assessment: Assessment, frame: number, name: CommandName, names: NameIndex): boolean {
  const node = assessment.frames.node(frame);
  if (node === NONE || name.isPath) return false;
  const isAbove = isBelow(names, name.knownNode, node);
  return !isAbove && (name.node !== NONE || !isBelow(names, node, name.knownNode));
}

function isOption(assessment: Assessment, word: number): boolean {
  const { words, units } = assessment.reading;
  const start = words.textStart(word);
  return start < words.textEnd(word) && units[start] === DASH;
}
