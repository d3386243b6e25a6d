/** How long the gate takes for a decision, and whether what it does not know is ever safe. */
import { type CommandAction, createContext, decide, tables } from '@capgate/core';
import { Measured, type Rows, timeAlone } from '../measure/index.ts';
import { dailyCommands, inventedCommands } from './workload.ts';

const COMMANDS = 2_000;
const INVENTED = 10_000;

const context = createContext({ workspace: '/home/dev/project', home: '/home/dev' });

const actionOf = (command: string): CommandAction => ({ kind: 'command', command });

/** One value for each of 2,000 different lines. */
export function decisionTimes(seed: number): Rows {
  const actions = dailyCommands(COMMANDS, seed).map(actionOf);
  const decideOne = (index: number): number => decide(actions[index] as CommandAction, context).verdict;
  const { mediansNs } = timeAlone(decideOne, { count: actions.length, seed });
  return { values: [...mediansNs], unit: 'ns' };
}

/** One value for each of 10,000 lines: whether it was not allowed. */
export function inventedStopped(seed: number): Measured {
  const known = new Set(tables.commandNames());
  const lines = inventedCommands(INVENTED, seed, known);
  const values = lines.map((line) => (decide(actionOf(line), context).verdict === 0 ? 0 : 1));
  return Measured.of('share', { values, unit: '1' });
}
