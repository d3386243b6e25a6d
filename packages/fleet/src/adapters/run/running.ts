/** What every running node is made of: who it is, how it speaks, what it keeps, and who is told of what happens. */
import {
  canonicalText,
  type CanonicalObject,
  decodeCanonical,
  fromUtf8,
  readWhole,
  replaceWhole,
  utf8,
  Turns,
} from '@capgate/base';
import { FleetError } from '../../error.ts';
import type { Alert } from '../../monitor/alerts.ts';
import { Monitor } from '../../monitor/monitor.ts';
import type { Carrier, Stop } from '../../node/carrier.ts';
import type { Kept } from '../../node/keeping.ts';
import { openNode, type OpenNode } from '../enrolment/node-file.ts';
import { TLS_FILE } from '../enrolment/parts.ts';
import { NatsCarrier } from '../nats/nats-carrier.ts';
import { HUB_DOMAIN } from '../nats/subjects.ts';
import { AlertHook } from './alert-hook.ts';
import { readKept, writeKept } from './kept-file.ts';
import { LateCarrier } from './late-carrier.ts';
import { loop } from './loop.ts';
import { RETRY_MS, type RunOptions } from './options.ts';

export interface Opened {
  readonly own: OpenNode;
  readonly kept: Kept | undefined;
  readonly monitor: Monitor;
  readonly hook: AlertHook | undefined;
}

/** Rejects as `openNode` does, and with `FleetError` FOLDER where what it has said cannot be read. */
export async function opened(options: RunOptions): Promise<Opened> {
  const own = await openNode(options.folder, options);
  const kept = await readKept(options.folder, options);
  const { clock, webhook } = options;
  const hook = webhook && new AlertHook({ ...options, webhook, node: own.file.node.node });
  const onAlert = (alert: Alert): void => {
    options.onAlert?.(alert);
    hook?.tell(alert);
  };
  return { own, kept, hook, monitor: new Monitor({ nowMs: () => clock.nowMs(), onAlert }) };
}

export interface Speaking {
  readonly carrier: Carrier;
  /** From now on what these send is taken. */
  readonly admit: (senders: readonly string[]) => Promise<void>;
}

const BYTES_MAX = 256 * 1024 * 1024;
const SERVER = /^tls:\/\/((?:[\w.-]+|\[[\da-f:]+\]):\d{1,5})$/u;

/**
 * `senders`: whose messages it takes, at first; undefined of a node to which none are sent. Rejects with `FleetError` VALUE
 * for addresses that are none.
 */
export async function speaking(options: RunOptions, own: OpenNode, senders?: readonly string[]): Promise<Speaking> {
  const { carrier, clock, onFault } = options;
  if (carrier !== undefined) return { carrier, admit: () => Promise.resolve() };
  const servers = (options.servers ?? []).map(serverIn);
  if (servers.length === 0) throw new FleetError('VALUE', 'expected a server of the fleet, met none; name one');
  const late = await LateCarrier.open({ clock, onFault, open: () => openNats(options, servers, own, senders) });
  let wanted: readonly string[] = [];
  const admitWanted = (nats: NatsCarrier): Promise<void> => nats.admit(inboxOf(wanted, own));
  return {
    carrier: late,
    // Where many are enrolled at once, the last list is put in place once.
    admit: (names) => {
      wanted = names;
      return late.whenOpen(admitWanted);
    },
  };
}

function openNats(
  { folder, domain = HUB_DOMAIN, replicas = 1 }: RunOptions,
  servers: readonly string[],
  own: OpenNode,
  senders: readonly string[] | undefined,
): Promise<NatsCarrier> {
  const { node, tenant } = own.file.node;
  const file = `${folder}/${TLS_FILE}`;
  const keeping = { replicas, bytesMax: BYTES_MAX };
  return NatsCarrier.open({
    node: { name: node, tenant },
    servers,
    // Each part is taken out of the one file.
    files: { certificate: file, key: file, authority: file },
    ...(senders !== undefined && { inbox: { domain, keeping, senders: inboxOf(senders, own) } }),
    state: keeping,
  });
}

