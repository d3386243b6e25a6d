/** A home on the real disk with keys and a log, made by the program itself. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditLog } from '@capgate/audit';
import type { CanonicalObject, Clock } from '@capgate/base';
import { NodeDisk, systemRandom } from '@capgate/base/node';
import { decodeChain, Keyring } from '@capgate/keys';
import { FileKeyStore, nodePrimitives } from '@capgate/keys/node';
import { SimulatedClock } from '@capgate/testing';
import { capgate, type Outcome, type Surroundings } from './harness.ts';

export const FINGERPRINT = /[0-9a-f]{64}/u;

export class LogHome {
  readonly path = mkdtempSync(join(tmpdir(), 'capgate-log-'));
  readonly clock = new SimulatedClock();
  readonly keys = join(this.path, '.config/capgate/keys');
  readonly log = join(this.path, '.local/state/capgate/log');

  /** Runs the program there. */
  capgate(argv: readonly string[], around: Surroundings = {}): Promise<Outcome> {
    return capgate(argv, { home: this.path, cwd: this.path, clock: this.clock, ...around });
  }

  /** What the program prints where it must succeed. */
  async print(...argv: string[]): Promise<string> {
    const { status, stdout, stderr } = await this.capgate(argv);
    if (status === 0 && stderr === '') return stdout;
    throw new Error(`expected ${argv.join(' ')} to succeed, met ${status}: ${stderr}${stdout}`);
  }

  /** As `print`, of one JSON value. */
  async json(...argv: string[]): Promise<Record<string, unknown>> {
    return JSON.parse(await this.print(...argv, '--json')) as Record<string, unknown>;
  }

  /** Keys without a passphrase, of Ed25519 alone, as they are made sooner; answers the fingerprint. */
  async begin(...more: string[]): Promise<string> {
    const algorithm = more.includes('--algorithm') ? [] : ['--algorithm', 'ed25519'];
    const stdout = await this.print('keys', 'new', '--no-passphrase', '--name', 'log.example', ...algorithm, ...more);
    return FINGERPRINT.exec(stdout)?.[0] ?? '';
  }

  /** Writes entries as the gate will, and seals. */
  async append(bodies: readonly CanonicalObject[], kind = 'decision', clock: Clock = this.clock): Promise<void> {
    const [disk, random, primitives] = [new NodeDisk(), systemRandom, nodePrimitives];
    const store = new FileKeyStore(this.keys, { disk, random, primitives, passphrase: async () => undefined });
    const statements = decodeChain(this.read(join(this.keys, 'chain.json')));
    const keyring = await Keyring.from({ store, primitives }, statements);
    const log = await AuditLog.open({ folder: this.log, disk, clock, random, primitives, keyring });
    await Promise.all(bodies.map((body) => log.append(kind, body)));
    await log.close();
  }

  read(path: string): Buffer {
    return readFileSync(join(this.path, path.replace(this.path, '')));
  }

  write(path: string, content: string | Uint8Array): string {
    const full = join(this.path, path.replace(this.path, ''));
    writeFileSync(full, content);
    chmodSync(full, 0o600);
    return full;
  }

  /** Changes one bit of a file. */
  flip(path: string, at: number): void {
    const bytes = this.read(path);
    bytes[at] = (bytes[at] as number) ^ 1;
    this.write(path, bytes);
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

export function numbered(count: number): CanonicalObject[] {
  return Array.from({ length: count }, (_, i) => ({ i }));
}
