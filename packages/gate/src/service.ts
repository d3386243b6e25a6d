/** The gate with its doors: what `capgate serve` runs. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type Accounts, Peers } from './callers/peers.ts';
import { linuxProcesses, ownProcesses } from './callers/processes.ts';
import { SignIns } from './callers/sign-in.ts';
import { differingKeys, inForceAfter } from './config/changes.ts';
import {
  type ConfigRead,
  type ConfigStatus,
  DEFAULT_CONNECTIONS,
  DEFAULT_REQUESTS_PER_SECOND,
  type Settled,
} from './config/config.ts';
import { gatePathsOf } from './config/gate-paths.ts';
import { settingsInForce } from './config/settings-in-force.ts';
import { GateError } from './error.ts';
import { DEFAULT_TENANT, Gate, type GateParts } from './gate.ts';
import type { Page } from './http/page.ts';
import { type HttpBounds, type HttpParts, HttpServer, type TlsTexts } from './http/server.ts';
import type { FailureCounts } from './metrics/failure-counts.ts';
import { ReloadCounts } from './metrics/reload-counts.ts';
import { ShedCounts } from './metrics/shed-counts.ts';
import { keepInPlace } from './socket/keeper.ts';
import { clearPlace, ensureFolder, setMode } from './socket/place.ts';
import { SocketServer } from './socket/server.ts';
import { traceSettingsOf } from './traces/settings.ts';
import { Tracer } from './traces/tracer.ts';
import { Tenants } from './tenants/tenants.ts';

/** What the configuration says. */
type Configured =
  | 'noteAgent'
  | 'whyAgents'
  | 'ancestryOf'
  | 'logFolder'
  | 'backupFolder'
  | 'gatePaths'
  | 'gateProcesses'
  | 'retentionMs'
  | 'pendingPerSession';

export interface ServiceParts extends Omit<GateParts, Configured> {
  readonly config: Settled;
  readonly configRead: ConfigRead;
  readonly accounts: Accounts;
  /** The page for people; none is shown where absent. */
  readonly page?: Page;
  /** Counted up by whoever is told of failures. */
  readonly failures: FailureCounts;
  /** Told of a fault of the gate itself. */
  readonly onFault: (error: unknown) => void;
}

const FRAME_TIMEOUT_MS = 30_000;
const DRAIN_MS = 10_000;

/** What a configuration that was read anew came to: keys of the document. */
export interface ConfigChange {
  /** In force from now on. */
  readonly changed: readonly string[];
  /** In force once the gate is started again. */
  readonly waiting: readonly string[];
}

export class Service {
  readonly gate: Gate;
  readonly #parts: ServiceParts;
  readonly #sheds = new ShedCounts();
  readonly #reloads = new ReloadCounts();
  readonly #tracer: Tracer;
  readonly #peers: Peers;
  readonly #socket: SocketServer;
  /** There even where no port is open: it answers the socket's calls. */
  readonly #http: HttpServer;
  #config: Settled;
  #configRead: ConfigRead;
  #waiting: readonly string[] = [];
  #stopKeeping: (() => void) | undefined;
  #port: number | undefined;

  private constructor(parts: ServiceParts, gate: Gate, peers: Peers) {
    this.#parts = parts;
    this.#peers = peers;
    this.#config = parts.config;
    this.#configRead = parts.configRead;
    this.gate = gate;
    const { clock, random, version } = gate.parts;
    const resource = { site: parts.config.site, version, instance: gate.instance };
    this.#tracer = new Tracer({ clock, random, resource });
    this.#tracer.use(traceSettingsOf(parts.config.traces));
    this.#http = new HttpServer({
      ...httpPartsOf(parts, gate),
      sheds: this.#sheds,
      reloads: this.#reloads,
      tracer: this.#tracer,
      config: () => this.#configStatus(),
      otherConnections: () => ({ socket: this.#socket.connectionCount }),
    });
    this.#socket = this.#newSocket();
  }

