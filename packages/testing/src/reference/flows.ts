/** What follows from commands together: code that comes from the network, secrets that go there. */
import { Capability } from '../../../core/src/descriptor/capabilities.ts';
import { PLANTED } from '../../../core/src/knowledge/flows.ts';
import { capabilitiesOf, type Effect } from './outline.ts';
import type { Invocation } from './reading.ts';
import { writtenCode } from './written-code.ts';

type Kind = 'fetched' | 'decoded' | 'secret' | 'guard' | 'gate' | 'shell';

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
/** A shell may be answered through these. */
const CONNECTS: readonly string[] = ['network.connect', 'network.listen-raw'];

const WRITES: readonly string[] = ['file.write', 'file.append', 'file.create'];

/** The effects that only several commands together have. */
export function flowsOf(effects: readonly Effect[]): Effect[] {
  const reachesOut = effects.some(({ name, place }) => CONNECTS.includes(name) || place === 'connection');
  const flows = effects.flatMap((effect) => {
    const found: Effect[] = [];
    const kinds = incoming(effect, effects);
    if (RUNS.includes(effect.name)) {
      if (kinds.has('fetched')) found.push({ ...effect, name: 'code.fetched', place: 'none' });
      else if (kinds.has('decoded')) found.push({ ...effect, name: 'code.decoded', place: 'none' });
    }
    const own = SENDS_OWN.includes(effect.name) && effects.some((other) => isOwnSecret(other, effect));
    const isHidden = effect.name === 'network.probe' && kinds.has('decoded');
    if (isHidden || (SENDS.includes(effect.name) && (own || kinds.has('secret'))))
      found.push({ ...effect, name: 'network.exfiltrate', place: 'none' });
    const isShell = effect.name === 'shell.interactive' && reachesOut;
    if (isShell || (CONNECTS.includes(effect.name) && kinds.has('shell')))
      found.push({ ...effect, name: 'code.remote-shell', place: 'none' });
    const isFetched = kinds.has('fetched') || effects.some((other) => isOwnFetch(other, effect));
    if (WRITES.includes(effect.name) && PLANTED.includes(effect.place) && isFetched)
      found.push({ ...effect, name: 'code.plant', place: 'none' });
    if (effect.name === 'process.signal' && kinds.has('gate'))
      found.push({ ...effect, name: 'gate.tamper', place: 'none' });
    if (effect.name === 'process.signal' && kinds.has('guard'))
      found.push({ ...effect, name: 'evade.security', place: 'none' });
    return found;
  });
  return [...flows, ...writtenCode(effects)];
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
  if (effect.name === 'network.fetch' || CONNECTS.includes(effect.name)) kinds.push('fetched');
  if (effect.name === 'inspect.guard') kinds.push('guard');
  if (effect.name === 'inspect.gate') kinds.push('gate');
  // A temporary file that a shell runs may be a pipe that somebody writes to.
  const isPiped = effect.name === 'file.run' && effect.place === 'temporary';
  if (isPiped || effect.name === 'shell.interactive' || effect.name === 'code.stdin') kinds.push('shell');
  if (effect.name === 'inspect.decoded') kinds.push('decoded');
  if (isSecret(effect)) kinds.push('secret');
  return kinds;
}

function isSecret(effect: Effect): boolean {
  return (capabilitiesOf(effect) & Capability.CREDENTIAL_ACCESS) !== 0;
}

function isOwnFetch(other: Effect, effect: Effect): boolean {
  return other.frame.invocation === effect.frame.invocation && lettingOut(other).includes('fetched');
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
