/**
 * Random histories: every kind of record that the store reads, kinds that it does not, and bodies that are none. Names
 * are few, so that records meet.
 */
import type { CanonicalObject } from '@capgate/base';
import * as fc from 'fast-check';
import {
  ANSWER_SCOPES,
  ANSWER_WAYS,
  ANSWERS,
  BINDING_WAYS,
  HELD_ENDINGS,
  HELD_TIERS,
  type IndexedRecord,
  KERNEL_ACTS,
  MODES,
  type RecordBodies,
  type RecordKind,
  RISKS,
  TOKEN_SUBJECTS,
  VERDICTS,
} from '../src/index.ts';
import { idOf, rawRecord } from './harness.ts';

export const TENANTS = ['acme', 'elsewhere'] as const;
export const AGENTS = ['coder', 'other'] as const;
export const SESSIONS = ['s-1', 's-2'] as const;
export const APPROVALS = ['ap-1', 'ap-2', 'ap-3'] as const;
export const HASHES = ['aa'.repeat(32), 'bb'.repeat(32)] as const;
export const TEXTS = ['', 'ls', 'ls -l', 'é \u{1F600}', "it's 100%_", 'a\\b', 'NUL \0.'] as const;
export const DECISIONS = ['d-1', 'd-2'] as const;
export const END_MS = 2_000;

const tenant = fc.constantFrom(...TENANTS);
const names = { tenant, agent: fc.constantFrom(...AGENTS), session: fc.constantFrom(...SESSIONS) };
const text = fc.constantFrom(...TEXTS);
const person = fc.constantFrom('eve', 'bob');
const number = fc.integer({ min: 0, max: 3 });
const time = fc.integer({ min: 0, max: END_MS });
const approval = fc.constantFrom(...APPROVALS);
const verdict = fc.constantFrom(...VERDICTS);
const risk = fc.constantFrom(...RISKS);
const mode = fc.constantFrom(...MODES);
const held = fc.constantFrom('h-1', 'h-2');
const decision = fc.constantFrom(...DECISIONS);
const ancestry = fc.array(fc.record({ pid: number, command: text }), { minLength: 1, maxLength: 3 });
const action = fc.oneof(
  text.map((command) => ({ command, kind: 'command' })),
  text.map((command) => ({ command, kind: 'command', more: 7 })),
  text.map((path) => ({ kind: 'file', operation: 'read', path })),
  fc.constant({ annotations: { readOnlyHint: true }, kind: 'tool-call', server: 'files', tool: 'list' }),
);

type Bodies = { readonly [Kind in RecordKind]: fc.Arbitrary<RecordBodies[Kind]> };

/** `body` with any of the optional fields. */
function withSome<Needed, Optional>(
  needed: { readonly [Key in keyof Needed]: fc.Arbitrary<Needed[Key]> },
  some: { readonly [Key in keyof Optional]: fc.Arbitrary<Optional[Key]> },
): fc.Arbitrary<Needed & Partial<Optional>> {
  return fc.record({ ...needed, ...some }, { requiredKeys: Object.keys(needed) as never }) as never;
}

