/** What an agent does, as a person reads it. Pure. */
import { HOUR_MS } from '../../parts/times.ts';
import type { Behaviour, Trait } from './agent-queries.ts';

export type Aspect = Trait['aspect'];

/** In the order of what a person looks for first where it is new. */
const ASPECTS = ['risk', 'capability', 'scope', 'host', 'tool'] as const satisfies readonly Aspect[];

export const ASPECT_NAMES: Readonly<Record<Aspect, string>> = {
  risk: 'Risk',
  capability: 'Capability',
  scope: 'Place',
  host: 'Host',
  tool: 'Tool',
};

/** Capabilities are told in words, all else by its name. */
export function traitText({ aspect, name }: Pick<Trait, 'aspect' | 'name'>): string {
  return aspect === 'capability' ? name.toLowerCase().replaceAll('_', ' ') : name;
}

/** Aspect by aspect, and within each in the order in which they came. */
export function byAspect(traits: readonly Trait[]): readonly Trait[] {
  return ASPECTS.flatMap((aspect) => traits.filter((trait) => trait.aspect === aspect));
}

const HOURS_A_DAY = 24;

export interface Hours {
  /** Seconds since 1970 UTC, hour by hour, none left out. */
  readonly times: readonly number[];
  readonly allow: readonly number[];
  readonly ask: readonly number[];
  readonly deny: readonly number[];
}

/** The hours from that of `fromMs` to that of `toMs`, with zeros where nothing was decided. */
export function hoursBetween(hours: Behaviour['hours'], fromMs: number, toMs: number): Hours {
  const first = Math.floor(fromMs / HOUR_MS);
  const count = Math.max(1, Math.floor(toMs / HOUR_MS) - first + 1);
  const places = Array.from({ length: count }, (_, i) => (first + i) * HOUR_MS);
  const byTime = new Map(hours.map((hour) => [hour.at, hour]));
  const of = (verdict: 'allow' | 'ask' | 'deny') => places.map((at) => byTime.get(at)?.[verdict] ?? 0);
  return { times: places.map((at) => at / 1_000), allow: of('allow'), ask: of('ask'), deny: of('deny') };
}

/** How many decisions fell into each hour of the day, from midnight on, by the clock of whoever looks. */
export function hoursOfDay(hours: Behaviour['hours']): readonly number[] {
  const counts = Array.from({ length: HOURS_A_DAY }, () => 0);
  for (const { at, allow, ask, deny } of hours) {
    const hour = new Date(at).getHours();
    counts[hour] = (counts[hour] as number) + allow + ask + deny;
  }
  return counts;
}

/** The shortest stretch of the day, over midnight as well, in which nine of ten decisions fell; undefined without any. */
export function usualHours(counts: readonly number[]): { readonly from: number; readonly to: number } | undefined {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return undefined;
  for (let length = 1; length < HOURS_A_DAY; length++) {
    for (let from = 0; from < HOURS_A_DAY; from++) {
      const within = Array.from({ length }, (_, i) => counts[(from + i) % HOURS_A_DAY] as number);
      if (within.reduce((sum, count) => sum + count, 0) >= 0.9 * all)
        return { from, to: (from + length) % HOURS_A_DAY };
    }
  }
  return { from: 0, to: 0 };
}

/** Such as `09:00`. */
export function hourText(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}
