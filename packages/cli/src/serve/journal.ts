/** What the service says while it runs: a line of JSON each, with the field names of the Elastic Common Schema. */
import type { Settled } from '@capgate/gate';
import { pino, type Logger } from 'pino';
import manifest from '../../package.json' with { type: 'json' };

const ECS_VERSION = '8.11.0';

/** Never given what a caller sent: codes, counts and texts of our own. */
export function newJournal(site: string, level: Settled['journalLevel']): Logger {
  return pino(
    {
      level,
      messageKey: 'message',
      base: {
        'ecs.version': ECS_VERSION,
        'service.name': 'capgate',
        'service.version': manifest.version,
        'service.node.name': site,
      },
      timestamp: () => `,"@timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ 'log.level': label }) },
    },
    // Standard error, and at once: what is said last says why it ended.
    pino.destination({ dest: 2, sync: true }),
  );
}

/** A failure as the journal has it. The text of an error of another's making may hold anything, and stays out. */
export function failureFields(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { 'error.type': typeof error };
  const { code } = error as { code?: unknown };
  const isOurs = typeof code === 'string' && /^[A-Z_]+$/u.test(code);
  return {
    'error.type': error.name,
    ...(isOurs && { 'error.code': code, 'error.message': error.message }),
  };
}