const BODIES: Bodies = {
  'gate.started': fc.record({ version: person, instance: person, mode, policy: number }),
  'gate.stopped': fc.record({ instance: person, reason: text }),
  'session.started': withSome(
    { ...names, workingDirectory: text },
    { workspace: text, home: text, platform: text, uid: number, pid: number },
  ),
  'session.ended': fc.record({ tenant, session: names.session }),
  decision: withSome(
    {
      ...names,
      action,
      cwd: text,
      verdict,
      judged: verdict,
      risk,
      descriptor: fc.constantFrom('0f'.repeat(24), '00'.repeat(24), 'a1'.repeat(24)),
      mode,
      policy: number,
      tookNs: number,
    },
    {
      rule: fc.constantFrom('r-1', 'r-2'),
      reasons: fc.array(person, { maxLength: 2 }),
      approval,
      files: fc.array(
        fc.oneof(fc.record({ path: text }), fc.record({ path: text, sha256: fc.constantFrom(...HASHES) })),
        {
          maxLength: 2,
        },
      ),
      subagent: fc.record({ id: person, parent: person }),
      scopes: fc.array(fc.constantFrom('workspace', 'home'), { maxLength: 2 }),
      hosts: fc.array(fc.constantFrom('a.example', 'b.example'), { maxLength: 2 }),
    },
  ),
  'approval.requested': withSome(
    {
      approval,
      ...names,
      action,
      cwd: text,
      actionHash: fc.constantFrom(...HASHES),
      risk,
      summary: text,
      rule: person,
      needed: fc.constantFrom(1 as const, 2 as const),
      expiresAt: time,
    },
    { ancestry },
  ),
  'approval.answered': withSome(
    {
      approval,
      answer: fc.constantFrom(...ANSWERS),
      scope: fc.constantFrom(...ANSWER_SCOPES),
      by: person,
      via: fc.constantFrom(...ANSWER_WAYS),
    },
    { message: text, ruleText: text },
  ),
  'approval.expired': fc.record({ approval }),
  'approval.used': fc.record({ approval, decision: person }),
  'policy.version': fc.record({
    tenant,
    version: number,
    parent: fc.option(number),
    author: person,
    reason: text,
    document: text.map((rule): CanonicalObject => ({ rules: [rule] })),
    merged: fc.boolean(),
  }),
  'policy.activated': withSome(
    { tenant, version: number, previous: fc.option(number), by: person, reason: text },
    { overrideBy: fc.array(person, { maxLength: 2 }) },
  ),
  'registry.version': fc.record({
    tenant,
    name: person,
    version: number,
    hash: person,
    signer: person,
    bytes: fc.constantFrom('', 'AAEC'),
  }),
  'registry.activated': fc.record({ tenant, name: person, version: number, by: person }),
  'token.created': fc.record({
    tokenId: person,
    owner: person,
    tenant,
    name: person,
    subject: fc.constantFrom(...TOKEN_SUBJECTS),
    scopes: fc.array(person, { maxLength: 2 }),
    hash: fc.constantFrom(...HASHES),
    expiresAt: time,
  }),
  'token.revoked': fc.record({ tokenId: person, by: person }),
  'tenant.created': fc.record({ tenant, name: person }),
  'pause.started': fc.record({ tenant, until: time, by: person, reason: text }),
  'pause.ended': fc.record({ tenant, by: person }),
  'kernel.session-started': fc.record({
    tenant,
    held,
    name: person,
    tier: fc.constantFrom(...HELD_TIERS),
    workspace: text,
    pid: number,
    uid: number,
    mask: text.map((path): CanonicalObject => ({ write: [path] })),
  }),
  'kernel.session-ended': withSome(
    { tenant, held, how: fc.constantFrom(...HELD_ENDINGS) },
    { decided: number, denied: number, lost: number },
  ),
  'kernel.bound': withSome(
    { ...names, held, binding: person, decision, pid: number, way: fc.constantFrom(...BINDING_WAYS) },
    { approval },
  ),
  'kernel.denied': withSome(
    { tenant, held, deniedAt: time, act: fc.constantFrom(...KERNEL_ACTS), uid: number, ancestry },
    {
      reason: person,
      control: person,
      scope: person,
      reach: person,
      path: text,
      address: person,
      port: number,
      binding: person,
      decision,
      agent: names.agent,
      session: names.session,
    },
  ),
  'fleet.quarantined': fc.record({
    tenant,
    agent: names.agent,
    quarantine: fc.constantFrom(...HASHES),
    from: time,
    until: time,
    why: text,
    signers: fc.array(person, { maxLength: 3 }),
    batch: fc.constantFrom(...HASHES),
    point: number,
  }),
  'fleet.released': fc.record({
    tenant,
    agent: names.agent,
    quarantine: fc.constantFrom(...HASHES),
    why: text,
    signers: fc.array(person, { maxLength: 3 }),
  }),
  'fleet.finding': fc.record({
    tenant,
    agent: names.agent,
    cohort: person,
    behaviour: person,
    likelihood: fc.constantFrom(0.5, 27.3, 1e9),
    windows: number,
    windowMs: time,
  }),
  'fleet.alert': fc.record({ tenant, alert: person, about: person, message: text }),
};

interface Step {
  readonly kind: string;
  readonly body: CanonicalObject;
  /** How long after the record before. */
  readonly afterMs: number;
}

const known = fc.oneof(
  ...Object.entries(BODIES).map(([kind, body]) =>
    (body as fc.Arbitrary<unknown> as fc.Arbitrary<CanonicalObject>).map((of) => ({ kind, body: of })),
  ),
);
const decided = BODIES.decision.map((body) => ({ kind: 'decision', body: body as unknown as CanonicalObject }));
const unread = fc.constantFrom(...Object.keys(BODIES)).map((kind) => ({ kind, body: { tenant: 7, bytes: '!' } }));
const unknown = fc.constant({ kind: 'fleet.window', body: { tenant: 'acme' } });
/** Now and then another hour, or another day. */
const pause = fc.oneof(
  { weight: 60, arbitrary: fc.integer({ min: 0, max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(3_600_000, 86_400_000) },
);
const step: fc.Arbitrary<Step> = fc
  .oneof(
    { weight: 40, arbitrary: known },
    { weight: 20, arbitrary: decided },
    { weight: 1, arbitrary: unread },
    { weight: 1, arbitrary: unknown },
  )
  .chain((what) => pause.map((afterMs) => ({ ...what, afterMs })));

/** The records of one log, from 0. */
export const history: fc.Arbitrary<readonly IndexedRecord[]> = fc
  .array(step, { maxLength: 120, size: 'max' })
  .map((steps) => {
    let at = 1_000;
    return steps.map(({ kind, body, afterMs }, index) => {
      at += afterMs;
      return { ...rawRecord(index, kind, body, at), id: idOf(at, index) };
    });
  });
