/**
 * The slow judge: the semantics of `docs/policy.md` on names and lists, without numbers, tables or
 * short cuts, to compare the compiled one with.
 */
import type { Action } from '../../src/action.ts';
import type { Mode, VerdictName } from '../../src/decision.ts';
import { Capability, RISKS } from '../../src/descriptor/capabilities.ts';
import { PLACES } from '../../src/knowledge/vocabulary/places.ts';
import type { Conditions, LayerName, PolicyDocument, PolicyLayers, Rule } from '../../src/policy/index.ts';
import {
  type CommandModel,
  type EffectModel,
  NAMES,
  nodeName,
  type Options,
  resolve,
  type WordModel,
} from './world.ts';

export interface ReferenceAnswer {
  readonly verdict: VerdictName;
  readonly judged: VerdictName;
  /** Who decided: a rule, or undefined where the mode or the gate did. */
  readonly by: { readonly layer: LayerName; readonly id: string } | undefined;
}

interface Layer {
  readonly layer: LayerName;
  readonly document: PolicyDocument;
  readonly trusted: boolean;
}

interface Subject {
  readonly command: CommandModel | undefined;
  readonly effect: EffectModel;
}

const SEVERITY = { allow: 0, ask: 1, deny: 2 };
const STRICTNESS = { observe: 0, balanced: 1, strict: 2 };
const severest = (verdicts: readonly VerdictName[]) => verdicts.toSorted((a, b) => SEVERITY[b] - SEVERITY[a])[0];
const stricter = (one: Mode, other: Mode) => (STRICTNESS[one] > STRICTNESS[other] ? one : other);
const HARMLESS: EffectModel = { effect: 'inspect', place: 'none', risk: 0, capabilities: 0 };

function layersOf({ organisation, user, project }: PolicyLayers): Layer[] {
  const layers: Layer[] = [];
  if (organisation) layers.push({ layer: 'organisation', document: organisation, trusted: true });
  if (user) layers.push({ layer: 'user', document: user, trusted: true });
  if (project) layers.push({ layer: 'project', ...project });
  return layers;
}

export function referenceMode(layers: PolicyLayers, wanted: Mode | undefined): Mode {
  const { organisation, user, project } = layers;
  const top = organisation && (organisation.mode ?? 'balanced');
  if (wanted !== undefined) return stricter(wanted, top ?? 'observe');
  const middle = user ? stricter(user.mode ?? top ?? 'balanced', top ?? 'observe') : top;
  if (project?.document.mode === undefined) return middle ?? 'balanced';
  return stricter(project.document.mode, middle ?? (project.trusted ? 'observe' : 'balanced'));
}

function byMode(mode: Mode, { risk, capabilities }: EffectModel): VerdictName {
  const has = (name: keyof typeof Capability) => (capabilities & Capability[name]) !== 0;
  const name = RISKS[risk];
  if (has('GATE_TAMPERING') || name === 'CRITICAL') return 'deny';
  if (mode !== 'strict') return name === 'HIGH' ? 'ask' : 'allow';
  const isUncertain = has('DYNAMIC') || has('UNKNOWN_TOOL') || has('UNPARSED') || has('INFERRED');
  return name === 'SAFE' && !isUncertain ? 'allow' : 'ask';
}

const isLiteral = (word: WordModel) => word.dynamic !== true && word.split !== true;
const isWithin = (name: string, ancestor: string) => name === ancestor || name.startsWith(`${ancestor} `);
const canonical = (name: string) => nodeName(NAMES.nodeOf(name));

/** The longest known beginning of a full name, by its canonical name. */
function knownPart(full: string): string {
  const words = full.split(' ');
  if (words[0]?.includes('/')) return '';
  let known = '';
  for (let count = 1; count <= words.length; count++) {
    const node = NAMES.nodeOf(words.slice(0, count).join(' '));
    if (node < 0) break;
    known = nodeName(node);
  }
  return known;
}

function toolMatches(command: CommandModel, full: string, surely: boolean): boolean {
  const word = command.words[0];
  if (word === undefined) return false;
  const tool = full.split(' ')[0] ?? '';
  if (tool.includes('/')) return isLiteral(word) && word.text === tool;
  const base = word.text.slice(word.text.lastIndexOf('/') + 1);
  if (surely && base !== word.text) return false;
  const { node } = resolve(command);
  const met = node < 0 ? undefined : nodeName(node).split(' ')[0];
  // Tools that share a description are told apart by how they are spelt.
  if (met !== undefined && met !== canonical(tool)) return false;
  if (met !== undefined) return surely ? isLiteral(word) && base === tool : isSameProgram(base, tool);
  return isLiteral(word) && base === tool && !(surely && NAMES.nodeOf(tool) >= 0);
}

