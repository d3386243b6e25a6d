/** What follows from commands together: code that comes from the network, secrets that go there. */
import { Capability } from '../../../core/src/descriptor/capabilities.ts';
import { PRIVATE } from '../../../core/src/knowledge/flows/flow-kinds.ts';
import { PLANTED } from '../../../core/src/knowledge/flows/planted-code.ts';
import { holdsKey } from '../../../core/src/knowledge/flows/spelt-keys.ts';
import { capabilitiesOf, type Effect } from './outline.ts';
import type { Invocation } from './reading.ts';
import { HOLE } from './words.ts';
import type { WrittenAndRun } from './written.ts';

type Kind = 'fetched' | 'decoded' | 'secret' | 'guard' | 'gate' | 'daemon' | 'shell' | 'kept' | 'other';

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
/** A shell may be answered through these. */
const CONNECTS: readonly string[] = ['network.connect', 'network.listen-raw'];

const WRITES: readonly string[] = ['file.write', 'file.replace', 'file.append', 'file.create'];

/** What an effect's command is given, and what the action does beside it. */
interface Circumstances {
  readonly effects: readonly Effect[];
  /** What flows in. */
  readonly kinds: ReadonlySet<Kind>;
  /** Whether the action opens a connection, or waits for one. */
  readonly reachesOut: boolean;
}

/** What follows for an effect, each from one circumstance. */
const FOLLOWS: readonly (readonly [name: Effect['name'], isSo: (effect: Effect, given: Circumstances) => boolean])[] = [
  ['code.fetched', ({ name }, { kinds }) => RUNS.includes(name) && kinds.has('fetched')],
  ['code.decoded', ({ name }, { kinds }) => RUNS.includes(name) && !kinds.has('fetched') && kinds.has('decoded')],
  ['secret.expose', ({ name, frame }) => SENDS.includes(name) && frame.words.some(({ text }) => holdsKey(text))],
  ['network.exfiltrate', isExfiltration],
  [
    'code.remote-shell',
    ({ name }, { kinds, reachesOut }) =>
      (name === 'shell.interactive' && reachesOut) || (CONNECTS.includes(name) && kinds.has('shell')),
  ],
  ['code.plant', isPlant],
  ['gate.tamper', ({ name }, { kinds }) => name === 'process.signal' && kinds.has('gate')],
  ['evade.security', ({ name }, { kinds }) => name === 'process.signal' && kinds.has('guard')],
  ['service.change', ({ name }, { kinds }) => name === 'process.signal' && kinds.has('daemon')],
];

/** The effects that only several commands together have. */
export function flowsOf(effects: readonly Effect[], files: readonly WrittenAndRun[]): Effect[] {
  const reachesOut = effects.some(({ name, place }) => CONNECTS.includes(name) || place === 'connection');
  const flows = effects.flatMap((effect) => {
    const given = { effects, kinds: incoming(effect, effects), reachesOut };
    return FOLLOWS.filter(([, isSo]) => isSo(effect, given)).map(([name]) => ({
      ...effect,
      name,
      place: 'none' as const,
    }));
  });
  const throughFiles = files.flatMap(({ written, run }) => {
    const own = effects.filter(({ frame }) => frame.invocation === written.frame.invocation).flatMap(lettingOut);
    return runOf(run, new Set([...own, ...incoming({ ...written, name: 'code.stdin' }, effects)]));
  });
  return [...flows, ...throughFiles];
}

function isExfiltration(effect: Effect, { effects, kinds }: Circumstances): boolean {
  // Encoded, because a host's name can't hold it otherwise.
  if (effect.name === 'network.probe' && kinds.has('decoded')) return true;
  const sendsOwn = SENDS_OWN.includes(effect.name) && effects.some((other) => isOwnSecret(other, effect));
  return SENDS.includes(effect.name) && (sendsOwn || kinds.has('secret'));
}

function isPlant(effect: Effect, { effects, kinds }: Circumstances): boolean {
  if (!WRITES.includes(effect.name) || !PLANTED.includes(effect.place)) return false;
  return kinds.has('fetched') || effects.some((other) => isOwnFetch(other, effect));
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
  if (effect.name === 'network.fetch' || CONNECTS.includes(effect.name)) kinds.push('fetched');
  if (effect.name === 'inspect.guard') kinds.push('guard');
  if (effect.name === 'inspect.gate') kinds.push('gate');
  if (effect.name === 'inspect.daemon') kinds.push('daemon');
  // A temporary file that a shell runs may be a pipe that somebody writes to.
  const isPiped = effect.name === 'file.run' && effect.place === 'temporary';
  if (isPiped || effect.name === 'shell.interactive' || effect.name === 'code.stdin') kinds.push('shell');
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
  const outputs = effect.frame.words.filter(({ text }) => text === HOLE.SUBSTITUTION || text === HOLE.STREAM);
  return outputs.length === 1 && effect.frame.words.at(-1) === outputs[0];
}

function isSecret(effect: Effect): boolean {
  const isPrivate = (effect.name === 'file.read' || effect.name === 'file.upload') && PRIVATE.includes(effect.place);
  return isPrivate || (capabilitiesOf(effect) & Capability.CREDENTIAL_ACCESS) !== 0;
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
