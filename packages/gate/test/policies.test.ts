import { canonicalText, type CanonicalObject } from '@capgate/base';
import { codeOf } from '@capgate/testing';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { GateError } from '../src/index.ts';
import { PolicyConflict } from '../src/policies/policies.ts';
import { AGENT, answerOf, bodiesOf, newWorld, person, type Running, startGate, type World } from './harness.ts';

const ALICE = person('alice');
const BOB = person('bob');

let world: World;
let running: Running;

beforeEach(async () => {
  world = await newWorld();
  running = await startGate(world);
});

async function changed(document: object, parent = running.gate.policies.latest('default').version, by = ALICE) {
  return running.gate.policies.change(by, { parent, document, reason: 'test' });
}

async function activated(version: number, by = ALICE): Promise<void> {
  await running.gate.policies.activate(by, { version, reason: 'test' });
}

function statistics(values: object): object {
  return { statistics: values };
}

async function restarted(): Promise<void> {
  await running.end();
  running = await startGate(world);
}

describe('a change', () => {
  test('is a version with author, parent and reason, and in force only once it is activated', async () => {
    await changed({ security: { mode: 'strict' } });
    expect(running.gate.policies.rules('default').mode).toBeUndefined();
    await activated(1);
    expect(running.gate.policies.rules('default').mode).toBe('strict');
    const [made] = await bodiesOf(world, running.recorder, 'policy.version');
    expect(made).toMatchObject({ version: 1, parent: null, author: 'alice', reason: 'test', merged: false });
  });

  test('of an older version is merged where it touches other places', async () => {
    await changed(statistics({ a: 1 }));
    await changed(statistics({ a: 1, b: 1 }), 1);
    expect(await changed(statistics({ a: 1, c: 1 }), 1)).toEqual({ version: 3, isMerged: true });
    expect(running.gate.policies.latest('default').document).toEqual(statistics({ a: 1, b: 1, c: 1 }));
  });

  test('of an older version that touches the same place is refused, with the three sides', async () => {
    await changed(statistics({ a: 1 }));
    await changed(statistics({ a: 2 }), 1);
    const refused: unknown = await changed(statistics({ a: 3 }), 1).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PolicyConflict);
    expect((refused as PolicyConflict).conflicts).toEqual([{ path: '/statistics/a', base: 1, ours: 3, theirs: 2 }]);
    expect(running.gate.policies.latest('default').version).toBe(2);
  });

  test.each([7, -1, 1.5, Number.NaN])('of a version that never was, %d, is refused', async (parent) => {
    await changed(statistics({ a: 1 }));
    expect(await codeOf(() => changed(statistics({ b: 1 }), parent))).toBe('NOT_FOUND');
  });

  test.each<[string, object]>([
    ['no settings', { mode: 'strict' }],
    ['a layer that is no policy', { security: { organisation: { version: 1, rules: [{ id: 'x' }] } } }],
    [
      'a rule that fails its own examples',
      {
        security: {
          user: {
            version: 1,
            rules: [{ id: 'x', verdict: 'deny', when: { tool: 'ls' }, examples: { match: ['cat x'] } }],
          },
        },
      },
    ],
    [
      'more than an entry of the log holds',
      statistics(Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`k${i}`, 'x'.repeat(1_000)]))),
    ],
    [
      'bytes beyond an entry of the log',
      statistics(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`k${i}`, '語'.repeat(1_000)]))),
    ],
  ])('to %s is refused', async (_, document) => {
    expect(await codeOf(() => changed(document))).toBe('REQUEST');
    expect(running.gate.policies.latest('default').version).toBe(0);
  });

  test('that holds what looks like a secret is refused: the log would take it out, and a restart with it', async () => {
    expect(await codeOf(() => changed({ statistics: { resetToken: 'abc' } }))).toBe('REQUEST');
    expect(await codeOf(() => changed({ statistics: { note: 'password=hunter2hunter2' } }))).toBe('REQUEST');
  });

  test('is for persons', async () => {
    expect(await codeOf(() => changed({}, 0, AGENT))).toBe('FORBIDDEN');
    expect(await codeOf(() => changed({}, 0, { ...person('x'), kind: 'service' }))).toBe('FORBIDDEN');
  });

  test("leaves another tenant's alone", async () => {
    await changed(statistics({ a: 1 }), 0, person('eve', 'other'));
    expect(running.gate.policies.latest('default').version).toBe(0);
    await activated(1, person('eve', 'other'));
    await restarted();
    expect(running.gate.policies.active('other').version).toBe(1);
    expect(running.gate.policies.active('default').version).toBe(0);
  });
});

