/** Which decisions are looked at, as the address says: so a search can be kept and handed on. */
import type { InputOf } from '@capgate/client/web';
import { RISKS, VERDICTS } from '../../parts/risks.ts';
import { hrefOf } from '../../routes.ts';

type Query = NonNullable<InputOf<'GET', '/v1/decisions'>['query']>;
export type Filter = Pick<Query, 'verdict' | 'riskAtLeast' | 'actionKind' | 'text' | 'agent' | 'session' | 'rule'>;

export const KINDS = ['command', 'file', 'fetch', 'tool-call'] as const;
const TEXTS = ['text', 'agent', 'session', 'rule'] as const;
const TEXT_LENGTH_MAX = 200;

/** What makes no sense is left out. */
export function filterOf(query: URLSearchParams): Filter {
  const one = <Value extends string>(name: string, values: readonly Value[]): Value | undefined =>
    values.find((value) => value === query.get(name));
  return onlyGiven({
    verdict: one('verdict', VERDICTS),
    riskAtLeast: one('riskAtLeast', RISKS),
    actionKind: one('actionKind', KINDS),
    ...Object.fromEntries(TEXTS.map((name) => [name, query.get(name)?.slice(0, TEXT_LENGTH_MAX)])),
  });
}

export function hrefOfFilter(filter: Filter): string {
  return hrefOf('decisions', undefined, onlyGiven(filter));
}

function onlyGiven(fields: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const given = Object.entries(fields).filter((field): field is [string, string] => (field[1] ?? '') !== '');
  return Object.fromEntries(given);
}
