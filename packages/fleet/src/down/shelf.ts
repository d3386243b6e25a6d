/**
 * What came down to a gate, whoever brought it: of each kind, tenant and name the last that enough issuers have signed. A
 * gate that is cut off goes on with it, and says how old it is.
 */
import { canonicalText } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import { FleetError } from '../error.ts';
import { type Deciders, enoughOf } from '../deciders.ts';
import { type Contents, contentOf } from './content.ts';
import { checkDocument, type DocumentKind, type Issue, openDocument } from './document.ts';
import { canonicalIn, fieldsOf } from '../text.ts';

export interface ShelfParts {
  /** Whether the gate has this tenant; what is for all tenants is taken by every gate. */
  readonly isOurs: (tenant: string) => boolean;
  /** Who may issue, and how many of them have to: hubs, or others for any kind. */
  readonly issuersOf: (kind: DocumentKind) => Deciders;
  readonly primitives: Primitives;
}

/** Something that is kept, without its content. */
export interface Shelved {
  readonly issue: Issue;
  readonly signers: readonly string[];
  /** When it came, by this gate's clock. */
  readonly takenMs: number;
}

/** How current it is. */
export interface Age extends Shelved {
  /** Since it was issued, by the issuers' clock and this one's: below 0 where they differ by more. */
  readonly ageMs: number;
  /** Whether its issuers wanted another in its place by now. It is in force all the same. */
  readonly isOld: boolean;
}

interface Entry extends Shelved {
  readonly text: string;
  readonly content: Contents[DocumentKind];
}

/** More texts, or characters of all together, are not kept. */
const [ENTRIES_MAX, CHARACTERS_MAX] = [1_000, 32 * 1024 * 1024];
/** And of one kind: there is always room for the others. */
const KIND_ENTRIES_MAX = 250;

export class Shelf {
  readonly #parts: ShelfParts;
  readonly #byKey = new Map<string, Entry>();
  #heardMs: number | undefined;

  constructor(parts: ShelfParts) {
    this.#parts = parts;
  }

  /**
   * Takes a text. Rejects with `FleetError` FORM; SOURCE for another tenant's; CERTIFICATE where fewer have signed than have
   * to; REPLAY for a version that is not above the one that is kept; PROOF for another document than was signed; VALUE for
   * one that cannot be used, and where there is no room. Then all is as it was.
   */
  take(text: string, nowMs: number): Promise<Shelved> {
    return this.#take(text, nowMs, nowMs);
  }

  async #take(text: string, takenMs: number, nowMs: number): Promise<Shelved> {
    const opened = openDocument(text);
    const { issue } = opened;
    this.#checkTenant(issue);
    const signers = await enoughOf(
      opened.note,
      this.#parts.issuersOf(issue.kind),
      this.#parts.primitives,
      `a ${issue.kind}`,
    );
    // From here on nothing waits: of two that come at once, the later one meets what the first has left.
    this.#checkVersion(issue);
    checkDocument(opened, this.#parts.primitives);
    const content = contentOf(issue.kind, opened.document);
    this.#checkRoom(issue, text);
    const shelved = { issue, signers, takenMs };
    this.#byKey.set(keyOf(issue), { ...shelved, text, content });
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

  /** The text that `restore` takes: all that is kept, as it was signed. */
  written(): string {
    return canonicalText([...this.#byKey.values()].map(({ takenMs, text }) => ({ takenMs, text })));
  }

  /**
   * Takes what `written` gave, all of it checked again; answers why what was not taken was not. Rejects with `FleetError`
   * FORM for another text.
   */
  async restore(written: string, nowMs: number): Promise<readonly FleetError[]> {
    const faults: FleetError[] = [];
    for (const { takenMs, text } of entriesIn(written)) {
      try {
        await this.#take(text, takenMs, nowMs);
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

  #checkVersion(issue: Issue): void {
    const known = this.#byKey.get(keyOf(issue))?.issue.version ?? 0;
    if (issue.version > known) return;
    throw new FleetError('REPLAY', `expected ${issue.kind} above version ${known}, met version ${issue.version}`);
  }

  #checkRoom(issue: Issue, text: string): void {
    const others = [...this.#byKey].filter(([key]) => key !== keyOf(issue));
    const characters = others.reduce((sum, [, entry]) => sum + entry.text.length, text.length);
    const alike = others.filter(([, entry]) => entry.issue.kind === issue.kind);
    const isRoom = alike.length < KIND_ENTRIES_MAX || issue.kind === 'indicators';
    if (isRoom && others.length < ENTRIES_MAX && characters <= CHARACTERS_MAX) return;
    throw new FleetError(
      'VALUE',
      `expected at most ${ENTRIES_MAX} documents of ${CHARACTERS_MAX} characters, met more`,
    );
  }
}

const NOTHING: readonly never[] = [];

function keyOf({ kind, tenant, name }: Pick<Issue, 'kind' | 'tenant' | 'name'>): string {
  return JSON.stringify([kind, tenant, name ?? null]);
}

function entriesIn(written: string): readonly Pick<Entry, 'takenMs' | 'text'>[] {
  const values = canonicalIn(written);
  const entries = Array.isArray(values) ? values.map(fieldsOf) : undefined;
  const isOne = entries?.every(({ takenMs, text }) => typeof text === 'string' && Number.isSafeInteger(takenMs));
  if (entries === undefined || isOne !== true)
    throw new FleetError('FORM', 'expected the documents that a gate has kept, met another text');
  return entries as unknown as readonly Pick<Entry, 'takenMs' | 'text'>[];
}
