/** `capgate scan` in a made-up repository. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { COMMANDS } from '../../src/commands.ts';
import type { Finding } from '../../src/scan/findings.ts';
import { KINDS } from '../../src/scan/kinds.ts';
import type { Scan } from '../../src/scan/report.ts';
import manifest from '../../package.json' with { type: 'json' };
import { capgate, type Surroundings } from '../harness.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'capgate-scan-'));
  mkdirSync(join(root, '.git', 'hooks'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, content: string | Uint8Array): void {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
}

async function scan(argv: readonly string[], around: Surroundings = {}) {
  return capgate(['scan', ...argv], { cwd: root, ...around });
}

async function json(argv: readonly string[], around: Surroundings = {}): Promise<Scan & { status: number }> {
  const { status, stdout, stderr } = await scan(['--json', ...argv], around);
  expect(stderr).toBe('');
  return { status, ...(JSON.parse(stdout) as Scan) };
}

/** `PATH:LINE:COLUMN VERDICT CODE` of each finding. */
function told({ files }: Scan): string[] {
  return files.flatMap(({ path, findings }) => findings.map((finding) => `${path}:${tell(finding)}`));
}

function tell({ line, column, verdict, code }: Finding): string {
  return `${line}:${column} ${verdict} ${code}`;
}

const DELETE_ALL = 'rm -rf /';
/** What the region of each finding holds. */
const PARTS = {
  'vcs.force-push': /^--force$/u,
  'file.delete-tree': /^\/$/u,
  'scan.expression-injection': /^\$\{\{ github\.event\.issue\.title \}\}$/u,
  'scan.install-script': /^"git push --force origin main"$/u,
};
const FORCE = 'git push --force origin main';

