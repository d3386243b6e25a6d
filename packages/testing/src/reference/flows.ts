/** What follows from commands together: code that comes from the network, secrets that go there. */
import { Capability } from '../../../core/src/descriptor/capabilities.ts';
import { capabilitiesOf, type Effect } from './outline.ts';
import type { Invocation } from './reading.ts';
import type { WrittenAndRun } from './written.ts';

type Kind = 'fetched' | 'decoded' | 'secret';

const RUNS: readonly string[] = ['code.stdin', 'code.unresolved', 'dynamic.command', 'file.run'];
const SENDS: readonly string[] = [
  'network.send',
  'network.connect',
  'network.fetch',
  'file.upload',
  'network.login',
  'network.probe',
];
/** These send away what the command itself reads, too. */
const SENDS_OWN: readonly string[] = ['network.send', 'network.connect', 'file.upload'];

/** The effects that only several commands together have. */
export function flowsOf(effects: readonly Effect[], files: readonly WrittenAndRun[]): Effect[] {
  const together = effects.flatMap((effect) => {
    const found: Effect[] = [];
    const kinds = incoming(effect, effects);
    if (RUNS.includes(effect.name)) found.push(...runOf(effect, kinds));
    const own = SENDS_OWN.includes(effect.name) && effects.some((other) => isOwnSecret(other, effect));
    if (SENDS.includes(effect.name) && (own || kinds.has('secret')))
      found.push({ ...effect, name: 'network.exfiltrate', place: 'none' });
    return found;
  });
  const throughFiles = files.flatMap(({ written, run }) => {
    const own = effects.filter(({ frame }) => frame.invocation === written.frame.invocation).flatMap(lettingOut);
    return runOf(run, new Set([...own, ...incoming({ ...written, name: 'code.stdin' }, effects)]));
  });
  return [...together, ...throughFiles];
}

/** Running what the network or an encoding let out. */
function runOf(effect: Effect, kinds: ReadonlySet<Kind>): Effect[] {
  if (kinds.has('fetched')) return [{ ...effect, name: 'code.fetched', place: 'none' }];
  return kinds.has('decoded') ? [{ ...effect, name: 'code.decoded', place: 'none' }] : [];
}

/** What flows into an effect's command. A program that is run by its path takes only what its own words hold. */
function incoming(effect: Effect, effects: readonly Effect[]): Set<Kind> {
  const to = effect.frame.invocation;
  if (to === undefined) return new Set();
  const sources = effects.filter(({ frame: { invocation: from } }) => {
    if (from === undefined) return false;
    return isInside(from, to) || (effect.name !== 'file.run' && isUpstream(from, to));
  });
  return new Set(sources.flatMap(lettingOut));
}

/** What an effect lets out of its command. */
function lettingOut(effect: Effect): Kind[] {
  const kinds: Kind[] = [];
  if (effect.name === 'network.fetch' || effect.name === 'network.connect') kinds.push('fetched');
  if (effect.name === 'inspect.decoded') kinds.push('decoded');
  if (isSecret(effect)) kinds.push('secret');
  return kinds;
}

function isSecret(effect: Effect): boolean {
  return (capabilitiesOf(effect) & Capability.CREDENTIAL_ACCESS) !== 0;
}

function isOwnSecret(other: Effect, effect: Effect): boolean {
  return other.frame.invocation === effect.frame.invocation && other.place !== 'none' && isSecret(other);
}

/** Whether `from` stands in a substitution or in code that `to` holds. */
function isInside(from: Invocation, to: Invocation): boolean {
  for (let at = from.parent; at !== undefined; at = at.parent) if (at === to) return true;
  return false;
}

/** Whether `from` lies in an earlier stage of a pipeline around both. */
function isUpstream(from: Invocation, to: Invocation): boolean {
  return to.stages.some(({ pipeline, index }) =>
    from.stages.some((stage) => stage.pipeline === pipeline && stage.index < index),
  );
}
