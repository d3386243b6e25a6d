/** Command lines by which an agent asks its person, run by real shells with the program that is installed for them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Asking, HookCall, Prompt } from '@capgate/agents';
import { systemClock, systemRandom } from '@capgate/base/node';
import { createContext, decide, Verdict } from '@capgate/core';
import type { Caller } from '@capgate/gate';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runnerOf } from '../src/install/programs.ts';
import { Rewriting, type RewritingPlaces } from '../src/serve/rewriting.ts';

let home: string;
let places: RewritingPlaces;
const uid = process.getuid?.() ?? 0;
const PERSON: Caller = { kind: 'agent', name: 'user ada', tenant: 'default', scopes: ['decide'], way: 'socket', uid };

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'capgate-rewriting-')));
  places = {
    runner: join(home, '.local/share/capgate/current/bin/capgate-run'),
    rules: join(home, '.codex/rules/capgate.rules'),
    folder: join(home, '.local/share/capgate/asked'),
  };
  for (const [path, text] of [
    [places.runner, runnerOf(places.folder)],
    [places.rules, ''],
  ] as const) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode: 0o755 });
  }
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function opened(caller: Caller = PERSON): Asking | undefined {
  return Rewriting.open({ clock: systemClock, random: systemRandom, places }).for(caller);
}

function asking(): Asking {
  const one = opened();
  if (one === undefined) throw new Error('expected that a person can be asked');
  return one;
}

function callOf(command: string, more: Partial<HookCall> = {}): HookCall {
  return {
    kind: 'call',
    event: 'PreToolUse',
    agent: 'codex',
    session: 's1',
    cwd: home,
    workspaces: [],
    actions: [{ kind: 'command', command }],
    canAsk: true,
    ...more,
  };
}

function lineFor(one: Asking, command: string, reason = 'why'): string {
  return one.rewritten(callOf(command), reason) ?? '';
}

function show(one: Asking, command: string, more: Partial<Prompt> = {}): void {
  one.shown({ kind: 'prompt', event: 'PermissionRequest', session: 's1', cwd: home, command, ...more });
}

function shell(line: string, cwd = home, program = 'bash') {
  const { status, stdout, stderr } = spawnSync(program, ['-c', line], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const REFUSED = { status: 126, stdout: '', stderr: expect.stringContaining('nothing was run') };

describe('a line that was shown', () => {
  test('runs what was announced once, in the shell that runs it', () => {
    const one = asking();
    const line = lineFor(one, `printf '%s ' "it's" $((1 + 1)) "$PWD"; exit 7`);
    show(one, line);
    expect(shell(line)).toEqual({ status: 7, stdout: `it's 2 ${home} `, stderr: '' });
    expect(shell(line)).toEqual(REFUSED);
  });

  test.each(['bash', 'dash'])('is to %s what the command is by itself', (program) => {
    const texts = ["'", '"', '\\', '$', '`', '\n', '-', ' ', 'é', '#', '!', '*', ';', 'a'];
    const printed = fc.array(fc.constantFrom(...texts), { maxLength: 20 }).map((parts) => parts.join(''));
    const one = asking();
    fc.assert(
      fc.property(printed, (text) => {
        // The text as a word, and as the first word of all, where a dash counts.
        const command = `printf %s '${text.replaceAll("'", String.raw`'\''`)}'`;
        const line = lineFor(one, command);
        show(one, line);
        return shell(line, home, program).stdout === text;
      }),
      { numRuns: 25 },
    );
    const dashed = lineFor(one, '-x 2> /dev/null; echo $?');
    show(one, dashed);
    expect(shell(dashed, home, program).stdout).toBe('127\n');
  });

  test('has the reason in it as a word that does nothing', () => {
    const one = asking();
    const line = lineFor(one, 'echo ran', "it's `touch bad` $(touch bad) 'x");
    show(one, line);
    expect(shell(line)).toEqual({ status: 0, stdout: 'ran\n', stderr: '' });
    expect(existsSync(join(home, 'bad'))).toBe(false);
  });
});

test('a line with a guard runs nothing where that ends otherwise than well', () => {
  const one = asking();
  const [good, bad] = ['true', 'false'].map((guard) => one.rewritten(callOf('echo ran'), 'why', guard) ?? '');
  for (const line of [good, bad]) show(one, line ?? '');
  expect(shell(good ?? '')).toEqual({ status: 0, stdout: 'ran\n', stderr: '' });
  expect(shell(bad ?? '')).toEqual({ status: 1, stdout: '', stderr: '' });
});

describe('nothing runs', () => {
  test('where nobody was shown the line', () => {
    expect(shell(lineFor(asking(), 'echo ran'))).toEqual(REFUSED);
  });

  test.each<[string, Partial<Prompt>]>([
    ['of another session', { session: 's2' }],
    ['in another folder', { cwd: '/' }],
    ['with more to it', { command: 'more' }],
  ])('where what was shown is %s', (_, more) => {
    const one = asking();
    const line = lineFor(one, 'echo ran');
    show(one, 'command' in more ? `${line}; ${more.command}` : line, more);
    expect(shell(line)).toEqual(REFUSED);
  });

  test('in another folder than was shown', () => {
    const one = asking();
    const line = lineFor(one, 'echo ran');
    show(one, line);
    expect(shell(line, tmpdir())).toEqual(REFUSED);
  });

  test('by what an earlier run of the gate noted', () => {
    const one = asking();
    const line = lineFor(one, 'echo ran');
    show(one, line);
    asking();
    expect(shell(line)).toEqual(REFUSED);
  });

  test.each(['', '../asked', `${'a'.repeat(32)}/..`, 'A', '*', '$(id)'])('with a ticket that is none: %j', (ticket) => {
    mkdirSync(places.folder, { recursive: true });
    const { status, stderr } = spawnSync(places.runner, [ticket], { cwd: home, encoding: 'utf8' });
    expect([status, stderr]).toEqual([126, expect.stringContaining('nothing was run')]);
  });

  test('of what was given so long ago that it is forgotten', () => {
    const one = asking();
    const line = lineFor(one, 'echo ran');
    for (let count = 0; count < 256; count++) lineFor(one, 'true');
    show(one, line);
    expect(shell(line)).toEqual(REFUSED);
  });
});

describe('a line that the agent writes itself', () => {
  const COMMANDS = ['ls', 'git push --force origin main', 'rm -rf ~'];

  function judgedIn(workspace: string): (readonly [Verdict, Verdict])[] {
    const context = createContext({ workingDirectory: workspace, workspace, home, platform: 'linux' });
    const verdict = (command: string): Verdict => decide({ kind: 'command', command }, context).verdict;
    return COMMANDS.map((command) => [verdict(command), verdict(lineFor(asking(), command))]);
  }

  test('is denied, as it calls what is the gate’s', () => {
    expect(judgedIn(join(home, 'work'))).toEqual([
      [Verdict.ALLOW, Verdict.DENY],
      [Verdict.ASK, Verdict.DENY],
      [Verdict.DENY, Verdict.DENY],
    ]);
  });

  test('is asked about at least, and as what it runs, where the whole home folder is the workspace', () => {
    for (const [alone, inLine] of judgedIn(home)) {
      expect(inLine).toBeGreaterThanOrEqual(Math.max(alone, Verdict.ASK));
    }
  });
});

describe('nobody is asked so', () => {
  test.each<[string, Partial<Caller>]>([
    ['another user', { uid: uid + 1 }],
    ['a caller with a token', { way: 'token' }],
  ])('by the agent of %s', (_, more) => {
    expect(opened({ ...PERSON, ...more })).toBeUndefined();
  });

  test.each(['runner', 'rules'] as const)('without the %s', (name) => {
    rmSync(places[name]);
    expect(opened()).toBeUndefined();
  });

  test('about what is no command, is several, or is nobody knows where', () => {
    const one = asking();
    const command = { kind: 'command', command: 'ls' } as const;
    expect(one.rewritten(callOf('', { actions: [{ kind: 'fetch', url: 'http://a' }] }), '')).toBeUndefined();
    expect(one.rewritten(callOf('', { actions: [command, command] }), '')).toBeUndefined();
    const { cwd: _, ...nowhere } = callOf('ls');
    expect(one.rewritten(nowhere, '')).toBeUndefined();
  });
});

test('only the owner reads what was shown', () => {
  const one = asking();
  show(one, lineFor(one, 'ls'));
  expect(readdirSync(places.folder)).toHaveLength(1);
});
