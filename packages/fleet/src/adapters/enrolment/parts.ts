/** What enrolment takes from outside. */
import { type Clock, type Disk, fromUtf8, type Random, readWhole } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import { FileKeyStore, type Passphrase } from '@capgate/keys/node';
import { FleetError } from '../../error.ts';

export interface EnrolmentParts {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: Random;
  readonly primitives: Primitives;
  /** Of the private keys of identities; undefined where their files' permissions alone protect them. */
  readonly passphrase: Passphrase;
}

/** The private keys of the identities in `folder`. */
export function keysIn(folder: string, parts: EnrolmentParts): FileKeyStore {
  return new FileKeyStore(`${folder}/keys`, parts);
}

/** What the enrolling hub keeps of its fleet, and what every node keeps of itself, that hub too. */
export const FLEET_FILE = 'fleet.json';
export const NODE_FILE = 'node.json';
/** Private key and certificates for TLS: one file, so that they change as one. */
export const TLS_FILE = 'tls.pem';
/** A key, and two certificates of 16 hosts at most. */
export const TLS_FILE_BYTES_MAX = 1 << 16;

/** The text of a file; undefined where there is none. Throws `FleetError` FOLDER for bytes that are no text, `DiskError`. */
export async function textIn(path: string, { disk }: EnrolmentParts, bytesMax: number): Promise<string | undefined> {
  const bytes = await readWhole(disk, path, bytesMax);
  if (bytes === undefined) return undefined;
  const text = fromUtf8(bytes);
  if (text === undefined) throw new FleetError('FOLDER', `expected a text in ${path}, met other bytes`);
  return text;
}
