/** Code that the text itself prints into whoever runs what flows in. */
import { callsIn } from '../../../core/src/knowledge/code/calls.ts';
import { codeEffect } from '../../../core/src/knowledge/code/code.ts';
import { MAX_PIPED_INVOCATIONS } from '../../../core/src/knowledge/flows/piped-code.ts';
import { plainlyPrinted } from '../../../core/src/knowledge/flows/printed.ts';
import { EFFECT_NAMES } from '../../../core/src/knowledge/vocabulary/effects.ts';
import type { Language } from '../../../core/src/knowledge/vocabulary/spec.ts';
import { effectOn } from './outcome.ts';
import type { Assessing, Effect } from './outline.ts';
import type { Invocation } from './reading.ts';
import { wordOf } from './words.ts';

/** Adds what the printed code does, in place of the effect that nothing is known of it. */
export function runPiped(assessing: Assessing): void {
  for (const effect of assessing.effects.slice()) {
    if (effect.name !== 'code.stdin' || assessing.invocations.length > MAX_PIPED_INVOCATIONS) continue;
    const spec = effect.frame.command?.spec;
    const isRead = spec?.stdin?.startsWith('source.') === true && spec.defers !== true;
    const printer = isRead ? printerOf(effect.frame.invocation, assessing.invocations) : undefined;
    const code = printer === undefined ? undefined : printedBy(printer);
    if (code !== undefined) run(effect, code, (spec?.stdin ?? '').slice('source.'.length) as Language, assessing);
  }
}

/** The one command whose output is all that the invocation reads. */
function printerOf(invocation: Invocation | undefined, all: readonly Invocation[]): Invocation | undefined {
  const own = invocation?.stages.at(-1);
  if (invocation === undefined || own === undefined || invocation.redirections.length > 0) return undefined;
  const siblings = all.filter((other) => other !== invocation && other.parent === invocation.parent);
  const inStage = (index: number): Invocation[] =>
    siblings.filter(({ stages }) => stages.some((stage) => stage.pipeline === own.pipeline && stage.index === index));
  const [printer, ...others] = inStage(own.index - 1);
  // Whoever else stands there reads, or prints, some of it.
  return others.length === 0 && inStage(own.index).length === 0 ? printer : undefined;
}

/** What the invocation prints, if the text says all of it. */
function printedBy({ kind, redirections, words }: Invocation): string | undefined {
  if (kind !== 'command' || redirections.length > 0 || words.some(({ isDynamic }) => isDynamic)) return undefined;
  return plainlyPrinted(words.map(({ text }) => text));
}

function run(effect: Effect, code: string, language: Language, assessing: Assessing): void {
  const { frame, word } = effect;
  assessing.effects = assessing.effects.map((other) => (other === effect ? { ...effect, name: 'inspect' } : other));
  if (language === 'shell') return assessing.assessText(code, frame);
  const units = Uint16Array.from({ length: code.length }, (_, at) => code.charCodeAt(at));
  const name = EFFECT_NAMES[codeEffect(language, units, 0, units.length)] ?? 'code.inline';
  assessing.effects.push({ name, place: 'none', target: word.text, word, frame });
  if (name !== 'code.inline') return;
  for (const { role, text } of callsIn(language, units, 0, units.length)) {
    if (role === 'source.shell') assessing.assessText(text, frame);
    else {
      const target = wordOf(text);
      const found = effectOn(role, target, assessing.directory, assessing);
      if (found !== undefined) assessing.effects.push({ ...found, target: text, word: target, frame });
    }
  }
}
