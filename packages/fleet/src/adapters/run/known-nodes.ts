/** What an aggregator or a hub knows of other nodes: who is enrolled, and what it took last of each. */
import { feed, type RosterChange } from '../../enrolment/roster.ts';
import { EvidenceLedger } from '../../evidence/ledger.ts';
import type { RunOptions } from './options.ts';
import { RosterWatch } from './roster-watch.ts';
import type { Opened } from './running.ts';

export interface KnownNodes {
  readonly ledger: EvidenceLedger;
  readonly roster: RosterWatch;
  /** Told from then on whenever one is enrolled or revoked. */
  onChange(told: (change: RosterChange) => void): void;
}

/** As it was kept. */
export async function knownNodes(options: RunOptions, { own, kept, monitor }: Opened): Promise<KnownNodes> {
  const { node, trusted, enrolment } = own.file;
  const ledger = new EvidenceLedger(options.primitives);
  for (const [name, tail] of kept?.taken ?? []) ledger.continueFrom(name, tail);
  let told: ((change: RosterChange) => void) | undefined;
  const roster = await RosterWatch.open({
    options,
    enrollers: trusted.enrollers,
    name: node.node,
    enrolment,
    onChange: (change) => {
      feed(ledger, change);
      told?.(change);
    },
    onEvent: (event) => monitor.take(event),
  });
  return { ledger, roster, onChange: (next) => void (told = next) };
}
