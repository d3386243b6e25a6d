/**
 * `npm run bench:store [-- --rows COUNT]`: times the store on both engines. The figures hold for this machine and its
 * load; no bar is enforced.
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { canonicalText, utf8 } from '@capgate/base';
import { formatSection, type Section } from '@capgate/testing';
import type { DecisionFilter, Store } from '../../src/index.ts';
import { entryFields, PLACES } from '../harness.ts';
import { decisionRecords } from './history.ts';

const LOG = 'log.example';
const BATCH = 10_000;
const PAGES = 100;
const TENANT = 'acme';

const FILTERS: Readonly<Record<string, DecisionFilter>> = {
  newest: { tenant: TENANT },
  'of a session': { tenant: TENANT, session: '0190aaaa-1-7' },
  denied: { tenant: TENANT, verdict: 'deny' },
  'HIGH and above': { tenant: TENANT, riskAtLeast: 'HIGH' },
  'in an hour, by agent': { tenant: TENANT, agent: 'agent-3', fromMs: 1_700_000_500_000, beforeMs: 1_700_004_100_000 },
  'with a common text': { tenant: TENANT, text: 'status' },
  'with a text that there is none of': { tenant: TENANT, text: 'nowhere' },
};

/** Rows a second, of the time that the store took: half of the batches as records, half as a log's entries. */
async function measureApplying(store: Store, rowCount: number): Promise<Section['rows']> {
  const took = { records: 0, entries: 0 };
  for (let start = 0; start < rowCount; start += BATCH) {
    const records = decisionRecords(start, BATCH);
    const entries = records.map((record) => utf8(canonicalText(entryFields(record))));
    const startMs = performance.now();
    const form = (start / BATCH) % 2 === 0 ? 'records' : 'entries';
    await (form === 'records' ? store.apply(LOG, records) : store.applyEncoded(LOG, start, entries));
    took[form] += performance.now() - startMs;
  }
  return Object.entries(took).map(([form, ms]) => ({
    name: `decisions applied, as ${form}`,
    unit: '/s',
    value: rowCount / 2 / (ms / 1_000),
  }));
}

/** What the page of an agent, or of a session, asks for. */
const LOOKS: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  'behaviour of an agent': (store) =>
    store.behaviour({ tenant: TENANT, agent: 'agent-3', fromMs: 1_699_000_000_000, sinceMs: 1_700_000_500_000 }),
  '100 of an agent’s timeline': (store) => store.timeline({ tenant: TENANT, agent: 'agent-3' }, { limit: 100 }),
  '100 of it that stand out': (store) =>
    store.timeline({ tenant: TENANT, agent: 'agent-3', isNotable: true }, { limit: 100 }),
  '100 of a session’s timeline': (store) =>
    store.timeline({ tenant: TENANT, agent: 'agent-0', session: '0190aaaa-1-7' }, { limit: 100 }),
  'a session’s activity': (store) => store.activity({ tenant: TENANT, agent: 'agent-0', session: '0190aaaa-1-7' }, 120),
};

async function measureLooks(store: Store): Promise<Section['rows']> {
  const rows: Section['rows'][number][] = [];
  for (const [name, look] of Object.entries(LOOKS)) {
    const times: number[] = [];
    for (let i = 0; i < PAGES; i++) {
      const startMs = performance.now();
      await look(store);
      times.push(performance.now() - startMs);
    }
    rows.push({ name: `${name}, p50`, unit: 'ms', value: times.sort((a, b) => a - b)[PAGES >> 1] ?? Number.NaN });
  }
  return rows;
}

async function measurePages(store: Store): Promise<Section['rows']> {
  const rows: Section['rows'][number][] = [];
  for (const [name, filter] of Object.entries(FILTERS)) {
    const times = [];
    const count = name.includes('none') ? 3 : PAGES;
    for (let i = 0; i < count; i++) {
      const startMs = performance.now();
      await store.decisions(filter, { limit: 50 });
      times.push(performance.now() - startMs);
    }
    rows.push({
      name: `50 decisions ${name}, p50`,
      unit: 'ms',
      value: times.sort((a, b) => a - b)[count >> 1] ?? Number.NaN,
    });
  }
  const startMs = performance.now();
  await store.decisionCounts(TENANT);
  return [...rows, { name: 'all counted by verdict and risk', unit: 'ms', value: performance.now() - startMs }];
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
  const rowCount = Number(values.rows);
  console.log(`Node ${process.version}, ${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(2)}\n`);
  for (const [name, begin] of Object.entries(PLACES)) {
    const place = await begin();
    const store = await place.open();
    const applying = await measureApplying(store, rowCount);
    const notes = [`${rowCount.toLocaleString('en')} decisions in batches of ${BATCH.toLocaleString('en')}`];
    console.log(
      formatSection({
        title: name,
        notes,
        rows: [...applying, ...(await measurePages(store)), ...(await measureLooks(store))],
      }),
    );
    await store.close();
    await place.end();
  }
}

await main();
