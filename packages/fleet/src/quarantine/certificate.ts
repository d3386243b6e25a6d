/**
 * That an agent is in quarantine, or out of it again: what so many hubs of those that may decide have signed. Whoever has
 * their keys can check it; no word of a server in between counts.
 */
import type { Canonical } from '@capgate/base';
import {
  type Identity,
  KeyError,
  type Note,
  parseStatement,
  type Primitives,
  type SigningKey,
  signersOf,
  signStatement,
  STATEMENT_SIGNATURES_MAX,
} from '@capgate/keys';
import { FleetError } from '../error.ts';
import { hashOf, isHash } from '../evidence/batch.ts';
import { isName } from '../evidence/point.ts';

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

/** Who may decide, and how many of them have to. */
export interface Deciders {
  readonly hubs: readonly Identity[];
  /** From 1 to as many as there are. */
  readonly threshold: number;
}

export const QUARANTINE_MS_MAX = 30 * 86_400_000;
const WHY_LENGTH_MAX = 500;
const TYPES = ['fleet-quarantine', 'fleet-release'] as const;

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
  if (!isRelease(value)) throw new FleetError('VALUE', 'expected the release of a quarantine, met another value');
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
  /** The names of the hubs that have signed. */
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
  const { type, value, note } = opened(text);
  const signers = await enoughOf(note, deciders, primitives);
  const subject = subjectOf(text, primitives);
  if (type === TYPES[0] && isQuarantine(value)) return { kind: 'quarantine', subject, signers, value };
  if (type === TYPES[1] && isRelease(value)) return { kind: 'release', subject, signers, value };
  throw new FleetError('FORM', 'expected a quarantine or its release, met a signed text of another form');
}

function opened(text: string): ReturnType<typeof parseStatement<(typeof TYPES)[number]>> {
  try {
    return parseStatement(text, TYPES);
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    throw new FleetError('FORM', 'expected a quarantine or its release, met another text', { cause: error });
  }
}

/** The names of those who have signed. Rejects with `FleetError` CERTIFICATE where they are fewer than have to. */
export async function enoughOf(note: Note, deciders: Deciders, primitives: Primitives): Promise<readonly string[]> {
  const signers = await decidersOf(note, deciders.hubs, primitives);
  const threshold = Math.max(1, deciders.threshold);
  if (signers.length >= threshold) return signers;
  const wanted = `${threshold} of ${deciders.hubs.length} who may decide`;
  throw new FleetError('CERTIFICATE', `expected the signatures of ${wanted}, met ${signers.length}`);
}

export interface Word {
  readonly hub: string;
  readonly subject: string;
  readonly value: Quarantine;
}

/**
 * What one hub says of a quarantine. Rejects with `FleetError` FORM for another text, one with lines beside those of its
 * hub among them, which would take the place of others' in a certificate; CERTIFICATE for who is no hub.
 */
export async function checkWord(text: string, { hubs }: Deciders, primitives: Primitives): Promise<Word> {
  const { type, value, note } = opened(text);
  const hub = hubs.find(({ name }) => name === note.signatures[0]?.name);
  if (type !== TYPES[0] || !isQuarantine(value) || note.signatures.length !== hub?.keys.length)
    throw new FleetError('FORM', "expected one hub's word on a quarantine, met another text");
  if ((await decidersOf(note, [hub], primitives)).length !== 1)
    throw new FleetError('CERTIFICATE', `expected the signature of ${hub.name}, met none that is its own`);
  return { hub: hub.name, subject: subjectOf(text, primitives), value };
}

/** Which hubs have signed. A line that is named after a hub and is not by it counts for nothing, and harms none. */
async function decidersOf(note: Note, hubs: readonly Identity[], primitives: Primitives): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const hub of hubs) {
    try {
      if ((await signersOf(note, [hub], primitives)).length > 0) names.add(hub.name);
    } catch (error) {
      if (!(error instanceof KeyError) || error.code !== 'SIGNATURE') throw error;
    }
  }
  return [...names];
}

function isQuarantine(value: Canonical | Quarantine): value is Canonical & Quarantine {
  const { tenant, agent, fromMs, untilMs, why, batch, index, ...others } = fieldsOf(value);
  const lengthMs = Number(untilMs) - Number(fromMs);
  return (
    Object.keys(others).length === 0 &&
    isName(tenant) &&
    isName(agent) &&
    isTime(fromMs) &&
    isTime(untilMs) &&
    lengthMs > 0 &&
    lengthMs <= QUARANTINE_MS_MAX &&
    isWhy(why) &&
    isHash(batch) &&
    isTime(index)
  );
}

function isRelease(value: Canonical | Release): value is Canonical & Release {
  const { tenant, agent, quarantine, atMs, why, ...others } = fieldsOf(value);
  const isClosed = Object.keys(others).length === 0;
  return isClosed && isName(tenant) && isName(agent) && isHash(quarantine) && isTime(atMs) && isWhy(why);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isWhy(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length > 0 && value.length <= WHY_LENGTH_MAX && !/[\p{Cc}\p{Cs}]/u.test(value)
  );
}
