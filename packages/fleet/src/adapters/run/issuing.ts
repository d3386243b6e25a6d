/** Signing what is to come down to gates, as one of the hubs that decide: by the keys of its folder, whether it runs or not. */
import { type Canonical, CanonicalError, canonicalText, type CanonicalObject, toBase64, toHex } from '@capgate/base';
import { registryText } from '@capgate/core';
import { isSameIdentity, type SigningKey, signNote } from '@capgate/keys';
import { type Deciders, namesOf, signersIn } from '../../deciders.ts';
import { contentOf, policyText, registryDocument } from '../../down/content.ts';
import {
  checkDocument,
  checkNow,
  type DocumentKind,
  type Issue,
  joinedDocuments,
  openDocument,
  signDocument,
} from '../../down/document.ts';
import { FleetError } from '../../error.ts';
import { openNode } from '../enrolment/node-file.ts';
import type { EnrolmentParts } from '../enrolment/parts.ts';

/** What is to be issued: of a registry its file, of all other kinds what their document says. */
export type Issuance = Pick<Issue, 'tenant' | 'name' | 'expiresMs'> &
  (
    | { readonly kind: Exclude<DocumentKind, 'registry'>; readonly value: unknown }
    | { readonly kind: 'registry'; readonly name: string; readonly bytes: Uint8Array }
  );

export interface SignedDocument {
  readonly text: string;
  readonly issue: Issue;
  /** Who has signed, of those who decide. */
  readonly signers: readonly string[];
  /** How many more have to, before gates take it. */
  readonly missing: number;
}

/**
 * One hub's word. `known`: the version that it is to take the place of, 0 where there is none. Rejects with `FleetError`
 * SOURCE for a node that does not decide, FORM or VALUE for what is no document of its kind; and as `openNode` does.
 */
export async function issueDocument(
  folder: string,
  parts: EnrolmentParts,
  issuance: Issuance,
  known = 0,
): Promise<SignedDocument> {
  return asIssuer(folder, parts, async (key, deciders) => {
    const { kind, tenant, name, expiresMs } = issuance;
    const issuedMs = parts.clock.nowMs();
    const issue: Issue = {
      kind,
      tenant,
      ...(name !== undefined && { name }),
      // Of two hubs the clocks may differ.
      version: Math.max(issuedMs, known + 1),
      issuedMs,
      ...(expiresMs !== undefined && { expiresMs }),
    };
    const document = await documentOf(issuance, key, parts);
    contentOf(kind, document);
    return signedDocument(await signDocument(issue, document, key, parts.primitives), deciders, parts);
  });
}

/**
 * The same document with this hub's word beside those that it has. Rejects as `issueDocument` does, with PROOF, and with
 * CLOCK for one of the future: nothing could take the place of its version.
 */
export async function countersignDocument(
  folder: string,
  parts: EnrolmentParts,
  text: string,
): Promise<SignedDocument> {
  return asIssuer(folder, parts, async (key, deciders) => {
    const opened = openDocument(text);
    checkDocument(opened, parts.primitives);
    const { issue, document } = opened;
    checkNow(issue, parts.clock.nowMs());
    contentOf(issue.kind, document);
    const own = await signDocument(issue, document, key, parts.primitives);
    return signedDocument(joinedDocuments([text, own]), deciders, parts);
  });
}

async function asIssuer(
  folder: string,
  parts: EnrolmentParts,
  work: (key: SigningKey, deciders: Deciders) => Promise<SignedDocument>,
): Promise<SignedDocument> {
  const { key, file } = await openNode(folder, parts);
  try {
    const { deciders } = file.trusted;
    if (deciders.hubs.some((hub) => isSameIdentity(hub, key.identity))) return await work(key, deciders);
    const names = namesOf(deciders.hubs).join(', ');
    throw new FleetError('SOURCE', `expected a hub that decides (${names}), met ${file.node.node}; issue it there`);
  } finally {
    key.destroy();
  }
}

async function signedDocument(
  text: string,
  { hubs, threshold }: Deciders,
  { primitives }: EnrolmentParts,
): Promise<SignedDocument> {
  const { issue, note } = openDocument(text);
  const signers = namesOf(await signersIn(note, hubs, primitives));
  return { text, issue, signers, missing: Math.max(0, threshold - signers.length) };
}

async function documentOf(issuance: Issuance, key: SigningKey, { primitives }: EnrolmentParts): Promise<string> {
  if (issuance.kind === 'registry') {
    const { name, bytes } = issuance;
    const text = registryText(name, toHex(primitives.sha256(bytes)));
    return registryDocument({ bytes: toBase64(bytes), note: await signNote(text, [key], primitives) });
  }
  const { kind, value } = issuance;
  try {
    return kind === 'policy' ? policyText(value as CanonicalObject) : canonicalText(value as Canonical);
  } catch (error) {
    if (!(error instanceof CanonicalError)) throw error;
    throw new FleetError('FORM', `expected a document of the kind ${kind}, met another value`);
  }
}
