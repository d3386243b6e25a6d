/** The part of an action that people know it by, with nothing hidden in it. */
import { visible } from '@capgate/base';

/** An action as the log has it. */
export interface LoggedAction {
  readonly kind: string;
  readonly [part: string]: unknown;
}

export function actionText({ kind, ...parts }: LoggedAction): string {
  const { command, path, operation, url, method = 'GET', server, tool } = parts;
  const words = { command: [command], file: [operation, path], fetch: [method, url] }[kind] ?? [server, tool];
  return visible(words.map(String).join(' '));
}
