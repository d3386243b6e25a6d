/**
 * The same answers from the records themselves, slowly: each is found by going through all records from the first. No
 * table, no batch, no index.
 */
import {
  type Activity,
  type Agent,
  ANSWER_SCOPES,
  type Approval,
  type ApprovalAnswer,
  type Aspect,
  ASPECTS,
  type Behaviour,
  type BehaviourFilter,
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
  type SessionName,
  type Tenant,
  TIMELINE_PARTS,
  type TimelineEvent,
  type TimelineFilter,
  type TimelinePart,
  type Token,
  type Trait,
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
      .map((read) => decisionOf(read));
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
    return [...this.#firstOfSessions(tenant).values()].sort((a, b) => before(b, a)).map((read) => this.#session(read));
  }

  #firstOfSessions(tenant: string): Map<string, Read<'decision' | 'session.started'>> {
    const { reads } = this.#seen((names) => names.tenant === tenant);
    const first = new Map<string, Read<'decision' | 'session.started'>>();
    for (const read of reads.sort(before)) {
      const key = JSON.stringify([read.log, read.body.agent, read.body.session]);
      if (!first.has(key)) first.set(key, read);
    }
    return first;
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

  agent(tenant: string, agent: string): Agent | undefined {
    return this.agents(tenant).find((one) => one.agent === agent);
  }

  /** The last one that has begun, whatever log it is in. */
  session({ tenant, agent, session }: SessionName): Session | undefined {
    return this.sessions(tenant).find((one) => one.agent === agent && one.session === session);
  }

  behaviour({ tenant, agent, fromMs, sinceMs }: BehaviourFilter): Behaviour {
    const of = this.#of('decision').filter(({ body }) => body.tenant === tenant && body.agent === agent);
    const late = of.filter(({ record }) => dayOf(record.at) >= dayOf(fromMs));
    const all = traitsOf(of);
    return {
      usual: ASPECTS.flatMap((aspect) =>
        traitsOf(late)
          .filter((trait) => trait.aspect === aspect)
          .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
      ),
      hours: [...new Set(late.map(({ record }) => Math.floor(record.at / HOUR_MS)))]
        .sort((a, b) => a - b)
        .map((hour) => ({
          at: hour * HOUR_MS,
          ...countsOf(late.filter(({ record }) => Math.floor(record.at / HOUR_MS) === hour)),
        })),
      fresh: all
        .filter(({ firstAt }) => firstAt >= sinceMs)
        .sort((a, b) => a.firstAt - b.firstAt || (a.name < b.name ? -1 : 1)),
      isWhole: true,
    };
  }

  activity(name: SessionName, stepCount: number): Activity | undefined {
    const isOf = (names: SessionName): boolean =>
      names.tenant === name.tenant && names.agent === name.agent && names.session === name.session;
    const { reads, firstSeenAt: fromMs, lastSeenAt } = this.#seen(isOf);
    if (reads.length === 0) return undefined;
    const stepMs = Math.max(1, Math.ceil((lastSeenAt - fromMs + 1) / stepCount));
    const decided = this.#of('decision').filter(({ body }) => isOf(body));
    const steps = Array.from({ length: Math.floor((lastSeenAt - fromMs) / stepMs) + 1 }, (_, step) =>
      countsOf(decided.filter(({ record }) => Math.floor((record.at - fromMs) / stepMs) === step)),
    );
    return { fromMs, stepMs, steps };
  }

  timeline(filter: TimelineFilter): TimelineEvent[] {
    const events = PLACED_PARTS.flatMap(([part, place]) =>
      (filter.parts ?? TIMELINE_PARTS).includes(part) ? place(this, filter) : [],
    );
    return events
      .filter(({ event: { at } }) => at >= (filter.fromMs ?? 0) && at < (filter.beforeMs ?? Number.POSITIVE_INFINITY))
      .sort((a, b) => {
        const differs = a.key.findIndex((part, i) => part !== b.key[i]);
        return differs < 0 ? 0 : (b.key[differs] as number) - (a.key[differs] as number);
      })
      .map(({ event }) => event);
  }

  decided(filter: TimelineFilter): PlacedEvent[] {
    const own = this.#of('decision').filter(({ body }) => isOfTimeline(body, filter));
    const shown = filter.isNotable === true ? own.filter(isNotable) : own;
    return shown.map((read) => placed(read, 0, { kind: 'decision', at: read.record.at, decision: decisionOf(read) }));
  }

  asked(filter: TimelineFilter): PlacedEvent[] {
    const first = this.#firstOf('approval.requested', ({ log, body }) => [log, body.approval]);
    return first
      .filter(({ body }) => isOfTimeline(body, filter))
      .flatMap((request) => {
        const approval = this.#approval(request);
        const given = this.#of('approval.answered').filter(
          ({ log, record, body }) =>
            log === request.log && record.index > request.record.index && body.approval === approval.approval,
        );
        return [
          placed(request, 1, { kind: 'approval.requested', at: request.record.at, approval }),
          ...given.map((read, i) => {
            const answer = approval.answers[i] as ApprovalAnswer;
            return placed(read, 2, { kind: 'approval.answered', at: read.record.at, approval, answer });
          }),
        ];
      });
  }

  begun(filter: TimelineFilter): PlacedEvent[] {
    return [...this.#firstOfSessions(filter.tenant).values()]
      .filter(({ body }) => isOfTimeline(body, filter))
      .flatMap((read) => {
        const session = this.#session(read);
        const { startedAt, endedAt } = session;
        return [
          ...(startedAt === undefined ? [] : [placed(read, 3, { kind: 'session.started', at: startedAt, session })]),
          ...(endedAt === undefined ? [] : [placed(read, 4, { kind: 'session.ended', at: endedAt, session })]),
        ];
      });
  }

  heldBy(filter: TimelineFilter): PlacedEvent[] {
    const bound = this.#of('kernel.bound').filter(({ body }) => isOfTimeline(body, filter));
    const held = new Set(bound.map(({ body }) => body.held));
    const denied = this.#of('kernel.denied').filter(({ body: { tenant, held: by, agent, session } }) => {
      const names = { tenant, agent: agent ?? filter.agent, session: session ?? filter.session ?? '' };
      return held.has(by) && isOfTimeline(names, filter);
    });
    const sessions = this.#kernelSessions().filter(
      ({ session }) => session.tenant === filter.tenant && held.has(session.held),
    );
    return [
      ...sessions.flatMap(({ read, session }) => {
        const { startedAt, endedAt } = session;
        return [
          placed(read, 5, { kind: 'kernel.session-started', at: startedAt, held: session }),
          ...(endedAt === undefined
            ? []
            : [placed(read, 6, { kind: 'kernel.session-ended', at: endedAt, held: session })]),
        ];
      }),
      ...(filter.isNotable === true ? [] : bound).map((read) => {
        const { tenant: _tenant, agent: _agent, ...of } = read.body;
        return placed(read, 7, { kind: 'kernel.bound', at: read.record.at, binding: { ...of, at: read.record.at } });
      }),
      ...denied.map((read) => placed(read, 8, { kind: 'kernel.denied', at: read.record.at, denial: denialOf(read) })),
    ];
  }

  kernelSessionsOf(filter: TimelineFilter): KernelSession[] {
    const all = this.kernelSessions(filter.tenant);
    const held = new Set(
      this.heldBy(filter).flatMap(({ event }) => (event.kind === 'kernel.session-started' ? [event.held] : [])),
    );
    return all.filter((session) => [...held].some((one) => JSON.stringify(one) === JSON.stringify(session)));
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
    return this.#kernelSessions()
      .filter(({ session }) => session.tenant === tenant)
      .sort((a, b) => before(b.read, a.read))
      .map(({ session }) => session);
  }

  #kernelSessions(): { readonly read: Read; readonly session: KernelSession }[] {
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
    return [...all.values()];
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
      .map(denialOf);
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

