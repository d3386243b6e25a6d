/**
 * The versions of tenants' policies. A version is made from a parent and never changes; one of them is active. Each step
 * is in the log before it counts, one after the other, so that no change is lost and none is seen by half.
 */
import { redact } from '@capgate/audit';
import { type CanonicalObject, canonicalText, type Clock, Turns } from '@capgate/base';
import type { AnswerRecord } from '../approvals/approvals.ts';
import type { ActivePolicy, PolicyVersion, Store } from '@capgate/store';
import { type Caller, checkMay, oneOfTwo } from '../callers/caller.ts';
import { GateError } from '../error.ts';
import { type AllBodies, type AnyRecord, type Recorder, unavailable } from '../recorder/recorder.ts';
import type { Rules } from '../decisions/rules.ts';
import { type Conflict, differences, merge, type Merged } from './merge.ts';
import { checkSettings, type Domain, DOMAINS, rulesOf, type Settings } from './settings.ts';

export interface PolicyParts {
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly store: Pick<Store, 'policyVersion' | 'policyVersions' | 'activePolicy'>;
  /** Keeps a copy of what was active, before something else is. */
  readonly backUp: (tenant: string, version: number, document: CanonicalObject) => Promise<void>;
  /** Asked before a version becomes active; answers why it must not. */
  readonly beforeActivate: readonly ((candidate: Candidate) => Promise<string | undefined>)[];
  readonly onActivated: (tenant: string, version: number) => void;
}

export interface Candidate {
  readonly tenant: string;
  readonly version: number;
  readonly document: Settings;
}

export interface Change {
  /** The version that the document was made from; 0 where there was none. */
  readonly parent: number;
  readonly document: unknown;
  readonly reason: string;
}

/** A change as it would be on the latest version. */
export interface Rebased extends Merged {
  readonly latest: number;
}

export interface Activation {
  readonly version: number;
  readonly reason: string;
  /** Goes ahead against what stands in the way: takes two persons, who ask for the same within ten minutes. */
  readonly override?: boolean;
}

export interface Amendment {
  /** The version in force, out of which the document was made. */
  readonly parent: number;
  readonly document: unknown;
  readonly reason: string;
  /** What is recorded in the same step. */
  readonly also: AnswerRecord;
}

/** What whoever stands above the tenant's persons and owners has issued: the fleet that the gate is of. */
export interface FromAbove {
  /** The layer of the organisation. */
  readonly organisation: CanonicalObject;
  /** Who has issued it, as the log is to name it. */
  readonly author: string;
  readonly reason: string;
}

/** A version that is made and put in force in one step. */
interface Amended {
  readonly document: CanonicalObject;
  readonly author: string;
  readonly reason: string;
  readonly also: readonly AnswerRecord[];
}

/** A change to what has changed since: what differs, from three sides. */
export class PolicyConflict extends GateError {
  readonly conflicts: readonly Conflict[];
  readonly latest: number;

  constructor(latest: number, conflicts: readonly Conflict[]) {
    const places = conflicts.map(({ path }) => path).join(', ');
    super('CONFLICT', `expected a change of version ${latest}, met one of an older version that differs at ${places}`);
    this.latest = latest;
    this.conflicts = conflicts;
  }
}

interface TenantState {
  latest: { readonly version: number; readonly document: CanonicalObject };
  active: { readonly version: number; readonly document: CanonicalObject };
  rules: Rules;
  /** The person who asked to override what stands against a version. */
  override: { readonly version: number; readonly by: string; readonly at: number } | undefined;
  readonly turns: Turns;
  /** Whether the log failed while it took a change, which may be in it or not. */
  isUncertain: boolean;
}

const OVERRIDE_MS = 600_000;
/** An entry of the log must hold the document. */
export const DOCUMENT_LENGTH_MAX = 56 << 10;
const NOTHING = { version: 0, document: {} };

export class Policies {
  readonly #parts: PolicyParts;
  readonly #byTenant = new Map<string, TenantState>();

  constructor(parts: PolicyParts) {
    this.#parts = parts;
  }

  /** Takes over what a run before this one left. Throws `StoreError`. */
  async takeOver(tenant: string): Promise<void> {
    const { latest, active } = await this.#storedState(tenant);
    if (latest !== undefined)
      this.#byTenant.set(tenant, stateOf(versionOf(latest), active ? versionOf(active) : NOTHING));
  }

