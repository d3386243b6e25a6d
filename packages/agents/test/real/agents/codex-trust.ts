/** Tells Codex, through its app-server, to trust the hooks that it finds. */
import { createInterface } from 'node:readline';
import type { ChildProcess } from 'node:child_process';
import { Json } from '../exchange.ts';
import type { Setting } from './agent.ts';

/** Throws where it does not say afterwards that it trusts all of them, or finds none. */
export async function trustHooks(
  { world, program }: Setting,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const server = world.start([...program, 'app-server'], environment, ['pipe', 'pipe', 'ignore']);
  const call = callerOf(server);
  try {
    await call('initialize', { clientInfo: { name: 'capgate', title: 'Capgate', version: '0' } });
    server.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'initialized' })}\n`);
    const found = hooksOf(await call('hooks/list', { cwds: [world.work] }));
    const value = Object.fromEntries(found.map(({ key, hash }) => [key, { trusted_hash: hash }]));
    const edits = [{ keyPath: 'hooks.state', value, mergeStrategy: 'upsert' }];
    await call('config/batchWrite', { edits, reloadUserConfig: true });
    const trusted = hooksOf(await call('hooks/list', { cwds: [world.work] })).filter((hook) => hook.isTrusted);
    if (found.length > 0 && trusted.length === found.length) return;
    throw new Error(`expected Codex to trust ${found.length} hooks, met ${trusted.length} that it trusts`);
  } finally {
    server.kill('SIGKILL');
  }
}

interface Hook {
  readonly key: string;
  readonly hash: string;
  readonly isTrusted: boolean;
}

function hooksOf(result: Json): readonly Hook[] {
  return result
    .at('data')
    .list.flatMap((one) => one.at('hooks').list)
    .map((hook) => ({
      key: hook.at('key').text,
      hash: hook.at('currentHash').text,
      isTrusted: hook.at('trustStatus').text === 'trusted',
    }));
}

type Call = (method: string, params: object) => Promise<Json>;

/** JSON-RPC, a line a message. A call rejects with the error that comes back, or at the server's end. */
function callerOf(server: ChildProcess): Call {
  const waiting = new Map<
    number,
    { readonly resolve: (result: Json) => void; readonly reject: (error: Error) => void }
  >();
  if (server.stdout === null || server.stdin === null) throw new Error('expected pipes to the app-server, met none');
  const { stdin, stdout } = server;
  createInterface({ input: stdout }).on('line', (line) => {
    const message = new Json(JSON.parse(line));
    const one = waiting.get(Number(message.at('id').value));
    if (one === undefined) return;
    const { value: error } = message.at('error');
    if (error === undefined) one.resolve(message.at('result'));
    else one.reject(new Error(`expected an answer of Codex, met an error: ${JSON.stringify(error)}`));
  });
  server.once('exit', () => {
    for (const one of waiting.values()) one.reject(new Error('expected an answer of Codex, met the end of it'));
  });
  return (method, params) =>
    new Promise((resolve, reject) => {
      const id = waiting.size + 1;
      waiting.set(id, { resolve, reject });
      stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    });
}