type EventKey = readonly [at: number, place: number, index: number, source: number];

interface PlacedEvent {
  readonly key: EventKey;
  readonly event: TimelineEvent;
}

const PLACED_PARTS: readonly (readonly [TimelinePart, (model: Model, filter: TimelineFilter) => PlacedEvent[]])[] = [
  ['decision', (model, filter) => model.decided(filter)],
  ['approval', (model, filter) => model.asked(filter)],
  ['session', (model, filter) => model.begun(filter)],
  ['kernel', (model, filter) => model.heldBy(filter)],
];

function placed({ place, record }: Read, source: number, event: TimelineEvent): PlacedEvent {
  return { key: [event.at, place, record.index, source], event };
}

function isOfTimeline(names: SessionName, { tenant, agent, session }: TimelineFilter): boolean {
  return names.tenant === tenant && names.agent === agent && (session === undefined || names.session === session);
}

function decisionOf({ log, record: { index, id, at }, body }: Read<'decision'>): Decision {
  const { scopes: _scopes, hosts: _hosts, ...made } = body;
  return { ...made, log, index, id, at, cwd: kept(body.cwd) };
}

function denialOf({ log, record: { index, id, at }, body }: Read<'kernel.denied'>): KernelDenial {
  return { ...body, log, index, id, at };
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

function isNotable({ body }: Read<'decision'>): boolean {
  return body.verdict !== 'allow' || body.judged !== 'allow' || ['HIGH', 'CRITICAL'].includes(body.risk);
}

function countsOf(decided: readonly Read<'decision'>[]): VerdictCounts {
  const counts = { allow: 0, ask: 0, deny: 0 };
  for (const { body } of decided) counts[body.verdict]++;
  return counts;
}

/** What occurs in any of them, by aspect. */
function traitsOf(decided: readonly Read<'decision'>[]): Trait[] {
  const namesOf: Readonly<Record<Aspect, (body: RecordBodies['decision']) => readonly string[]>> = {
    tool: ({ descriptor }) => [descriptor.slice(12, 20)],
    flag: ({ descriptor }) => {
      const bits = Number.parseInt(descriptor.slice(20, 28), 16).toString(2).split('').toReversed();
      return bits.flatMap((bit, place) => (bit === '1' ? [String(place)] : []));
    },
    scope: ({ scopes = [] }) => scopes,
    host: ({ hosts = [] }) => hosts,
  };
  return ASPECTS.flatMap((aspect) =>
    [...new Set(decided.flatMap(({ body }) => namesOf[aspect](body)))].map((name) => {
      const having = decided.filter(({ body }) => namesOf[aspect](body).includes(name));
      const firstAt = Math.min(...having.map(({ record }) => record.at));
      const firstDecision = having.map(({ record }) => record.id).sort()[0] ?? '';
      return { aspect, name, count: having.length, firstAt, firstDecision };
    }),
  );
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
