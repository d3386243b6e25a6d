/** Operations as routes of the server. */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema, RouteOptions } from 'fastify';
import type { TSchema } from 'typebox';
import { expectation } from '../api/validation.ts';
import { type Caller, checkMay } from '../callers/caller.ts';
import { GateError } from '../error.ts';
import type { Trace } from '../traces/trace.ts';
import type { Tracer } from '../traces/tracer.ts';
import { parsed } from './many.ts';
import { JsonText, type Operation, type OperationInput } from './operation.ts';
import { wrongType } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route answers; absent for what belongs to no operation. */
    readonly operation?: Operation;
    /** Whether anybody may call it. */
    readonly isOpen?: boolean;
    /** Whether it may be called by any host name, as by those who only ask whether the gate is alive. */
    readonly hasAnyHost?: boolean;
  }

  interface FastifyRequest {
    /** Set before any handler runs; never where the route is open. */
    caller: Caller | null;
  }
}

const JSON_TYPE = 'application/json; charset=utf-8';
const BODY_BYTES_MAX = 1 << 20;

/** What travels in a path or a query is text, whatever it stands for. */
const texts = new Ajv2020({ strict: true, strictTypes: false, coerceTypes: true });
const values = new Ajv2020({ strict: true, strictTypes: false });

export function bodyBytesMaxOf({ bodyBytesMax = BODY_BYTES_MAX, takes }: Operation): number {
  return takes === undefined ? bodyBytesMax : Number.MAX_SAFE_INTEGER;
}

/** What every call of an operation is given. */
export interface CallParts {
  /** Aborted once the server ends. */
  readonly ending: AbortSignal;
  /** Calls back once what the caller showed counts no more. What is returned calls that off. */
  readonly whenEnded: (request: IncomingMessage, onEnd: () => void) => () => void;
  readonly tracer: Tracer | undefined;
}

export function addOperations(app: FastifyInstance, operations: readonly Operation[], parts: CallParts): void {
  app.setValidatorCompiler(({ schema, httpPart }) =>
    validator(schema as TSchema, httpPart === 'body' ? values : texts),
  );
  for (const operation of operations) app.route(routeOf(operation, parts));
}

/** JSON for most, lines for those who take them: a path takes one of both. */
export function addBodyTypes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      const takes = request.routeOptions.config.operation?.takes;
      if (takes !== undefined) throw wrongType(takes);
      done(null, body.length === 0 ? undefined : parsed(body));
    } catch (error) {
      done(error as Error);
    }
  });
  app.addContentTypeParser('application/x-ndjson', (request, payload: IncomingMessage, done) => {
    if (request.routeOptions.config.operation?.takes === undefined) done(wrongType('application/json'));
    else done(null, payload);
  });
}

/** Compiled when it is first needed: that costs milliseconds, and most starts need few. */
function validator(schema: TSchema, ajv: Ajv2020): (value: unknown) => true | { readonly error: GateError } {
  let validate: ReturnType<Ajv2020['compile']> | undefined;
  return (value) => {
    validate ??= ajv.compile(schema);
    if (validate(value)) return true;
    return { error: new GateError('REQUEST', `expected ${expectation(validate.errors?.at(-1))}`) };
  };
}

function routeOf(operation: Operation, parts: CallParts): RouteOptions {
  return {
    method: operation.method,
    url: operation.path.replaceAll(/\{(\w+)\}/gu, ':$1'),
    schema: schemaOf(operation),
    bodyLimit: bodyBytesMaxOf(operation),
    config: { operation },
    handler: (request, reply) => answer(operation, request, reply, parts),
  };
}

function schemaOf({ params, query, body, takes, gives, response, status = 200 }: Operation): FastifySchema {
  return {
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { querystring: query }),
    ...(body === undefined || takes !== undefined ? {} : { body }),
    ...(gives === undefined ? { response: { [status]: response } } : {}),
  };
}

function answer(operation: Operation, request: FastifyRequest, reply: FastifyReply, parts: CallParts): unknown {
  const caller = request.caller as Caller;
  if (operation.checksCaller !== true) checkMay(caller, operation.scope);
  if (operation.takes !== undefined && request.body === undefined) throw wrongType(operation.takes);
  const input = new Input(caller, request, reply, parts);
  if (operation.gives !== undefined) endWithCaller(request, reply, parts);
  const answered = operation.handle(input);
  if (answered instanceof Promise) return answered.then((value: unknown) => sent(operation, reply, value));
  return sent(operation, reply, answered);
}

/** A stream outlives nobody's right to it: it is cut, also where its reader is too slow to see an end. */
function endWithCaller({ raw }: FastifyRequest, reply: FastifyReply, { whenEnded }: CallParts): void {
  const callOff = whenEnded(raw, () => reply.raw.destroy());
  reply.raw.once('close', callOff);
}

function sent({ status = 200, gives }: Operation, reply: FastifyReply, value: unknown): FastifyReply {
  reply.code(status);
  if (gives !== undefined) {
    reply.header('content-type', gives);
    return reply.send(Readable.from(value as AsyncIterable<string>, { objectMode: false, highWaterMark: 1 << 16 }));
  }
  if (value instanceof JsonText) return reply.header('content-type', JSON_TYPE).send(value.text);
  return reply.send(value);
}

class Input implements OperationInput {
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  readonly #parts: CallParts;
  #signal: AbortSignal | undefined;

  constructor(caller: Caller, request: FastifyRequest, reply: FastifyReply, parts: CallParts) {
    this.caller = caller;
    this.params = request.params as Readonly<Record<string, string>>;
    this.query = request.query as Readonly<Record<string, unknown>>;
    this.body = request.body;
    this.#request = request;
    this.#reply = reply;
    this.#parts = parts;
  }

  get trace(): Trace | undefined {
    const { tracer } = this.#parts;
    if (tracer?.isOn !== true) return undefined;
    const receivedMs = tracer.nowMs() - this.#reply.elapsedTime;
    const trace = tracer.begin(receivedMs, this.#request.headers['traceparent']);
    if (trace !== undefined) this.#reply.raw.once('finish', () => trace.answered());
    return trace;
  }

  /** Made for those who ask: most operations are done before anybody could go away. */
  get signal(): AbortSignal {
    if (this.#signal === undefined) {
      const gone = new AbortController();
      this.#reply.raw.once('close', () => gone.abort());
      this.#signal = AbortSignal.any([gone.signal, this.#parts.ending]);
    }
    return this.#signal;
  }
}