/** Names of one program differ in a version, in what lies behind a dot, and in GNU's `g`. */
function isSameProgram(one: string, other: string): boolean {
  const [stem, wanted] = [one, other].map((name) => name.replace(/(?<=.)\..*$/, '').replace(/(?<=.)-?[0-9]+$/, ''));
  return stem === wanted || `g${stem}` === wanted || stem === `g${wanted}`;
}

function nameMatches(command: CommandModel, full: string, surely: boolean): boolean {
  if (!toolMatches(command, full, surely)) return false;
  const wanted = full.split(' ').slice(1);
  const { node } = resolve(command);
  if (wanted.length === 0) return true;
  if (isKnown(full) && node >= 0 && isWithin(nodeName(node), canonical(full))) return !surely || isSpelt(command, full);
  return surely ? surelyReads(command, full) : possiblyReads(command, full);
}

const isPath = (full: string) => full.split(' ')[0]?.includes('/') === true;
const isKnown = (full: string) => !isPath(full) && NAMES.nodeOf(full) >= 0;
const isText = (word: WordModel | undefined, text: string | undefined) =>
  word !== undefined && isLiteral(word) && word.text === text;

/** The rule's words stand in this order among those that name the frame's subcommand; for the same node, the last one last. */
function isSpelt(command: CommandModel, full: string): boolean {
  const { node, last } = resolve(command);
  const wanted = full.split(' ').slice(1);
  if (nodeName(node) === canonical(full) && !isText(command.words[last], wanted.at(-1))) return false;
  const rest = [...wanted];
  for (const word of command.words.slice(1, last + 1)) if (isText(word, rest[0])) rest.shift();
  return rest.length === 0;
}

function surelyReads(command: CommandModel, full: string): boolean {
  if (isKnown(full)) return false;
  const wanted = full.split(' ').slice(1);
  if (wanted.every((text, index) => isText(command.words[index + 1], text))) return true;
  const { node, last } = resolve(command);
  const met = nodeName(node);
  const parent = full.slice(0, full.lastIndexOf(' '));
  const isChild = isKnown(parent) && node >= 0 && met.slice(0, met.lastIndexOf(' ')) === canonical(parent);
  return isChild && isText(command.words[last], wanted.at(-1));
}

function possiblyReads(command: CommandModel, full: string): boolean {
  const { node } = resolve(command);
  const met = nodeName(node);
  const known = knownPart(full);
  const isRelated = isPath(full) || node < 0 || isWithin(known, met) || (!isKnown(full) && isWithin(met, known));
  return isRelated && mayRead(command.words.slice(1), full.split(' ').slice(1), false);
}

/** Whether words may read as the wanted ones, options and their possible values left out. */
function mayRead(rest: readonly WordModel[], wanted: readonly string[], isAfterOption: boolean): boolean {
  if (wanted.length === 0) return true;
  const [word, ...others] = rest;
  if (word === undefined) return false;
  if (word.split) return true;
  if (word.dynamic || word.text === wanted[0]) return mayRead(others, wanted.slice(1), false);
  if (word.text.startsWith('-')) return mayRead(others, wanted, true);
  return isAfterOption && mayRead(others, wanted, false);
}

function fullNames({ tool, subcommand }: Conditions): readonly string[] | undefined {
  if (subcommand === undefined) return tool;
  if (tool === undefined) return subcommand;
  return tool.flatMap((owner) =>
    subcommand.map((name) =>
      name.includes(' ') && tool.includes(name.split(' ')[0] ?? '') ? name : `${owner} ${name}`,
    ),
  );
}

function directoryHolds(directory: string, path: string | undefined): boolean {
  if (!path?.startsWith('/')) return false;
  const met = new URL(path, 'file:///').pathname;
  const wanted = directory.endsWith('/') ? directory : `${directory}/`;
  return `${met}/`.replaceAll('//', '/').startsWith(wanted);
}

/** Whether a condition is not given, or one of its entries fits. */
function any<T>(entries: readonly T[] | undefined, fits: (entry: T) => boolean): boolean {
  return entries === undefined || entries.some(fits);
}

