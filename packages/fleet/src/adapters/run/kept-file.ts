/** What a node keeps of what it has said: in one file, replaced as a whole. */
import {
  type Canonical,
  CanonicalError,
  decodeCanonical,
  encodeCanonical,
  fromBase64,
  readWhole,
  replaceWhole,
  toBase64,
} from '@capgate/base';
import { Type } from 'typebox';
import { FleetError } from '../../error.ts';
import type { Tail } from '../../evidence/ledger.ts';
import { CLOSED, formOf, HASH_PATTERN, wholeOf } from '../../forms.ts';
import { MESSAGE_KINDS, type MessageKind } from '../../node/carrier.ts';
import type { Kept } from '../../node/keeping.ts';
import type { Addressed } from '../../node/outbox.ts';
import { NAME_PATTERN } from '../../enrolment/node.ts';
import { MESSAGE_ID_PATTERN } from '../bounds.ts';
import type { EnrolmentParts } from '../enrolment/parts.ts';

const FORM = 'capgate node state v1';
const FILE = 'said.json';
const FILE_BYTES_MAX = 64 * 1024 * 1024;
/** Of messages that wait, the newest so many bytes; older ones do not outlast a restart. */
const UNSENT_BYTES_MAX = 32 * 1024 * 1024;

const NAME = Type.String({ pattern: NAME_PATTERN });
const TAIL = { sequence: wholeOf(0, Number.MAX_SAFE_INTEGER), hash: Type.String({ pattern: HASH_PATTERN }) };
const stateForm = formOf(
  Type.Object(
    {
      form: Type.Literal(FORM),
      tail: Type.Object(TAIL, CLOSED),
      taken: Type.Array(Type.Object({ node: NAME, ...TAIL }, CLOSED)),
      unsent: Type.Array(
        Type.Object(
          {
            inbox: NAME,
            from: NAME,
            kind: Type.Unsafe<MessageKind>({ type: 'string', enum: [...MESSAGE_KINDS] }),
            id: Type.String({ pattern: MESSAGE_ID_PATTERN }),
            body: Type.String(),
          },
          CLOSED,
        ),
      ),
    },
    CLOSED,
  ),
  'what a node has kept',
);

/** Undefined of a node that has said nothing yet. Rejects with `FleetError` FOLDER for another file, `DiskError`. */
export async function readKept(folder: string, { disk }: Pick<EnrolmentParts, 'disk'>): Promise<Kept | undefined> {
  const bytes = await readWhole(disk, `${folder}/${FILE}`, FILE_BYTES_MAX);
  if (bytes === undefined) return undefined;
  try {
    const { tail, taken, unsent } = stateForm.read(decodeCanonical(bytes));
    return {
      tail,
      taken: new Map(taken.map(({ node, ...last }): [string, Tail] => [node, last])),
      unsent: unsent.map(({ inbox, body, ...head }) => ({ inbox, message: { ...head, body: bytesIn(body) } })),
    };
  } catch (error) {
    if (!(error instanceof CanonicalError || error instanceof FleetError)) throw error;
    const told = `expected what the node has said at ${folder}/${FILE}, met another file`;
    throw new FleetError('FOLDER', `${told}: enrol the node again, as it might sign twice what it may sign once`);
  }
}

export async function writeKept(folder: string, kept: Kept, { disk }: Pick<EnrolmentParts, 'disk'>): Promise<void> {
  const value: Canonical = {
    form: FORM,
    tail: { ...kept.tail },
    taken: [...kept.taken].map(([node, tail]) => ({ node, ...tail })),
    unsent: newest(kept.unsent).map(({ inbox, message: { kind, from, id, body } }) => ({
      inbox,
      kind,
      from,
      id,
      body: toBase64(body),
    })),
  };
  await replaceWhole(disk, `${folder}/${FILE}`, encodeCanonical(value));
}

function newest(unsent: readonly Addressed[]): readonly Addressed[] {
  let room = UNSENT_BYTES_MAX;
  const from = unsent.findLastIndex(({ message }) => (room -= message.body.length) < 0);
  return unsent.slice(from + 1);
}

function bytesIn(body: string): Uint8Array {
  const bytes = fromBase64(body);
  if (bytes !== undefined) return bytes;
  throw new FleetError('FORM', 'expected a message in Base64, met another text');
}
