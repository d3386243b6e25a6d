/** What a command comes to, once its words are read: roles become effects. */
import { RedirectionKind, type Value, WordFlag, type Words, wordsAt } from '../shell/index.ts';
import { addOwn, type ArgumentState, OF_OPTION } from './arguments/argument-state.ts';
import { type Assessment, NONE } from './assessment.ts';
import { callsIn } from './code/calls.ts';
import { Copies, isPut } from './copies.ts';
import { decideCases } from './arguments/cases.ts';
import { codeEffect } from './code/code.ts';
import type { EffectWriter } from './effect-writer.ts';
import { EFFECT_NAMES } from './vocabulary/effects.ts';
import { RISK_TABLES, TargetKind } from './vocabulary/risk.ts';
import { isPlainChain, type PathResolver, Place } from './paths/scope.ts';
import type { Language } from './vocabulary/spec.ts';
import { effectNumber, LANGUAGES, NO_SLOTS, NodeField, NodeFlag, SpecialRole, type Tables } from './tables/tables.ts';
import { isRemotePath, Target, targetOf } from './paths/url.ts';
import type { Wrapping } from './wrapping.ts';

const DASH = 0x2d;

const E = {
  KILL_ALL: effectNumber('process.kill-all'),
  HOOK: effectNumber('code.hook'),
  POISON: effectNumber('shell.poison'),
  INJECT: effectNumber('shell.inject'),
  READ: effectNumber('file.read'),
  WRITE: effectNumber('file.write'),
  PERMIT: effectNumber('file.permit'),
  PERMIT_EVERYONE: effectNumber('file.permit-everyone'),
  OPEN: effectNumber('file.open'),
  MIRROR: effectNumber('file.mirror'),
  RUN: effectNumber('file.run'),
  UPLOAD: effectNumber('file.upload'),
  INSPECT: effectNumber('inspect'),
  DECODED: effectNumber('inspect.decoded'),
  FETCH: effectNumber('network.fetch'),
  SEND: effectNumber('network.send'),
  LOCAL: effectNumber('network.local'),
  CHANGE: effectNumber('remote.change'),
  DELETE: effectNumber('remote.delete'),
  SHADOW: effectNumber('shell.shadow'),
  STATE: effectNumber('shell.state'),
  TRAP: effectNumber('shell.trap'),
  INLINE: effectNumber('code.inline'),
  UNRESOLVED: effectNumber('code.unresolved'),
  STDIN: effectNumber('code.stdin'),
  INTERACTIVE: effectNumber('shell.interactive'),
  DYNAMIC_OPTION: effectNumber('dynamic.option'),
  SESSION: effectNumber('database.session'),
} as const;

const SQL: number = SpecialRole.SOURCE + LANGUAGES.indexOf('sql');

/** Of a command that runs later, with words of its own, these say nothing yet. */
const OPEN_ENDED: readonly number[] = (
  ['shell.interactive', 'unknown.tool', 'dynamic.command', 'dynamic.word'] as const
).map(effectNumber);

export class Outcome {
  readonly #tables: Tables;
  readonly #paths: PathResolver;
  readonly #out: Assessment;
  readonly #writer: EffectWriter;
  readonly #wrapping: Wrapping;
  readonly #copies: Copies;

  /** Whether the action's text is a plain chain; undefined before anybody asked. */
  #isChain: boolean | undefined;

  constructor(tables: Tables, paths: PathResolver, out: Assessment, writer: EffectWriter, wrapping: Wrapping) {
    this.#tables = tables;
    this.#paths = paths;
    this.#out = out;
    this.#writer = writer;
    this.#wrapping = wrapping;
    this.#copies = new Copies(paths, out, writer);
  }

  /** Forgets the last action. */
  restart(): void {
    this.#isChain = undefined;
  }

  /** Adds the effects of the command whose words `state` holds. */
  finish(state: ArgumentState): void {
    this.#gather(state);
    if (state.only) this.#quell(state);
  }

