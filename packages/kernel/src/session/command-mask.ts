/** From what a command was allowed as to what it may do: the flags of its descriptor, as a mask within its session's. */
import { Capability } from '@capgate/core';
import { type Mask, narrowed, type Reach, REACHES, SCOPES, type Scope } from '../mask.ts';

/** Whatever is run is somebody's code, or not known: what it takes no flag says, so the session's own mask holds it. */
const UNFORESEEN =
  Capability.CODE_EXECUTION | Capability.UNKNOWN_TOOL | Capability.DYNAMIC | Capability.UNPARSED | Capability.INFERRED;
/** Who changes something elsewhere keeps a note of it here: `git push` its branches; and a database may be a file. */
const CHANGING =
  Capability.FILE_MODIFICATION |
  Capability.DESTRUCTIVE |
  Capability.SYSTEM_MODIFICATION |
  Capability.PERSISTENCE |
  Capability.REMOTE_MUTATION;
const REACHING = Capability.NETWORK_ACCESS | Capability.REMOTE_MUTATION | Capability.DATA_EXFILTRATION;

/**
 * Terminals, `/dev/null`, temporary folders and the user's caches. What a reading command keeps beside what it reads
 * (`git status` its index, Python its `__pycache__`) it does without where it may not write.
 */
const READER_CHANGES: ReadonlySet<Scope> = new Set(['temporary']);
/**
 * Names are looked up, and services asked that lie at a path, as those for users and names do. Not loopback: what
 * listens there, a proxy or a tunnel, leads anywhere, and whatever is told to go there has NETWORK_ACCESS.
 */
const READER_REACHES: ReadonlySet<Reach> = new Set(['local', 'resolver']);

/**
 * What a command with these flags may do, never more than `session`; fewer flags never give more. Who may change files
 * may also remove: `git commit`, `sed -i` and every editor rename a new file over the old one, and the kernel knows that
 * act only as removing what was there. `id` stands in events.
 */
export function commandMask(session: Mask, flags: number, id: bigint): Mask {
  const isUnforeseen = (flags & UNFORESEEN) !== 0;
  const changes = isUnforeseen || (flags & CHANGING) !== 0 ? new Set(SCOPES) : READER_CHANGES;
  const reaches = isUnforeseen || (flags & REACHING) !== 0 ? new Set(REACHES) : READER_REACHES;
  return narrowed(session, { ...session, id, write: changes, remove: changes, connect: reaches });
}
