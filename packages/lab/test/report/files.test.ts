import { lstat, mkdtemp, readFile, rm, writeFile, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/index.ts';
import { exportResults, writeReport } from '../../src/report/index.ts';
import { cellOf, COLUMNS } from '../../src/report/columns.ts';
import type { Result } from '../../src/results/result.ts';
import { facts, plan, results, truth } from '../analysis/world.ts';
import { HOSTILE, hostileResults } from './hostile.ts';

let folder: string;
let duck: DuckDBConnection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capgate-lab-report-'));
  duck = await (await DuckDBInstance.create(':memory:')).connect();
});

afterAll(async () => {
  duck.closeSync();
  await rm(folder, { recursive: true });
});

type Row = Record<string, unknown>;

/** Rows as plain numbers, texts and nulls. */
function plain(rows: readonly Row[]): Row[] {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, cell]) => [name, typeof cell === 'bigint' ? Number(cell) : (cell ?? null)]),
    ),
  );
}

function expected(of: readonly Result[]): Row[] {
  return of.map((result) => Object.fromEntries(COLUMNS.map(({ name }) => [name, cellOf(result, name)])));
}

async function byDuck(from: string): Promise<Row[]> {
  const reader = await duck.runAndReadAll(`SELECT * FROM ${from}`);
  return plain(reader.getRowObjects());
}

async function byHyparquet(path: string): Promise<Row[]> {
  return plain(await parquetReadObjects({ file: await asyncBufferFromFile(path) }));
}

const CASES: [string, readonly Result[]][] = [
  ['no rows', []],
  ['one row', results.slice(0, 1)],
  ['all rows', results],
  ['hostile rows', hostileResults],
  [
    'answers that were kept',
    results.slice(0, 9).map(({ experiment, arm, stratum, task, replicate, position, startedAt }): Result => {
      const key = { experiment, arm, stratum, task, replicate, position, startedAt, attempts: 1, worker: 'w-1' };
      return { ...key, outcome: 'answered', verdict: 'deny', cachedAt: 1_700_000_000_000, savedUsd: 0.25 };
    }),
  ],
  [
    'great and small numbers',
    [0, 5e-324, 1.7976931348623157e308, -0.1, 2 ** 53 - 1].map((latencyNs, i) => ({
      ...(results[i] as Result),
      latencyNs,
      costUsd: 1 / 3,
      memoryBytes: 2 ** 40,
      position: Number.MAX_SAFE_INTEGER - i,
    })),
  ],
];

describe('Parquet', () => {
  test.each(CASES)('of %s: hyparquet and DuckDB agree with the rows on every value', async (name, rows) => {
    const path = join(folder, `${name}.parquet`);
    await exportResults(rows, 'parquet', path);
    expect(await byHyparquet(path)).toEqual(expected(rows));
    expect(await byDuck(`read_parquet('${path}')`)).toEqual(expected(rows));
  });

  test('a value that differs is noticed', async () => {
    const path = join(folder, 'other.parquet');
    await exportResults(results, 'parquet', path);
    const others = results.with(7, { ...(results[7] as Result), latencyNs: 1 });
    expect(await byDuck(`read_parquet('${path}')`)).not.toEqual(expected(others));
  });

  test('whole numbers are whole, and what may be absent is nullable', async () => {
    const path = join(folder, 'types.parquet');
    await exportResults(results, 'parquet', path);
    const reader = await duck.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${path}')`);
    const types = Object.fromEntries(reader.getRowObjects().map((row) => [row['column_name'], row['column_type']]));
    expect(types).toMatchObject({ task: 'VARCHAR', position: 'BIGINT', startedAt: 'BIGINT', latencyNs: 'DOUBLE' });
  });
});

const FORMULA = /^\s*[=+\-@＝＋－＠]/u;

function guardedPart(part: string): string {
  const blanks = /^\s*/u.exec(part)?.[0] ?? '';
  return /^[=+\-@＝＋－＠]/u.test(part.slice(blanks.length)) ? `${blanks}'${part.slice(blanks.length)}` : part;
}

