/** A node that enrols at a hub, and asks for its next certificate while the one before holds. */
import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import { clipped, fromUtf8, replaceWhole, utf8 } from '@capgate/base';
import { fingerprint, type Identity, isSameIdentity, type KeyStore, type SigningKey } from '@capgate/keys';
import { certificateRequest, type CertificateSubject } from '../../enrolment/certificate.ts';
import {
  BODY_BYTES_MAX,
  type Enrolled,
  enrolledIn,
  refusalForm,
  renewedIn,
  type Renewed,
  signRequest,
} from '../../enrolment/messages.ts';
import { checkMembership, type FleetNode } from '../../enrolment/node.ts';
import { readTokenText, type TokenText } from '../../enrolment/tokens.ts';
import { FleetError, isFleetError } from '../../error.ts';
import { openNode, readNodeFile, writeNodeFile } from './node-file.ts';
import { type EnrolmentParts, FLEET_FILE, keysIn, NODE_FILE, TLS_FILE } from './parts.ts';
import { certificateFingerprint, newTlsKey, type OwnTlsKey, publicBytes, readChain, subjectIn } from './tls-key.ts';

const ANSWER_MS = 30_000;
/** Longer chains are none of ours. */
const CHAIN_LENGTH_MAX = 4;

interface HubAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Enrols this machine by a token, and keeps what follows in `folder`: the identity's key, `tls.pem`, and `node.json`, which
 * comes last. No private key leaves the machine. Throws `FleetError` TOKEN; ENROLLED where the folder has a node and
 * `isAgain` is not said; SIGNATURE where whoever answers is not the hub of the token, before it has learned anything;
 * UNREACHABLE; what the hub refuses by its code; `KeyError`, `DiskError`.
 */
export async function enrol(
  { token, folder, isAgain = false }: { readonly token: string; readonly folder: string; readonly isAgain?: boolean },
  parts: EnrolmentParts,
): Promise<FleetNode> {
  const told = readTokenText(token);
  const before = await nodeBefore(folder, isAgain, parts);
  const ca = await pinnedAuthority(told, told.authority);
  const keys = keysIn(folder, parts);
  const key = await keys.create(told.node, ['ed25519']);
  let own: FleetNode;
  try {
    own = await enrolBy(told, ca, key, folder, parts);
  } catch (error) {
    await forget(key.identity, keys, parts);
    throw error;
  } finally {
    key.destroy();
  }
  if (before !== undefined) await forget(before.identity, keys, parts);
  return own;
}

async function enrolBy(
  { tenant, node, host, port, authority, secret }: TokenText,
  ca: string,
  key: SigningKey,
  folder: string,
  parts: EnrolmentParts,
): Promise<FleetNode> {
  const tlsKey = newTlsKey();
  const request = await requestOf({ tenant, node }, tlsKey, key, parts);
  const enrolled = enrolledIn(await ask({ host, port, path: '/v1/enrol', ca }, { request, secret }));
  checkChain(enrolled, { tenant, node }, tlsKey, authority);
  const own = await ownEnrolment(enrolled, key, parts);
  await replaceWhole(parts.disk, `${folder}/${TLS_FILE}`, utf8(tlsKey.pem + enrolled.chain));
  const { enrolment, trusted } = enrolled;
  await writeNodeFile(folder, { host, port, enrolment, trusted }, parts);
  return own;
}

/** Who is enrolled in `folder` already. Throws `FleetError` ENROLLED where that is not to be overruled, or a whole fleet. */
async function nodeBefore(folder: string, isAgain: boolean, parts: EnrolmentParts): Promise<FleetNode | undefined> {
  const names = await parts.disk.list(folder);
  if (names.includes(FLEET_FILE))
    throw new FleetError('ENROLLED', `expected no fleet in ${folder}, met one; name another folder`);
  if (names.includes(NODE_FILE) && !isAgain)
    throw new FleetError('ENROLLED', `expected no node in ${folder}, met one; say that it is to enrol again`);
  try {
    return (await readNodeFile(folder, parts))?.node;
  } catch (error) {
    // What cannot be read any more is a reason to enrol again.
    if (isFleetError(error, 'FOLDER')) return undefined;
    throw error;
  }
}

/** Removes the private key of an identity that speaks for nobody. */
async function forget(identity: Identity, keys: KeyStore, { primitives }: EnrolmentParts): Promise<void> {
  const isThere = (await keys.list()).some((known) => isSameIdentity(known, identity));
  if (isThere) await keys.remove(fingerprint(identity, primitives));
}

/**
 * Asks for the next certificate, with another key, and puts both in the place of the ones before. Throws as `enrol` does;
 * SOURCE where the node is revoked, FOLDER where nothing is enrolled in `folder`.
 */
