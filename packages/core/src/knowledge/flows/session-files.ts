/**
 * Files that a session wrote and now runs: their content counts as the code of whoever runs them. Reading files is
 * somebody else's; what is run without its content being at hand is known only at run time.
 */
import { WordFlag } from '../../shell/index.ts';
import { type Assessment, NONE } from '../assessment.ts';
import { codeEffect } from '../code/code.ts';
import type { EffectWriter } from '../effect-writer.ts';
import { Place } from '../paths/scope.ts';
import { effectNumber, LANGUAGES, NodeField, SpecialRole, type Tables } from '../tables/tables.ts';
import type { Language } from '../vocabulary/spec.ts';
import type { Wrapping } from '../wrapping.ts';
import { baseOf } from './printed.ts';
import { packageScripts } from './package-scripts.ts';
import { isManifestOf, mayRun, type Trail } from './trail.ts';

/** By absolute path; `undefined`: the file is there, or was, and could not be read. */
export type Contents = ReadonlyMap<string, string | undefined>;

const UNRESOLVED: number = effectNumber('code.unresolved');

/** Files that are followed in one action, each time that one is run; those beyond are known only at run time. */
const MAX_FOLLOWED = 64;
/** Code units of them that are read in one action. */
const MAX_FOLLOWED_UNITS = 1 << 20;

/** Languages by what files of theirs are called, where neither the command nor the first line names one. */
const EXTENSIONS: ReadonlyMap<string, Language> = new Map(
  (
    [
      ['python', 'py pyw'],
      ['javascript', 'js cjs mjs jsx ts cts mts tsx'],
      ['perl', 'pl pm'],
      ['ruby', 'rb rake gemspec'],
      ['php', 'php'],
      ['lua', 'lua'],
      ['r', 'r R'],
      ['powershell', 'ps1'],
      ['sql', 'sql'],
      ['shell', 'sh bash zsh'],
    ] as const
  ).flatMap(([language, extensions]) => extensions.split(' ').map((extension) => [extension, language] as const)),
);
const NAMES: ReadonlyMap<string, Language> = new Map([
  ['Rakefile', 'ruby'],
  ['Gemfile', 'ruby'],
]);

export class SessionFiles {
  readonly #tables: Tables;
  readonly #out: Assessment;
  readonly #writer: EffectWriter;
  readonly #wrapping: Wrapping;
  readonly #trail: Trail;
  #followed = 0;
  #units = 0;
  /** What was followed already, and how: a file may run itself. */
  readonly #done = new Set<string>();

  constructor(tables: Tables, out: Assessment, writer: EffectWriter, wrapping: Wrapping, trail: Trail) {
    this.#tables = tables;
    this.#out = out;
    this.#writer = writer;
    this.#wrapping = wrapping;
    this.#trail = trail;
  }

  /** Adds what the files do that the action runs, and those that they run. */
  follow(contents: Contents): void {
    if (contents.size === 0) return;
    this.#followed = 0;
    this.#units = 0;
    this.#done.clear();
    const { effects } = this.#out;
    // Following a file adds effects, which are looked at in their turn.
    for (let row = 0; row < effects.count; row++) {
      const runs = this.#trail.runOf(row);
      const tool = this.#trail.isBuild(row) ? this.#toolOf(row) : undefined;
      if (runs.length === 0 && tool === undefined) continue;
      for (const [path, text] of contents) {
        if (runs.some((file) => mayRun(file, path))) this.#run(path, text, row);
        else if (tool !== undefined && isManifestOf(tool, path)) this.#build(path, text, row);
      }
    }
  }

  #toolOf(row: number): string {
    const { frames, effects, reading } = this.#out;
    const word = frames.word(effects.frame(row));
    return word === NONE ? '' : baseOf(reading.text(word));
  }

  /** The text as a program in the language of whoever runs it. */
  #run(path: string, text: string | undefined, row: number): void {
    const { effects, frames } = this.#out;
    this.#follow(path, text, row, this.#languageOf(path, text ?? '', frames.node(effects.frame(row))));
  }

  /** A manifest: code, or scripts by name, or what cannot be told. */
  #build(path: string, text: string | undefined, row: number): void {
    if (baseOf(path) !== 'package.json') return this.#follow(path, text, row, languageByName(path));
    const { effects, frames, reading } = this.#out;
    const frame = effects.frame(row);
    const first = frames.word(frame);
    const words = Array.from({ length: frames.wordCount(frame) }, (_, i) => reading.text(first + i));
    this.#follow(path, text === undefined ? undefined : packageScripts(text, words), row, 'shell');
  }

  #follow(path: string, text: string | undefined, row: number, language: Language | undefined): void {
    const { effects } = this.#out;
    const key = `${language} ${path} ${path.endsWith('/package.json') ? text : ''}`;
    if (this.#done.has(key)) return;
    this.#done.add(key);
    this.#units += text?.length ?? 0;
    const isOver = ++this.#followed > MAX_FOLLOWED || this.#units > MAX_FOLLOWED_UNITS;
    const from = effects.count;
    const isRead = text !== undefined && language !== undefined && !isOver;
    if (isRead) this.#add(text, language, row);
    else this.#writer.add(UNRESOLVED, Place.NONE, effects.word(row), effects.frame(row));
    this.#out.contents.push({ from, to: effects.count, path, isRead });
  }

  #add(text: string, language: Language, row: number): void {
    const { effects, frames, reading } = this.#out;
    const frame = effects.frame(row);
    const word = Math.max(0, effects.word(row));
    const laid = reading.addText(text, word, WordFlag.DYNAMIC | WordFlag.QUOTED);
    if (language === 'shell') return this.#wrapping.runShell(laid, frame, frames.node(frame));
    const { words, units } = reading;
    const effect = codeEffect(language, units, words.textStart(laid), words.textEnd(laid));
    this.#writer.add(effect, Place.NONE, effects.word(row), frame);
  }

  /** By the command that runs it, the first line, the name; a text that none of them speaks about is the shell's. */
  #languageOf(path: string, text: string, node: number): Language | undefined {
    const named = this.#readBy(node) ?? this.#readByFirstLine(text) ?? languageByName(path);
    return named ?? (node < 0 || this.#isShellOwn(node) ? 'shell' : undefined);
  }

  /** The language that a tool reads from its input. */
  #readBy(node: number): Language | undefined {
    return node < 0 ? undefined : LANGUAGES[this.#tables.field(node, NodeField.STDIN) - SpecialRole.SOURCE];
  }

  #readByFirstLine(text: string): Language | undefined {
    const line = /^#![ \t]*(\S+)(?:[ \t]+(?:-S[ \t]+)?(\S+))?/.exec(text);
    if (line === null) return undefined;
    const [, program = '', first = ''] = line;
    const name = baseOf(program) === 'env' ? baseOf(first) : baseOf(program);
    return this.#readBy(this.#tables.nodeOf(name.replace(/[\d.]+$/, ''))) ?? 'other';
  }

  /** Of `source` and `.`: the shell itself reads on there. */
  #isShellOwn(node: number): boolean {
    return this.#tables.fullNameOf(node) === 'source';
  }
}

function languageByName(path: string): Language | undefined {
  const base = baseOf(path);
  return NAMES.get(base) ?? EXTENSIONS.get(/\.([^.]+)$/.exec(base)?.[1] ?? '');
}
