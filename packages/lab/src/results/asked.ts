/** What is asked of the lab, as texts have it: the options of a command line and the query of a URL alike. Pure. */
import { clipped, quoted } from '@capgate/base';
import { faultFinder } from '@capgate/base/forms';
import { PAGE_LIMIT_MAX, type PageRequest } from '@capgate/store/database';
import { type TProperties, Type } from 'typebox';
import { VERDICTS } from '../arms/arm.ts';
import { LabError } from '../error.ts';
import { oneOf } from '../experiment/schema.ts';
import { QUANTITIES, type Quantity } from '../hardware/index.ts';
import type { ResultFilter } from './queries.ts';
import type { ReadingFilter } from './readings.ts';
import { OUTCOMES } from './result.ts';

/** By the names that are asked about; what is undefined is not asked. */
export type AskedTexts = Readonly<Record<string, string | undefined>>;

/** What follows from the texts, for one experiment. */
export interface Asked<Filter> {
  readonly filter: Omit<Filter, 'experiment'>;
  readonly page: PageRequest;
}

const PAGE_LIMIT = 100;
const CURSOR_LENGTH_MAX = 4_096;

const NameSchema = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' });
/** As tasks are named: no database is given a NUL, or half a surrogate pair. */
const TextSchema = Type.String({ pattern: '^[^\\p{Cc}\\p{Cs}]{1,256}$' });
/** Whole, and told apart by a double. */
const WholeSchema = Type.String({ pattern: '^(?:0|[1-9][0-9]{0,14})$' });

const PAGE = {
  limit: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,3}$' })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: CURSOR_LENGTH_MAX })),
};

const RESULTS = {
  arm: Type.Optional(NameSchema),
  stratum: Type.Optional(NameSchema),
  task: Type.Optional(TextSchema),
  outcome: Type.Optional(oneOf(OUTCOMES)),
  verdict: Type.Optional(oneOf(VERDICTS)),
  latencyFromNs: Type.Optional(WholeSchema),
  latencyToNs: Type.Optional(WholeSchema),
};

const READINGS = {
  device: Type.Optional(TextSchema),
  quantity: Type.Optional(oneOf(Object.keys(QUANTITIES) as Quantity[])),
  fromMs: Type.Optional(WholeSchema),
  toMs: Type.Optional(WholeSchema),
};

const REPORT = { exclusions: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })) };

/** What may be asked of results, beside the page. */
export const RESULT_QUESTIONS: readonly string[] = Object.keys(RESULTS);

const pageFaults = faultsOf(PAGE);
const resultFaults = faultsOf({ ...RESULTS, ...PAGE });
const readingFaults = faultsOf({ ...READINGS, ...PAGE });
const reportFaults = faultsOf(REPORT);

/** A page of whatever there is. Throws `LabError` QUERY, as all of these do. */
export function pageAsked(texts: AskedTexts): PageRequest {
  return pageOf(checked(texts, pageFaults));
}

export function resultsAsked(texts: AskedTexts): Asked<ResultFilter> {
  const { latencyFromNs, latencyToNs, limit, cursor, ...named } = checked(texts, resultFaults);
  const latencyNs = rangeOf(latencyFromNs, latencyToNs);
  // The schema has checked what the types say.
  const filter = { ...named, ...(latencyNs !== undefined && { latencyNs }) } as Omit<ResultFilter, 'experiment'>;
  return { filter, page: pageOf({ limit, cursor }) };
}

export function readingsAsked(texts: AskedTexts): Asked<ReadingFilter> {
  const { fromMs, toMs, limit, cursor, ...named } = checked(texts, readingFaults);
  const at = rangeOf(fromMs, toMs);
  const filter = { ...named, ...(at !== undefined && { at }) } as Omit<ReadingFilter, 'experiment'>;
  return { filter, page: pageOf({ limit, cursor }) };
}

/** The SHA-256 of the file of exclusions that a report is to take; undefined for none. */
export function exclusionsAsked(texts: AskedTexts): string | undefined {
  return checked(texts, reportFaults)['exclusions'];
}

function faultsOf(properties: TProperties): ReturnType<typeof faultFinder> {
  return faultFinder(Type.Object(properties, { additionalProperties: false }), 'first');
}

/** What the forms above say in their own language. */
const EXPECTED: Readonly<Record<string, string>> = {
  limit: `1 to ${PAGE_LIMIT_MAX}`,
  arm: 'the name of an arm',
  stratum: 'the name of a stratum',
  task: 'the id of a task',
  latencyFromNs: 'a whole number of nanoseconds',
  latencyToNs: 'a whole number of nanoseconds',
  fromMs: 'whole milliseconds since 1970 UTC',
  toMs: 'whole milliseconds since 1970 UTC',
};

function checked(texts: AskedTexts, faults: ReturnType<typeof faultFinder>): AskedTexts {
  const said: AskedTexts = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
  const [fault] = faults(said);
  if (fault === undefined) return said;
  const key = fault.path.slice(1);
  const expected = Object.hasOwn(EXPECTED, key) ? EXPECTED[key] : undefined;
  const met = expected === undefined ? fault.message : `expected ${expected}, met ${quoted(said[key] ?? '')}`;
  throw new LabError('QUERY', clipped(`${key}: ${met}`));
}

function pageOf({ limit, cursor }: AskedTexts): PageRequest {
  const rows = limit === undefined ? PAGE_LIMIT : Number(limit);
  if (rows > PAGE_LIMIT_MAX) throw new LabError('QUERY', `limit: expected 1 to ${PAGE_LIMIT_MAX}, met ${rows}`);
  return cursor === undefined ? { limit: rows } : { limit: rows, cursor };
}

function rangeOf(from: string | undefined, to: string | undefined): { from?: number; to?: number } | undefined {
  if (from === undefined && to === undefined) return undefined;
  return { ...(from !== undefined && { from: Number(from) }), ...(to !== undefined && { to: Number(to) }) };
}
