/** The examples of the pages on the command line: they run, and print what the page says. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { checkConfig, checkSettings, rulesOf } from '@capgate/gate';
import { supports } from '@capgate/keys/node';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/commands.ts';
import { parseDocument } from '../src/documents.ts';
import { flatten } from '../src/completion/tree.ts';
import { capgate } from './harness.ts';
import { FINGERPRINT, LogHome } from './log-harness.ts';

const PAGE = pageOf('docs/cli.md');

function pageOf(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
}

interface Example {
  readonly line: string;
  /** Empty where the page shows none. */
  readonly output: string;
}

/** Each `$ capgate …` of a page's console blocks, with the output below it. */
function examples(page: string): Example[] {
  const blocks = [...page.matchAll(/^```console\n(.*?)^```$/gmsu)].map(([, block = '']) => block);
  return blocks.flatMap((block) => {
    const parts = block.split(/^\$ /mu).slice(1);
    return parts.map((part) => {
      const end = part.indexOf('\n');
      return { line: part.slice(0, end), output: part.slice(end + 1) };
    });
  });
}

/** Lets bash read the line, with a `capgate` that only says what it was given. */
function readLine(line: string): { argv: string[]; input: string } {
  const script = `npx() { "$@"; }\nsudo() { "$@"; }\ncapgate() { printf '%s\\0' "$@"; if [[ ! -t 0 ]]; then printf '\\0'; cat; fi; }\n${line}`;
  const output = execFileSync('bash', ['-c', script], { encoding: 'utf8', input: '' });
  const end = output.indexOf('\0\0');
  return { argv: output.slice(0, end).split('\0'), input: output.slice(end + 2) };
}

/** Fails unless the line prints what the page shows below it. */
async function expectAsShown({ line, output }: Example): Promise<void> {
  const { argv, input } = readLine(line);
  const { stdout, stderr } = await capgate(argv, { input });
  expect(stderr).toBe('');
  expect(stdout).not.toBe('');
  expect(output === '' ? '' : stdout.trimEnd()).toBe(output.trimEnd());
}

/** What is another in every run (keys, hashes, times) by its kind, and blanks as one: lines break as paths are long. */
function masked(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{64}\b/gu, 'HASH')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/gu, 'TIME')
    .replaceAll(/\+[0-9a-f]{8}\+\S+/gu, '+ID+KEY')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

describe.each(['README.md', 'packages/cli/README.md'])('%s', (path) => {
  it('shows what the program prints', async () => {
    const shown = examples(pageOf(path));
    expect(shown.map(({ output }) => output !== '')).toEqual([true]);
    for (const example of shown) await expectAsShown(example);
  });
});

describe('packages/cli/README.md', () => {
  it('names every command', () => {
    for (const { name } of COMMANDS.commands ?? [])
      expect(pageOf('packages/cli/README.md')).toContain(`| \`capgate ${name}`);
  });
});

describe('ARCHITECTURE.md', () => {
  it('names every dependency', () => {
    const page = pageOf('ARCHITECTURE.md');
    const folders = ['.', 'packages/core', 'packages/cli', 'packages/lab', 'packages/fleet'];
    const manifests = folders.map((folder) => JSON.parse(pageOf(`${folder}/package.json`)));
    const names = manifests.flatMap(({ dependencies, devDependencies, optionalDependencies }) =>
      Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }),
    );
    const named = names.filter((name) => !name.startsWith('@capgate/'));
    expect(named.length).toBeGreaterThan(20);
    const byScope: Readonly<Record<string, string>> = {
      '@biomejs/biome': 'Biome',
      '@stryker-mutator/core': '@stryker-mutator/*',
      '@stryker-mutator/vitest-runner': '@stryker-mutator/*',
    };
    expect(named.filter((name) => !page.includes(byScope[name] ?? name))).toEqual([]);
  });
});

describe('docs/residual-risk.md', () => {
  it('calls just those layers existing that are packages here', () => {
    const page = pageOf('docs/residual-risk.md');
    const packages = readdirSync(new URL('../../../packages', import.meta.url)).filter((name) => name !== 'testing');
    expect(page).toContain('**Seven layers exist today: `core`, which decides, `gate`, the service that agents ask');
    // What the seven stand on is no layer, nor are the page and the lab: they neither decide nor stop anything.
    const others = ['base', 'client', 'console', 'keys', 'lab', 'store'];
    expect(packages).toEqual(['agents', 'audit', 'cli', 'core', 'fleet', 'gate', 'kernel', ...others].toSorted());
    const planned = [...page.matchAll(/^- `(\w+)`: /gmu)].map(([, name = '']) => name);
    expect(planned.length).toBeGreaterThan(0);
    expect(planned.filter((name) => packages.includes(name))).toEqual([]);
  });
});

