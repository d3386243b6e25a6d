/**
 * The gate, without its doors: everything that decides, approves, keeps versions and writes down, put together. The
 * socket and HTTP are in front of it.
 */
import {
  type CanonicalObject,
  canonicalText,
  type Clock,
  type Disk,
  type Random,
  replaceWhole,
  type SmallFiles,
  toHex,
  utf8,
} from '@capgate/base';
import type { KeyChain, Primitives } from '@capgate/keys';
import type { Approval as StoredApproval, ProcessBody, Store } from '@capgate/store';
import type { DecideRequest } from './api/decide.ts';
import { Approvals } from './approvals/approvals.ts';
import type { Approval } from './approvals/approval.ts';
import { type Caller, checkMay } from './callers/caller.ts';
import { Tokens } from './callers/tokens.ts';
import { Contexts } from './decisions/contexts.ts';
import { Decider, type Ruling } from './decisions/decider.ts';
import { Histories } from './decisions/histories.ts';
import { Pauses } from './decisions/pauses.ts';
import { Extensions } from './decisions/raising.ts';
import { type Session, Sessions } from './decisions/sessions.ts';
import { Events } from './events.ts';
import type { Extension } from './extension.ts';
import { DecisionCounts } from './metrics/decision-counts.ts';
import { Policies } from './policies/policies.ts';
import type { Recorder } from './recorder/recorder.ts';
import { Registries } from './registries/registries.ts';
import type { Trace } from './traces/trace.ts';
import { SigningKeys } from './signing-keys.ts';

export interface GateParts {
  readonly version: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
  /** For what sessions wrote and run. */
  readonly files: SmallFiles;
  readonly primitives: Primitives;
  /** Open, and the store up to its log. */
  readonly recorder: Recorder;
  /** The keys that sign the log at the start; `Gate.keys` knows those that do now. */
  readonly chain: KeyChain;
  /** To ask; what is written to it goes through the recorder. */
  readonly store: Store;
  /** Absolute paths. */
  readonly logFolder: string;
  readonly backupFolder: string;
  readonly home: string;
  readonly platform: string;
  /** Absolute paths of the gate's own beyond the built-in ones: no agent may touch them. */
  readonly gatePaths: readonly string[];
  /** Numbers of the gate's own processes and of their groups: no agent may signal them. */
  readonly gateProcesses?: readonly number[];
  /** How long decisions stay in the store. */
  readonly retentionMs: number;
  /** How many approvals of one session may wait at once. */
  readonly pendingPerSession: number;
  readonly extensions?: readonly Extension[];
  /** Told of the process of an agent that a caller of this machine names. */
  readonly noteAgent?: (agentPid: number, callerPid: number, caller: Caller) => void;
  /** Why a process of this machine is an agent's; undefined where nothing says so. */
  readonly whyAgents?: (pid: number) => string | undefined;
  /** The process of this machine that calls, what started it, and so on; empty where that is not known. */
  readonly ancestryOf?: (caller: Caller) => readonly ProcessBody[];
  /** Told of what went wrong outside a call, without secrets. */
  readonly onFailure: (part: 'log' | 'store', error: unknown) => void;
}

/** The tenant of whoever has not named one. */
export const DEFAULT_TENANT = 'default';
const RETENTION_MS = 86_400_000;

export class Gate {
  readonly parts: GateParts;
  readonly instance: string;
  readonly recorder: Recorder;
  readonly events = new Events();
  readonly counts = new DecisionCounts();
  readonly sessions: Sessions;
  readonly histories: Histories;
  readonly approvals: Approvals;
  readonly pauses: Pauses;
  readonly policies: Policies;
  readonly keys: SigningKeys;
  readonly registries: Registries;
  readonly tokens: Tokens;
  readonly #contexts: Contexts;
  readonly #decider: Decider;
  #cancelRetention: (() => void) | undefined;
  #retentionMs: number;

