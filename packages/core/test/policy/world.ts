/** A small world to judge in: a registry of a few commands, assessments of them, and random ones of each. */
import fc from 'fast-check';
import type { Action } from '../../src/action.ts';
import { type Mode, MODES, VERDICTS } from '../../src/decision.ts';
import { Capability, type CapabilityName, RISKS, type Risk } from '../../src/descriptor/capabilities.ts';
import { Assessment, NONE } from '../../src/knowledge/assessment.ts';
import { EFFECT_NAMES, type EffectName } from '../../src/knowledge/vocabulary/effects.ts';
import { PLACE_NAMES, type PlaceName } from '../../src/knowledge/vocabulary/places.ts';
import { readPolicyDocument } from '../../src/policy/index.ts';
import type { NameIndex, PolicyDocument, PolicyLayers } from '../../src/policy/index.ts';
import { HASH_BASIS, HASH_PRIME, WordFlag } from '../../src/shell/reading.ts';

/** Full names by node number; the empty one has no name of its own: `aws s3api` takes `list-…` by a pattern. */
const NODES = [
  'git',
  'git push',
  'git push all',
  'docker',
  'docker container',
  'docker container rm',
  'rm',
  'aws',
  'aws s3api',
  '',
];
const PATTERNED_NODE = NODES.indexOf('');
const PARENTS = [NONE, 0, 1, NONE, 3, 4, NONE, NONE, 7, 8];
/** Other names of a node: `git2` and `ggit` are the same program, `g` merely shares the description. */
const ALIASES: Readonly<Record<string, string>> = {
  g: 'git',
  'g push': 'git push',
  git2: 'git',
  'git2 push': 'git push',
  ggit: 'git',
  'docker container remove': 'docker container rm',
};

export const NAMES: NameIndex = {
  nodeOf: (name) => (name === '' ? NONE : NODES.indexOf(ALIASES[name] ?? name)),
  parentOf: (node) => PARENTS[node] ?? NONE,
};

/** The full name of a node, the patterned one's with a star. */
export function nodeName(node: number): string {
  return node === PATTERNED_NODE ? 'aws s3api *' : (NODES[node] ?? '');
}

export interface WordModel {
  readonly text: string;
  readonly dynamic?: boolean;
  readonly split?: boolean;
}

export interface EffectModel {
  readonly effect: EffectName;
  readonly place: PlaceName;
  readonly risk: Risk;
  readonly capabilities: number;
}

/** One command that would run, with what it would do; without words for actions that are no command line. */
export interface CommandModel {
  readonly words: readonly WordModel[];
  readonly effects: readonly EffectModel[];
}

export interface Named {
  /** Node that the words were found to mean, or `NONE`. */
  readonly node: number;
  /** Index of the word that ends the name. */
  readonly last: number;
}

const isLiteral = (word: WordModel) => word.dynamic !== true && word.split !== true;

/** Finds the command's node as an evaluator would: base name, then subcommands, options skipped. */
export function resolve({ words }: CommandModel): Named {
  const [tool, ...rest] = words;
  if (tool === undefined || !isLiteral(tool)) return { node: NONE, last: 0 };
  let name = tool.text.slice(tool.text.lastIndexOf('/') + 1);
  let node = NAMES.nodeOf(name);
  let last = 0;
  if (node === NONE) return { node, last };
  for (const [index, word] of rest.entries()) {
    if (word.text.startsWith('-') && isLiteral(word)) continue;
    const next = isLiteral(word) ? NAMES.nodeOf(`${name} ${word.text}`) : NONE;
    const isPatterned = isLiteral(word) && nodeName(node) === 'aws s3api' && word.text.startsWith('list-');
    if (next === NONE && !isPatterned) break;
    name = `${name} ${word.text}`;
    node = isPatterned ? PATTERNED_NODE : next;
    last = index + 1;
  }
  return { node, last };
}

function toolOf(node: number): number {
  const parent = PARENTS[node] ?? NONE;
  return parent === NONE ? node : toolOf(parent);
}

function addWord(assessment: Assessment, { text, dynamic, split }: WordModel): number {
  const { reading } = assessment;
  reading.reserve(text.length);
  const start = reading.unitCount;
  let hash = HASH_BASIS;
  for (let at = 0; at < text.length; at++) {
    reading.units[start + at] = text.charCodeAt(at);
    hash = Math.imul(hash ^ text.charCodeAt(at), HASH_PRIME);
  }
  reading.unitCount += text.length;
  const flags = (dynamic || split ? WordFlag.DYNAMIC : 0) | (split ? WordFlag.SPLIT : 0);
  return reading.words.add(0, 0, start, start + text.length, hash, flags);
}

