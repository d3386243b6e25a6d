/** What a command comes to, once its words are read: roles become effects. */
import { RedirectionKind, WordFlag } from '../shell/index.ts';
import { addOwn, type ArgumentState, OF_OPTION } from './argument-state.ts';
import { type Assessment, NONE } from './assessment.ts';
import { decideCases } from './cases.ts';
import { codeEffect } from './code.ts';
import type { EffectWriter } from './effect-writer.ts';
import { EFFECT_NAMES } from './effects.ts';
import { RISK_TABLES, TargetKind } from './risk.ts';
import { isPlainChain, type PathResolver, Place } from './scope.ts';
import { effectNumber, LANGUAGES, NO_SLOTS, NodeField, NodeFlag, SpecialRole, type Tables } from './tables.ts';
import { isRemotePath } from './url.ts';
import type { Wrapping } from './wrapping.ts';

const DASH = 0x2d;

const E = {
  HOOK: effectNumber('code.hook'),
  POISON: effectNumber('shell.poison'),
  INJECT: effectNumber('shell.inject'),
  READ: effectNumber('file.read'),
  WRITE: effectNumber('file.write'),
  RUN: effectNumber('file.run'),
  UPLOAD: effectNumber('file.upload'),
  INSPECT: effectNumber('inspect'),
  DECODED: effectNumber('inspect.decoded'),
  FETCH: effectNumber('network.fetch'),
  SEND: effectNumber('network.send'),
  LOCAL: effectNumber('network.local'),
  STDIN: effectNumber('code.stdin'),
  INTERACTIVE: effectNumber('shell.interactive'),
} as const;

export class Outcome {
  readonly #tables: Tables;
  readonly #paths: PathResolver;
  readonly #out: Assessment;
  readonly #writer: EffectWriter;
  readonly #wrapping: Wrapping;

  /** Whether the action's text is a plain chain; undefined before anybody asked. */
  #isChain: boolean | undefined;

  constructor(tables: Tables, paths: PathResolver, out: Assessment, writer: EffectWriter, wrapping: Wrapping) {
    this.#tables = tables;
    this.#paths = paths;
    this.#out = out;
    this.#writer = writer;
    this.#wrapping = wrapping;
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
    else this.#finishWords(state, 0, state.operandCount, 0, state.valueCount);
    const stdin = tables.field(state.node, NodeField.STDIN);
    if (stdin >= 0 && !state.fed && this.#readsInput(state)) this.#finishInput(state, stdin);
    if (state.remoteCopy) this.#writer.turn(state, E.READ, E.UPLOAD);
    if (state.local && !state.remote) this.#writer.turn(state, E.SEND, E.LOCAL);
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
    if (effect >= EFFECT_NAMES.length) return;
    const isPath = RISK_TABLES.targetKind[effect] === TargetKind.PATH;
    this.#writer.add(effect, isPath ? this.#writer.workingPlace() : Place.NONE, word, state.frame);
  }

  #finishOperands(state: ArgumentState, from: number, to: number): void {
    if (state.slots < NO_SLOTS) return this.#finishEvery(state, NO_SLOTS - 1 - state.slots, from, to);
    if (state.slots === NO_SLOTS) return;
    const { lists } = this.#tables.data;
    const size = (lists[state.slots] as number) - 2;
    const head = lists[state.slots + 1] as number;
    const variadic = lists[state.slots + 2] as number;
    const roles = state.slots + 3;
    const tail = size - head;
    const count = state.operandCount;
    for (let i = from; i < to; i++) {
      const word = state.operands[i] as number;
      if (word < 0) continue;
      const fromEnd = count - i;
      let role: number;
      if (i < head) role = lists[roles + i] as number;
      else if (fromEnd <= tail && (variadic >= 0 || i - head < tail)) role = lists[roles + size - fromEnd] as number;
      else role = variadic >= 0 ? variadic : SpecialRole.TEXT;
      this.#finishRole(state, word, role);
    }
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
    if (role < EFFECT_NAMES.length) return this.#writer.addOn(role, word, state.frame, state);
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
      case SpecialRole.COMMAND:
      case SpecialRole.COMMAND_TEXT:
      case SpecialRole.SHELL_JOINED:
        return this.#wrapping.runShell(word, state.frame, state.node);
      case SpecialRole.ASSIGNMENT:
        this.#writer.assign(word, state.frame);
        return;
    }
  }

  #finishCode(state: ArgumentState, word: number, language: number): void {
    if (language === 0) return this.#wrapping.runShell(word, state.frame, state.node);
    const { words, units } = this.#out.reading;
    const effect = codeEffect(LANGUAGES[language] ?? 'other', units, words.textStart(word), words.textEnd(word));
    this.#writer.add(effect, Place.NONE, word, state.frame);
  }

  #transfer(state: ArgumentState, word: number, here: number, there: number): void {
    const { words, units } = this.#out.reading;
    const remote = isRemotePath(units, words.textStart(word), words.textEnd(word));
    if (remote && there === E.SEND) state.remoteCopy = true;
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
    const invocation = frames.invocation(state.frame);
    const word = frames.word(state.frame);
    const first = invocations.redirectionFirst(invocation);
    const end = first + invocations.redirectionCount(invocation);
    // The last redirection of standard input is the one that holds.
    for (let i = end - 1; i >= first; i--) {
      const kind = redirections.kind(i);
      const target = redirections.target(i);
      if (redirections.descriptor(i) > 0) continue;
      if (kind === RedirectionKind.TEXT) return this.#finishRole(state, target, role);
      if (kind === RedirectionKind.READ) return this.#writer.addOn(E.RUN, target, state.frame, undefined);
    }
    const piped = invocations.pipeline(invocation) >= 0 && invocations.stage(invocation) > 0;
    if (piped) this.#writer.add(E.STDIN, Place.NONE, word, state.frame);
    else if (state.operandCount === 0) this.#writer.add(E.INTERACTIVE, Place.NONE, word, state.frame);
  }
}
