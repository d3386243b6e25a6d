/**
 * The relational index of the log. The log is the record: everything here came out of it, and comes out of it again when
 * the index is lost. All times are milliseconds since 1970 UTC.
 *
 * Every method rejects with `StoreError`: UNAVAILABLE and BUSY where the same call may work later, CLOSED after `close`.
 */
import type { CanonicalObject } from '@capgate/base';
import type {
  ActionBody,
  Answer,
  AnswerScope,
  AnswerWay,
  BindingWay,
  HeldEnding,
  HeldTier,
  IndexedRecord,
  JudgedFile,
  KernelAct,
  Mode,
  ProcessBody,
  Risk,
  Subagent,
  TokenSubject,
  Verdict,
} from './records.ts';

/** The most that a page may hold. */
export const PAGE_LIMIT_MAX = 1_000;

export interface PageRequest {
  /** From 1 to `PAGE_LIMIT_MAX`. */
  readonly limit: number;
  /** What the page before gave as `next`; the first page where absent. Of a query with the same filter. */
  readonly cursor?: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Leads to the page after this one; absent on the last. */
  readonly next?: string;
}

/** A time from `fromMs` and before `beforeMs`. */
export interface TimeRange {
  readonly fromMs?: number;
  readonly beforeMs?: number;
}

/** A question about decisions names its tenant, so that none is answered with another's by an oversight. */
export interface DecisionFilter extends TimeRange {
  readonly tenant: string;
  readonly agent?: string;
  readonly session?: string;
  readonly verdict?: Verdict;
  readonly judged?: Verdict;
  readonly riskAtLeast?: Risk;
  readonly actionKind?: string;
  /** What the action's texts, with blanks between them, must contain: letter by letter, in the same case. */
  readonly text?: string;
  readonly rule?: string;
  readonly approval?: string;
}

export interface Decision {
  /** The origin of the log that it is in, and where. */
  readonly log: string;
  readonly index: number;
  readonly id: string;
  readonly at: number;
  readonly tenant: string;
  readonly agent: string;
  readonly session: string;
  readonly action: ActionBody;
  readonly cwd: string;
  readonly verdict: Verdict;
  readonly judged: Verdict;
  readonly risk: Risk;
  readonly descriptor: string;
  readonly mode: Mode;
  readonly policy: number;
  readonly rule?: string;
  readonly reasons?: readonly string[];
  readonly approval?: string;
  readonly files?: readonly JudgedFile[];
  readonly subagent?: Subagent;
  readonly tookNs: number;
}

/** How many decisions of a tenant had this verdict and this risk. */
export interface DecisionCount {
  readonly verdict: Verdict;
  readonly risk: Risk;
  readonly count: number;
}

/** How many decisions there were, by their verdict; those that retention dropped are among them. */
export type VerdictCounts = Readonly<Record<Verdict, number>>;

export interface Agent {
  readonly tenant: string;
  readonly agent: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly counts: VerdictCounts;
}

export interface SessionFilter {
  readonly tenant: string;
  readonly agent?: string;
  /** Sessions that have ended, or those that have not; both where absent. */
  readonly hasEnded?: boolean;
}

