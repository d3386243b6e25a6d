/** The slow assessment: what a command line would do, straight from the descriptions. */
import type { EffectName } from '../../../core/src/knowledge/vocabulary/effects.ts';
import { ArgumentReader } from './arguments.ts';
import { PROJECT_SCRIPTS } from '../../../core/src/knowledge/arguments/recognise.ts';
import type { Words } from '../../../core/src/shell/printed.ts';
import { withoutBraces } from './braces.ts';
import { type Described, describedDashed, describedTool, describedVersion } from './descriptions.ts';
import { flowsOf, withKeptCode } from './flows.ts';
import { runPiped } from './piped-code.ts';
import { broughtIn, plantedCode } from './planted-code.ts';
import { callsGate, effectOn, isAstray, finish } from './outcome.ts';
import type { Assessing, Assigned, Effect, Frame } from './outline.ts';
import { type Folders, placeOfWord, type Segments, segmentsOf } from './paths.ts';
import { type Invocation, MAX_NESTING, readCommandLine, type RedirectionKind } from './reading.ts';
import { follow, writtenAndRun } from './written.ts';
import { assignmentEffect, noteAssignment, runsValue } from './variables.ts';
import { type Budget, holdsHole, holdsOpenHole, HOLE, type Word, wordOf } from './words.ts';

const STANDARD_FOLDERS = [
  '/bin/',
  '/usr/bin/',
  '/usr/local/bin/',
  // Where the loaders of programs lie.
  '/lib/',
  '/lib64/',
  '/usr/lib/',
  '/usr/lib64/',
  '/sbin/',
  '/usr/sbin/',
  '/usr/local/sbin/',
  '/opt/homebrew/bin/',
  '/opt/local/bin/',
  '/usr/games/',
  '/usr/libexec/',
  '/usr/libexec/ApplicationFirewall/',
  '/snap/bin/',
  '/usr/lib/git-core/',
];

/** Code units that the values of variables may add. */
const MAX_VALUE_UNITS = 1 << 14;

export interface SlowAssessment {
  readonly frames: readonly Frame[];
  readonly effects: readonly Effect[];
}

export function assess(commandLine: string, folders: Folders): SlowAssessment {
  const assessor = new Assessor(folders);
  assessor.assessAll(commandLine);
  return assessor;
}

class Assessor implements Assessing, SlowAssessment {
  readonly folders: Folders;
  readonly frames: Frame[] = [];
  readonly invocations: Invocation[] = [];
  directory: Segments;
  isLost = false;
  isChain = true;
  effects: Effect[] = [];
  readonly #budget: Budget = { units: MAX_VALUE_UNITS };
  readonly assigned: Assigned[] = [];
  #depth = 0;
  #failure: 'none' | 'syntax' | 'excess' = 'none';
  readonly #functions = new Set<string>();

  constructor(folders: Folders) {
    this.folders = folders;
    this.directory = segmentsOf(folders.workingDirectory);
  }

