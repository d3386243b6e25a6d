/** Reads a policy document from a plain object, as a YAML or JSON reader leaves it. */
import type { Action, FileAction } from '../action.ts';
import { MODES, VERDICTS } from '../decision.ts';
import { RISKS, type RiskName } from '../descriptor/capabilities.ts';
import { below, checkChoice, checkList, checkMapping, checkOneOrMore, checkText, refuse, shown } from './checks.ts';
import {
  ACTION_KINDS,
  CAPABILITY_NAMES,
  type Conditions,
  EFFECT_PATTERNS,
  type Examples,
  MAX_COMMAND_NAMES,
  MAX_EXAMPLES,
  MAX_EXCEPTIONS,
  MAX_LIST,
  MAX_RULES,
  PLACE_NAMES,
  POLICY_VERSION,
  type PolicyDocument,
  type Rule,
  SCOPES,
  TEXT_FORMS,
  type TextForm,
} from './document.ts';

/** Operations of file actions, in the order of the type. */
export const FILE_OPERATIONS = [
  'list',
  'read',
  'create',
  'write',
  'append',
  'move',
  'delete',
  'delete-tree',
] as const satisfies readonly FileAction['operation'][];

/** Hints of a tool's server. */
export const ANNOTATIONS = ['readOnlyHint', 'destructiveHint', 'openWorldHint'] as const;

/**
 * The document that `value` is. Throws `PolicyError` for anything that is not of the form: a policy
 * with an error in it is no policy, so that no rule is ever dropped in silence.
 */
export function readPolicyDocument(value: unknown): PolicyDocument {
  const given = checkMapping(value, '', ['version', 'mode', 'rules'], ['version', 'rules']);
  if (given.version !== POLICY_VERSION) {
    refuse('VERSION', 'version', `${POLICY_VERSION}`, shown(given.version), `write version: ${POLICY_VERSION}`);
  }
  const mode = optional(given.mode, 'mode', (entry, path) => checkChoice(entry, path, MODES));
  const rules = checkList(given.rules, 'rules', MAX_RULES, readRule);
  checkUnique(rules);
  checkCommandNames(rules);
  return Object.freeze({ version: POLICY_VERSION, ...(mode && { mode }), rules: Object.freeze(rules) });
}

function optional<T>(value: unknown, path: string, read: (value: unknown, path: string) => T): T | undefined {
  return value === undefined ? undefined : read(value, path);
}

function checkUnique(rules: readonly Rule[]): void {
  const met = new Map<string, number>();
  rules.forEach((rule, index) => {
    const first = met.get(rule.id);
    if (first !== undefined) {
      refuse(
        'DUPLICATE',
        `rules[${index}].id`,
        'an id of its own',
        `${shown(rule.id)} of rules[${first}]`,
        'rename one',
      );
    }
    met.set(rule.id, index);
  });
}

/** Tools times subcommands would multiply without a bound of its own. */
function checkCommandNames(rules: readonly Rule[]): void {
  let count = 0;
  for (const conditions of rules.flatMap((rule) => [rule.when, ...rule.except])) {
    count += (conditions.tool?.length ?? 1) * (conditions.subcommand?.length ?? 1);
  }
  if (count <= MAX_COMMAND_NAMES) return;
  refuse(
    'LIMIT',
    'rules',
    `at most ${MAX_COMMAND_NAMES} tools and subcommands in all`,
    `${count}`,
    'split the document',
  );
}

function readRule(value: unknown, path: string): Rule {
  const given = checkMapping(
    value,
    path,
    ['id', 'verdict', 'reason', 'when', 'except', 'examples'],
    ['id', 'verdict', 'when'],
  );
  const reason = optional(given.reason, below(path, 'reason'), textReader(TEXT_FORMS.reason));
  const except = optional(given.except, below(path, 'except'), (list, at) =>
    checkList(list, at, MAX_EXCEPTIONS, readConditions),
  );
  return Object.freeze({
    id: checkText(given.id, below(path, 'id'), TEXT_FORMS.id),
    verdict: checkChoice(given.verdict, below(path, 'verdict'), VERDICTS),
    ...(reason !== undefined && { reason }),
    when: readConditions(given.when, below(path, 'when')),
    except: Object.freeze(except ?? []),
    examples: readExamples(given.examples, below(path, 'examples')),
  });
}

type Reader<T> = (value: unknown, path: string) => T;

function textReader(form: TextForm): Reader<string> {
  return (value, path) => checkText(value, path, form);
}

function choiceReader<T extends string>(choices: readonly T[]): Reader<T> {
  return (value, path) => checkChoice(value, path, choices);
}

/** How one entry of each condition's list is read. */
const CONDITION_READERS = {
  tool: textReader(TEXT_FORMS.tool),
  subcommand: textReader(TEXT_FORMS.subcommand),
  capability: choiceReader(CAPABILITY_NAMES),
  risk: choiceReader(RISKS),
  effect: choiceReader(EFFECT_PATTERNS),
  scope: choiceReader(SCOPES),
  place: choiceReader(PLACE_NAMES),
  agent: textReader(TEXT_FORMS.agent),
  directory: textReader(TEXT_FORMS.directory),
  action: choiceReader(ACTION_KINDS),
  server: textReader(TEXT_FORMS.server),
} as const satisfies { readonly [Key in keyof Conditions]-?: Reader<string> };

