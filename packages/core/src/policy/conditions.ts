/**
 * Conditions in numeric form. Those on the action and its effects are judged per effect; those on
 * the circumstances (agent, working directory) once, when a policy is bound to them.
 */
import type { Action } from '../action.ts';
import { Capability, Risk, RISKS } from '../descriptor/capabilities.ts';
import { type Assessment, NONE } from '../knowledge/assessment.ts';
import { EFFECT_NAMES } from '../knowledge/vocabulary/effects.ts';
import { PLACE_NAMES, PLACES } from '../knowledge/vocabulary/places.ts';
import { ACTION_KINDS, type Conditions } from './document.ts';
import { type CommandName, compileNames, frameHasName, type NameIndex } from './names.ts';

/** The conditions on an effect, its command and its action. */
export interface EffectConditions {
  /** Bit r for risk r; all of them where no risk is named. */
  readonly risks: number;
  /** Any of these; 0 where none is named. */
  readonly capabilities: number;
  /** 1 for each effect number that is meant; undefined where no effect is named. */
  readonly effects: Uint8Array | undefined;
  /** 1 for each place number that is meant by place and scope together. */
  readonly places: Uint8Array | undefined;
  /** Bit k for the k-th of `ACTION_KINDS`. */
  readonly actions: number;
  readonly commands: readonly CommandName[] | undefined;
  readonly servers: ReadonlySet<string> | undefined;
  readonly serverTools: ReadonlySet<string> | undefined;
}

/** The conditions on the circumstances. */
export interface CircumstanceConditions {
  readonly agents: readonly string[] | undefined;
  readonly directories: readonly string[] | undefined;
}

/** Bits of all risks, and of all kinds of action. */
const ALL_RISKS: number = (1 << RISKS.length) - 1;
export const ALL_ACTIONS: number = (1 << ACTION_KINDS.length) - 1;
const TOOL_CALL_BIT = 1 << ACTION_KINDS.indexOf('tool-call');
const COMMAND_BIT = 1 << ACTION_KINDS.indexOf('command');

/** The effect that a command without any effect is judged by: it only prints or computes. */
export const IMPLIED_EFFECT: number = EFFECT_NAMES.indexOf('inspect');
/** The place of an effect without a target. */
export const NO_PLACE: number = PLACE_NAMES.indexOf('none');

function mask<T>(entries: readonly T[] | undefined, bitOf: (entry: T) => number, otherwise: number): number {
  return entries === undefined ? otherwise : entries.reduce((bits, entry) => bits | bitOf(entry), 0);
}

function table<T>(names: readonly T[], holds: (name: T) => boolean): Uint8Array {
  return Uint8Array.from(names, (name) => (holds(name) ? 1 : 0));
}

export function compileEffectConditions(conditions: Conditions, names: NameIndex): EffectConditions {
  const { server, tool } = conditions;
  return {
    risks: mask(conditions.risk, (name) => 1 << Risk[name], ALL_RISKS),
    capabilities: mask(conditions.capability, (name) => Capability[name], 0),
    effects: effectTable(conditions.effect),
    places: placeTable(conditions),
    actions:
      mask(conditions.action, (kind) => 1 << ACTION_KINDS.indexOf(kind), ALL_ACTIONS) & possibleActions(conditions),
    commands: compileNames(conditions, names),
    servers: server && new Set(server),
    serverTools: server && tool && new Set(tool),
  };
}

/** Kinds of action that the other conditions leave: a server's tools, or a command's. */
function possibleActions(conditions: Conditions): number {
  if (conditions.server !== undefined) return TOOL_CALL_BIT;
  return conditions.tool === undefined && conditions.subcommand === undefined ? ALL_ACTIONS : COMMAND_BIT;
}

function effectTable(patterns: readonly string[] | undefined): Uint8Array | undefined {
  if (patterns === undefined) return undefined;
  const wanted = new Set(patterns);
  return table(EFFECT_NAMES, (name) => wanted.has(name) || wanted.has(`${name.split('.', 1)[0]}.*`));
}

