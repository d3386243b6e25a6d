import { encodeDescriptor, toHex } from '@capgate/core/descriptor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Pulse } from '../src/gate/live.ts';
import type { Decision } from '../src/gate/queries.ts';
import { actionText } from '../src/parts/action-text.ts';
import { axisTexts, countdownText, durationText, lengthText } from '../src/parts/times.ts';
import { fieldsOf } from '../src/pages/decisions/descriptor-fields.ts';
import { disagreements } from '../src/pages/decisions/disagreements.ts';
import { filterOf, hrefOfFilter } from '../src/pages/decisions/filter.ts';
import { latencyOf, rateOf, ratesOf, rateText, secondsText } from '../src/pages/now/rates.ts';
import { hrefOf, placeOf } from '../src/routes.ts';

const bounds = [1e-6, 1e-5, 1e-4];

function pulse(at: number, allow: number, deny: number, cumulative: readonly number[]): Pulse {
  const decisions = [
    { verdict: 'allow', risk: 'SAFE', count: allow },
    { verdict: 'deny', risk: 'CRITICAL', count: deny },
  ];
  const latency = { boundsSeconds: bounds, cumulative, count: allow + deny };
  return { at, decisions, latency, approvalsPending: 0, sessions: 1, logWorks: true };
}

describe('rates', () => {
  const pulses = [
    pulse(1_000, 10, 0, [10, 10, 10]),
    pulse(2_000, 30, 2, [20, 31, 32]),
    pulse(4_000, 30, 6, [20, 35, 35]),
  ];

  test('are what was decided between two pulses, a second', () => {
    expect(ratesOf(pulses, 'verdict', ['allow', 'ask', 'deny'])).toEqual({
      times: [2, 4],
      series: [
        [20, 0],
        [0, 0],
        [2, 2],
      ],
    });
    expect(ratesOf(pulses, 'risk', ['CRITICAL']).series).toEqual([[2, 2]]);
    expect(rateOf(pulses, 10)).toBeCloseTo(26 / 3);
    expect(rateOf(pulses.slice(0, 1), 10)).toBeUndefined();
  });

  test('the share of decisions that took no longer is told by the bounds of the histogram', () => {
    const latency = latencyOf(pulses);
    expect(latency?.count).toBe(26);
    // 10 of 26 in the first bucket, 25 up to the second, 25 up to the third, one above all.
    expect([0.3, 0.5, 0.96, 0.99].map((share) => latency?.atMost(share))).toEqual([1e-6, 1e-5, 1e-5, undefined]);
  });

  test('where nothing was decided in the meantime, it is of all before; where nothing ever was, of none', () => {
    expect(latencyOf([pulses[2] as Pulse, { ...(pulses[2] as Pulse), at: 5_000 }])?.count).toBe(36);
    expect(latencyOf([pulse(1, 0, 0, [0, 0, 0])])).toBeUndefined();
    expect(latencyOf([])).toBeUndefined();
  });

  test('are said in few letters', () => {
    expect([0, 0.42, 9.96, 2_031.4].map(rateText)).toEqual(['0', '0.4', '10.0', '2,031']);
    expect([2e-5, 5e-3, 1, undefined].map(secondsText)).toEqual(['20 µs', '5 ms', '1 s', '> 1 s']);
  });
});

describe('places in the page', () => {
  test('any address is one', () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        expect(typeof placeOf(hash).page).toBe('string');
      }),
    );
    expect(placeOf('#/decisions/%E0%A4%A')).toMatchObject({ page: 'decisions', id: '%E0%A4%A' });
  });

  test('an address leads to where it was made for', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (id, text) => {
        fc.pre(id.isWellFormed() && text.isWellFormed());
        const place = placeOf(hrefOf('decisions', id, { text }));
        expect([place.page, place.id, place.query.get('text')]).toEqual(['decisions', id, text]);
      }),
    );
  });

  test('a search comes back out of its address, without what makes no sense', () => {
    const filter = { verdict: 'deny', riskAtLeast: 'HIGH', text: 'rm -rf' } as const;
    expect(filterOf(placeOf(hrefOfFilter(filter)).query)).toEqual(filter);
    expect(filterOf(new URLSearchParams('verdict=maybe&riskAtLeast=&text=&actionKind=file'))).toEqual({
      actionKind: 'file',
    });
  });
});

