/** What a gate answers because of the fleet: why, who says so, and what can be done. */
import type { Raise, Said } from '@capgate/gate';
import type { Indicator } from '../../down/indicators.ts';
import type { Countless, Meeting } from '../../down/matching/indicator-set.ts';
import type { QuarantineCertificate } from '../../quarantine/list.ts';

/** More indicators of one action are counted, and named in no text. */
const NAMED_MAX = 5;
/** An entry of the log has room for these. */
const IDS_MAX = 100;

export function quarantined({ value, signers, subject }: QuarantineCertificate): Said {
  const { fromMs, untilMs, why, batch, index } = value;
  const span = `since ${timeOf(fromMs)} and until ${timeOf(untilMs)}`;
  return {
    code: 'fleet.quarantined',
    rule: 'quarantine',
    message: `this agent is in quarantine ${span}, signed by ${signers.join(', ')}: ${why}`,
    advice: `nothing at this gate ends it: show the evidence (point ${index} of batch ${batch}) to those who run the fleet, and have them release quarantine ${subject}`,
  };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** What all that an action has met makes of it together. */
export function raised(meetings: readonly Meeting[]): Raise | undefined {
  const indicators = meetings.flatMap((meeting) => meeting.indicators).toSorted(byGravity);
  const tooMany = [...new Set(meetings.flatMap((meeting) => meeting.tooMany))];
  const [first] = indicators;
  if (first === undefined && tooMany.length === 0) return undefined;
  return {
    code: 'fleet.indicator',
    rule: first === undefined ? 'threat indicators' : `threat indicator ${first.id}`,
    verdict: first?.verdict ?? 'ask',
    risk: indicators.some(({ risk }) => risk === 'CRITICAL') ? 'CRITICAL' : 'HIGH',
    ids: [...tooMany.map((what) => `too many ${what}`), ...indicators.map(({ id }) => id).toSorted()].slice(0, IDS_MAX),
    message: [...indicators.slice(0, NAMED_MAX).map(told), ...more(indicators), ...tooMany.map(untold)].join('; '),
  };
}

function byGravity(a: Indicator, b: Indicator): number {
  return Number(b.verdict === 'deny') - Number(a.verdict === 'deny') || (a.id < b.id ? -1 : 1);
}

function told(indicator: Indicator): string {
  return `${patternOf(indicator)} is a threat indicator (${indicator.id}): ${indicator.why}`;
}

function patternOf(indicator: Indicator): string {
  if (indicator.kind === 'host') return `the host "${indicator.host}"`;
  if (indicator.kind === 'file') return `the path "${indicator.path}"`;
  const { name, word } = indicator;
  return `the command "${name}"${word === undefined ? '' : ` with "${word}"`}`;
}

function more(indicators: readonly Indicator[]): readonly string[] {
  return indicators.length > NAMED_MAX ? [`and ${indicators.length - NAMED_MAX} more threat indicators`] : [];
}

function untold(what: Countless): string {
  return `it names more ${what} than are held against threat indicators`;
}
