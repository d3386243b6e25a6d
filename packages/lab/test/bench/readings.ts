/**
 * Readings of the machine in PostgreSQL, in the table as it is and in one that is partitioned by time: whether partitions
 * would make anything faster that the lab asks.
 */
import { rmSync } from 'node:fs';
import { systemClock } from '@capgate/base/node';
import type { Section } from '@capgate/testing';
import { Client } from 'pg';
import { PostgresServer } from '../../../store/test/postgres-server.ts';
import { QUANTITIES, type Quantity, type Reading } from '../../src/hardware/index.ts';
import { LabStore } from '../../src/results/lab-store.ts';
import { experimentOf, temporaryFolder } from '../run/harness.ts';

const EXPERIMENTS = 100;
/** Of each, a little more than an hour. */
const SECONDS = 4_200;
const NAMES = Object.keys(QUANTITIES) as Quantity[];
const DAY_MS = 86_400_000;
/** One experiment in half a day. */
const APART_MS = DAY_MS / 2;
const START_MS = 1_700_006_400_000;
const ASKED = 31;

export async function readings(): Promise<Section> {
  const server = await PostgresServer.start();
  const folder = temporaryFolder();
  const rows: Section['rows'][number][] = [];
  for (const isPartitioned of [false, true]) {
    const url = await server.newDatabase();
    const store = await LabStore.open({ database: { kind: 'postgres', url }, clock: systemClock });
    const hashes = await entered(store, folder);
    await filled(url, isPartitioned);
    const where = isPartitioned ? ', a partition a day' : '';
    for (const [name, value] of Object.entries(await asked(store, hashes))) {
      rows.push({ name: `${name}${where}, p50`, unit: 'ms', value });
    }
    await store.close();
  }
  await server.end();
  rmSync(folder, { recursive: true, force: true });
  const count = EXPERIMENTS * SECONDS * NAMES.length;
  return {
    title: `${count.toLocaleString('en')} readings in PostgreSQL`,
    notes: [
      `of ${EXPERIMENTS} experiments of ${SECONDS} seconds, ${NAMES.length} quantities a second; nothing waits for the disk`,
    ],
    rows,
  };
}

async function entered(store: LabStore, folder: string): Promise<readonly string[]> {
  const hashes: string[] = [];
  for (let seed = 0; seed < EXPERIMENTS; seed++) {
    const { plan } = experimentOf({ plain: ['allow', 'allow', 'allow'] }, { seed }, folder);
    const tasks = [{ stratum: 'plain', tasks: ['0', '1', '2'].map((i) => ({ id: `plain-${i}`, command: 'allow' })) }];
    await store.enter({ plan, folder, tasks, itemCount: 12, chunks: [{ number: 0, start: 0, count: 12 }] });
    hashes.push(plan.hash);
  }
  return hashes;
}

async function filled(url: string, isPartitioned: boolean): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  if (isPartitioned) await partition(client);
  await client.query(
    `insert into hardware_readings (experiment, at, device, quantity, value)
     select experiment, $1::bigint + (experiment - 1) * $2::bigint + second * 1000, 'cpu', quantity, random()
     from experiments, generate_series(0, $3::bigint - 1) as second, unnest($4::text[]) as quantity
     order by experiment, second`,
    [START_MS, APART_MS, SECONDS, NAMES],
  );
  await client.query('vacuum analyze hardware_readings');
  await client.end();
}

/** The same table, with a partition for each day. */
async function partition(client: Client): Promise<void> {
  await client.query('alter table hardware_readings rename to plain_readings');
  await client.query('create table hardware_readings (like plain_readings including all) partition by range (at)');
  await client.query('drop table plain_readings');
  for (let day = 0; day <= (EXPERIMENTS * APART_MS) / DAY_MS; day++) {
    const from = START_MS + day * DAY_MS;
    await client.query(
      `create table readings_${day} partition of hardware_readings for values from (${from}) to (${from + DAY_MS})`,
    );
  }
}

/** Each of a different experiment, as what was asked just now lies in memory. */
async function asked(store: LabStore, hashes: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const hashAt = (i: number): string => hashes[i] as string;
  return {
    'a second kept': await medianMs((i) => store.keepReadings(hashAt(i), secondAt(endMs(i)))),
    'all of an experiment, for its report': await medianMs((i) => store.readings(hashAt(i))),
    '100 from the middle of one': await medianMs((i) =>
      store.readingsPage({ experiment: hashAt(i), at: { from: endMs(i) - SECONDS * 500 } }, { limit: 100 }),
    ),
  };
}

function endMs(i: number): number {
  return START_MS + i * APART_MS + SECONDS * 1_000;
}

function secondAt(at: number): Reading[] {
  return NAMES.map((quantity) => ({ at, device: 'cpu', quantity, value: 0.5 }));
}

async function medianMs(ask: (i: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < ASKED; i++) {
    const startMs = performance.now();
    await ask((i * 7) % EXPERIMENTS);
    times.push(performance.now() - startMs);
  }
  return times.sort((a, b) => a - b)[ASKED >> 1] ?? Number.NaN;
}
