/**
 * What came down to a gate, whoever brought it: of each kind, tenant and name the last that enough issuers have signed. A
 * gate that is cut off goes on with it, and says how old it is.
 */
import { canonicalText } from '@capgate/base';
import type { Identity, Primitives } from '@capgate/keys';
import { areEnough, type Deciders, enoughOf, namesOf } from '../deciders.ts';
import { FleetError } from '../error.ts';
import { canonicalIn, fieldsOf } from '../text.ts';
import { type Contents, contentOf } from './content.ts';
import { checkDocument, type DocumentKind, type Issue, openDocument } from './document.ts';

export interface ShelfParts {
  /** Whether the gate has this tenant; what is for all tenants is taken by every gate. */
  readonly isOurs: (tenant: string) => boolean;
  /** Who may issue, and how many of them have to: hubs, or others for any kind. */
  readonly issuersOf: (kind: DocumentKind) => Deciders;
  readonly primitives: Primitives;
  /** What is kept at most; as a gate has it where absent. */
  readonly bounds?: ShelfBounds;
}

export interface ShelfBounds {
  readonly entries: number;
  /** Of one kind but for indicators, so that there is room for the others. */
  readonly kindEntries: number;
  /** Of all texts together. */
  readonly characters: number;
}

/** Something that is kept, without its content. */
export interface Shelved {
  readonly issue: Issue;
  readonly signers: readonly string[];
  /** When it came, by the clock of who keeps it. */
  readonly takenMs: number;
}

/** How current it is. */
export interface Age extends Shelved {
  /** Since it was issued, by the issuers' clock and this one's: below 0 where they differ by more. */
  readonly ageMs: number;
  /** Whether its issuers wanted another in its place by now. It is in force all the same. */
  readonly isOld: boolean;
}

/** What holds of a kind, with what it says. */
export interface InForce<Kind extends DocumentKind> extends Shelved {
  readonly content: Contents[Kind];
}

interface Taking {
  readonly takenMs: number;
  readonly nowMs: number;
  /** In the place of those who may issue now. */
  readonly issuers?: Deciders;
}

interface Entry extends InForce<DocumentKind> {
  readonly identities: readonly Identity[];
  readonly text: string;
}

const GATE_BOUNDS: ShelfBounds = { entries: 1_000, kindEntries: 250, characters: 32 * 1024 * 1024 };

export class Shelf {
  readonly #parts: ShelfParts;
  readonly #bounds: ShelfBounds;
  readonly #byKey = new Map<string, Entry>();
  readonly #counts = new Map<DocumentKind, number>();
  #characters = 0;
  #heardMs: number | undefined;

  constructor(parts: ShelfParts) {
    this.#parts = parts;
    this.#bounds = parts.bounds ?? GATE_BOUNDS;
  }

  /**
   * Takes a text. Rejects with `FleetError` FORM; SOURCE for another tenant's; CERTIFICATE where fewer have signed than have
   * to; REPLAY for a version that is not above the one that is kept; PROOF for another document than was signed; VALUE for
   * one that cannot be used, and where there is no room. Then all is as it was.
   */
  take(text: string, nowMs: number): Promise<Shelved> {
    return this.#take(text, { takenMs: nowMs, nowMs });
  }

  async #take(text: string, { takenMs, nowMs, issuers }: Taking): Promise<Shelved> {
    const opened = openDocument(text);
    const { issue } = opened;
    this.#checkTenant(issue);
    const identities = await enoughOf(
      opened.note,
      issuers ?? this.#parts.issuersOf(issue.kind),
      this.#parts.primitives,
      `a ${issue.kind}`,
    );
    // From here on nothing waits: of two that come at once, the later one meets what the first has left.
    this.#checkVersion(issue);
    checkDocument(opened, this.#parts.primitives);
    const content = contentOf(issue.kind, opened.document);
    this.#checkRoom(issue, text);
    const shelved = { issue, signers: namesOf(identities), takenMs };
    this.#put({ ...shelved, identities, text, content });
    this.#heardMs = Math.max(this.#heardMs ?? takenMs, Math.min(takenMs, nowMs));
    return shelved;
  }

  /** When something new that held was last taken; undefined where nothing ever was. */
  get heardMs(): number | undefined {
    return this.#heardMs;
  }

