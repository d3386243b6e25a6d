import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../src/documents.ts';
import { capgate } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'capgate-'));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const SOUND = write(
  'sound.yaml',
  `version: 1
mode: strict
rules:
  - id: no-push
    verdict: deny
    reason: Pushing is for people.
    when: { tool: git, subcommand: push }
    except:
      - agent: releaser
    examples:
      match: [git push, git -C x push origin]
      ignore: [git status]
`,
);
const ODD = write(
  'odd.yaml',
  `version: 1
rules:
  - id: all
    verdict: deny
    when: { tool: git }
    examples: { match: [git push], ignore: [git pull] }
  - id: push
    verdict: deny
    when: { tool: git, subcommand: push }
    examples: { match: [git push] }
`,
);

/** Why a file with this text is refused. */
async function refused(name: string, text: string): Promise<string> {
  const { status, stdout, stderr } = await capgate(['policy', 'explain', write(name, text)]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  return stderr;
}

describe('policy lint', () => {
  it('has nothing to say on a sound policy', async () => {
    expect(await capgate(['policy', 'lint', SOUND])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('names rule and reason', async () => {
    const { status, stdout } = await capgate(['policy', 'lint', ODD]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^warning shadowed "[^"]+odd\.yaml" rules\[1\]: rule push never decides/mu);
    const json = await capgate(['policy', 'lint', '--json', ODD]);
    expect(JSON.parse(json.stdout)[0]).toMatchObject({ level: 'warning', code: 'shadowed', path: 'rules[1]' });
  });

  it('looks at layers together', async () => {
    const project = write('project.yaml', 'version: 1\nmode: balanced\nrules: []\n');
    const { status, stdout } = await capgate(['policy', 'lint', `organisation=${SOUND}`, `project=${project}`]);
    expect(status).toBe(1);
    expect(stdout).toContain('mode-held');
  });

  it('reports a document that is no policy as a finding', async () => {
    const broken = write('broken.json', '{"version": 1, "rules": [{"id": "x", "verdict": "refuse", "when": {}}]}');
    const { status, stdout } = await capgate(['policy', 'lint', broken]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^error VALUE "[^"]+broken\.json": rules\[0\]\.verdict: expected /u);
    const json = await capgate(['policy', 'lint', '--json', broken]);
    expect(JSON.parse(json.stdout)).toMatchObject([{ level: 'error', code: 'VALUE', path: 'rules[0].verdict' }]);
    const { stderr } = await capgate(['check', '--policy', broken, 'ls']);
    expect(stderr).toMatch(/^capgate: "[^"]+broken\.json": VALUE: rules\[0\]\.verdict: expected /u);
  });
});

describe('policy test', () => {
  it('counts the examples that hold, and names those that do not', async () => {
    expect(await capgate(['policy', 'test', SOUND])).toEqual({
      status: 0,
      stdout: '3 examples, 0 failed\n',
      stderr: '',
    });
    const { status, stdout } = await capgate(['policy', 'test', ODD]);
    expect(status).toBe(1);
    expect(stdout).toContain('rules[0].examples.ignore[0]: expected rule all to not match');
    expect(stdout).toContain('3 examples, 1 failed\n');
    const json = JSON.parse((await capgate(['policy', 'test', '--json', ODD])).stdout);
    expect(json).toMatchObject({ examples: 3, failures: [{ ruleId: 'all', list: 'ignore', index: 0 }] });
  });

  it('does not depend on where it runs', async () => {
    const here = write(
      'here.yaml',
      "version: 1\nrules:\n  - id: w\n    verdict: ask\n    when: { scope: workspace, effect: 'file.*' }\n    examples: { match: [touch x], ignore: [touch /srv/x] }\n",
    );
    for (const cwd of ['/', '/srv', '/etc']) expect((await capgate(['policy', 'test', here], { cwd })).status).toBe(0);
  });
});

describe('policy explain', () => {
  it('says what the rules do', async () => {
    const { status, stdout } = await capgate(['policy', 'explain', `organisation=${SOUND}`]);
    expect(status).toBe(0);
    expect(stdout).toContain(`organisation: ${SOUND}\n  sets mode strict\n  no-push\n`);
    expect(stdout).toContain('deny   tool is git, and subcommand is push\n');
    expect(stdout).toContain('except agent is releaser\n');
    expect(stdout).toContain('because Pushing is for people.\n');
    const json = JSON.parse((await capgate(['policy', 'explain', '--json', SOUND])).stdout);
    expect(json[0]).toMatchObject({ layer: 'user', document: { mode: 'strict' } });
  });
});

describe('policy files', { timeout: 60_000 }, () => {
  it('are refused where YAML would say one thing twice, or more than it shows', async () => {
    expect(await refused('a.yaml', 'version: 1\nversion: 2\n')).toMatch(/line 2, column 1: Map keys must be unique/u);
    expect(await refused('b.yaml', 'version: &v 1\nrules: [*v]\n')).toMatch(/no aliases/u);
    expect(await refused('c.yaml', 'version: !!js/function 1\n')).toMatch(/line 1, column 10: Unresolved tag/u);
    expect(await refused('d.yaml', 'version: 1\nrules: []\n---\nversion: 1\n')).toMatch(/multiple documents/u);
    expect(await refused('e.json', '{"version": 1,}')).toMatch(/to be JSON/u);
    expect(await refused('f.yaml', '\u0000')).not.toBe('');
  });

  it('are refused, and not for long, where they are made to exhaust the reader', async () => {
    expect(await refused('deep.yaml', '- '.repeat(100_000))).toMatch(/256 columns of indentation/u);
    expect(await refused('flow.yaml', '['.repeat(20_000))).toMatch(/line 1/u);
    expect(await refused('long.yaml', '#'.repeat((1 << 20) + 1))).toMatch(/at most 1048576 characters of YAML/u);
    expect(await refused('bomb.yaml', `a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n`)).toMatch(/no aliases/u);
    expect(await refused('deep.json', '['.repeat(1_000_000))).toMatch(/to be JSON/u);
  });

  it('mean the same in JSON and in YAML', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ stringUnit: 'grapheme' }), async (value) => {
        const json = JSON.stringify(value, null, 1);
        expect(await parseDocument(json, 'p.yaml')).toEqual(await parseDocument(json, 'p.json'));
      }),
    );
  });

  it('are one for each layer', async () => {
    const { status, stderr } = await capgate(['policy', 'lint', SOUND, `user=${ODD}`]);
    expect(status).toBe(2);
    expect(stderr).toContain('expected one policy for layer user, met several');
  });
});