  /** Takes the command's effects back, but for those of settings that hold even when it only prints. */
  #quell(state: ArgumentState): void {
    const { effects, frames } = this.#out;
    const end = effects.count;
    effects.count = state.effectMark;
    // Written over from the mark on, but never ahead of what is read.
    for (let row = state.effectMark; row < end; row++) {
      const effect = effects.effect(row);
      if (effects.frame(row) !== state.frame || (effect !== E.HOOK && effect !== E.POISON && effect !== E.INJECT))
        continue;
      this.#writer.add(effect, Place.NONE, effects.word(row), state.frame);
    }
    this.#writer.add(E.INSPECT, Place.NONE, frames.word(state.frame), state.frame);
  }

  #gather(state: ArgumentState): void {
    const tables = this.#tables;
    const { lists } = tables.data;
    const word = this.#out.frames.word(state.frame);
    if ((tables.field(state.node, NodeField.FLAGS) & NodeFlag.DECODES) !== 0)
      this.#writer.add(E.DECODED, Place.NONE, word, state.frame);
    addOwn(lists, state, tables.field(state.node, NodeField.DOES), word);
    if (state.operandCount === 0) {
      addOwn(lists, state, tables.field(state.node, NodeField.BARE), word);
      // `cd` goes home, `pushd` back to where it was.
      if (this.#takesDirectory(state)) this.#paths.loseDirectory();
    }
    if (state.moves.length > 0) this.#finishInFolders(state);
    else {
      this.#finishWords(state, 0, state.operandCount, 0, state.valueCount);
      this.#copies.add(state);
    }
    const stdin = tables.field(state.node, NodeField.STDIN);
    if (stdin >= 0 && (!state.fed || this.#isRemoteShell(state, stdin)) && this.#readsInput(state))
      this.#finishInput(state, stdin);
    if (tables.field(state.node, NodeField.BARE) === E.KILL_ALL)
      this.#writer.addOnGroups(state.first + 1, state.end, state.frame);
    if (state.opens) this.#writer.turn(state, E.PERMIT, E.OPEN);
    if (state.remoteCopy) this.#writer.turn(state, E.READ, E.UPLOAD);
    if (state.local && !state.remote) this.#keepLocal(state);
  }

  /** What is sent to this machine alone stays on it. */
  #keepLocal(state: ArgumentState): void {
    for (const effect of [E.SEND, E.CHANGE, E.DELETE]) this.#writer.turn(state, effect, E.LOCAL);
    this.#writer.turn(state, E.UPLOAD, E.READ);
  }

  /** Each word in the folder that the options before it name; afterwards the shell is where it was. */
  #finishInFolders(state: ArgumentState): void {
    const last = this.#paths.directory();
    let operand = 0;
    let value = 0;
    for (const { before, operandCount, valueCount } of state.moves) {
      this.#paths.comeBack(before);
      this.#finishWords(state, operand, operandCount, value, valueCount);
      operand = operandCount;
      value = valueCount;
    }
    this.#paths.comeBack(last);
    this.#finishWords(state, operand, state.operandCount, value, state.valueCount);
    this.#copies.add(state);
    this.#paths.comeBack(state.moves[0]?.before ?? last);
  }

  #finishWords(state: ArgumentState, operand: number, operandEnd: number, value: number, valueEnd: number): void {
    this.#finishOperands(state, operand, operandEnd);
    for (let i = value; i < valueEnd; i += 2)
      this.#finishValue(state, state.values[i] as number, state.values[i + 1] as number);
  }

  #finishValue(state: ArgumentState, word: number, role: number): void {
    // The folder that an option names was entered when it was read.
    if (role === SpecialRole.DIRECTORY && state.turned(role) === role) return;
    if ((role & OF_OPTION) === 0) return this.#finishRole(state, word, role);
    const effect = state.turned(role & ~OF_OPTION);
    if (effect >= EFFECT_NAMES.length || (effect === E.DYNAMIC_OPTION && this.#isNeeded(state, word))) return;
    const isPath = RISK_TABLES.targetKind[effect] === TargetKind.PATH;
    if (isPut(effect)) state.putsHere = effect;
    this.#writer.add(effect, isPath ? this.#writer.workingPlace() : Place.NONE, word, state.frame);
  }

  /**
   * Whether a word that may be an option is an operand instead: there are no more of them than the command works on at
   * the least, and this one is to be a path or a URL.
   */
  #isNeeded(state: ArgumentState, word: number): boolean {
    if (state.slots === NO_SLOTS || state.operandCount > this.#fewestOperands(state)) return false;
    for (let i = 0; i < state.operandCount; i++)
      if (state.operands[i] === word)
        return namesTarget(state.slots < NO_SLOTS ? NO_SLOTS - 1 - state.slots : this.#roleAt(state, i));
    return false;
  }

  /** One for each slot. */
  #fewestOperands({ slots }: ArgumentState): number {
    if (slots < NO_SLOTS) return 1;
    const { lists } = this.#tables.data;
    return (lists[slots] as number) - ((lists[slots + 2] as number) >= 0 ? 1 : 2);
  }

  #finishOperands(state: ArgumentState, from: number, to: number): void {
    if (state.slots < NO_SLOTS) return this.#finishEvery(state, NO_SLOTS - 1 - state.slots, from, to);
    if (state.slots === NO_SLOTS) return;
    for (let i = from; i < to; i++) {
      const word = state.operands[i] as number;
      if (word >= 0) this.#finishRole(state, word, this.#roleAt(state, i));
    }
  }

  /** The role of operand `index`, by the list of slots. */
  #roleAt(state: ArgumentState, index: number): number {
    const { lists } = this.#tables.data;
    const size = (lists[state.slots] as number) - 2;
    const head = lists[state.slots + 1] as number;
    const variadic = lists[state.slots + 2] as number;
    const roles = state.slots + 3;
    const tail = size - head;
    const fromEnd = state.operandCount - index;
    if (index < head) return lists[roles + index] as number;
    if (fromEnd <= tail && (variadic >= 0 || index - head < tail)) return lists[roles + size - fromEnd] as number;
    return variadic >= 0 ? variadic : SpecialRole.TEXT;
  }

  /** All operands have one role. */
  #finishEvery(state: ArgumentState, role: number, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const word = state.operands[i] as number;
      if (word >= 0) this.#finishRole(state, word, role);
    }
  }

  #finishRole(state: ArgumentState, word: number, given: number): void {
    const role = state.turned(
      given >= SpecialRole.CASES ? decideCases(this.#tables, this.#out.reading, given, word) : given,
    );
    if (role < EFFECT_NAMES.length) {
      if (role === E.PERMIT_EVERYONE) state.opens = true;
      this.#writer.addOn(role, word, state.frame, state);
      if (role === E.SHADOW || role === E.STATE) this.#finishNamed(state, word);
      return;
    }
    if (role >= SpecialRole.SOURCE) return this.#finishCode(state, word, role - SpecialRole.SOURCE);
    switch (role) {
      case SpecialRole.ONLY:
        state.only = true;
        return;
      case SpecialRole.DIRECTORY:
        return this.#changeDirectory(state, word);
      case SpecialRole.TRANSFER_FROM:
        return this.#transfer(state, word, E.READ, E.FETCH);
      case SpecialRole.TRANSFER_TO:
        return this.#transfer(state, word, E.WRITE, E.SEND);
      case SpecialRole.TRANSFER_MIRROR:
        return this.#transfer(state, word, E.MIRROR, E.SEND);
      case SpecialRole.COMMAND:
      case SpecialRole.COMMAND_TEXT:
      case SpecialRole.SHELL_JOINED:
        return this.#wrapping.runShell(word, state.frame, state.node);
      case SpecialRole.ASSIGNMENT:
        if (!this.#wrapping.assign(word, state.frame) && this.#holdsSubscriptCode(word))
          this.#writer.add(E.UNRESOLVED, Place.NONE, word, state.frame);
        return;
    }
  }

  /** `alias NAME=CODE`: the code runs later, and is read for what is known of it. */
  #finishNamed(state: ArgumentState, word: number): void {
    if ((this.#tables.field(state.node, NodeField.FLAGS) & NodeFlag.DEFERS) === 0) return;
    const { effects } = this.#out;
    const before = effects.count;
    this.#wrapping.runValue(word, state.frame);
    const end = effects.count;
    effects.count = before;
    // Written over from there on, but never ahead of what is read.
    for (let row = before; row < end; row++)
      if (!OPEN_ENDED.includes(effects.effect(row)))
        this.#writer.add(effects.effect(row), effects.place(row), effects.word(row), effects.frame(row));
  }

  /** Whether a variable's name has a subscript with a substitution, which bash runs even where it was quoted. */
  #holdsSubscriptCode(word: number): boolean {
    return /\[.*(?:\$\(|`)/s.test(this.#out.reading.text(word));
  }

  #finishCode(state: ArgumentState, word: number, language: number): void {
    if (language === 0) return this.#finishShell(state, word);
    const { words, units } = this.#out.reading;
    const start = words.textStart(word);
    const end = words.textEnd(word);
    const name: Language = LANGUAGES[language] ?? 'other';
    const effect = codeEffect(name, units, start, end);
    // Code writes near by only.
    this.#writer.add(effect, effect === E.WRITE ? this.#writer.workingPlace() : Place.NONE, word, state.frame);
    if (effect === E.INLINE || effect === E.UNRESOLVED) this.#finishCalls(state, word, name);
  }

  #finishShell(state: ArgumentState, word: number): void {
    const { effects } = this.#out;
    const before = effects.count;
    const isDeferred = (this.#tables.field(state.node, NodeField.FLAGS) & NodeFlag.DEFERS) !== 0;
    const positional = isDeferred || word !== state.operands[0] ? undefined : this.#wordsBehind(state);
    this.#wrapping.runShell(word, state.frame, state.node, positional);
    if (!isDeferred) return;
    for (let row = before; row < effects.count; row++)
      if (effects.effect(row) === E.RUN) return this.#writer.add(E.TRAP, Place.NONE, word, state.frame);
  }

  /** The operands behind the first, up to one that may be several: `$0`, `$1` and so on of `sh -c CODE …`. */
  #wordsBehind(state: ArgumentState): Words {
    const found: Value[] = [];
    for (let i = 1; i < state.operandCount; i++) {
      const word = state.operands[i] as number;
      const words = word < 0 ? undefined : wordsAt(this.#out.reading, word, word + 1);
      if (words === undefined) break;
      found.push(...words);
    }
    return found;
  }

  /** What the code does to paths, command lines and URLs that stand in it. */
  #finishCalls(state: ArgumentState, word: number, language: Language): void {
    const { words, units } = this.#out.reading;
    for (const { role, text } of callsIn(language, units, words.textStart(word), words.textEnd(word))) {
      const argument = this.#out.reading.addText(text, word, 0);
      if (role === 'source.shell') this.#wrapping.runShell(argument, state.frame, state.node);
      else this.#writer.addOn(effectNumber(role), argument, state.frame, undefined);
    }
  }

  #transfer(state: ArgumentState, word: number, here: number, there: number): void {
    const { words, units } = this.#out.reading;
    const start = words.textStart(word);
    const end = words.textEnd(word);
    const remote = isRemotePath(units, start, end);
    state.transfers = true;
    if (remote && there === E.SEND && targetOf(units, start, end) !== Target.LOCAL) state.remoteCopy = true;
    this.#writer.addOn(remote ? there : here, word, state.frame, undefined);
  }

  #changeDirectory(state: ArgumentState, word: number): void {
    const { words, units, source } = this.#out.reading;
    const start = words.textStart(word);
    const end = words.textEnd(word);
    const isGlob = (words.flags(word) & WordFlag.GLOB) !== 0;
    if (isGlob && this.#paths.mayBeGrave(units, start, end)) return this.#paths.loseDirectory();
    this.#isChain ??= isPlainChain(source);
    const isSure = this.#isChain && this.#out.frames.parent(state.frame) === NONE;
    if (isSure) this.#paths.changeDirectory(units, start, end);
    else this.#paths.perhapsChangeDirectory(units, start, end);
  }

  #takesDirectory({ slots }: ArgumentState): boolean {
    const { lists } = this.#tables.data;
    return slots >= 0 && (lists[slots + 1] as number) > 0 && lists[slots + 3] === SpecialRole.DIRECTORY;
  }

  /** Whether the command takes its code from standard input: no operand, or `-`. */
  #readsInput(state: ArgumentState): boolean {
    if (state.operandCount === 0 || (this.#tables.field(state.node, NodeField.FLAGS) & NodeFlag.SESSION) !== 0)
      return true;
    const { words, units } = this.#out.reading;
    const word = state.operands[0] as number;
    const start = words.textStart(word);
    return words.textEnd(word) - start === 1 && units[start] === DASH;
  }

  #finishInput(state: ArgumentState, role: number): void {
    const { reading, frames } = this.#out;
    const { invocations, redirections } = reading;
    const isRemote = this.#isRemoteShell(state, role);
    const invocation = frames.invocation(state.frame);
    const word = frames.word(state.frame);
    const first = invocations.redirectionFirst(invocation);
    const end = first + invocations.redirectionCount(invocation);
    // The last redirection of standard input is the one that holds.
    for (let i = end - 1; i >= first; i--) {
      const kind = redirections.kind(i);
      const target = redirections.target(i);
      if (redirections.descriptor(i) > 0) continue;
      // Text is code where there is none yet; a here-document without a text is one whose text is not known.
      if (kind === RedirectionKind.TEXT && state.fed) return;
      const isEmpty = reading.words.textStart(target) === reading.words.textEnd(target);
      if (kind === RedirectionKind.TEXT && isEmpty) return this.#writer.add(E.STDIN, Place.NONE, word, state.frame);
      if (kind === RedirectionKind.TEXT) return this.#finishRole(state, target, role);
      if (kind === RedirectionKind.READ)
        return this.#writer.addOn(isRemote ? E.UPLOAD : E.RUN, target, state.frame, undefined);
    }
    const piped = invocations.pipeline(invocation) >= 0 && invocations.stage(invocation) > 0;
    if (piped) this.#writer.add(isRemote ? E.SEND : E.STDIN, Place.NONE, word, state.frame);
    else this.#finishPrompt(state, role, isRemote);
  }

  /** Nothing to run is given: somebody will type it. */
  #finishPrompt(state: ArgumentState, role: number, isRemote: boolean): void {
    const word = this.#out.frames.word(state.frame);
    const isShell = state.operandCount === (isRemote ? 1 : 0) && state.turned(E.INTERACTIVE) === E.INTERACTIVE;
    if (isShell) this.#writer.add(E.INTERACTIVE, Place.NONE, word, state.frame);
    // A client that was given a database, and nothing to ask it.
    else if (role === SQL && state.operandCount === 1) this.#writer.add(E.SESSION, Place.NONE, word, state.frame);
  }

  /** Whether the first operand is the host of a shell that runs there, and takes what flows in. */
  #isRemoteShell(state: ArgumentState, role: number): boolean {
    return role === SpecialRole.SOURCE && (this.#tables.field(state.node, NodeField.FLAGS) & NodeFlag.SESSION) !== 0;
  }
}

/** Whether words of that role are paths or URLs. */
function namesTarget(role: number): boolean {
  if (role < EFFECT_NAMES.length) return RISK_TABLES.targetKind[role] !== TargetKind.NAME;
  return role === SpecialRole.TRANSFER_FROM || role === SpecialRole.TRANSFER_TO || role === SpecialRole.TRANSFER_MIRROR;
}
