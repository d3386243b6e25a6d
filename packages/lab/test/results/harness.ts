/** Stores of the lab as the suites open them. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@capgate/base';
import type { StoreOptions } from '@capgate/store/database';
import { PostgresServer } from '../../../store/test/postgres-server.ts';
import { LabStore } from '../../src/results/lab-store.ts';
import { temporaryFolder } from '../run/harness.ts';

/** One way to keep results. */
export interface Place {
  /** Opens the same store each time; an empty one at first. */
  open(clock: Clock): Promise<LabStore>;
  /** An empty one beside it. */
  database(): Promise<StoreOptions>;
  end(): Promise<void>;
}

export const LEASE_MS = 1_000;

export const PLACES: Readonly<Record<string, () => Promise<Place>>> = {
  SQLite: async () => {
    const folder = temporaryFolder();
    let count = 0;
    const database = async (): Promise<StoreOptions> => ({ kind: 'sqlite', path: join(folder, `lab-${count++}.db`) });
    const own = await database();
    return {
      open: (clock) => LabStore.open({ database: own, clock, leaseMs: LEASE_MS }),
      database,
      end: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
  PostgreSQL: async () => {
    const server = await PostgresServer.start();
    const database = async (): Promise<StoreOptions> => ({ kind: 'postgres', url: await server.newDatabase() });
    const own = await database();
    return {
      open: (clock) => LabStore.open({ database: own, clock, leaseMs: LEASE_MS }),
      database,
      end: () => server.end(),
    };
  },
};
