import { describe, expect, test } from 'vitest';
import { MODES } from '../../src/decision.ts';
import { Capability, CAPABILITY_MASK, type CapabilityName, type Risk } from '../../src/descriptor/capabilities.ts';
import { modeVerdict, stricterMode } from '../../src/policy/index.ts';

const ALL = Object.keys(Capability) as CapabilityName[];
const UNCERTAIN: readonly CapabilityName[] = ['DYNAMIC', 'UNKNOWN_TOOL', 'UNPARSED', 'INFERRED'];
const LEVELS: readonly Risk[] = [0, 1, 2, 3, 4];
const certain =
  CAPABILITY_MASK & ~Capability.GATE_TAMPERING & ~UNCERTAIN.reduce((bits, name) => bits | Capability[name], 0);

describe('modes', () => {
  test.each([
    ['balanced', [0, 0, 0, 1, 2]],
    ['observe', [0, 0, 0, 1, 2]],
    ['strict', [0, 1, 1, 1, 2]],
  ] as const)('%s by risk', (mode, verdicts) => {
    expect(LEVELS.map((risk) => modeVerdict(mode, risk, 0))).toEqual(verdicts);
    expect(LEVELS.map((risk) => modeVerdict(mode, risk, certain))).toEqual(verdicts);
  });

  test.each(UNCERTAIN)('%s makes a difference in strict alone', (name) => {
    expect(LEVELS.map((risk) => modeVerdict('strict', risk, Capability[name]))).toEqual([1, 1, 1, 1, 2]);
    expect(LEVELS.map((risk) => modeVerdict('balanced', risk, Capability[name]))).toEqual([0, 0, 0, 1, 2]);
  });

  test('every capability and risk: strict is never laxer than balanced, verdicts rise with risk and capabilities', () => {
    for (const name of ALL) {
      for (const risk of LEVELS) {
        for (const mode of MODES) {
          const verdict = modeVerdict(mode, risk, Capability[name]);
          expect(modeVerdict('strict', risk, Capability[name])).toBeGreaterThanOrEqual(verdict);
          expect(verdict).toBeGreaterThanOrEqual(modeVerdict(mode, risk, 0));
          expect(modeVerdict(mode, Math.min(4, risk + 1) as Risk, Capability[name])).toBeGreaterThanOrEqual(verdict);
        }
      }
    }
  });

  test('touching the gate is denied in every mode at every risk', () => {
    const verdicts = MODES.flatMap((mode) => LEVELS.map((risk) => modeVerdict(mode, risk, Capability.GATE_TAMPERING)));
    expect(new Set(verdicts)).toEqual(new Set([2]));
  });

  test('a risk that does not exist is denied', () => {
    expect(modeVerdict('balanced', 11 as Risk, 0)).toBe(2);
  });

  test('the stricter of two modes', () => {
    const order = ['observe', 'balanced', 'strict'] as const;
    for (const [low, one] of order.entries()) {
      for (const [high, other] of order.entries()) {
        expect(stricterMode(one, other)).toBe(order[Math.max(low, high)]);
      }
    }
  });
});
