/**
 * The relational index of the log. The log is the record: everything here came out of it, and comes out of it again when
 * the index is lost. All times are milliseconds since 1970 UTC.
 *
 * Every method rejects with `StoreError`: UNAVAILABLE and BUSY where the same call may work later, CLOSED after `close`.
 */
import type { CanonicalObject } from '@capgate/base';
import type { Page, PageRequest } from './database/page.ts';
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

/** By what an agent's behaviour is looked at. `tool`: the hash of its name; `flag`: the number of a descriptor's bit. */
export const ASPECTS = ['tool', 'flag', 'scope', 'host'] as const;
export type Aspect = (typeof ASPECTS)[number];

export interface BehaviourFilter {
  readonly tenant: string;
  readonly agent: string;
  /** Of what is usual: from the beginning of this day on, by UTC. */
  readonly fromMs: number;
  /** Of what is new: from then on, and never before. */
  readonly sinceMs: number;
}

export interface Trait {
  readonly aspect: Aspect;
  readonly name: string;
  /** How many decisions had it. */
  readonly count: number;
  readonly firstAt: number;
  /** The first decision that had it, of those that were counted. */
  readonly firstDecision: string;
}

/** How many decisions fell into the hour from `at` on, by their verdict. */
export interface BehaviourHour extends VerdictCounts {
  readonly at: number;
}

export interface Behaviour {
  /** The most frequent first, aspect by aspect; at most 50 of each. */
  readonly usual: readonly Trait[];
  /** Hours in which something was decided, the oldest first. */
  readonly hours: readonly BehaviourHour[];
  /** The oldest first, at most 100. */
  readonly fresh: readonly Trait[];
  /** Whether that is all of it: an agent may make up names without end. */
  readonly isWhole: boolean;
}

/** Names one session; agents may have sessions of one name. */
export interface SessionName {
  readonly tenant: string;
  readonly agent: string;
  readonly session: string;
}

/** How many decisions of a session fell into each step of its time, by their verdict. */
export interface Activity {
  /** The session's first moment. */
  readonly fromMs: number;
  readonly stepMs: number;
  /** A step for each place, from the first moment to the last one. */
  readonly steps: readonly VerdictCounts[];
}

/** What may stand on a timeline. */
export const TIMELINE_PARTS = ['decision', 'approval', 'session', 'kernel'] as const;
export type TimelinePart = (typeof TIMELINE_PARTS)[number];

export interface TimelineFilter extends TimeRange {
  readonly tenant: string;
  readonly agent: string;
  readonly session?: string;
  /** All where absent. */
  readonly parts?: readonly TimelinePart[];
  /** Of decisions those alone that were not simply allowed, or whose risk is HIGH or above; and nothing that was bound. */
  readonly isNotable?: boolean;
}

/** One event of an agent's or a session's; `kind` is that of its record in the log. */
export type TimelineEvent = { readonly at: number } & (
  | { readonly kind: 'decision'; readonly decision: Decision }
  | { readonly kind: 'approval.requested'; readonly approval: Approval }
  | { readonly kind: 'approval.answered'; readonly approval: Approval; readonly answer: ApprovalAnswer }
  | { readonly kind: 'session.started' | 'session.ended'; readonly session: Session }
  | { readonly kind: 'kernel.session-started' | 'kernel.session-ended'; readonly held: KernelSession }
  | { readonly kind: 'kernel.bound'; readonly binding: SessionBinding }
  | { readonly kind: 'kernel.denied'; readonly denial: KernelDenial }
);

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
  readonly ancestry?: readonly ProcessBody[];
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

/** The same with the decision, and whose session it was of. */
export interface SessionBinding extends KernelBinding {
  readonly decision: string;
  readonly session: string;
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
  agent(tenant: string, agent: string): Promise<Agent | undefined>;
  /** Where several logs have it, as the one says in which it began last. */
  session(name: SessionName): Promise<Session | undefined>;
  behaviour(filter: BehaviourFilter): Promise<Behaviour>;
  /** In at most `stepCount` steps, 1 to 1,000; undefined where nothing is known of the session. */
  activity(name: SessionName, stepCount: number): Promise<Activity | undefined>;
  /** Newest first: decisions, approvals and their answers, what sessions did and what the kernel did, in one order. */
  timeline(filter: TimelineFilter, page: PageRequest): Promise<Page<TimelineEvent>>;

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
  /** Those in which the session acted, or any of the agent's; newest first, at most 100. */
  kernelSessionsOf(filter: Pick<TimelineFilter, 'tenant' | 'agent' | 'session'>): Promise<readonly KernelSession[]>;
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
