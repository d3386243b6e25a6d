/** Decisions and approvals on lines for people. */
import { visible } from '@capgate/base';
import type { Paint } from '../style.ts';

/** An action as the log has it. */
export interface LoggedAction {
  readonly kind: string;
  readonly [part: string]: unknown;
}

/** The part of an action that people know it by. */
export function actionText(action: LoggedAction): string {
  const { kind, command, path, operation, url, method = 'GET', server, tool } = action as Record<string, unknown>;
  switch (kind) {
    case 'command':
      return visible(String(command));
    case 'file':
      return visible(`${String(operation)} ${String(path)}`);
    case 'fetch':
      return visible(`${String(method)} ${String(url)}`);
    default:
      return visible(`${String(server)} ${String(tool)}`);
  }
}

/** Behind an agent's name: which of its subagents acted, if one did. */
export function subagentText({ subagent }: { readonly subagent?: { readonly id: string } }): string {
  return subagent === undefined ? '' : ` (subagent ${visible(subagent.id)})`;
}

const COLOURS = { allow: 'green', ask: 'yellow', deny: 'red' } as const;

export function verdictText(verdict: keyof typeof COLOURS, paint: Paint): string {
  return paint(COLOURS[verdict], verdict.padEnd(5));
}

/** Where a verdict stands, for what the kernel stopped. */
export function stoppedText(paint: Paint): string {
  return paint('red', 'stop ');
}

/** The time of day, and the date where it is another day than today. */
export function momentText(ms: number, nowMs: number): string {
  const [day, time] = new Date(ms).toISOString().split('T') as [string, string];
  const isToday = new Date(nowMs).toISOString().startsWith(day);
  return isToday ? time.slice(0, 8) : `${day} ${time.slice(0, 8)}`;
}

/** A line of at most so many columns; what is cut is marked. */
export function cutTo(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}
