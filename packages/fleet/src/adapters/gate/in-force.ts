/**
 * What comes down and is for the gate itself to have in force: the organisation's layer of the tenant's policy, and
 * registries. Both are versions of the gate's own, so its log, its page and its answers have them as they have what persons
 * have made.
 */
import { canonicalText, type CanonicalObject } from '@capgate/base';
import type { Extension, Gate } from '@capgate/gate';
import type { Deciders } from '../../deciders.ts';
import type { DocumentKind } from '../../down/document.ts';
import type { InForce, Shelf } from '../../down/shelf.ts';
import type { OnEvent } from '../../node/events.ts';

/** Who has made the version, as the gate's log names it. */
const AUTHOR = 'fleet';
/** What the gate will answer of the same again; all else may be another answer a second later. */
const FINAL: ReadonlySet<unknown> = new Set(['REQUEST', 'FORBIDDEN']);
/** Of a gate's document the organisation's layer has 32 KiB (`content.ts`), and all else so many characters. */
const REST_LENGTH_MAX = 24_000;

export interface DocumentsInForceParts {
  readonly tenant: string;
  readonly shelf: Shelf;
  /** Whose notes over registries count: all who ever were hubs, as what is on the shelf is by those who decide. */
  readonly noters: () => Deciders;
  readonly onEvent: OnEvent;
}

type Candidate = Parameters<NonNullable<Extension['beforeActivate']>>[0];
type OfGate = InForce<'policy'> | InForce<'registry'>;

export class DocumentsInForce {
  readonly #parts: DocumentsInForceParts;
  /** What needs no look any more, by kind and name: it was put in force, or never will be. */
  readonly #done = new Map<string, OfGate>();
  /** What was told of, so that it is told once. */
  readonly #told = new WeakSet<OfGate>();
  #gate: Gate | undefined;
  /** What was in force at the last look. */
  #active: CanonicalObject | undefined;

  constructor(parts: DocumentsInForceParts) {
    this.#parts = parts;
  }

  begin(gate: Gate): void {
    this.#gate = gate;
  }

  /** From now on nothing is put in force any more. */
  end(): void {
    this.#gate = undefined;
  }

  /**
   * Puts in force what came since the last look, and a policy that somebody has put out of it. Rejects with what is no
   * answer of the gate.
   */
  async look(): Promise<void> {
    const { tenant, shelf } = this.#parts;
    const gate = this.#gate;
    if (gate === undefined) return;
    const { document } = gate.policies.active(tenant);
    if (document !== this.#active) this.#done.delete(nameOf('policy'));
    for (const one of shelf.holding('policy', tenant)) await this.#put(one, () => setPolicy(gate, tenant, one));
    for (const one of shelf.holding('registry', tenant)) await this.#put(one, () => this.#setRegistry(gate, one));
    this.#active = gate.policies.active(tenant).document;
  }

  /**
   * Why a version of the policy must not become active: whoever is at the gate is below the organisation, whose layer is to
   * have room, and stays what it is where the fleet has one.
   */
  async against({ tenant, document }: Candidate): Promise<string | undefined> {
    if (tenant !== this.#parts.tenant || this.#gate === undefined) return undefined;
    const { organisation, ...security } = document.security ?? {};
    const rest = canonicalText({ ...document, security } as CanonicalObject).length;
    if (rest > REST_LENGTH_MAX)
      return `beside the organisation's layer a gate of a fleet has ${REST_LENGTH_MAX} characters, and this has ${rest}; take something out`;
    const [issued] = this.#parts.shelf.holding('policy', tenant);
    const isFleets =
      issued === undefined ||
      [issued.content, organisationIn(this.#gate.policies.active(tenant).document)].some((layer) =>
        isSame(organisation, layer),
      );
    return isFleets
      ? undefined
      : 'the fleet has the organisation’s layer, and this changes it; leave that part as it is in force';
  }

  async #put(one: OfGate, put: () => Promise<unknown>): Promise<void> {
    const { kind, name } = one.issue;
    if (this.#done.get(nameOf(kind, name)) === one) return;
    try {
      await put();
      this.#done.set(nameOf(kind, name), one);
    } catch (error) {
      const { name: type, code, message } = Object(error) as Error & { code?: unknown };
      if (type !== 'GateError') throw error;
      if (FINAL.has(code)) this.#done.set(nameOf(kind, name), one);
      this.#tell(one, message);
    }
  }

  async #setRegistry(gate: Gate, { issue, content }: InForce<'registry'>): Promise<void> {
    const { tenant, noters } = this.#parts;
    const upload = { name: issue.name as string, ...content };
    await gate.registries.putInForce(tenant, upload, { by: AUTHOR, keys: noters().hubs });
  }

  #tell(one: OfGate, why: string): void {
    if (this.#told.has(one)) return;
    this.#told.add(one);
    const { kind, name, version } = one.issue;
    this.#parts.onEvent({ kind: 'not-in-force', what: nameOf(kind, name), version, why });
  }
}

async function setPolicy(gate: Gate, tenant: string, { issue, content, signers }: InForce<'policy'>): Promise<void> {
  const reason = `version ${issue.version} of the fleet, signed by ${signers.join(', ')}`;
  await gate.policies.setOrganisation(tenant, { organisation: content, author: AUTHOR, reason });
}

/** The organisation's layer of a document in force. */
function organisationIn(document: CanonicalObject): object | undefined {
  const { security } = document as { readonly security?: { readonly organisation?: object } };
  return security?.organisation;
}

function isSame(one: object | undefined, other: object | undefined): boolean {
  return canonicalText((one ?? null) as CanonicalObject) === canonicalText((other ?? null) as CanonicalObject);
}

function nameOf(kind: DocumentKind, name?: string): string {
  return name === undefined ? kind : `${kind} ${name}`;
}
