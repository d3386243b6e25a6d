/** What commands let out to other commands, and how what follows from it is written down. */
import type { Assessment } from '../assessment.ts';
import { EFFECT_NAMES, type EffectName } from '../vocabulary/effects.ts';
import { PLACE_NAMES, type PlaceName } from '../vocabulary/places.ts';
import { PLACE_COUNT, RISK_TABLES } from '../vocabulary/risk.ts';
import { Place } from '../paths/scope.ts';
import { effectNumber } from '../tables/tables.ts';

/** What flows out of a command; bit `i` is kind `i`. */
export const FETCHED = 1;
export const DECODED = 2;
export const SECRET = 4;
export const GUARD = 8;
export const GATE = 16;
/** Answers of a shell. */
export const SHELL = 32;
/** Text that the project, or a tool for setting a session up, holds ready to be run. */
export const KEPT = 64;
/** Anything that was not at hand. */
export const OTHER = 128;
/** The process of a service. */
export const DAEMON = 256;
export const KINDS = 9;

/** What each effect lets out of its command. */
const LETS_OUT: Uint16Array = effectFlags({
  'network.fetch': FETCHED,
  'network.connect': FETCHED,
  'network.listen-raw': FETCHED,
  'inspect.decoded': DECODED,
  'inspect.guard': GUARD,
  'inspect.gate': GATE,
  'inspect.daemon': DAEMON,
  'shell.interactive': SHELL,
  'code.stdin': SHELL,
});
const RUN: number = effectNumber('file.run');
const READ: number = effectNumber('file.read');
const UPLOAD: number = effectNumber('file.upload');
const SETUP: number = effectNumber('inspect.setup');

export function effectFlags(values: Readonly<Partial<Record<EffectName, number>>>): Uint16Array {
  const flags = new Uint16Array(EFFECT_NAMES.length);
  for (const [name, value] of Object.entries(values)) flags[effectNumber(name as EffectName)] = value;
  return flags;
}

/** No secrets, but for nobody else's eyes: what agents are told and allowed, the system's accounts, a whole home. */
export const PRIVATE: readonly PlaceName[] = [
  'agent-settings',
  'agent-hooks',
  'instructions',
  'system-critical',
  'home-root',
  'root',
];
const PRIVATE_PLACES: readonly number[] = PRIVATE.map((name) => PLACE_NAMES.indexOf(name));

/** What an effect lets out of its command. A temporary file that a shell runs may be a pipe that somebody writes to. */
export function lettingOut(effect: number, place: number): number {
  const isPipe = effect === RUN && place === Place.TEMPORARY;
  const isPrivate = (effect === READ || effect === UPLOAD) && PRIVATE_PLACES.includes(place);
  const isKept = effect === SETUP || (effect === READ && place === Place.WORKSPACE);
  return (LETS_OUT[effect] as number) | (isPipe ? SHELL : 0) | (isPrivate ? SECRET : 0) | (isKept ? KEPT : OTHER);
}

/** Adds an effect that follows from the one at `cause`. */
export function add(assessment: Assessment, effect: number, cause: number): void {
  const { effects } = assessment;
  const at = effect * PLACE_COUNT;
  const word = effects.word(cause);
  effects.add(
    effect,
    0,
    RISK_TABLES.risk[at] as number,
    RISK_TABLES.capabilities[at] as number,
    word,
    effects.frame(cause),
  );
}
