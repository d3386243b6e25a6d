/** Tells Codex, through its app-server, to trust the hooks that it finds. */
import type { Json } from '../exchange.ts';
import type { Setting } from './agent.ts';
import { initialised } from './codex-server.ts';

/** Throws where it does not say afterwards that it trusts all of them, or finds none. */
export async function trustHooks(
  { world, program }: Setting,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const server = world.start([...program, 'app-server'], environment, ['pipe', 'pipe', 'ignore']);
  try {
    const call = await initialised(server);
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
