/** Many decisions in one call: each is answered or errs on its own. */
import { isAscii } from 'node:buffer';
import { fromUtf8 } from '@capgate/base';
import { answerText } from '../api/answer-text.ts';
import type { DecideRequest } from '../api/decide.ts';
import type { Caller } from '../callers/caller.ts';
import type { Ruling } from '../decisions/decider.ts';
import { GateError } from '../error.ts';
import { Frames } from '../socket/frames.ts';
import { RequestCheck } from './request-check.ts';
import { errorText, whenLogged } from './ruling-text.ts';

export type Decide = (request: DecideRequest, caller: Caller) => Ruling;
/** Told of every error: of faults, whose texts nobody else gets, and of what was turned away. */
export type OnError = (error: unknown) => void;

/** After so many decisions others get a turn. */
const TURN_COUNT = 500;

export class Many {
  readonly #decide: Decide;
  readonly #onError: OnError;

  constructor(decide: Decide, onError: OnError) {
    this.#decide = decide;
    this.#onError = onError;
  }

  /** `{"answers":[…]}`, in the order of the requests. */
  async batch(requests: readonly unknown[], caller: Caller): Promise<string> {
    const check = new RequestCheck();
    const texts: (string | Promise<string>)[] = [];
    for (let start = 0; start < requests.length; start += TURN_COUNT) {
      if (start > 0) await new Promise(setImmediate);
      for (const request of requests.slice(start, start + TURN_COUNT)) {
        texts.push(this.#answer(check, request, caller));
      }
    }
    return `{"answers":[${(await settled(texts)).join(',')}]}`;
  }

  /**
   * A line for each line that comes, in their order. What is asked in one chunk is answered in one. What cannot be parted
   * into lines is answered with an error, and is the end.
   */
  async *stream(chunks: AsyncIterable<Uint8Array>, caller: Caller): AsyncGenerator<string> {
    try {
      yield* this.#lines(chunks, caller);
    } catch (error) {
      // Anything else is the connection's, and nobody is left to be told.
      if (error instanceof GateError) yield `${errorText(error)}\n`;
    }
  }

  async *#lines(chunks: AsyncIterable<Uint8Array>, caller: Caller): AsyncGenerator<string> {
    const frames = new Frames();
    const check = new RequestCheck();
    for await (const chunk of chunks) {
      const lines = frames.take(chunk);
      if (lines === undefined) throw new GateError('REQUEST', 'expected lines of UTF-8, shorter than 8 MiB');
      const texts = lines.filter((line) => line !== '').map((line) => this.#answerLine(check, line, caller));
      if (texts.length > 0) yield `${(await settled(texts)).join('\n')}\n`;
    }
    if (frames.isWithin) throw new GateError('REQUEST', 'expected a line feed behind the last line, met an end');
  }

  #answerLine(check: RequestCheck, line: string, caller: Caller): string | Promise<string> {
    try {
      return this.#answer(check, parsed(line), caller);
    } catch (error) {
      return this.#errorText(error);
    }
  }

  #answer(check: RequestCheck, asked: unknown, caller: Caller): string | Promise<string> {
    try {
      const ruling = this.#decide(check.check(asked), caller);
      const text = answerText(ruling.answer);
      if (ruling.before === undefined) return text;
      return whenLogged(ruling).then(
        () => text,
        (error: unknown) => this.#errorText(error),
      );
    } catch (error) {
      return this.#errorText(error);
    }
  }

  #errorText(error: unknown): string {
    this.#onError(error);
    return errorText(error);
  }
}

/** Awaits only those that must be: a promise each costs more than an answer. */
async function settled(texts: (string | Promise<string>)[]): Promise<string[]> {
  for (const [i, text] of texts.entries()) if (typeof text !== 'string') texts[i] = await text;
  return texts as string[];
}

/** Most JSON is ASCII, and that is decoded ten times as fast. */
function textOf(bytes: Uint8Array): string | undefined {
  return isAscii(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
    : fromUtf8(bytes);
}

/** JSON out of bytes or text. Throws `GateError` REQUEST, without the engine's message, which would quote what was met. */
export function parsed(json: string | Uint8Array): unknown {
  const text = typeof json === 'string' ? json : textOf(json);
  try {
    if (text !== undefined) return JSON.parse(text);
  } catch {
    // Told below, as is what is no UTF-8.
  }
  throw new GateError('REQUEST', 'expected JSON (RFC 8259) in UTF-8, met something else');
}