function addCommand(assessment: Assessment, model: CommandModel): void {
  const words = model.words.map((word) => addWord(assessment, word));
  const first = words[0] ?? NONE;
  const { frames, effects } = assessment;
  const frame = frames.add(first, words.length, NONE, NONE);
  const { node, last } = resolve(model);
  frames.setNode(frame, node);
  frames.setTool(frame, node === NONE ? NONE : toolOf(node));
  frames.setNameStart(frame, (model.words[0]?.text.lastIndexOf('/') ?? -1) + 1);
  frames.setNameLastWord(frame, words[last] ?? NONE);
  for (const { effect: name, place, risk, capabilities } of model.effects) {
    effects.add(EFFECT_NAMES.indexOf(name), PLACE_NAMES.indexOf(place), risk, capabilities, NONE, frame);
    assessment.risk = Math.max(assessment.risk, risk);
    assessment.capabilities |= capabilities;
  }
}

/** The assessment of these commands. A filler word first, so that no index is 0 by luck. */
export function assessmentOf(commands: readonly CommandModel[]): Assessment {
  const assessment = new Assessment();
  addWord(assessment, { text: 'filler' });
  for (const model of commands) addCommand(assessment, model);
  return assessment;
}

/** A command from a text whose words are parted by blanks; `$…` is dynamic, `$$…` splits as well. */
export function command(text: string, ...effects: readonly EffectModel[]): CommandModel {
  const words = text === '' ? [] : text.split(' ');
  return {
    words: words.map((word) => ({ text: word, dynamic: word.startsWith('$'), split: word.startsWith('$$') })),
    effects,
  };
}

/** An effect of a given risk. */
export function effect(name: EffectName, risk: Risk, capabilities = 0, place: PlaceName = 'none'): EffectModel {
  return { effect: name, place, risk, capabilities };
}

/** A document of rules, read. */
export function document(rules: readonly unknown[], mode?: Mode): PolicyDocument {
  return readPolicyDocument({ version: 1, ...(mode && { mode }), rules });
}

export const COMMAND_ACTION: Action = { kind: 'command', command: 'any' };

// Random ones, of few names, so that they meet often.

const TOOL_NAMES = ['git', 'g', 'git2', 'ggit', 'rm', 'docker', 'aws', 'foo', 'bar', '/opt/foo', '/bin/git', './rm'];
const TAILS = ['push', 'push all', 'container', 'container rm', 's3api', 's3api list-x', 'run', 'run fast', 'x'];
const WORDS = [
  'push',
  'all',
  'container',
  'rm',
  'remove',
  's3api',
  'list-x',
  'list-y',
  'run',
  'fast',
  'x',
  '-o',
  '--opt',
  '-',
];
const EFFECT_CHOICE = ['file.read', 'file.delete', 'inspect', 'network.fetch', 'unknown.tool', 'build'] as const;
const PLACE_CHOICE = ['none', 'workspace', 'home', 'key', 'system'] as const;
const CAPABILITY_CHOICE = ['DESTRUCTIVE', 'NETWORK_ACCESS', 'DYNAMIC', 'UNKNOWN_TOOL', 'INFERRED', 'UNPARSED'] as const;

const capabilityMask = fc
  .subarray([...CAPABILITY_CHOICE])
  .map((names) => names.reduce((bits, name: CapabilityName) => bits | Capability[name], 0));

const anyEffect: fc.Arbitrary<EffectModel> = fc.record({
  effect: fc.constantFrom(...EFFECT_CHOICE),
  place: fc.constantFrom(...PLACE_CHOICE),
  risk: fc.constantFrom<Risk>(0, 1, 2, 3, 4),
  capabilities: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: capabilityMask }),
});

const anyWord: fc.Arbitrary<WordModel> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...WORDS).map((text) => ({ text })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<WordModel>({ text: '$a', dynamic: true }, { text: '$b', dynamic: true, split: true }),
  },
  { weight: 1, arbitrary: fc.constantFrom<WordModel>({ text: 'push', dynamic: true }, { text: 'run', dynamic: true }) },
);
const anyTool: fc.Arbitrary<WordModel> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...TOOL_NAMES).map((text) => ({ text })) },
  { weight: 1, arbitrary: fc.constantFrom<WordModel>({ text: 'foo', dynamic: true }, { text: '$c', dynamic: true }) },
);

