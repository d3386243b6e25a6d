/** Answers of `check --jsonl` as lines of JSON. */
import {
  Capability,
  type Context,
  capabilityNames,
  type Decision,
  DESCRIPTOR_SIZE_BYTES,
  decide,
  explain,
  packDescriptor,
  RISKS,
  VERDICTS,
} from '@capgate/core';
import { visibleJson } from '@capgate/base';
import type { Request, RequestError } from './request.ts';

/** More flags words than this are not remembered; in practice there are a few hundred. */
const MAX_REMEMBERED = 4096;

/** Makes the line for each answer. Keeps what is the same for many of them. */
export class AnswerWriter {
  readonly #withReasons: boolean;
  readonly #middles = new Map<number, string>();
  readonly #descriptor = Buffer.alloc(DESCRIPTOR_SIZE_BYTES);

  constructor(withReasons: boolean) {
    this.#withReasons = withReasons;
  }

  /** The line for one request, without a line break. */
  answer({ id, command }: Request, context: Context): string {
    const action = { kind: 'command', command } as const;
    const decision = decide(action, context);
    const { commandHash, flags, commandLength } = decision;
    packDescriptor(this.#descriptor, 0, commandHash, flags, 0, 0, 0, commandLength);
    const start = `{"id":${visibleJson(id)},"verdict":"${VERDICTS[decision.verdict]}"`;
    const line = start + this.#middle(decision) + this.#descriptor.toString('hex') + unknownKey(flags);
    return this.#withReasons ? `${line},"reasons":${reasonsOf(action, context)}}` : `${line}}`;
  }

  failure(error: RequestError): string {
    return visibleJson(error);
  }

  /** Risk and capabilities follow from the flags word. */
  #middle({ flags, risk }: Decision): string {
    const known = this.#middles.get(flags);
    if (known !== undefined) return known;
    const capabilities = JSON.stringify(capabilityNames(flags));
    const middle = `,"risk":"${RISKS[risk]}","capabilities":${capabilities},"descriptor":"`;
    if (this.#middles.size >= MAX_REMEMBERED) this.#middles.clear();
    this.#middles.set(flags, middle);
    return middle;
  }
}

function unknownKey(flags: number): string {
  return (flags & Capability.UNKNOWN_TOOL) === 0 ? '","unknown":false' : '","unknown":true';
}

function reasonsOf(action: Parameters<typeof explain>[0], context: Context): string {
  const { reasons } = explain(action, context);
  return visibleJson(reasons.map(({ code, message, span }) => ({ code, message, span })));
}