  private constructor(parts: GateParts) {
    const { clock, random, primitives, recorder, store, extensions = [] } = parts;
    this.parts = parts;
    this.#retentionMs = parts.retentionMs;
    this.recorder = recorder;
    this.instance = toHex(random.bytes(8));
    this.sessions = new Sessions({
      home: parts.home,
      platform: parts.platform,
      onStarted: (session) => this.#sessionStarted(session),
    });
    this.approvals = new Approvals({
      clock,
      random,
      primitives,
      recorder,
      pendingPerSession: parts.pendingPerSession,
      onChange: (approval) => this.#approvalChanged(approval),
    });
    this.pauses = new Pauses(clock, recorder);
    this.tokens = new Tokens({ clock, random, primitives, recorder });
    this.keys = new SigningKeys({ recorder, primitives, chain: parts.chain, instance: this.instance });
    this.registries = new Registries({
      recorder,
      primitives,
      store,
      trusted: () => this.keys.chain.keys.map(({ identity }) => identity),
    });
    this.policies = new Policies({
      clock,
      recorder,
      store,
      backUp: (tenant, version, document) => this.#backUp(tenant, version, document),
      beforeActivate: extensions.flatMap(({ beforeActivate }) => beforeActivate ?? []),
      onActivated: (tenant, version) => this.events.tell('policy.activated', tenant, { version }),
    });
    const contexts = new Contexts(parts);
    this.#contexts = contexts;
    this.histories = new Histories({ clock, primitives, files: parts.files, gatePaths: () => contexts.gatePaths });
    this.#decider = new Decider({
      clock,
      primitives,
      sessions: this.sessions,
      contexts,
      histories: this.histories,
      approvals: this.approvals,
      pauses: this.pauses,
      extensions: new Extensions(extensions),
      recorder,
      counts: this.counts,
      ancestryOf: parts.ancestryOf ?? (() => []),
      rulesOf: (tenant) => this.policies.rules(tenant),
      onDecision: (made, offered) => {
        if (this.events.isWatched) {
          this.events.tell('decision', made.tenant, { ...made, id: offered?.id, at: offered?.at });
        }
        for (const { onDecision } of extensions) onDecision?.(made, offered?.id);
      },
    });
  }

  /** Takes over what the last run left, and writes down that it begins. Throws `StoreError`, `GateError` UNAVAILABLE. */
  static async start(parts: GateParts): Promise<Gate> {
    const gate = new Gate(parts);
    await gate.#takeOver();
    return gate;
  }

  /** Throws `GateError` FORBIDDEN, and BUSY where nothing was decided. */
  decide(request: DecideRequest, caller: Caller, trace?: Trace): Ruling {
    checkMay(caller, 'decide');
    const { agentPid } = request;
    if (agentPid !== undefined && caller.pid !== undefined) this.parts.noteAgent?.(agentPid, caller.pid, caller);
    return this.#decider.decide(request, caller, trace);
  }

  /** No agent may touch these absolute paths from now on, beside the built-in ones and in place of those named before. */
  protect(gatePaths: readonly string[]): void {
    this.#contexts.protect(gatePaths);
  }

  /** How long decisions stay in log and store from now on; what is older goes within a day. */
  async keepFor(retentionMs: number): Promise<void> {
    this.#retentionMs = retentionMs;
    await this.recorder.keepFor(retentionMs);
  }

  /** Writes down that it ends. Nothing may be asked any more; recorder and store are for who opened them to close. */
  async stop(reason: string): Promise<void> {
    this.#cancelRetention?.();
    this.approvals.stop();
    for (const { stop } of this.parts.extensions ?? []) stop?.();
    try {
      await this.recorder.recorded('gate.stopped', { instance: this.instance, reason });
    } catch (error) {
      this.parts.onFailure('log', error);
    }
  }

  async #takeOver(): Promise<void> {
    const { store, clock, version } = this.parts;
    const state = await store.startState(clock.nowMs());
    for (const token of state.tokens) this.tokens.restore(token);
    for (const pause of state.pauses) this.pauses.restore(pause);
    // A policy may be older than its tenant's name.
    const tenants = [...state.tenants, ...state.policies].map(({ tenant }) => tenant);
    for (const tenant of new Set([DEFAULT_TENANT, ...tenants])) await this.policies.takeOver(tenant);
    for (const approval of [...state.standingApprovals, ...state.pendingApprovals]) this.#takeOverApproval(approval);
    const { mode = 'balanced', version: policy } = this.policies.rules(DEFAULT_TENANT);
    await this.recorder.recorded('gate.started', { version, instance: this.instance, mode, policy });
    this.#keepRetention();
  }

  #takeOverApproval(approval: StoredApproval): void {
    this.approvals.restore(approval, this.policies.rules(approval.tenant).approvals.useMs);
  }

  #sessionStarted({ tenant, agent, session, workingDirectory, workspace, home, platform, pid, uid }: Session): void {
    const record = {
      tenant,
      agent,
      session,
      workingDirectory,
      ...(workspace !== undefined && { workspace }),
      ...(home !== undefined && { home }),
      ...(platform !== undefined && { platform }),
      ...(pid !== undefined && { pid }),
      ...(uid !== undefined && { uid }),
    };
    this.recorder.recordOrDefer('session.started', record);
    this.events.tell('session.started', tenant, record);
  }

  #approvalChanged(approval: Approval): void {
    this.events.tell('approval', approval.tenant, approval);
  }

  async #backUp(tenant: string, version: number, document: CanonicalObject): Promise<void> {
    const { disk, backupFolder, clock } = this.parts;
    await disk.makeFolder(backupFolder);
    const name = `${encodeURIComponent(tenant)}-${String(version).padStart(6, '0')}-${clock.nowMs()}.json`;
    await replaceWhole(disk, `${backupFolder}/${name}`, utf8(`${canonicalText(document)}\n`));
  }

  /** Once a day; the log itself says how long it keeps entries. */
  #keepRetention(): void {
    this.#cancelRetention = this.parts.clock.schedule(RETENTION_MS, () => {
      void this.#enforceRetention().finally(() => this.#keepRetention());
    });
  }

  async #enforceRetention(): Promise<void> {
    const { store, clock, onFailure } = this.parts;
    await this.recorder.enforceRetention().catch((error: unknown) => onFailure('log', error));
    await store.dropBefore(clock.nowMs() - this.#retentionMs).catch((error: unknown) => onFailure('store', error));
  }
}
