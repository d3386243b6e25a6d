/** Reading and writing whole files and inputs, within bounds, with errors that say what to do. */
import { closeSync, fstatSync, openSync, readSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isUtf8 } from 'node:buffer';
import { CliError } from './error.ts';
import type { Io } from './io.ts';
import { quoted } from '@capgate/base';

/** The file's bytes. Throws `CliError` FILE where it can't be read or holds more than `maxBytes`. */
export function readBytes(io: Io, path: string, maxBytes: number): Uint8Array {
  try {
    return readBounded(resolve(io.cwd, path), maxBytes);
  } catch (error) {
    throw new CliError('FILE', `expected to read ${quoted(path)}, met ${reasonOf(error)}`);
  }
}

/** Reads one byte more than allowed: a size that a file states is not one that it keeps to. */
function readBounded(path: string, maxBytes: number): Uint8Array {
  const fd = openSync(path, 'r');
  try {
    const statedBytes = fstatSync(fd).size;
    if (statedBytes > maxBytes) throw new RangeError(`${statedBytes} bytes where ${maxBytes} are allowed`);
    const chunks: Uint8Array[] = [];
    let sizeBytes = 0;
    while (sizeBytes <= maxBytes) {
      const chunk = new Uint8Array(Math.min(maxBytes + 1 - sizeBytes, 1 << 20));
      const length = readSync(fd, chunk);
      if (length === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, length));
      sizeBytes += length;
    }
    throw new RangeError(`more than the ${maxBytes} bytes allowed`);
  } finally {
    closeSync(fd);
  }
}

/** The file's text. Throws `CliError` FILE as `readBytes` does, and INPUT where it is not UTF-8. */
export function readText(io: Io, path: string, maxBytes: number): string {
  return decoded(readBytes(io, path, maxBytes), quoted(path));
}

/** Throws `CliError` FILE where the file can't be written. */
export function writeBytes(io: Io, path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(resolve(io.cwd, path), bytes);
  } catch (error) {
    throw new CliError('FILE', `expected to write ${quoted(path)}, met ${reasonOf(error)}`);
  }
}

/** All of standard input as text. Throws `CliError` INPUT beyond `maxBytes`, or where it is not UTF-8. */
export async function readInput(io: Io, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of io.stdin) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw new CliError('INPUT', `expected at most ${maxBytes} bytes of input, met more`);
    chunks.push(chunk.slice());
  }
  return decoded(Buffer.concat(chunks), 'the input');
}

function decoded(bytes: Uint8Array, name: string): string {
  if (!isUtf8(bytes)) throw new CliError('INPUT', `expected ${name} to be UTF-8, met other bytes`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

/** Node's messages name the path again; the part before the comma says what happened. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split(', ', 1)[0] ?? '') : String(error);
}
