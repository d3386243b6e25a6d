/**
 * What comes down to gates: documents of four kinds, each behind a header that those who may issue it have signed. A
 * statement has 32 KiB at most, so the document travels behind it, and its length and hash are under the signatures.
 */
import { utf8 } from '@capgate/base';
import { type Note, type Primitives, type SigningKey, signStatement, STATEMENT_LENGTH_MAX } from '@capgate/keys';
import { openStatement } from '../deciders.ts';
import { FleetError } from '../error.ts';
import { hashOf, isHash } from '../evidence/batch.ts';
import { isName } from '../evidence/point.ts';
import { isWhole } from '../forms.ts';
import { joined } from '../quarantine/certificate.ts';
import { fieldsOf } from '../text.ts';

/** `policy` and `indicators` are one of a tenant; of `registry` and `baseline` there is one for each name. */
export const DOCUMENT_KINDS = ['indicators', 'policy', 'registry', 'baseline'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** What is signed of a document, beside its length and hash. */
export interface Issue {
  readonly kind: DocumentKind;
  /** Whose gates it is for; null for all. */
  readonly tenant: string | null;
  /** Of a registry its name, of a baseline the cohort. */
  readonly name?: string;
  /** From 1; of what is known by the same kind, tenant and name, the greatest counts. */
  readonly version: number;
  /** In milliseconds since 1970 UTC. */
  readonly issuedMs: number;
  /** From when on a gate says that it is old. It stays in force: what only ever refuses must not end by being held back. */
  readonly expiresMs?: number;
}

/** A text taken apart. Its signatures are still to be checked, and then its document (`checkDocument`). */
export interface OpenedDocument {
  readonly issue: Issue;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly note: Note;
  readonly document: string;
}

/** A message of a carrier has room for it, with its header. */
export const DOCUMENT_BYTES_MAX = 6 * 1024 * 1024;
const WHAT = `a signed header of ${DOCUMENT_KINDS.join(', ')} and its document`;
const TYPES = DOCUMENT_KINDS.map((kind) => `fleet-${kind}` as const);
const NAMED: ReadonlySet<DocumentKind> = new Set(['registry', 'baseline']);

type Hasher = Pick<Primitives, 'sha256'>;

/** One issuer's word; see `joinedDocuments`. Throws `FleetError` VALUE for what no gate would take. */
export async function signDocument(
  issue: Issue,
  document: string,
  key: SigningKey,
  primitives: Hasher,
): Promise<string> {
  const { kind, ...fields } = issue;
  const sizeBytes = utf8(document).length;
  if (!isIssue(issue) || sizeBytes > DOCUMENT_BYTES_MAX)
    throw new FleetError(
      'VALUE',
      `expected a document of at most ${DOCUMENT_BYTES_MAX} bytes and its issue, met others`,
    );
  const header = { ...fields, sha256: hashOf(document, primitives), sizeBytes };
  return `${await signStatement(`fleet-${kind}`, header, [key], primitives)}\n${document}`;
}

/** One text with the signatures of several who issue the same. Throws `FleetError` FORM where they do not. */
export function joinedDocuments(texts: readonly string[]): string {
  const parts = texts.map(partsOf);
  const statement = joined(parts.map((part) => part.statement));
  const { document } = parts[0] as Parts;
  if (parts.some((part) => part.document !== document))
    throw new FleetError('FORM', 'expected issuers of the same document, met others');
  return `${statement}\n${document}`;
}

/** Takes a text apart, and looks at nothing of the document. Throws `FleetError` FORM. */
export function openDocument(text: string): OpenedDocument {
  const { statement, document } = partsOf(text);
  const { type, value, note } = openStatement(statement, TYPES, WHAT);
  const { sha256, sizeBytes, ...fields } = fieldsOf(value);
  const issue = { ...fields, kind: DOCUMENT_KINDS[TYPES.indexOf(type)] } as unknown as Issue;
  if (!isIssue(issue) || !isHash(sha256) || !isWhole(sizeBytes, DOCUMENT_BYTES_MAX)) throw noDocument();
  return { issue, sha256, sizeBytes, note, document };
}

/** Whether the document is the one that was signed. Throws `FleetError` PROOF. */
export function checkDocument({ issue, sha256, sizeBytes, document }: OpenedDocument, primitives: Hasher): void {
  // No text has fewer bytes than code units.
  const isSame =
    document.length <= sizeBytes && utf8(document).length === sizeBytes && hashOf(document, primitives) === sha256;
  if (isSame) return;
  throw new FleetError('PROOF', `expected the ${issue.kind} that were signed, met another document behind the header`);
}

/** How far the clock of who issues may be ahead. */
const AHEAD_MS_MAX = 300_000;

/**
 * For who hands a document on: not for gates, whose clocks decide nothing. Throws `FleetError` CLOCK for one of the future,
 * or of a version beyond now: later ones could not take its place.
 */
export function checkNow({ kind, version, issuedMs }: Issue, nowMs: number): void {
  if (Math.max(version, issuedMs) <= nowMs + AHEAD_MS_MAX) return;
  throw new FleetError('CLOCK', `expected a ${kind} of now, met one of the future; set the clock, and issue it again`);
}

interface Parts {
  readonly statement: string;
  readonly document: string;
}

/** The header ends where its signatures do: with the second empty line. */
function partsOf(text: string): Parts {
  const end = text.indexOf('\n\n', text.indexOf('\n\n') + 2);
  if (end < 0 || text.length > STATEMENT_LENGTH_MAX + DOCUMENT_BYTES_MAX) throw noDocument();
  return { statement: text.slice(0, end + 1), document: text.slice(end + 2) };
}

function isIssue({ kind, tenant, name, version, issuedMs, expiresMs, ...others }: Issue): boolean {
  return (
    Object.keys(others).length === 0 &&
    (tenant === null || isName(tenant)) &&
    (NAMED.has(kind) ? isName(name) : name === undefined) &&
    isWhole(version) &&
    version > 0 &&
    isWhole(issuedMs) &&
    (expiresMs === undefined ? kind !== 'indicators' : isWhole(expiresMs) && expiresMs > issuedMs)
  );
}

function noDocument(): FleetError {
  return new FleetError('FORM', `expected ${WHAT}, met another`);
}
