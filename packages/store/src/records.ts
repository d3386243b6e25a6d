/** What the store reads of a log: the kinds of records and what each says. Other kinds are somebody else's. */
import type { CanonicalObject } from '@capgate/base';

/** A record as the store takes it: what an entry says, and its place in the log. */
export interface IndexedRecord {
  /** Its place in the log, from 0. */
  readonly index: number;
  /** A UUID of version 7 (RFC 9562). */
  readonly id: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly kind: string;
  readonly body: CanonicalObject;
}

export const VERDICTS = ['allow', 'ask', 'deny'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** From the least to the greatest. */
export const RISKS = ['SAFE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Risk = (typeof RISKS)[number];

export const MODES = ['strict', 'balanced', 'observe'] as const;
export type Mode = (typeof MODES)[number];

export const ANSWERS = ['allow', 'deny'] as const;
export type Answer = (typeof ANSWERS)[number];

/** What an answer holds for: this action, this session, or every action that the rule of its text matches. */
export const ANSWER_SCOPES = ['once', 'session', 'rule'] as const;
export type AnswerScope = (typeof ANSWER_SCOPES)[number];

/** The way on which a person answered. */
export const ANSWER_WAYS = ['terminal', 'http', 'page'] as const;
export type AnswerWay = (typeof ANSWER_WAYS)[number];

export const TOKEN_SUBJECTS = ['person', 'agent', 'service'] as const;
export type TokenSubject = (typeof TOKEN_SUBJECTS)[number];

/**
 * What an agent wanted to do, in the words of whoever read it: `kind` and what belongs to that kind. `cut`: true where a
 * text of it, or the folder beside it, is its beginning alone, with the length and hash of the whole.
 */
export interface ActionBody extends CanonicalObject {
  readonly kind: string;
}

/** A service began its work. */
export interface GateStarted {
  readonly version: string;
  /** Names this run of this service. */
  readonly instance: string;
  readonly mode: Mode;
  /** The policy's version that it began with. */
  readonly policy: number;
}

export interface GateStopped {
  readonly instance: string;
  readonly reason: string;
}

export interface SessionStarted {
  readonly tenant: string;
  readonly agent: string;
  readonly session: string;
  readonly workingDirectory: string;
  readonly workspace?: string;
  readonly home?: string;
  readonly platform?: string;
  readonly uid?: number;
  readonly pid?: number;
}

export interface SessionEnded {
  readonly tenant: string;
  readonly session: string;
}

/** A file whose content was judged: its absolute path, or the beginning of one that is long. */
export interface JudgedFile extends CanonicalObject {
  readonly path: string;
  /** SHA-256 of what was judged, in hexadecimal digits; absent where it could not be read. */
  readonly sha256?: string;
}

/** An agent that another one started, as the client names both. */
export interface Subagent extends CanonicalObject {
  readonly id: string;
  readonly parent: string;
}

export interface DecisionMade {
  readonly tenant: string;
  readonly agent: string;
  readonly session: string;
  readonly action: ActionBody;
  readonly cwd: string;
  /** What was answered. */
  readonly verdict: Verdict;
  /** What the policy said; another than `verdict` where the mode observes, or where nobody could be asked. */
  readonly judged: Verdict;
  readonly risk: Risk;
  /** The 24 bytes of the action's descriptor, in hexadecimal digits. */
  readonly descriptor: string;
  readonly mode: Mode;
  /** The policy's version that decided. */
  readonly policy: number;
  /** The rule that said so; absent where the mode alone did. */
  readonly rule?: string;
  /** Codes of reasons. */
  readonly reasons?: readonly string[];
  /** The approval that was asked for, or that let the action pass. */
  readonly approval?: string;
  /** Files that the session wrote and this action runs, whose content was judged with it. */
  readonly files?: readonly JudgedFile[];
  /** The subagent of the session that asked. */
  readonly subagent?: Subagent;
  /** Scopes of the paths that it reaches; absent of those that reach none, and of those from before they were written. */
  readonly scopes?: readonly string[];
  /** Hosts that it names; absent where it names none. */
  readonly hosts?: readonly string[];
  /** How long the decision took, in nanoseconds. */
  readonly tookNs: number;
}

export interface ApprovalRequested {
  readonly approval: string;
  readonly tenant: string;
  readonly agent: string;
  readonly session: string;
  readonly action: ActionBody;
  readonly cwd: string;
  /** SHA-256 of what is to be approved, in hexadecimal digits. */
  readonly actionHash: string;
  readonly risk: Risk;
  readonly summary: string;
  readonly rule: string;
  /**
   * The process that asked, what started it, and so on; at least one. Absent where that is not known, and of those from
   * before it was written.
   */
  readonly ancestry?: readonly ProcessBody[];
  /** How many persons must allow it. */
  readonly needed: 1 | 2;
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number;
}

export interface ApprovalAnswered {
  readonly approval: string;
  readonly answer: Answer;
  readonly scope: AnswerScope;
  /** The person who answered. */
  readonly by: string;
  /** The name that the person called by, where it is another: `root` under sudo, a token's. */
  readonly as?: string;
  readonly via: AnswerWay;
  readonly message?: string;
  /** The rule that is to be made of it, where the scope is one. */
  readonly ruleText?: string;
}

export interface ApprovalExpired {
  readonly approval: string;
}

export interface ApprovalUsed {
  readonly approval: string;
  /** The id of the decision that it let pass. */
  readonly decision: string;
}

export interface PolicyVersionMade {
  readonly tenant: string;
  readonly version: number;
  /** The version that it was made from; null for the first. */
  readonly parent: number | null;
  readonly author: string;
  readonly reason: string;
  readonly document: CanonicalObject;
  /** Whether it joins changes that were made side by side. */
  readonly merged: boolean;
}

export interface PolicyActivated {
  readonly tenant: string;
  readonly version: number;
  /** The version that was active before; null for the first. */
  readonly previous: number | null;
  readonly by: string;
  readonly reason: string;
  /** Who overrode what stood against it. */
  readonly overrideBy?: readonly string[];
}

export interface RegistryVersionMade {
  readonly tenant: string;
  readonly name: string;
  readonly version: number;
  /** Of the file, in hexadecimal digits. */
  readonly hash: string;
  readonly signer: string;
  /** The file, in Base64 (RFC 4648 §4, padded). */
  readonly bytes: string;
}

export interface RegistryActivated {
  readonly tenant: string;
  readonly name: string;
  readonly version: number;
  readonly by: string;
}

/**
 * The token itself is in no record. Its name is `tokenId`, as the log takes out whatever a field named `token` holds.
 */
export interface TokenCreated {
  readonly tokenId: string;
  readonly tenant: string;
  readonly name: string;
  /** The person who has it; absent of those that were made before owners were written down. */
  readonly owner?: string;
  readonly subject: TokenSubject;
  readonly scopes: readonly string[];
  /** SHA-256 of the token, in hexadecimal digits. */
  readonly hash: string;
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number;
}

export interface TokenRevoked {
  readonly tokenId: string;
  readonly by: string;
}

export interface TenantCreated {
  readonly tenant: string;
  readonly name: string;
}

/** The gate stands aside until then. Another for the same tenant takes its place. */
export interface PauseStarted {
  readonly tenant: string;
  /** Milliseconds since 1970 UTC. */
  readonly until: number;
  readonly by: string;
  readonly reason: string;
}

export interface PauseEnded {
  readonly tenant: string;
  readonly by: string;
}

/** What holds a session: programs in the kernel, a thread that answers, or no more than what lies under every tier. */
export const HELD_TIERS = ['lsm', 'trace', 'notify', 'backstop'] as const;
export type HeldTier = (typeof HELD_TIERS)[number];

/** An agent was started that the kernel holds. */
export interface KernelSessionStarted {
  readonly tenant: string;
  /** Names it; an agent's session is another thing, and several may run in it. */
  readonly held: string;
  /** As whoever started it names it. */
  readonly name: string;
  readonly tier: HeldTier;
  readonly workspace: string;
  /** Its first process. */
  readonly pid: number;
  readonly uid: number;
  /** What it may do where nothing narrower is bound. */
  readonly mask: CanonicalObject;
}

/** `told`: who started it said so. `lost`: who started it is gone. `gate`: the gate ended first, and the session may go on. */
export const HELD_ENDINGS = ['told', 'lost', 'gate'] as const;
export type HeldEnding = (typeof HELD_ENDINGS)[number];

/** The numbers are there where it was told: acts that were decided, those that were denied, and those that nobody heard of. */
export interface KernelSessionEnded {
  readonly tenant: string;
  readonly held: string;
  readonly how: HeldEnding;
  readonly decided?: number;
  readonly denied?: number;
  readonly lost?: number;
}

/** `hook`: the agent's hook had its command line rewritten. `argv`: the kernel's own copy of it was matched. */
export const BINDING_WAYS = ['hook', 'argv'] as const;
export type BindingWay = (typeof BINDING_WAYS)[number];

/** A process was given the mask of a decision: it and all that comes of it may do no more. */
export interface KernelBound {
  readonly tenant: string;
  readonly held: string;
  readonly binding: string;
  /** The id of the decision. */
  readonly decision: string;
  readonly agent: string;
  readonly session: string;
  readonly pid: number;
  readonly way: BindingWay;
  /** The approval by which a person let it do more than the session may. */
  readonly approval?: string;
}

export const KERNEL_ACTS = ['exec', 'read', 'write', 'remove', 'connect', 'control'] as const;
export type KernelAct = (typeof KERNEL_ACTS)[number];

/** A process by the name that it gives itself, or had its program called by: a few characters that it chooses. */
export interface ProcessBody extends CanonicalObject {
  readonly pid: number;
  readonly command: string;
}

/** An act that the kernel stopped. Names are those that processes have chosen. */
export interface KernelDenied {
  readonly tenant: string;
  readonly held: string;
  /** When it was, in milliseconds since 1970 UTC. */
  readonly deniedAt: number;
  readonly act: KernelAct;
  /** Of a program: what was too much of it. */
  readonly reason?: string;
  readonly control?: string;
  readonly scope?: string;
  readonly reach?: string;
  readonly path?: string;
  readonly address?: string;
  readonly port?: number;
  readonly uid: number;
  /** The process, what started it, and so on, up to the session's first; at least one. */
  readonly ancestry: readonly ProcessBody[];
  /** What was bound to the process, and is absent where nothing was; so are those below. */
  readonly binding?: string;
  readonly decision?: string;
  readonly agent?: string;
  readonly session?: string;
}

/** An agent is kept apart from here on: so many hubs of the fleet have signed that. */
export interface FleetQuarantined {
  readonly tenant: string;
  /** As the fleet names it, which may be with its node's name behind it. */
  readonly agent: string;
  /** SHA-256 of what was signed, in hexadecimal digits; a release names it. */
  readonly quarantine: string;
  /** Milliseconds since 1970 UTC. */
  readonly from: number;
  readonly until: number;
  readonly why: string;
  /** The hubs that signed. */
  readonly signers: readonly string[];
  /** Where the evidence is: the SHA-256 of a batch's statement, and the place in it. */
  readonly batch: string;
  readonly point: number;
}

/** And no longer. */
export interface FleetReleased {
  readonly tenant: string;
  readonly agent: string;
  readonly quarantine: string;
  readonly why: string;
  readonly signers: readonly string[];
}

/** How an agent behaves has changed, as this gate has seen. */
export interface FleetFinding {
  readonly tenant: string;
  readonly agent: string;
  readonly cohort: string;
  /** What there is more of than before. */
  readonly behaviour: string;
  /** How much likelier that is with a change than without: natural logarithm. */
  readonly likelihood: number;
  /** Since how many windows, and how long one is. */
  readonly windows: number;
  readonly windowMs: number;
}

/** Something about the fleet that persons should see: signatures that do not hold, servers that do not answer. */
export interface FleetAlert {
  readonly tenant: string;
  readonly alert: string;
  /** The node or agent that it is about. */
  readonly about: string;
  readonly message: string;
}

/** The body of each kind that the store reads. */
export interface RecordBodies {
  readonly 'gate.started': GateStarted;
  readonly 'gate.stopped': GateStopped;
  readonly 'session.started': SessionStarted;
  readonly 'session.ended': SessionEnded;
  readonly decision: DecisionMade;
  readonly 'approval.requested': ApprovalRequested;
  readonly 'approval.answered': ApprovalAnswered;
  readonly 'approval.expired': ApprovalExpired;
  readonly 'approval.used': ApprovalUsed;
  readonly 'policy.version': PolicyVersionMade;
  readonly 'policy.activated': PolicyActivated;
  readonly 'registry.version': RegistryVersionMade;
  readonly 'registry.activated': RegistryActivated;
  readonly 'token.created': TokenCreated;
  readonly 'token.revoked': TokenRevoked;
  readonly 'tenant.created': TenantCreated;
  readonly 'pause.started': PauseStarted;
  readonly 'pause.ended': PauseEnded;
  readonly 'kernel.session-started': KernelSessionStarted;
  readonly 'kernel.session-ended': KernelSessionEnded;
  readonly 'kernel.bound': KernelBound;
  readonly 'kernel.denied': KernelDenied;
  readonly 'fleet.quarantined': FleetQuarantined;
  readonly 'fleet.released': FleetReleased;
  readonly 'fleet.finding': FleetFinding;
  readonly 'fleet.alert': FleetAlert;
}

export type RecordKind = keyof RecordBodies;