  /** Resolves once every door is open. Throws what keeps it from that; then none is. */
  static async start(parts: ServiceParts): Promise<Service> {
    const { config } = parts;
    await clearPlace(config.socketPath);
    const peers = new Peers({
      processes: linuxProcesses,
      uid: process.getuid?.() ?? 0,
      users: config.users,
      approvers: config.approvers,
      tenant: DEFAULT_TENANT,
      accounts: parts.accounts,
    });
    const gate = await Gate.start({
      ...parts,
      noteAgent: (agentPid, callerPid, caller) => peers.agents.note(agentPid, callerPid, caller),
      whyAgents: (pid) => peers.whyAgents(pid),
      ancestryOf: (caller) => peers.ancestryOf(caller),
      logFolder: config.logFolder,
      backupFolder: config.backupFolder,
      gatePaths: gatePathsOf(config),
      gateProcesses: ownProcesses(),
      retentionMs: config.retentionMs,
      pendingPerSession: config.pendingPerSession,
    });
    const service = new Service(parts, gate, peers);
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
    await Promise.all([this.gate.stop(reason), this.#tracer.close()]);
  }

  /** What is in force. */
  get config(): Settled {
    return this.#config;
  }

  /**
   * Takes over of a configuration what needs no restart, once that is in the log: all of it or, where this throws, nothing.
   * One after the other. `by`: what had it read. Throws `GateError` REQUEST for files that cannot be used, UNAVAILABLE.
   */
  async reconfigure(next: Settled, read: ConfigRead, by: string): Promise<ConfigChange> {
    const inForce = inForceAfter(this.#config, next);
    const changed = differingKeys(this.#config, inForce);
    const waiting = differingKeys(inForce, next);
    const bounds = httpBoundsOf(inForce);
    const traces = traceSettingsOf(inForce.traces);
    const { instance, recorder } = this.gate;
    const { digest } = read;
    await recorder.recorded('config.applied', { instance, by, ...(digest && { digest }), changed, waiting });
    this.#config = inForce;
    this.#configRead = read;
    this.#waiting = waiting;
    this.#tracer.use(traces);
    this.#apply(inForce, bounds);
    this.#reloads.add(changed.length === 0 ? 'unchanged' : 'applied');
    return { changed, waiting };
  }

  /** Notes that a configuration could not be used: in the log, without what was wrong, which may hold a secret. */
  refuseConfig(code: string, by: string): void {
    this.#reloads.add('refused');
    this.gate.recorder.recordOrDefer('config.refused', { instance: this.gate.instance, by, code });
  }

  /** Nothing in here waits or throws. */
  #apply(config: Settled, bounds: HttpBounds): void {
    const { users, approvers, socketConnections, retentionMs, pendingPerSession } = config;
    this.gate.protect(gatePathsOf(config));
    this.#http.use(bounds);
    this.#peers.admit(users, approvers);
    openTo(config);
    this.#socket.allow(socketConnections);
    this.#socket.recheck();
    this.gate.approvals.queue.allow(pendingPerSession);
    this.gate.keepFor(retentionMs).catch((error: unknown) => this.#parts.onFailure('log', error));
  }

  #configStatus(): ConfigStatus {
    const { configFile } = this.#config;
    return {
      ...this.#configRead,
      waiting: this.#waiting,
      ...(configFile !== undefined && { file: configFile }),
      settings: settingsInForce(this.#config),
    };
  }

  async #open(): Promise<void> {
    const { http, socketPath } = this.#config;
    if (http !== undefined) this.#port = await this.#http.listen(http);
    await this.#listen();
    this.#stopKeeping = keepInPlace(socketPath, () => this.#takeBack(), this.#parts.onFault);
  }

  #newSocket(): SocketServer {
    const { onFault } = this.#parts;
    return new SocketServer({
      decide: (request, caller, trace) => this.gate.decide(request, caller, trace),
      call: (call, peer) => this.#http.call(call, (scope) => this.#peers.callerFor(peer, scope)),
      callerOf: (peer) => this.#peers.asker(peer),
      onFault,
      sheds: this.#sheds,
      tracer: this.#tracer,
      connectionsMax: this.#config.socketConnections,
      frameTimeoutMs: FRAME_TIMEOUT_MS,
    });
  }

  async #listen(): Promise<void> {
    await this.#socket.listen(this.#config.socketPath);
    openTo(this.#config);
  }

  /** Somebody removed the socket, or put another in its place. */
  async #takeBack(): Promise<void> {
    const { socketPath } = this.#config;
    ensureFolder(socketPath);
    rmSync(socketPath, { force: true });
    await this.#listen();
    this.gate.recorder.recordOrDefer('gate.socket-restored', { instance: this.gate.instance });
  }
}

/** Where the socket is away, whoever puts it back sets its mode. */
function openTo({ socketPath, users, approvers }: Settled): void {
  if (existsSync(socketPath)) setMode(socketPath, users.length + approvers.length > 0);
}

type OwnHttpParts = Omit<HttpParts, 'sheds' | 'reloads' | 'config'>;

function httpPartsOf({ config, failures, page, onFault }: ServiceParts, gate: Gate): OwnHttpParts {
  const { store, primitives, clock, random } = gate.parts;
  const { recorder } = gate;
  return {
    ...httpBoundsOf(config),
    gate,
    site: config.site,
    failures,
    ...(page !== undefined && { page }),
    tenants: new Tenants({ recorder, store, home: DEFAULT_TENANT }),
    signIns: new SignIns({ clock, random, primitives }),
    onFault,
  };
}

/** Throws `GateError` REQUEST for certificates that cannot be used. Where no port is open, for the calls by the socket. */
function httpBoundsOf({ http }: Settled): HttpBounds {
  const { names = [], tls, connections, requestsPerSecond } = http ?? {};
  return {
    names,
    connectionsMax: connections ?? DEFAULT_CONNECTIONS,
    requestsPerSecond: requestsPerSecond ?? DEFAULT_REQUESTS_PER_SECOND,
    ...(tls !== undefined && { tls: readTls(tls) }),
  };
}

/** Tried before anything uses them. The library's own texts stay out: they may quote what it met. */
function readTls({ certificate, key, clients }: { certificate: string; key: string; clients?: string }): TlsTexts {
  try {
    const texts = {
      cert: textOf(certificate),
      key: textOf(key),
      ...(clients !== undefined && { ca: textOf(clients) }),
    };
    createSecureContext(texts);
    return texts;
  } catch {
    throw new GateError('REQUEST', 'expected certificates and their key in the files of http.tls, met none that fit');
  }
}

function textOf(path: string): string {
  return readFileSync(path, 'utf8');
}
