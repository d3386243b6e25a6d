/**
 * How messages travel between nodes: in one process, or over servers. A carrier proves nothing and is trusted with nothing:
 * whoever takes a message checks it. `adapters/` has the carriers.
 */
import { NAME_PATTERN } from '../enrolment/node.ts';

/**
 * `evidence`: a batch, from a local node to its aggregator. `summary`: of a window, from an aggregator to its hub, and from
 * a hub to all hubs. `finding`: a point with its proof, to all hubs; `suspicion`: what has become of one. `word`: a hub's signature, to the other hubs.
 * `baseline`: what an aggregator has learned of a cohort, to its hub.
 */
export const MESSAGE_KINDS = ['evidence', 'summary', 'finding', 'suspicion', 'word', 'baseline'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

export interface Message {
  readonly kind: MessageKind;
  /** The node that says that it sends this. */
  readonly from: string;
  /** Of all that `from` sends to one inbox, this one's own: of the same, only one is kept. At most 100 of `[a-z0-9-]`. */
  readonly id: string;
  readonly body: Uint8Array;
}

/** Ends what was begun; resolves once nothing more of it comes. */
export type Stop = () => Promise<void>;

export interface Carrier {
  /**
   * Resolves once the message is kept where a crash of any one process or server does not lose it. Rejects with
   * `FleetError` UNREACHABLE where that is not so, or not known: whoever sends it again sends the same `id`. VALUE for a
   * body beyond `BODY_BYTES_MAX`.
   */
  send(inbox: string, message: Message): Promise<void>;
  /**
   * Hands over what was sent to `inbox`, also before this, one after the other, and of one sender in its order. A message
   * is gone once `take` has resolved; where that rejects or never does, it is handed over again, after a while.
   */
  receive(inbox: string, take: (message: Message) => Promise<void>): Promise<Stop>;
  /** What `node` answers to a question. Rejects with `FleetError` UNREACHABLE where nothing comes within the time. */
  ask(node: string, question: Uint8Array): Promise<Uint8Array>;
  /** Answers what is asked of `node`; where `reply` rejects, whoever asked gets UNREACHABLE. */
  answer(node: string, reply: (question: Uint8Array) => Promise<Uint8Array>): Promise<Stop>;
  /** Keeps a text for all who watch, in place of what its key had. The key's parts are any text. Rejects as `send` does. */
  put(key: readonly string[], text: string): Promise<void>;
  /** Tells of every text whose key begins with `prefix`: those that are there, then each as it comes. */
  watch(prefix: readonly string[], onText: (key: readonly string[], text: string) => void): Promise<Stop>;
  close(): Promise<void>;
}

const NAME = new RegExp(NAME_PATTERN, 'u');

/** Names of nodes, which are inboxes too: they stand in subjects and in certificates. */
export function isNodeName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value);
}

/** A batch of 10,000 points has some 3 MB. */
export const BODY_BYTES_MAX = 8 * 1024 * 1024;