  assessAll(text: string): void {
    this.isChain = !/[;|()\n{}`!]|pushd|popd/.test(text) && !text.replaceAll('&&', '').includes('&');
    this.#line(text, { parent: undefined, stages: [], depth: 0, budget: this.#budget });
    const brought = broughtIn(this.effects);
    for (const planted of plantedCode(this)) this.assessText(planted.text, planted.frame);
    this.effects.push(...brought);
    runPiped(this);
    const files = writtenAndRun(this.effects);
    if (files === undefined) this.#add('text.excessive', wordOf(''), this.frames[0] ?? this.#frame([], undefined));
    else follow(files, this);
    if (this.#failure !== 'none') {
      const frame = this.frames[0] ?? this.#frame([], undefined);
      this.#add(this.#failure === 'syntax' ? 'text.unparsed' : 'text.excessive', wordOf(''), frame);
    }
    // The text of a here-document could be among what flows.
    const givesText = this.frames.some(({ invocation }) =>
      invocation?.redirections.some(({ kind }) => kind === 'text'),
    );
    const effects = givesText ? this.effects : withKeptCode(this.effects);
    this.effects = [...effects, ...flowsOf(this.effects, files ?? [])];
  }

  get isWrapped(): boolean {
    return this.#depth > 1;
  }

  assessText(text: string, frame: Frame, positional: Words = []): void {
    if (this.#depth >= MAX_NESTING) return this.#add('text.excessive', frame.words[0] ?? wordOf(''), frame);
    this.#depth++;
    this.#line(
      text,
      {
        parent: frame.invocation,
        stages: frame.invocation?.stages ?? [],
        depth: this.#depth,
        budget: this.#budget,
      },
      positional,
    );
    this.#depth--;
  }

  assessCommand(written: readonly Word[], invocation: Invocation): void {
    const words = withoutBraces(written);
    const frame = this.#frame(words, invocation);
    const [word] = words;
    if (word === undefined) return;
    if (this.#depth >= MAX_NESTING) return this.#add('text.excessive', word, frame);
    this.#depth++;
    const command = this.#recognise(word, frame);
    if (command !== undefined) this.#arguments(frame, command);
    this.#depth--;
  }

  #line(text: string, surroundings: Parameters<typeof readCommandLine>[1], positional: Words = []): void {
    const { invocations, failure } = readCommandLine(text, surroundings, positional);
    if (this.#failure === 'none') this.#failure = failure;
    this.invocations.push(...invocations);
    for (const invocation of invocations) this.#invocation(invocation);
  }

  #invocation(invocation: Invocation): void {
    const { kind, words, assignments, redirections } = invocation;
    const at = this.frames.length;
    for (const { name, values } of assignments)
      if (values.length === 1) noteAssignment(this.assigned, name.text, values[0]?.text ?? '');
    if (kind === 'command') this.assessCommand(words, invocation);
    else this.#frame(words, invocation);
    const frame = this.frames[at];
    if (frame === undefined) return;
    if (kind === 'function') this.#define(invocation, frame);
    for (const { name, values } of assignments) {
      const [first] = values;
      const effect = assignmentEffect(name.text, first?.text ?? '');
      this.#add(effect, name, frame);
      if (first !== undefined && values.length === 1 && runsValue(name.text, effect))
        this.assessText(first.text, frame);
      for (const value of values) this.#note(value, frame);
    }
    for (const redirection of redirections) this.#redirection(redirection, frame);
    for (const word of words) this.#note(word, frame);
  }

  #redirection({ kind, target }: Invocation['redirections'][number], frame: Frame): void {
    const name = REDIRECTION_EFFECTS[kind];
    if (name === undefined) return;
    const effect = effectOn(name, target, this.directory, this);
    if (effect !== undefined) this.#add(effect.name, target, frame, effect.place);
    if (effect !== undefined && isAstray(name, effect.name, target, this.directory))
      this.#add('file.read-astray', target, frame, effect.place);
    this.#note(target, frame);
  }

  #frame(words: readonly Word[], invocation: Invocation | undefined): Frame {
    const frame: Frame = { words, invocation, command: undefined, name: words[0]?.text ?? '', nameWords: [] };
    this.frames.push(frame);
    return frame;
  }

  #add(name: EffectName, word: Word, frame: Frame, place: Effect['place'] = 'none'): void {
    this.effects.push({ name, place, target: word.text, word, frame });
  }

  /** What a word says whatever becomes of it. */
  #note(word: Word, frame: Frame): void {
    if (word.isHiding) this.#add('text.hidden', word, frame);
    if (holdsOpenHole(word.text)) this.#add('dynamic.word', word, frame);
  }

  /** A known tool's name is shadowed; a body that pipes into itself is a bomb. */
  #define({ words: [word], body }: Invocation, frame: Frame): void {
    if (word === undefined) return;
    this.#functions.add(word.text);
    if (describedTool(word.text) !== undefined) this.#add('shell.shadow', word, frame);
    if (body.some((inner) => inner.words[0]?.text === word.text && inner.stages.length > 0))
      this.#add('shell.bomb', word, frame);
  }

  /** What the command word names, if there is more to know about the command. */
  #recognise(word: Word, frame: Frame): Described | undefined {
    if (word.isDynamic && !isCompletedPath(word)) {
      this.#add('dynamic.command', word, frame);
      // Single letters of a path that are left to the shell to find hide what it names.
      if (word.isGlob && /^\/.*\?/s.test(word.text)) this.#add('code.decoded', word, frame);
      return undefined;
    }
    const folder = word.text.slice(0, word.text.lastIndexOf('/') + 1);
    frame.name = word.text.slice(folder.length);
    const command = describedVersion(frame.name) ?? describedDashed(frame.name);
    const isStandard = folder === '' || STANDARD_FOLDERS.includes(folder);
    const isScript = PROJECT_SCRIPTS.includes(frame.name);
    const isOwn = isScript || /[./]bin\/$/.test(folder);
    if (!isStandard || isScript) frame.command = this.#path(word, command, isOwn, frame);
    else if (command !== undefined) frame.command = command;
    else if (!this.#functions.has(word.text) || this.#isRun(frame)) this.#add('unknown.tool', word, frame);
    return frame.command;
  }

  /** Whether another command's words hold this one: such a command runs no functions. */
  #isRun(frame: Frame): boolean {
    return this.frames.some((other) => other !== frame && other.invocation === frame.invocation);
  }

  /** A program named by its path: the workspace's own code, or an unknown tool. Those in a folder `bin` are known by their names. */
  #path(word: Word, called: Described | undefined, isOwn: boolean, frame: Frame): Described | undefined {
    const command = isOwn || isHostile(called) ? called : undefined;
    const place = placeOfWord({ text: word.text, isGlob: false }, this.directory, this.folders);
    // The gate's own program: its words say what it does.
    if (place === 'gate' && called?.fullName === 'capgate') return called;
    this.#add('file.run', word, frame, place);
    if (callsGate(word, frame)) this.#add('gate.tamper', word, frame);
    if (place !== 'workspace' && command === undefined) this.#add('unknown.tool', word, frame);
    return command;
  }

  #arguments(frame: Frame, command: Described): void {
    const start = this.directory;
    const mark = this.effects.length;
    const reader = new ArgumentReader(this, frame, command);
    reader.readAll();
    // A directory that an option names holds for this command alone.
    if (reader.hasMoved) this.directory = start;
    finish(reader, mark);
  }
}

/** Tools of an attack are what they are wherever they lie. */
function isHostile(command: Described | undefined): boolean {
  return command?.spec.does === 'attack.tool' || command?.spec.does === 'mining';
}

/** A path that the context completes: `~/bin/x`, `$PWD/run.sh`. */
function isCompletedPath({ text, isGlob, isBrace }: Word): boolean {
  const isKnown =
    text.startsWith(HOLE.HOME) || text.startsWith(HOLE.WORKING_DIRECTORY) || text.startsWith(HOLE.TEMPORARY);
  return isKnown && text.includes('/') && !isGlob && !isBrace && !holdsHole(text.slice(1));
}

const REDIRECTION_EFFECTS: Readonly<Partial<Record<RedirectionKind, EffectName>>> = {
  read: 'file.read',
  write: 'file.write',
  'read-write': 'file.write',
  append: 'file.append',
};
