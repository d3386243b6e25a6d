import { redact } from '@capgate/audit';
import { ENTRY_BYTES_MAX } from '@capgate/audit/verify';
import { canonicalText, encodeCanonical, type CanonicalObject } from '@capgate/base';
import type { Action } from '@capgate/core';
import type { DecisionMade } from '@capgate/store';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loggedAction, wellFormed } from '../src/decisions/action-record.ts';
import { decisionText } from '../src/decisions/decision-text.ts';
import { primitives } from './harness.ts';

/** Escapes, quotes, controls, separators of lines, everything beyond ASCII, halves of surrogate pairs. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '\n', '\u0000', '\u2028', '\u007f', 'é', '😀', '\ud83d', 'a'),
    maxLength: 40,
  }),
  fc.string({ unit: fc.constantFrom('x', '\u0001', '語'), minLength: 8_190, maxLength: 8_200 }),
);
const soundText = anyText.map((text) => text.toWellFormed());
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const hint = optional(fc.boolean());

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constant('command' as const), command: anyText }),
  fc.record({
    kind: fc.constant('file' as const),
    operation: fc.constantFrom('list', 'read', 'create', 'write', 'append', 'move', 'delete', 'delete-tree'),
    path: anyText,
  }),
  fc.record({ kind: fc.constant('fetch' as const), url: anyText, method: optional(anyText) }).map(defined),
  fc
    .record({
      kind: fc.constant('tool-call' as const),
      server: anyText,
      tool: anyText,
      annotations: optional(fc.record({ readOnlyHint: hint, destructiveHint: hint, openWorldHint: hint }).map(defined)),
    })
    .map(defined),
);

const anyDecision: fc.Arbitrary<DecisionMade> = fc
  .record({
    action: anyAction.map((action) => loggedAction(wellFormed(action), '/', primitives).action),
    agent: soundText,
    approval: optional(fc.constant('0123456789abcdef0123456789abcdef')),
    cwd: soundText,
    descriptor: fc.constant('ab'.repeat(24)),
    files: optional(
      fc.array(fc.record({ path: soundText, sha256: optional(fc.constant('0f'.repeat(32))) }).map(defined), {
        minLength: 1,
        maxLength: 3,
      }),
    ),
    hosts: optional(fc.array(soundText, { minLength: 1, maxLength: 2 })),
    judged: fc.constantFrom('allow', 'ask', 'deny'),
    mode: fc.constantFrom('strict', 'balanced', 'observe'),
    policy: fc.nat(),
    reasons: optional(fc.array(soundText, { minLength: 1, maxLength: 3 })),
    risk: fc.constantFrom('SAFE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'),
    rule: optional(soundText),
    scopes: optional(fc.array(fc.constantFrom('workspace', 'credentials'), { minLength: 1, maxLength: 2 })),
    session: soundText,
    subagent: optional(fc.record({ id: soundText, parent: soundText })),
    tenant: soundText,
    tookNs: fc.nat(),
    verdict: fc.constantFrom('allow', 'ask', 'deny'),
  })
  .map(defined);

describe('the text of a decision', () => {
  test('is the canonical text of its record', () => {
    fc.assert(
      fc.property(anyDecision, (made) => {
        expect(decisionText(made)).toBe(canonicalText(made as unknown as CanonicalObject));
      }),
      { numRuns: 500 },
    );
  });

  test('differs for records that differ: a text that forgot a field would be found', () => {
    const [made] = fc.sample(anyDecision, { numRuns: 1, seed: 1 }) as [DecisionMade];
    const others = [
      { cwd: '/b' },
      { agent: 'b' },
      { rule: 'b' },
      { approval: 'b' },
      { tookNs: -1 },
      { files: [{ path: '/b' }] },
      { subagent: { id: 'b', parent: 'b' } },
      { reasons: ['b'] },
      { hosts: ['b'] },
      { scopes: ['b'] },
    ];
    const texts = new Set(others.map((other) => decisionText({ ...made, ...other })));
    expect(texts.add(decisionText(made)).size).toBe(others.length + 1);
  });
});

describe('the record of an action', () => {
  test('holds no half of a surrogate pair, whatever the action held', () => {
    fc.assert(
      fc.property(anyAction, (action) => {
        expect(JSON.stringify(loggedAction(wellFormed(action), '/', primitives))).not.toMatch(/\\ud[89a-f]/u);
      }),
    );
  });

  test('tells long texts apart that begin alike', () => {
    const records = ['a', 'b'].map((end) =>
      loggedAction({ kind: 'command', command: 'x'.repeat(9_000) + end }, '/', primitives),
    );
    expect(records[0]).not.toEqual(records[1]);
    expect(records[0]?.action['cut']).toBe(true);
  });

  test('is cut by the bytes that it has as JSON, and says so in a field that no text can have', () => {
    const looksCut = `x… (5 characters, SHA-256 ${'a'.repeat(64)})`;
    expect([cutOf(looksCut), cutOf('x'.repeat(6_144)), cutOf('x'.repeat(6_145))]).toEqual([undefined, undefined, true]);
    expect([cutOf('\u0001'.repeat(1_024)), cutOf('\u0001'.repeat(1_025))]).toEqual([undefined, true]);
    expect(cutOf('ls', '\u0001'.repeat(700))).toBe(true);
  });

  test.each<[string, string]>([
    ['assignments', 'pass=x;'],
    ['passwords in URLs', 'a://:x@ '],
    ['cookies', 'cookie:x\n'],
    ['fields', '"pass":"x"'],
    ['options', ' --pass=x'],
    ['controls', '\u0001'],
    ['assignments between controls', 'pass=x;\u0001'],
  ])('fits into an entry of the log with a mark for each of many short secrets: %s', (_, unit) => {
    const command = unit.repeat(12_000);
    const cwd = `/${command}`.slice(0, 4_096);
    const logged = loggedAction({ kind: 'command', command }, cwd, primitives);
    const redactedBytes = (action: object): number => {
      const { body, redactions } = redact({ ...action, summary: command.slice(0, 1_000) });
      return encodeCanonical({ ...body, redacted: redactions.map((redaction) => ({ ...redaction })) }).length;
    };
    expect(redactedBytes(logged)).toBeLessThan(ENTRY_BYTES_MAX - 4_096);
    // What was not cut fits nowhere.
    expect(redactedBytes({ action: { kind: 'command', command }, cwd })).toBeGreaterThan(ENTRY_BYTES_MAX - 4_096);
  });
});

/** Without the keys whose value is undefined, as JSON has none. */
function defined<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Value]: Exclude<Value[Key], undefined> };
}

function cutOf(command: string, cwd = '/'): unknown {
  return loggedAction({ kind: 'command', command }, cwd, primitives).action['cut'];
}
