import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { POLICY_SCHEMA, PolicyError, readPolicyDocument } from '../../src/policy/index.ts';
import { anyRule, numbered } from './world.ts';

const accepts = new Ajv2020({ strictSchema: true, strictTypes: false, allowUnionTypes: true }).compile(POLICY_SCHEMA);

/** The code of the refusal, or undefined where the document is read. */
function refusal(value: unknown): string | undefined {
  try {
    readPolicyDocument(value);
  } catch (error) {
    if (error instanceof PolicyError) return error.code;
    throw error;
  }
  return undefined;
}

const anyDocumentText = fc.record({
  version: fc.constant(1),
  rules: fc.array(anyRule, { maxLength: 3 }).map(numbered),
});

/** Values that break a sound document here and there, or don't. */
const piece = fc.constantFrom<unknown>(
  null,
  1,
  true,
  '',
  'git',
  'push',
  'git push',
  'a*',
  '*',
  '/a/',
  '/a/..',
  'a\u200bb',
  'HIGH',
  'file.*',
  'gate',
  'tool-call',
  'deny',
  'strict',
  [],
  ['git'],
  ['push', 'git push'],
  ['tool-call'],
  ['HIGH', 'LOW'],
  Array.from({ length: 101 }, (_, index) => `n${index}`),
  'a'.repeat(201),
  '\u{1f600}'.repeat(200),
  {},
  { atLeast: 'HIGH' },
  { tool: 'git' },
  { match: ['ls'] },
  { kind: 'command', command: 'ls' },
  { kind: 'file', operation: 'read', path: 'a' },
  { kind: 'fetch', url: 'u', method: 'GET' },
  { kind: 'tool-call', server: 's', tool: 't', annotations: { readOnlyHint: true } },
  [{ tool: 'git' }],
);
const KEYS = [
  'version',
  'mode',
  'rules',
  'id',
  'verdict',
  'reason',
  'when',
  'except',
  'examples',
  'match',
  'ignore',
  'tool',
  'subcommand',
  'capability',
  'risk',
  'effect',
  'scope',
  'place',
  'agent',
  'directory',
  'action',
  'server',
  'atLeast',
  'other',
];

/** Sets a key somewhere in the value, at a depth that `path` leads to. */
function changed(value: unknown, path: readonly number[], key: string, put: unknown): unknown {
  const [step, ...rest] = path;
  if (Array.isArray(value)) {
    if (step === undefined || value.length === 0) return [...(value as unknown[]), put];
    return (value as unknown[]).map((entry, index) =>
      index === step % value.length ? changed(entry, rest, key, put) : entry,
    );
  }
  if (typeof value !== 'object' || value === null) return put;
  const entries = Object.entries(value);
  if (step === undefined || entries.length === 0) return { ...value, [key]: put };
  return Object.fromEntries(
    entries.map(([name, entry], index) => [
      name,
      index === step % entries.length ? changed(entry, rest, key, put) : entry,
    ]),
  );
}

describe('the published schema', () => {
  test('accepts what the reader reads', () => {
    fc.assert(
      fc.property(anyDocumentText, (value) => {
        expect(refusal(value)).toBeUndefined();
        expect(accepts(value)).toBe(true);
      }),
    );
  });

  test('refuses what the reader refuses, and nothing else', () => {
    const path = fc.array(fc.nat(30), { maxLength: 6 });
    fc.assert(
      fc.property(anyDocumentText, path, fc.constantFrom(...KEYS), piece, (value, where, key, put) => {
        const broken = changed(value, where, key, put);
        const code = refusal(broken);
        fc.pre(code !== 'DUPLICATE');
        expect(accepts(broken)).toBe(code === undefined);
      }),
      { numRuns: 3000 },
    );
  });

  test('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(POLICY_SCHEMA))).toEqual(POLICY_SCHEMA);
  });
});
