/** What follows from commands together: code that comes from the network, secrets that go there. */
import { Capability } from '../../../core/src/descriptor/capabilities.ts';
import { capabilitiesOf, type Effect } from './outline.ts';
import type { Invocation } from './reading.ts';
import { HOLE } from './words.ts';

type Kind = 'fetched' | 'decoded' | 'secret' | 'kept' | 'other';

const RUNS: readonly string[] = ['code.stdin', 'code.unresolved', 'dynamic.command', 'file.run'];
const SENDS: readonly string[] = [
  'network.send',
  'network.connect',
  'network.fetch',
  'file.upload',
  'network.login',
  'remote.run',
  'network.probe',
];
/** These send away what the command itself reads, too. */
const SENDS_OWN: readonly string[] = ['network.send', 'network.connect', 'file.upload'];

/** The effects that only several commands together have. */
export function flowsOf(effects: readonly Effect[]): Effect[] {
  return effects.flatMap((effect) => {
    const found: Effect[] = [];
    const kinds = incoming(effect, effects);
    if (RUNS.includes(effect.name)) {
      if (kinds.has('fetched')) found.push({ ...effect, name: 'code.fetched', place: 'none' });
      else if (kinds.has('decoded')) found.push({ ...effect, name: 'code.decoded', place: 'none' });
    }
    const own = SENDS_OWN.includes(effect.name) && effects.some((other) => isOwnSecret(other, effect));
    if (SENDS.includes(effect.name) && (own || kinds.has('secret')))
      found.push({ ...effect, name: 'network.exfiltrate', place: 'none' });
    return found;
  });
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
  const isKept = effect.name === 'inspect.setup' || (effect.name === 'file.read' && effect.place === 'workspace');
  kinds.push(isKept ? 'kept' : 'other');
  return kinds;
}

/** Effects as they are once it is known that what they run was at hand: in the project, or printed for setting up. */
export function withKeptCode(effects: readonly Effect[]): Effect[] {
  return effects.map((effect) =>
    runsKept(effect, effects) ? { ...effect, name: 'code.project', place: 'none' } : effect,
  );
}

function runsKept(effect: Effect, effects: readonly Effect[]): boolean {
  const kinds = incoming(effect, effects);
  if (!kinds.has('kept') || kinds.has('other')) return false;
  if (effect.name === 'code.stdin') return true;
  if (effect.name !== 'code.unresolved' && effect.name !== 'file.run') return false;
  // `eval "$(…)"`: the last word and no other is a substitution and nothing else.
  const outputs = effect.frame.words.filter(({ text }) => text === HOLE.SUBSTITUTION);
  return outputs.length === 1 && effect.frame.words.at(-1) === outputs[0];
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
