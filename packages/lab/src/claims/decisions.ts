/** How long the gate takes for a decision, and whether what it does not know is ever safe. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type CommandAction, createContext, decide, tables } from '@capgate/core';
import { LabError } from '../error.ts';
import { Measured, type Rows, timeAlone } from '../measure/index.ts';
import { ownProgram } from '../own-program.ts';
import { quantile } from '../statistics/index.ts';
import { dailyCommands, inventedCommands } from './workload.ts';

const COMMANDS = 2_000;
const INVENTED = 10_000;
const PROCESSES = 6;
const PROCESS_MS_MAX = 120_000;

const context = createContext({ workspace: '/home/dev/project', home: '/home/dev' });

const actionOf = (command: string): CommandAction => ({ kind: 'command', command });

/** The nanoseconds of a decision on each of 2,000 different lines, in this process. */
export function decisionTimes(seed: number): Float64Array {
  const actions = dailyCommands(COMMANDS, seed).map(actionOf);
  const decideOne = (index: number): number => decide(actions[index] as CommandAction, context).verdict;
  return timeAlone(decideOne, { count: actions.length, seed }).mediansNs;
}

export interface DecisionRows {
  readonly median: Rows;
  readonly p99: Rows;
}

/**
 * One value for each of several processes, one after the other: how an engine compiles, where its memory lies and what
 * else the machine does differ between them by more than times do within one. Source: T. Kalibera and R. Jones, Rigorous
 * benchmarking in reasonable time (ISMM 2013). Throws `LabError` RUN where one fails.
 */
export function decisionRows(seed: number, processes = PROCESSES): DecisionRows {
  const times = Array.from({ length: processes }, (_, i) => timesOfProcess(seed + i));
  const rows = (share: number): Rows => ({ values: times.map((own) => quantile(own, share)), unit: 'ns' });
  return { median: rows(0.5), p99: rows(0.99) };
}

function timesOfProcess(seed: number): number[] {
  const { url, execArgv = [] } = ownProgram('claims/decision-program');
  const words = [...execArgv, fileURLToPath(url), String(seed)];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: PROCESS_MS_MAX });
  if (status === 0) return JSON.parse(stdout) as number[];
  throw new LabError('RUN', `expected a process that times decisions, met status ${status}: ${stderr.slice(-1_000)}`);
}

/** One value for each of 10,000 lines: whether it was not allowed. */
export function inventedStopped(seed: number): Measured {
  const known = new Set(tables.commandNames());
  const lines = inventedCommands(INVENTED, seed, known);
  const values = lines.map((line) => (decide(actionOf(line), context).verdict === 0 ? 0 : 1));
  return Measured.of('share', { values, unit: '1' });
}
