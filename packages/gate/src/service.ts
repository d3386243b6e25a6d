/** The gate with its doors: what `capgate serve` runs. */
import { rmSync } from 'node:fs';
import type { Caller } from './callers/caller.ts';
import { Peers } from './callers/peers.ts';
import { linuxProcesses } from './callers/processes.ts';
import { DEFAULT_TENANT, Gate, type GateParts } from './gate.ts';
import { keepInPlace } from './socket/keeper.ts';
import { clearPlace, ensureFolder, setMode } from './socket/place.ts';
import { type CallReply, type SocketCall, SocketServer } from './socket/server.ts';
import type { Settled } from './config/config.ts';

export interface ServiceParts extends Omit<GateParts, 'logFolder' | 'backupFolder' | 'gatePaths' | 'retentionMs'> {
  readonly config: Settled;
  readonly nameOf: (uid: number) => string;
  /** Told of a fault of the gate itself. */
  readonly onFault: (error: unknown) => void;
}

const FRAME_TIMEOUT_MS = 30_000;
const DRAIN_MS = 10_000;
const DAY_MS = 86_400_000;

export class Service {
  readonly gate: Gate;
  readonly #parts: ServiceParts;
  readonly #peers: Peers;
  readonly #socket: SocketServer;
  #stopKeeping: (() => void) | undefined;

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
    this.#socket = new SocketServer({
      decide: (request, caller) => {
        if (request.agentPid !== undefined && caller.pid !== undefined) {
          this.#peers.agents.note(request.agentPid, caller.pid, caller);
        }
        return gate.decide(request, caller);
      },
      call: (call, peer) => this.#call(call, this.#peers.caller(peer)),
      callerOf: (peer) => this.#peers.asker(peer),
      onFault: parts.onFault,
      connectionsMax: parts.config.socketConnections,
      frameTimeoutMs: FRAME_TIMEOUT_MS,
    });
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
      retentionMs: config.retentionDays * DAY_MS,
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

  /** Takes nothing new in, answers what was asked, writes the end down. */
  async stop(reason: string): Promise<void> {
    this.#stopKeeping?.();
    await this.#socket.close(DRAIN_MS);
    await this.gate.stop(reason);
  }

  async #open(): Promise<void> {
    await this.#listen();
    const { config, onFault } = this.#parts;
    this.#stopKeeping = keepInPlace(config.socketPath, () => this.#takeBack(), onFault);
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

  async #call(call: SocketCall, caller: Caller): Promise<CallReply> {
    void caller;
    return { status: 501, body: { title: `${call.method} ${call.path}` } };
  }
}

/** What SQLite keeps beside a database; whoever writes to them writes to it. */
const SQLITE_ENDINGS = ['', '-wal', '-shm', '-journal'];

/** What no agent may touch, wherever the configuration puts it. */
function gatePathsOf({ socketPath, logFolder, keysFolder, backupFolder, store }: Settled): string[] {
  const tables = store.kind === 'sqlite' ? SQLITE_ENDINGS.map((ending) => store.path + ending) : [];
  return [socketPath, logFolder, keysFolder, backupFolder, ...tables];
}
