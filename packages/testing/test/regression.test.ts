/** The project's own regression set holds in both modes. */
import { decide, VERDICTS } from '@capgate/core';
import { describe, expect, test } from 'vitest';
import { evaluationContext } from '../src/evaluation-context.ts';
import { regressionCases } from '../src/regression/index.ts';

const balanced = evaluationContext('balanced');
const strict = evaluationContext('strict');

describe('the regression set', () => {
  test.each(regressionCases)('$field: $command', ({ command, ...wanted }) => {
    const action = { kind: 'command', command } as const;
    expect({
      balanced: VERDICTS[decide(action, balanced).verdict],
      strict: VERDICTS[decide(action, strict).verdict],
    }).toEqual({ balanced: wanted.balanced, strict: wanted.strict });
  });

  test('names each command once, and a reason for all of them', () => {
    expect(new Set(regressionCases.map(({ command }) => command)).size).toBe(regressionCases.length);
    expect(regressionCases.filter(({ why }) => why === '')).toEqual([]);
    expect(regressionCases.length).toBeGreaterThan(1000);
  });
});
