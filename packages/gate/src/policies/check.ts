/**
 * Everything that is wrong with a document, for whoever is writing it: each fault at its place, where `checkSettings` and
 * `rulesOf` stop at the first.
 */
import { redact } from '@capgate/audit';
import { CANONICAL_DEPTH_MAX, type CanonicalObject, CanonicalError, canonicalText } from '@capgate/base';
import { type LintFinding, lintPolicy, PolicyError, readPolicyDocument } from '@capgate/core';
import { DOCUMENT_LENGTH_MAX } from './policies.ts';
import { compiledLayers, failedExamples, LAYERS, type Settings, settingsFaults } from './settings.ts';

export const FAULT_LEVELS = ['error', 'warning', 'note'] as const;

/** A document with an `error` makes no version; the other levels are advice. */
interface DocumentFault {
  /** A JSON pointer (RFC 6901). */
  readonly path: string;
  readonly level: (typeof FAULT_LEVELS)[number];
  /** As `PolicyError`, `lintPolicy`; beyond those FORM, LENGTH, SECRET, EXAMPLE. */
  readonly code: string;
  readonly message: string;
}

export interface DocumentCheck {
  readonly faults: readonly DocumentFault[];
  /** How many examples were run, and how many of them did not hold; none are where a layer has an error. */
  readonly examples: { readonly count: number; readonly failed: number };
}

type Layer = (typeof LAYERS)[number];
type Layers = Partial<Record<Layer, object>>;

const NO_EXAMPLES = { count: 0, failed: 0 };
/** So many faults are told at the most. */
const FAULTS_MAX = 200;

/** Takes anything. */
export function checkDocument(value: unknown): DocumentCheck {
  const unfit = unfitFor(value);
  if (unfit !== undefined) return { faults: [unfit], examples: NO_EXAMPLES };
  const form = settingsFaults(value).map((fault) => error('FORM', fault.path, fault.message));
  const layers = layersOf(value);
  const inLayers = LAYERS.flatMap((layer) => layerFaults(layer, layers[layer]));
  const faults = [...form, ...secretsIn(value as CanonicalObject), ...inLayers];
  const { found, examples } = inLayers.length === 0 ? meaning(layers) : { found: [], examples: NO_EXAMPLES };
  return { faults: [...faults, ...found].slice(0, FAULTS_MAX), examples };
}

/** Why the log could not hold it. */
function unfitFor(value: unknown): DocumentFault | undefined {
  try {
    const { length } = canonicalText(value as CanonicalObject);
    if (length <= DOCUMENT_LENGTH_MAX) return undefined;
    const expected = `expected a document of at most ${DOCUMENT_LENGTH_MAX} characters`;
    return error('LENGTH', '', `${expected}, met ${length}; take something out`);
  } catch (cause) {
    if (!(cause instanceof CanonicalError)) throw cause;
    const expected = `expected well-formed texts and finite numbers, nested at most ${CANONICAL_DEPTH_MAX} deep`;
    return error('FORM', '', `${expected}; met something else`);
  }
}

function secretsIn(value: CanonicalObject): readonly DocumentFault[] {
  return redact(value).redactions.map(({ path }) =>
    error('SECRET', path, 'expected a document without secrets, met what looks like one; take it out'),
  );
}

/** The layers that are there at all. */
function layersOf(value: unknown): Layers {
  const { security } = (isMap(value) ? value : {}) as { readonly security?: unknown };
  const found = isMap(security) ? (security as NonNullable<Settings['security']>) : {};
  return Object.fromEntries(LAYERS.flatMap((layer) => (isMap(found[layer]) ? [[layer, found[layer]]] : [])));
}

/** The first fault of the layer as a whole, and of each rule by itself. */
function layerFaults(layer: Layer, document: object | undefined): readonly DocumentFault[] {
  if (document === undefined) return [];
  const whole = policyFault(document);
  if (whole === undefined) return [];
  const { rules } = document as { readonly rules?: unknown };
  const each = Array.isArray(rules) ? rules.flatMap((rule: unknown, index) => ruleFault(rule, index) ?? []) : [];
  const isAmongThem = each.some(({ path }) => path === whole.path);
  return [...(isAmongThem ? [] : [whole]), ...each].map(({ code, path, message }) =>
    error(code, pointerOf(layer, path), message),
  );
}

function policyFault(document: object): PolicyError | undefined {
  try {
    readPolicyDocument(document);
    return undefined;
  } catch (cause) {
    if (cause instanceof PolicyError) return cause;
    throw cause;
  }
}

/** As if the rule were alone, at its own place. */
function ruleFault(rule: unknown, index: number): Pick<PolicyError, 'code' | 'path' | 'message'> | undefined {
  const fault = policyFault({ version: 1, rules: [rule] });
  if (fault === undefined) return undefined;
  const atItsPlace = (text: string): string => text.replace(/^rules\[0\]/u, `rules[${index}]`);
  return { code: fault.code, path: atItsPlace(fault.path), message: atItsPlace(fault.message) };
}

/** What sound layers say: their examples, and rules that do not do what they seem to. */
function meaning({ organisation, user }: Layers): {
  readonly found: readonly DocumentFault[];
  readonly examples: DocumentCheck['examples'];
} {
  const policy = compiledLayers(organisation, user);
  const failures = failedExamples(policy);
  const rules = policy.layers.flatMap(({ rules: compiled }) => compiled);
  const count = rules.reduce((sum, { rule: { examples } }) => sum + examples.match.length + examples.ignore.length, 0);
  const found = [
    ...failures.map(({ layer, message }) => {
      const [path = '', ...says] = message.split(': ');
      return error('EXAMPLE', pointerOf(layer, path), says.join(': '));
    }),
    ...lintPolicy(policy).map(advice),
  ];
  return { found, examples: { count, failed: failures.length } };
}

/** A finding stops no version, whatever its level. */
function advice({ code, level, layer, path, message }: LintFinding): DocumentFault {
  return { path: pointerOf(layer, path), level: level === 'note' ? 'note' : 'warning', code, message };
}

function error(code: string, path: string, message: string): DocumentFault {
  return { path, level: 'error', code, message };
}

/** `rules[3].when.risk` of a layer as a JSON pointer into the settings. */
function pointerOf(layer: string, path: string): string {
  const steps = path.split(/[.[\]]+/u).filter((step) => step !== '');
  return ['/security', layer, ...steps].join('/');
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
