/** A connection to NATS servers by mutual TLS that comes back, however often they go away. */
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { visible } from '@capgate/base';
import { FleetError } from '../../error.ts';
import type { NodeSubject } from './permissions.ts';
import type { CertificateFiles } from './server-config.ts';
import { replyPrefix } from './subjects.ts';

const CONNECT_MS_MAX = 5_000;
const RECONNECT_MS = 250;
/** So that not all come at once. */
const RECONNECT_JITTER_MS = 1_000;
/** How soon it is noticed that a server is silently gone: a second ping without an answer. */
const PING_MS = 5_000;

export interface LinkOptions {
  readonly node: NodeSubject;
  /** `host:port`, each by the name that is in its certificate; any of them will do. */
  readonly servers: readonly string[];
  /** Of the node. They are read again for each connection. */
  readonly files: CertificateFiles;
}

export class Link {
  readonly #connection: NatsConnection;
  #isUp = true;

  private constructor(connection: NatsConnection) {
    this.#connection = connection;
    void this.#watch();
  }

  /** Rejects with `FleetError` UNREACHABLE where no server is there, or none takes us. */
  static async open({ node, servers, files }: LinkOptions): Promise<Link> {
    try {
      const connection = await connect({
        name: node.name,
        servers: [...servers],
        tls: { certFile: files.certificate, keyFile: files.key, caFile: files.authority },
        inboxPrefix: replyPrefix(node),
        // A server names others at will; only those that were named are meant.
        ignoreClusterUpdates: true,
        timeout: CONNECT_MS_MAX,
        maxReconnectAttempts: -1,
        // Who is refused today may be named in the configuration tomorrow.
        ignoreAuthErrorAbort: true,
        reconnectTimeWait: RECONNECT_MS,
        reconnectJitterTLS: RECONNECT_JITTER_MS,
        pingInterval: PING_MS,
        maxPingOut: 2,
      });
      return new Link(connection);
    } catch (error) {
      throw unreachable(`a NATS server at ${servers.join(' or ')} to take ${node.name}`, error);
    }
  }

  get isClosed(): boolean {
    return this.#connection.isClosed();
  }

  /** Throws `FleetError` UNREACHABLE while no server is there: what is sent meanwhile would only pile up. */
  get connection(): NatsConnection {
    if (this.#isUp && !this.isClosed) return this.#connection;
    throw new FleetError('UNREACHABLE', 'expected a NATS server, met none at the moment; try again');
  }

  /** Whether a server is there or not; for what waits by itself until one is. */
  get anyway(): NatsConnection {
    return this.#connection;
  }

  /** What was sent by then arrives, where a server is there. */
  async close(): Promise<void> {
    if (this.#isUp && !this.isClosed) await this.#connection.drain().catch(() => {});
    await this.#connection.close();
  }

  async #watch(): Promise<void> {
    for await (const { type } of this.#connection.status()) {
      if (type === 'disconnect') this.#isUp = false;
      if (type === 'reconnect') this.#isUp = true;
    }
  }
}

/** What servers and their certificates say is not ours. */
export function unreachable(expected: string, error: unknown): FleetError {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : 'another error';
  return new FleetError('UNREACHABLE', `expected ${expected}, met ${visible(said.slice(0, 300))}`, { cause: error });
}