/** What the CSV says of a text: part by part, as whoever separates cells by another character would have them. */
function guarded(cell: unknown): unknown {
  if (typeof cell !== 'string') return cell;
  return cell
    .split(/(?<=[;|\t\r\n])/u)
    .map(guardedPart)
    .join('');
}

describe('CSV', () => {
  test.each(CASES)('of %s: DuckDB reads the rows, formulas apart', async (name, rows) => {
    const path = join(folder, `${name}.csv`);
    await exportResults(rows, 'csv', path);
    const columns = COLUMNS.map(
      ({ name: column, kind }) => `'${column}': '${{ TEXT: 'VARCHAR', COUNT: 'BIGINT', NUMBER: 'DOUBLE' }[kind]}'`,
    );
    const options = `header = true, delim = ',', quote = '"', escape = '"', allow_quoted_nulls = false, strict_mode = true, auto_detect = false, columns = {${columns.join(', ')}}`;
    const guardedRows = expected(rows).map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, guarded(cell)])),
    );
    expect(await byDuck(`read_csv('${path}', ${options})`)).toEqual(guardedRows);
  });

  test('no cell begins as a formula does, except for numbers', async () => {
    const path = join(folder, 'formulas.csv');
    await exportResults(hostileResults, 'csv', path);
    const text = await readFile(path, 'utf8');
    for (const start of ['=HYP', '@SUM', '+1', '\t=1']) {
      expect([start, text.includes(`,${start}`), text.includes(`,"${start}`)]).toEqual([start, false, false]);
    }
    expect(text).toContain(`'=HYP`);
  });

  test('nor does one that a spreadsheet would cut out of a cell, as those of many countries do', async () => {
    const path = join(folder, 'cut.csv');
    const [first] = hostileResults;
    await exportResults([{ ...(first as Result), task: 'x;=HYPERLINK(A1)', failure: 'no|\t＋1' }], 'csv', path);
    const text = await readFile(path, 'utf8');
    expect(text).toContain(`"x;'=HYPERLINK(A1)"`);
    expect(text).toContain(`'＋1`);
  });
});

test('JSON has the rows as they are', async () => {
  for (const [name, rows] of CASES) {
    const path = join(folder, `${name}.json`);
    await exportResults(rows, 'json', path);
    const read = JSON.parse(await readFile(path, 'utf8')) as Row[];
    const whole = read.map((row) =>
      Object.fromEntries(COLUMNS.map((column) => [column.name, row[column.name] ?? null])),
    );
    expect(whole).toEqual(expected(rows));
  }
});

test('what lies where a file is made is not written through', async () => {
  const victim = join(folder, 'victim');
  await writeFile(victim, 'as it was');
  const path = join(folder, 'linked.csv');
  await symlink(victim, path);
  await symlink(victim, `${path}.part`);
  await exportResults(hostileResults, 'csv', path);
  expect(await readFile(victim, 'utf8')).toBe('as it was');
  expect((await lstat(path)).isFile()).toBe(true);
  expect((await lstat(path)).mode & 0o077).toBe(0);
});

test('a file is replaced as a whole', async () => {
  const path = join(folder, 'replaced.csv');
  await writeFile(path, 'x'.repeat(1 << 20));
  await exportResults([], 'csv', path);
  expect(await readFile(path, 'utf8')).toBe(`${COLUMNS.map(({ name }) => name).join(',')}\r\n`);
});

test('a report is four files, the same each time', async () => {
  const analysis = analyse(plan, results, truth, facts);
  const read = async (at: string): Promise<string[]> => {
    await writeReport(analysis, at);
    const names = ['report.html', 'report.json', 'results.csv', 'results.parquet'];
    return await Promise.all(names.map((name) => readFile(join(at, name), 'latin1')));
  };
  const first = await read(join(folder, 'first'));
  expect(await read(join(folder, 'second'))).toEqual(first);
});

test('the texts that are tried are hostile to each format', () => {
  expect(HOSTILE.filter((text) => FORMULA.test(text)).length).toBeGreaterThan(3);
  expect(hostileResults.some(({ task }) => task.includes('\r\n'))).toBe(true);
});