const denying = (tool: string) => ({ version: 1, rules: [{ id: `no-${tool}`, verdict: 'deny', when: { tool } }] });
const setTo = (organisation: CanonicalObject) =>
  running.gate.policies.setOrganisation('default', { organisation, author: 'fleet', reason: 'version 7' });
const verdictOn = async (command: string) => (await answerOf(running, { kind: 'command', command })).verdict;

describe("the organisation's layer, from above", () => {
  test('is in force at once, whoever owns the domain, and all else stays as it is', async () => {
    await changed({ owners: { security: ['bob'] }, security: { user: denying('cat') }, quality: { a: 1 } });
    await activated(1);
    expect(await setTo(denying('ls'))).toBe(2);
    expect([await verdictOn('ls'), await verdictOn('cat x'), await verdictOn('echo x')]).toEqual([
      'deny',
      'deny',
      'allow',
    ]);
    const [, made] = await bodiesOf(world, running.recorder, 'policy.version');
    expect(made).toMatchObject({ version: 2, parent: 1, author: 'fleet', reason: 'version 7' });
    await restarted();
    expect(await verdictOn('ls')).toBe('deny');
  });

  test('makes no version where it is in force already, in whatever order its keys come', async () => {
    await setTo({ version: 1, mode: 'strict', rules: [] });
    expect(await setTo({ rules: [], mode: 'strict', version: 1 })).toBeUndefined();
    expect(running.gate.policies.latest('default').version).toBe(1);
  });

  test('takes nothing of a draft with it', async () => {
    await changed({ security: { mode: 'strict' } });
    expect(await setTo({ version: 1, rules: [] })).toBe(2);
    expect(running.gate.policies.active('default').document).toEqual({
      security: { organisation: { version: 1, rules: [] } },
    });
  });

  test('that is none, or fails its own examples, changes nothing', async () => {
    const [rule] = denying('ls').rules;
    for (const wrong of [{ version: 9 }, { version: 1, rules: [{ ...rule, examples: { match: ['cat x'] } }] }])
      expect(await codeOf(() => setTo(wrong))).toBe('REQUEST');
    expect(running.gate.policies.active('default').version).toBe(0);
  });
});

describe('owners', () => {
  test('alone change their domain, in changes and in activations', async () => {
    await changed({ owners: { quality: ['alice'] } });
    await activated(1);
    expect(await codeOf(() => changed({ owners: { quality: ['alice'] }, quality: { a: 1 } }, 1, BOB))).toBe(
      'FORBIDDEN',
    );
    await changed({ owners: { quality: ['alice'] }, quality: { a: 1 } }, 1);
    expect(await codeOf(() => activated(2, BOB))).toBe('FORBIDDEN');
    await activated(2);
    expect(await codeOf(() => activated(1, BOB))).toBe('FORBIDDEN');
  });

  test('leave other domains to others, merged or not', async () => {
    await changed({ owners: { quality: ['alice'] }, quality: { a: 1 } });
    await changed({ owners: { quality: ['alice'] }, quality: { a: 2 } });
    const document = { owners: { quality: ['alice'] }, quality: { a: 1 }, performance: { b: 1 } };
    expect(await changed(document, 1, BOB)).toEqual({ version: 3, isMerged: true });
  });

  test("are changed by security's owners, or by themselves where it has none", async () => {
    await changed({ owners: { quality: ['alice'] } });
    expect(await codeOf(() => changed({ owners: { quality: ['bob'] } }, 1, BOB))).toBe('FORBIDDEN');
    expect(await codeOf(() => changed({}, 1, BOB))).toBe('FORBIDDEN');
    await changed({ owners: { quality: ['alice'], security: ['bob'] } }, 1);
    expect(await codeOf(() => changed({ owners: { security: ['bob'] } }, 2))).toBe('FORBIDDEN');
    await changed({ owners: { security: ['bob'] } }, 2, BOB);
    expect(running.gate.policies.latest('default').version).toBe(3);
  });
});

