/** `capgate mcp-proxy` between the official client and a real server, before a gate that runs, and before none. */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CallToolResult, Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { needsProgram } from '@capgate/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { CAPGATE, GateHome } from './gate-home.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 });

const UPSTREAM = fileURLToPath(new URL('upstream.ts', import.meta.url));
const INFO = { name: 'tester', version: '1.0.0' };
type Mode = 'legacy' | { pin: string };
const ERAS: [string, Mode][] = [
  ['initialize', 'legacy'],
  ['2026-07-28', { pin: '2026-07-28' }],
];

const gate = new GateHome();
const ran = join(gate.path, 'ran');
const open: Client[] = [];

beforeAll(() => gate.start());
afterAll(() => gate.remove());
afterEach(async () => {
  for (const client of open.splice(0)) await client.close();
  rmSync(ran, { force: true });
});

interface Setting {
  readonly mode?: Mode;
  readonly server?: string;
  readonly socket?: string;
  readonly description?: string;
  readonly options?: readonly string[];
  /** What a person does with a form; the client has none where absent. */
  readonly person?: Person;
}

type Person = (message: string) => {
  readonly action: 'accept' | 'decline' | 'cancel';
  readonly content?: { readonly approve: boolean };
};

/** A process that starts its words, as an agent starts its servers: a shell in its place would not be taken for one. */
const AGENT = `
  const [command, ...words] = process.argv.slice(1);
  const child = require('node:child_process').spawn(command, words, { stdio: 'inherit' });
  child.once('exit', (status) => process.exit(status ?? 1));`;

/** A client of the server behind the proxy. */
async function proxied(setting: Setting = {}): Promise<Client> {
  const { mode = 'legacy', server = 'up', socket = gate.socket, description, options = [], person } = setting;
  const client = new Client(INFO, {
    versionNegotiation: { mode },
    ...(person && { capabilities: { elicitation: { form: {} } } }),
  });
  if (person)
    client.setRequestHandler('elicitation/create', ({ params }) => {
      const { action, content } = person(params.message);
      return { action, ...(content && { content: { ...content } }) };
    });
  // The process above the proxy is the agent's, and what descends from it is no person's: that must not be this one.
  const args = [
    '--eval',
    AGENT,
    process.execPath,
    CAPGATE,
    'mcp-proxy',
    '--name',
    server,
    ...options,
    '--',
    process.execPath,
    UPSTREAM,
  ];
  const env = { ...gate.env, CAPGATE_SOCKET: socket, RAN: ran, ...(description && { DESCRIPTION: description }) };
  const transport = new StdioClientTransport({
    command: process.execPath,
    args,
    env,
    cwd: gate.path,
    stderr: 'ignore',
  });
  await client.connect(transport);
  open.push(client);
  return client;
}

const call = (client: Client, name: string, given: Record<string, unknown> = {}): Promise<CallToolResult> =>
  client.callTool({ name, arguments: given });

function textOf({ content }: CallToolResult): string {
  return content.map((one) => (one.type === 'text' ? one.text : '')).join('');
}

function whatRan(): string {
  try {
    return readFileSync(ran, 'utf8');
  } catch {
    return '';
  }
}

const names = async (client: Client): Promise<string[]> => (await client.listTools()).tools.map(({ name }) => name);

const TOOLS = ['echo', 'wipe', 'run', 'turn', 'count', 'wait'];

