/** One operation of the HTTP interface: what OpenAPI says of it, and what answers it. */
import type { TSchema } from 'typebox';
import type { Caller, Scope } from '../callers/caller.ts';

export interface OperationInput {
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
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
  readonly scope: Scope;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  readonly response: TSchema;
  /** 200 where absent. */
  readonly status?: number;
  readonly handle: (input: OperationInput) => unknown;
}
