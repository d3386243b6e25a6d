/** Asking at the terminal: for a line, or for a secret, which it does not show as it is typed. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { CliError } from '../error.ts';
import { SECRET_BYTES_MAX, SecretLine } from './secret-line.ts';

/** What was typed behind `question`; undefined where standard input is no terminal. Throws `CliError` INPUT. */
export async function askSecret(question: string): Promise<Uint8Array | undefined> {
  if (!isatty(0)) return undefined;
  const { stdin, stderr } = process;
  // First, so that nothing that is typed behind the question is shown.
  stdin.setRawMode(true);
  try {
    stderr.write(question);
    return await typed(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

/** Whether a terminal controls this process. */
export function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

async function typed(stdin: NodeJS.ReadStream): Promise<Uint8Array> {
  const line = new SecretLine();
  try {
    for await (const chunk of stdin.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      const state = line.take(chunk);
      chunk.fill(0);
      if (state === 'complete') return line.value();
      if (state === 'cancelled') break;
    }
    throw new CliError('INPUT', `expected a secret of at most ${SECRET_BYTES_MAX} bytes, met none; nothing was done`);
  } finally {
    line.erase();
  }
}

const LINE_BYTES_MAX = 1_024;

/**
 * What was typed behind `question`, at the terminal that controls this process, wherever its input comes from; undefined
 * where there is none.
 */
export function askLine(question: string): string | undefined {
  let fd: number;
  try {
    fd = openSync('/dev/tty', 'r+');
  } catch {
    return undefined;
  }
  try {
    writeSync(fd, question);
    // A terminal gives a line at a time.
    const line = new Uint8Array(LINE_BYTES_MAX);
    return Buffer.from(line.subarray(0, readSync(fd, line)))
      .toString('utf8')
      .trim();
  } finally {
    closeSync(fd);
  }
}