function effectHolds(conditions: Conditions, { effect, place, risk, capabilities }: EffectModel): boolean {
  const group = `${effect.split('.')[0]}.*`;
  return (
    any(conditions.capability, (wanted) => (capabilities & Capability[wanted]) !== 0) &&
    any(conditions.risk, (wanted) => wanted === RISKS[risk]) &&
    any(conditions.effect, (wanted) => wanted === effect || wanted === group) &&
    any(conditions.scope, (wanted) => wanted === PLACES[place].scope) &&
    any(conditions.place, (wanted) => wanted === place)
  );
}

function circumstancesHold({ agent, directory }: Conditions, options: Options): boolean {
  const name = options.agent ?? '';
  const isAgent = (wanted: string) => wanted === name || (wanted.endsWith('*') && name.startsWith(wanted.slice(0, -1)));
  return any(agent, isAgent) && any(directory, (wanted) => directoryHolds(wanted, options.workingDirectory));
}

function commandHolds(
  conditions: Conditions,
  command: CommandModel | undefined,
  action: Action,
  surely: boolean,
): boolean {
  const { server, tool } = conditions;
  if (!any(conditions.action, (wanted) => wanted === action.kind)) return false;
  if (server !== undefined) {
    return (
      action.kind === 'tool-call' && server.includes(action.server) && any(tool, (wanted) => wanted === action.tool)
    );
  }
  const names = fullNames(conditions);
  if (names === undefined) return true;
  return action.kind === 'command' && command !== undefined && names.some((full) => nameMatches(command, full, surely));
}

function holds(conditions: Conditions, subject: Subject, action: Action, options: Options, surely: boolean): boolean {
  return (
    effectHolds(conditions, subject.effect) &&
    circumstancesHold(conditions, options) &&
    commandHolds(conditions, subject.command, action, surely)
  );
}

function referenceMatches(rule: Rule, subject: Subject, action: Action, options: Options): boolean {
  const isAllow = rule.verdict === 'allow';
  if (!holds(rule.when, subject, action, options, isAllow)) return false;
  return !rule.except.some((except) => holds(except, subject, action, options, !isAllow));
}

interface Ruling {
  readonly verdict: VerdictName;
  readonly by: ReferenceAnswer['by'];
}

function judgeSubject(layers: PolicyLayers, mode: Mode, subject: Subject, action: Action, options: Options): Ruling {
  let ruling: Ruling = { verdict: byMode(mode, subject.effect), by: undefined };
  if ((subject.effect.capabilities & Capability.GATE_TAMPERING) !== 0) return ruling;
  const higher: VerdictName[] = [];
  for (const { layer, document, trusted } of layersOf(layers)) {
    const matching = document.rules.filter((rule) => referenceMatches(rule, subject, action, options));
    const effective = trusted ? matching : matching.filter((rule) => rule.verdict !== 'allow');
    const said = severest(effective.map((rule) => rule.verdict));
    const first = effective.find((rule) => rule.verdict === said);
    if (said === undefined || first === undefined) continue;
    const by = { layer, id: first.id };
    const isFloored = higher.some((verdict) => verdict !== 'allow');
    if (SEVERITY[said] > SEVERITY[ruling.verdict]) ruling = { verdict: said, by };
    else if (SEVERITY[said] < SEVERITY[ruling.verdict] && trusted && !isFloored) ruling = { verdict: said, by };
    else if (said === ruling.verdict) ruling = { verdict: said, by: ruling.by ?? by };
    higher.push(said);
  }
  return ruling;
}

/** The answer of the policy on an action that is known to run these commands. */
export function referenceJudge(
  layers: PolicyLayers,
  options: Options,
  action: Action,
  commands: readonly CommandModel[],
): ReferenceAnswer {
  const mode = referenceMode(layers, options.mode);
  const withEffects = commands.flatMap((command) => command.effects.map((effect) => ({ command, effect })));
  const without = commands
    .filter(({ effects }) => effects.length === 0)
    .map((command) => ({ command, effect: HARMLESS }));
  const all: Subject[] = [...withEffects, ...without];
  const subjects = all.length > 0 ? all : [{ command: undefined, effect: HARMLESS }];
  const isTampering = subjects.some(({ effect }) => (effect.capabilities & Capability.GATE_TAMPERING) !== 0);
  if (isTampering) return { verdict: 'deny', judged: 'deny', by: undefined };
  const rulings = subjects.map((subject) => judgeSubject(layers, mode, subject, action, options));
  const worst = severest(rulings.map(({ verdict }) => verdict)) ?? 'deny';
  const by = rulings.find((ruling) => ruling.verdict === worst && ruling.by !== undefined)?.by;
  const judged = worst === 'ask' && options.attended === false ? 'deny' : worst;
  return { verdict: mode === 'observe' ? 'allow' : judged, judged, by };
}
