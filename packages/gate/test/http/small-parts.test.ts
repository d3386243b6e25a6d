import { SimulatedClock } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecideRequestSchema } from '../../src/api/decide.ts';
import { checker } from '../../src/api/validation.ts';
import { RateLimiter } from '../../src/callers/rate-limit.ts';
import { Many } from '../../src/http/many.ts';
import { RequestCheck } from '../../src/http/request-check.ts';
import { answerText } from '../../src/api/answer-text.ts';
import { HARMLESS, person } from './harness.ts';

const answers = fc.record(
  {
    decision: fc.uuid(),
    verdict: fc.constantFrom('allow', 'ask', 'deny'),
    risk: fc.constantFrom('SAFE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'),
    descriptor: fc.stringMatching(/^[0-9a-f]{48}$/u),
    judged: fc.constantFrom('allow', 'ask', 'deny'),
    rule: fc.string(),
    reasons: fc.array(fc.record({ code: fc.string(), message: fc.string() })),
    alternative: fc.string(),
    approval: fc.string(),
  },
  { requiredKeys: ['verdict', 'risk', 'descriptor'] },
);

describe('an answer’s text', () => {
  test('is what the engine’s encoder makes of it', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        expect(JSON.parse(answerText(answer))).toEqual(JSON.parse(JSON.stringify(answer)));
      }),
    );
  });
});

test('an answer’s text has a safer line where nothing else stands beside the verdict', () => {
  const answer = { decision: 'd', verdict: 'ask', risk: 'LOW', descriptor: '00', alternative: 'ls' } as const;
  expect(JSON.parse(answerText(answer))).toEqual(answer);
});

describe('token buckets', () => {
  test('let through what was saved up, then the rate, each key by itself', () => {
    const clock = new SimulatedClock();
    const limiter = new RateLimiter(clock, { ratePerSecond: 2, burst: 3 });
    const taken = (key: string): boolean[] => Array.from({ length: 4 }, () => limiter.take(key));
    expect(taken('a')).toEqual([true, true, true, false]);
    clock.advance(500);
    expect([limiter.take('a'), limiter.take('a'), limiter.take('b')]).toEqual([true, false, true]);
    clock.advance(3_600_000);
    expect(taken('a')).toEqual([true, true, true, false]);
  });
});

function isTaken(check: (value: unknown) => unknown, value: unknown): boolean {
  try {
    return check(value) === value;
  } catch {
    return false;
  }
}

describe('checking requests in a row', () => {
  const checkInFull = checker(DecideRequestSchema);
  const fields = fc.record(
    {
      action: fc.oneof(
        fc.record({ kind: fc.constantFrom('command', 'file'), command: fc.string({ maxLength: 3 }) }),
        fc.record({ kind: fc.constant('command'), command: fc.string({ maxLength: 3 }), more: fc.constant(1) }),
        fc.record({ kind: fc.constant('command'), command: fc.constantFrom(7, null) }),
        fc.constantFrom(null, 'command', ['command']),
      ),
      session: fc.constantFrom('s1', ' s1', 7),
      cwd: fc.constantFrom('/a', 'a', '/a\u0000'),
      attended: fc.boolean(),
      unheard: fc.constant('of'),
    },
    { requiredKeys: [] },
  );
  const asked = fc.oneof({ weight: 9, arbitrary: fields }, fc.constantFrom<unknown>(null, 7, [], 'x'));
  const sound = { action: { kind: 'command', command: 'ls' }, session: 's1', cwd: '/a' };
  const likely = fc.oneof(
    fc.constant(sound),
    fc.constant({ ...sound, action: { kind: 'command', command: 'pwd' } }),
    asked,
  );

  test('takes what a check of each in full takes, and nothing else', () => {
    let takenCount = 0;
    fc.assert(
      fc.property(fc.array(likely, { maxLength: 20 }), (requests) => {
        const inRow = new RequestCheck();
        const taken = requests.map((request) => isTaken((value) => inRow.check(value), request));
        expect(taken).toEqual(requests.map((request) => isTaken(checkInFull, request)));
        takenCount += taken.filter(Boolean).length;
      }),
      { numRuns: 2_000 },
    );
    expect(takenCount).toBeGreaterThan(1_000);
  });
});

describe('many at once', () => {
  const none: AsyncIterable<Uint8Array> = (async function* () {
    yield Buffer.from('{"x":');
  })();

  test('a fault while deciding one is told without its text, and the others are answered', async () => {
    const told: unknown[] = [];
    let count = 0;
    const fault = new Error('hunter2');
    const many = new Many(
      () => {
        if (++count === 2) throw fault;
        return { answer: { verdict: 'deny', risk: 'SAFE', descriptor: '00' }, before: undefined };
      },
      (error) => told.push(error),
    );
    const text = await many.batch([HARMLESS, HARMLESS, HARMLESS], person);
    const { answers: all } = JSON.parse(text) as { answers: object[] };
    expect(all).toMatchObject([{ verdict: 'deny' }, { error: { code: 'FAULT' } }, { verdict: 'deny' }]);
    expect(text).not.toContain('hunter2');
    expect(told).toEqual([fault]);
  });

  test('an answer whose record did not reach the disk does not leave', async () => {
    const before = Promise.reject(new Error('disk'));
    const many = new Many(
      () => ({ answer: { verdict: 'ask', risk: 'SAFE', descriptor: '00' }, before }),
      () => {},
    );
    const { answers: all } = JSON.parse(await many.batch([HARMLESS], person)) as { answers: object[] };
    expect(all).toMatchObject([{ error: { code: 'UNAVAILABLE' } }]);
  });

  test('a last line without its end is answered with an error', async () => {
    const many = new Many(
      () => ({ answer: { verdict: 'allow', risk: 'SAFE', descriptor: '00' }, before: undefined }),
      () => {},
    );
    const lines: string[] = [];
    for await (const line of many.stream(none, person)) lines.push(line);
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([{ error: { code: 'REQUEST' } }]);
  });
});
