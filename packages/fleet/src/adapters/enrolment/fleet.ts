/**
 * A fleet, as the hub has it that enrols its nodes: an authority for certificates, the hub's own identity, and who is
 * enrolled. All of it lies in one folder, which is that hub's alone; private keys of nodes are never in it.
 */
import { X509Certificate } from 'node:crypto';
import { quoted, replaceWhole, utf8 } from '@capgate/base';
import { fingerprint, identityValue, isSameIdentity, type SigningKey } from '@capgate/keys';
import {
  authorityCertificate,
  type CertificateTerms,
  checkHost,
  keyOfRequest,
  nodeCertificate,
  type NodeSubject,
  pemOf,
  SERIAL_BYTES,
} from '../../enrolment/certificate.ts';
import {
  type Enrolled,
  type EnrolmentRequest,
  readRequest,
  type Renewed,
  trustedIn,
  trustedValue,
} from '../../enrolment/messages.ts';
import {
  checkPlace,
  FLEET_TENANT,
  type FleetNode,
  type NodePlace,
  placeOf,
  type Revocation,
  signEnrolment,
  signRevocation,
  TIERS,
} from '../../enrolment/node.ts';
import { Roster } from '../../enrolment/roster.ts';
import { makeToken, type OpenToken, tokenOf, type TokenRequest, tokenText, without } from '../../enrolment/tokens.ts';
import { FleetError } from '../../error.ts';
import { FleetFile, type FleetState } from './fleet-file.ts';
import { writeNodeFile } from './node-file.ts';
import { type EnrolmentParts, FLEET_FILE, keysIn, NODE_FILE, textIn, TLS_FILE, TLS_FILE_BYTES_MAX } from './parts.ts';
import { certificateFingerprint, newTlsKey, readTlsFile, subjectIn, type TlsFile } from './tls-key.ts';

const DAY_MS = 86_400_000;
/** Of a node's certificate. It asks for the next while this one holds. */
export const CERTIFICATE_MS = 90 * DAY_MS;
/** With less left, there should be another. */
export const RENEWAL_MS = 30 * DAY_MS;
const AUTHORITY_MS = 3_650 * DAY_MS;
/** How far a node's clock may be behind. */
const CLOCK_SKEW_MS = 300_000;
const AUTHORITY_FILE = 'authority.pem';

export interface NewFleet {
  readonly folder: string;
  /** The hub's name. */
  readonly node: string;
  /** Names and IPv4 addresses of this machine, at least one: the first is where nodes enrol. */
  readonly hosts: readonly string[];
  readonly port: number;
}

/** What there is, for people. */
export interface FleetList {
  readonly nodes: readonly FleetNode[];
  readonly revocations: readonly Revocation[];
  /** Those that are open, without their secrets. */
  readonly tokens: readonly OpenToken[];
}

/** What a fleet holds open. */
interface Opened {
  readonly hub: SigningKey;
  readonly authority: SigningKey;
  readonly authorityPem: string;
}

export class Fleet {
  readonly #folder: string;
  readonly #parts: EnrolmentParts;
  readonly #file: FleetFile;
  readonly #opened: Opened;
  #roster: Roster | undefined;
  /** How many of the texts the roster has. */
  #taken = 0;

  private constructor(folder: string, parts: EnrolmentParts, opened: Opened) {
    this.#folder = folder;
    this.#parts = parts;
    this.#file = new FleetFile(folder, parts);
    this.#opened = opened;
  }

