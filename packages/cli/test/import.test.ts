/** Rules of other programs as policies: what they say of samples, what is left out, and that nothing is widened. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Action,
  compilePolicy,
  type Context,
  createContext,
  decide,
  type PolicyDocument,
  readPolicyDocument,
  tables,
  Verdict,
} from '@capgate/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assemble } from '../src/import/assemble.ts';
import { readClaude } from '../src/import/readers/claude.ts';
import { readCodex } from '../src/import/readers/codex.ts';
import { readGemini } from '../src/import/readers/gemini.ts';
import { readList } from '../src/import/readers/list.ts';
import type { SourceReader } from '../src/import/source.ts';
import { parseDocument } from '../src/documents.ts';
import { capgate } from './harness.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'capgate-import-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PLACE = { workspace: '/workspace', home: '/home/user' } as const;

function imported(read: SourceReader, text: string) {
  return assemble(read(text, 'source').map((rule) => ({ ...rule, path: 'source' })));
}

function contextOf(read: SourceReader, text: string): Context {
  const { carried, guards } = imported(read, text);
  const document = readPolicyDocument({ version: 1, rules: [...carried.map(({ rule }) => rule), ...guards] });
  return contextWith(document);
}

function contextWith(document: PolicyDocument): Context {
  return createContext({ ...PLACE, policy: compilePolicy({ user: document }, tables) });
}

const NAMES = ['allow', 'ask', 'deny'] as const;

function said(context: Context, action: Action | string): (typeof NAMES)[number] {
  return NAMES[decide(typeof action === 'string' ? { kind: 'command', command: action } : action, context).verdict];
}

function claude(permissions: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ permissions });
}

/** The reasons for which rules were left out, by their texts. */
function leftOf(read: SourceReader, text: string): Record<string, string> {
  return Object.fromEntries(imported(read, text).left.map(({ source, why }) => [source.text, why]));
}

