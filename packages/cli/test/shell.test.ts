/** The integration of shells, in real shells at a pseudo-terminal. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { needsProgram, type Skippable } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answerTo } from '../src/shell/answer.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let home: string;
let env: Record<string, string>;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'capgate-shell-'));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  const capgate = `#!/bin/sh\nexec '${process.execPath}' --conditions=@capgate/source '${MAIN}' "$@"\n`;
  writeFileSync(join(bin, 'capgate'), capgate, { mode: 0o755 });
  // What no registry knows, and leaves a trace where it runs.
  writeFileSync(join(bin, 'frobnicate'), '#!/bin/sh\necho "$*" >> "$HOME/ran"\n', { mode: 0o755 });
  const rules = '[{ id: no-deploys, verdict: deny, when: { tool: frobnicate, subcommand: deploy } }]';
  writeFileSync(join(home, 'policy.yaml'), `version: 1\nrules: ${rules}\n`);
  env = {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    HOME: home,
    TERM: 'xterm',
    PS1: 'ready> ',
    HISTFILE: join(home, 'history'),
  };
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A shell at a terminal: keys go in, and the screen is waited for. */
class Terminal {
  screen = '';
  readonly #child: ChildProcess;
  #seen = 0;

  constructor(context: Skippable, line: string, around: Record<string, string> = env) {
    const script = needsProgram(context, 'script');
    this.#child = spawn(script, ['-qec', line, '/dev/null'], {
      cwd: home,
      env: around,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.screen += chunk.toString('utf8');
    });
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  /** Resolves once this is on the screen, behind what was waited for before. */
  async shows(text: string): Promise<void> {
    await vi.waitUntil(() => this.screen.includes(text, this.#seen), { timeout: 60_000 });
    this.#seen = this.screen.indexOf(text, this.#seen) + text.length;
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.type('exit\r');
    await ended;
  }
}

function ran(): string {
  return existsSync(join(home, 'ran')) ? readFileSync(join(home, 'ran'), 'utf8') : '';
}

describe.each([
  ['bash', 'bash --norc --noprofile -i'],
  ['zsh', 'zsh -f -i'],
])('%s', (shell, line) => {
  async function started(context: Skippable): Promise<Terminal> {
    needsProgram(context, shell);
    rmSync(join(home, 'ran'), { force: true });
    const terminal = new Terminal(context, line);
    await terminal.shows('ready> ');
    terminal.type(`eval "$(capgate shell-init --policy policy.yaml ${shell})"; echo loa''ded\r`);
    await terminal.shows('loaded');
    await terminal.shows('ready> ');
    return terminal;
  }

  it('shows nothing of what is allowed, and status and lines of several lines are as ever', {
    timeout: 240_000,
  }, async (context) => {
    const terminal = await started(context);
    terminal.type('echo al""lowed\r');
    await terminal.shows('allowed\r\n');
    terminal.type('false\r');
    await terminal.shows('ready> ');
    terminal.type('echo status$?\r');
    await terminal.shows('status1\r\n');
    terminal.type('for word in x y; do\recho "<$word>"\rdone\r');
    await terminal.shows('<x>\r\n');
    await terminal.shows('<y>\r\n');
    await terminal.end();
    expect(terminal.screen).not.toContain('capgate:');
  });

  it('leaves an asked line until Enter once more, and a denied one until Ctrl-X Enter', {
    timeout: 240_000,
  }, async (context) => {
    const terminal = await started(context);
    terminal.type('frobnicate build\r');
    await terminal.shows('Enter once more runs it.');
    expect(ran()).toBe('');
    terminal.type('\r');
    await expect.poll(ran, { timeout: 60_000 }).toBe('build\n');
    await terminal.shows('ready> ');
    terminal.type('frobnicate deploy\r');
    await terminal.shows('Ctrl-X Enter runs it all the same.');
    terminal.type('\r');
    await terminal.shows('Ctrl-X Enter runs it all the same.');
    expect(ran()).toBe('build\n');
    terminal.type('\u0018\r');
    await expect.poll(ran, { timeout: 60_000 }).toBe('build\ndeploy\n');
    // What was changed after it was asked about is asked about anew.
    terminal.type('frobnicate one\r');
    await terminal.shows('Enter once more runs it.');
    terminal.type(' two\r');
    await terminal.shows('Enter once more runs it.');
    expect(ran()).toBe('build\ndeploy\n');
    terminal.type('\u0015');
    await terminal.end();
  });

  it('says so and gets out of the way where nothing answers', { timeout: 240_000 }, async (context) => {
    const terminal = await started(context);
    terminal.type('exec {_capgate_answers}</dev/null\r');
    await terminal.shows('ready> ');
    terminal.type('echo st""ill\r');
    await terminal.shows('off in this shell');
    terminal.type('\r');
    await terminal.shows('still\r\n');
    terminal.type('frobnicate unchecked\r');
    await expect.poll(ran, { timeout: 60_000 }).toBe('unchecked\n');
    await terminal.end();
  });

  it('does nothing where capgate is missing', { timeout: 240_000 }, async (context) => {
    const program = needsProgram(context, shell);
    const { stdout: script } = spawnSync('capgate', ['shell-init', shell], { env, encoding: 'utf8' });
    expect(script).toContain('_capgate_start');
    writeFileSync(join(home, `init.${shell}`), script);
    const around = { ...env, PATH: '/usr/bin:/bin' };
    const terminal = new Terminal(context, `${program} ${line.split(' ').slice(1).join(' ')}`, around);
    await terminal.shows('ready> ');
    terminal.type(`. ./init.${shell}; echo fi""ne\r`);
    await terminal.shows('fine\r\n');
    await terminal.end();
    expect(terminal.screen).not.toContain('not found');
  });
});

describe('an answer', () => {
  const PLACE = { workspace: '/workspace', workingDirectory: '/workspace', home: '/home/user' };

  it('is for a person to read, with nothing that acts on a terminal', () => {
    expect(answerTo('ls', PLACE)).toBe('allow');
    expect(answerTo('for x in a b; do', PLACE)).toMatch(/^more\ncapgate: ask\n  text\.unparsed: /u);
    const answer = answerTo("frobnicate-\u001b[2J 'x'", PLACE);
    expect(answer).toMatch(/^ask\ncapgate: ask\n/u);
    expect(answer).not.toContain('\u001b');
  });
});