describe('a call that nobody has allowed', () => {
  test.each(ERAS)('waits at the gate where the client has no forms, %s', async (_, mode) => {
    const client = await proxied({ mode });
    const answer = await call(client, 'wipe', { path: 'build' });
    expect(answer.isError).toBe(true);
    expect(textOf(answer)).toMatch(/^Capgate asks about this: .*capgate approvals allow \w+; nothing was run\.$/su);
    expect(whatRan()).toBe('');
  });

  test.each(ERAS)('is asked about where the client has forms, and runs once it is approved, %s', async (_, mode) => {
    const person = vi.fn<Person>(() => ({ action: 'accept', content: { approve: true } }));
    const client = await proxied({ mode, person });
    const answer = await call(client, 'wipe', { path: 'build' });
    expect(answer).toMatchObject({ structuredContent: { text: 'build' } });
    expect(person).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^wipe of up: Capgate asks about this: /u));
    expect(whatRan()).toBe('wipe build\n');
  });

  test.each(ERAS)('does not run where the person says no, or nothing, %s', async (_, mode) => {
    const said = [
      { action: 'decline' as const },
      { action: 'cancel' as const },
      { action: 'accept' as const, content: { approve: false } },
    ];
    const answers = said.values();
    const client = await proxied({ mode, person: () => answers.next().value ?? { action: 'cancel' } });
    for (const { action } of said) {
      const answer = await call(client, 'wipe', { path: action });
      expect(answer.isError).toBe(true);
      expect(textOf(answer)).toMatch(/The person (said no|did not answer); nothing was run\.$/u);
    }
    expect(answers.next().done).toBe(true);
    expect(whatRan()).toBe('');
  });

  test('no form makes a deny an allow', async () => {
    const person = vi.fn<Person>(() => ({ action: 'accept', content: { approve: true } }));
    const client = await proxied({ person });
    const answer = await call(client, 'wipe', { path: gate.socket });
    expect(answer.isError).toBe(true);
    expect(textOf(answer)).toMatch(/^Capgate denies this: /u);
    expect(person).not.toHaveBeenCalled();
    expect(whatRan()).toBe('');
  });

  test('is in the log, with its server, its tool and the agent', async () => {
    const rows = await vi.waitUntil(
      async () => {
        const { stdout } = await gate.asked('log', '--json', '--verdict', 'ask');
        const lines = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as object]));
        return lines.length > 0 && lines;
      },
      { timeout: 20_000, interval: 200 },
    );
    expect(rows).toContainEqual(
      expect.objectContaining({ agent: 'tester', action: expect.objectContaining({ server: 'up', tool: 'wipe' }) }),
    );
  });
});

describe('where a policy allows the calls', () => {
  beforeAll(() => {
    gate.rules([{ id: 'up-is-trusted', verdict: 'allow', when: { server: ['up', 'turning', 'pinned'] } }]);
  });

  test.each(ERAS)('they run and their answers come back whole, %s', async (_, mode) => {
    const client = await proxied({ mode });
    await expect(names(client)).resolves.toEqual(TOOLS);
    const answer = await call(client, 'echo', { text: 'häh \u2028 ok' });
    expect(answer).toMatchObject({ structuredContent: { text: 'häh \u2028 ok' } });
    expect(client.getServerVersion()).toMatchObject({ name: 'upstream' });
    expect(client.getInstructions()).toBe('For tests.');
  });

  test('what their arguments hold is judged as what it is, and the strictest counts', async () => {
    const client = await proxied();
    await expect(call(client, 'run', { command: 'ls -la' })).resolves.toMatchObject({ structuredContent: {} });
    const command = await call(client, 'run', { command: 'rm -rf ~' });
    expect(textOf(command)).toMatch(/^Capgate denies this: /u);
    const path = await call(client, 'wipe', { path: gate.socket });
    expect(textOf(path)).toMatch(/^Capgate denies this: /u);
    expect(whatRan()).toBe('run ls -la\n');
  });

  test('a tool that the server does not list is refused', async () => {
    const client = await proxied();
    await expect(call(client, 'other')).resolves.toMatchObject({ isError: true });
  });

  test.each(ERAS)('resources, prompts, progress and cancellation pass, %s', async (_, mode) => {
    const client = await proxied({ mode });
    const { contents } = await client.readResource({ uri: 'note://first' });
    expect(contents).toMatchObject([{ text: 'the note first' }]);
    const { messages } = await client.getPrompt({ name: 'greet', arguments: { name: 'Ada' } });
    expect(messages).toMatchObject([{ content: { text: 'Hello Ada' } }]);
    const steps: number[] = [];
    const onprogress = ({ progress }: { progress: number }): void => void steps.push(progress);
    await client.callTool({ name: 'count', arguments: { to: 3 } }, { onprogress });
    expect(steps).toEqual([1, 2, 3]);
    const waiting = client.callTool({ name: 'wait', arguments: {} }, { signal: AbortSignal.timeout(500) });
    await expect(waiting).rejects.toThrow('timeout');
    await vi.waitUntil(() => whatRan().includes('wait was cancelled'), { timeout: 10_000 });
  });

  test('a tool that turns into another while it runs is held back at once', async () => {
    const client = await proxied({ server: 'turning' });
    await expect(call(client, 'echo', { text: 'before' })).resolves.toMatchObject({ structuredContent: {} });
    await call(client, 'turn');
    const held = await vi.waitUntil(async () => {
      const answer = await call(client, 'echo', { text: 'after' });
      return answer.isError === true && answer;
    });
    expect(textOf(held)).toContain('capgate mcp-proxy trust turning');
    await expect(names(client)).resolves.toEqual(TOOLS.filter((name) => name !== 'echo'));
  });

  test('a tool that comes back changed is held back until a person trusts it', async ({ skip }) => {
    needsProgram({ skip }, 'script');
    await expect(names(await proxied({ server: 'pinned' }))).resolves.toEqual(TOOLS);
    const changed = { server: 'pinned', description: 'Reads ~/.ssh/id_rsa first' };
    const client = await proxied(changed);
    await expect(names(client)).resolves.not.toContain('echo');
    await expect(call(client, 'echo', { text: 'x' })).resolves.toMatchObject({ isError: true });
    expect(whatRan()).toBe('');
    const shown = await gate.asked('mcp-proxy', 'show', 'pinned');
    expect(shown.stdout).toContain('description was  "Says it again"');
    expect(shown.stdout).toContain('description now  "Reads ~/.ssh/id_rsa first"');
    const byNobody = await gate.asked('mcp-proxy', 'trust', 'pinned');
    expect(byNobody).toMatchObject({ status: 2, stderr: expect.stringContaining('FORBIDDEN') });
    expect(gate.atTerminal(['mcp-proxy', 'trust', 'pinned'], 'n\n')).toContain('Nothing was trusted');
    await expect(names(client)).resolves.not.toContain('echo');
    expect(gate.atTerminal(['mcp-proxy', 'trust', 'pinned', 'echo'], 'y\n')).toContain('Trusted 1 tool');
    // The proxy that runs sees it, too.
    await expect(call(client, 'echo', { text: 'x' })).resolves.toMatchObject({ structuredContent: { text: 'x' } });
    await expect(names(await proxied(changed))).resolves.toEqual(TOOLS);
  });

  test('pins are for their owner alone, and of no use once somebody has changed them', async () => {
    const folder = join(gate.path, '.local/state/capgate/mcp');
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    for (const name of files) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    const own = files.find((name) => readFileSync(join(folder, name), 'utf8').includes('"server": "pinned"')) ?? '';
    const text = readFileSync(join(folder, own), 'utf8');
    writeFileSync(join(folder, own), text.replace('For tests', 'x').replace('Says it again', 'Said').slice(0, -20));
    const client = await proxied({ server: 'pinned' });
    await expect(client.listTools()).rejects.toThrow('cannot be held against their pins');
    await expect(call(client, 'echo', { text: 'x' })).resolves.toMatchObject({ isError: true });
    expect(whatRan()).toBe('');
  });
});

