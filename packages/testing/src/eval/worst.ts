/** Which tools the failures of a metric are about. */
import { type Context, explain } from '@capgate/core';

export interface ToolCount {
  readonly tool: string;
  readonly count: number;
}

/** The tools of the riskiest invocation of each command line, the most frequent first, then by name. */
export function worstTools(commands: readonly string[], context: Context, countMax: number): ToolCount[] {
  const counts = new Map<string, number>();
  for (const command of commands) {
    const tool = toolOf(command, context);
    counts.set(tool, (counts.get(tool) ?? 0) + 1);
  }
  return [...counts]
    .map(([tool, count]) => ({ tool, count }))
    .sort((left, right) => right.count - left.count || (left.tool < right.tool ? -1 : 1))
    .slice(0, countMax);
}

function toolOf(command: string, context: Context): string {
  return explain({ kind: 'command', command }, context).command.split(' ', 1)[0] || '(none)';
}