export interface Session {
  readonly tenant: string;
  readonly agent: string;
  readonly session: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly counts: VerdictCounts;
  /** Absent where the log has decisions of the session and not its start; so are those below. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly workingDirectory?: string;
  readonly workspace?: string;
  readonly home?: string;
  readonly platform?: string;
  readonly uid?: number;
  readonly pid?: number;
}

/** As far as the log says: one whose time is up is pending until the log says that it expired. */
export const APPROVAL_STATES = ['pending', 'allowed', 'denied', 'expired'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

export interface ApprovalFilter extends TimeRange {
  /** All tenants where absent: for whoever answers for all of them. */
  readonly tenant?: string;
  readonly agent?: string;
  readonly session?: string;
  readonly state?: ApprovalState;
  readonly actionHash?: string;
}

export interface ApprovalAnswer {
  readonly at: number;
  readonly answer: Answer;
  readonly scope: AnswerScope;
  readonly by: string;
  readonly via: AnswerWay;
  readonly message?: string;
  readonly ruleText?: string;
}

export interface Approval {
  readonly approval: string;
  readonly tenant: string;
  readonly agent: string;
  readonly session: string;
  readonly action: ActionBody;
  readonly cwd: string;
  readonly actionHash: string;
  readonly risk: Risk;
  readonly summary: string;
  readonly rule: string;
  readonly needed: 1 | 2;
  readonly requestedAt: number;
  readonly expiresAt: number;
  /** Allowed once so many different persons allowed it as are needed; denied at the first who denies. */
  readonly state: ApprovalState;
  /** The narrowest of those that it was allowed for; absent unless it is allowed. */
  readonly scope?: AnswerScope;
  /** When it became allowed, denied or expired. */
  readonly finishedAt?: number;
  /** In the order in which they came. */
  readonly answers: readonly ApprovalAnswer[];
  /** How often it let an action pass, and the last decision that it did. */
  readonly useCount: number;
  readonly lastUsedBy?: string;
}

export interface PolicySummary {
  readonly tenant: string;
  readonly version: number;
  readonly parent: number | null;
  readonly author: string;
  readonly reason: string;
  readonly merged: boolean;
  readonly createdAt: number;
}

export interface PolicyVersion extends PolicySummary {
  readonly document: CanonicalObject;
}

export interface ActivePolicy extends PolicyVersion {
  readonly previous: number | null;
  readonly activatedBy: string;
  readonly activatedAt: number;
  readonly activationReason: string;
  readonly overrideBy?: readonly string[];
}

/** That a version was put in force. */
export interface PolicyActivation {
  readonly tenant: string;
  readonly version: number;
  readonly previous: number | null;
  readonly activatedBy: string;
  readonly activatedAt: number;
  readonly reason: string;
  /** Who put it in force although something held it back. */
  readonly overrideBy?: readonly string[];
}

export interface RegistrySummary {
  readonly tenant: string;
  readonly name: string;
  readonly version: number;
  readonly hash: string;
  readonly signer: string;
  readonly createdAt: number;
  /** Whether it is the version of this name that was activated last. */
  readonly isActive: boolean;
}

export interface RegistryVersion extends RegistrySummary {
  readonly bytes: Uint8Array;
}

export interface Token {
  readonly tokenId: string;
  readonly tenant: string;
  readonly name: string;
  readonly owner?: string;
  readonly subject: TokenSubject;
  readonly scopes: readonly string[];
  readonly hash: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt?: number;
  readonly revokedBy?: string;
}

export interface Tenant {
  readonly tenant: string;
  readonly name: string;
  readonly createdAt: number;
}

export interface Pause {
  readonly tenant: string;
  readonly startedAt: number;
  readonly until: number;
  readonly by: string;
  readonly reason: string;
}

/** A session that the kernel holds or has held. */
export interface KernelSession {
  readonly tenant: string;
  readonly held: string;
  readonly name: string;
  readonly tier: HeldTier;
  readonly workspace: string;
  readonly pid: number;
  readonly uid: number;
  readonly mask: CanonicalObject;
  readonly startedAt: number;
  /** Absent while it goes on, as far as the log says; so are those below, and the numbers where nobody told them. */
  readonly endedAt?: number;
  readonly ending?: HeldEnding;
  readonly decided?: number;
  readonly denied?: number;
  readonly lost?: number;
}

/** What gave a process the mask of a decision. */
export interface KernelBinding {
  readonly at: number;
  readonly held: string;
  readonly binding: string;
  readonly pid: number;
  readonly way: BindingWay;
  readonly approval?: string;
}

/** What an act was to be done to, and why it was stopped. */
export interface KernelObject {
  readonly reason?: string;
  readonly control?: string;
  readonly scope?: string;
  readonly reach?: string;
  readonly path?: string;
  readonly address?: string;
  readonly port?: number;
}

/** An act that the kernel stopped. */
export interface KernelDenial extends KernelObject {
  readonly log: string;
  readonly index: number;
  readonly id: string;
  /** When it was written down. */
  readonly at: number;
  readonly deniedAt: number;
  readonly tenant: string;
  readonly held: string;
  readonly act: KernelAct;
  readonly uid: number;
  readonly ancestry: readonly ProcessBody[];
  readonly binding?: string;
  readonly decision?: string;
  readonly agent?: string;
  readonly session?: string;
}

export interface KernelDenialFilter extends TimeRange {
  readonly tenant: string;
  readonly held?: string;
  readonly decision?: string;
  readonly agent?: string;
  readonly session?: string;
}

/** What a service must know before it answers for the first time, of all tenants. */
export interface StartState {
  readonly tenants: readonly Tenant[];
  readonly policies: readonly ActivePolicy[];
  readonly registries: readonly RegistryVersion[];
  /** Neither revoked nor expired. */
  readonly tokens: readonly Token[];
  readonly pauses: readonly Pause[];
  readonly pendingApprovals: readonly Approval[];
  /** Allowed for a session or by a rule: they let later actions pass, too. */
  readonly standingApprovals: readonly Approval[];
}

/** A record of a known kind whose body is none: it is in the log, and not in the index. */
export interface UnreadRecord {
  readonly log: string;
  readonly index: number;
  readonly id: string;
  readonly kind: string;
  /** What was expected and what was met, without the content. */
  readonly why: string;
}

export interface Dropped {
  readonly decisions: number;
  readonly approvals: number;
  /** What was bound and what was stopped. */
  readonly kernel: number;
}

/** What a store is, for whoever runs it. */
export interface StoreFacts {
  readonly engine: 'sqlite' | 'postgres';
  /** Of the database on its disk, without what is still in a write-ahead log. */
  readonly sizeBytes: number;
  /** The changes of the tables' form that were made, the first first; the last is the form they have. */
  readonly migrations: readonly { readonly name: string; readonly at: number }[];
}

export interface Store {
  /** The index of the last record that was applied from the log of this origin; undefined where none was. */
  position(log: string): Promise<number | undefined>;
  /**
   * Applies records, all or none, in the order of the log. Those that were applied already are passed over. Kinds that
   * the store does not know are, too; a known kind whose body is none is noted (see `unread`). Rejects with GAP where
   * one does not follow the one before it, RECORD for what is no record.
   */
  apply(log: string, records: readonly IndexedRecord[]): Promise<void>;
  /** `apply` for entries as they are in the log: canonical JSON of {at, body, id, kind, redacted?}. */
  applyEncoded(log: string, firstIndex: number, entries: readonly Uint8Array[]): Promise<void>;
  /** Forgets all that came from this log; the next record to apply is that of `nextIndex`, 0 where absent. */
  clear(log: string, nextIndex?: number): Promise<void>;
  /**
   * Drops decisions before `ms`, what the kernel did then, and approvals that finished before it or whose time was up
   * then. In steps, each a transaction of its own, so that others get their turn.
   */
  dropBefore(ms: number): Promise<Dropped>;

  /** Newest first. */
  decisions(filter: DecisionFilter, page: PageRequest): Promise<Page<Decision>>;
  decision(tenant: string, id: string): Promise<Decision | undefined>;
  /** Only what occurs; in the order of verdicts, then risks. */
  decisionCounts(tenant: string, range?: TimeRange): Promise<readonly DecisionCount[]>;
  /** By name. */
  agents(tenant: string, page: PageRequest): Promise<Page<Agent>>;
  /** Newest first, by when they were first seen. */
  sessions(filter: SessionFilter, page: PageRequest): Promise<Page<Session>>;

  /** Newest first. */
  approvals(filter: ApprovalFilter, page: PageRequest): Promise<Page<Approval>>;
  approval(approval: string): Promise<Approval | undefined>;

  /** The last version first. */
  policyVersions(tenant: string, page: PageRequest): Promise<Page<PolicySummary>>;
  policyVersion(tenant: string, version: number): Promise<PolicyVersion | undefined>;
  /** The version that was activated last; undefined where none was, or where the log no longer has it. */
  activePolicy(tenant: string): Promise<ActivePolicy | undefined>;
  /** Newest first. */
  policyActivations(tenant: string, page: PageRequest): Promise<Page<PolicyActivation>>;

  /** By name, then the last version first. */
  registryVersions(tenant: string, page: PageRequest): Promise<Page<RegistrySummary>>;
  registryVersion(tenant: string, name: string, version: number): Promise<RegistryVersion | undefined>;

  /** Revoked and expired ones as well: the caller says why it refuses. */
  tokenByHash(hash: string): Promise<Token | undefined>;
  /** Newest first. */
  tokens(tenant: string, page: PageRequest): Promise<Page<Token>>;
  /** By name. */
  tenants(page: PageRequest): Promise<Page<Tenant>>;
  /** Those in force at `nowMs`, of all tenants. */
  pauses(nowMs: number): Promise<readonly Pause[]>;
  startState(nowMs: number): Promise<StartState>;

  /** Newest first. */
  kernelSessions(tenant: string, page: PageRequest): Promise<Page<KernelSession>>;
  /** What was bound to a decision, in the order in which it was: once, or never. */
  kernelBindings(tenant: string, decision: string): Promise<readonly KernelBinding[]>;
  /** Newest first. */
  kernelDenials(filter: KernelDenialFilter, page: PageRequest): Promise<Page<KernelDenial>>;

  /** Newest first. */
  unread(log: string, page: PageRequest): Promise<Page<UnreadRecord>>;

  about(): Promise<StoreFacts>;

  /** Lets the database go. What is called afterwards is CLOSED; closing twice is no error. */
  close(): Promise<void>;
}