describe('docs/service.md', () => {
  const page = pageOf('docs/service.md');
  const [config = '', policy = ''] = [...page.matchAll(/^```yaml\n(.*?)^```$/gmsu)].map(([, block = '']) => block);

  it('shows a configuration and a policy that the gate takes', async () => {
    expect(checkConfig(await parseDocument(config, 'config.yaml'))).toMatchObject({ store: { kind: 'postgres' } });
    const rules = rulesOf(1, checkSettings(await parseDocument(policy, 'policy.yaml')));
    expect(rules.approvals.people).toEqual({ CRITICAL: 2 });
    expect(rules.policy.layers).toHaveLength(1);
  });

  it('shows a question that the socket takes', () => {
    const [, line = ''] = /^```json\n(.*)\n```$/mu.exec(page) ?? [];
    expect(JSON.parse(line)).toMatchObject({ op: 'decide', request: { action: { kind: 'command' } } });
  });
});

describe('docs/audit.md', () => {
  const page = pageOf('docs/audit.md');

  it('shows what the program prints, one example after the other', async (context) => {
    if (!supports('ml-dsa-65')) context.skip('this Node has no ML-DSA-65, and the page is of hybrid keys');
    const home = new LogHome();
    const shown = examples(page);
    expect(shown.length).toBeGreaterThan(6);
    // The key of the page, and the one that this run makes in its place.
    const [first = ''] = FINGERPRINT.exec(page) ?? [];
    let own = first;
    for (const { line, output } of shown) {
      const argv = readLine(line).argv.map((word) => (first.startsWith(word) ? own.slice(0, word.length) : word));
      const { stdout, stderr } = await home.capgate(argv, { secrets: ['a passphrase', 'a passphrase'] });
      expect({ line, stderr }).toEqual({ line, stderr: '' });
      expect(output === '' ? '' : masked(stdout.replaceAll(home.path, '/home/dev'))).toBe(masked(output));
      if (own === first) [own = ''] = FINGERPRINT.exec(stdout) ?? [];
    }
    home.remove();
  });

  it('names every command of keys and audit', () => {
    const named = flatten(COMMANDS).filter(({ name }) => /^capgate (?:keys|audit) /u.test(name));
    expect(named).toHaveLength(9);
    for (const { name, spec } of named) expect(page, name).toMatch(new RegExp(`\\b${spec.name}\\b`, 'u'));
  });
});

describe('docs/cli.md', () => {
  it.each(examples(PAGE))('$line', expectAsShown);

  it('names every command, and every option of check', () => {
    for (const { name, spec } of flatten(COMMANDS)) {
      expect(PAGE).toContain(name.split(' ', 2).join(' '));
      expect(PAGE).toContain(spec.name);
    }
    const check = COMMANDS.commands?.find(({ name }) => name === 'check');
    for (const { name } of check?.options ?? []) expect(PAGE).toContain(`--${name}`);
  });

  it('and the help show lines that the program takes', async () => {
    const home = new LogHome();
    // These serve until they are ended, start another program, or simulate for minutes; their own tests run them.
    const serving = ['serve', 'exec', 'run', 'mcp', 'mcp-proxy', 'fleet', 'fleet node', 'fleet simulate'];
    const others = flatten(COMMANDS).filter(({ name }) => !serving.includes(name.replace('capgate ', '')));
    for (const { spec } of others) {
      for (const { line } of spec.examples) {
        const command = line.replace(/^eval "\$\((.*)\)"$/u, '$1').replace(/ (?:&&|[<>]) .*$/u, '');
        const { argv } = readLine(command);
        // Nobody reads on: what follows a log would not end otherwise.
        const { stderr } = await home.capgate(argv, { input: '', secrets: ['x', 'x'], closeAfter: 0 });
        expect(stderr).not.toContain("Try 'capgate");
      }
    }
    home.remove();
    // One of them builds a registry of everything that is known.
  }, 120_000);
});
