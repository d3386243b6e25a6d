/** A home on the real disk with a gate that runs, as people have it, and what asks it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capgate, type Outcome } from '../harness.ts';

/** The program as it is built, which `npm test` sees to: with what it bundles of the protocol, and started soon. */
export const CAPGATE = fileURLToPath(new URL('../../bin/capgate.cjs', import.meta.url));

export class GateHome {
  readonly path = mkdtempSync(join(tmpdir(), 'capgate-mcp-'));
  readonly socket = join(this.path, 'run/gate.sock');
  /** None of this process's own variables, which may say that it runs for an agent. */
  readonly env = { PATH: process.env['PATH'] ?? '', HOME: this.path, CAPGATE_SOCKET: this.socket };
  #service: ChildProcess | undefined;

  async start(): Promise<void> {
    const config = this.write('gate.yaml', `socket: { path: ${this.socket} }\nhttp: { port: 0 }\n`);
    this.#service = spawn(process.execPath, [CAPGATE, 'serve', '--config', config], {
      env: this.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    for await (const chunk of this.#service.stdout ?? []) {
      printed += String(chunk);
      if (printed.includes('Ctrl+C ends it.')) return;
    }
    throw new Error(`expected the gate to start, met the end of it: ${printed}`);
  }

  async kill(): Promise<void> {
    const service = this.#service;
    this.#service = undefined;
    if (service === undefined) return;
    const ended = new Promise((resolve) => service.once('close', resolve));
    service.kill('SIGKILL');
    await ended;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.path, { recursive: true, force: true });
  }

  write(name: string, content: string): string {
    const path = join(this.path, name);
    writeFileSync(path, content);
    return path;
  }

  /** A command that no terminal of a person need control. */
  asked(...words: string[]): Promise<Outcome> {
    return capgate(words, { home: this.path, env: { CAPGATE_SOCKET: this.socket } });
  }

  /** A command at a terminal, as a person has one, with what the person types. */
  atTerminal(words: readonly string[], typed = ''): string {
    const line = [process.execPath, CAPGATE, ...words].map((word) => `'${word}'`).join(' ');
    const { stdout } = spawnSync('script', ['-qec', line, '/dev/null'], {
      env: this.env,
      encoding: 'utf8',
      input: typed,
    });
    return stdout;
  }

  /** Puts a policy in force, by its rules. */
  rules(rules: readonly object[]): void {
    const path = this.write('policy.json', JSON.stringify({ security: { user: { version: 1, rules } } }));
    const changed = this.atTerminal(['policy', 'change', path, '--reason', 'test']);
    const made = /Version (\d+) is made/u.exec(changed)?.[1];
    if (made === undefined) throw new Error(`expected a version of the policy to be made, met: ${changed}`);
    const said = this.atTerminal(['policy', 'activate', made, '--reason', 'test']);
    if (!said.includes('is in force')) throw new Error(`expected the policy in force, met: ${said}`);
  }
}
