/**
 * The tables, as both engines have them. A row knows the log that it came from, so that what came from one log can be
 * forgotten and applied anew. Times are milliseconds since 1970 UTC, lists and objects canonical JSON, flags 0 or 1.
 */
import type { Generated } from 'kysely';
import type { ColumnKinds } from './database/engine.ts';
import type {
  Answer,
  AnswerScope,
  AnswerWay,
  BindingWay,
  HeldEnding,
  HeldTier,
  KernelAct,
  Mode,
  TokenSubject,
  Verdict,
} from './records.ts';
import type { ApprovalState, Aspect } from './store.ts';

export interface LogsTable {
  log: Generated<number>;
  origin: string;
  next_index: number;
}

interface GatesTable {
  log: number;
  instance: string;
  version: string;
  mode: Mode;
  policy: number;
  started_at: number;
  stopped_at: number | null;
  stop_reason: string | null;
}

export interface ActionColumns {
  action_kind: string;
  /** The texts of the action, with blanks between them. */
  action_text: string;
  /** The action, unless it is a command line and nothing else: the text is enough then. */
  action: string | null;
}

export interface DecisionsTable extends ActionColumns {
  log: number;
  idx: number;
  id: string;
  at: number;
  tenant: string;
  agent: string;
  session: string;
  cwd: string;
  verdict: Verdict;
  judged: Verdict;
  /** The risk's place among the risks. */
  risk: number;
  descriptor: string;
  mode: Mode;
  policy: number;
  rule: string | null;
  reasons: string | null;
  approval: string | null;
  took_ns: number;
  files: string | null;
  subagent: string | null;
}

export interface SeenColumns {
  first_at: number;
  last_at: number;
  allow_count: number;
  ask_count: number;
  deny_count: number;
}

export interface AgentsTable extends SeenColumns {
  log: number;
  tenant: string;
  agent: string;
}

/** What an agent did on a day, by one aspect of it; see `apply/traits.ts`. */
export interface TraitsTable {
  log: number;
  tenant: string;
  agent: string;
  /** Days since 1970 UTC. */
  day: number;
  aspect: Aspect | 'hour';
  name: string;
  count: number;
  first_at: number;
  first_decision: string;
}

export interface SessionsTable extends SeenColumns {
  log: number;
  /** The first record of the session. */
  idx: number;
  tenant: string;
  agent: string;
  session: string;
  started_at: number | null;
  ended_at: number | null;
  working_directory: string | null;
  workspace: string | null;
  home: string | null;
  platform: string | null;
  uid: number | null;
  pid: number | null;
}

export interface ApprovalsTable extends ActionColumns {
  log: number;
  idx: number;
  approval: string;
  tenant: string;
  agent: string;
  session: string;
  cwd: string;
  action_hash: string;
  risk: number;
  summary: string;
  rule: string;
  needed: number;
  requested_at: number;
  expires_at: number;
  state: ApprovalState;
  /** The narrowest that those who allowed it gave. */
  scope: AnswerScope | null;
  finished_at: number | null;
  /** The last record about it. */
  touched_at: number;
  use_count: number;
  last_used_by: string | null;
  /** JSON. */
  ancestry: string | null;
}

export interface ApprovalAnswersTable {
  log: number;
  idx: number;
  approval: string;
  at: number;
  answer: Answer;
  scope: AnswerScope;
  answered_by: string;
  via: AnswerWay;
  message: string | null;
  rule_text: string | null;
}

export interface PoliciesTable {
  log: number;
  idx: number;
  tenant: string;
  version: number;
  at: number;
  parent: number | null;
  author: string;
  reason: string;
  document: string;
  merged: number;
}

export interface PolicyActivationsTable {
  log: number;
  idx: number;
  tenant: string;
  version: number;
  at: number;
  previous: number | null;
  activated_by: string;
  reason: string;
  override_by: string | null;
}

