/**
 * The policy document: its types, its bounds and the forms of its texts. `read.ts` checks a plain
 * object against them, `schema.ts` publishes them as a JSON Schema.
 */
import type { Action } from '../action.ts';
import { type CapabilityName, Capability, type RiskName } from '../descriptor/capabilities.ts';
import type { Mode, VerdictName } from '../decision.ts';
import { EFFECT_NAMES } from '../knowledge/vocabulary/effects.ts';
import { PLACE_NAMES, type PlaceName, SCOPES, type ScopeName } from '../knowledge/vocabulary/places.ts';

/** The version of the document's form. */
export const POLICY_VERSION = 1;

/** Most rules of one document. */
export const MAX_RULES = 10_000;
/** Most entries of a condition's list. */
export const MAX_LIST = 100;
/** Most exceptions of a rule. */
export const MAX_EXCEPTIONS = 20;
/** Most examples in each of a rule's two lists: 100 a rule. */
export const MAX_EXAMPLES = 50;
/** Most command names of one document, counting each tool with each of its subcommands. */
export const MAX_COMMAND_NAMES = 100_000;
/** Longest command, path or URL of an example, in code points. */
const MAX_EXAMPLE_LENGTH = 10_000;

/** What a text must look like. `pattern` is a regular expression with the flag `u`; lengths count code points. */
export interface TextForm {
  readonly pattern?: string;
  readonly maxLength: number;
  /** Completes "expected …". */
  readonly says: string;
}

/**
 * `\p{C}` are control, format, surrogate, private and unassigned code points: nothing that a person
 * can see, and nothing that cooked text uses as a hole. `\p{Z}` are blanks of every kind.
 */
const WORD = '[^\\p{C}\\p{Z}*]+';

/** The forms of the document's texts. */
export const TEXT_FORMS = {
  id: {
    pattern: '^[a-z0-9][a-z0-9._-]*$',
    maxLength: 200,
    says: 'an id of lower-case letters, digits, dots, dashes and underscores',
  },
  reason: { pattern: '^[^\\p{C}\\p{Zl}\\p{Zp}]+$', maxLength: 500, says: 'one line of text' },
  tool: { pattern: `^${WORD}$`, maxLength: 200, says: 'the name of a tool, without blanks or *' },
  subcommand: {
    pattern: `^${WORD}(?: ${WORD}){0,7}$`,
    maxLength: 200,
    says: 'one to eight words parted by single blanks, without *',
  },
  fullSubcommand: {
    pattern: `^${WORD}(?: ${WORD}){1,7}$`,
    maxLength: 200,
    says: 'a full name such as "git push" where no tool is named',
  },
  agent: {
    pattern: '^(?:\\*|[^\\p{C}*]+\\*?)$',
    maxLength: 200,
    says: 'the name of an agent, perhaps with a * at its end',
  },
  directory: {
    pattern: '^(?:/|(?:/(?!\\.{1,2}(?:/|$))[^/\\p{C}]+)+/?)$',
    maxLength: 4096,
    says: 'an absolute path without . and .. in it',
  },
  server: { pattern: '^[^\\p{C}*]+$', maxLength: 200, says: 'the name of a tool server, without *' },
  example: { maxLength: MAX_EXAMPLE_LENGTH, says: 'text' },
} as const satisfies Record<string, TextForm>;

export const ACTION_KINDS = ['command', 'file', 'fetch', 'tool-call'] as const satisfies readonly Action['kind'][];
export type ActionKind = (typeof ACTION_KINDS)[number];

export const CAPABILITY_NAMES: readonly CapabilityName[] = Object.keys(Capability) as CapabilityName[];

/** Groups of effects as a policy names them: `file.*` stands for every effect whose name begins with `file.`. */
const EFFECT_GROUPS: readonly string[] = [
  ...new Set(EFFECT_NAMES.filter((name) => name.includes('.')).map((name) => `${name.slice(0, name.indexOf('.'))}.*`)),
];

/** What a condition on effects may name: effects and groups. */
export const EFFECT_PATTERNS: readonly string[] = [...EFFECT_NAMES, ...EFFECT_GROUPS];

export { PLACE_NAMES, SCOPES };

/**
 * What a rule is about. Every condition given must hold; in a list any one entry suffices.
 * This is the form after reading: what was written as one value is a list of one.
 */
export interface Conditions {
  /** Tools by name; with `server`, that server's tools. */
  readonly tool?: readonly string[];
  /** Subcommands, and all below them: full (`git push`), or relative to each `tool` (`push`). */
  readonly subcommand?: readonly string[];
  readonly capability?: readonly CapabilityName[];
  readonly risk?: readonly RiskName[];
  /** Effects, or groups of them such as `file.*`. */
  readonly effect?: readonly string[];
  readonly scope?: readonly ScopeName[];
  readonly place?: readonly PlaceName[];
  /** Agents; a `*` at the end stands for any rest. */
  readonly agent?: readonly string[];
  /** Absolute paths; the working directory is one of them, or below one. */
  readonly directory?: readonly string[];
  readonly action?: readonly ActionKind[];
  /** Tool servers, as tool calls name them. */
  readonly server?: readonly string[];
}

/** Actions that a rule must match, and others that it must not. */
export interface Examples {
  readonly match: readonly Action[];
  readonly ignore: readonly Action[];
}

export interface Rule {
  /** Unique within its document. */
  readonly id: string;
  readonly verdict: VerdictName;
  /** Told to whoever is asked or denied. */
  readonly reason?: string;
  readonly when: Conditions;
  /** Where any of these holds, the rule says nothing. */
  readonly except: readonly Conditions[];
  readonly examples: Examples;
}

/** A document that was read and found sound; frozen. */
export interface PolicyDocument {
  readonly version: typeof POLICY_VERSION;
  readonly mode?: Mode;
  readonly rules: readonly Rule[];
}