/** Names of the conditions, in the order of the guide. */
export const CONDITION_NAMES: readonly (keyof Conditions)[] = Object.keys(CONDITION_READERS) as (keyof Conditions)[];

function readConditions(value: unknown, path: string): Conditions {
  const given = checkMapping(value, path, CONDITION_NAMES, []);
  const read: Partial<Record<keyof Conditions, readonly string[]>> = {};
  for (const name of CONDITION_NAMES) {
    if (given[name] !== undefined) read[name] = Object.freeze(readCondition(name, given[name], below(path, name)));
  }
  // Each list was read by its own reader above, which answers only names of that condition.
  const conditions = Object.freeze(read) as Conditions;
  checkTogether(conditions, path);
  return conditions;
}

function readCondition(name: keyof Conditions, value: unknown, path: string): readonly string[] {
  const isThreshold = name === 'risk' && typeof value === 'object' && !Array.isArray(value);
  return isThreshold
    ? readThreshold(value, path)
    : checkOneOrMore<string>(value, path, MAX_LIST, CONDITION_READERS[name]);
}

/** `{ atLeast: HIGH }` as the list of risks it stands for. */
function readThreshold(value: unknown, path: string): readonly RiskName[] {
  const given = checkMapping(value, path, ['atLeast'], ['atLeast']);
  return RISKS.slice(RISKS.indexOf(checkChoice(given.atLeast, below(path, 'atLeast'), RISKS)));
}

/** Refuses conditions that say nothing together, or not what they seem to say. */
function checkTogether(conditions: Conditions, path: string): void {
  const { tool, subcommand, server, action } = conditions;
  if (server !== undefined && subcommand !== undefined) {
    refuse('CONFLICT', path, 'no subcommand beside server', 'both', 'name the tools of a server with tool');
  }
  if (server !== undefined && action?.some((kind) => kind !== 'tool-call')) {
    refuse('CONFLICT', path, 'no action beside server but tool-call', action.join(', '), 'leave action out');
  }
  if (subcommand === undefined || tool !== undefined) return;
  subcommand.forEach((name, index) => {
    if (name.includes(' ')) return;
    const at = `${below(path, 'subcommand')}[${index}]`;
    refuse('CONFLICT', at, TEXT_FORMS.fullSubcommand.says, shown(name), 'write the full name, or add tool');
  });
}

function readExamples(value: unknown, path: string): Examples {
  const given = value === undefined ? {} : checkMapping(value, path, ['match', 'ignore'], []);
  const read = (key: 'match' | 'ignore') => {
    const list = given[key];
    return Object.freeze(list === undefined ? [] : checkList(list, below(path, key), MAX_EXAMPLES, readAction));
  };
  return Object.freeze({ match: read('match'), ignore: read('ignore') });
}

/** An action, or a text that is a command. */
function readAction(value: unknown, path: string): Action {
  const text = textReader(TEXT_FORMS.example);
  if (typeof value === 'string') return { kind: 'command', command: text(value, path) };
  const kind = checkChoice(kindOf(value, path), below(path, 'kind'), ACTION_KINDS);
  return Object.freeze(ACTION_READERS[kind](value, path));
}

function kindOf(value: unknown, path: string): unknown {
  if (typeof value === 'object' && value !== null && 'kind' in value) return value.kind;
  return refuse('TYPE', path, 'a command as text, or an action with its kind', shown(value), 'write the command');
}

const exampleText = textReader(TEXT_FORMS.example);

/** How each kind of action is read, once its kind is known. */
const ACTION_READERS: { readonly [Kind in Action['kind']]: Reader<Action> } = {
  command: (value, path) => {
    const given = checkMapping(value, path, ['kind', 'command'], ['command']);
    return { kind: 'command', command: exampleText(given.command, below(path, 'command')) };
  },
  file: (value, path) => {
    const given = checkMapping(value, path, ['kind', 'operation', 'path'], ['operation', 'path']);
    const operation = checkChoice(given.operation, below(path, 'operation'), FILE_OPERATIONS);
    return { kind: 'file', operation, path: exampleText(given.path, below(path, 'path')) };
  },
  fetch: (value, path) => {
    const given = checkMapping(value, path, ['kind', 'url', 'method'], ['url']);
    const method = optional(given.method, below(path, 'method'), exampleText);
    return { kind: 'fetch', url: exampleText(given.url, below(path, 'url')), ...(method !== undefined && { method }) };
  },
  'tool-call': (value, path) => {
    const given = checkMapping(value, path, ['kind', 'server', 'tool', 'annotations'], ['server', 'tool']);
    const annotations = optional(given.annotations, below(path, 'annotations'), readAnnotations);
    return {
      kind: 'tool-call',
      server: exampleText(given.server, below(path, 'server')),
      tool: exampleText(given.tool, below(path, 'tool')),
      ...(annotations && { annotations }),
    };
  },
};

function readAnnotations(value: unknown, path: string): Partial<Record<(typeof ANNOTATIONS)[number], boolean>> {
  const given = checkMapping(value, path, ANNOTATIONS, []);
  const read: Partial<Record<(typeof ANNOTATIONS)[number], boolean>> = {};
  for (const name of ANNOTATIONS) {
    const hint = given[name];
    if (hint === undefined) continue;
    if (typeof hint !== 'boolean')
      refuse('TYPE', below(path, name), 'true or false', shown(hint), 'write true or false');
    read[name] = hint;
  }
  return Object.freeze(read);
}
