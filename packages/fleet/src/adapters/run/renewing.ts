/** The next certificate of a running node: asked for while the one before holds. */
import type { Stop } from '../../node/carrier.ts';
import { renew } from '../enrolment/client.ts';
import { RENEWAL_MS } from '../enrolment/fleet.ts';
import { type EnrolmentParts, FLEET_FILE, textIn, TLS_FILE, TLS_FILE_BYTES_MAX } from '../enrolment/parts.ts';
import { readTlsFile } from '../enrolment/tls-key.ts';
import { loop } from './loop.ts';
import type { RunOptions } from './options.ts';

const LOOK_MS = 12 * 3_600_000;

/** A new one is used from the next connection on. A hub that cannot be reached is asked again half a day later. */
export function renewing(options: RunOptions): Stop {
  const { clock, onFault } = options;
  return loop({ clock, onFault, delayMs: () => LOOK_MS, work: () => renewIfDue(options.folder, options) });
}

/** Rejects as `renew` does. The hub that enrols makes its own (`Fleet.tls`). */
export async function renewIfDue(folder: string, parts: EnrolmentParts): Promise<void> {
  if ((await parts.disk.list(folder)).includes(FLEET_FILE)) return;
  const { certificate } = readTlsFile((await textIn(`${folder}/${TLS_FILE}`, parts, TLS_FILE_BYTES_MAX)) ?? '');
  const leftMs = Date.parse(certificate.validTo) - parts.clock.nowMs();
  if (leftMs < RENEWAL_MS) await renew(folder, parts);
}
