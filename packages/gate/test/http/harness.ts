/** A gate on the real disk with its HTTP door open on a real port, and callers of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogOptions } from '@capgate/audit';
import { NodeDisk, nodeSmallFiles, systemClock, systemRandom } from '@capgate/base/node';
import { encodeChain, Keyring, type SigningKey } from '@capgate/keys';
import { FileKeyStore, nodePrimitives } from '@capgate/keys/node';
import { openStore } from '@capgate/store';
import { type Caller, type CallerKind, type Scope, SCOPES } from '../../src/callers/caller.ts';
import { SignIns } from '../../src/callers/sign-in.ts';
import { DEFAULT_TENANT, Gate, type GateParts } from '../../src/gate.ts';
import { openRecorder } from '../../src/recorder/open.ts';
import { type HttpParts, HttpServer } from '../../src/http/server.ts';
import { FailureCounts } from '../../src/metrics/failure-counts.ts';
import { ReloadCounts } from '../../src/metrics/reload-counts.ts';
import { ShedCounts } from '../../src/metrics/shed-counts.ts';
import { Tenants } from '../../src/tenants/tenants.ts';

const HOUR_MS = 3_600_000;

/** A person at a terminal. */
export const person: Caller = {
  kind: 'person',
  name: 'ada',
  person: 'ada',
  tenant: DEFAULT_TENANT,
  scopes: SCOPES,
  way: 'socket',
  pid: 4242,
  uid: 1000,
};

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- what a test looks at, it knows
  readonly body: any;
}

export class TestService {
  readonly folder: string;
  readonly gate: Gate;
  readonly http: HttpServer;
  readonly tenants: Tenants;
  readonly signIns: SignIns;
  /** Signs as the gate does. */
  readonly signers: () => Promise<SigningKey[]>;
  readonly faults: unknown[];
  readonly failures = new FailureCounts();
  port = 0;

  private constructor(folder: string, gate: Gate, keyring: Keyring, options: Partial<HttpParts>) {
    const { recorder, parts } = gate;
    const { store, primitives, clock, random } = parts;
    this.folder = folder;
    this.gate = gate;
    this.faults = [];
    this.tenants = new Tenants({ recorder, store, home: DEFAULT_TENANT });
    this.signIns = new SignIns({ clock, random, primitives });
    this.signers = () => keyring.signers(Date.now());
    this.http = new HttpServer({
      gate,
      site: 'test',
      failures: this.failures,
      sheds: new ShedCounts(),
      reloads: new ReloadCounts(),
      config: () => ({ readAt: 1, waiting: [], settings: [] }),
      tenants: this.tenants,
      signIns: this.signIns,
      connectionsMax: 1_000,
      requestsPerSecond: 100_000,
      onFault: (error) => this.faults.push(error),
      ...options,
    });
  }

  static async start(options: Partial<HttpParts> = {}, parts: TestParts = {}): Promise<TestService> {
    const folder = mkdtempSync(join(tmpdir(), 'capgate-http-'));
    const { gate, keyring } = await openGate(folder, parts);
    const service = new TestService(folder, gate, keyring, options);
    service.port = await service.http.listen({ host: '127.0.0.1', port: 0 });
    return service;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async token(subject: CallerKind = 'person', scopes: readonly Scope[] = SCOPES, name = 'grace'): Promise<string> {
    const { token } = await this.gate.tokens.create(person, {
      name,
      owner: name,
      subject,
      scopes,
      lifetimeMs: HOUR_MS,
    });
    return token;
  }

  async ask(method: string, path: string, token?: string, body?: unknown, headers: object = {}): Promise<Reply> {
    const response = await fetch(`${this.origin}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return replyOf(response);
  }

  /** Resolves once the store has what is in the log. */
  async stored(): Promise<void> {
    await this.gate.recorder.seal();
    await this.gate.recorder.settled();
  }

  async end(): Promise<void> {
    await this.http.close(1_000);
    await this.gate.stop('the test is over');
    await this.gate.recorder.close();
    await this.gate.parts.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface TestParts extends Partial<GateParts> {
  readonly logOptions?: Partial<LogOptions>;
}

function failed(part: string, error: unknown): never {
  throw new Error(`${part} failed`, { cause: error });
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = /^application\/(?:problem\+)?json/u.test(response.headers.get('content-type') ?? '') && text !== '';
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
}

async function openGate(
  folder: string,
  { logOptions, ...parts }: TestParts,
): Promise<{ gate: Gate; keyring: Keyring }> {
  const disk = new NodeDisk();
  const machine = { disk, random: systemRandom, primitives: nodePrimitives };
  await disk.makeFolder(`${folder}/keys`);
  const keyStore = new FileKeyStore(`${folder}/keys`, { ...machine, passphrase: async () => undefined });
  const keyring = await Keyring.create(
    { store: keyStore, primitives: nodePrimitives },
    { name: 'gate.example', algorithms: ['ed25519'], nowMs: Date.now() },
  );
  writeFileSync(`${folder}/keys/chain.json`, encodeChain(keyring.chain.statements));
  const { onFailure = failed } = parts;
  const store = { kind: 'sqlite', path: `${folder}/store.db` } as const;
  const keys = { kind: 'file', folder: `${folder}/keys` } as const;
  const recorder = await openRecorder(
    { logFolder: `${folder}/log`, keys, store, ...(logOptions && { log: logOptions }) },
    { onFailure },
  );
  const gate = await Gate.start({
    ...machine,
    files: nodeSmallFiles,
    version: '0.0.0-test',
    clock: systemClock,
    recorder,
    chain: keyring.chain,
    store: await openStore(store),
    logFolder: `${folder}/log`,
    backupFolder: `${folder}/backups`,
    home: '/home/user',
    platform: 'linux',
    gatePaths: [],
    retentionMs: 365 * 24 * HOUR_MS,
    pendingPerSession: 100,
    onFailure,
    ...parts,
  });
  return { gate, keyring };
}

/** A request to decide about a harmless command. */
export const HARMLESS = {
  action: { kind: 'command', command: 'ls -la' },
  session: 's1',
  agent: 'tester',
  cwd: '/home/user/work',
  workspace: '/home/user/work',
} as const;
