/** A node of its own, beside no gate: an aggregator or a hub, as it was enrolled. */
import type { Shelved } from '../../down/shelf.ts';
import type { Tier } from '../../enrolment/node.ts';
import { FleetError } from '../../error.ts';
import { HubRun } from './hub-run.ts';
import type { RunOptions } from './options.ts';
import { RegionalRun } from './regional-run.ts';
import { opened } from './running.ts';
import type { FleetStatus } from './status.ts';

export interface RunningNode {
  readonly tier: Tier;
  readonly name: string;
  status(): FleetStatus;
  /** As `HubNode.quarantine`; rejects with `FleetError` VALUE at any other node, too. */
  quarantine(tenant: string, agent: string): Promise<'kept-apart' | 'said'>;
  /** As `HubNode.release`; rejects with `FleetError` VALUE at any other node, too. */
  release(tenant: string, agent: string, why: string): Promise<'released' | 'said'>;
  /** Hands a signed document down to gates. As `HubService.publish`; rejects with `FleetError` VALUE at any other node, too. */
  publish(text: string): Promise<Shelved>;
  /** With all that is to outlast it on the disk. */
  stop(): Promise<void>;
}

/**
 * Starts the node of a folder; resolves also where no server is there, which is tried again. Rejects with `FleetError`
 * FOLDER, VALUE for a local node, which runs in its gate; `KeyError`, `DiskError`.
 */
export async function runNode(options: RunOptions): Promise<RunningNode> {
  const parts = await opened(options);
  const { tier } = parts.own.file.node;
  if (tier === 'hub') return HubRun.start(options, parts);
  if (tier === 'regional') return RegionalRun.start(options, parts);
  throw new FleetError(
    'VALUE',
    `expected a regional node or a hub in ${options.folder}, met one that runs in its gate`,
  );
}