describe('an activation', () => {
  test('keeps a copy of what was in force, before anything else is', async () => {
    await changed(statistics({ a: 1 }));
    await activated(1);
    await changed(statistics({ a: 2 }));
    await activated(2);
    const copies = [...world.disk.files()].filter(([path]) => path.startsWith('/backups/default-000001'));
    expect(copies.map(([, bytes]) => Buffer.from(bytes).toString())).toEqual([
      `${canonicalText({ statistics: { a: 1 } })}\n`,
    ]);
  });

  test('without room for that copy changes nothing', async () => {
    await changed(statistics({ a: 1 }));
    world.disk.roomBytes = 0;
    await expect(activated(1)).rejects.toThrow(/room/u);
    expect(running.gate.policies.active('default').version).toBe(0);
  });

  test('goes back to any version, and to none that never was', async () => {
    for (const a of [1, 2, 3]) await changed(statistics({ a }));
    for (const version of [3, 1, 2]) {
      await activated(version);
      expect(running.gate.policies.active('default').document).toEqual(statistics({ a: version }));
    }
    expect(await codeOf(() => activated(4))).toBe('NOT_FOUND');
  });

  test('survives a restart, as do all versions', async () => {
    for (const a of [1, 2, 3]) await changed(statistics({ a }));
    await activated(2);
    await restarted();
    const { policies } = running.gate;
    expect([policies.latest('default').version, policies.active('default').version]).toEqual([3, 2]);
    expect(await policies.document('default', 1)).toEqual(statistics({ a: 1 }));
  });

  test('is told to who watches, once it counts', async () => {
    const told: object[] = [];
    running.gate.events.watch('default', ({ kind, body }) => void (kind === 'policy.activated' && told.push(body)));
    await changed({});
    await activated(1);
    expect(told).toEqual([{ version: 1 }]);
  });
});

async function unqualified(): Promise<string> {
  return 'it fails its qualification';
}

async function override(by: typeof ALICE, version = 1): Promise<string | undefined> {
  return codeOf(() => running.gate.policies.activate(by, { version, reason: 'an incident', override: true }));
}

describe('what stands against a version', () => {
  beforeEach(async () => {
    await running.end();
    running = await startGate(world, { extensions: [{ name: 'lab', beforeActivate: unqualified }] });
    await changed({ security: { mode: 'strict' } });
  });

  test('holds it back', async () => {
    expect(await codeOf(() => activated(1))).toBe('STATE');
    expect(running.gate.policies.active('default').version).toBe(0);
  });

  test('is overridden by two persons, whom the log names', async () => {
    expect([await override(ALICE), await override(ALICE), await override(BOB)]).toEqual(['STATE', 'STATE', undefined]);
    const [made] = await bodiesOf(world, running.recorder, 'policy.activated');
    expect(made?.['overrideBy']).toEqual(['alice', 'bob']);
  });

  test('is overridden in the log from its first request on, which says what stood against it', async () => {
    await override(ALICE);
    const [asked] = await bodiesOf(world, running.recorder, 'policy.override-requested');
    const against = ['it fails its qualification'];
    expect(asked).toEqual({ tenant: 'default', version: 1, by: 'alice', reason: 'an incident', against });
  });

  test('is not overridden after a first request that the log did not take', async () => {
    world.disk.roomBytes = 0;
    expect(await override(ALICE)).toBe('UNAVAILABLE');
    world.disk.roomBytes = Number.POSITIVE_INFINITY;
    await running.end();
    running = await startGate(world, { extensions: [{ name: 'lab', beforeActivate: unqualified }] });
    expect(await override(BOB)).toBe('STATE');
    expect(running.gate.policies.active('default').version).toBe(0);
  });

  test('is not overridden by one person under two names', async () => {
    const asRoot = { ...ALICE, name: 'root', person: 'alice' };
    expect([await override(ALICE), await override(asRoot), await override(BOB)]).toEqual(['STATE', 'STATE', undefined]);
  });

  test('is not overridden by one person and somebody of whom nobody knows who it is', async () => {
    const { person: _, ...unknown } = { ...ALICE, name: 'root' };
    expect([await override(ALICE), await override(unknown)]).toEqual(['STATE', 'FORBIDDEN']);
    expect(running.gate.policies.active('default').version).toBe(0);
  });

  test('is not overridden by a second person after ten minutes, or for another version', async () => {
    await changed({ security: { mode: 'observe' } });
    expect([await override(ALICE, 1), await override(BOB, 2)]).toEqual(['STATE', 'STATE']);
    world.clock.advance(600_000);
    expect(await override(ALICE, 2)).toBe('STATE');
  });

  test('holds back the person who asks without overriding, although another did', async () => {
    await override(ALICE);
    expect(await codeOf(() => activated(1, BOB))).toBe('STATE');
  });
});