describe('a descriptor', () => {
  test('is 24 bytes, each in one field', () => {
    const bytes = encodeDescriptor({
      commandHash: 0xdeadbeef,
      flags: 0x90,
      executionMs: 120,
      memoryMb: 0,
      outputKb: 3,
      commandLengthBytes: 2,
    });
    const fields = fieldsOf(toHex(bytes));
    expect(fields.flatMap((field) => field.bytes).join('')).toBe(toHex(bytes));
    expect(Object.fromEntries(fields.map(({ name, value }) => [name, value]))).toMatchObject({
      'Command hash': '0xdeadbeef',
      'Security flags': 'CRITICAL · DESTRUCTIVE',
      Execution: '120 ms',
      Memory: 'unknown',
      Output: '3 KB',
      'Command length': '2 bytes',
    });
  });

  test('what is none is not drawn', () => {
    expect(() => fieldsOf('00'.repeat(24))).toThrow(expect.objectContaining({ name: 'DescriptorError' }));
  });
});

describe('what the log says and what the store says', () => {
  const decision = {
    tenant: 'default',
    agent: 'a',
    session: 's',
    cwd: '/srv',
    action: { kind: 'command', command: 'ls' },
    verdict: 'allow',
    judged: 'allow',
    risk: 'SAFE',
    descriptor: '00',
    policy: 1,
  } as unknown as Decision;

  test('is the same in another order, and without what neither has', () => {
    const action = { command: 'ls', kind: 'command' };
    expect(disagreements({ ...decision, action }, decision)).toEqual([]);
  });

  test('differs where one was altered', () => {
    expect(disagreements({ ...decision, verdict: 'deny' }, decision)).toEqual(['verdict']);
    expect(disagreements({ ...decision, action: { kind: 'command', command: 'rm' } }, decision)).toEqual(['action']);
    expect(disagreements({ ...decision, rule: 'r' }, decision)).toEqual(['rule']);
  });
});

test('an action is named by what it touches, with nothing hidden', () => {
  expect(actionText({ kind: 'file', operation: 'write', path: '/srv/\u202ea' })).toBe(String.raw`write /srv/\u{202e}a`);
  expect(actionText({ kind: 'fetch', url: 'https://a.example' })).toBe('GET https://a.example');
  expect(actionText({ kind: 'tool-call', server: 'github', tool: 'merge' })).toBe('github merge');
});

test('times are said in few letters', () => {
  expect([-5, 59_999, 60_000, 3_600_000, 172_800_000].map(durationText)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '1 h',
    '2 d',
  ]);
  expect([247_000, 0, -3].map(countdownText)).toEqual(['4:07', '0:00', '0:00']);
});

test('lengths are said to the nearest of their second unit, with no unit that is full', () => {
  const texts = [301, 1_500, 59_940, 59_960, 119_000, 178_350, 3_599_600, 5_400_000, 7_199_000].map(lengthText);
  expect(texts).toEqual(['0.3 s', '1.5 s', '59.9 s', '1 min', '1 min 59 s', '2 min 58 s', '1 h', '1 h 30 min', '2 h']);
});

test('times on an axis are no finer than they lie apart, and have the weekday where they fill days', () => {
  const from = new Date(2026, 5, 1, 22, 0).getTime() / 1_000;
  const every = (seconds: number, count: number) =>
    axisTexts(
      Array.from({ length: count }, (_, i) => from + i * seconds),
      seconds,
    );
  expect(every(3_600, 3)).toEqual(['22:00', '23:00', expect.stringMatching(/^(?:00|24):00$/u)]);
  expect(every(30, 2)).toEqual(['22:00:00', '22:00:30']);
  expect(every(86_400, 2)).toEqual([expect.stringMatching(/^Mon\W+22:00$/u), expect.stringMatching(/^Tue\W+22:00$/u)]);
  expect(axisTexts([], 1)).toEqual([]);
});
