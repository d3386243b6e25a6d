/** `capgate exec`: what was decided is what runs, and nothing else does. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SocketClient } from '@capgate/client';
import { needsProgram } from '@capgate/testing';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from '../src/exec/quote.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const SOURCES = ['--conditions=@capgate/source', MAIN];

let home: string;
let env: Record<string, string>;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'capgate-exec-'));
  env = { PATH: process.env['PATH'] ?? '', HOME: home, CAPGATE_SOCKET: join(home, 'run/gate.sock') };
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

function exec(words: readonly string[], input = '') {
  const argv = [...SOURCES, 'exec', ...words];
  return spawnSync(process.execPath, argv, { cwd: home, env, input, encoding: 'utf8' });
}

/** Resolves once the program has printed this. What it prints goes on being taken. */
function printed(child: ChildProcess, text: string): Promise<void> {
  let all = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      all += chunk.toString('utf8');
      if (all.includes(text)) resolve();
    });
    child.once('exit', () => reject(new Error(`expected ${text}, met the end of the program: ${all}`)));
  });
}

describe('the command line of words', () => {
  it('is read by a shell as just these words', () => {
    const word = fc.oneof(
      fc.string({ unit: fc.constantFrom(...Array.from(' \t\n\'"\\$`!*?[]{}()<>|&;#~=%^-+,.:/@abc')), maxLength: 8 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }).filter((text) => !text.includes('\0')),
      fc.constantFrom('if', 'time', 'done', '', '-n', '--', 'A=b', '~', '~root', '$HOME', '\\'),
    );
    const lists = fc.array(fc.array(word, { minLength: 1, maxLength: 6 }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(lists, (drawn) => {
        // The end of each list is a record of its own; the first word is one that a shell could take for its own.
        const script = drawn.map((words) => `show ${commandLine(words)}`).join('\n');
        const { stdout } = spawnSync('sh', ['-c', `show() { printf '%s\\0' "$@"; printf '\\n\\0'; }\n${script}`], {
          cwd: home,
          env: { HOME: '/nowhere' },
          encoding: 'utf8',
        });
        expect(stdout).toBe(drawn.map((words) => `${words.join('\0')}\0\n\0`).join(''));
      }),
      { numRuns: 25 },
    );
  });

  it('begins with no word of the shell', () => {
    const reserved = spawnSync('bash', ['-c', 'compgen -k'], { encoding: 'utf8' }).stdout.trim().split('\n');
    expect(reserved).toContain('while');
    for (const word of reserved) expect(commandLine([word, 'x'])).toBe(`'${word}' x`);
  });
});

describe('where no gate is', () => {
  it('runs what is allowed with its words, its input and its status, and says who decided', () => {
    writeFileSync(
      join(home, 'show.cjs'),
      'process.stdin.pipe(process.stdout); console.log(JSON.stringify(process.argv.slice(2)));',
    );
    const { status, stdout, stderr } = exec(['--', 'cat', '-', './show.cjs'], 'given\n');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^given\nprocess\.stdin/u) });
    expect(stderr).toContain('decided here');
    expect(exec(['--', 'false']).status).toBe(1);
    expect(exec(['--', 'printf', '%s|', 'a b', '$HOME', "it's", '']).stdout).toBe("a b|$HOME|it's||");
  });

  it('runs nothing that is asked or denied', () => {
    const ask = exec(['--', 'frobnicate', 'now']);
    expect(ask).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining('unknown.tool') });
    writeFileSync(
      join(home, 'policy.yaml'),
      'version: 1\nrules: [{ id: no-touch, verdict: deny, when: { tool: touch } }]\n',
    );
    const deny = exec(['--policy', 'policy.yaml', '--', 'touch', 'made']);
    expect(deny).toMatchObject({ status: 4, stderr: expect.stringContaining('policy.no-touch') });
    expect(existsSync(join(home, 'made'))).toBe(false);
    expect(exec(['--', 'touch', 'made']).status).toBe(0);
    expect(existsSync(join(home, 'made'))).toBe(true);
  });

  it('ends as the program does: by a signal, or for want of one', async () => {
    expect(exec(['--', './none-here'])).toMatchObject({ status: expect.any(Number), stdout: '' });
    writeFileSync(join(home, 'followed'), 'version\n');
    const argv = [...SOURCES, 'exec', '--', 'tail', '-f', 'followed'];
    const child = spawn(process.execPath, argv, { cwd: home, env, stdio: ['ignore', 'pipe', 'ignore'] });
    const closed = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await printed(child, 'version');
    child.kill('SIGTERM');
    await expect(closed).resolves.toBe(128 + 15);
  });
});

describe('with a gate', { timeout: 60_000 }, () => {
  let service: ChildProcess | undefined;

  async function serve(): Promise<SocketClient> {
    writeFileSync(join(home, 'gate.yaml'), `socket: { path: ${env['CAPGATE_SOCKET']} }\nhttp: { port: 0 }\n`);
    const argv = [...SOURCES, 'serve', '--config', join(home, 'gate.yaml')];
    service = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    await printed(service, 'Ctrl+C ends it.');
    return new SocketClient({ path: env['CAPGATE_SOCKET'] ?? '' });
  }

  afterEach(() => service?.kill('SIGKILL'));

  it('the gate decides, and an ask without a terminal is refused; at a terminal it waits for a person', async (context) => {
    const client = await serve();
    expect(exec(['--', 'printf', 'hello'])).toMatchObject({ status: 0, stdout: 'hello', stderr: '' });
    const refused = exec(['--', 'frobnicate', 'now']);
    const script = needsProgram(context, 'script');
    const line = [process.execPath, ...SOURCES, 'exec', '--', 'frobnicate', 'later']
      .map((word) => `'${word}'`)
      .join(' ');
    const waiting = spawn(script, ['-qec', line, '/dev/null'], { cwd: home, env, stdio: ['pipe', 'pipe', 'ignore'] });
    const ended = new Promise<number | null>((resolve) => waiting.once('exit', resolve));
    await printed(waiting, 'Waits for a person');
    const { items } = await client.call('GET', '/v1/approvals/pending');
    expect(items.map(({ shown }) => shown)).toEqual(expect.arrayContaining(['frobnicate later']));
    client.close();
    // The gate ends, and with it what was waited for: nothing runs.
    service?.kill('SIGKILL');
    await expect(ended).resolves.toBe(2);
    expect(refused).toMatchObject({ status: 3, stderr: expect.stringContaining('capgate approvals allow') });
  });
});
