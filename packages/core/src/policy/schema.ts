/**
 * The JSON Schema (draft 2020-12) of policy documents, for editors and other tools. It is made of the
 * same names, forms and bounds that `read.ts` checks. Two things it can't say: that ids are unique,
 * and `MAX_COMMAND_NAMES`.
 */
import { MODES, VERDICTS } from '../decision.ts';
import { RISKS } from '../descriptor/capabilities.ts';
import {
  ACTION_KINDS,
  CAPABILITY_NAMES,
  EFFECT_PATTERNS,
  MAX_EXAMPLES,
  MAX_EXCEPTIONS,
  MAX_LIST,
  MAX_RULES,
  PLACE_NAMES,
  POLICY_VERSION,
  SCOPES,
  TEXT_FORMS,
  type TextForm,
} from './document.ts';
import { ANNOTATIONS, FILE_OPERATIONS } from './read.ts';

/** A JSON value, as far as a schema needs it. */
type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };
type Schema = { readonly [key: string]: Json };

function text({ pattern, maxLength, says }: TextForm): Schema {
  return { type: 'string', ...(pattern !== undefined && { pattern }), maxLength, description: says };
}

function choice(names: readonly string[]): Schema {
  return { enum: names };
}

function list(items: Schema, maxItems: number): Schema {
  return { type: 'array', items, maxItems };
}

/** One entry, or a list of 1 to `MAX_LIST`. */
function oneOrMore(entry: Schema): Schema {
  return { anyOf: [entry, { ...list(entry, MAX_LIST), minItems: 1 }] };
}

function mapping(properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

const CONDITIONS: Schema = {
  ...mapping(
    {
      tool: oneOrMore(text(TEXT_FORMS.tool)),
      subcommand: oneOrMore(text(TEXT_FORMS.subcommand)),
      capability: oneOrMore(choice(CAPABILITY_NAMES)),
      risk: { anyOf: [oneOrMore(choice(RISKS)), mapping({ atLeast: choice(RISKS) }, ['atLeast'])] },
      effect: oneOrMore(choice(EFFECT_PATTERNS)),
      scope: oneOrMore(choice(SCOPES)),
      place: oneOrMore(choice(PLACE_NAMES)),
      agent: oneOrMore(text(TEXT_FORMS.agent)),
      directory: oneOrMore(text(TEXT_FORMS.directory)),
      action: oneOrMore(choice(ACTION_KINDS)),
      server: oneOrMore(text(TEXT_FORMS.server)),
    },
    [],
  ),
  allOf: [
    {
      anyOf: [
        { not: { required: ['server'] } },
        { properties: { subcommand: false, action: oneOrMore({ const: 'tool-call' }) } },
      ],
    },
    { anyOf: [{ required: ['tool'] }, { properties: { subcommand: oneOrMore(text(TEXT_FORMS.fullSubcommand)) } }] },
  ],
};

const EXAMPLE = text(TEXT_FORMS.example);

const ACTION: Schema = {
  anyOf: [
    EXAMPLE,
    mapping({ kind: { const: 'command' }, command: EXAMPLE }, ['kind', 'command']),
    mapping({ kind: { const: 'file' }, operation: choice(FILE_OPERATIONS), path: EXAMPLE }, [
      'kind',
      'operation',
      'path',
    ]),
    mapping({ kind: { const: 'fetch' }, url: EXAMPLE, method: EXAMPLE }, ['kind', 'url']),
    mapping(
      {
        kind: { const: 'tool-call' },
        server: EXAMPLE,
        tool: EXAMPLE,
        annotations: mapping(Object.fromEntries(ANNOTATIONS.map((name) => [name, { type: 'boolean' }])), []),
      },
      ['kind', 'server', 'tool'],
    ),
  ],
};

const RULE: Schema = mapping(
  {
    id: text(TEXT_FORMS.id),
    verdict: choice(VERDICTS),
    reason: text(TEXT_FORMS.reason),
    when: { $ref: '#/$defs/conditions' },
    except: list({ $ref: '#/$defs/conditions' }, MAX_EXCEPTIONS),
    examples: mapping(
      { match: list({ $ref: '#/$defs/action' }, MAX_EXAMPLES), ignore: list({ $ref: '#/$defs/action' }, MAX_EXAMPLES) },
      [],
    ),
  },
  ['id', 'verdict', 'when'],
);

/** The schema, ready to be written as JSON. */
export const POLICY_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:capgate:policy:1',
  title: 'Capgate policy',
  ...mapping(
    {
      version: { const: POLICY_VERSION },
      mode: choice(MODES),
      rules: list({ $ref: '#/$defs/rule' }, MAX_RULES),
    },
    ['version', 'rules'],
  ),
  $defs: { rule: RULE, conditions: CONDITIONS, action: ACTION },
};
