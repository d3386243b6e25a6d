/** Codex's app-server, as an editor talks to it: JSON-RPC, a line a message, both ways. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Json } from '../exchange.ts';

/** Rejects with the error that comes back, or at the server's end. */
export type Call = (method: string, params: object) => Promise<Json>;

export interface Heard {
  /** What the server asks its client, and so the person; the result that it is answered. */
  readonly asked?: (method: string, params: Json) => object;
  readonly told?: (method: string, params: Json) => void;
}

interface Waiting {
  readonly resolve: (result: Json) => void;
  readonly reject: (error: Error) => void;
}

export async function initialised(server: ChildProcess, heard: Heard = {}): Promise<Call> {
  const waiting = new Map<number, Waiting>();
  const { stdin, stdout } = server;
  if (stdin === null || stdout === null) throw new Error('expected pipes to the app-server, met none');
  const send = (message: object): unknown => stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  createInterface({ input: stdout }).on('line', (line) => {
    const message = new Json(JSON.parse(line));
    const [id, method, params] = [message.at('id').value, message.at('method').text, message.at('params')];
    if (method === '') settle(waiting.get(Number(id)), message);
    else if (id === undefined) heard.told?.(method, params);
    else send({ id, result: heard.asked?.(method, params) ?? {} });
  });
  server.once('exit', () => {
    for (const one of waiting.values()) one.reject(new Error('expected an answer of Codex, met the end of it'));
  });
  const call: Call = (method, params) =>
    new Promise((resolve, reject) => {
      const id = waiting.size + 1;
      waiting.set(id, { resolve, reject });
      send({ id, method, params });
    });
  await call('initialize', { clientInfo: { name: 'capgate', title: 'Capgate', version: '0' } });
  send({ method: 'initialized' });
  return call;
}

function settle(one: Waiting | undefined, message: Json): void {
  const { value: error } = message.at('error');
  if (error === undefined) one?.resolve(message.at('result'));
  else one?.reject(new Error(`expected an answer of Codex, met an error: ${JSON.stringify(error)}`));
}
