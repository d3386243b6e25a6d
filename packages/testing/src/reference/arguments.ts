/** Reading one command's arguments: what is an option, a value, a subcommand, an operand, a wrapped command. */
import type { EffectName } from '../../../core/src/knowledge/vocabulary/effects.ts';
import { hasGraveOption } from '../../../core/src/knowledge/arguments/grave.ts';
import type { Cases, Role } from '../../../core/src/knowledge/vocabulary/spec.ts';
import { caseRole } from './cases.ts';
import {
  describedSubcommand,
  type Described,
  isGroup,
  listOf,
  type OperandRoles,
  operandRoles,
  type Option,
  optionAbbreviated,
  optionNamed,
} from './descriptions.ts';
import type { Words } from '../../../core/src/shell/printed.ts';
import { fedWords } from './feeding.ts';
import type { Assessing, Effect, Frame, Operand } from './outline.ts';
import { changedDirectory, type Segments } from './paths.ts';
import { assignmentEffect, noteAssignment, runsValue } from './variables.ts';
import { holdsOpenHole, type Word, wordOf } from './words.ts';

/** Something that happens to a word once all words are read. */
export interface Asked {
  readonly word: Word;
  readonly role: Role | Cases;
  /** The option happens itself: its word is no target. */
  readonly isOwn: boolean;
  /** Where relative paths started when the word was read. */
  readonly directory: Segments;
}

/** Values that switch a flag off. */
const OFF = ['false', 'no', 'none', 'off', '0', 'never'];

/** Reads the arguments; wrapped commands are assessed at once. */
export class ArgumentReader {
  readonly assessing: Assessing;
  readonly frame: Frame;
  readonly operands: Operand[] = [];
  readonly asked: Asked[] = [];
  readonly turns: (readonly [from: string, to: Role])[] = [];
  command: Described;
  roles: OperandRoles | undefined;
  isOnly = false;
  /** Code was given as an argument, or the command was found: standard input is no code. */
  isFed = false;
  /** What stands for the operands that a wrapper adds. */
  placeholder = '{}';
  /** An option named the directory that later relative paths start from. */
  hasMoved = false;
  /** Where relative paths start once all words are read. */
  directory: Segments;
  readonly #words: readonly Word[];
  #next = 1;
  /** The rank of the option that replaced the operands' roles. */
  #rolesRank = -1;
  #optionsEnded = false;
  #commandSettled = false;

  constructor(assessing: Assessing, frame: Frame, command: Described) {
    this.assessing = assessing;
    this.frame = frame;
    this.directory = assessing.directory;
    this.#words = frame.words;
    this.command = command;
    this.roles = rolesOf(command);
  }

  /** An option names a file to read. */
  get readsFile(): boolean {
    return this.#names('file.read');
  }

  /** An option names a folder to look into. */
  get looksElsewhere(): boolean {
    return this.#names('file.list');
  }

