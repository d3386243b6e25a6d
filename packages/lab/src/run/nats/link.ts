/** A connection to a NATS server that comes back, however often the server goes away. */
import { readFile } from 'node:fs/promises';
import {
  connect,
  credsAuthenticator,
  type NatsConnection,
  type NodeConnectionOptions,
  NoRespondersError,
  PermissionViolationError,
  RequestError,
} from '@nats-io/transport-node';
import { visible } from '@capgate/base';
import { LabError } from '../../error.ts';
import { saidBy } from '../said-by.ts';
import type { NatsCredentials, NatsServer } from './address.ts';
import { MESSAGE_BYTES_MAX } from './messages.ts';

const CONNECT_MS_MAX = 5_000;
const RECONNECT_DELAY_MS = 250;
/** How soon it is noticed that a server is silently gone: a second ping without an answer. */
const PING_MS = 10_000;

export interface Link {
  readonly connection: NatsConnection;
  /** Whether the server is there, as far as is known: what is sent meanwhile would only pile up. */
  readonly isUp: boolean;
  /** Resolves with the reason once it is closed for good. */
  readonly closed: Promise<LabError>;
  close(): Promise<void>;
}

/** Rejects with `LabError` RUN where there is no server that can be used. */
export async function openLink(server: NatsServer): Promise<Link> {
  const options = await optionsOf(server);
  let connection: NatsConnection;
  try {
    connection = await connect(options);
  } catch (error) {
    throw unreachable(server, error);
  }
  const { jetstream, max_payload: payloadMax = 0 } = connection.info ?? {};
  if (jetstream === true && payloadMax >= MESSAGE_BYTES_MAX) return new OpenLink(server, connection);
  await connection.close();
  const expected = `JetStream, and messages of ${MESSAGE_BYTES_MAX} bytes (max_payload)`;
  throw new LabError('RUN', `expected a NATS server with ${expected} at ${server.host}, met one without`);
}

/** Whether the server is there, and nobody at it takes a request. */
export function isNobodyThere(error: unknown): boolean {
  return error instanceof NoRespondersError || (error instanceof RequestError && error.isNoResponders());
}

/** The refusal, where the server does not permit what was asked of it. */
export function forbidden(error: unknown): LabError | undefined {
  const met = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (!(met instanceof PermissionViolationError)) return undefined;
  const text = `expected a NATS server that permits what docs/lab.md lists, met ${visible(met.message)}`;
  return new LabError('RUN', text, { cause: error });
}

class OpenLink implements Link {
  readonly connection: NatsConnection;
  readonly closed: Promise<LabError>;
  #isUp = true;

  constructor(server: NatsServer, connection: NatsConnection) {
    this.connection = connection;
    this.closed = connection.closed().then((error) => unreachable(server, error ?? new Error('it was closed')));
    void this.#watch();
  }

  get isUp(): boolean {
    return this.#isUp && !this.connection.isClosed();
  }

  /** What was sent by then arrives, where the server is there. */
  async close(): Promise<void> {
    if (this.isUp) await this.connection.drain().catch(() => {});
    await this.connection.close();
  }

  async #watch(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type === 'disconnect') this.#isUp = false;
      if (type === 'reconnect') this.#isUp = true;
    }
  }
}

async function optionsOf({ host, isTls, credentials }: NatsServer): Promise<NodeConnectionOptions> {
  return {
    servers: host,
    // With these, one that does not offer TLS is refused before anything is sent to it.
    ...(isTls && { tls: {} }),
    ...(await signIn(credentials)),
    // A server names others at will; only the one that was named is meant.
    ignoreClusterUpdates: true,
    timeout: CONNECT_MS_MAX,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_DELAY_MS,
    pingInterval: PING_MS,
    maxPingOut: 2,
  };
}

async function signIn(credentials: NatsCredentials): Promise<NodeConnectionOptions> {
  if (credentials.kind === 'user') return { user: credentials.user, pass: credentials.password };
  if (credentials.kind === 'token') return { token: credentials.token };
  if (credentials.kind === 'file') return { authenticator: credsAuthenticator(await contentOf(credentials.path)) };
  return {};
}

async function contentOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new LabError('RUN', `expected a file of NATS credentials: ${saidBy(error)}`, { cause: error });
  }
}

function unreachable({ host }: NatsServer, error: unknown): LabError {
  const said = visible(saidBy(error));
  return new LabError('RUN', `expected the NATS server ${host} to take us, met ${said}`, { cause: error });
}
