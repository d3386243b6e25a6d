/** The operations of a gate as types: by method and path, what each takes and what it answers. */
import type { paths } from './api-types.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface AnyOperation {
  readonly parameters: { readonly query?: unknown; readonly path?: unknown };
  readonly responses: object;
}

type OperationAt<M extends Method, P extends keyof paths> = Extract<paths[P][Lowercase<M>], AnyOperation>;

/** The paths that an operation with this method has; those that stream are not called so. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: OperationAt<M, P> extends never ? never : AnswerOf<M, P> extends never ? never : P;
}[keyof paths];

type JsonOf<Content> = Content extends { readonly content: { readonly 'application/json': infer Json } } ? Json : never;

type GoodOf<Responses> = JsonOf<Responses[Extract<keyof Responses, 200 | 201>]>;

export type AnswerOf<M extends Method, P extends keyof paths> = GoodOf<OperationAt<M, P>['responses']>;

type BodyOf<Operation> = Operation extends { readonly requestBody: infer Body } ? JsonOf<Body> : never;

type Field<Name extends string, Value> = [Value] extends [never]
  ? { readonly [name in Name]?: never }
  : undefined extends Value
    ? { readonly [name in Name]?: Exclude<Value, undefined> }
    : { readonly [name in Name]: Value };

/** What an operation takes: parts of its path, its query, its body. */
export type InputOf<M extends Method, P extends keyof paths> = Field<
  'params',
  Given<OperationAt<M, P>['parameters'], 'path'>
> &
  Field<'query', Given<OperationAt<M, P>['parameters'], 'query'>> &
  Field<'body', BodyOf<OperationAt<M, P>>>;

type Given<Parameters, Name extends string> = Name extends keyof Parameters
  ? [Exclude<Parameters[Name], undefined>] extends [never]
    ? never
    : Parameters[Name]
  : never;

/** The input may be left out where nothing in it must be there. */
export type InputArguments<M extends Method, P extends keyof paths> =
  object extends InputOf<M, P> ? [input?: InputOf<M, P>] : [input: InputOf<M, P>];

export type DecideRequest = BodyOf<OperationAt<'POST', '/v1/decisions'>>;
export type DecideAnswer = AnswerOf<'POST', '/v1/decisions'>;

/** A gate, by whatever way. Everything rejects with `ClientError`. */
export interface Client {
  /** Asks whether an action may be done. */
  decide(request: DecideRequest): Promise<DecideAnswer>;
  /** Any operation of the gate that has one answer. */
  call<M extends Method, P extends PathOf<M>>(
    method: M,
    path: P,
    ...input: InputArguments<M, P>
  ): Promise<AnswerOf<M, P>>;
  /** Lets connections go; what waits for an answer rejects with CLOSED. */
  close(): void;
}

export interface AnyInput {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
}

/** The path with its parts and its query in place. */
export function pathOf(template: string, { params = {}, query = {} }: AnyInput): string {
  const path = template.replaceAll(/\{(\w+)\}/gu, (_, name: string) => encodeURIComponent(String(params[name])));
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return search === '' ? path : `${path}?${search}`;
}
