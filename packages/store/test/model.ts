/**
 * The same answers from the records themselves, slowly: each is found by going through all records from the first. No
 * table, no batch, no index.
 */
import {
  type Agent,
  ANSWER_SCOPES,
  type Approval,
  type ApprovalAnswer,
  type Decision,
  type DecisionFilter,
  faultOf,
  type IndexedRecord,
  isRecordKind,
  type KernelBinding,
  type KernelDenial,
  type KernelSession,
  type Pause,
  type PolicyVersion,
  type RecordBodies,
  type RecordKind,
  type RegistryVersion,
  RISKS,
  type Session,
  type Tenant,
  type Token,
  type VerdictCounts,
} from '../src/index.ts';

interface Read<Kind extends RecordKind = RecordKind> {
  /** The place of the log among the logs. */
  readonly place: number;
  readonly log: string;
  readonly record: IndexedRecord;
  readonly kind: Kind;
  readonly body: RecordBodies[Kind];
}

function before(a: Read, b: Read): number {
  return a.record.at - b.record.at || a.place - b.place || a.record.index - b.record.index;
}

/** The text as the index keeps it. */
function kept(text: string): string {
  return text.replaceAll('\0', '\u{FFFD}');
}

export class Model {
  readonly #reads: readonly Read[];
  readonly #logs: readonly string[];

  constructor(logs: ReadonlyMap<string, readonly IndexedRecord[]>) {
    this.#logs = [...logs.keys()];
    this.#reads = [...logs.values()].flatMap((records, place) =>
      records.flatMap((record) => {
        const { kind, body } = record;
        if (!isRecordKind(kind) || faultOf(kind, body) !== undefined) return [];
        return [{ place, log: this.#logs[place] ?? '', record, kind, body: body as never }];
      }),
    );
  }

  #of<Kind extends RecordKind>(kind: Kind): Read<Kind>[] {
    return this.#reads.filter((read): read is Read<Kind> => read.kind === kind);
  }

  decisions(filter: DecisionFilter): Decision[] {
    return this.#of('decision')
      .sort((a, b) => before(b, a))
      .filter(({ record, body }) => {
        const { kind, ...fields } = body.action;
        const texts = Object.keys(fields)
          .sort()
          .map((name) => fields[name]);
        const text = kept(texts.filter((value) => typeof value === 'string').join(' '));
        return (
          body.tenant === filter.tenant &&
          (['agent', 'session', 'verdict', 'judged', 'rule', 'approval'] as const).every(
            (name) => filter[name] === undefined || filter[name] === body[name],
          ) &&
          (filter.actionKind === undefined || filter.actionKind === kind) &&
          (filter.text === undefined || text.includes(kept(filter.text))) &&
          RISKS.indexOf(body.risk) >= RISKS.indexOf(filter.riskAtLeast ?? 'SAFE') &&
          record.at >= (filter.fromMs ?? 0) &&
          record.at < (filter.beforeMs ?? Number.POSITIVE_INFINITY)
        );
      })
      .map(({ log, record: { index, id, at }, body }) => ({ ...body, log, index, id, at, cwd: kept(body.cwd) }));
  }

