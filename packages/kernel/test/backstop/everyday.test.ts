/** What daily work runs goes on as it was: in the workspace, in temporary folders, for a user and for root. */
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { needsProgram } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LINES, NODE_LINES } from './everyday-lines.ts';
import { Trial, type User } from './trial.ts';

interface Life {
  readonly name: string;
  readonly user: User;
  readonly tier?: 'answers';
}

const isRoot = process.getuid?.() === 0;
const lives: readonly Life[] = [
  ...(isRoot ? [{ name: 'root', user: 'root' } as const] : []),
  { name: 'user', user: 'user' },
  { name: 'user, for whom a thread answers', user: 'user', tier: 'answers' },
];

describe.runIf(process.platform === 'linux').each(lives)('daily work as $name', ({ user, tier }) => {
  let trial: Trial;
  let server: Server;
  beforeAll(async () => {
    server = createServer((_, response) => response.end('{"answer":1}\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    trial = new Trial(user, tier);
    mkdirSync(trial.path('tmp/npm'));
    trial.own('tmp/npm');
  });
  afterAll(() => {
    server.close();
    trial.remove();
  });

  it.each(LINES)('%s', async (line) => {
    const port = String((server.address() as AddressInfo).port);
    const { code, out } = await trial.confined('bash', '-c', `exec < /dev/null; ${line.replaceAll('@PORT@', port)}`);
    expect(code, out).toBe(0);
  });

  it.each(NODE_LINES)('%s', async (line) => {
    const prepared = `export npm_config_cache="$TMPDIR/npm" PATH="$1:$PATH"; exec < /dev/null; ${line}`;
    const { code, out } = await trial.confined('bash', '-c', prepared, 'bash', dirname(process.execPath));
    expect(code, out).toBe(0);
  });
});

it.runIf(process.platform === 'linux')('the programs of this test are there', (context) => {
  for (const program of ['git', 'python3', 'gcc', 'make', 'curl', 'openssl', 'ssh-keygen', 'script', 'npm'])
    expect(needsProgram(context, program)).toMatch(/^\//u);
});