  /** What is in force. One object until it changes. */
  rules(tenant: string): Rules {
    return this.#state(tenant).rules;
  }

  latest(tenant: string): { readonly version: number; readonly document: CanonicalObject } {
    return this.#state(tenant).latest;
  }

  active(tenant: string): { readonly version: number; readonly document: CanonicalObject } {
    return this.#state(tenant).active;
  }

  /**
   * Makes a version. A change of a version that is not the latest any more is merged where it touches other places.
   * Throws `PolicyConflict` where it does not, `GateError` FORBIDDEN, REQUEST, NOT_FOUND for a parent that never was.
   */
  async change(caller: Caller, change: Change): Promise<{ readonly version: number; readonly isMerged: boolean }> {
    checkMay(caller, 'policy');
    const document = documentOf(change.document);
    return this.#inTurn(caller.tenant, async (state) => {
      const isMerged = change.parent !== state.latest.version;
      const next = isMerged ? await this.#merged(caller.tenant, state, change.parent, document) : document;
      checkOwners(caller, state.latest.document, next);
      const version = state.latest.version + 1;
      // What was merged must be sound as a whole.
      rulesOf(version, checkSettings(next));
      await this.#recorded(state, 'policy.version', {
        tenant: caller.tenant,
        version,
        parent: change.parent === 0 ? null : change.parent,
        author: caller.name,
        reason: change.reason,
        document: next,
        merged: isMerged,
      });
      state.latest = { version, document: next };
      return { version, isMerged };
    });
  }

  /** Makes a version the one in force: the latest, or any before it. Throws `GateError` FORBIDDEN, NOT_FOUND, STATE. */
  async activate(caller: Caller, { version, reason, override }: Activation): Promise<void> {
    checkMay(caller, 'policy');
    const { tenant, name: by } = caller;
    await this.#inTurn(tenant, async (state) => {
      const document = await this.#document(tenant, version, state);
      checkOwners(caller, state.active.document, document);
      const settings = checkSettings(document);
      const rules = rulesOf(version, settings);
      const wanted = override === true ? { caller, reason } : undefined;
      const overrideBy = await this.#admitted({ tenant, version, document: settings }, state, wanted);
      await this.#parts.backUp(tenant, state.active.version, state.active.document);
      await this.#recorded(state, 'policy.activated', {
        tenant,
        version,
        previous: state.active.version === 0 ? null : state.active.version,
        by,
        reason,
        ...(overrideBy === undefined ? {} : { overrideBy }),
      });
      this.#enforce(tenant, state, { version, document }, rules);
    });
  }

  /**
   * Puts a changed form of what is in force in force, as a version of its own: drafts that are not in force stay out.
   * Nothing is made where something stands against it. Answers the version. Throws `GateError` FORBIDDEN, REQUEST,
   * CONFLICT where another version is in force by now, STATE where it is held back, UNAVAILABLE.
   */
  async amend(caller: Caller, { parent, document: asked, reason, also }: Amendment): Promise<number> {
    checkMay(caller, 'policy');
    const document = documentOf(asked);
    const { tenant, name: author } = caller;
    return this.#inTurn(tenant, async (state) => {
      const { active } = state;
      if (active.version !== parent) throw changedSince(active.version, parent);
      checkOwners(caller, active.document, document);
      return this.#amended(tenant, state, { document, author, reason, also: [also] });
    });
  }

  /**
   * Puts the organisation's layer in force, beside all else that is: nobody at the gate is asked, as they are below it.
   * Answers the version; undefined where that layer is in force already. Throws `GateError` REQUEST for a layer that is
   * none or has no room, STATE where it is held back, UNAVAILABLE.
   */
  setOrganisation(tenant: string, { organisation, author, reason }: FromAbove): Promise<number | undefined> {
    return this.#inTurn(tenant, async (state) => {
      const { document } = state.active;
      if (isOrganisation(document, organisation)) return undefined;
      const { security } = document as { readonly security?: CanonicalObject };
      const next = documentOf({ ...document, security: { ...security, organisation } });
      return this.#amended(tenant, state, { document: next, author, reason, also: [] });
    });
  }

  async #amended(tenant: string, state: TenantState, amended: Amended): Promise<number> {
    const { document, author, reason, also } = amended;
    const { active, latest } = state;
    const version = latest.version + 1;
    const settings = checkSettings(document);
    const rules = rulesOf(version, settings);
    await this.#admitted({ tenant, version, document: settings }, state, undefined);
    await this.#parts.backUp(tenant, active.version, active.document);
    const origin = active.version === 0 ? null : active.version;
    await this.#recordedTogether(state, [
      { kind: 'policy.version', body: { tenant, version, parent: origin, author, reason, document, merged: false } },
      { kind: 'policy.activated', body: { tenant, version, previous: origin, by: author, reason } },
      ...also,
    ]);
    state.latest = { version, document };
    this.#enforce(tenant, state, state.latest, rules);
    return version;
  }

  #enforce(tenant: string, state: TenantState, active: TenantState['active'], rules: Rules): void {
    state.active = active;
    state.rules = rules;
    state.override = undefined;
    this.#parts.onActivated(tenant, active.version);
  }

  /** A version's document. Throws `GateError` NOT_FOUND. */
  async document(tenant: string, version: number): Promise<CanonicalObject> {
    return this.#document(tenant, version, this.#state(tenant));
  }

  async #document(tenant: string, version: number, { latest, active }: TenantState): Promise<CanonicalObject> {
    for (const known of [latest, active, NOTHING]) if (known.version === version) return known.document;
    const stored = version < latest.version ? await this.#stored(tenant, version) : undefined;
    if (stored !== undefined) return stored.document;
    throw new GateError('NOT_FOUND', `expected a version from 1 to ${latest.version}, met ${version}`);
  }

  /** The store is a little behind the log. */
  async #stored(tenant: string, version: number): Promise<PolicyVersion | undefined> {
    const { store, recorder } = this.#parts;
    const stored = await store.policyVersion(tenant, version);
    if (stored !== undefined || !Number.isSafeInteger(version) || version < 1) return stored;
    await recorder.settled();
    return store.policyVersion(tenant, version);
  }

  /** What a change of an older version comes to on the latest. Nothing changes. Throws `GateError` REQUEST, NOT_FOUND. */
  async rebase(tenant: string, { parent, document }: Pick<Change, 'parent' | 'document'>): Promise<Rebased> {
    const state = this.#state(tenant);
    const { version: latest, document: theirs } = state.latest;
    const base = await this.#document(tenant, parent, state);
    return { latest, ...merge(base, documentOf(document), theirs) };
  }

  async #merged(tenant: string, state: TenantState, parent: number, ours: CanonicalObject): Promise<CanonicalObject> {
    const base = await this.#document(tenant, parent, state);
    const { document, conflicts } = merge(base, ours, state.latest.document);
    if (conflicts.length > 0) throw new PolicyConflict(state.latest.version, conflicts);
    return document;
  }

  /** Who overrode, if anybody had to. Throws `GateError` STATE where something stands against it. */
  async #admitted(
    candidate: Candidate,
    state: TenantState,
    wanted: { readonly caller: Caller; readonly reason: string } | undefined,
  ): Promise<readonly string[] | undefined> {
    const found = await Promise.all(this.#parts.beforeActivate.map((check) => check(candidate)));
    const reasons = found.filter((reason) => reason !== undefined);
    if (reasons.length === 0) return undefined;
    if (wanted === undefined)
      throw new GateError('STATE', `version ${candidate.version} is held back: ${reasons.join('; ')}`);
    const nowMs = this.#parts.clock.nowMs();
    const { override } = state;
    const { caller, reason } = wanted;
    const by = oneOfTwo(caller);
    const isSecond = override?.version === candidate.version && override.by !== by && nowMs - override.at < OVERRIDE_MS;
    if (isSecond) return [override.by, by];
    const { tenant, version } = candidate;
    await this.#recorded(state, 'policy.override-requested', { tenant, version, by, reason, against: reasons });
    state.override = { version, by, at: nowMs };
    throw new GateError('STATE', 'expected a second person to ask for the same override within ten minutes');
  }

  /** One change of a tenant after the other. */
  #inTurn<Value>(tenant: string, step: (state: TenantState) => Promise<Value>): Promise<Value> {
    const state = this.#state(tenant);
    return state.turns.take(async () => {
      if (state.isUncertain) await this.#learn(tenant, state);
      return step(state);
    });
  }

  async #recorded<Kind extends 'policy.version' | 'policy.activated' | 'policy.override-requested'>(
    state: TenantState,
    kind: Kind,
    body: AllBodies[Kind],
  ): Promise<void> {
    try {
      await this.#parts.recorder.recorded(kind, body);
    } catch (error) {
      state.isUncertain = error instanceof GateError && error.code === 'UNAVAILABLE';
      throw error;
    }
  }

  /** One after the other in the log, and none waits for another: they are promised together. */
  async #recordedTogether(state: TenantState, records: readonly AnyRecord[]): Promise<void> {
    const { recorder } = this.#parts;
    try {
      await Promise.all(records.map(({ kind, body }) => recorder.record(kind, body).promised));
    } catch (error) {
      state.isUncertain = true;
      throw error;
    }
  }

  /** What the log took of a change that failed: else the next version would have the number of one that is there. */
  async #learn(tenant: string, state: TenantState): Promise<void> {
    const { recorder } = this.#parts;
    if (!recorder.isWorking) throw unavailable();
    await recorder.settled();
    const { latest, active } = await this.#storedState(tenant);
    if (latest !== undefined) state.latest = versionOf(latest);
    if (active !== undefined && active.version !== state.active.version) {
      state.rules = rulesOf(active.version, checkSettings(active.document));
      state.active = versionOf(active);
      this.#parts.onActivated(tenant, active.version);
    }
    state.isUncertain = false;
  }

  async #storedState(tenant: string): Promise<{ latest: PolicyVersion | undefined; active: ActivePolicy | undefined }> {
    const { store } = this.#parts;
    const [summary] = (await store.policyVersions(tenant, { limit: 1 })).items;
    const latest = summary && (await store.policyVersion(tenant, summary.version));
    return { latest, active: await store.activePolicy(tenant) };
  }

  #state(tenant: string): TenantState {
    const known = this.#byTenant.get(tenant);
    if (known !== undefined) return known;
    const made = stateOf(NOTHING, NOTHING);
    this.#byTenant.set(tenant, made);
    return made;
  }
}