describe('Claude Code', () => {
  it('a deny holds for its command, in whatever way it is run', () => {
    const context = contextOf(
      readClaude,
      claude({ deny: ['Bash(our-deploy:*)', 'Bash(git push --tags:*)', 'Bash(npm test)'] }),
    );
    for (const command of [
      'our-deploy',
      'our-deploy now',
      'env A=1 our-deploy now',
      '/opt/our-deploy',
      'ls; our-deploy',
      'git push --tags origin',
      'npm test',
    ]) {
      expect([command, said(context, command)]).toEqual([command, 'deny']);
    }
    for (const command of ['ls our-deploy', 'git push origin', 'npm ls']) expect(said(context, command)).toBe('allow');
  });

  it('an ask asks, and a deny goes before it, and it before an allow', () => {
    const context = contextOf(
      readClaude,
      claude({ allow: ['Bash(our-tool:*)'], ask: ['Bash(our-tool push:*)'], deny: ['Bash(our-tool push --force:*)'] }),
    );
    expect(['our-tool build', 'our-tool push x', 'our-tool push --force x'].map((line) => said(context, line))).toEqual(
      ['allow', 'ask', 'deny'],
    );
  });

  it('an allow lets a tool do what its name stands for, and nothing that is added to it', () => {
    const context = contextOf(readClaude, claude({ allow: ['Bash(our-tool build:*)'] }));
    expect(said(context, 'our-tool build --fast')).toBe('allow');
    for (const command of [
      'our-tool',
      'our-tool --config x build',
      'our-tool build > ~/.bashrc',
      'our-tool build > .git/hooks/pre-commit',
      'our-tool build && other-tool',
      'sudo our-tool build',
      'ssh host our-tool build',
      'docker exec box our-tool build',
      'our-tool build $(other-tool)',
    ]) {
      expect([command, said(context, command)]).not.toEqual([command, 'allow']);
    }
  });

  it('an allow that a rule would widen is left out, and is shown for a person to take over', () => {
    const { carried, left } = imported(
      readClaude,
      claude({ allow: ['Bash(kubectl apply:*)', 'Bash(our-tool build)', 'Bash', 'Bash(*)', 'Read(./src/**)'] }),
    );
    expect(carried).toEqual([]);
    expect(left.map(({ source, wider }) => [source.text, wider?.when.tool])).toEqual([
      ['Bash(kubectl apply:*)', ['kubectl']],
      ['Bash(our-tool build)', ['our-tool']],
      ['Bash', undefined],
      ['Bash(*)', undefined],
      ['Read(./src/**)', undefined],
    ]);
  });

  it('a path that has a place of its own is as strict as its place', () => {
    const context = contextOf(readClaude, claude({ deny: ['Read(~/.ssh/**)', 'Edit(~/.bashrc)'] }));
    const read = (path: string) => said(context, { kind: 'file', operation: 'read', path });
    const write = (path: string) => said(context, { kind: 'file', operation: 'write', path });
    expect(
      ['~/.ssh/id_ed25519', '~/.ssh/sub/key', './src/a.ts'].map((path) => read(path.replace('~', PLACE.home))),
    ).toEqual(['deny', 'deny', 'allow']);
    expect(['/home/user/.bashrc', './src/a.ts'].map(write)).toEqual(['deny', 'allow']);
  });

  it('tools of servers are named as the hook names them', () => {
    const context = contextOf(
      readClaude,
      claude({ allow: ['mcp__docs__search'], deny: ['mcp__a__b__c', 'mcp__shop'], ask: ['WebSearch'] }),
    );
    const call = (server: string, tool: string) => said(context, { kind: 'tool-call', server, tool });
    expect(call('docs', 'search')).toBe('allow');
    expect(call('docs', 'write')).toBe('ask');
    expect([call('a', 'b__c'), call('a__b', 'c'), call('shop', 'buy')]).toEqual(['deny', 'deny', 'deny']);
    expect(call('claude', 'WebSearch')).toBe('ask');
  });

  it('what cannot be said is told, with the reason', () => {
    const left = leftOf(
      readClaude,
      claude({
        deny: [
          'WebFetch(domain:example.com)',
          'Bash(git push --f*)',
          'Bash(echo "x":*)',
          'Read(*.pem)',
          'mcp__x__get_*',
          '???',
        ],
        defaultMode: 'plan',
      }),
    );
    expect(left).toEqual({
      'WebFetch(domain:example.com)': expect.stringContaining('no hosts'),
      'Bash(git push --f*)': expect.stringContaining('whole words'),
      'Bash(echo "x":*)': expect.stringContaining('plain words'),
      'Read(*.pem)': expect.stringContaining('no patterns of paths'),
      'mcp__x__get_*': expect.stringContaining('in full'),
      '???': expect.stringContaining('not of the form'),
      defaultMode: expect.stringContaining('no rule'),
    });
  });

  it.each([
    ['no JSON', '{', 'to be JSON'],
    ['no permissions', '{}', 'with "permissions"'],
    ['no list', claude({ deny: 'Bash' }), 'to be a list'],
    ['no text', claude({ deny: [1] }), 'permissions.deny[0]'],
  ])('%s is refused', (_, text, message) => {
    expect(() => readClaude(text, 'settings.json')).toThrow(message);
  });
});