function placeTable({ place, scope }: Conditions): Uint8Array | undefined {
  if (place === undefined && scope === undefined) return undefined;
  const holdsPlace = (name: (typeof PLACE_NAMES)[number]) => place === undefined || place.includes(name);
  return table(PLACE_NAMES, (name) => holdsPlace(name) && (scope === undefined || scope.includes(PLACES[name].scope)));
}

/** What an effect must be, whatever command causes it. */
export function effectFits(
  conditions: EffectConditions,
  effect: number,
  place: number,
  risk: number,
  capabilities: number,
): boolean {
  if (((conditions.risks >>> risk) & 1) === 0) return false;
  if (conditions.capabilities !== 0 && (conditions.capabilities & capabilities) === 0) return false;
  if (conditions.effects !== undefined && conditions.effects[effect] !== 1) return false;
  return conditions.places === undefined || conditions.places[place] === 1;
}

/**
 * Whether the conditions hold for an effect of a frame. `row` is the effect's, or `NONE` for the one
 * that a command without effects is judged by. `surely` as in `names.ts`. Allocates nothing.
 */
export function conditionsHold(
  conditions: EffectConditions,
  assessment: Assessment,
  action: Action,
  row: number,
  frame: number,
  names: NameIndex,
  surely: boolean,
): boolean {
  return (
    rowFits(conditions, assessment, row) &&
    actionFits(conditions, action) &&
    commandFits(conditions, assessment, frame, names, surely)
  );
}

function rowFits(conditions: EffectConditions, { effects }: Assessment, row: number): boolean {
  if (row === NONE) return effectFits(conditions, IMPLIED_EFFECT, NO_PLACE, Risk.SAFE, 0);
  return effectFits(conditions, effects.effect(row), effects.place(row), effects.risk(row), effects.capabilities(row));
}

function actionFits(conditions: EffectConditions, action: Action): boolean {
  if (conditions.actions !== ALL_ACTIONS && ((conditions.actions >>> ACTION_KINDS.indexOf(action.kind)) & 1) === 0) {
    return false;
  }
  if (conditions.servers === undefined) return true;
  if (action.kind !== 'tool-call' || !conditions.servers.has(action.server)) return false;
  return conditions.serverTools === undefined || conditions.serverTools.has(action.tool);
}

function commandFits(
  conditions: EffectConditions,
  assessment: Assessment,
  frame: number,
  names: NameIndex,
  surely: boolean,
): boolean {
  if (conditions.commands === undefined) return true;
  for (const name of conditions.commands) {
    if (frameHasName(assessment, frame, name, names, surely)) return true;
  }
  return false;
}

/** The circumstances of an action, as far as rules ask for them. */
export interface Circumstances {
  /** The agent's name; empty where it has none, which only the pattern `*` covers. */
  readonly agent: string;
  /** Absolute path, or undefined where it is not known: then no condition on it holds. */
  readonly directory: string | undefined;
}

/** Whether the conditions on agent and working directory hold. */
export function circumstancesHold(conditions: CircumstanceConditions, { agent, directory }: Circumstances): boolean {
  const { agents, directories } = conditions;
  if (agents !== undefined && !agents.some((pattern) => coversAgent(pattern, agent))) return false;
  if (directories === undefined) return true;
  return directory !== undefined && directories.some((path) => coversDirectory(path, directory));
}

/** Whether an agent's pattern covers a name, or every name that another pattern covers. */
export function coversAgent(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/** Whether `path` is `directory` or lies below it. Both are absolute; `.` and `..` in `path` are resolved by text. */
export function coversDirectory(directory: string, path: string): boolean {
  const wanted = segments(directory);
  const met = segments(path);
  return wanted.length <= met.length && wanted.every((segment, index) => segment === met[index]);
}

function segments(path: string): readonly string[] {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  return kept;
}