  /**
   * A new fleet, of which this hub is the first node and alone decides. Throws `FleetError` FORM for names that cannot be,
   * ENROLLED where there is a fleet, `KeyError`, `DiskError`.
   */
  static async make({ folder, node, hosts, port }: NewFleet, parts: EnrolmentParts): Promise<Fleet> {
    const [host] = hosts;
    if (host === undefined) throw new FleetError('FORM', 'expected a name of this machine, met none');
    hosts.forEach(checkHost);
    const place = checkPlace({ node, tier: 'hub', tenant: FLEET_TENANT });
    await parts.disk.makeFolder(folder);
    const names = await parts.disk.list(folder);
    if (names.includes(FLEET_FILE) || names.includes(NODE_FILE))
      throw new FleetError(
        'ENROLLED',
        `expected neither a fleet nor a node in ${folder}, met one; name another folder`,
      );
    const keys = keysIn(folder, parts);
    const hub = await keys.create(node, ['ed25519']);
    const authority = await keys.create(`${node}-authority`, ['ed25519']);
    const nowMs = parts.clock.nowMs();
    const terms = termsOf(nowMs, nowMs + AUTHORITY_MS, parts);
    const authorityPem = pemOf(await authorityCertificate(authority, terms, parts.primitives));
    await replaceWhole(parts.disk, `${folder}/${AUTHORITY_FILE}`, utf8(authorityPem));
    const alone = { hubs: [hub.identity], threshold: 1 };
    const fleet = new Fleet(folder, parts, { hub, authority, authorityPem });
    await fleet.#makeTls({ node, tenant: FLEET_TENANT, hosts });
    const enrolment = await signEnrolment(
      { ...place, identity: hub.identity, enrolledMs: nowMs },
      hub,
      parts.primitives,
    );
    const trusted = { deciders: alone, enrollers: alone };
    await writeNodeFile(folder, { host, port, enrolment, trusted }, parts);
    await fleet.#file.write({
      host,
      port,
      hub: fingerprint(hub.identity, parts.primitives),
      authority: fingerprint(authority.identity, parts.primitives),
      trusted: trustedValue(trusted),
      tokens: [],
      texts: [enrolment],
    });
    return fleet;
  }

  /** The fleet in `folder`. Throws `FleetError` FOLDER where there is none, `KeyError`, `DiskError`. */
  static async open(folder: string, parts: EnrolmentParts): Promise<Fleet> {
    const state = await new FleetFile(folder, parts).read();
    const authorityPem = await textIn(`${folder}/${AUTHORITY_FILE}`, parts, TLS_FILE_BYTES_MAX);
    if (state === undefined || authorityPem === undefined)
      throw new FleetError('FOLDER', `expected a fleet in ${folder}, met none; make one`);
    const keys = keysIn(folder, parts);
    const opened = { hub: await keys.open(state.hub), authority: await keys.open(state.authority), authorityPem };
    return new Fleet(folder, parts, opened);
  }

  /**
   * The text of a one-time token, which whoever has it enrols one node by; it is told this once. Throws `FleetError` FORM or
   * VALUE for what `makeToken` refuses, SOURCE for a parent that is not enrolled, or of no higher tier.
   */
  async makeToken(request: TokenRequest): Promise<string> {
    return this.#change(async (state, roster) => {
      checkParent(request, roster);
      const { open, secret } = makeToken(state.tokens, request, this.#parts.clock.nowMs(), this.#parts);
      const { host, port } = state;
      const authority = certificateFingerprint(new X509Certificate(this.#opened.authorityPem));
      const { tenant, node } = request;
      return { state: { ...state, tokens: open }, answer: tokenText({ tenant, node, host, port, authority, secret }) };
    });
  }

  /** Takes back the open tokens for a node; answers how many there were. */
  async closeTokens(node: string): Promise<number> {
    return this.#change(async (state) => {
      const tokens = state.tokens.filter((token) => token.node !== node);
      return { state: { ...state, tokens }, answer: state.tokens.length - tokens.length };
    });
  }

  /**
   * Nothing of the node counts from now on; answers the signed text, which every gate and aggregator is to get. Throws
   * `FleetError` SOURCE for a node that is not enrolled, VALUE for this hub itself.
   */
  async revoke(node: string, why: string, fromMs: number = this.#parts.clock.nowMs()): Promise<string> {
    const { hub } = this.#opened;
    if (node === hub.identity.name)
      throw new FleetError('VALUE', 'expected another node than the hub that enrols, met that; make another fleet');
    return this.#change(async (state, roster) => {
      const known = enrolledIn(roster, node);
      const identity = fingerprint(known.identity, this.#parts.primitives);
      const text = await signRevocation({ node, identity, fromMs, why }, hub, this.#parts.primitives);
      return { state: { ...state, texts: [...state.texts, text] }, answer: text };
    });
  }

  /**
   * From now on these hubs decide of quarantines and policies, and so many of them have to; nodes that enrol or renew later
   * are told so. Throws `FleetError` SOURCE for names that are no enrolled hubs, FORM for a number out of bounds.
   */
  async decideBy(hubs: readonly string[], threshold: number): Promise<void> {
    await this.#change(async (state, roster) => {
      const nodes = hubs.map((name) => enrolledIn(roster, name));
      const other = nodes.find(({ tier }) => tier !== 'hub');
      if (other !== undefined) throw new FleetError('SOURCE', `expected hubs alone, met ${other.node}`);
      const deciders = { hubs: nodes.map(({ identity }) => identityValue(identity)), threshold };
      const trusted = { ...state.trusted, deciders };
      const [enrolment = ''] = state.texts;
      await writeNodeFile(this.#folder, { ...state, enrolment, trusted: trustedIn(trusted) }, this.#parts);
      return { state: { ...state, trusted }, answer: undefined };
    });
  }

  async list(): Promise<FleetList> {
    return this.#change(async (state, roster) => {
      const nowMs = this.#parts.clock.nowMs();
      const tokens = state.tokens.filter(({ expiresMs }) => expiresMs > nowMs);
      return { state, answer: { nodes: roster.nodes(), revocations: roster.revocations(), tokens } };
    });
  }

  /** All enrolments and revocations, signed, in their order: what rosters are made of. */
  async texts(): Promise<readonly string[]> {
    return this.#change(async (state) => ({ state, answer: state.texts }));
  }

  /**
   * Enrols the node that shows the secret of an open token, which is used up by it. Rejects with `FleetError` TOKEN, FORM for
   * another name than the token's too, SIGNATURE, REPLAY for an identity that was enrolled before.
   */
  async enrol(secret: string, requestText: string): Promise<Enrolled> {
    const { clock, primitives } = this.#parts;
    const request = await readRequest(requestText, primitives);
    return this.#change(async (state, roster) => {
      const nowMs = clock.nowMs();
      const token = tokenOf(state.tokens, secret, nowMs, primitives);
      const chain = await this.#chainFor(token, request);
      const node = { ...placeOf(token), identity: request.identity, enrolledMs: nowMs };
      roster.checkNext(node);
      const enrolment = await signEnrolment(node, this.#opened.hub, primitives);
      const tokens = without(state.tokens, token);
      return {
        state: { ...state, tokens, texts: [...state.texts, enrolment] },
        answer: { chain, enrolment, trusted: trustedIn(state.trusted) },
      };
    });
  }

  /**
   * The next certificate of a node that has shown the one before. Rejects with `FleetError` SOURCE for a node that is not
   * enrolled any more, or by another identity; FORM, SIGNATURE.
   */
  async renew(subject: NodeSubject, requestText: string): Promise<Renewed> {
    const request = await readRequest(requestText, this.#parts.primitives);
    return this.#change(async (state, roster) => {
      const node = enrolledIn(roster, subject.node);
      if (node.tenant !== subject.tenant || !isSameIdentity(node.identity, request.identity))
        throw new FleetError('SOURCE', `expected the identity that ${subject.node} is enrolled by, met another`);
      const chain = await this.#chainFor(subject, request);
      return { state, answer: { chain, trusted: trustedIn(state.trusted) } };
    });
  }

  /** The hub's own private key and certificates for TLS; new ones where less than `RENEWAL_MS` is left. */
  async tls(): Promise<TlsFile> {
    const text = await textIn(`${this.#folder}/${TLS_FILE}`, this.#parts, TLS_FILE_BYTES_MAX);
    const tls = readTlsFile(text ?? '');
    const subject = subjectIn(tls.certificate);
    if (subject === undefined)
      throw new FleetError('FOLDER', `expected a certificate of ours in ${TLS_FILE}, met another`);
    const isDue = Date.parse(tls.certificate.validTo) - this.#parts.clock.nowMs() < RENEWAL_MS;
    return isDue ? this.#makeTls(subject) : tls;
  }

  /** Forgets the private keys. */
  close(): void {
    this.#opened.hub.destroy();
    this.#opened.authority.destroy();
  }

  /** The certificates of whoever asks, as text. */
  async #chainFor(subject: NodeSubject, { certificate }: EnrolmentRequest): Promise<string> {
    return this.#chain(subject, await keyOfRequest(certificate, subject, this.#parts.primitives));
  }

  async #chain(subject: NodeSubject, publicKey: Uint8Array): Promise<string> {
    const { authority, authorityPem } = this.#opened;
    const nowMs = this.#parts.clock.nowMs();
    const authorityEndsMs = Date.parse(new X509Certificate(authorityPem).validTo);
    const terms = termsOf(nowMs, Math.min(nowMs + CERTIFICATE_MS, authorityEndsMs), this.#parts);
    return pemOf(await nodeCertificate(subject, publicKey, terms, authority, this.#parts.primitives)) + authorityPem;
  }

  async #makeTls(subject: NodeSubject): Promise<TlsFile> {
    const key = newTlsKey();
    const text = key.pem + (await this.#chain(subject, key.publicKey));
    await replaceWhole(this.#parts.disk, `${this.#folder}/${TLS_FILE}`, utf8(text));
    return readTlsFile(text);
  }

  /** The roster is made of what the file says and of nothing else, so what was not written is not in it. */
  async #change<Answer>(
    work: (state: FleetState, roster: Roster) => Promise<{ readonly state: FleetState; readonly answer: Answer }>,
  ): Promise<Answer> {
    return this.#file.change(async (state) => {
      this.#roster ??= new Roster(trustedIn(state.trusted).enrollers, this.#parts.primitives);
      for (; this.#taken < state.texts.length; this.#taken++)
        await this.#roster.take(state.texts[this.#taken] as string);
      return work(state, this.#roster);
    });
  }
}

function termsOf(nowMs: number, untilMs: number, { random }: EnrolmentParts): CertificateTerms {
  return { serial: random.bytes(SERIAL_BYTES), fromMs: nowMs - CLOCK_SKEW_MS, untilMs };
}

/** Throws `FleetError` SOURCE. */
function enrolledIn(roster: Roster, node: string): FleetNode {
  const known = roster.nodeOf(node);
  if (known !== undefined) return known;
  throw new FleetError('SOURCE', `expected a node that is enrolled, met ${quoted(node)}`);
}

/** Throws `FleetError` SOURCE for a parent to which a node of this tier could not send. */
function checkParent({ parent, tier }: NodePlace, roster: Roster): void {
  if (parent === undefined) return;
  if (TIERS.indexOf(enrolledIn(roster, parent).tier) > TIERS.indexOf(tier)) return;
  throw new FleetError('SOURCE', `expected a parent of a higher tier than ${tier}, met ${quoted(parent)}`);
}