describe('Codex', () => {
  const RULES = `# what the team agreed on
prefix_rule(
    pattern = ["our-tool", ["push", 'publish']],  # two of them
    decision = "forbidden",
    justification = "Releases are made by the pipeline.",
    match = [["our-tool", "push"]],
)
prefix_rule(pattern=["our-tool"], decision="prompt")
prefix_rule(pattern=["other-tool", "look"])
`;

  it('a prefix decides, with each of its alternatives and its reason', () => {
    const context = contextOf(readCodex, RULES);
    const lines = ['our-tool push x', 'our-tool publish', 'our-tool ls', 'other-tool look here', 'other-tool do'];
    expect(lines.map((line) => said(context, line))).toEqual(['deny', 'deny', 'ask', 'allow', 'ask']);
    expect(imported(readCodex, RULES).carried[0]?.rule.reason).toBe('Releases are made by the pipeline.');
  });

  it('other calls and unknown arguments are told, not guessed', () => {
    const left = leftOf(
      readCodex,
      'network_rule(host="example.com")\nprefix_rule(pattern=["ls"], decision="prompt", only="x")\nprefix_rule(pattern=["a b"])',
    );
    expect(left).toEqual({
      network_rule: 'it is no prefix_rule',
      'prefix_rule ls': expect.stringContaining('"only"'),
      'prefix_rule a b': expect.stringContaining('no plain one'),
    });
  });

  it.each([
    ['load("x")', 'line 1: expected a named argument'],
    ['prefix_rule(pattern=["a"]', 'line 1: expected ,'],
    ['\nprefix_rule(pattern=["a" + "b"])', 'line 2: expected a call, a name or a text'],
    ['prefix_rule(pattern=[])', 'expected pattern to be a list of words'],
    ['prefix_rule(pattern=["a"], decision="maybe")', 'expected decision to be allow, prompt or forbidden'],
    ['prefix_rule(pattern=["a"], pattern=["b"])', 'expected pattern once'],
    [`prefix_rule(pattern=${'['.repeat(99)})`, 'lists within lists'],
    [`prefix_rule(pattern=[${'["a","b"],'.repeat(40)}])`, 'at most 100 alternatives'],
  ])('%s is refused', (text, message) => {
    expect(() => readCodex(text, 'default.rules')).toThrow(message);
  });
});

describe('Gemini CLI', () => {
  const POLICY = `
[[rule]]
toolName = "run_shell_command"
commandPrefix = ["our-tool push", "our-tool tag"]
decision = "deny"
priority = 100
denyMessage = "Not from here."

[[rule]]
toolName = "run_shell_command"
commandPrefix = "our-tool"
decision = "ask_user"
priority = 50

[[rule]]
mcpName = "docs"
toolName = ["search", "find"]
decision = "allow"
priority = 1

[[rule]]
toolName = "write_file"
decision = "deny"
priority = 1

[[rule]]
toolName = "run_shell_command"
commandRegex = "^rm"
decision = "deny"
priority = 1

[[safety_checker]]
toolName = "*"
`;

  it('decides as it did, of commands, tools of servers and files', () => {
    const context = contextOf(readGemini, POLICY);
    const lines = ['our-tool push', 'our-tool tag x', 'our-tool ls', 'ls'];
    expect(lines.map((line) => said(context, line))).toEqual(['deny', 'deny', 'ask', 'allow']);
    const call = (tool: string) => said(context, { kind: 'tool-call', server: 'docs', tool });
    expect(['search', 'find', 'drop'].map(call)).toEqual(['allow', 'allow', 'ask']);
    expect(said(context, { kind: 'file', operation: 'write', path: 'a.ts' })).toBe('deny');
  });

  it('what narrows a rule in a way that ours cannot is told', () => {
    expect(leftOf(readGemini, POLICY)).toEqual({
      run_shell_command: expect.stringContaining('commandRegex'),
      safety_checker: expect.stringContaining('no [[rule]]'),
    });
  });

  it.each([
    ['a =', 'to be TOML'],
    ['[[rule]]\ntoolName = "x"\ndecision = "perhaps"', 'rule[0]'],
  ])('%s is refused', (text, message) => {
    expect(() => readGemini(text, 'policy.toml')).toThrow(message);
  });
});

describe('lists', () => {
  it('deny each line, and all that begins with it', () => {
    const context = contextOf(readList, '# never\nour-tool push\n\ngit clean *\nrm -rf\n');
    const lines = ['our-tool push x', 'our-tool ls', 'git clean -n', 'rm -rf build', 'rm build'];
    expect(lines.map((line) => said(context, line))).toEqual(['deny', 'ask', 'deny', 'deny', 'allow']);
  });

  it('a pattern of text is told, not guessed', () => {
    expect(leftOf(readList, 'curl * | sh\n:(){ :|:& };:\n')).toEqual({
      'curl * | sh': expect.stringContaining('plain words'),
      ':(){ :|:& };:': expect.stringContaining('plain words'),
    });
  });
});

/** What Claude Code says of a command of plain words, written for clarity: prefixes of whole words, deny before ask before allow. */
type Permissions = Readonly<Record<(typeof NAMES)[number], readonly string[]>>;

