/** What every carrier refuses before anything is sent, and how often it hands over what was not taken. */
import { FleetError } from '../error.ts';
import { BODY_BYTES_MAX, isNodeName, type Message, MESSAGE_KINDS } from '../node/carrier.ts';

/** Of all parts of a key together, and one a part: escaped, they still fit into a line of NATS's protocol. */
const KEY_CHARACTERS_MAX = 400;
/** Of a text beside a key. */
export const TEXT_BYTES_MAX = 7 * 1024 * 1024;

/** Whoever has not taken a message by then gets it again. */
export const TAKE_MS_MAX = 60_000;
const [RETRY_MS, RETRY_MS_MAX] = [100, 10_000];
/** Of a message's id. */
export const MESSAGE_ID_PATTERN = '^[a-z0-9-]{1,100}$';
const MESSAGE_ID = new RegExp(MESSAGE_ID_PATTERN, 'u');

/** How long until a message is handed over again that was not taken so many times before. */
export function backOffMs(failed: number): number {
  return Math.min(RETRY_MS * 2 ** Math.min(failed, 10), RETRY_MS_MAX);
}

/** Throws `FleetError` VALUE. */
export function checkName(name: string): void {
  if (!isNodeName(name)) throw new FleetError('VALUE', 'expected the name of a node, met another text');
}

/** Throws `FleetError` VALUE. */
export function checkMessage(inbox: string, { kind, from, id, body }: Message): void {
  checkName(inbox);
  checkName(from);
  if (!isMessageId(id)) throw new FleetError('VALUE', 'expected an id of 1 to 100 of [a-z0-9-], met another text');
  if (!MESSAGE_KINDS.includes(kind)) {
    throw new FleetError('VALUE', `expected a message of kind ${MESSAGE_KINDS.join(', ')}, met another`);
  }
  checkBody(body);
}

export function isMessageId(id: unknown): id is string {
  return typeof id === 'string' && MESSAGE_ID.test(id);
}

/** Throws `FleetError` VALUE. */
export function checkBody(body: Uint8Array): void {
  if (body.length <= BODY_BYTES_MAX) return;
  throw new FleetError('VALUE', `expected at most ${BODY_BYTES_MAX} bytes in a message, met ${body.length}`);
}

/** Throws `FleetError` VALUE. */
export function checkKey(key: readonly string[]): void {
  const characters = key.reduce((sum, part) => sum + part.length + 1, 0);
  if (characters <= KEY_CHARACTERS_MAX) return;
  throw new FleetError('VALUE', `expected a key of at most ${KEY_CHARACTERS_MAX} characters, met one of ${characters}`);
}

/** Throws `FleetError` VALUE. */
export function checkText(text: string): void {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= TEXT_BYTES_MAX && text.isWellFormed()) return;
  throw new FleetError(
    'VALUE',
    `expected a text of Unicode, of at most ${TEXT_BYTES_MAX} bytes, met another of ${bytes}`,
  );
}
