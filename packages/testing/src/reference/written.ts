/** Files that one command writes and another runs. */
import { codeEffect } from '../../../core/src/knowledge/code/code.ts';
import { EFFECT_NAMES, type EffectName } from '../../../core/src/knowledge/vocabulary/effects.ts';
import {
  baseOf,
  isForeignScript,
  isManifest,
  isPasser,
  isPrinter,
  isSameFile,
  printedText,
  savedName,
} from '../../../core/src/knowledge/flows/printed.ts';
import type { Language } from '../../../core/src/knowledge/vocabulary/spec.ts';
import type { Assessing, Effect, Frame } from './outline.ts';
import type { Invocation } from './reading.ts';
import { HOLE, holdsOpenHole, type Word, wordOf } from './words.ts';

/** Files compared; more is `text.excessive`. */
const MAX_COMPARED = 64;
/** Code units of written text that are read in one action. */
const MAX_FOLLOWED_UNITS = 1 << 16;
const WRITES: readonly EffectName[] = ['file.write', 'file.replace', 'file.append'];
const BUILDS: readonly EffectName[] = ['code.project', 'build', 'package.install'];

export interface WrittenAndRun {
  readonly written: Effect;
  readonly run: Effect;
}

/** An effect that writes a file, and one that runs it, whichever comes first; undefined where there are too many. */
export function writtenAndRun(effects: readonly Effect[]): WrittenAndRun[] | undefined {
  const files = effects.flatMap((written) => {
    const name = writtenName(written, effects);
    return name === undefined || isOpen(name) ? [] : [{ written, name }];
  });
  const compared = effects.flatMap((run) =>
    files.filter(({ name }) => mayBeRun(name, run)).map(({ written, name }) => ({ written, name, run })),
  );
  if (compared.length > MAX_COMPARED) return undefined;
  return compared.filter(
    ({ written, name, run }) =>
      written.frame.invocation !== run.frame.invocation && (BUILDS.includes(run.name) || isSameFile(name, run.target)),
  );
}

/** Whether a part of the name is known only at run time: it is compared with no other. */
function isOpen(name: string): boolean {
  return name.startsWith(HOLE.STREAM) || holdsOpenHole(name);
}

/** Whether the names are worth comparing. */
function mayBeRun(name: string, { name: effect, target }: Effect): boolean {
  if (BUILDS.includes(effect)) return isManifest(name);
  return effect === 'file.run' && !isOpen(target) && baseOf(name) === baseOf(target);
}

function writtenName({ name, word, target, frame }: Effect, effects: readonly Effect[]): string | undefined {
  if (word === frame.words[0]) return undefined;
  if (WRITES.includes(name)) return target;
  const creates = effects.some(
    (other) =>
      other.frame === frame &&
      other.name === 'file.create' &&
      (other.word === frame.words[0] || other.target.startsWith('-')),
  );
  return name === 'network.fetch' && creates ? savedName(target) : undefined;
}

/** Adds what running the files comes to. */
export function follow(pairs: readonly WrittenAndRun[], assessing: Assessing): void {
  let left = MAX_FOLLOWED_UNITS;
  for (const { written, run } of pairs) left -= runWritten(written, run, assessing, left);
}

/** Follows one pair, unless its text is longer than `left`; returns the text's length. */
function runWritten(written: Effect, run: Effect, assessing: Assessing, left: number): number {
  const printer = printerOf(written);
  if (printer === undefined) return 0;
  const content = contentOf(printer, assessing.frames);
  const { word, frame } = run;
  const add = (name: EffectName): void => {
    assessing.effects.push({ name, place: 'none', target: word.text, word, frame });
  };
  // What a build tool makes of a manifest is not read.
  if (BUILDS.includes(run.name) || content === undefined || content.length > left) add('code.unresolved');
  else runContent(content, frame, assessing, add);
  return content?.length ?? 0;
}

/** The text in the language of whoever runs it. */
function runContent(content: string, frame: Frame, assessing: Assessing, add: (name: EffectName) => void): void {
  const language = languageOf(frame, content);
  if (language === 'shell') return runShell(wordOf(content), frame, assessing);
  const units = Uint16Array.from({ length: content.length }, (_, at) => content.charCodeAt(at));
  add(EFFECT_NAMES[codeEffect(language, units, 0, units.length)] ?? 'code.inline');
}

/** Shell code; a word that is a single hole is known only at run time. */
function runShell(text: Word, frame: Frame, assessing: Assessing): void {
  if (text.text.length !== 1 || !text.isDynamic) return assessing.assessText(text.text, frame);
  assessing.effects.push({ name: 'code.unresolved', place: 'none', target: text.text, word: text, frame });
}

function languageOf({ command }: Frame, content: string): Language {
  const stdin = command?.spec.stdin;
  if (stdin?.startsWith('source.') === true) return stdin.slice('source.'.length) as Language;
  return isForeignScript(content) ? 'other' : 'shell';
}

/** The invocation whose output the file gets; none where a tool writes it by itself. */
function printerOf({ word, frame: { invocation } }: Effect): Invocation | undefined {
  if (invocation === undefined) return undefined;
  const isRedirected = invocation.redirections.some(({ target }) => target === word);
  return isRedirected || commandName(invocation) === 'tee' ? invocation : undefined;
}

/** What an invocation prints, as far as the text says. */
function contentOf(invocation: Invocation, frames: readonly Frame[]): string | undefined {
  const name = commandName(invocation);
  const operands = invocation.words.slice(1).map(({ text }) => text);
  if (isPrinter(name)) return printedText(name, operands);
  if (!isPasser(name)) return undefined;
  const given = invocation.redirections.findLast(({ kind }) => kind === 'text');
  if (given !== undefined) return given.target.text;
  const isPassing = name === 'tee' || operands.every((text) => text.startsWith('-'));
  const before = isPassing ? stageBefore(invocation, frames) : undefined;
  return before === undefined || !isPrinter(commandName(before)) ? undefined : contentOf(before, frames);
}

function commandName({ words: [word] }: Invocation): string {
  return baseOf(word?.text ?? '');
}

function stageBefore(invocation: Invocation, frames: readonly Frame[]): Invocation | undefined {
  const own = invocation.stages.at(-1);
  const end = frames.findIndex((frame) => frame.invocation === invocation);
  return frames
    .slice(0, end)
    .map((frame) => frame.invocation)
    .findLast((other) => {
      const stage = other?.stages.at(-1);
      const isBefore = own !== undefined && stage?.pipeline === own.pipeline && stage.index === own.index - 1;
      return isBefore && other?.parent === invocation.parent;
    });
}
