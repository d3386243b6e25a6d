/** Whether a body is what its kind says. Fields beyond those that are known are a later version's, and passed over. */
import { CanonicalError, type CanonicalObject, canonicalText, fromBase64 } from '@capgate/base';
import {
  type ActionBody,
  ANSWER_SCOPES,
  ANSWER_WAYS,
  ANSWERS,
  BINDING_WAYS,
  HELD_ENDINGS,
  HELD_TIERS,
  type JudgedFile,
  KERNEL_ACTS,
  MODES,
  type ProcessBody,
  type RecordBodies,
  type RecordKind,
  RISKS,
  type Subagent,
  TOKEN_SUBJECTS,
  VERDICTS,
} from './records.ts';

/** The longest name of a tenant, an agent, a rule and the like, in UTF-16 code units. */
const NAME_LENGTH_MAX = 256;
/** The longest text, in UTF-16 code units: no entry of a log holds a longer one. */
const TEXT_LENGTH_MAX = 0xffff;
const LIST_LENGTH_MAX = 1_024;

interface Form<Value> {
  /** What a value of this form is, as a message says it. */
  readonly expected: string;
  holds(value: unknown): value is Value;
}

interface OptionalForm<Value> extends Form<Value> {
  readonly isOptional: true;
}

/** A form for each field of a body, optional where the field is. */
type Forms<Body> = {
  readonly [Key in keyof Body]-?: undefined extends Body[Key]
    ? OptionalForm<Exclude<Body[Key], undefined>>
    : Form<Body[Key]>;
};

function form<Value>(expected: string, holds: (value: unknown) => boolean): Form<Value> {
  return { expected, holds: holds as (value: unknown) => value is Value };
}

function optional<Value>(of: Form<Value>): OptionalForm<Value> {
  return { ...of, isOptional: true };
}

function isText(value: unknown, lengthMax: number): value is string {
  return typeof value === 'string' && value.length <= lengthMax && value.isWellFormed();
}

function isObject(value: unknown): value is CanonicalObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDocument(value: unknown): value is CanonicalObject {
  return isObject(value) && isEncodable(value);
}

/** Names are compared and shown, so nothing in them may be invisible or differ between engines. */
function isName(value: unknown): value is string {
  return isText(value, NAME_LENGTH_MAX) && value !== '' && !hasControl(value);
}

/** Characters of the category Cc. By their codes, as every decision has some ten names. */
function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
  }
  return false;
}

const name = form<string>(`a name of 1 to ${NAME_LENGTH_MAX} characters, none of them for control`, isName);
const text = form<string>(`a text of at most ${TEXT_LENGTH_MAX} characters`, (value) => isText(value, TEXT_LENGTH_MAX));
const flag = form<boolean>('true or false', (value) => typeof value === 'boolean');
const whole = form<number>('a whole number from 0', isWhole);
const positive = form<number>('a number above 0', (value) => Number.isFinite(value) && (value as number) > 0);
const wholeOrNone = form<number | null>('a whole number from 0, or null', (value) => value === null || isWhole(value));
const persons = form<1 | 2>('1 or 2', (value) => value === 1 || value === 2);
const document = form<CanonicalObject>('an object that canonical JSON has a form for', isDocument);
const action = form<ActionBody>('an object with a kind, that canonical JSON has a form for', (value) => {
  return isDocument(value) && isName(value['kind']);
});
const base64 = form<string>('bytes in Base64', (value) => typeof value === 'string' && fromBase64(value) !== undefined);
const names = form<readonly string[]>(
  `a list of at most ${LIST_LENGTH_MAX} names`,
  (value) => Array.isArray(value) && value.length <= LIST_LENGTH_MAX && value.every(isName),
);

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function hex(digits: number): Form<string> {
  const pattern = new RegExp(`^[0-9a-f]{${digits}}$`, 'u');
  return form(`${digits} hexadecimal digits`, (value) => typeof value === 'string' && pattern.test(value));
}

function oneOf<const Value extends string>(values: readonly Value[]): Form<Value> {
  return form(`one of ${values.join(', ')}`, (value) => (values as readonly unknown[]).includes(value));
}

const sha256 = hex(64);
const judgedFiles = form<readonly JudgedFile[]>(
  `a list of at most ${LIST_LENGTH_MAX} files, each with a path and perhaps the SHA-256 of its content`,
  (value) => Array.isArray(value) && value.length <= LIST_LENGTH_MAX && value.every(isJudgedFile),
);
const subagent = form<Subagent>(
  'an object with the names id and parent, that canonical JSON has a form for',
  (value) => {
    return isDocument(value) && isName(value['id']) && isName(value['parent']);
  },
);

const ancestry = form<readonly ProcessBody[]>(
  `a list of 1 to ${LIST_LENGTH_MAX} processes, each with a pid and a command`,
  (value) => Array.isArray(value) && value.length > 0 && value.length <= LIST_LENGTH_MAX && value.every(isProcess),
);

function isProcess(value: unknown): boolean {
  return isDocument(value) && isWhole(value['pid']) && text.holds(value['command']);
}

function isJudgedFile(value: unknown): boolean {
  if (!isDocument(value) || !text.holds(value['path'])) return false;
  return value['sha256'] === undefined || sha256.holds(value['sha256']);
}

