/**
 * What comes down and is for the gate itself to hold: the organisation's layer of the tenant's policy, and registries. Both
 * are versions of the gate's own, so its log, its page and its answers have them as they have what persons have made.
 */
import { canonicalText, type CanonicalObject } from '@capgate/base';
import type { Extension, Gate } from '@capgate/gate';
import type { Deciders } from '../../deciders.ts';
import type { DocumentKind } from '../../down/document.ts';
import type { Held, Shelf } from '../../down/shelf.ts';
import type { OnEvent } from '../../node/events.ts';

/** Who has made the version, as the gate's log names it. */
const AUTHOR = 'fleet';
/** What may be gone a second later: a log that does not work, and what other parts of the gate have against it. */
const PASSING: ReadonlySet<unknown> = new Set(['UNAVAILABLE', 'STATE']);

export interface HeldDocumentsParts {
  readonly node: string;
  readonly tenant: string;
  readonly shelf: Shelf;
  /** Who may issue: their notes over registries count. */
  readonly issuers: Deciders;
  readonly onEvent: OnEvent;
}

type Candidate = Parameters<NonNullable<Extension['beforeActivate']>>[0];
type OfGate = Held<'policy'> | Held<'registry'>;

export class HeldDocuments {
  readonly #parts: HeldDocumentsParts;
  /** What needs no look any more, by kind and name: it is in force, or never will be. */
  readonly #done = new Map<string, OfGate>();
  /** What was told of, so that it is told once. */
  readonly #told = new WeakSet<OfGate>();
  #gate: Gate | undefined;
  /** What was in force at the last look. */
  #active: CanonicalObject | undefined;

  constructor(parts: HeldDocumentsParts) {
    this.#parts = parts;
  }

  begin(gate: Gate): void {
    this.#gate = gate;
  }

  /** From now on nothing is put in force any more. */
  end(): void {
    this.#gate = undefined;
  }

  /** Puts in force what came since the last look, and what somebody has put out of it. Rejects with what is no answer of the gate. */
  async look(): Promise<void> {
    const { tenant, shelf } = this.#parts;
    const gate = this.#gate;
    if (gate === undefined) return;
    const { document } = gate.policies.active(tenant);
    if (document !== this.#active) this.#done.delete(nameOf('policy'));
    for (const held of shelf.holding('policy', tenant)) await this.#hold(held, () => setPolicy(gate, tenant, held));
    for (const held of shelf.holding('registry', tenant)) await this.#hold(held, () => this.#setRegistry(gate, held));
    this.#active = gate.policies.active(tenant).document;
  }

  /** Why a version of the policy must not become active: whoever is at the gate is below the organisation. */
  async against({ tenant, document }: Candidate): Promise<string | undefined> {
    const [held] = tenant === this.#parts.tenant ? this.#parts.shelf.holding('policy', tenant) : [];
    if (held === undefined) return undefined;
    const { organisation } = document.security ?? {};
    const isThere = canonicalText((organisation ?? {}) as CanonicalObject) === canonicalText(held.content);
    const { version } = held.issue;
    return isThere
      ? undefined
      : `its layer of the organisation is not the one of the fleet, version ${version}; make a version of the one that is in force`;
  }

  async #hold(held: OfGate, put: () => Promise<unknown>): Promise<void> {
    const name = nameOf(held.issue.kind, held.issue.name);
    if (this.#done.get(name) === held) return;
    try {
      await put();
      this.#done.set(name, held);
    } catch (error) {
      const { name: type, code, message } = Object(error) as Error & { code?: unknown };
      if (type !== 'GateError') throw error;
      if (code !== 'UNAVAILABLE') this.#tell(held, message);
      if (!PASSING.has(code)) this.#done.set(name, held);
    }
  }

  async #setRegistry(gate: Gate, { issue, content }: Held<'registry'>): Promise<void> {
    const { tenant, issuers } = this.#parts;
    const upload = { name: issue.name as string, ...content };
    await gate.registries.putInForce(tenant, upload, { by: AUTHOR, keys: issuers.hubs });
  }

  #tell(held: OfGate, message: string): void {
    if (this.#told.has(held)) return;
    this.#told.add(held);
    const { kind, version } = held.issue;
    const why = `the ${kind} of version ${version} is not in force at this gate: ${message}`;
    this.#parts.onEvent({ kind: 'refused', node: this.#parts.node, code: 'VALUE', why });
  }
}

async function setPolicy(gate: Gate, tenant: string, { issue, content, signers }: Held<'policy'>): Promise<void> {
  const reason = `version ${issue.version} of the fleet, signed by ${signers.join(', ')}`;
  await gate.policies.setOrganisation(tenant, { organisation: content, author: AUTHOR, reason });
}

function nameOf(kind: DocumentKind, name = ''): string {
  return `${kind} ${name}`;
}
