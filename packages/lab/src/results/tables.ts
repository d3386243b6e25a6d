/**
 * The lab's tables, as both engines have them. Arms and strata are named by their place in the plan, tasks by their place
 * among all of the experiment, verdicts and outcomes by theirs among all: a million results take a tenth of a gigabyte.
 * Times are milliseconds since 1970 UTC.
 */
import type { ColumnKinds } from '@capgate/store/database';
import type { Generated } from 'kysely';

const STATES = ['queued', 'running', 'finished', 'failed', 'cancelled'] as const;
export type State = (typeof STATES)[number];

export interface ExperimentsTable {
  experiment: Generated<number>;
  hash: string;
  name: string;
  /** The document, as canonical JSON. */
  document: string;
  /** Where the document lies, from which its paths start. */
  folder: string;
  state: State;
  priority: number;
  item_count: number;
  submitted_at: number;
  started_at: number | null;
  ended_at: number | null;
  /** Of a failed or cancelled one; of one that waits, why it could not be measured. */
  why: string | null;
  /** What the arms said of themselves, as JSON by their names. */
  facts: string | null;
  /** The machine of who ran it, as JSON. */
  environment: string | null;
  /** Of a finished one: SHA-256 of all its results. */
  results_hash: string | null;
  /** What was found out to be right: an artifact. */
  truth: string | null;
}

export interface TasksTable {
  experiment: number;
  task: number;
  stratum: number;
  id: string;
}

interface ArtifactsTable {
  artifact: Generated<number>;
  sha256: string;
}

export interface ChunksTable {
  experiment: number;
  chunk: number;
  start: number;
  count: number;
  state: 'queued' | 'leased' | 'done';
  attempts: number;
  worker: string | null;
  lease_until: number | null;
}

export interface ResultsTable {
  experiment: number;
  position: number;
  arm: number;
  stratum: number;
  task: number;
  replicate: number;
  outcome: number;
  verdict: number | null;
  latency_ns: number | null;
  response_ns: number | null;
  /** Of an answer that was kept from another time: when it was given. What it cost is saved then, rather than spent. */
  cached_at: number | null;
  cost_usd: number | null;
  tokens: number | null;
  memory_bytes: number | null;
  energy_j: number | null;
  failure: string | null;
  attempts: number;
  worker: string;
  started_at: number;
  artifact: number | null;
}

/** One quantity of one part of the machine at one moment. */
export interface ReadingsTable {
  experiment: number;
  at: number;
  device: string;
  quantity: string;
  value: number;
}

export interface LabTables {
  experiments: ExperimentsTable;
  experiment_tasks: TasksTable;
  artifacts: ArtifactsTable;
  chunks: ChunksTable;
  experiment_results: ResultsTable;
  hardware_readings: ReadingsTable;
}

export const TASK_COLUMNS: ColumnKinds<TasksTable> = {
  experiment: 'whole',
  task: 'whole',
  stratum: 'whole',
  id: 'text',
};

export const CHUNK_COLUMNS: ColumnKinds<ChunksTable> = {
  experiment: 'whole',
  chunk: 'whole',
  start: 'whole',
  count: 'whole',
  state: 'text',
  attempts: 'whole',
  worker: 'text',
  lease_until: 'whole',
};

export const RESULT_COLUMNS: ColumnKinds<ResultsTable> = {
  experiment: 'whole',
  position: 'whole',
  arm: 'whole',
  stratum: 'whole',
  task: 'whole',
  replicate: 'whole',
  outcome: 'whole',
  verdict: 'whole',
  latency_ns: 'whole',
  response_ns: 'whole',
  cached_at: 'whole',
  cost_usd: 'real',
  tokens: 'whole',
  memory_bytes: 'whole',
  energy_j: 'real',
  failure: 'text',
  attempts: 'whole',
  worker: 'text',
  started_at: 'whole',
  artifact: 'whole',
};

export const READING_COLUMNS: ColumnKinds<ReadingsTable> = {
  experiment: 'whole',
  at: 'whole',
  device: 'text',
  quantity: 'text',
  value: 'real',
};