/** Something else that listens where a gate would. */
async function impostor(answer: string | undefined): Promise<{ path: string; server: Server }> {
  const path = join(gate.path, `impostor-${Math.random()}.sock`);
  const server = createServer((connection) => {
    connection.on('error', () => {});
    connection.on('data', () => answer !== undefined && connection.write(answer));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { path, server };
}

describe('without a gate', () => {
  test.each([
    ['says nothing', undefined, 'does not answer at'],
    ['answers garbage', 'hello\n', 'PROTOCOL'],
    ['answers without a verdict', '{"id":0,"answer":{}}\n', 'PROTOCOL'],
  ])('one that %s refuses', async (_, answer, why) => {
    const { path, server } = await impostor(answer);
    const client = await proxied({ socket: path, options: ['--deadline-ms', '800'] });
    const refused = await call(client, 'echo', { text: 'x' });
    server.close();
    expect(refused.isError).toBe(true);
    expect(textOf(refused)).toContain(why);
    expect(textOf(refused)).toContain('nothing was run');
    expect(whatRan()).toBe('');
  });

  test.each(ERAS)('a gate that was killed refuses, and the rest of the server remains, %s', async (_, mode) => {
    const client = await proxied({ mode });
    await expect(call(client, 'echo', { text: 'x' })).resolves.toMatchObject({ structuredContent: {} });
    await gate.kill();
    const refused = await call(client, 'echo', { text: 'y' });
    expect(textOf(refused)).toContain('start it with capgate serve; nothing was run');
    await expect(client.readResource({ uri: 'note://x' })).resolves.toMatchObject({ contents: [{}] });
    expect(whatRan()).toBe('echo x\n');
    await gate.start();
  });
});
