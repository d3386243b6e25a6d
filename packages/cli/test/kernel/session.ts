/** An agent in a session that is said to be held: this process is its monitor, and nothing of the kernel's is needed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AnswerOf, SocketClient } from '@capgate/client';

export type Binding = AnswerOf<'POST', '/v1/kernel/sessions/{held}/next'>['bindings'][number];
export type Tier = 'lsm' | 'trace' | 'backstop';

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function registrationOf(pid: number, tier: Tier = 'lsm') {
  const mask = { riskMax: 4, forbidden: 0, read: [], write: [], remove: [], connect: [], controls: [] };
  return { pid, tier, name: 'test', workspace: '/srv/work', mask };
}

/** Runs what it is told as children of its own. */
export class Agent {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (ran: Ran) => void>();
  #nextId = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const { id, ...ran } = JSON.parse(line) as Ran & { readonly id: number };
      this.#waiting.get(id)?.(ran);
      this.#waiting.delete(id);
    });
  }

  static start(env: Readonly<Record<string, string>>): Agent {
    const path = fileURLToPath(new URL('agent.cjs', import.meta.url));
    return new Agent(spawn(process.execPath, [path], { env: { ...env }, stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  run(argv: readonly string[], cwd: string, input = ''): Promise<Ran> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.stdin?.write(`${JSON.stringify({ id, argv, cwd, input })}\n`);
    });
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }
}

/** Puts a binding; true where it granted something of what was approved. */
export type Put = (binding: Binding) => Promise<boolean | void> | boolean | void;

/** This process, as the monitor of one session. */
export class Monitor {
  readonly held: string;
  readonly #client: SocketClient;
  #isOpen = true;

  private constructor(client: SocketClient, held: string) {
    this.#client = client;
    this.held = held;
  }

  static async of(client: SocketClient, agent: Pick<Agent, 'pid'>, tier: Tier = 'lsm'): Promise<Monitor> {
    const { held } = await client.call('POST', '/v1/kernel/sessions', { body: registrationOf(agent.pid, tier) });
    return new Monitor(client, held);
  }

  /** Asks again and again; each binding is done once `put` has, and refused where that throws. */
  async serve(put: Put): Promise<void> {
    let done: { binding: string; error?: string; widened?: boolean }[] = [];
    const putOne = async (binding: Binding) => {
      try {
        const isGranted = (await put(binding)) === true && binding.widened !== undefined;
        return { binding: binding.binding, ...(isGranted && { widened: true }) };
      } catch (error) {
        return { binding: binding.binding, error: String(error) };
      }
    };
    while (this.#isOpen) {
      const { bindings } = await this.#client.call('POST', '/v1/kernel/sessions/{held}/next', {
        params: { held: this.held },
        body: { done },
      });
      done = await Promise.all(bindings.map(putOne));
    }
  }

  match(argv: readonly string[], cwd: string, pid: number, startTicks: number) {
    const input = { params: { held: this.held }, body: { argv, cwd, pid, startTicks } };
    return this.#client.call('POST', '/v1/kernel/sessions/{held}/matches', input);
  }

  async end(): Promise<void> {
    this.#isOpen = false;
    const body = { decided: 7, denied: 2, lost: 0 };
    await this.#client.call('POST', '/v1/kernel/sessions/{held}/end', { params: { held: this.held }, body });
  }
}
