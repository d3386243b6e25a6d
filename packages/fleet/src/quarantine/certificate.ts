/**
 * That an agent is in quarantine, or out of it again: what so many hubs of those that may decide have signed. Whoever has
 * their keys can check it; no word of a server in between counts.
 */
import type { Canonical } from '@capgate/base';
import {
  type Identity,
  type Primitives,
  type SigningKey,
  signStatement,
  STATEMENT_SIGNATURES_MAX,
} from '@capgate/keys';
import { Type } from 'typebox';
import { checkDecided, type Deciders, openStatement } from '../deciders.ts';
import { FleetError } from '../error.ts';
import { hashOf } from '../evidence/batch.ts';
import { CLOSED, formOf, HASH_PATTERN, LINE_PATTERN, NAME_LENGTH_MAX, textOf, TIME_MS_MAX, wholeOf } from '../forms.ts';

/** Why an agent is to be kept apart, and until when. */
export interface Quarantine {
  readonly tenant: string;
  readonly agent: string;
  /** In milliseconds since 1970 UTC; nobody is kept longer than `QUARANTINE_MS_MAX` without another certificate. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** What is shown to people: which behaviour, in words. */
  readonly why: string;
  /** Where the evidence is: the SHA-256 of the batch's statement, and the place in it. */
  readonly batch: string;
  readonly index: number;
}

/** That a quarantine is over before its time. */
export interface Release {
  readonly tenant: string;
  readonly agent: string;
  /** Of the text that was signed for the quarantine. */
  readonly quarantine: string;
  readonly atMs: number;
  readonly why: string;
}

export const QUARANTINE_MS_MAX = 30 * 86_400_000;
const TYPES = ['fleet-quarantine', 'fleet-release'] as const;
const WHAT = 'a quarantine or its release';

const NAME = textOf(LINE_PATTERN, NAME_LENGTH_MAX);
const WHY = textOf(LINE_PATTERN, 500);
const TIME = wholeOf(0, TIME_MS_MAX);
const HASH = Type.String({ pattern: HASH_PATTERN });

const quarantineForm = formOf(
  Type.Object(
    {
      tenant: NAME,
      agent: NAME,
      fromMs: TIME,
      untilMs: TIME,
      why: WHY,
      batch: HASH,
      index: wholeOf(0, Number.MAX_SAFE_INTEGER),
    },
    CLOSED,
  ),
  WHAT,
);
const releaseForm = formOf(
  Type.Object({ tenant: NAME, agent: NAME, quarantine: HASH, atMs: TIME, why: WHY }, CLOSED),
  WHAT,
);

/** One hub's word; as many as the threshold asks for make a certificate (`joined`). Throws `FleetError` VALUE. */
export async function signQuarantine(
  value: Quarantine,
  key: SigningKey,
  primitives: Pick<Primitives, 'sha256'>,
): Promise<string> {
  if (!isQuarantine(value))
    throw new FleetError('VALUE', 'expected a quarantine of at most 30 days, met another value');
  return signStatement(TYPES[0], value, [key], primitives);
}

/** The same of a release. */
export async function signRelease(
  value: Release,
  key: SigningKey,
  primitives: Pick<Primitives, 'sha256'>,
): Promise<string> {
  if (!releaseForm.is(value)) throw new FleetError('VALUE', 'expected the release of a quarantine, met another value');
  return signStatement(TYPES[1], value, [key], primitives);
}

/** One text with all signatures of several that say the same. Throws `FleetError` FORM where they do not. */
export function joined(texts: readonly string[]): string {
  const [first, ...others] = texts.map(partsOf);
  if (first === undefined) throw new FleetError('FORM', 'expected what hubs have signed, met nothing');
  if (others.some(({ body }) => body !== first.body))
    throw new FleetError('FORM', 'expected hubs that have signed the same, met others');
  const lines = new Set([first, ...others].flatMap(({ signatures }) => signatures));
  return `${first.body}\n\n${[...lines].slice(0, STATEMENT_SIGNATURES_MAX).join('\n')}\n`;
}

/** Of a signed text: what was signed, and the lines of signatures. */
function partsOf(text: string): { readonly body: string; readonly signatures: readonly string[] } {
  const [body = '', signatures = ''] = text.split('\n\n');
  return { body, signatures: signatures.split('\n').filter((line) => line !== '') };
}

/** What was signed, without its signatures: what names it in a release and in a list. */
export function subjectOf(text: string, primitives: Pick<Primitives, 'sha256'>): string {
  return hashOf(partsOf(text).body, primitives);
}

export type Certificate = {
  readonly subject: string;
  /** The hubs that have signed, and their names. */
  readonly identities: readonly Identity[];
  readonly signers: readonly string[];
} & (
  | { readonly kind: 'quarantine'; readonly value: Quarantine }
  | { readonly kind: 'release'; readonly value: Release }
);

/**
 * What a certificate says, once enough hubs have signed it. Rejects with `FleetError` FORM for another text, CERTIFICATE
 * where fewer have, whoever else has.
 */
export async function checkCertificate(text: string, deciders: Deciders, primitives: Primitives): Promise<Certificate> {
  const { type, value, identities, signers } = await checkDecided(text, TYPES, deciders, primitives, WHAT);
  const of = { subject: subjectOf(text, primitives), identities, signers };
  if (type === TYPES[1]) return { kind: 'release', ...of, value: releaseForm.read(value) };
  if (isQuarantine(value)) return { kind: 'quarantine', ...of, value };
  throw new FleetError('FORM', `expected ${WHAT}, met a signed text of another form`);
}

/** What one hub says: its `signers` are one. */
export type Word = Certificate;

/**
 * What one hub says of a quarantine or its release. Rejects with `FleetError` FORM for another text, one with lines beside those of its
 * hub among them, which would take the place of others' in a certificate; CERTIFICATE for who is no hub.
 */
export async function checkWord(text: string, { hubs }: Deciders, primitives: Primitives): Promise<Word> {
  const { note } = openStatement(text, TYPES, WHAT);
  const hub = hubs.find(({ name }) => name === note.signatures[0]?.name);
  if (note.signatures.length !== hub?.keys.length)
    throw new FleetError('FORM', `expected one hub's word on ${WHAT}, met another text`);
  return checkCertificate(text, { hubs: [hub], threshold: 1 }, primitives);
}

function isQuarantine(value: Canonical | Quarantine): value is Canonical & Quarantine {
  if (!quarantineForm.is(value)) return false;
  const lengthMs = value.untilMs - value.fromMs;
  return lengthMs > 0 && lengthMs <= QUARANTINE_MS_MAX;
}