export async function renew(folder: string, parts: EnrolmentParts): Promise<void> {
  const { file, key, tls } = await openNode(folder, parts);
  const { host, port, node } = file;
  try {
    const tlsKey = newTlsKey();
    const request = await requestOf(node, tlsKey, key, parts);
    const shown = { ca: tls.authority.toString(), cert: tls.certificate.toString(), key: tls.key };
    const renewed = renewedIn(await ask({ host, port, path: '/v1/renew', ...shown }, { request }));
    checkChain(renewed, node, tlsKey, certificateFingerprint(tls.authority));
    await replaceWhole(parts.disk, `${folder}/${TLS_FILE}`, utf8(tlsKey.pem + renewed.chain));
    await writeNodeFile(folder, { ...file, trusted: renewed.trusted }, parts);
  } finally {
    key.destroy();
  }
}

async function requestOf(
  subject: CertificateSubject,
  tlsKey: OwnTlsKey,
  key: SigningKey,
  { primitives }: EnrolmentParts,
): Promise<string> {
  return signRequest(await certificateRequest(subject, tlsKey), key, primitives);
}

/** Throws `FleetError` SIGNATURE where the certificate is another's, or by another authority than the one that was told. */
function checkChain({ chain }: Renewed, { tenant, node }: CertificateSubject, key: OwnTlsKey, pinned: string): void {
  const { certificate, authority } = readChain(chain);
  const subject = subjectIn(certificate);
  const isOurs =
    subject?.node === node &&
    subject.tenant === tenant &&
    certificateFingerprint(authority) === pinned &&
    Buffer.from(publicBytes(certificate.publicKey)).equals(key.publicKey);
  if (!isOurs) throw new FleetError('SIGNATURE', `expected a certificate of ${node} for its own key, met another`);
}

/** Rejects with `FleetError` as `checkMembership` does, SIGNATURE where it is another's. */
async function ownEnrolment(
  { enrolment, trusted }: Enrolled,
  { identity }: SigningKey,
  { primitives }: EnrolmentParts,
): Promise<FleetNode> {
  const { kind, value } = await checkMembership(enrolment, trusted.enrollers, primitives);
  if (kind === 'enrolment' && isSameIdentity(value.identity, identity)) return value;
  throw new FleetError('SIGNATURE', `expected the enrolment of ${identity.name}, met another`);
}

/**
 * The authority's certificate as text, from whoever answers there; it is the one of the fingerprint, or nothing goes on. So
 * the next connection can be checked as any is, by its certificate and its name.
 */
async function pinnedAuthority({ host, port }: HubAddress, pinned: string): Promise<string> {
  // Nothing is said here, and nothing taken but what the fingerprint proves.
  const socket = connect({ host, port, rejectUnauthorized: false, minVersion: 'TLSv1.3' });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(ANSWER_MS) });
    const found = chainOf(socket).find((certificate) => certificateFingerprint(certificate) === pinned);
    if (found !== undefined) return found.toString();
  } catch (error) {
    throw unreachable({ host, port }, error);
  } finally {
    socket.destroy();
  }
  throw new FleetError(
    'SIGNATURE',
    `expected the hub of this token at ${host}:${port}, met another; nothing was told to it`,
  );
}

function chainOf(socket: TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  for (; next !== undefined && chain.length < CHAIN_LENGTH_MAX; next = next.issuerCertificate) chain.push(next);
  return chain;
}

async function ask(options: HubAddress & RequestOptions, body: Readonly<Record<string, string>>): Promise<unknown> {
  const bytes = utf8(JSON.stringify(body));
  const headers = { 'content-type': 'application/json', 'content-length': bytes.length };
  const signal = AbortSignal.timeout(ANSWER_MS);
  const asked = httpsRequest({
    ...options,
    method: 'POST',
    minVersion: 'TLSv1.3',
    agent: false,
    headers,
    signal,
  });
  try {
    asked.end(bytes);
    const [response] = (await once(asked, 'response', { signal })) as [IncomingMessage];
    const answer = await answerOf(response);
    if (response.statusCode === 200) return answer;
    throw refusalIn(answer);
  } catch (error) {
    if (error instanceof FleetError) throw error;
    throw unreachable(options, error);
  } finally {
    asked.destroy();
  }
}

async function answerOf(response: AsyncIterable<Uint8Array>): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response) {
    sizeBytes += chunk.length;
    if (sizeBytes > BODY_BYTES_MAX) break;
    chunks.push(chunk);
  }
  const text = sizeBytes > BODY_BYTES_MAX ? undefined : fromUtf8(Buffer.concat(chunks));
  try {
    if (text !== undefined) return JSON.parse(text);
  } catch {
    // Told below.
  }
  throw new FleetError('FORM', 'expected an answer of a hub, met other bytes');
}

/** What the hub says of why. Its words are shown to people, so what is hidden in them is made visible. */
function refusalIn(answer: unknown): FleetError {
  const { code, message } = refusalForm.read(answer);
  return new FleetError(code, `the hub refused: ${clipped(message)}`);
}

function unreachable({ host, port }: HubAddress, cause: unknown): FleetError {
  return new FleetError('UNREACHABLE', `expected a hub of this fleet at ${host}:${port}, met none that answers`, {
    cause,
  });
}
