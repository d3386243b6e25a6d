/** How a failure is told in a result: the error's code and the end of what it said, without secrets. */
import { redact } from '@capgate/audit';
import { visible } from '@capgate/base';

const FAILURE_LENGTH_MAX = 500;

/** Fit to be kept and shown. What is too long loses its middle: the class stands first, the reason mostly last. */
export function failureText(said: string, tail = ''): string {
  const text = tail.trim() === '' ? said : `${said}; at last it wrote: ${tail.trim()}`;
  const { body } = redact({ text: text.toWellFormed() });
  const shown = visible(body['text'] as string);
  if (shown.length <= FAILURE_LENGTH_MAX) return shown;
  const startLength = 120;
  return `${shown.slice(0, startLength)} … ${shown.slice(shown.length - FAILURE_LENGTH_MAX + startLength + 3)}`;
}
