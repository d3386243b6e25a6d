/** Readings of the machine, as the store keeps them. */
import { type Engine, keyBehind, type Page, pageOf, type PageRequest, rowsFor } from '@capgate/store/database';
import { QUANTITIES, type Quantity, type Reading } from '../hardware/index.ts';
import { rowOf } from './experiments.ts';
import { type LabTables, READING_COLUMNS } from './tables.ts';

export async function keepReadings(
  engine: Engine<LabTables>,
  hash: string,
  readings: readonly Reading[],
): Promise<void> {
  await engine.db.transaction().execute(async (db) => {
    const experiment = (await rowOf(db, hash))?.experiment;
    if (experiment === undefined) return;
    const rows = readings.map((reading) => ({ experiment, ...reading }));
    await engine.insertRows(db, 'hardware_readings', READING_COLUMNS, rows, 'left');
  });
}

export interface ReadingFilter {
  /** The plan's hash. */
  readonly experiment: string;
  readonly device?: string;
  readonly quantity?: Quantity;
  /** From the first to the second, both among them, in milliseconds since 1970 UTC. */
  readonly at?: { readonly from?: number; readonly to?: number };
}

/** In the order of time, by device and quantity where that is the same. */
export async function readingsPage(
  { db }: Engine<LabTables>,
  { experiment, device, quantity, at: { from, to } = {} }: ReadingFilter,
  request: PageRequest,
): Promise<Page<Reading>> {
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['number', 'string', 'string']);
  let query = db
    .selectFrom('hardware_readings')
    .select(['at', 'device', 'quantity', 'value'])
    .where('experiment', '=', (row) =>
      row.selectFrom('experiments').select('experiment').where('hash', '=', experiment),
    )
    .where('quantity', 'in', Object.keys(QUANTITIES));
  if (device !== undefined) query = query.where('device', '=', device);
  if (quantity !== undefined) query = query.where('quantity', '=', quantity);
  if (from !== undefined) query = query.where('at', '>=', from);
  if (to !== undefined) query = query.where('at', '<=', to);
  if (behind !== undefined) {
    const [at, of, what] = behind;
    query = query.where((row) => row(row.refTuple('at', 'device', 'quantity'), '>', row.tuple(at, of, what)));
  }
  const rows = await query.orderBy('at').orderBy('device').orderBy('quantity').limit(limit).execute();
  return pageOf(
    rows,
    request,
    (row) => [row.at, row.device, row.quantity],
    (row) => ({ ...row, quantity: row.quantity as Quantity }),
  );
}

/** In the order of time. */
export async function readingsOf({ db }: Engine<LabTables>, hash: string): Promise<readonly Reading[]> {
  const rows = await db
    .selectFrom('hardware_readings as reading')
    .innerJoin('experiments', 'experiments.experiment', 'reading.experiment')
    .select(['reading.at', 'reading.device', 'reading.quantity', 'reading.value'])
    .where('experiments.hash', '=', hash)
    .orderBy('reading.at')
    .execute();
  return rows.flatMap(({ quantity, ...row }) =>
    quantity in QUANTITIES ? [{ ...row, quantity: quantity as Quantity }] : [],
  );
}