/** Whether a document of settings has this layer of the organisation. */
function isOrganisation(document: CanonicalObject, organisation: CanonicalObject): boolean {
  const { organisation: known } = (document as Settings).security ?? {};
  return known !== undefined && canonicalText(known as CanonicalObject) === canonicalText(organisation);
}

function changedSince(active: number, parent: number): GateError {
  const met = `met one of version ${parent}; look at it anew`;
  return new GateError('CONFLICT', `expected a change of version ${active}, which is in force, ${met}`);
}

function versionOf({ version, document }: PolicyVersion): TenantState['latest'] {
  return { version, document };
}

function stateOf(latest: TenantState['latest'], active: TenantState['active']): TenantState {
  const rules = rulesOf(active.version, checkSettings(active.document));
  return {
    latest,
    active,
    rules,
    override: undefined,
    turns: new Turns(),
    isUncertain: false,
  };
}

function documentOf(value: unknown): CanonicalObject {
  const document = checkSettings(value) as unknown as CanonicalObject;
  const { length } = canonicalText(document);
  if (length > DOCUMENT_LENGTH_MAX) {
    throw new GateError('REQUEST', `expected a document of at most ${DOCUMENT_LENGTH_MAX} characters, met ${length}`);
  }
  const [secret] = redact(document).redactions;
  if (secret === undefined) return document;
  // The log takes secrets out, and what is in force after a restart is what the log has.
  throw new GateError('REQUEST', `expected a document without secrets, met what looks like one at ${secret.path}`);
}

/**
 * Whoever changes a domain that has owners must be one of them. Who owns is changed by security's owners; where there are
 * none, by the domain's own, so that nobody takes it from them.
 */
function checkOwners(caller: Caller, before: CanonicalObject, after: CanonicalObject): void {
  const owners = (before as Settings).owners ?? {};
  for (const { path } of differences(before, after)) {
    for (const domain of domainsOf(path)) {
      const allowed = path.startsWith(OWNERS_PATH) ? (owners.security ?? owners[domain]) : owners[domain];
      if (allowed === undefined || allowed.includes(caller.name)) continue;
      throw new GateError(
        'FORBIDDEN',
        `expected an owner of the domain ${domain} (${allowed.join(', ')}), met ${caller.name}`,
      );
    }
  }
}

const OWNERS_PATH = '/owners';

/** The domains that a place belongs to: all of them where owners are named for the first time, or no more. */
function domainsOf(path: string): readonly Domain[] {
  if (path === OWNERS_PATH) return DOMAINS;
  const place = path.startsWith(OWNERS_PATH) ? path.slice(OWNERS_PATH.length) : path;
  return DOMAINS.filter((domain) => place === `/${domain}` || place.startsWith(`/${domain}/`));
}
