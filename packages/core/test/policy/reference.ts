/**
 * The slow judge: the semantics of `docs/policy.md` on names and lists, without numbers, tables or
 * short cuts, to compare the compiled one with.
 */
import type { Action } from '../../src/action.ts';
import type { Mode, VerdictName } from '../../src/decision.ts';
import { Capability, RISKS } from '../../src/descriptor/capabilities.ts';
import { PLACES } from '../../src/knowledge/places.ts';
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
  if (met !== undefined) return met === canonical(tool);
  return isLiteral(word) && base === tool && !(surely && NAMES.nodeOf(tool) >= 0);
}

function nameMatches(command: CommandModel, full: string, surely: boolean): boolean {
  if (!toolMatches(command, full, surely)) return false;
  const wanted = full.split(' ').slice(1);
  const isPath = full.split(' ')[0]?.includes('/') === true;
  const isKnown = !isPath && NAMES.nodeOf(full) >= 0;
  const { node, last } = resolve(command);
  const met = nodeName(node);
  if (wanted.length === 0) return true;
  if (isKnown && node >= 0 && isWithin(met, canonical(full))) return true;
  const rest = command.words.slice(1);
  const known = knownPart(full);
  if (surely) {
    if (isKnown) return false;
    const direct = wanted.every(
      (text, index) => rest[index] !== undefined && isLiteral(rest[index]) && rest[index].text === text,
    );
    const parent = full.slice(0, full.lastIndexOf(' '));
    const isChild =
      !isPath && NAMES.nodeOf(parent) >= 0 && node >= 0 && met.slice(0, met.lastIndexOf(' ')) === canonical(parent);
    const end = command.words[last];
    return direct || (isChild && end !== undefined && isLiteral(end) && end.text === wanted.at(-1));
  }
  const isRelated = isPath || node < 0 || isWithin(known, met) || (!isKnown && isWithin(met, known));
  return isRelated && mayRead(rest, wanted, false);
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

function holds(conditions: Conditions, subject: Subject, action: Action, options: Options, surely: boolean): boolean {
  const { effect, command } = subject;
  const { capability, risk, scope, place, agent, directory, server, tool } = conditions;
  const names = server === undefined ? fullNames(conditions) : undefined;
  const name = options.agent ?? '';
  const call = action.kind === 'tool-call' ? action : undefined;
  return (
    (capability?.some((wanted) => (effect.capabilities & Capability[wanted]) !== 0) ?? true) &&
    (risk?.some((wanted) => wanted === RISKS[effect.risk]) ?? true) &&
    (conditions.effect?.some((wanted) => wanted === effect.effect || wanted === `${effect.effect.split('.')[0]}.*`) ??
      true) &&
    (scope?.some((wanted) => wanted === PLACES[effect.place].scope) ?? true) &&
    (place?.some((wanted) => wanted === effect.place) ?? true) &&
    (agent?.some((wanted) => wanted === name || (wanted.endsWith('*') && name.startsWith(wanted.slice(0, -1)))) ??
      true) &&
    (directory?.some((wanted) => directoryHolds(wanted, options.workingDirectory)) ?? true) &&
    (conditions.action?.some((wanted) => wanted === action.kind) ?? true) &&
    (server?.some((wanted) => wanted === call?.server) ?? true) &&
    (server === undefined || (tool?.some((wanted) => wanted === call?.tool) ?? true)) &&
    (names === undefined || action.kind === 'command') &&
    (names?.some((full) => command !== undefined && nameMatches(command, full, surely)) ?? true)
  );
}

export function referenceMatches(rule: Rule, subject: Subject, action: Action, options: Options): boolean {
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
