/**
 * The Inspector's own command line, another client than ours, before `capgate mcp` and a server behind `capgate mcp-proxy`.
 * It is installed as the real agents are: it is large, and nothing that is published needs it.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { needsMaterial, type Skippable } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { folderOf, install } from '../../../agents/test/real/install.ts';
import { CAPGATE, GateHome } from './gate-home.ts';

const UPSTREAM = fileURLToPath(new URL('upstream.ts', import.meta.url));
const INSTALLS_MS = 300_000;
vi.setConfig({ testTimeout: 120_000 });

const gate = new GateHome();

beforeAll(async () => {
  if (process.env['CI']) install('inspector');
  await gate.start();
}, INSTALLS_MS);

afterAll(() => gate.remove());

interface Inspection {
  readonly status: number | null;
  /** What it found against the server. */
  readonly stderr: string;
  readonly printed: unknown;
}

async function inspected(
  context: Skippable,
  server: readonly string[],
  method: readonly string[],
): Promise<Inspection> {
  const folder = folderOf('inspector');
  needsMaterial(context, folder, 'this test installs it where CI is set');
  const program = join(folder, 'node_modules/.bin/mcp-inspector');
  const words = [program, '--cli', process.execPath, CAPGATE, ...server, '--method', ...method];
  const child = spawn(process.execPath, words, { env: gate.env, cwd: gate.path, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stderr, printed: JSON.parse(stdout) };
}

function namesIn({ printed }: Inspection): string[] {
  return (printed as { readonly tools: readonly { readonly name: string }[] }).tools.map(({ name }) => name);
}

/** Its status for a call whose answer is an error of the tool. */
const TOOL_ERRED = 5;
/** It warns of schemas that some clients of other protocols could not express. */
const NO_ERRORS = /^(?:|Schema portability: 0 errors.*\n)$/u;

describe('capgate mcp', () => {
  test('offers its tools, without an error in their schemas', async (context) => {
    const found = await inspected(context, ['mcp'], ['tools/list']);
    expect(found).toMatchObject({ status: 0, stderr: expect.stringMatching(NO_ERRORS) });
    expect(namesIn(found)).toContain('analyze_command_safety');
  });

  test('answers a call with structured content', async (context) => {
    const call = ['tools/call', '--tool-name', 'analyze_command_safety', '--tool-arg', 'command=git status'];
    const found = await inspected(context, ['mcp'], call);
    expect(found).toMatchObject({ status: 0, stderr: '', printed: { structuredContent: expect.any(Object) } });
  });
});

describe('a server behind the proxy', () => {
  const PROXY = ['mcp-proxy', '--name', 'inspected', '--', process.execPath, UPSTREAM];

  test('offers its tools', async (context) => {
    const found = await inspected(context, PROXY, ['tools/list']);
    expect(found).toMatchObject({ status: 0, stderr: expect.stringMatching(NO_ERRORS) });
    expect(namesIn(found)).toContain('echo');
  });

  test('refuses a call that is to be asked about, as the Inspector can ask nobody', async (context) => {
    const { status, printed } = await inspected(context, PROXY, [
      'tools/call',
      '--tool-name',
      'echo',
      '--tool-arg',
      'text=x',
    ]);
    expect(status).toBe(TOOL_ERRED);
    expect(printed).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('nothing was run') }] });
  });
});
