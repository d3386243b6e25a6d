/**
 * The check of many requests in a row. Most differ from the one before in their command alone: what is the same as
 * before, letter by letter, was checked then. That costs a tenth of the check in full.
 */
import { type DecideRequest, DecideRequestSchema } from '../api/decide.ts';
import { checker } from '../api/validation.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Longer commands are checked in full. */
const COMMAND_LENGTH_MAX = 1 << 16;

const checkInFull = checker(DecideRequestSchema);

export class RequestCheck {
  #before: Fields | undefined;

  /** Throws `GateError` REQUEST. */
  check(asked: unknown): DecideRequest {
    if (this.#before !== undefined && isLike(this.#before, asked)) return asked as DecideRequest;
    const request = checkInFull(asked);
    this.#before = request.action.kind === 'command' ? request : undefined;
    return request;
  }
}

/** Whether it is the same request about another command. `before` is sound, and about a command. */
function isLike(before: Fields, asked: unknown): boolean {
  if (typeof asked !== 'object' || asked === null) return false;
  let count = 0;
  for (const name in asked) {
    if (name !== 'action' && (asked as Fields)[name] !== before[name]) return false;
    count++;
  }
  return count === countOf(before) && isCommand((asked as Fields)['action']);
}

function isCommand(action: unknown): boolean {
  if (typeof action !== 'object' || action === null) return false;
  const { kind, command } = action as Fields;
  if (kind !== 'command' || typeof command !== 'string' || command.length > COMMAND_LENGTH_MAX) return false;
  return countOf(action as Fields) === 2;
}

function countOf(fields: Fields): number {
  let count = 0;
  for (const _ in fields) count++;
  return count;
}