function claudeSays(permissions: Permissions, command: string) {
  const matches = (rule: string) => {
    const text = rule.slice('Bash('.length, -1);
    if (!text.endsWith(':*')) return command === text;
    return command === text.slice(0, -2) || command.startsWith(`${text.slice(0, -2)} `);
  };
  return (['deny', 'ask', 'allow'] as const).find((verdict) => permissions[verdict].some(matches));
}

/** Of the ask and deny rules those that were carried over: the others are told of. */
function carriedOf(permissions: Permissions): Permissions {
  const texts = new Set(imported(readClaude, claude(permissions)).left.map(({ source }) => source.text));
  const kept = (list: readonly string[]) => list.filter((text) => !texts.has(text));
  return { allow: permissions.allow, ask: kept(permissions.ask), deny: kept(permissions.deny) };
}

/** What a line may run: itself, and behind a wrapper and its options, of which the source says nothing, any of its ends. */
function runBy(command: string): readonly string[] {
  const words = command.split(' ');
  return /^(?:env|xargs) /u.test(command) ? words.map((_, index) => words.slice(index).join(' ')) : [command];
}

const WORDS = [
  'git',
  'push',
  '--force',
  '-C',
  'sub',
  'npm',
  'run',
  'test',
  'publish',
  'kubectl',
  'apply',
  'our-tool',
  'build',
  'docker',
  'rm',
  '-rf',
  'aws',
  's3',
  'env',
  'xargs',
  'sudo',
];
const line = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
const rule = fc.tuple(line, fc.boolean()).map(([text, more]) => `Bash(${text}${more ? ':*' : ''})`);
const rules = fc.array(rule, { maxLength: 4 });

describe('a rule that stops and cannot be carried over', () => {
  it.each([['ask'], ['deny']] as const)('takes the allow with it that it narrows: %s', (verdict) => {
    const permissions = { allow: ['Bash(kubectl:*)', 'Bash(our-tool build:*)'], ask: [], deny: [] };
    const all = claude({ ...permissions, [verdict]: ['Bash(kubectl kubectl git)'] });
    const { carried, left } = imported(readClaude, all);
    expect(carried.map(({ source }) => source.text)).toEqual(['Bash(our-tool build:*)']);
    expect(left.map(({ source, why }) => [source.text, why])).toEqual([
      ['Bash(kubectl kubectl git)', 'no rule can be made that meets it'],
      ['Bash(kubectl:*)', 'it would allow what Bash(kubectl kubectl git) stops, which could not be carried over'],
    ]);
  });
});

describe('whatever the rules of plain words', () => {
  it('a policy permits nothing beyond the mode that the source did not, and forbids all that it forbade', () => {
    const plain = createContext(PLACE);
    let widened = 0;
    let stopped = 0;
    fc.assert(
      fc.property(
        fc.record({ allow: rules, ask: rules, deny: rules }),
        fc.array(line, { minLength: 8, maxLength: 8 }),
        (permissions, drawn) => {
          const context = contextOf(readClaude, claude(permissions));
          const carried = carriedOf(permissions);
          const spelled = [...permissions.allow, ...permissions.ask, ...permissions.deny].map((text) =>
            text.slice(5, -1).replace(':*', ''),
          );
          for (const command of [
            ...drawn,
            ...spelled,
            ...spelled.flatMap((text) => [`${text} sub`, `sudo ${text}`, `xargs ${text}`]),
          ]) {
            const source = claudeSays(carried, command);
            const without = decide({ kind: 'command', command }, plain).verdict;
            const { verdict } = decide({ kind: 'command', command }, context);
            const mayAllow =
              verdict >= without || runBy(command).some((run) => claudeSays(permissions, run) === 'allow');
            const least = source === 'deny' ? Verdict.DENY : source === 'ask' ? Verdict.ASK : Verdict.ALLOW;
            expect([command, mayAllow, verdict >= least]).toEqual([command, true, true]);
            if (verdict < without) widened++;
            if (source === 'deny') stopped++;
          }
        },
      ),
      { numRuns: 150 },
    );
    // Both halves were met.
    expect([widened > 0, stopped > 0]).toEqual([true, true]);
  });
});

