import { describe, expect, test } from 'vitest';
import { retryDelayMs } from '../src/retry-delay.ts';

const delayMs = (tries: number, retryAfter: string | null | undefined, share: number): number =>
  retryDelayMs({ tries, firstMs: 500, retryAfter, random: () => share });

describe('what nobody took is sent again', () => {
  test('at any time up to a bound that doubles', () => {
    expect([1, 2, 3, 4].map((tries) => delayMs(tries, undefined, 0.5))).toEqual([250, 500, 1_000, 2_000]);
    expect(delayMs(4, null, 0)).toBe(0);
  });

  test('not before the answer asks for it, and not at once with all others then', () => {
    expect(delayMs(1, '2', 0)).toBe(2_000);
    expect(delayMs(1, '2', 0.5)).toBe(2_250);
  });

  test('within a minute, whatever is asked for', () => {
    expect(delayMs(50, '99999', 1)).toBe(60_000);
    expect(delayMs(2_000, undefined, 1)).toBe(60_000);
  });

  test.each(['-1', '1e9', 'Wed, 21 Oct 2026 07:28:00 GMT', '1.5', ''])('as if %j had not been said', (text) => {
    expect(delayMs(1, text, 0.5)).toBe(250);
  });
});
