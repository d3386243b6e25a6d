/** Readings of the machine, as the store keeps them. */
import type { Engine } from '@capgate/store/database';
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
