/** The answer to a check, for people. */
import type { ExplainedEffect, Explanation, Reason, RiskName, VerdictName } from '@capgate/core';
import { hanging } from '../layout.ts';
import type { Colour, Paint } from '../style.ts';
import { clipped, visible } from '@capgate/base';
import { diagnostic } from './diagnostic.ts';

/** More than these are counted, not shown; `--json` has them all. */
const MAX_REASONS = 5;
const MAX_EFFECTS = 30;

const VERDICT_COLOURS: Readonly<Record<VerdictName, Colour>> = { allow: 'green', ask: 'yellow', deny: 'red' };

const RISK_COLOURS: Readonly<Record<RiskName, Colour>> = {
  SAFE: 'green',
  LOW: 'green',
  MEDIUM: 'yellow',
  HIGH: 'red',
  CRITICAL: 'red',
};

/** `text` is what was checked: what the spans of the explanation refer to. */
export function report(text: string, explanation: Explanation, columns: number, paint: Paint): string {
  const sections = [
    ...reasonSections(text, explanation.reasons, columns, paint),
    effectSection(explanation, columns, paint),
    summary(explanation, columns, paint),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** One section for each place in the text: the reasons that point there, and the place underlined. */
function reasonSections(text: string, reasons: readonly Reason[], columns: number, paint: Paint): string[][] {
  const shown = reasons.slice(0, MAX_REASONS);
  const places = new Map<string, Reason[]>();
  for (const reason of shown) {
    const key = `${reason.span.start}:${reason.span.end}`;
    places.set(key, [...(places.get(key) ?? []), reason]);
  }
  const sections = [...places.values()].map((group) => reasonSection(text, group, columns, paint));
  const left = reasons.length - shown.length;
  return left > 0 ? [...sections, [paint('dim', `… and ${left} more reasons; --json lists them`)]] : sections;
}

function reasonSection(text: string, group: readonly Reason[], columns: number, paint: Paint): string[] {
  const span = group[0]?.span ?? { start: 0, end: 0 };
  const heads = group.flatMap(({ code, message }) => headLines(clipped(code), clipped(message), columns, paint));
  const advice = [...new Set(group.flatMap((reason) => reason.advice ?? []))];
  const help = advice.flatMap((line) => hanging('  = help: ', visible(line), columns));
  return [...heads, ...diagnostic(text, span, columns, paint), ...help];
}

function headLines(code: string, message: string, columns: number, paint: Paint): string[] {
  const [first = '', ...rest] = hanging('', `${code}: ${message}`, columns);
  return [first.startsWith(code) ? paint('bold', code) + first.slice(code.length) : first, ...rest];
}

function effectSection(explanation: Explanation, columns: number, paint: Paint): string[] {
  const { effects } = explanation;
  // Two words may cause the same effect; a person needs to read it once.
  const lines = new Set(effects.map((effect) => effectLines(explanation, effect, columns, paint).join('\n')));
  const shown = [...lines].slice(0, MAX_EFFECTS);
  const left = lines.size - MAX_EFFECTS;
  const rest = left > 0 ? [paint('dim', `  … and ${left} more; --json lists them`)] : [];
  return [paint('bold', 'Would do'), ...(shown.length === 0 ? ['  nothing that matters here'] : shown), ...rest];
}

function effectLines(explanation: Explanation, effect: ExplainedEffect, columns: number, paint: Paint): string[] {
  const invocation = explanation.invocations[effect.invocation];
  const names = invocation === undefined ? [] : [...invocation.within, invocation.name].filter((name) => name !== '');
  const who = names.length === 0 ? '' : `${clipped(names.join(' > '))}: `;
  const [first = '', ...rest] = hanging(`  ${effect.risk.padEnd(8)}  `, `${who}${clipped(effect.message)}`, columns);
  return [first.replace(effect.risk, paint(RISK_COLOURS[effect.risk], effect.risk)), ...rest];
}

function summary(explanation: Explanation, columns: number, paint: Paint): string[] {
  const { verdict, judged, rule, risk, capabilities, descriptor, alternative } = explanation;
  const otherwise = judged === verdict ? '' : `, but would say ${judged}`;
  const lines = [
    ...hanging('Risk          ', risk, columns),
    ...hanging('Capabilities  ', capabilities.length === 0 ? 'none' : capabilities.join(' '), columns),
    `Descriptor    ${descriptor}`,
    ...(alternative === undefined ? [] : [`Safer         ${visible(alternative)}`]),
    `Verdict       ${paint(VERDICT_COLOURS[verdict], verdict)} (${visible(rule)}${otherwise})`,
  ];
  return lines.map((line) => line.replace(/^[A-Z][a-z]+/u, (label) => paint('bold', label)));
}
