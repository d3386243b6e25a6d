/** The gate with its doors: what `capgate serve` runs. */
import { readFileSync, rmSync } from 'node:fs';
import { Peers } from './callers/peers.ts';
import { linuxProcesses, ownProcesses } from './callers/processes.ts';
import { SignIns } from './callers/sign-in.ts';
import type { Settled } from './config/config.ts';
import { DEFAULT_TENANT, Gate, type GateParts } from './gate.ts';
import { type HttpParts, HttpServer } from './http/server.ts';
import type { FailureCounts } from './metrics/failure-counts.ts';
import { Registries } from './registries/registries.ts';
import { keepInPlace } from './socket/keeper.ts';
import { clearPlace, ensureFolder, setMode } from './socket/place.ts';
import { SocketServer } from './socket/server.ts';
import { Tenants } from './tenants/tenants.ts';

export interface ServiceParts
  extends Omit<GateParts, 'logFolder' | 'backupFolder' | 'gatePaths' | 'gateProcesses' | 'retentionMs'> {
  readonly config: Settled;
  readonly nameOf: (uid: number) => string;
  /** Counted up by whoever is told of failures. */
  readonly failures: FailureCounts;
  /** Told of a fault of the gate itself. */
  readonly onFault: (error: unknown) => void;
}

const FRAME_TIMEOUT_MS = 30_000;
const DRAIN_MS = 10_000;
const HTTP_CONNECTIONS = 16_384;
const REQUESTS_PER_SECOND = 10_000;

export class Service {
  readonly gate: Gate;
  readonly #parts: ServiceParts;
  readonly #peers: Peers;
  readonly #socket: SocketServer;
  /** There even where no port is open: it answers the socket's calls. */
  readonly #http: HttpServer;
  #stopKeeping: (() => void) | undefined;
  #port: number | undefined;

  private constructor(parts: ServiceParts, gate: Gate) {
    this.#parts = parts;
    this.gate = gate;
    this.#peers = new Peers({
      processes: linuxProcesses,
      uid: process.getuid?.() ?? 0,
      users: parts.config.users,
      tenant: DEFAULT_TENANT,
      nameOf: parts.nameOf,
    });
    this.#http = new HttpServer({
      ...httpPartsOf(parts, gate),
      otherConnections: () => ({ socket: this.#socket.connectionCount }),
    });
    this.#socket = this.#newSocket();
  }

  /** Resolves once every door is open. Throws what keeps it from that; then none is. */
  static async start(parts: ServiceParts): Promise<Service> {
    const { config } = parts;
    await clearPlace(config.socketPath);
    const gate = await Gate.start({
      ...parts,
      logFolder: config.logFolder,
      backupFolder: config.backupFolder,
      gatePaths: gatePathsOf(config),
      gateProcesses: ownProcesses(),
      retentionMs: config.retentionMs,
    });
    const service = new Service(parts, gate);
    try {
      await service.#open();
      return service;
    } catch (error) {
      await service.stop('could not open its doors');
      throw error;
    }
  }

  /** The port of HTTP; undefined where none is open. */
  get port(): number | undefined {
    return this.#port;
  }

  /** Takes nothing new in, answers what was asked, writes the end down. */
  async stop(reason: string): Promise<void> {
    this.#stopKeeping?.();
    await Promise.all([this.#socket.close(DRAIN_MS), this.#http.close(DRAIN_MS)]);
    await this.gate.stop(reason);
  }

  async #open(): Promise<void> {
    const { http, socketPath } = this.#parts.config;
    if (http !== undefined) this.#port = await this.#http.listen(http);
    await this.#listen();
    this.#stopKeeping = keepInPlace(socketPath, () => this.#takeBack(), this.#parts.onFault);
  }

  #newSocket(): SocketServer {
    const { onFault, config } = this.#parts;
    return new SocketServer({
      decide: (request, caller) => {
        if (request.agentPid !== undefined && caller.pid !== undefined) {
          this.#peers.agents.note(request.agentPid, caller.pid, caller);
        }
        return this.gate.decide(request, caller);
      },
      call: (call, peer) => this.#http.call(call, this.#peers.caller(peer)),
      callerOf: (peer) => this.#peers.asker(peer),
      onFault,
      connectionsMax: config.socketConnections,
      frameTimeoutMs: FRAME_TIMEOUT_MS,
    });
  }

  async #listen(): Promise<void> {
    const { socketPath, users } = this.#parts.config;
    await this.#socket.listen(socketPath);
    setMode(socketPath, users.length > 0);
  }

  /** Somebody removed the socket, or put another in its place. */
  async #takeBack(): Promise<void> {
    const { socketPath } = this.#parts.config;
    ensureFolder(socketPath);
    rmSync(socketPath, { force: true });
    await this.#listen();
    this.gate.recorder.recordOrDefer('gate.socket-restored', { instance: this.gate.instance });
  }
}

function httpPartsOf({ config, chain, failures, onFault }: ServiceParts, gate: Gate): HttpParts {
  const { store, primitives, clock, random } = gate.parts;
  const { recorder } = gate;
  const { names, tls, connections, requestsPerSecond } = config.http ?? {};
  return {
    gate,
    site: config.site,
    failures,
    tenants: new Tenants({ recorder, store, home: DEFAULT_TENANT }),
    registries: new Registries({
      recorder,
      primitives,
      store,
      trusted: () => chain.keys.map(({ identity }) => identity),
    }),
    signIns: new SignIns({ clock, random, primitives }),
    connectionsMax: connections ?? HTTP_CONNECTIONS,
    requestsPerSecond: requestsPerSecond ?? REQUESTS_PER_SECOND,
    onFault,
    ...(names !== undefined && { names }),
    ...(tls !== undefined && { tls: readTls(tls) }),
  };
}

function readTls({ certificate, key, clients }: { certificate: string; key: string; clients?: string }): {
  cert: string;
  key: string;
  ca?: string;
} {
  return { cert: textOf(certificate), key: textOf(key), ...(clients !== undefined && { ca: textOf(clients) }) };
}

function textOf(path: string): string {
  return readFileSync(path, 'utf8');
}

/** What SQLite keeps beside a database; whoever writes to them writes to it. */
const SQLITE_ENDINGS = ['', '-wal', '-shm', '-journal'];

/** What no agent may touch, wherever the configuration puts it. */
function gatePathsOf({ configFile, socketPath, logFolder, keysFolder, backupFolder, store }: Settled): string[] {
  const tables = store.kind === 'sqlite' ? SQLITE_ENDINGS.map((ending) => store.path + ending) : [store.urlFile];
  const known = [configFile, socketPath, logFolder, keysFolder, backupFolder, ...tables];
  return known.filter((path) => path !== undefined);
}
