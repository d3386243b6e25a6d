/** What `capgate mcp-proxy` adds to the call of a tool: the same server with it and without it, in turn, in one run. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Section } from '@capgate/testing';
import { quantile } from './crowd.ts';
import { asPerson, CAPGATE, environmentOf, withServer } from './processes.ts';

const UPSTREAM = [process.execPath, fileURLToPath(new URL('../mcp/upstream.ts', import.meta.url))];
const ROUNDS = 10;
const CALLS = 300;
const WARM_UP_CALLS = 1_000;
const ADDED_P50_NS = 1e6;

export async function mcp(): Promise<Section> {
  return withServer('gate', async ({ home }) => {
    allowEverything(home);
    const direct = await Session.begun(UPSTREAM, home);
    const proxied = await Session.begun(
      [process.execPath, CAPGATE, 'mcp-proxy', '--name', 'up', '--', ...UPSTREAM],
      home,
    );
    const [withoutMs, withMs]: [number[], number[]] = [[], []];
    for (const session of [direct, proxied]) await session.calls(WARM_UP_CALLS);
    for (let round = 0; round < ROUNDS; round++) {
      withoutMs.push(...(await direct.calls(CALLS)));
      withMs.push(...(await proxied.calls(CALLS)));
    }
    for (const session of [direct, proxied]) session.end();
    const row = (name: string, q: number) => [
      { name: `${name} without`, unit: 'ns' as const, value: quantile(withoutMs, q) * 1e6 },
      { name: `${name} with`, unit: 'ns' as const, value: quantile(withMs, q) * 1e6 },
    ];
    const added = (quantile(withMs, 0.5) - quantile(withoutMs, 0.5)) * 1e6;
    return {
      title: 'a call of a tool over stdio, one after the other, without and with capgate mcp-proxy, log: after',
      notes: [`${ROUNDS} rounds of ${CALLS} calls each, in turn; a call is two questions to the gate`],
      rows: [
        ...row('p50', 0.5),
        ...row('p99', 0.99),
        { name: 'added at p50', unit: 'ns', value: added, bar: { limit: ADDED_P50_NS } },
      ],
    };
  });
}

/** What is measured is the way of a call, and that is longest where it is allowed. */
function allowEverything(home: string): void {
  const policy = join(home, 'policy.json');
  const rules = [{ id: 'up', verdict: 'allow', when: { server: ['up'] } }];
  writeFileSync(policy, JSON.stringify({ security: { user: { version: 1, rules } } }));
  asPerson(home, ['policy', 'change', policy, '--reason', 'bench']);
  const said = asPerson(home, ['policy', 'activate', '1', '--reason', 'bench']);
  if (!said.includes('is in force')) throw new Error(`expected the policy in force, met: ${said}`);
}

/** A client that costs little beside what it asks. */
class Session {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;
  #next = 0;

  private constructor(words: readonly string[], home: string) {
    const [command = '', ...rest] = words;
    this.#child = spawn(command, rest, { env: environmentOf(home), cwd: home, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout });
  }

  static async begun(words: readonly string[], home: string): Promise<Session> {
    const session = new Session(words, home);
    const clientInfo = { name: 'bench', version: '1' };
    await session.#ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
    session.#write({ method: 'notifications/initialized' });
    return session;
  }

  /** How long each took, in milliseconds. */
  async calls(count: number): Promise<number[]> {
    const tookMs: number[] = [];
    for (let i = 0; i < count; i++) {
      const startMs = performance.now();
      const answer = await this.#ask('tools/call', { name: 'run', arguments: { command: 'ls -la' } });
      tookMs.push(performance.now() - startMs);
      if (!answer.includes('"structuredContent":{"text":"ls -la"}')) {
        throw new Error(`expected the tool's own answer, met: ${answer.slice(0, 300)}`);
      }
    }
    return tookMs;
  }

  end(): void {
    this.#child.stdin.end();
  }

  #ask(method: string, params: object): Promise<string> {
    const answered = new Promise<string>((resolve) => this.#lines.once('line', resolve));
    this.#write({ id: this.#next++, method, params });
    return answered;
  }

  #write(message: object): void {
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }
}
