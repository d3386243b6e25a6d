import { applyRecords, clearLog, positionOf } from './apply/apply.ts';
import { decodeEntries } from './apply/records-check.ts';
import type { Engine } from './engine.ts';
import { StoreError } from './error.ts';
import { about } from './queries/about.ts';
import { activityOf } from './queries/activity.ts';
import { agentByName, agentsPage, sessionByName, sessionsPage } from './queries/agents.ts';
import { approvalById, approvalsPage, standingApprovals } from './queries/approvals.ts';
import { behaviourOf } from './queries/behaviour.ts';
import { decisionById, decisionCounts, decisionsPage } from './queries/decisions.ts';
import { kernelBindingsOf, kernelDenialsPage, kernelSessionsOf, kernelSessionsPage } from './queries/kernel.ts';
import { activePolicies, policyActivationsPage, policyVersion, policyVersionsPage } from './queries/policies.ts';
import { activeRegistries, registryVersion, registryVersionsPage } from './queries/registries.ts';
import { liveTokens, pausesInForce, tenantsPage, tokenByHash, tokensPage, unreadPage } from './queries/tenants.ts';
import { timelinePage } from './queries/timeline.ts';
import type { IndexedRecord } from './records.ts';
import { dropBefore } from './retention.ts';
import { type Page, PAGE_LIMIT_MAX, type PageRequest } from './database/page.ts';
import { type StartState, type Store } from './store.ts';

/** The store over either engine. Each method asks, and answers the engine's errors as the store's. */
export class RelationalStore implements Store {
  readonly #engine: Engine;
  /** The questions that wait for their answers. */
  readonly #asked = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  /** Takes an engine whose tables have their latest form. */
  constructor(engine: Engine) {
    this.#engine = engine;
  }

  position: Store['position'] = (log) => this.#ask((engine) => positionOf(engine, log));

  apply: Store['apply'] = (log, records: readonly IndexedRecord[]) =>
    this.#ask((engine) => applyRecords(engine, log, records));

  applyEncoded: Store['applyEncoded'] = (log, firstIndex, entries) =>
    this.#ask((engine) => applyRecords(engine, log, decodeEntries(firstIndex, entries)));

  clear: Store['clear'] = (log, nextIndex = 0) => this.#ask((engine) => clearLog(engine, log, nextIndex));

  dropBefore: Store['dropBefore'] = (ms) => this.#ask((engine) => dropBefore(engine, ms));

  decisions: Store['decisions'] = (filter, page) => this.#ask((engine) => decisionsPage(engine, filter, page));

  decision: Store['decision'] = (tenant, id) => this.#ask((engine) => decisionById(engine, tenant, id));

  decisionCounts: Store['decisionCounts'] = (tenant, range = {}) =>
    this.#ask((engine) => decisionCounts(engine, tenant, range));

  agents: Store['agents'] = (tenant, page) => this.#ask((engine) => agentsPage(engine, tenant, page));

  sessions: Store['sessions'] = (filter, page) => this.#ask((engine) => sessionsPage(engine, filter, page));

  agent: Store['agent'] = (tenant, agent) => this.#ask((engine) => agentByName(engine, tenant, agent));

  session: Store['session'] = (name) => this.#ask((engine) => sessionByName(engine, name));

  behaviour: Store['behaviour'] = (filter) => this.#ask((engine) => behaviourOf(engine, filter));

  activity: Store['activity'] = (name, stepCount) => this.#ask((engine) => activityOf(engine, name, stepCount));

  timeline: Store['timeline'] = (filter, page) => this.#ask((engine) => timelinePage(engine, filter, page));

  approvals: Store['approvals'] = (filter, page) => this.#ask((engine) => approvalsPage(engine, filter, page));

  approval: Store['approval'] = (approval) => this.#ask((engine) => approvalById(engine, approval));

  policyVersions: Store['policyVersions'] = (tenant, page) =>
    this.#ask((engine) => policyVersionsPage(engine, tenant, page));

  policyVersion: Store['policyVersion'] = (tenant, version) =>
    this.#ask((engine) => policyVersion(engine, tenant, version));

  activePolicy: Store['activePolicy'] = (tenant) =>
    this.#ask(async (engine) => (await activePolicies(engine, tenant))[0]);

  policyActivations: Store['policyActivations'] = (tenant, page) =>
    this.#ask((engine) => policyActivationsPage(engine, tenant, page));

  registryVersions: Store['registryVersions'] = (tenant, page) =>
    this.#ask((engine) => registryVersionsPage(engine, tenant, page));

  registryVersion: Store['registryVersion'] = (tenant, name, version) =>
    this.#ask((engine) => registryVersion(engine, tenant, name, version));

  tokenByHash: Store['tokenByHash'] = (hash) => this.#ask((engine) => tokenByHash(engine, hash));

  tokens: Store['tokens'] = (tenant, page) => this.#ask((engine) => tokensPage(engine, tenant, page));

  tenants: Store['tenants'] = (page) => this.#ask((engine) => tenantsPage(engine, page));

  pauses: Store['pauses'] = (nowMs) => this.#ask((engine) => pausesInForce(engine, nowMs));

  kernelSessions: Store['kernelSessions'] = (tenant, page) =>
    this.#ask((engine) => kernelSessionsPage(engine, tenant, page));

  kernelSessionsOf: Store['kernelSessionsOf'] = (filter) => this.#ask((engine) => kernelSessionsOf(engine, filter));

  kernelBindings: Store['kernelBindings'] = (tenant, decision) =>
    this.#ask((engine) => kernelBindingsOf(engine, tenant, decision));

  kernelDenials: Store['kernelDenials'] = (filter, page) =>
    this.#ask((engine) => kernelDenialsPage(engine, filter, page));

  startState: Store['startState'] = (nowMs) => this.#ask((engine) => startState(engine, nowMs));

  unread: Store['unread'] = (log, page) => this.#ask((engine) => unreadPage(engine, log, page));

  about: Store['about'] = () => this.#ask((engine) => about(engine));

  close: Store['close'] = () => (this.#closing ??= this.#finish());

  /** Lets those that wait be answered first. */
  async #finish(): Promise<void> {
    await Promise.allSettled(this.#asked);
    await this.#engine.db.destroy();
  }

  async #ask<Answer>(question: (engine: Engine) => Promise<Answer>): Promise<Answer> {
    if (this.#closing !== undefined) throw new StoreError('CLOSED', 'expected an open store, met one that was closed');
    const answer = question(this.#engine);
    this.#asked.add(answer);
    try {
      return await answer;
    } catch (error) {
      throw error instanceof StoreError ? error : this.#engine.errorOf(error);
    } finally {
      this.#asked.delete(answer);
    }
  }
}

/** Each part as it is at its own moment: whoever starts applies the log's last records before it relies on them. */
async function startState(engine: Engine, nowMs: number): Promise<StartState> {
  return {
    tenants: await allOf((page) => tenantsPage(engine, page)),
    policies: await activePolicies(engine),
    registries: await activeRegistries(engine),
    tokens: await liveTokens(engine, nowMs),
    pauses: await pausesInForce(engine, nowMs),
    pendingApprovals: await allOf((page) => approvalsPage(engine, { state: 'pending' }, page)),
    standingApprovals: await standingApprovals(engine),
  };
}

async function allOf<Item>(ask: (page: PageRequest) => Promise<Page<Item>>): Promise<Item[]> {
  const all: Item[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await ask({ limit: PAGE_LIMIT_MAX, ...(cursor !== undefined && { cursor }) });
    all.push(...items);
    cursor = next;
  } while (cursor !== undefined);
  return all;
}
