import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Action } from '../../src/action.ts';
import { createContext } from '../../src/context.ts';
import { decide } from '../../src/decide.ts';
import { tables } from '../../src/knowledge/tables/catalogue.ts';
import { assessAction } from '../../src/knowledge/fronts.ts';
import { checkExamples, compilePolicy, lintPolicy, readPolicyDocument } from '../../src/policy/index.ts';
import { CONDITION_NAMES } from '../../src/policy/read.ts';

const GUIDE = readFileSync(new URL('../../../../docs/policy.md', import.meta.url), 'utf8');
const BLOCKS = Array.from(GUIDE.matchAll(/^```yaml\n(.*?)^```$/gms), ([, text]) => text ?? '');
const PLACES = { workspace: '/home/ann/app', home: '/home/ann' };

function assess(action: Action) {
  const { assessor, assessment } = createContext(PLACES);
  assessAction(assessor, action);
  return assessment;
}

/** The verdict of one rule of a user's policy on a command: 0 allow, 1 ask, 2 deny. */
function verdictOf(verdict: string, when: object, command: string): number {
  const user = readPolicyDocument({ version: 1, rules: [{ id: 'a', verdict, when }] });
  const context = createContext({ ...PLACES, policy: compilePolicy({ user }, tables) });
  return decide({ kind: 'command', command }, context).verdict;
}

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
  )('%s: a policy whose examples hold', (_, text) => {
    const policy = compilePolicy({ user: readPolicyDocument(parse(text)) }, tables);
    expect(checkExamples(policy, assess)).toEqual([]);
    expect(lintPolicy(policy).filter(({ level }) => level !== 'note')).toEqual([]);
  });

  test.each([
    ['deny', 'git push', 'git -C app push', 2],
    ['deny', 'git push', 'sudo git push', 2],
    ['deny', 'git push', 'git "$VERB"', 2],
    ['deny', 'git push', '/tmp/git push', 2],
    ['deny', 'git push', 'git status', 0],
    ['allow', 'git push', 'git push --force', 0],
    ['allow', 'git push', 'git "$VERB"', 1],
    ['allow', 'our-tool build', 'our-tool build', 0],
    ['allow', 'our-tool build', 'our-tool --config x build', 1],
    ['deny', 'our-tool build', 'our-tool --config x build', 2],
    ['deny', 'aws s3api list-buckets', 'aws --profile p s3api list-buckets', 2],
    ['deny', 'gcloud compute', 'gcloud --project p compute instances list', 2],
  ])('what it says of names: %s for %s and %s', (verdict, subcommand, command, expected) => {
    expect(verdictOf(verdict, { subcommand }, command)).toBe(expected);
  });

  test('what it says of an unknown tool: no more than to run it is allowed', () => {
    const runs = { tool: 'our-tool', capability: 'UNKNOWN_TOOL' };
    expect(verdictOf('allow', runs, 'our-tool build')).toBe(0);
    expect(verdictOf('allow', runs, 'our-tool build > /etc/passwd')).toBe(2);
    expect(verdictOf('allow', { tool: 'our-tool' }, 'our-tool build > /etc/passwd')).toBe(0);
  });
});
