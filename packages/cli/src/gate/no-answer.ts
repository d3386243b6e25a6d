import { clipped, quoted } from '@capgate/base';
import { ClientError } from '@capgate/client';

/** What a person does about a gate that gave no answer. */
export function noAnswerText(error: unknown, path: string): string {
  const code = error instanceof ClientError ? error.code : 'FAULT';
  const place = quoted(path, 400);
  if (code === 'CONNECT' || code === 'TIMEOUT' || code === 'CLOSED') {
    return `Capgate: the gate does not answer at ${place}; start it with capgate serve; nothing was run`;
  }
  const why = error instanceof Error ? clipped(error.message) : 'no reason was given';
  return `Capgate: the gate at ${place} gives no answer (${code}: ${why}); nothing was run`;
}
