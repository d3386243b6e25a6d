/** What a monitor asks of the gate about the session that it holds: four operations of the socket, and their answers. */
import { ClientError, type Client } from '@capgate/client';
import { decodeDescriptor, EFFECT_NAMES, fromHex, type NamedPath } from '@capgate/core';
import type { Mask, TierName } from '@capgate/kernel';
import type { ToldEvent } from './told-event.ts';

/** What the gate is told of a session at its start. */
export interface Registration {
  /** The first process of the session: a child of this one. */
  readonly pid: number;
  readonly tier: TierName | 'backstop';
  /** The base name of the program. */
  readonly name: string;
  readonly workspace: string;
  readonly mask: Mask;
}

/** A command that the gate allowed, and the process that is about to become it. */
export interface WantedBinding {
  readonly binding: string;
  readonly pid: number;
  readonly startTicks: number;
  /** Of the descriptor that was allowed; undefined where what came is none. */
  readonly flags: number | undefined;
  /** What a person approved of it, at which paths; nothing where nobody was asked. */
  readonly approved: readonly NamedPath[];
}

/** What a process was started with, as the kernel copied it. */
export interface Words {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly pid: number;
  readonly startTicks: number;
}

export interface Done {
  readonly binding: string;
  /** Why it was not bound, where it was not: then its command does not run. */
  readonly error?: string;
  /** Whether something of what was approved was granted. */
  readonly widened?: boolean;
}

export interface Totals {
  readonly decided: number;
  readonly denied: number;
  readonly lost: number;
}

/** By the number that the gate has for the session. Everything rejects with `ClientError`. */
export class GateSessions {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async register({ mask, ...rest }: Registration): Promise<string> {
    const { riskMax, forbidden, read, write, remove, connect, controls } = mask;
    const sets = Object.entries({ read, write, remove, connect, controls }).map(([name, set]) => [name, [...set]]);
    const body = { ...rest, mask: { riskMax, forbidden, ...Object.fromEntries(sets) } };
    const { held } = (await this.#post('', undefined, body)) as { readonly held?: unknown };
    return typeof held === 'string' ? held : unexpected('the number of a session');
  }

  /** What is to be bound, once there is something, or nothing after a while. */
  async next(held: string, done: readonly Done[]): Promise<readonly WantedBinding[]> {
    const { bindings } = (await this.#post('/{held}/next', held, { done })) as { readonly bindings?: unknown };
    return Array.isArray(bindings) ? bindings.map(wantedIn) : unexpected('bindings');
  }

  /** The one command that these can be the words of; undefined where there is none. */
  async match(held: string, words: Words): Promise<WantedBinding | undefined> {
    const { binding } = (await this.#post('/{held}/matches', held, words)) as { readonly binding?: unknown };
    return binding === undefined ? undefined : wantedIn(binding);
  }

  /** `lost`: how many could not be told since the last time. */
  async tell(held: string, events: readonly ToldEvent[], lost: number): Promise<void> {
    await this.#post('/{held}/events', held, { events, lost });
  }

  async end(held: string, totals: Totals): Promise<void> {
    await this.#post('/{held}/end', held, totals);
  }

  async #post(path: string, held: string | undefined, body: object): Promise<object> {
    const input = { body, ...(held !== undefined && { params: { held } }) };
    // A service brings these along as an extension; its document, from which the types are, is of the gate alone.
    const answer: unknown = await this.#client.call('POST', `/v1/kernel/sessions${path}` as never, input as never);
    return typeof answer === 'object' && answer !== null ? answer : {};
  }
}

function wantedIn(given: unknown): WantedBinding {
  const { binding, pid, startTicks, descriptor, widened } = (given ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof binding !== 'string' || !isCount(pid) || !isCount(startTicks) || typeof descriptor !== 'string')
    return unexpected('a binding');
  return { binding, pid, startTicks, flags: flagsOf(descriptor), approved: approvedIn(widened) };
}

/** What has another form is not granted. */
function approvedIn(widened: unknown): readonly NamedPath[] {
  const { paths } = (widened ?? {}) as { readonly paths?: unknown };
  return Array.isArray(paths) ? paths.filter(isNamedPath) : [];
}

function isNamedPath(given: unknown): given is NamedPath {
  const { effect, path, taken } = (given ?? {}) as Readonly<Record<string, unknown>>;
  const isPath = typeof path === 'string' && path.startsWith('/') && !path.includes('\0');
  const isNames =
    Array.isArray(taken) && taken.every((name) => typeof name === 'string' && !/^\.{0,2}$|[/\0]/u.test(name));
  return isPath && isNames && (EFFECT_NAMES as readonly unknown[]).includes(effect);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function flagsOf(hex: string): number | undefined {
  try {
    return decodeDescriptor(fromHex(hex)).flags;
  } catch {
    return undefined;
  }
}

function unexpected(what: string): never {
  throw new ClientError('PROTOCOL', `expected ${what} of the gate, met something else`);
}