  #seen(isMeant: (names: { tenant: string; agent: string; session: string }) => boolean, log?: string) {
    const reads = [...this.#of('decision'), ...this.#of('session.started')].filter(
      (read) => isMeant(read.body) && (log === undefined || read.log === log),
    );
    const times = reads.map(({ record }) => record.at);
    const counts: Record<string, number> = { allow: 0, ask: 0, deny: 0 };
    for (const { body } of reads) if ('verdict' in body) counts[body.verdict] = (counts[body.verdict] ?? 0) + 1;
    return {
      reads,
      firstSeenAt: Math.min(...times),
      lastSeenAt: Math.max(...times),
      counts: counts as unknown as VerdictCounts,
    };
  }

  agents(tenant: string): Agent[] {
    const { reads } = this.#seen((names) => names.tenant === tenant);
    return [...new Set(reads.map(({ body }) => body.agent))].sort().map((agent) => {
      const { firstSeenAt, lastSeenAt, counts } = this.#seen(
        (names) => names.tenant === tenant && names.agent === agent,
      );
      return { tenant, agent, firstSeenAt, lastSeenAt, counts };
    });
  }

  sessions(tenant: string): Session[] {
    const { reads } = this.#seen((names) => names.tenant === tenant);
    const first = new Map<string, Read<'decision' | 'session.started'>>();
    for (const read of reads.sort(before)) {
      const key = JSON.stringify([read.log, read.body.agent, read.body.session]);
      if (!first.has(key)) first.set(key, read);
    }
    return [...first.values()].sort((a, b) => before(b, a)).map((read) => this.#session(read));
  }

  #session({
    log,
    record: { index },
    body: { tenant, agent, session },
  }: Read<'decision' | 'session.started'>): Session {
    const seen = this.#seen(
      (names) => names.tenant === tenant && names.agent === agent && names.session === session,
      log,
    );
    const start = this.#of('session.started').findLast(
      ({ body, ...read }) =>
        read.log === log && body.tenant === tenant && body.agent === agent && body.session === session,
    );
    const end = this.#of('session.ended').findLast(
      ({ body, record, ...read }) =>
        read.log === log && body.tenant === tenant && body.session === session && record.index > index,
    );
    const { firstSeenAt, lastSeenAt, counts } = seen;
    const { workingDirectory, workspace, home, platform, uid, pid } = start?.body ?? {};
    const texts = { workingDirectory, workspace, home, platform };
    const isOver = end !== undefined && end.record.index > (start?.record.index ?? -1);
    return defined({
      tenant,
      agent,
      session,
      firstSeenAt,
      lastSeenAt,
      counts,
      startedAt: start?.record.at,
      endedAt: isOver ? end.record.at : undefined,
      ...Object.fromEntries(
        Object.entries(texts).map(([name, text]) => [name, text === undefined ? text : kept(text)]),
      ),
      uid,
      pid,
    }) as unknown as Session;
  }

  /** Newest first. */
  approvals(): Approval[] {
    const first = this.#firstOf('approval.requested', ({ log, body }) => [log, body.approval]);
    return first.sort((a, b) => before(b, a)).map((request) => this.#approval(request));
  }

  #approval({ log, record: { at, index }, body }: Read<'approval.requested'>): Approval {
    const later = this.#reads.filter(
      (read) =>
        read.log === log &&
        read.record.index > index &&
        'approval' in read.body &&
        read.body.approval === body.approval &&
        read.kind.startsWith('approval.') &&
        read.kind !== 'approval.requested',
    );
    let approval: Approval = {
      ...body,
      cwd: kept(body.cwd),
      summary: kept(body.summary),
      requestedAt: at,
      state: 'pending',
      answers: [],
      useCount: 0,
    };
    for (const read of later) approval = after(approval, read);
    return approval;
  }

  /** The last made first. */
  policyVersions(tenant: string): (PolicyVersion & { log: string; place: number })[] {
    return this.#firstOf('policy.version', ({ log, body }) => [log, body.tenant, body.version])
      .filter(({ body }) => body.tenant === tenant)
      .sort((a, b) => b.body.version - a.body.version || b.place - a.place)
      .map(({ log, place, record: { at }, body }) => ({
        ...body,
        reason: kept(body.reason),
        createdAt: at,
        log,
        place,
      }));
  }

  activePolicy(tenant: string): object | undefined {
    const active = this.#of('policy.activated')
      .filter(({ body }) => body.tenant === tenant)
      .sort(before)
      .at(-1);
    if (active === undefined) return undefined;
    const made = this.policyVersions(tenant).find(
      ({ version, log }) => version === active.body.version && log === active.log,
    );
    if (made === undefined) return undefined;
    const { log: _log, place: _place, ...version } = made;
    const { previous, by: activatedBy, reason, overrideBy } = active.body;
    const activation = { previous, activatedBy, activatedAt: active.record.at, activationReason: kept(reason) };
    return defined({ ...version, ...activation, overrideBy });
  }

  policyActivations(tenant: string): object[] {
    return this.#of('policy.activated')
      .filter(({ body }) => body.tenant === tenant)
      .sort(before)
      .toReversed()
      .map(({ record: { at }, body: { by: activatedBy, reason, ...body } }) => ({
        ...body,
        activatedBy,
        activatedAt: at,
        reason: kept(reason),
      }));
  }

  registries(tenant: string): RegistryVersion[] {
    return this.#firstOf('registry.version', ({ log, body }) => [log, body.tenant, body.name, body.version])
      .filter(({ body }) => body.tenant === tenant)
      .sort(
        (a, b) =>
          (a.body.name < b.body.name ? -1 : a.body.name > b.body.name ? 1 : 0) ||
          b.body.version - a.body.version ||
          b.place - a.place,
      )
      .map(({ log, record: { at }, body: { bytes, ...body } }) => {
        const active = this.#of('registry.activated')
          .filter((read) => read.body.tenant === tenant && read.body.name === body.name)
          .sort(before)
          .at(-1);
        const isActive = active !== undefined && active.log === log && active.body.version === body.version;
        return { ...body, createdAt: at, isActive, bytes: new Uint8Array(Buffer.from(bytes, 'base64')) };
      });
  }

  /** Newest first. */
  tokens(tenant: string): Token[] {
    return this.#firstOf('token.created', ({ log, body }) => [log, body.tokenId])
      .filter(({ body }) => body.tenant === tenant)
      .sort((a, b) => before(b, a))
      .map(({ log, record: { at, index }, body }) => {
        const revoked = this.#of('token.revoked').find(
          (read) => read.log === log && read.record.index > index && read.body.tokenId === body.tokenId,
        );
        return defined({
          ...body,
          createdAt: at,
          revokedAt: revoked?.record.at,
          revokedBy: revoked?.body.by,
        }) as unknown as Token;
      });
  }

  tenants(): Tenant[] {
    const first = new Map<string, Tenant>();
    for (const {
      record: { at },
      body,
    } of this.#of('tenant.created')) {
      if (!first.has(body.tenant)) first.set(body.tenant, { ...body, createdAt: at });
    }
    return [...first.values()].sort((a, b) => (a.tenant < b.tenant ? -1 : 1));
  }

  kernelSessions(tenant: string): KernelSession[] {
    const all = new Map<string, { read: Read; session: KernelSession }>();
    for (const read of this.#reads) {
      const { kind, body, record, log } = read;
      if (kind === 'kernel.session-started') {
        const { workspace, ...fields } = body as RecordBodies['kernel.session-started'];
        const key = `${log} ${fields.tenant} ${fields.held}`;
        const session = { ...fields, workspace: kept(workspace), startedAt: record.at };
        if (!all.has(key)) all.set(key, { read, session });
      } else if (kind === 'kernel.session-ended') {
        const { how: ending, ...fields } = body as RecordBodies['kernel.session-ended'];
        const known = all.get(`${log} ${fields.tenant} ${fields.held}`);
        if (known === undefined || known.session.endedAt !== undefined) continue;
        known.session = { ...known.session, ...fields, ending, endedAt: record.at };
      }
    }
    return [...all.values()]
      .filter(({ session }) => session.tenant === tenant)
      .sort((a, b) => before(b.read, a.read))
      .map(({ session }) => session);
  }

  kernelBindings(tenant: string, decision: string): KernelBinding[] {
    return this.#of('kernel.bound')
      .filter(({ body }) => body.tenant === tenant && body.decision === decision)
      .map(({ record, body: { tenant: _tenant, decision: _decision, agent: _agent, session: _session, ...of } }) => ({
        ...of,
        at: record.at,
      }));
  }

  kernelDenials(tenant: string, decision?: string): KernelDenial[] {
    return this.#of('kernel.denied')
      .sort((a, b) => before(b, a))
      .filter(({ body }) => body.tenant === tenant && (decision === undefined || body.decision === decision))
      .map(({ log, record: { index, id, at }, body }) => ({ ...body, log, index, id, at }));
  }

  pauses(nowMs: number): Pause[] {
    const last = new Map<string, { place: number; pause: Pause } | undefined>();
    for (const { log, place, record, kind, body } of this.#reads) {
      const key = `${log} ${'tenant' in body ? body.tenant : ''}`;
      if (kind === 'pause.ended') last.set(key, undefined);
      if (kind !== 'pause.started') continue;
      const { reason, ...fields } = body as RecordBodies['pause.started'];
      last.set(key, { place, pause: { ...fields, reason: kept(reason), startedAt: record.at } });
    }
    return [...last.values()]
      .filter((entry) => entry !== undefined)
      .filter(({ pause }) => pause.until > nowMs)
      .sort((a, b) => (a.pause.tenant < b.pause.tenant ? -1 : a.pause.tenant > b.pause.tenant ? 1 : a.place - b.place))
      .map(({ pause }) => pause);
  }

  #firstOf<Kind extends RecordKind>(kind: Kind, keyOf: (read: Read<Kind>) => readonly unknown[]): Read<Kind>[] {
    const first = new Map<string, Read<Kind>>();
    for (const read of this.#of(kind)) {
      const key = JSON.stringify(keyOf(read));
      if (!first.has(key)) first.set(key, read);
    }
    return [...first.values()];
  }
}

function after(approval: Approval, { kind, record: { at }, body }: Read): Approval {
  if (kind === 'approval.used') {
    const { decision } = body as RecordBodies['approval.used'];
    return { ...approval, useCount: approval.useCount + 1, lastUsedBy: decision };
  }
  if (kind === 'approval.expired') {
    return approval.state === 'pending' ? { ...approval, state: 'expired', finishedAt: at } : approval;
  }
  const { approval: _approval, message, ruleText, ...given } = body as RecordBodies['approval.answered'];
  const texts = { message: message && kept(message), ruleText: ruleText && kept(ruleText) };
  const answer = defined({ at, ...given, ...texts }) as unknown as ApprovalAnswer;
  const answers = [...approval.answers, answer];
  const answered = { ...approval, answers };
  if (approval.state !== 'pending') return answered;
  if (given.answer === 'deny') return { ...answered, state: 'denied', finishedAt: at };
  if (new Set(answers.map(({ by }) => by)).size < approval.needed) return answered;
  const scope = ANSWER_SCOPES[Math.min(...answers.map((each) => ANSWER_SCOPES.indexOf(each.scope)))] ?? 'once';
  return { ...answered, state: 'allowed', scope, finishedAt: at };
}

function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
