/**
 * Completion specifications of `@withfig/autocomplete`: which options a tool has and which of them take a value, written
 * by people who never saw our families. Only ever compared with; no verdict rests on them.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface SpecOption {
  readonly names: readonly string[];
  /**
   * `next`: the next word is its value. `attached`: the value is optional or must be attached, so the next word is not
   * its. `none`: it takes none.
   */
  readonly value: 'next' | 'attached' | 'none';
}

export interface SpecCommand {
  readonly names: readonly string[];
  readonly options: readonly SpecOption[];
  readonly subcommands: readonly SpecCommand[];
}

const FOLDER = new URL('build/', import.meta.resolve('@withfig/autocomplete').replace(/build\/index\.js$/u, ''));

/** The names of the tools that have a specification. */
export function specifiedTools(): string[] {
  const files = readdirSync(fileURLToPath(FOLDER)).filter((file) => file.endsWith('.js'));
  return files.map((file) => file.slice(0, -3)).sort();
}

/** The tool's specification; undefined where the file holds none, or one that is made up while completing. */
export async function specificationOf(tool: string): Promise<SpecCommand | undefined> {
  const { default: spec } = (await import(new URL(`${tool}.js`, FOLDER).href)) as { default?: unknown };
  return isRecord(spec) && spec['name'] !== undefined ? commandOf(spec) : undefined;
}

function commandOf(spec: Readonly<Record<string, unknown>>): SpecCommand {
  return {
    names: names(spec['name']),
    options: records(spec['options']).map(optionOf),
    subcommands: records(spec['subcommands']).map(commandOf),
  };
}

function optionOf(option: Readonly<Record<string, unknown>>): SpecOption {
  const [first] = records(option['args']);
  const attached =
    first?.['isOptional'] === true || option['requiresSeparator'] !== undefined || option['requiresEquals'] === true;
  return {
    names: names(option['name']).filter((name) => /^--?[A-Za-z0-9][\w.-]*$/u.test(name)),
    value: first === undefined ? 'none' : attached && option['requiresSeparator'] !== false ? 'attached' : 'next',
  };
}

function names(value: unknown): string[] {
  return list(value).filter((name) => typeof name === 'string');
}

function records(value: unknown): Readonly<Record<string, unknown>>[] {
  return list(value).filter(isRecord);
}

function list(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