describe('while the log does not work', () => {
  test('nothing changes, and nothing is half changed', async () => {
    await changed(statistics({ a: 1 }));
    world.disk.roomBytes = 0;
    expect(await codeOf(() => changed(statistics({ a: 2 })))).toBe('UNAVAILABLE');
    expect(running.gate.policies.latest('default')).toEqual({ version: 1, document: statistics({ a: 1 }) });
  });

  test('a version that reached the log although its writer was told otherwise keeps its number', async () => {
    await changed(statistics({ a: 1 }));
    const { recorder } = running;
    recorder.recorded = async (kind, body) => {
      await recorder.record(kind, body).promised;
      Reflect.deleteProperty(recorder, 'recorded');
      throw new GateError('UNAVAILABLE', 'expected the disk to say so, met its end');
    };
    expect(await codeOf(() => changed(statistics({ a: 2 })))).toBe('UNAVAILABLE');
    expect(await changed(statistics({ a: 1, z: 1 }), 1)).toEqual({ version: 3, isMerged: true });
    const { version, document } = running.gate.policies.latest('default');
    await recorder.settled();
    expect(document).toEqual(statistics({ a: 2, z: 1 }));
    expect((await running.store.policyVersion('default', version))?.document).toEqual(document);
  });
});

describe('any history of changes, activations and restarts', () => {
  interface Model {
    readonly versions: CanonicalObject[];
    active: number;
  }

  const step = fc.oneof(
    fc.record({
      kind: fc.constant('change' as const),
      key: fc.constantFrom('a', 'b', 'c'),
      value: fc.nat(3),
      age: fc.nat(2),
    }),
    fc.record({ kind: fc.constant('activate' as const), version: fc.integer({ min: 0, max: 6 }) }),
    fc.record({ kind: fc.constant('restart' as const) }),
  );
  type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

  /** What is expected of a change: its version, or undefined for a conflict. A key is a place of its own. */
  function expectedChange({ versions }: Model, { key, value, age }: Extract<Step, { kind: 'change' }>) {
    const parent = Math.max(0, versions.length - 1 - age);
    const [base, theirs] = [versions[parent] ?? {}, versions.at(-1) ?? {}];
    const isConflict = base[key] !== theirs[key] && base[key] !== value && theirs[key] !== value;
    return {
      parent,
      ours: { ...base, [key]: value },
      next: isConflict ? undefined : { ...theirs, ...(base[key] === value ? {} : { [key]: value }) },
    };
  }

  /** How the step ended, and how the model says that it ends. */
  async function take(
    model: Model,
    made: Step,
  ): Promise<readonly [met: string | undefined, expected: string | undefined]> {
    if (made.kind === 'restart') return [await codeOf(restarted), undefined];
    if (made.kind === 'activate') {
      const isThere = made.version < model.versions.length;
      if (isThere) model.active = made.version;
      return [await codeOf(() => activated(made.version)), isThere ? undefined : 'NOT_FOUND'];
    }
    const { parent, ours, next } = expectedChange(model, made);
    if (next !== undefined) model.versions.push(next);
    return [await codeOf(() => changed(statistics(ours), parent)), next === undefined ? 'CONFLICT' : undefined];
  }

  test('comes to what a list of versions comes to', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        world = await newWorld();
        running = await startGate(world);
        const model: Model = { versions: [{}], active: 0 };
        for (const made of steps) {
          const [met, expected] = await take(model, made);
          expect(met).toBe(expected);
        }
        const { policies } = running.gate;
        expect(policies.active('default').version).toBe(model.active);
        const documents = await Promise.all(model.versions.map((_, version) => policies.document('default', version)));
        expect(documents.slice(1)).toEqual(model.versions.slice(1).map((values) => statistics(values)));
        await running.end();
      }),
      { numRuns: 10 },
    );
  });
});
