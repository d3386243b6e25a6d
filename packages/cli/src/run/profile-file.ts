/** Profiles as files, for people to read and change: what a command needs, learned from a session or written by hand. */
import { isAbsolute, normalize } from 'node:path';
import { quoted, visible } from '@capgate/base';
import type { Lesson, Profile } from '@capgate/kernel';
import { CliError } from '../error.ts';
import { readText } from '../files.ts';
import type { Io } from '../io.ts';
import { MAX_JSON_BYTES, parseDocument } from '../documents.ts';
import type { Kernel } from './kernel.ts';

const VERSION = 1;
const PATHS_MAX = 10_000;
const SHOWN_LENGTH_MAX = 400;
const KEYS = ['version', 'connect', 'change', 'read', 'write', 'programs'];

/** Throws `CliError` INPUT for what is no profile. */
export async function readProfile(path: string, io: Io, { REACHES, CHANGEABLE }: Kernel): Promise<Profile> {
  const document = await parseDocument(readText(io, path, MAX_JSON_BYTES), path);
  const fail = (expected: string): never => {
    throw new CliError('INPUT', `${quoted(path)}: expected ${expected}; capgate run --learn writes one`);
  };
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return fail('a profile');
  const fields = document as Readonly<Record<string, unknown>>;
  const strange = Object.keys(fields).find((key) => !KEYS.includes(key));
  if (strange !== undefined) return fail(`${KEYS.join(', ')}, met ${quoted(strange)}`);
  if (fields['version'] !== VERSION) return fail(`version: ${VERSION}, met ${quoted(String(fields['version']))}`);
  const read = new Fields(fields, fail);
  return {
    connect: read.names('connect', REACHES),
    change: read.names('change', CHANGEABLE),
    read: read.paths('read'),
    write: read.paths('write'),
    ...(fields['programs'] !== undefined && { programs: read.paths('programs') }),
  };
}

class Fields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #fail: (expected: string) => never;

  constructor(fields: Readonly<Record<string, unknown>>, fail: (expected: string) => never) {
    this.#fields = fields;
    this.#fail = fail;
  }

  names<Name extends string>(key: string, known: readonly Name[]): readonly Name[] {
    return this.#texts(key).map((text) => {
      const name = known.find((one) => one === text);
      return name ?? this.#fail(`of ${key} ${known.join(', ')}, met ${shown(text)}`);
    });
  }

  paths(key: string): readonly string[] {
    return this.#texts(key).map((text) => {
      const isPath = isAbsolute(text) && !text.includes('\0') && normalize(text) === text;
      return isPath ? text : this.#fail(`of ${key} absolute paths without dots in between, met ${shown(text)}`);
    });
  }

  /** Nothing where it is absent. */
  #texts(key: string): readonly string[] {
    const list = this.#fields[key] ?? [];
    if (!Array.isArray(list) || list.length > PATHS_MAX || !list.every((one) => typeof one === 'string'))
      return this.#fail(`of ${key} a list of at most ${PATHS_MAX} texts`);
    return list;
  }
}

function shown(text: string): string {
  return quoted(text, SHOWN_LENGTH_MAX);
}

/** `line`: the command line that it was learned from. `hasFiles`: false where the kernel told nothing of files. */
export async function profileText({ profile, unlearned }: Lesson, line: string, hasFiles: boolean): Promise<string> {
  const { stringify } = await import('yaml');
  const { connect, change, read, write, programs } = profile;
  const told = [
    `What this needed: ${visible(line)}`,
    'Use it: capgate run --profile FILE -- …',
    ...(hasFiles ? [] : ['Nothing here tells of files, so it may change what any session may.']),
    ...unlearned.map(({ text, count }) => `Not in here: ${visible(text)}${count === 1 ? '' : ` (${count} times)`}`),
  ];
  const fields = { version: VERSION, connect, change, read, write, ...(programs && { programs }) };
  return `${told.map((one) => `# ${one}\n`).join('')}${stringify(fields)}`;
}