/** An inbox takes messages of somebody: of itself, where there is nobody else yet. */
function inboxOf(senders: readonly string[], { file }: OpenNode): readonly string[] {
  return senders.length > 0 ? senders : [file.node.node];
}

/** Throws `FleetError` VALUE. */
function serverIn(text: string): string {
  const address = SERVER.exec(text)?.[1];
  if (address !== undefined) return address;
  throw new FleetError('VALUE', 'expected a server as tls://HOST:PORT, met another text');
}

/** A file whose text is written once a second at most, where it changes. */
export class Noted {
  readonly #options: RunOptions;
  readonly #path: string;
  readonly #text: () => string;
  readonly #stop: Stop;
  readonly #turns = new Turns();
  #isChanged = false;

  constructor(options: RunOptions, name: string, text: () => string) {
    this.#options = options;
    this.#path = `${options.folder}/${name}`;
    this.#text = text;
    const { clock, onFault } = options;
    this.#stop = loop({ clock, onFault, delayMs: () => RETRY_MS, work: () => this.#turns.take(() => this.#write()) });
  }

  changed(): void {
    this.#isChanged = true;
  }

  /** Has it written at once. */
  async now(): Promise<void> {
    this.changed();
    await this.#turns.take(() => this.#write());
  }

  async close(): Promise<void> {
    await this.#stop();
    await this.#turns.take(() => this.#write());
  }

  async #write(): Promise<void> {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    try {
      await replaceWhole(this.#options.disk, this.#path, utf8(this.#text()));
    } catch (error) {
      this.#isChanged = true;
      throw error;
    }
  }
}

const NOTED_BYTES_MAX = 256 * 1024 * 1024;

/** What `Noted` has written; undefined where there is nothing. Rejects with `FleetError` FOLDER for bytes that are no text. */
export async function notedIn({ folder, disk }: RunOptions, name: string): Promise<string | undefined> {
  const bytes = await readWhole(disk, `${folder}/${name}`, NOTED_BYTES_MAX);
  const text = bytes && fromUtf8(bytes);
  if (bytes === undefined || text !== undefined) return text;
  throw new FleetError('FOLDER', `expected a text in ${folder}/${name}, met other bytes; remove the file`);
}

/** Signed texts, each of which is checked by whoever reads the file. */
export function listText(texts: readonly string[]): string {
  return canonicalText({ texts } satisfies CanonicalObject);
}

/** None where it is no such list. */
export function listIn(text: string | undefined): readonly string[] {
  try {
    const { texts } = Object(text === undefined ? undefined : decodeCanonical(utf8(text))) as { texts?: unknown };
    return Array.isArray(texts) ? texts.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** A service that ends windows and sends what waits; what it has said is on the disk before it goes. */
export interface Service {
  readonly kept: Kept;
  readonly waiting: number;
  flush(): Promise<boolean>;
}

/** Told after each try, whether all was taken. */
export type OnSent = (isAll: boolean) => void;
const ignored: OnSent = () => {};

export class Sending {
  readonly #options: RunOptions;
  readonly #service: Service;
  readonly #turns = new Turns();
  #isWritten = true;

  constructor(options: RunOptions, service: Service) {
    this.#options = options;
    this.#service = service;
  }

  /** Has a window ended, and sends what there is. Resolves once it is ended: nobody waits for servers. */
  async end(endWindow: () => Promise<unknown>, onSent: OnSent = ignored): Promise<void> {
    await this.#turns.take(endWindow);
    this.#isWritten = false;
    this.send(onSent);
  }

  /** For the service, before it lets anybody see what it has signed. */
  keep(kept: Kept): Promise<void> {
    return writeKept(this.#options.folder, kept, this.#options);
  }

  /** Sends what waits. */
  send(onSent: OnSent = ignored): void {
    this.#sent(onSent).catch(this.#options.onFault);
  }

  /** With what was not sent. */
  async close(): Promise<void> {
    await this.#turns.take(() => this.keep(this.#service.kept));
  }

  async #sent(onSent: OnSent): Promise<void> {
    const isAll = await this.#service.flush();
    onSent(isAll);
    if (!isAll || this.#isWritten) return;
    this.#isWritten = true;
    await this.close();
  }
}