export const anyCommand: fc.Arbitrary<CommandModel> = fc
  .tuple(anyTool, fc.array(anyWord, { maxLength: 4 }), fc.array(anyEffect, { maxLength: 3 }), fc.boolean())
  .map(([tool, rest, effects, isWordless]) => ({
    words: isWordless && effects.length === 3 ? [] : [tool, ...rest],
    effects,
  }));

export const anyCommands: fc.Arbitrary<readonly CommandModel[]> = fc.array(anyCommand, { maxLength: 3 });

export const anyAction: fc.Arbitrary<Action> = fc.constantFrom<Action>(
  COMMAND_ACTION,
  COMMAND_ACTION,
  { kind: 'file', operation: 'write', path: 'a' },
  { kind: 'fetch', url: 'https://example.org' },
  { kind: 'tool-call', server: 'hub', tool: 'search' },
  { kind: 'tool-call', server: 'hub', tool: 'git' },
  { kind: 'tool-call', server: 'mail', tool: 'send' },
);

const some = <T>(values: readonly T[]) =>
  fc.oneof(fc.constantFrom(...values), fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, { nil: undefined, freq: 6 }).map((value) => value);

/** Which command or tool a rule is about, in one of the forms that go together. */
export const anySubject: fc.Arbitrary<object> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.record({ tool: some(TOOL_NAMES) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      tool: some(TOOL_NAMES),
      subcommand: some([...TAILS, 'git push', 'foo run', 'docker container']),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      subcommand: some([
        'git push',
        'g push',
        'foo run fast',
        '/opt/foo run',
        'aws s3api list-x',
        'docker container remove',
      ]),
    }),
  },
  { weight: 1, arbitrary: fc.record({ server: some(['hub', 'mail']), tool: rarely(some(['search', 'git'])) }) },
);

const anyAspect: fc.Arbitrary<object> = fc.record({
  capability: maybe(some([...CAPABILITY_CHOICE])),
  risk: maybe(
    fc.oneof(
      some([...RISKS]),
      fc.constantFrom(...RISKS).map((atLeast) => ({ atLeast })),
    ),
  ),
  effect: maybe(some([...EFFECT_CHOICE, 'file.*', 'unknown.*'])),
  scope: maybe(some(['none', 'workspace', 'home', 'credentials', 'system'])),
  place: maybe(some([...PLACE_CHOICE])),
  agent: maybe(some(['*', 'ann', 'bob*', 'bobby'])),
  directory: maybe(some(['/', '/srv', '/srv/app/', '/home'])),
});

/** Drops what is undefined, as a reader of YAML would not write it. */
function written(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}

const anyConditions: fc.Arbitrary<object> = fc
  .tuple(anySubject, fc.oneof(fc.constant({}), anyAspect), maybe(some(['command', 'file', 'fetch', 'tool-call'])))
  .map(([subject, aspect, action]) => written({ ...aspect, ...('server' in subject ? {} : { action }), ...subject }));

/** A rule as its author writes it, without its id. */
export const anyRule: fc.Arbitrary<object> = fc.record({
  verdict: fc.constantFrom(...VERDICTS),
  when: anyConditions,
  except: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(anyConditions, { maxLength: 2 }) },
  ),
});

/** Gives rules their ids. */
export function numbered(rules: readonly object[]): object[] {
  return rules.map((rule, index) => ({ id: `r${index}`, ...rule }));
}

export const anyMode: fc.Arbitrary<Mode> = fc.constantFrom(...MODES);

export const anyDocument: fc.Arbitrary<PolicyDocument> = fc
  .tuple(fc.array(anyRule, { maxLength: 5 }), maybe(anyMode))
  .map(([rules, mode]) => document(numbered(rules), mode));

export const anyLayers: fc.Arbitrary<PolicyLayers> = fc
  .record({
    organisation: maybe(anyDocument),
    user: maybe(anyDocument),
    project: maybe(fc.record({ document: anyDocument, trusted: fc.boolean() })),
  })
  .map((layers) => written(layers));

export interface Options {
  readonly mode?: Mode;
  readonly agent?: string;
  readonly workingDirectory?: string;
  readonly attended?: boolean;
}

export const anyOptions: fc.Arbitrary<Options> = fc
  .record({
    mode: maybe(anyMode),
    agent: maybe(fc.constantFrom('ann', 'bob', 'bobby')),
    workingDirectory: maybe(
      fc.constantFrom('/', '/srv', '/srv/app/x', '/srv/../etc', '/home/./ann', '/srvx', 'srv', ''),
    ),
    attended: maybe(fc.boolean()),
  })
  .map((options) => written(options));