describe('capgate import', () => {
  const SETTINGS = claude({
    allow: ['Bash(our-tool build:*)', 'Bash(our-tool build --x:*)', 'Bash(npm test)', 'Bash(git status:*)'],
    ask: ['Bash(git push:*)'],
    deny: ['Bash(our-tool drop:*)', 'Bash(rm -rf:*)', 'Read(~/.ssh/**)', 'Bash(evil\u202e:*)'],
  });

  it('prints a policy that lint and its own examples find sound, and says where each rule came from', async () => {
    writeFileSync(join(folder, 'settings.json'), SETTINGS);
    const { status, stdout, stderr } = await capgate(['import', 'settings.json'], { cwd: folder });
    expect(status).toBe(1);
    writeFileSync(join(folder, 'policy.yaml'), stdout);
    const lint = await capgate(['policy', 'lint', 'policy.yaml'], { cwd: folder });
    expect(lint).toMatchObject({ status: 0, stdout: expect.not.stringContaining('warning') });
    await expect(capgate(['policy', 'test', 'policy.yaml'], { cwd: folder })).resolves.toMatchObject({ status: 0 });
    expect(stdout).toContain('# Bash(git push:*) (settings.json, permissions.ask[0])\n  - id: ask-bash-git-push');
    expect(stdout).toContain('# Bash(npm test) (settings.json, permissions.allow[2])');
    expect(stderr).toContain('5 of 9 rules carried over; left out:');
    expect(stderr).toContain('permissions.deny[3] deny Bash(evil\\u{202e}:*): it holds more than plain words');
  });

  it('the rules that were left out become rules once their marks are taken off', async () => {
    writeFileSync(join(folder, 'settings.json'), claude({ allow: ['Bash(kubectl apply:*)'] }));
    const { stdout } = await capgate(['import', 'settings.json'], { cwd: folder });
    const [, marked = ''] = /\n((?:# ( *- id|  ).*\n)+)/u.exec(stdout) ?? [];
    const rulesText = `version: 1\nrules:\n${marked.replaceAll(/^# /gmu, '  ')}`;
    const document = readPolicyDocument(await parseDocument(rulesText, 'x.yaml'));
    expect(said(contextWith(document), 'kubectl apply -f x.yaml')).toBe('allow');
  });

  it('several files become one document, with names of their own', async () => {
    writeFileSync(join(folder, 'one.json'), claude({ deny: ['Bash(our-tool:*)'] }));
    writeFileSync(join(folder, 'two.rules'), 'prefix_rule(pattern=["other"], decision="forbidden")');
    writeFileSync(join(folder, 'three.toml'), '[[rule]]\nmcpName="s"\ntoolName="t"\ndecision="deny"\n');
    const words = ['import', '--output', 'out.yaml', 'one.json', 'two.rules', 'three.toml'];
    const { status, stdout } = await capgate(words, { cwd: folder });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    const document = readPolicyDocument(
      await parseDocument(readFileSync(join(folder, 'out.yaml'), 'utf8'), 'out.yaml'),
    );
    expect(document.rules.map(({ id }) => id)).toEqual(['deny-bash-our-tool', 'deny-prefix-rule-other', 'deny-s-t']);
  });

  it('--json has the same for machines', async () => {
    writeFileSync(join(folder, 'denied.txt'), 'our-tool\ncurl "x"\n');
    const { status, stdout, stderr } = await capgate(['import', '--json', '--from', 'list', 'denied.txt'], {
      cwd: folder,
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      document: { version: 1, rules: [expect.objectContaining({ id: 'deny-our-tool', verdict: 'deny' })] },
      carried: [
        { path: 'denied.txt', place: 'line 1', verdict: 'deny', text: 'our-tool', id: 'deny-our-tool', note: null },
      ],
      left: [
        {
          path: 'denied.txt',
          place: 'line 2',
          verdict: 'deny',
          text: 'curl "x"',
          why: expect.any(String),
          wider: null,
        },
      ],
    });
  });

  it('a file of no telling name needs --from', async () => {
    writeFileSync(join(folder, 'denied'), 'our-tool\n');
    const { status, stderr } = await capgate(['import', 'denied'], { cwd: folder });
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('expected --from for "denied"') });
  });
});
