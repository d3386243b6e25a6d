/** Where an agent, a session and a part of its timeline are, as the address says. Pure. */
import { hrefOf } from '../../routes.ts';

/** What may stand on a timeline, in the order in which it is offered. */
export const PARTS = ['decision', 'approval', 'session', 'kernel'] as const;
export type Part = (typeof PARTS)[number];

export interface Subject {
  readonly agent: string;
  /** All of the agent's where absent. */
  readonly session?: string | undefined;
}

export interface View {
  /** What is shown; never nothing. */
  readonly parts: readonly Part[];
  /** Only what was before, in milliseconds since 1970 UTC; up to now where absent. */
  readonly untilMs: number | undefined;
  /** Whether what was simply allowed is left out. */
  readonly isNotable: boolean;
}

const NOTABLE = 'notable';

export function hrefOfAgent(
  { agent, session }: Subject,
  { parts, untilMs, isNotable = false }: Partial<View> = {},
): string {
  return hrefOf('agents', agent, {
    ...(session !== undefined && { session }),
    ...(parts !== undefined && parts.length < PARTS.length && { parts: parts.join(',') }),
    ...(untilMs !== undefined && { until: String(untilMs) }),
    ...(isNotable && { only: NOTABLE }),
  });
}

/** What makes no sense is left out. */
export function viewOf(query: URLSearchParams): View {
  const named = new Set(query.get('parts')?.split(','));
  const parts = PARTS.filter((part) => named.has(part));
  const until = Number(query.get('until') ?? Number.NaN);
  return {
    parts: parts.length === 0 ? PARTS : parts,
    untilMs: Number.isSafeInteger(until) && until > 0 ? until : undefined,
    isNotable: query.get('only') === NOTABLE,
  };
}
