import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compilePolicy, lintPolicy, readPolicyDocument } from '../../src/policy/index.ts';
import { CONDITION_NAMES } from '../../src/policy/read.ts';
import { NAMES } from './world.ts';

const GUIDE = readFileSync(new URL('../../../../docs/policy.md', import.meta.url), 'utf8');
const BLOCKS = Array.from(GUIDE.matchAll(/^```yaml\n(.*?)^```$/gms), ([, text]) => text ?? '');

describe('the policy guide', () => {
  test('has examples and names every condition', () => {
    expect(BLOCKS.length).toBeGreaterThanOrEqual(4);
    expect(CONDITION_NAMES.filter((name) => !GUIDE.includes(`| \`${name}\` |`))).toEqual([]);
  });

  test.each(
    BLOCKS.map((text) => [
      text
        .split('\n')
        .find((line) => line.includes('id:'))
        ?.trim(),
      text,
    ]),
  )('%s is a policy without errors', (_, text) => {
    const user = readPolicyDocument(parse(text));
    const findings = lintPolicy(compilePolicy({ user }, NAMES));
    // The registry of these tests knows few tools; the names are checked with the real one elsewhere.
    expect(findings.filter(({ code }) => code !== 'unknown-name' && code !== 'no-examples')).toEqual([]);
  });
});