  #names(wanted: EffectName): boolean {
    return this.asked.some(({ role, isOwn }) => role === wanted && !isOwn);
  }

  readAll(): void {
    while (this.#next < this.#words.length) {
      const word = this.#words[this.#next++];
      if (word !== undefined) this.#argument(word);
    }
    this.directory = this.assessing.directory;
  }

  #argument(word: Word): void {
    const { text } = word;
    if (!this.#optionsEnded) {
      if (text.length > 1 && text.startsWith('-')) return this.#option(word);
      if (text.startsWith('+') && this.#plusOption(word)) return;
      if (this.command.style === 'keyed' && this.#keyedOption(word)) return;
      if (this.command.spec.bundle === true && this.#next === 2) return this.#cluster(word, 0);
      if (word.isSplit && text.length === 1) this.#noteDynamic(text, word);
    }
    this.#operand(word);
  }

  // Options.

  #option(word: Word): void {
    const { text } = word;
    const described = optionNamed(this.command, text);
    if (text === '--') {
      this.#optionsEnded = true;
      if (described !== undefined) this.#give(described, word, undefined);
      return;
    }
    const isHelp = text === '--help' || text === '--version';
    const isEarly = this.operands.length === 0 && !this.isFed;
    if (isHelp && described === undefined && this.command.spec.helpless !== true && isEarly) {
      this.isOnly = true;
      return;
    }
    if (text.startsWith('--') || this.command.style === 'long') this.#longOption(word);
    else if (text.length > 2 && described !== undefined) this.#give(described, word, undefined);
    else this.#cluster(word, 1);
  }

  #longOption(word: Word): void {
    const { text } = word;
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    const abbreviated = this.command.style === 'long' ? undefined : optionAbbreviated(this.command, name);
    const option = optionNamed(this.command, name) ?? abbreviated;
    if (option === undefined) {
      if (this.command.style !== 'long' || !this.#attachedOption(word)) this.#reportUnknown(name, word);
      return;
    }
    const isOff = option.takes === undefined && equals >= 0 && OFF.includes(text.slice(equals + 1));
    if (!isOff) this.#give(option, word, equals < 0 ? undefined : text.slice(equals + 1));
  }

  /** One dash and a value written without a blank or `=`: `-javaagent:PATH`, `-BFOLDER`. */
  #attachedOption(word: Word): boolean {
    const text = word.text.replace(/^--/, '-');
    const colon = text.indexOf(':');
    const ends = colon < 0 ? [2] : [colon + 1, 2];
    for (const end of ends) {
      const option = optionNamed(this.command, text.slice(0, end));
      if (option === undefined) continue;
      if (option.takes === undefined) return false;
      this.#give(option, word, text.slice(end));
      return true;
    }
    return false;
  }

  /** `+NAME`, or `+` with the rest of the word as its value. */
  #plusOption(word: Word): boolean {
    const whole = optionNamed(this.command, word.text);
    const plus = whole ?? optionNamed(this.command, '+');
    if (plus !== undefined) this.#give(plus, word, whole === undefined ? word.text.slice(1) : undefined);
    return plus !== undefined;
  }

  /** `KEY=VALUE`, whose option's name is `KEY=`. */
  #keyedOption(word: Word): boolean {
    const valueStart = word.text.indexOf('=') + 1;
    const option = valueStart === 0 ? undefined : optionNamed(this.command, word.text.slice(0, valueStart));
    if (option !== undefined) this.#give(option, word, word.text.slice(valueStart));
    return option !== undefined;
  }

  /** Short options in one word. */
  #cluster(word: Word, from: number): void {
    const { text } = word;
    for (let at = from; at < text.length; at++) {
      const option = optionNamed(this.command, `-${text[at] ?? ''}`);
      if (option === undefined) {
        this.#reportUnknown(text[at] ?? '', word);
        continue;
      }
      const takes = option.takes !== undefined;
      this.#give(option, word, takes && at + 1 < text.length ? text.slice(at + 1) : undefined);
      if (takes) return;
    }
  }

  /** What only the running shell knows may name any option; that matters where one is grave. */
  #noteDynamic(name: string, word: Word): void {
    if (holdsOpenHole(name) && hasGraveOption(this.command.spec)) this.#askOwn('dynamic.option', word);
  }

  #reportUnknown(name: string, word: Word): void {
    this.#noteDynamic(name, word);
    if (this.command.spec.closed === true) this.#askOwn('unknown.option', word);
  }

  /** An option was given; its value is attached to it, or else the next word. */
  #give(option: Option, word: Word, attached: string | undefined): void {
    const { spec, takes, rank } = option;
    if (spec.only === true) this.isOnly = true;
    for (const effect of listOf(spec.does)) this.#askOwn(effect, word);
    if (spec.operands !== undefined && rank >= this.#rolesRank) {
      this.roles = operandRoles(spec.operands);
      this.#rolesRank = rank;
      this.#commandSettled = true;
    }
    for (const [from, to] of Object.entries(spec.turns ?? {})) if (to !== undefined) this.turns.push([from, to]);
    if (takes !== undefined) this.#value(takes, option.isAttached, word, attached);
  }

  #value(takes: Role | Cases, isAttachedOnly: boolean, word: Word, attached: string | undefined): void {
    const following = isAttachedOnly ? undefined : this.#words[this.#next];
    const value = attached === undefined ? following : { ...word, text: attached };
    if (value === undefined) return;
    const role = typeof takes === 'string' ? takes : caseRole(takes, value.text);
    if (role === 'command' && attached === undefined) return this.#wrapUpToTerminator();
    if (attached === undefined) this.#next++;
    if (role === 'text') return;
    if (role === 'placeholder') {
      this.placeholder = value.text;
      return;
    }
    // Cases weigh what the value names, as `python -m` does; a plain role feeds where it is code.
    if (typeof takes !== 'string' || isCode(role)) this.isFed = true;
    this.asked.push({ word: value, role, isOwn: false, directory: this.assessing.directory });
    if (role === 'directory') this.#moveTo(value);
  }

  #moveTo(word: Word): void {
    const { assessing } = this;
    this.hasMoved = true;
    assessing.directory = changedDirectory(word, assessing.directory, assessing);
  }

  #askOwn(effect: EffectName, word: Word): void {
    this.asked.push({ word, role: effect, isOwn: true, directory: this.assessing.directory });
  }

  // Operands.

  #operand(word: Word): void {
    if (this.#subcommand(word)) return;
    const role = this.#roleOfNext(word);
    if (role === 'assignment') {
      // `env -` is `env -i`.
      if (word.text === '-') return;
      if (this.assign(word)) return;
      this.#add(undefined);
      return this.#operand(word);
    }
    if (role === 'command') return this.#wrap(this.#next - 1, this.#words.length);
    if (role === 'source.shell-joined') return this.#wrapJoined();
    this.#add(word);
    if (this.command.style === 'posix') this.#optionsEnded = true;
  }

  #add(word: Word | undefined): void {
    this.operands.push({ word, directory: this.assessing.directory });
  }

  /** Descends into the subcommand that the word names; false where it is an operand instead. */
  #subcommand(word: Word): boolean {
    const { spec } = this.command;
    if (this.#commandSettled || this.operands.length > 0 || spec.commands === undefined) return false;
    const below = describedSubcommand(this.command, word.text);
    if (below !== undefined) {
      this.command = below;
      this.frame.command = below;
      this.frame.nameWords.push(word.text);
      if (this.#rolesRank < 0) this.roles = rolesOf(below);
      return true;
    }
    if (isGroup(this.command, word.text)) {
      this.frame.nameWords.push(word.text);
      return true;
    }
    this.#commandSettled = true;
    if (spec.operands === undefined) this.effect(word.isDynamic ? 'dynamic.command' : 'unknown.subcommand', word);
    return false;
  }

  /** The role of the operand that comes next, as far as it does not depend on how many follow. */
  #roleOfNext(word: Word): Role {
    if (this.roles === undefined) return 'text';
    const { head, many, tail } = this.roles;
    const count = this.operands.length;
    let role: Role | Cases | undefined = count < head.length ? head[count] : many;
    // `assignment*` ends at the first word that is none: what follows is the first slot behind it.
    if (count > head.length && many === 'assignment') role = tail[0];
    if (role === undefined) return 'text';
    return typeof role === 'string' ? role : caseRole(role, word.text);
  }

  /** Sets the variable of a `NAME=value` word; false where the word is none. */
  assign(word: Word): boolean {
    const { name, value } = /^(?<name>[A-Za-z0-9_]+)=(?<value>.*)$/s.exec(word.text)?.groups ?? {};
    if (name === undefined || value === undefined) return false;
    noteAssignment(this.assessing.assigned, name, value);
    const effect = assignmentEffect(name, value);
    this.effect(effect, word);
    if (value !== '' && runsValue(name, effect)) this.assessing.assessText(value, this.frame);
    return true;
  }

  effect(name: EffectName, word: Word, place: Effect['place'] = 'none'): void {
    this.assessing.effects.push({ name, place, target: word.text, word, frame: this.frame });
  }

  // Wrapped commands.

  /** The words from `from` up to `to` are a command of their own. */
  #wrap(from: number, to: number): void {
    this.isFed = true;
    this.#next = to;
    this.#add(undefined);
    const written = this.#words.slice(from, to);
    // A `--` before the command is the wrapper's own.
    const words = written.slice(written.findIndex(({ text }) => text !== '--'));
    const { invocation } = this.frame;
    // Options where a command should stand belong to one that is not written.
    if (invocation === undefined || words[0]?.text.startsWith('-') === true) return;
    const all = this.command.spec.feeds === true ? fedWords(words, this, invocation) : words;
    this.#wrapping(() => this.assessing.assessCommand(all, invocation));
  }

  /** `find … -exec COMMAND ;`: the command ends at a word `;` or `+`, or at the last word. */
  #wrapUpToTerminator(): void {
    const from = this.#next;
    const length = this.#words.slice(from).findIndex(({ text }) => text === ';' || text === '+');
    const to = length < 0 ? this.#words.length : from + length;
    if (to > from) {
      this.#wrap(from, to);
      this.operands.pop();
    }
    this.#next = Math.min(to + 1, this.#words.length);
  }

  /** This word and all that follow, joined with blanks, are shell code. */
  #wrapJoined(): void {
    const words = this.#words.slice(this.#next - 1);
    this.isFed = true;
    this.#add(undefined);
    this.#next = this.#words.length;
    this.shellCode(wordOf(words.map(({ text }) => text).join(' ')), words.length === 1);
  }

  /** The word is shell code; one that is a single hole is known only at run time. */
  shellCode(word: Word, isOneWord = true, positional: Words = []): void {
    if (isOneWord && word.text.length === 1 && word.isDynamic && !word.isGlob)
      return this.effect('code.unresolved', word);
    this.#wrapping(() => this.assessing.assessText(word.text, this.frame, positional));
  }

  /** On another system there is no workspace. */
  #wrapping(assess: () => void): void {
    const { assessing } = this;
    const before = assessing.effects.length;
    assess();
    if (this.command.spec.away !== true) return;
    assessing.effects = assessing.effects.map((effect, index) => {
      const isMoved = index >= before && (effect.place === 'workspace' || effect.place === 'workspace-root');
      return isMoved ? { ...effect, place: 'elsewhere' } : effect;
    });
  }
}

/** Whether a value in this role is what runs: then standard input is not. */
function isCode(role: Role): boolean {
  return (
    ['command', 'command-text', 'file.run'].includes(role) || role.startsWith('source.') || role.startsWith('code.')
  );
}

function rolesOf({ spec }: Described): OperandRoles | undefined {
  return spec.operands === undefined ? undefined : operandRoles(spec.operands);
}