  /** All that is kept, and how old it is. */
  ages(nowMs: number): readonly Age[] {
    return [...this.#byKey.values()].map(({ issue, signers, takenMs }) => ({
      issue,
      signers,
      takenMs,
      ageMs: nowMs - issue.issuedMs,
      isOld: issue.expiresMs !== undefined && issue.expiresMs <= nowMs,
    }));
  }

  /** What is for a tenant, and before that what is for it alone. `name`: of a registry or baseline. */
  of<Kind extends DocumentKind>(kind: Kind, tenant: string, name?: string): readonly Contents[Kind][] {
    // Asked at every decision of a gate.
    if (this.#byKey.size === 0) return NOTHING;
    return [tenant, null].flatMap((whose) => {
      const content = this.#byKey.get(keyOf({ kind, tenant: whose, ...(name !== undefined && { name }) }))?.content;
      return content === undefined ? [] : [content as Contents[Kind]];
    });
  }

  /** Of each name of a kind what holds for a tenant: what is for it alone, in the place of what is for all. */
  holding<Kind extends DocumentKind>(kind: Kind, tenant: string): readonly InForce<Kind>[] {
    const byName = new Map<string | undefined, InForce<DocumentKind>>();
    for (const entry of this.#byKey.values()) {
      const { issue } = entry;
      const isForIt = issue.tenant === tenant || (issue.tenant === null && !byName.has(issue.name));
      if (issue.kind === kind && isForIt) byName.set(issue.name, entry);
    }
    return [...byName.values()] as InForce<Kind>[];
  }

  /** All texts that those who may issue now would stand by, and what they are, as they were signed. */
  texts(): readonly (Shelved & { readonly text: string })[] {
    return [...this.#byKey.values()].filter((entry) => this.#mayStand(entry));
  }

  isKept(text: string): boolean {
    return [...this.#byKey.values()].some((one) => one.text === text);
  }

  /** What is kept of the same kind, tenant and name. */
  known(issue: Pick<Issue, 'kind' | 'tenant' | 'name'>): (Shelved & { readonly text: string }) | undefined {
    return this.#byKey.get(keyOf(issue));
  }

  /** The text that `restore` takes: all that is kept, as it was signed. */
  written(): string {
    return canonicalText([...this.#byKey.values()].map(({ takenMs, text }) => ({ takenMs, text })));
  }

  /**
   * Takes what `written` gave, all of it checked again, by those who may issue or others in their place; answers why what
   * was not taken was not. Rejects with `FleetError` FORM for another text.
   */
  async restore(written: string, nowMs: number, issuers?: Deciders): Promise<readonly FleetError[]> {
    const faults: FleetError[] = [];
    for (const { takenMs, text } of entriesIn(written)) {
      try {
        await this.#take(text, { takenMs, nowMs, ...(issuers !== undefined && { issuers }) });
      } catch (error) {
        if (!(error instanceof FleetError)) throw error;
        faults.push(error);
      }
    }
    return faults;
  }

  #checkTenant({ kind, tenant }: Issue): void {
    if (tenant === null || this.#parts.isOurs(tenant)) return;
    throw new FleetError('SOURCE', `expected ${kind} for a tenant of this gate, met those of another`);
  }

  /** What those who may issue now would not have issued, any version takes the place of: whose keys were stolen chose it. */
  #checkVersion(issue: Issue): void {
    const known = this.#byKey.get(keyOf(issue));
    const version = known !== undefined && this.#mayStand(known) ? known.issue.version : 0;
    if (issue.version > version) return;
    throw new FleetError('REPLAY', `expected ${issue.kind} above version ${version}, met version ${issue.version}`);
  }

  #mayStand({ issue, identities }: Entry): boolean {
    return areEnough(identities, this.#parts.issuersOf(issue.kind));
  }

  #checkRoom(issue: Issue, text: string): void {
    const { entries, kindEntries, characters } = this.#bounds;
    const known = this.#byKey.get(keyOf(issue));
    const isKindFull = issue.kind !== 'indicators' && (this.#counts.get(issue.kind) ?? 0) >= kindEntries;
    if (known === undefined && isKindFull) throw noRoom(`${kindEntries} of ${issue.kind}`);
    if (known === undefined && this.#byKey.size >= entries) throw noRoom(`${entries} documents`);
    if (this.#characters - (known?.text.length ?? 0) + text.length > characters)
      throw noRoom(`${characters} characters`);
  }

  #put(entry: Entry): void {
    const { kind } = entry.issue;
    const known = this.#byKey.get(keyOf(entry.issue));
    if (known === undefined) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    this.#characters += entry.text.length - (known?.text.length ?? 0);
    this.#byKey.set(keyOf(entry.issue), entry);
  }
}

const NOTHING: readonly never[] = [];

function noRoom(most: string): FleetError {
  return new FleetError('VALUE', `expected at most ${most} of what comes down, met more`);
}

function keyOf({ kind, tenant, name }: Pick<Issue, 'kind' | 'tenant' | 'name'>): string {
  return JSON.stringify([kind, tenant, name ?? null]);
}

function entriesIn(written: string): readonly Pick<Entry, 'takenMs' | 'text'>[] {
  const values = canonicalIn(written);
  const entries = Array.isArray(values) ? values.map(fieldsOf) : undefined;
  const isOne = entries?.every(({ takenMs, text }) => typeof text === 'string' && Number.isSafeInteger(takenMs));
  if (entries === undefined || isOne !== true)
    throw new FleetError('FORM', 'expected documents that were kept, met another text');
  return entries as unknown as readonly Pick<Entry, 'takenMs' | 'text'>[];
}
