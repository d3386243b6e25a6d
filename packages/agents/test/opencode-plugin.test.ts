/** The plugin as OpenCode loads it, with a program in the place of the launcher that says what the test wants. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adapterNamed, opencodePlugin } from '../src/index.ts';

type Hook = (input: unknown, output: unknown) => Promise<void>;
interface Plugin {
  readonly Capgate: (context: object) => Promise<{ readonly 'tool.execute.before': Hook }>;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'capgate-plugin-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The plugin's hook, asking a program with this body; `missing` where the program is not there. */
async function hookOf(name: string, body: string | undefined): Promise<Hook> {
  const program = join(folder, `${name} "quoted"`);
  if (body !== undefined) writeFileSync(program, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, opencodePlugin({ kind: 'path', path: program }));
  const { Capgate } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Plugin;
  return (await Capgate({ directory: '/srv/app', worktree: '/' }))['tool.execute.before'];
}

const INPUT = { tool: 'bash', sessionID: 'ses_1', callID: 'call_1' };
const OUTPUT = { args: { command: 'ls' } };

describe('the plugin', () => {
  test('sends what the adapter reads, and lets a silent yes pass', async () => {
    const sent = join(folder, 'sent.json');
    const hook = await hookOf('yes', `test "$*" = "opencode" || exit 1\ncat > '${sent}'`);
    await expect(hook(INPUT, OUTPUT)).resolves.toBeUndefined();
    expect(adapterNamed('opencode')?.read(JSON.parse(readFileSync(sent, 'utf8')), {})).toEqual({
      kind: 'call',
      event: 'tool.execute.before',
      agent: 'opencode',
      session: 'ses_1',
      cwd: '/srv/app',
      workspaces: ['/srv/app'],
      actions: [{ kind: 'command', command: 'ls' }],
      canAsk: false,
      input: { command: 'ls' },
    });
    expect(OUTPUT.args.command).toBe('ls');
  });

  test('puts another command in the place of the one that it asked about', async () => {
    const hook = await hookOf('other', `cat > /dev/null; echo '{"command":"bind || exit 126\\\\nls"}'`);
    const output = { args: { command: 'ls', timeout: 7 } };
    await hook(INPUT, output);
    expect(output).toEqual({ args: { command: 'bind || exit 126\nls', timeout: 7 } });
  });

  test('throws where what comes back is no answer', async () => {
    const hook = await hookOf('garbage', 'cat > /dev/null; echo hello');
    await expect(hook(INPUT, { args: { command: 'ls' } })).rejects.toThrow(SyntaxError);
  });

  test('throws the reason of a refusal', async () => {
    const hook = await hookOf('no', 'cat > /dev/null; echo "a reason" >&2; exit 2');
    await expect(hook(INPUT, OUTPUT)).rejects.toThrow(/^a reason$/u);
  });

  test.each([
    ['missing', undefined],
    ['crash', 'exit 1'],
    ['killed', 'kill -9 $$'],
  ])('throws where the program gives no answer: %s', async (name, body) => {
    const hook = await hookOf(name, body);
    await expect(hook(INPUT, OUTPUT)).rejects.toThrow('Capgate does not answer; start it with capgate serve');
  });
});
