/** `capgate check --jsonl`: a question a line, an answer a line, in the same order. */
import { type Context, type ContextOptions, createContext } from '@capgate/core';
import { resolve } from 'node:path';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { lineBatches } from '../lines.ts';
import { AnswerWriter } from './answers.ts';
import { circumstances } from './circumstances.ts';
import { MAX_LINE_BYTES, readRequest } from './request.ts';

/** Answers are handed on in blocks of about this size, and whenever the input pauses. */
const BLOCK_LENGTH = 1 << 16;
/** Contexts kept for working folders that come again. */
const MAX_CONTEXTS = 64;

export async function run(args: Arguments, io: Io): Promise<number> {
  if (args.operands.length > 0)
    throw args.misuse('expected no COMMAND with --jsonl, met one; commands come from the input');
  const conflict = ['json', 'file', 'fetch', 'call', 'annotation'].find((name) => args.has(name));
  if (conflict !== undefined) throw args.misuse(`expected --jsonl without --${conflict}, met both`);
  const contexts = new Contexts(await circumstances(args, io));
  return answerAll(io, contexts, new AnswerWriter(!args.has('no-reasons')));
}

/** Reads on only when what was answered has been taken: a slow reader slows the input, and fills no memory. */
async function answerAll(io: Io, contexts: Contexts, writer: AnswerWriter): Promise<number> {
  let failed = false;
  for await (const lines of lineBatches(io.stdin, MAX_LINE_BYTES)) {
    let block = '';
    for (const line of lines) {
      const request = readRequest(line);
      if ('error' in request) {
        failed = true;
        block += `${writer.failure(request)}\n`;
      } else {
        block += `${writer.answer(request, contexts.at(request.cwd))}\n`;
      }
      if (block.length >= BLOCK_LENGTH) {
        await io.stdout.write(block);
        block = '';
      }
    }
    await io.stdout.write(block);
    if (io.stdout.closed) return ExitStatus.BROKEN_PIPE;
  }
  return failed ? ExitStatus.USAGE : ExitStatus.OK;
}

/** Contexts by working folder. */
class Contexts {
  readonly #options: ContextOptions;
  readonly #usual: Context;
  readonly #byFolder = new Map<string, Context>();

  constructor(options: ContextOptions) {
    this.#options = options;
    this.#usual = createContext(options);
  }

  /** The context in `folder`, which starts from the usual one where it is relative. */
  at(folder: string | undefined): Context {
    return folder === undefined ? this.#usual : (this.#byFolder.get(folder) ?? this.#create(folder));
  }

  #create(folder: string): Context {
    const usual = this.#options.workingDirectory ?? '/';
    const context = createContext({ ...this.#options, workingDirectory: resolve(usual, folder) });
    if (this.#byFolder.size >= MAX_CONTEXTS) this.#byFolder.clear();
    this.#byFolder.set(folder, context);
    return context;
  }
}
