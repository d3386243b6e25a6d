/** From the words of a command line to a command with its options and operands, as `specification.ts` describes them. */
import { CliError } from './error.ts';
import type { CommandSpec, OptionSpec } from './specification.ts';
import { nearest } from './suggestion.ts';
import { quoted } from '@capgate/base';

/** Understood by every command. */
const COMMON_OPTIONS: readonly OptionSpec[] = [
  { name: 'help', short: 'h', summary: 'Show this help' },
  { name: 'version', short: 'V', summary: 'Show the version' },
];

type Values = ReadonlyMap<string, readonly string[]>;

/** The options and operands that a command was given. Asking for an option that it doesn't have is a bug. */
export class Arguments {
  /** The command's full name: `capgate policy lint`. */
  readonly command: string;
  readonly operands: readonly string[];
  readonly #spec: CommandSpec;
  readonly #values: Values;

  constructor(path: readonly CommandSpec[], spec: CommandSpec, values: Values, operands: readonly string[]) {
    this.command = commandName(path);
    this.operands = operands;
    this.#spec = spec;
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#given(name).length > 0;
  }

  value(name: string): string | undefined {
    return this.#given(name)[0];
  }

  values(name: string): readonly string[] {
    return this.#given(name);
  }

  /** The option's value as an integer from `min` to `max`; 0 where it was not given. */
  integer(name: string, max: number, min = 0): number {
    const text = this.value(name) ?? '0';
    const number = /^(?:0x[0-9a-f]{1,8}|\d{1,16})$/iu.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw this.misuse(`expected an integer from ${min} to ${max} for --${name}, met ${quoted(text)}`);
  }

  /** The same from 1; undefined where it was not given. */
  positive(name: string, max: number): number | undefined {
    return this.has(name) ? this.integer(name, max, 1) : undefined;
  }

  /** A mistake in the use of this command. */
  misuse(message: string): CliError {
    return new CliError('USAGE', `${this.command}: ${message}`);
  }

  #given(name: string): readonly string[] {
    if (optionNamed(this.#spec, name) === undefined) throw new TypeError(`${this.#spec.name} has no option --${name}`);
    return this.#values.get(name) ?? [];
  }
}

export interface ParsedLine {
  /** The commands on the way to the last one: `capgate`, `policy`, `lint`. */
  readonly path: readonly CommandSpec[];
  readonly arguments: Arguments;
}

/** Reads `argv`. Throws `CliError` USAGE, unless help or the version is asked for: then operands don't matter. */
export function parseArguments(root: CommandSpec, argv: readonly string[]): ParsedLine {
  const { path, words } = findCommand(root, argv);
  const spec = path.at(-1) ?? root;
  try {
    const { values, operands } = sortWords(spec, words);
    if (!values.has('help') && !values.has('version')) requireOperands(spec, operands);
    return { path, arguments: new Arguments(path, spec, values, operands) };
  } catch (error) {
    throw error instanceof CliError ? new CliError(error.code, `${commandName(path)}: ${error.message}`) : error;
  }
}

/** `capgate policy lint`. */
export function commandName(path: readonly CommandSpec[]): string {
  return path.map(({ name }) => name).join(' ');
}

function findCommand(root: CommandSpec, argv: readonly string[]): { path: CommandSpec[]; words: readonly string[] } {
  const path = [root];
  let words = argv;
  let spec = root;
  for (;;) {
    const word = words[0];
    if (spec.commands === undefined || word === undefined || word.startsWith('-')) return { path, words };
    const found = spec.commands.find((command) => command.name === word);
    if (found === undefined) throw unknownCommand(path, spec.commands, word);
    path.push(found);
    spec = found;
    words = words.slice(1);
  }
}

function unknownCommand(path: readonly CommandSpec[], commands: readonly CommandSpec[], word: string): CliError {
  const names = commands.map(({ name }) => name);
  return misuse(`${commandName(path)}: expected ${anyOf(names)}, met ${quoted(word)}${hint(word, names)}`);
}

interface SortedWords {
  readonly values: Values;
  readonly operands: readonly string[];
}

/** Options may stand anywhere; `--` ends them, and `-` is an operand. */
function sortWords(spec: CommandSpec, words: readonly string[]): SortedWords {
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') {
      operands.push(...words.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    const { option, attached } = readOption(spec, word);
    const needsNext = option.value !== undefined && attached === undefined;
    if (needsNext) index++;
    addValue(values, option, needsNext ? words[index] : attached);
  }
  return { values, operands };
}

function readOption(spec: CommandSpec, word: string): { option: OptionSpec; attached: string | undefined } {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  const spelling = equals < 0 ? word : word.slice(0, equals);
  const option = spelling.startsWith('--')
    ? optionNamed(spec, spelling.slice(2))
    : optionsOf(spec).find(({ short }) => `-${short}` === spelling);
  if (option === undefined) {
    const names = optionsOf(spec).map(({ name }) => `--${name}`);
    throw misuse(`expected an option that it has, met ${quoted(spelling)}${hint(spelling, names)}`);
  }
  return { option, attached: equals < 0 ? undefined : word.slice(equals + 1) };
}

function addValue(values: Map<string, string[]>, option: OptionSpec, value: string | undefined): void {
  const { name, choices, attachable = [] } = option;
  if (option.value === undefined && value !== undefined && !attachable.includes(value)) {
    const expected = attachable.length === 0 ? 'no value' : `nothing or ${anyOf(attachable.map((text) => `=${text}`))}`;
    throw misuse(`expected ${expected} for --${name}, met ${quoted(value)}`);
  }
  if (option.value !== undefined && value === undefined) {
    throw misuse(`expected a ${option.value} after --${name}, met the end`);
  }
  if (choices !== undefined && value !== undefined && !choices.includes(value)) {
    throw misuse(`expected --${name} to be ${anyOf(choices)}, met ${quoted(value)}${hint(value, choices)}`);
  }
  const earlier = values.get(name);
  if (earlier !== undefined && option.repeats !== true && option.value !== undefined) {
    throw misuse(`expected --${name} once, met it again`);
  }
  values.set(name, [...(earlier ?? []), value ?? '']);
}

function requireOperands(spec: CommandSpec, operands: readonly string[]): void {
  const { label, min, max } = spec.operands ?? { label: 'no operand', min: 0, max: 0 };
  if (operands.length >= min && operands.length <= max) return;
  const words = operands.slice(0, 8).map((word) => quoted(word, 20));
  const met = operands.length === 0 ? 'none' : `${operands.length}: ${words.join(' ')}`;
  const advice = label === 'COMMAND' && operands.length > max ? '; quote the command line, so that it is one word' : '';
  throw misuse(`expected ${label}, met ${met}${advice}`);
}

/** Every option that a command understands. */
export function optionsOf(spec: CommandSpec): readonly OptionSpec[] {
  return [...(spec.options ?? []), ...COMMON_OPTIONS];
}

function optionNamed(spec: CommandSpec, name: string): OptionSpec | undefined {
  return optionsOf(spec).find((option) => option.name === name);
}

function misuse(message: string): CliError {
  return new CliError('USAGE', message);
}

function hint(word: string, names: readonly string[]): string {
  const name = nearest(word, names);
  return name === undefined ? '' : `; did you mean ${name}?`;
}

/** `a, b or c`. */
export function anyOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
