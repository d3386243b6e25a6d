/** What a server says about its tools. */
import { describe, expect, test } from 'vitest';
import { createContext, decide, type Mode, type ToolCallAction, VERDICTS } from '../../src/index.ts';
import { tables } from '../../src/knowledge/tables/catalogue.ts';
import { compilePolicy, EMPTY_POLICY } from '../../src/policy/index.ts';
import { document } from './world.ts';

const TRUSTING = compilePolicy(
  { user: document([{ id: 'a', verdict: 'allow', when: { server: 'docs', effect: 'call.read' } }]) },
  tables,
);

function verdict(
  server: string,
  annotations: ToolCallAction['annotations'] | undefined,
  mode: Mode,
  policy = EMPTY_POLICY,
) {
  const action = { kind: 'tool-call', server, tool: 'search', ...(annotations && { annotations }) } as const;
  return VERDICTS[decide(action, createContext({ mode, policy })).verdict];
}

describe('hints of a server', () => {
  test.each([undefined, { readOnlyHint: true }, { destructiveHint: false }, { destructiveHint: true }])(
    'do not widen: %o',
    (annotations) => {
      expect([verdict('docs', annotations, 'balanced'), verdict('docs', annotations, 'strict')]).toEqual([
        'ask',
        'ask',
      ]);
    },
  );

  test('are believed of a server that a rule trusts, and of no other', () => {
    const reading = { readOnlyHint: true };
    expect(verdict('docs', reading, 'balanced', TRUSTING)).toBe('allow');
    expect(verdict('docs', undefined, 'balanced', TRUSTING)).toBe('ask');
    expect(verdict('docs', { ...reading, destructiveHint: true }, 'balanced', TRUSTING)).toBe('ask');
    expect(verdict('other', reading, 'balanced', TRUSTING)).toBe('ask');
  });
});
