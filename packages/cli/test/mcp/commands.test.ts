/** What the commands of MCP say where they cannot serve, and how they end. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/arguments.ts';
import { COMMANDS } from '../../src/commands.ts';
import { serverName } from '../../src/mcp/server-name.ts';
import { capgate, type Outcome } from '../harness.ts';
import { CAPGATE } from './gate-home.ts';

const home = mkdtempSync(join(tmpdir(), 'capgate-mcp-commands-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const asked = (...words: string[]): Promise<Outcome> => capgate(words, { home, cwd: home });

const nameOf = (...words: string[]): string => serverName(parseArguments(COMMANDS, ['mcp-proxy', ...words]).arguments);

function proxy(...words: string[]): { status: number | null; stderr: string } {
  const env = { PATH: process.env['PATH'] ?? '', HOME: home };
  const { status, stderr } = spawnSync(process.execPath, [CAPGATE, 'mcp-proxy', '--', ...words], {
    env,
    cwd: home,
    input: '',
    encoding: 'utf8',
  });
  return { status, stderr };
}

describe('the name of a server', () => {
  test.each([
    ['npx -y @modelcontextprotocol/server-filesystem@1.2.3 /srv', '@modelcontextprotocol/server-filesystem'],
    ['npx some-server@latest --key secret', 'some-server'],
    ['node --enable-source-maps /opt/x/server.js', 'server.js'],
    ['uvx mcp-server-git', 'mcp-server-git'],
    ['/usr/local/bin/github-mcp stdio', 'github-mcp'],
    ['node', 'node'],
    ['env -i API_KEY=secret npx -y some-server', 'some-server'],
  ])('of %s is %s', (line, name) => {
    expect(nameOf('--', ...line.split(' '))).toBe(name);
  });

  test.each(['docker run -i -e API_KEY=secret mcp/x', 'env A=1 sh -c x', 'npm exec x'])(
    'of %s is to be given',
    (line) => {
      expect(() => nameOf('--', ...line.split(' '))).toThrow(
        /: expected --name with (?:docker|sh|npm), which runs any server/u,
      );
      expect(nameOf('--name', 'x', '--', ...line.split(' '))).toBe('x');
    },
  );

  test('is what it was given, if it is a name', () => {
    expect(nameOf('--name', 'files', '--', 'node', 'x.js')).toBe('files');
    expect(() => nameOf('--name', 'a\nb', '--', 'node', 'x.js')).toThrow('visible characters');
  });
});

describe('capgate mcp-proxy', () => {
  test('ends as its server does', () => {
    expect(proxy(process.execPath, '-e', 'process.stdin.resume().once("end", () => process.exit(7))').status).toBe(7);
    expect(proxy(process.execPath, '-e', 'process.exitCode = 0').status).toBe(0);
  }, 30_000);

  test('a mistake in its use is told once, with where to read on', async () => {
    const { status, stderr } = await asked('mcp-proxy', '--', 'docker', 'run', 'x');
    expect([status, stderr]).toEqual([
      2,
      "capgate mcp-proxy: expected --name with docker, which runs any server\nTry 'capgate mcp-proxy --help'.\n",
    ]);
  });

  test('a program that is not there is a mistake', () => {
    const { status, stderr } = proxy('no-such-program');
    expect(status).toBe(2);
    expect(stderr).toContain('expected to start "no-such-program"');
  }, 30_000);

  test('needs a command', async () => {
    await expect(asked('mcp-proxy', '--name', 'x')).resolves.toMatchObject({ status: 2 });
  });

  test('knows no pins of a server that it has not seen', async () => {
    for (const verb of ['show', 'trust']) {
      const { status, stderr } = await asked('mcp-proxy', verb, 'never-seen');
      expect([status, stderr]).toEqual([2, expect.stringContaining('expected a server that the proxy has seen')]);
    }
  });
});

describe('capgate mcp', () => {
  test('a file without a token, or one without --http, is a mistake', async () => {
    const path = join(home, 'short');
    writeFileSync(path, 'short\n');
    const short = await asked('mcp', '--http', '0', '--token-file', path);
    expect([short.status, short.stderr]).toEqual([
      2,
      expect.stringContaining('expected a token of 43 to 512 characters'),
    ]);
    expect(short.stderr).not.toContain('met short');
    const alone = await asked('mcp', '--token-file', path);
    expect([alone.status, alone.stderr]).toEqual([2, expect.stringContaining('expected --http')]);
  });
});
