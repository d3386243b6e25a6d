/** Whether what the store says of a decision is what the log says: the log is the record, the store an index. Pure. */
import type { Decision } from '../../gate/queries.ts';

const FIELDS = [
  'tenant',
  'agent',
  'session',
  'cwd',
  'action',
  'verdict',
  'judged',
  'risk',
  'descriptor',
  'policy',
  'rule',
] as const;

/** The names of the fields that differ; an action's parts may come in another order. */
export function disagreements(body: object, decision: Decision): readonly string[] {
  const logged = body as Readonly<Record<string, unknown>>;
  return FIELDS.filter((name) => ordered(logged[name]) !== ordered(decision[name]));
}

function ordered(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
