/**
 * What is counted of an agent in a window: the fixed places of a vector. All are whole numbers from 0 to 65,535, so that a
 * vector is 2 bytes a place, has one encoding, and adds up. The order is part of what is signed and never changes meaning.
 */
import { Capability, type CapabilityName, RISKS, type ScopeName } from '@capgate/core';

/** How long a window is, of all nodes. */
export const WINDOW_MS = 10_000;
export const MS_A_DAY = 86_400_000;
/** Times of the day as vectors have them: tenths of an hour. */
export const TENTHS_A_DAY = 240;

/** Core's scopes but for `none`, in an order of our own: what is signed does not change with core's. */
export const REACHED_SCOPES = [
  'workspace',
  'temporary',
  'home',
  'credentials',
  'system',
  'device',
  'gate',
  'root',
  'unknown',
] as const satisfies readonly ScopeName[];
export type ReachedScope = (typeof REACHED_SCOPES)[number];

/** Of capabilities alone those that are about what an action does: `INFERRED` is about how that is known. */
export const COUNTED_CAPABILITIES = (Object.keys(Capability) as CapabilityName[]).filter((name) => name !== 'INFERRED');

/** 3-grams of kinds of action fall into so many places, by a fixed hash. */
export const GRAM_PLACES = 16;

const GROUPS = [
  ['decisions'],
  RISKS.map((risk) => `risk ${risk}`),
  ['asked', 'denied'],
  COUNTED_CAPABILITIES.map((capability) => `capability ${capability}`),
  REACHED_SCOPES.map((scope) => `scope ${scope}`),
  ['new tools'],
  Array.from({ length: GRAM_PLACES }, (_, place) => `3-gram ${place}`),
  ['entropy of tools', 'time of day'],
] as const;

/** What each place of a vector is called, for people. */
export const FEATURES: readonly string[] = GROUPS.flat();

export const VECTOR_LENGTH = FEATURES.length;
export const COUNT_MAX = 0xffff;

const STARTS = GROUPS.map((_, group) => GROUPS.slice(0, group).reduce((sum, names) => sum + names.length, 0));

/** Where each group of places begins. */
export const Place = {
  DECISIONS: 0,
  RISK: STARTS[1] as number,
  ASKED: STARTS[2] as number,
  DENIED: (STARTS[2] as number) + 1,
  CAPABILITY: STARTS[3] as number,
  SCOPE: STARTS[4] as number,
  NEW_TOOLS: STARTS[5] as number,
  GRAM: STARTS[6] as number,
  /** Of the tools of the window, in thousandths of a bit. */
  ENTROPY: STARTS[7] as number,
  /** When the window began: tenths of an hour since midnight UTC. */
  TIME: (STARTS[7] as number) + 1,
} as const;

/** The places that count events, which come before those that do not: sequential tests look at these. */
export const COUNT_PLACES = Place.ENTROPY;

const GRAVE: ReadonlySet<string> = new Set([
  'risk CRITICAL',
  'denied',
  'scope gate',
  'scope root',
  'scope device',
  ...['DATA_EXFILTRATION', 'DEFENSE_EVASION', 'CONTAINER_ESCAPE', 'GATE_TAMPERING'].map((name) => `capability ${name}`),
]);
const SERIOUS: ReadonlySet<string> = new Set([
  'risk HIGH',
  'asked',
  'new tools',
  ...['home', 'credentials', 'system', 'unknown'].map((scope) => `scope ${scope}`),
  ...['REQUIRES_ROOT', 'DESTRUCTIVE', 'SYSTEM_MODIFICATION', 'PRIVILEGE_ESCALATION', 'UNKNOWN_TOOL', 'UNPARSED'].map(
    (name) => `capability ${name}`,
  ),
  ...['CREDENTIAL_ACCESS', 'PERSISTENCE', 'REMOTE_MUTATION', 'IRREVERSIBLE'].map((name) => `capability ${name}`),
]);

/**
 * How much of each kind an honest agent may begin with at any time, in events a window: it may turn to work that is new to
 * it, yet seldom to what is never harmless.
 */
export const FLOORS: readonly number[] = FEATURES.slice(0, COUNT_PLACES).map((name) =>
  GRAVE.has(name) ? 0.01 : SERIOUS.has(name) ? 0.3 : 1,
);