export interface RegistriesTable {
  log: number;
  idx: number;
  tenant: string;
  name: string;
  version: number;
  at: number;
  hash: string;
  signer: string;
  bytes: Uint8Array;
}

interface RegistryActivationsTable {
  log: number;
  idx: number;
  tenant: string;
  name: string;
  version: number;
  at: number;
  activated_by: string;
}

export interface TokensTable {
  log: number;
  idx: number;
  token: string;
  tenant: string;
  name: string;
  owner: string | null;
  subject: TokenSubject;
  scopes: string;
  hash: string;
  created_at: number;
  expires_at: number;
  revoked_at: number | null;
  revoked_by: string | null;
}

interface TenantsTable {
  log: number;
  tenant: string;
  name: string;
  created_at: number;
}

interface PausesTable {
  log: number;
  tenant: string;
  started_at: number;
  until_at: number;
  started_by: string;
  reason: string;
  ended_at: number | null;
  ended_by: string | null;
}

export interface KernelSessionsTable {
  log: number;
  idx: number;
  tenant: string;
  held: string;
  name: string;
  tier: HeldTier;
  workspace: string;
  pid: number;
  uid: number;
  mask: string;
  started_at: number;
  ended_at: number | null;
  ending: HeldEnding | null;
  decided: number | null;
  denied: number | null;
  lost: number | null;
}

interface KernelBindingsTable {
  log: number;
  idx: number;
  at: number;
  tenant: string;
  held: string;
  binding: string;
  decision: string;
  agent: string;
  session: string;
  pid: number;
  way: BindingWay;
  approval: string | null;
}

export interface KernelDenialsTable {
  log: number;
  idx: number;
  id: string;
  at: number;
  tenant: string;
  held: string;
  act: KernelAct;
  /** What was to be done to what, as the record has it. */
  object: string;
  denied_at: number;
  uid: number;
  ancestry: string;
  binding: string | null;
  decision: string | null;
  agent: string | null;
  session: string | null;
}

export interface UnreadTable {
  log: number;
  idx: number;
  id: string;
  kind: string;
  why: string;
}

export interface Tables {
  logs: LogsTable;
  gates: GatesTable;
  decisions: DecisionsTable;
  agents: AgentsTable;
  traits: TraitsTable;
  sessions: SessionsTable;
  approvals: ApprovalsTable;
  approval_answers: ApprovalAnswersTable;
  policies: PoliciesTable;
  policy_activations: PolicyActivationsTable;
  registries: RegistriesTable;
  registry_activations: RegistryActivationsTable;
  tokens: TokensTable;
  tenants: TenantsTable;
  pauses: PausesTable;
  kernel_sessions: KernelSessionsTable;
  kernel_bindings: KernelBindingsTable;
  kernel_denials: KernelDenialsTable;
  unread: UnreadTable;
}

/** Every table whose rows came out of a log. */
export const LOG_TABLES = [
  'gates',
  'decisions',
  'agents',
  'traits',
  'sessions',
  'approvals',
  'approval_answers',
  'policies',
  'policy_activations',
  'registries',
  'registry_activations',
  'tokens',
  'tenants',
  'pauses',
  'kernel_sessions',
  'kernel_bindings',
  'kernel_denials',
  'unread',
] as const satisfies readonly (keyof Tables)[];

/** The columns of a decision, in the order in which rows are handed to an engine's bulk insert. */
export const DECISION_COLUMNS = {
  log: 'whole',
  idx: 'whole',
  id: 'text',
  at: 'whole',
  tenant: 'text',
  agent: 'text',
  session: 'text',
  action_kind: 'text',
  action_text: 'text',
  action: 'text',
  cwd: 'text',
  verdict: 'text',
  judged: 'text',
  risk: 'whole',
  descriptor: 'text',
  mode: 'text',
  policy: 'whole',
  rule: 'text',
  reasons: 'text',
  approval: 'text',
  took_ns: 'whole',
  files: 'text',
  subagent: 'text',
} as const satisfies ColumnKinds<DecisionsTable>;
