/**
 * Codex runs a hook only once a person has trusted it, by the hash of what it is. Its own server (`codex app-server`, lines
 * of JSON-RPC) says the hash and takes the trust; nothing of its settings is written past it.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { visible } from '@capgate/base';
import type { Io } from '../io.ts';

/** For all of it. */
const DEADLINE_MS = 20_000;

interface ListedHook {
  readonly key: string;
  readonly currentHash: string;
  readonly trustStatus: string;
}

/** Which hooks: the file they are in, under every name that Codex may have for it, and where each is in it. */
export interface HookPositions {
  readonly files: readonly string[];
  /** The event as Codex's keys have it, and the position in its list. */
  readonly hooks: readonly { readonly event: string; readonly position: number }[];
}

/** `trusted`, or what went wrong. */
export type TrustOutcome = { readonly kind: 'trusted' } | { readonly kind: 'failed'; readonly reason: string };

/** Looks whether hooks are trusted. Never rejects. */
export function lookAtTrust(codex: string, hooks: HookPositions, cwd: string, io: Io): Promise<TrustOutcome> {
  return withServer(codex, cwd, io, async (server) => outcomeOf(await list(server, hooks, cwd), hooks));
}

/** Trusts hooks, and looks whether they are. Never rejects. */
export function trustHooks(codex: string, hooks: HookPositions, cwd: string, io: Io): Promise<TrustOutcome> {
  return withServer(codex, cwd, io, async (server) => {
    const listed = await list(server, hooks, cwd);
    if (listed.length < hooks.hooks.length || listed.every(isTrusted)) return outcomeOf(listed, hooks);
    const value = Object.fromEntries(listed.map(({ key, currentHash }) => [key, { trusted_hash: currentHash }]));
    const edits = [{ keyPath: 'hooks.state', value, mergeStrategy: 'upsert' }];
    await server.call('config/batchWrite', { edits, reloadUserConfig: true });
    return outcomeOf(await list(server, hooks, cwd), hooks);
  });
}

function outcomeOf(listed: readonly ListedHook[], { hooks }: HookPositions): TrustOutcome {
  if (listed.length < hooks.length) return failed('Codex does not list the hook');
  const other = listed.find((hook) => !isTrusted(hook));
  return other === undefined ? { kind: 'trusted' } : failed(`Codex says that the hook is ${other.trustStatus}`);
}

async function withServer(
  codex: string,
  cwd: string,
  io: Io,
  step: (server: Server) => Promise<TrustOutcome>,
): Promise<TrustOutcome> {
  const child = spawn(codex, ['app-server'], { cwd, env: io.env, stdio: ['pipe', 'pipe', 'ignore'] });
  const signal = AbortSignal.timeout(DEADLINE_MS);
  signal.addEventListener('abort', () => child.kill('SIGKILL'));
  const server = new Server(child.stdin, child.stdout);
  child.once('error', (error) => server.fail(error));
  try {
    await server.call('initialize', { clientInfo: { name: 'capgate', title: 'Capgate', version: '1' } });
    server.notify('initialized');
    return await step(server);
  } catch (error) {
    if (signal.aborted) return failed('Codex does not answer');
    return failed(error instanceof Error ? error.message : 'Codex has ended');
  } finally {
    child.kill('SIGKILL');
  }
}

function failed(reason: string): TrustOutcome {
  return { kind: 'failed', reason: visible(reason) };
}

/** Each at most once, by whichever name of its file. */
async function list(server: Server, { files, hooks }: HookPositions, cwd: string): Promise<ListedHook[]> {
  const listed = hooksIn(await server.call('hooks/list', { cwds: [cwd] }));
  return hooks.flatMap(({ event, position }) => {
    const keys = files.map((file) => `${file}:${event}:${position}:0`);
    return listed.find(({ key }) => keys.includes(key)) ?? [];
  });
}

function isTrusted({ trustStatus }: ListedHook): boolean {
  return trustStatus === 'trusted';
}

/** What an experimental interface answers is looked at before it is believed. */
function hooksIn(result: unknown): ListedHook[] {
  const { data } = (result ?? {}) as { data?: unknown };
  const folders = Array.isArray(data) ? data : [];
  return folders
    .flatMap((folder: { hooks?: unknown } | null) => (Array.isArray(folder?.hooks) ? folder.hooks : []))
    .filter(isListedHook);
}

function isListedHook(value: unknown): value is ListedHook {
  const { key, currentHash, trustStatus } = (value ?? {}) as Record<string, unknown>;
  return [key, currentHash, trustStatus].every((field) => typeof field === 'string');
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

const ENDED = new Error('Codex has ended');

/** One call after the other. */
class Server {
  readonly #input: NodeJS.WritableStream;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #ended: Error | undefined;

  constructor(input: NodeJS.WritableStream, output: NodeJS.ReadableStream) {
    this.#input = input;
    input.on('error', () => this.fail(ENDED));
    const lines = createInterface({ input: output });
    lines.on('line', (line) => this.#take(line));
    lines.on('close', () => this.fail(ENDED));
  }

  call(method: string, params: object): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended);
      this.#waiting.set(id, { resolve, reject });
      this.#send({ jsonrpc: '2.0', id, method, params });
    });
  }

  notify(method: string): void {
    this.#send({ jsonrpc: '2.0', method });
  }

  /** Nothing more will come. */
  fail(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #send(message: object): void {
    this.#input.write(`${JSON.stringify(message)}\n`);
  }

  #take(line: string): void {
    const message = parsed(line);
    const waiting = this.#waiting.get(Number(message?.id));
    if (message === undefined || waiting === undefined) return;
    this.#waiting.delete(Number(message.id));
    if (message.error === undefined) waiting.resolve(message.result);
    else waiting.reject(new Error(`Codex refuses: ${String(message.error.message)}`));
  }
}

interface Message {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message?: unknown };
}

/** What is no message of the protocol is passed by. */
function parsed(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
