/** One operation of the HTTP interface: what OpenAPI says of it, and what answers it. */
import type { TSchema } from 'typebox';
import type { Caller, Scope } from '../callers/caller.ts';
import type { Trace } from '../traces/trace.ts';

export interface OperationInput {
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** As the schema says; a stream of bytes where the operation takes lines. */
  readonly body: unknown;
  /** The trace of the decision that is asked for; undefined where it is not traced. To be asked for once. */
  readonly trace: Trace | undefined;
  /** Aborted once nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface Operation {
  /** Unique; names the method of clients. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** In OpenAPI's form: `/v1/approvals/{approval}`. */
  readonly path: string;
  readonly summary: string;
  /** With `decide` nobody looks whether a caller at the socket is a person: it counts as none. */
  readonly scope: Scope;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** 1 MiB where absent. */
  readonly bodyBytesMax?: number;
  /** The body is a stream of lines, each of which `body` describes. */
  readonly takes?: 'application/x-ndjson';
  readonly response: TSchema;
  /** The answer is a stream of texts, each of which `response` describes. */
  readonly gives?: 'application/x-ndjson' | 'text/event-stream';
  /** 200 where absent. */
  readonly status?: number;
  /** The handler looks at the caller's scopes itself, and writes down whom it refused. */
  readonly checksCaller?: boolean;
  readonly handle: (input: OperationInput) => unknown;
}

/** An answer that is JSON already: for those that are too many to build objects of. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
