/** Code that is written where it runs later by itself: what is printed into startup files and hooks. */
import { BROUGHT, codeWithin } from '../../../core/src/knowledge/flows/planted-code.ts';
import { baseOf, printedText } from '../../../core/src/knowledge/flows/printed.ts';
import type { Effect, Frame } from './outline.ts';
import type { Invocation } from './reading.ts';

const MAX_PLANTS = 8;
const WRITES: readonly string[] = ['file.write', 'file.replace', 'file.append', 'file.create'];
const TAKES: readonly string[] = ['file.read', 'file.move'];
const RUN_LATER: readonly string[] = ['startup', 'hooks'];

interface Planted {
  readonly text: string;
  readonly frame: Frame;
}

/** The texts, each with the command that writes it. */
export function plantedCode({ effects, frames }: { effects: readonly Effect[]; frames: readonly Frame[] }): Planted[] {
  const writers = effects.filter(
    ({ name, place }) => name === 'schedule.install' || (WRITES.includes(name) && RUN_LATER.includes(place)),
  );
  const invocations = [...new Set(frames.map(({ invocation }) => invocation))];
  return writers.slice(0, MAX_PLANTS).flatMap(({ name, frame }) => {
    const printing = invocations.filter((other) => other !== undefined && isSource(other, frame.invocation));
    return printing.flatMap((invocation) =>
      [...hereDocuments(invocation), ...printed(frames, invocation)]
        .map((text) => ({ text: codeWithin(text, name === 'schedule.install'), frame }))
        .filter(({ text }) => text !== ''),
    );
  });
}

/** What commands bring from temporary files, that the action does not write itself, to where it runs or steers by itself. */
export function broughtIn(effects: readonly Effect[]): Effect[] {
  const temporary = effects.filter(({ place }) => place === 'temporary');
  if (temporary.some(({ name }) => WRITES.includes(name))) return [];
  const takers = temporary.filter(({ name }) => TAKES.includes(name)).map(({ frame }) => frame);
  return effects
    .filter(({ name, place, frame }) => WRITES.includes(name) && BROUGHT.includes(place) && takers.includes(frame))
    .map((effect) => ({ ...effect, name: 'code.plant', place: 'none' }));
}

/** The invocation itself, or the stage before it. */
function isSource(one: Invocation, other: Invocation | undefined): boolean {
  const [own, before] = [other?.stages.at(-1), one.stages.at(-1)];
  return one === other || (own !== undefined && before?.pipeline === own.pipeline && before.index === own.index - 1);
}

function hereDocuments(invocation: Invocation | undefined): string[] {
  return (invocation?.redirections ?? []).filter(({ kind }) => kind === 'text').map(({ target }) => target.text);
}

function printed(frames: readonly Frame[], invocation: Invocation | undefined): string[] {
  return frames
    .filter((frame) => frame.invocation === invocation && frame.command?.spec.prints === true)
    .map(({ words }) => words.map(({ text }) => text))
    .map(([name = '', ...operands]) => printedText(baseOf(name), operands))
    .filter((text) => text !== '');
}