describe('a repository with a file of each kind', () => {
  beforeEach(() => {
    put('.git/hooks/pre-push', `#!/bin/sh\n${FORCE}\n`);
    put('.git/hooks/pre-commit.sample', `${FORCE}\n`);
    put('.git/config', '');
    put(
      '.github/workflows/ci.yml',
      `jobs:\n  a:\n    steps:\n      - run: |\n          ls\n          ${FORCE}\n      - run: echo "\${{ github.event.issue.title }}"\n`,
    );
    put('Dockerfile', `FROM debian\nRUN ls && \\\n  ${FORCE}\n`);
    put('Makefile', `all:\n\t@ls\n\t@${FORCE}\n`);
    put('package.json', `{"scripts": {\n  "postinstall": "${FORCE}"\n}}\n`);
    put('run.sh', `set -e\n${FORCE}\n${DELETE_ALL}\n`);
    put('tool', `#!/usr/bin/env bash\n${FORCE}\n`);
    put('README.md', DELETE_ALL);
    put('node_modules/x/run.sh', DELETE_ALL);
  });

  it('is told file by file, with places, and no deny hides an ask', async () => {
    const found = await json(['.']);
    expect(told(found)).toEqual([
      '.git/hooks/pre-push:2:10 ask vcs.force-push',
      '.github/workflows/ci.yml:6:20 ask vcs.force-push',
      '.github/workflows/ci.yml:7:20 deny scan.expression-injection',
      'Dockerfile:3:12 ask vcs.force-push',
      'Makefile:3:12 ask vcs.force-push',
      'package.json:2:18 allow scan.install-script',
      'package.json:2:28 ask vcs.force-push',
      'run.sh:2:10 ask vcs.force-push',
      'run.sh:3:8 deny file.delete-tree',
      'tool:2:10 ask vcs.force-push',
    ]);
    const { status, verdict, skipped, failures } = found;
    expect({ status, verdict, skipped, failures }).toEqual({ status: 4, verdict: 'deny', skipped: 2, failures: [] });
    expect(new Set(found.files.map(({ kind }) => kind))).toEqual(new Set(KINDS));
  });

  it('is told in SARIF with what the specification asks for', async () => {
    const { status, stdout } = await scan(['--sarif', '.']);
    expect(status).toBe(4);
    const log = JSON.parse(stdout);
    expect(log.version).toBe('2.1.0');
    const [run] = log.runs;
    expect(run.tool.driver).toMatchObject({ name: 'Capgate', version: manifest.version });
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.originalUriBaseIds.SRCROOT.uri).toMatch(/^file:\/\/\/.*\/$/u);
    expect(run.invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
    const rules: { id: string; shortDescription: { text: string }; help: { text: string } }[] = run.tool.driver.rules;
    for (const { shortDescription, help } of rules) {
      expect(shortDescription.text).not.toBe('');
      expect(help.text).toContain('risk');
    }
    expect(run.results).toHaveLength(10);
    for (const result of run.results) {
      expect(rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(result.level).toBe({ deny: 'error', ask: 'warning', allow: 'note' }[result.properties.verdict as 'ask']);
      const { artifactLocation, region } = result.locations[0].physicalLocation;
      expect(artifactLocation.uriBaseId).toBe('SRCROOT');
      const lines = readFileSync(join(root, decodeURIComponent(artifactLocation.uri)), 'utf8').split('\n');
      const { startLine, startColumn, endLine, endColumn } = region;
      expect(endLine).toBe(startLine);
      const part = lines[startLine - 1]?.slice(startColumn - 1, endColumn - 1);
      expect(part).toMatch(PARTS[result.ruleId as keyof typeof PARTS]);
    }
    const prints = run.results.map((result: { partialFingerprints: object }) =>
      JSON.stringify(result.partialFingerprints),
    );
    expect(new Set(prints).size).toBe(10);
  });
});

/** Fingerprints of the results of a scan of everything. */
async function fingerprints(): Promise<string[]> {
  const { runs } = JSON.parse((await scan(['--sarif', '.'])).stdout);
  return runs[0].results.map(
    (result: { partialFingerprints: Record<string, string> }) => result.partialFingerprints['capgateFinding/v1'],
  );
}

describe('a fingerprint', () => {
  it('outlives a move of its line, and is another for another command', async () => {
    put('run.sh', `${FORCE}\n${FORCE}\n`);
    const before = await fingerprints();
    expect(new Set(before).size).toBe(2);
    put('run.sh', `ls\n\n${FORCE}\nls\n${FORCE}\n`);
    expect(await fingerprints()).toEqual(before);
    put('run.sh', 'git push --force origin other\n');
    expect(before).not.toContain((await fingerprints())[0]);
  });
});

describe('the exit status', () => {
  it.each([
    ['ls', 'ask', 0],
    [FORCE, 'ask', 3],
    [FORCE, 'deny', 0],
    [FORCE, 'never', 0],
    [DELETE_ALL, 'ask', 4],
    [DELETE_ALL, 'deny', 4],
    [DELETE_ALL, 'never', 0],
  ])('of %j under --fail-on %s is %i', async (command, failOn, expected) => {
    put('run.sh', command);
    expect((await scan(['--fail-on', failOn, 'run.sh'])).status).toBe(expected);
  });

  it('follows mode, policy and whether somebody can answer', async () => {
    put('run.sh', FORCE);
    put(
      'policy.yaml',
      `version: 1\nrules:\n  - id: pushing\n    verdict: deny\n    when: { effect: vcs.force-push }\n    reason: Not here.\n`,
    );
    expect((await scan(['--mode', 'observe', 'run.sh'])).status).toBe(0);
    expect((await scan(['--unattended', 'run.sh'])).status).toBe(4);
    const { status, ...found } = await json(['--policy', 'policy.yaml', 'run.sh']);
    expect(status).toBe(4);
    expect(told(found)).toEqual(['run.sh:1:10 deny policy.pushing']);
  });
});

describe('what cannot be read', () => {
  it('is said file by file, and the scan goes on', async () => {
    put('a-binary.sh', Uint8Array.of(0xff, 0xfe, 0));
    put('b-huge.sh', Buffer.alloc((1 << 20) + 1, 'x'));
    put('c-good.sh', FORCE);
    put('notes.txt', DELETE_ALL);
    symlinkSync('/etc', join(root, 'link'));
    symlinkSync('notes.txt', join(root, 'd-link.sh'));
    const { status, failures, ...found } = await json(['.', 'notes.txt', 'missing', 'link']);
    expect(status).toBe(2);
    expect(told({ ...found, failures })).toEqual(['c-good.sh:1:10 ask vcs.force-push']);
    expect(failures.map(({ path }) => path).sort()).toEqual([
      'a-binary.sh',
      'b-huge.sh',
      'link',
      'missing',
      'notes.txt',
    ]);
    const whys = failures.map(({ path, why }) => `${path}: ${why}`).join('\n');
    expect(whys).toMatch(/^a-binary\.sh: .*UTF-8/mu);
    expect(whys).toMatch(/^b-huge\.sh: .*1048577 bytes where 1048576 are allowed/mu);
    expect(whys).toMatch(/^notes\.txt: .*say which with --as$/mu);
    expect(whys).toMatch(/^link: .*met a link or a device/mu);
    expect(whys).toMatch(/^missing: .*ENOENT/mu);
  });

  it('is notified in SARIF', async () => {
    const { runs } = JSON.parse((await scan(['--sarif', 'missing'])).stdout);
    expect(runs[0].invocations[0]).toMatchObject({ executionSuccessful: false });
    expect(runs[0].invocations[0].toolExecutionNotifications[0].message.text).toContain('ENOENT');
  });

  it('may be a folder, too', async (context) => {
    if (process.getuid?.() === 0) context.skip('root may read every folder');
    put('closed/run.sh', FORCE);
    chmodSync(join(root, 'closed'), 0);
    const { failures } = await json(['.']);
    chmodSync(join(root, 'closed'), 0o755);
    expect(failures).toEqual([{ path: 'closed', why: expect.stringContaining('EACCES') as string }]);
  });

  it('may be YAML within a file that can be read: then it is asked about', async () => {
    put('.github/workflows/a.yml', 'jobs: [\n');
    const { status, ...found } = await json(['.']);
    expect(status).toBe(3);
    expect(told(found)).toEqual([expect.stringMatching(/^\.github\/workflows\/a\.yml:\d+:\d+ ask scan\.unreadable$/u)]);
  });
});

describe('the workspace', () => {
  it("is the file's own repository, unless one is named", async () => {
    for (const repository of ['app', 'app/inner']) mkdirSync(join(root, repository, '.git'), { recursive: true });
    put('app/inner/run.sh', 'rm -rf ../outside\n');
    put('app/run.sh', 'rm -rf outside\n');
    const risky = expect.stringMatching(/^app\/inner\/run\.sh:1:8 ask file\./u);
    expect(told(await json(['--home', root, 'app']))).toEqual([risky]);
    const workspace = join(root, 'app');
    const cwd = join(workspace, 'inner');
    expect(told(await json(['--home', root, '--workspace', workspace, '--cwd', cwd, 'app/inner/run.sh']))).toEqual([]);
  });
});

describe('standard input', () => {
  it('is read as the kind that is named', async () => {
    const { status, stdout } = await scan(['--stdin', '--as', 'dockerfile'], { input: `RUN ${FORCE}\n` });
    expect(status).toBe(3);
    expect(stdout).toContain('1:14');
  });

  it.each([
    [['--stdin'], 'expected --as KIND with --stdin, met none'],
    [['--stdin', '--as', 'shell', 'x'], 'expected no FILE with --stdin, met one'],
    [[], 'expected a FILE or a folder, met none'],
    [['--json', '--sarif', '.'], 'expected one of --json and --sarif, met both'],
  ])('and the rest of %j must make sense', async (argv, message) => {
    const { status, stderr } = await scan(argv);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('what is shown', () => {
  it('is grouped by file: verdict, risk, place, code, the command, and what would be safer', async () => {
    put('run.sh', `ls\n${FORCE}\n`);
    const { stdout } = await scan(['.']);
    expect(stdout).toBe(`run.sh
  ask   HIGH      2:10  vcs.force-push: overwrites history on a remote repository [script]
      | git push --force origin main
      = help: Use \`git push --force-with-lease\`.
      = safer: git push --force-with-lease origin main

Files 1: 0 deny, 1 ask, 0 note
`);
  });

  it.each(['--json', '--sarif', '--mode=balanced'])(
    'holds no secret, and nothing that acts on a terminal (%s)',
    async (option) => {
      const secret = `ghp_${'a1B2'.repeat(9)}`;
      put('run.sh', `git push --force https://me:${secret}@example.com/x \u001b[2J\n`);
      const { stdout } = await scan([option, '.']);
      expect(stdout).toContain('redacted');
      expect(stdout).not.toContain(secret);
      expect(stdout).not.toContain('\u001b');
    },
  );
});

describe('the GitHub action', () => {
  const path = new URL('../../action/action.yml', import.meta.url);
  const action = parse(readFileSync(path, 'utf8'));
  const options = COMMANDS.commands?.find(({ name }) => name === 'scan')?.options ?? [];

  it('has inputs that the command has, with defaults that it takes', () => {
    const { paths, 'sarif-file': file, ...others } = action.inputs as Record<string, { default: string }>;
    expect(paths?.default).toBe('.');
    expect(file?.default).toBe('capgate.sarif');
    expect(Object.keys(others).sort()).toEqual(['fail-on', 'mode']);
    for (const [name, input] of Object.entries(others)) {
      expect(options.find((option) => option.name === name)?.choices).toContain(input.default);
    }
  });

  it('runs this version with options that exist, and splices nothing into its script', async () => {
    const [step] = action.runs.steps;
    expect(step.run).toContain(`npx --yes capgate@${manifest.version} scan `);
    const used = [...(step.run as string).matchAll(/ --([a-z-]+)/gu)]
      .map(([, name]) => name)
      .filter((name) => name !== 'yes');
    expect(used).toEqual(['sarif', 'mode', 'fail-on']);
    expect(options.map(({ name }) => name)).toEqual(expect.arrayContaining(used));
    expect(step.run).not.toContain('${{');
    const { stdout } = await scan(['--json', '--stdin', '--as', 'workflow'], { input: readFileSync(path, 'utf8') });
    expect(stdout).not.toContain('scan.expression-injection');
  });
});
