/** Passphrases and PINs: out of a file, from the person at the terminal, or none. */
import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Passphrase } from '@capgate/keys/node';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { reasonOf } from '../files.ts';
import type { Io } from '../io.ts';
import { SECRET_BYTES_MAX } from '../machine/secret-line.ts';
import { quoted } from '@capgate/base';

type Source = () => Promise<Uint8Array | undefined>;

/** A secret that is asked for once, when it is first needed, and kept until it is erased. */
export class Secret {
  readonly #source: Source;
  #value: Uint8Array | undefined;
  #isKnown = false;

  constructor(source: Source) {
    this.#source = source;
  }

  /** A copy: key stores erase what they are given. */
  readonly give: Passphrase = async () => {
    if (!this.#isKnown) this.#value = await this.#source();
    this.#isKnown = true;
    return this.#value && Uint8Array.from(this.#value);
  };

  /** Whoever was not asked so far is not asked any more: there is no secret then. */
  settle(): void {
    this.#isKnown = true;
  }

  erase(): void {
    this.#value?.fill(0);
  }
}

/** For keys that are to be made. */
export function newPassphrase(args: Arguments, io: Io): Secret {
  if (args.has('no-passphrase') && args.has('passphrase-file')) {
    throw args.misuse('expected either --passphrase-file or --no-passphrase, met both');
  }
  if (args.has('no-passphrase')) return new Secret(async () => undefined);
  return new Secret(fileOf(args, io, 'passphrase-file') ?? (() => chosenPassphrase(args, io)));
}

/** For keys that are there; a file's is used for the key that follows too, also where the one before has none. */
export async function knownPassphrase(args: Arguments, io: Io): Promise<Secret> {
  const file = fileOf(args, io, 'passphrase-file');
  const secret = new Secret(file ?? (() => asked(args, io, 'Passphrase of the key', 'passphrase-file')));
  if (file !== undefined) (await secret.give())?.fill(0);
  return secret;
}

/** For keys of what runs where nobody is there to type: out of a file, or none, and their files alone protect them. */
export function unattendedPassphrase(args: Arguments, io: Io): Secret {
  return new Secret(fileOf(args, io, 'passphrase-file') ?? (async () => undefined));
}

/** For a token. */
export function pinOf(args: Arguments, io: Io): Secret {
  return new Secret(fileOf(args, io, 'pin-file') ?? (() => asked(args, io, 'PIN of the token', 'pin-file')));
}

function fileOf(args: Arguments, io: Io, option: 'passphrase-file' | 'pin-file'): Source | undefined {
  const path = args.value(option);
  return path === undefined ? undefined : async () => readSecret(resolve(io.cwd, path), path);
}

async function chosenPassphrase(args: Arguments, io: Io): Promise<Uint8Array> {
  const first = await asked(args, io, 'Passphrase for the new key', 'passphrase-file or --no-passphrase');
  const second = await asked(args, io, 'The same again', 'passphrase-file');
  const isSame = Buffer.compare(first, second) === 0;
  second.fill(0);
  if (isSame) return first;
  first.fill(0);
  throw new CliError('INPUT', 'expected the same passphrase twice, met two different ones; nothing was made');
}

async function asked(args: Arguments, io: Io, question: string, option: string): Promise<Uint8Array> {
  const value = await io.askSecret(`${question}: `);
  if (value === undefined) {
    throw args.misuse(`expected a terminal to ask "${question}" at, met none; name it with --${option}`);
  }
  if (value.length === 0) throw new CliError('INPUT', 'expected a secret, met an empty line; nothing was done');
  return value;
}

const LINE_BREAK = 0x0a;

/** The file's bytes without a line break at their end, by way of one buffer, which is erased. */
function readSecret(path: string, name: string): Uint8Array {
  const bytes = new Uint8Array(SECRET_BYTES_MAX + 1);
  try {
    const read = readInto(path, name, bytes);
    const length = bytes[read - 1] === LINE_BREAK ? read - 1 : read;
    if (length > 0 && read <= SECRET_BYTES_MAX) return bytes.slice(0, length);
    throw new CliError(
      'INPUT',
      `expected a secret of 1 to ${SECRET_BYTES_MAX} bytes in ${quoted(name)}, met ${length}`,
    );
  } finally {
    bytes.fill(0);
  }
}

function readInto(path: string, name: string, bytes: Uint8Array): number {
  try {
    const fd = openSync(path, 'r');
    try {
      let length = 0;
      for (let more = -1; more !== 0 && length < bytes.length; length += more)
        more = readSync(fd, bytes, { offset: length });
      return length;
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw new CliError('FILE', `expected to read ${quoted(name)}, met ${reasonOf(error)}`);
  }
}