const FORMS: { readonly [Kind in RecordKind]: Forms<RecordBodies[Kind]> } = {
  'gate.started': { version: name, instance: name, mode: oneOf(MODES), policy: whole },
  'gate.stopped': { instance: name, reason: text },
  'session.started': {
    tenant: name,
    agent: name,
    session: name,
    workingDirectory: text,
    workspace: optional(text),
    home: optional(text),
    platform: optional(text),
    uid: optional(whole),
    pid: optional(whole),
  },
  'session.ended': { tenant: name, session: name },
  decision: {
    tenant: name,
    agent: name,
    session: name,
    action,
    cwd: text,
    verdict: oneOf(VERDICTS),
    judged: oneOf(VERDICTS),
    risk: oneOf(RISKS),
    descriptor: hex(48),
    mode: oneOf(MODES),
    policy: whole,
    rule: optional(name),
    reasons: optional(names),
    approval: optional(name),
    files: optional(judgedFiles),
    subagent: optional(subagent),
    scopes: optional(names),
    hosts: optional(names),
    tookNs: whole,
  },
  'approval.requested': {
    approval: name,
    tenant: name,
    agent: name,
    session: name,
    action,
    cwd: text,
    actionHash: hex(64),
    risk: oneOf(RISKS),
    summary: text,
    rule: name,
    ancestry: optional(ancestry),
    needed: persons,
    expiresAt: whole,
  },
  'approval.answered': {
    approval: name,
    answer: oneOf(ANSWERS),
    scope: oneOf(ANSWER_SCOPES),
    by: name,
    as: optional(name),
    via: oneOf(ANSWER_WAYS),
    message: optional(text),
    ruleText: optional(text),
  },
  'approval.expired': { approval: name },
  'approval.used': { approval: name, decision: name },
  'policy.version': {
    tenant: name,
    version: whole,
    parent: wholeOrNone,
    author: name,
    reason: text,
    document,
    merged: flag,
  },
  'policy.activated': {
    tenant: name,
    version: whole,
    previous: wholeOrNone,
    by: name,
    reason: text,
    overrideBy: optional(names),
  },
  'registry.version': { tenant: name, name, version: whole, hash: name, signer: name, bytes: base64 },
  'registry.activated': { tenant: name, name, version: whole, by: name },
  'token.created': {
    tokenId: name,
    tenant: name,
    name,
    owner: optional(name),
    subject: oneOf(TOKEN_SUBJECTS),
    scopes: names,
    hash: hex(64),
    expiresAt: whole,
  },
  'token.revoked': { tokenId: name, by: name },
  'tenant.created': { tenant: name, name },
  'pause.started': { tenant: name, until: whole, by: name, reason: text },
  'pause.ended': { tenant: name, by: name },
  'kernel.session-started': {
    tenant: name,
    held: name,
    name,
    tier: oneOf(HELD_TIERS),
    workspace: text,
    pid: whole,
    uid: whole,
    mask: document,
  },
  'kernel.session-ended': {
    tenant: name,
    held: name,
    how: oneOf(HELD_ENDINGS),
    decided: optional(whole),
    denied: optional(whole),
    lost: optional(whole),
  },
  'kernel.bound': {
    tenant: name,
    held: name,
    binding: name,
    decision: name,
    agent: name,
    session: name,
    pid: whole,
    way: oneOf(BINDING_WAYS),
    approval: optional(name),
  },
  'kernel.denied': {
    tenant: name,
    held: name,
    deniedAt: whole,
    act: oneOf(KERNEL_ACTS),
    reason: optional(name),
    control: optional(name),
    scope: optional(name),
    reach: optional(name),
    path: optional(text),
    address: optional(name),
    port: optional(whole),
    uid: whole,
    ancestry,
    binding: optional(name),
    decision: optional(name),
    agent: optional(name),
    session: optional(name),
  },
  'fleet.quarantined': {
    tenant: name,
    agent: name,
    quarantine: sha256,
    from: whole,
    until: whole,
    why: text,
    signers: names,
    batch: sha256,
    point: whole,
  },
  'fleet.released': { tenant: name, agent: name, quarantine: sha256, why: text, signers: names },
  'fleet.finding': {
    tenant: name,
    agent: name,
    cohort: name,
    behaviour: name,
    likelihood: positive,
    windows: whole,
    windowMs: whole,
  },
  'fleet.alert': { tenant: name, alert: name, about: name, message: text },
};

type AnyForm = readonly [field: string, form: Form<unknown> | OptionalForm<unknown>];
const FIELDS = new Map<string, readonly AnyForm[]>(
  Object.entries(FORMS).map(([kind, forms]) => [kind, Object.entries(forms)]),
);

/** Whether the store reads records of this kind. */
export function isRecordKind(kind: string): kind is RecordKind {
  return FIELDS.has(kind);
}

/**
 * Why `body` is none of a record of this kind: what was expected and what was met, without the content. Undefined where
 * it is one. Whoever writes to the log asks here first.
 */
export function faultOf(kind: RecordKind, body: CanonicalObject): string | undefined {
  for (const [field, of] of FIELDS.get(kind) ?? []) {
    const value = Object.hasOwn(body, field) ? body[field] : undefined;
    if (value === undefined && 'isOptional' in of) continue;
    if (!of.holds(value)) return `expected ${field} to be ${of.expected}; met ${described(value)}`;
  }
  return undefined;
}

function described(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'string' ? `a text of ${value.length} characters` : `another ${typeof value}`;
}

/** Whether the canonical encoding has a form for it: what it has none for cannot be in a log. */
function isEncodable(part: CanonicalObject): boolean {
  if (Object.values(part).every((value) => typeof value === 'string' && value.isWellFormed())) return true;
  try {
    canonicalText(part);
    return true;
  } catch (error) {
    if (error instanceof CanonicalError) return false;
    throw error;
  }
}
