import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Conditions, PolicyError, readPolicyDocument } from '../../src/policy/index.ts';
import { anyDocument, anyRule, document, numbered } from './world.ts';

const RULE = { id: 'a', verdict: 'deny', when: {} };
const withRule = (change: object) => ({ version: 1, rules: [{ ...RULE, ...change }] });
const withWhen = (when: unknown) => withRule({ when });
const withExample = (example: unknown) => withRule({ examples: { match: [example] } });
const lists = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

function errorOf(value: unknown): PolicyError {
  try {
    readPolicyDocument(value);
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error('expected a PolicyError, met none');
}

function conditionsOf(when: unknown): Conditions | undefined {
  return readPolicyDocument(withWhen(when)).rules[0]?.when;
}

describe('a document that is refused', () => {
  test.each([
    ['TYPE', '', null, 'policy: expected a mapping, met null; write a mapping with the keys version, mode, rules'],
    ['TYPE', '', [], 'met a list of 0'],
    ['TYPE', '', 'version: 1', 'met "version: 1"'],
    ['TYPE', '', () => 1, 'met a function'],
    ['TYPE', '', undefined, 'met nothing'],
    ['TYPE', '', true, 'met true'],
    ['MISSING', '', {}, 'expected the key version, met none; add it'],
    ['MISSING', '', { version: 1 }, 'expected the key rules'],
    ['VERSION', 'version', { version: 2, rules: [] }, 'expected 1, met 2; write version: 1'],
    ['VERSION', 'version', { version: '1', rules: [] }, 'met "1"'],
    [
      'KEY',
      '',
      { version: 1, rules: [], mod: 'strict' },
      'expected the keys version, mode, rules, met "mod"; write mode',
    ],
    ['KEY', '', { version: 1, rules: [], x: 1 }, 'met "x"; leave it out'],
    ['KEY', '', JSON.parse('{"version":1,"rules":[],"__proto__":{}}'), 'met "__proto__"'],
    [
      'VALUE',
      'mode',
      { version: 1, mode: 'Strict', rules: [] },
      'one of strict, balanced, observe, met "Strict"; write strict',
    ],
    ['VALUE', 'mode', { version: 1, mode: 's', rules: [] }, 'see the policy guide'],
    ['TYPE', 'mode', { version: 1, mode: null, rules: [] }, 'met null'],
    ['TYPE', 'rules', { version: 1, rules: {} }, 'expected a list, met a mapping; write a list'],
    [
      'LIMIT',
      'rules',
      { version: 1, rules: Array.from({ length: 10_001 }, () => 0) },
      'at most 10000 entries, met 10001; split it',
    ],
    ['TYPE', 'rules[0]', { version: 1, rules: [3] }, 'met 3'],
    [
      'DUPLICATE',
      'rules[1].id',
      { version: 1, rules: [RULE, RULE] },
      'an id of its own, met "a" of rules[0]; rename one',
    ],
    ['MISSING', 'rules[0]', withRule({ verdict: undefined }), 'the key verdict'],
    ['VALUE', 'rules[0].verdict', withRule({ verdict: 'permit' }), 'one of allow, ask, deny'],
    ['NAME', 'rules[0].id', withRule({ id: 'No Push' }), 'an id of lower-case letters'],
    ['NAME', 'rules[0].id', withRule({ id: '' }), 'met ""'],
    ['LIMIT', 'rules[0].id', withRule({ id: 'a'.repeat(201) }), 'at most 200 characters, met 201; shorten it'],
    ['TYPE', 'rules[0].id', withRule({ id: 7 }), 'write text, in quotes where needed'],
    [
      'NAME',
      'rules[0].reason',
      withRule({ reason: 'two\nlines "\\' }),
      'one line of text, met "two\\u000alines \\"\\\\"; correct it',
    ],
    ['NAME', 'rules[0].reason', withRule({ reason: 'hid\u202eden' }), 'met "hid\\u202eden"'],
    ['NAME', 'rules[0].reason', withRule({ reason: '' }), 'one line'],
    ['TYPE', 'rules[0].except', withRule({ except: {} }), 'a list'],
    ['LIMIT', 'rules[0].except', withRule({ except: Array.from({ length: 21 }, () => ({})) }), 'at most 20'],
    ['KEY', 'rules[0].except[0]', withRule({ except: [{ tools: 'x' }] }), 'write tool'],
    ['TYPE', 'rules[0].when', withWhen([]), 'a mapping'],
    ['KEY', 'rules[0].when', withWhen({ Risk: 'HIGH' }), 'write risk'],
    ['VALUE', 'rules[0].when.risk', withWhen({ risk: 'high' }), 'write HIGH'],
    ['VALUE', 'rules[0].when.risk[1]', withWhen({ risk: ['HIGH', 'low'] }), 'write LOW'],
    ['TYPE', 'rules[0].when.risk', withWhen({ risk: null }), 'the keys atLeast'],
    ['MISSING', 'rules[0].when.risk', withWhen({ risk: {} }), 'the key atLeast'],
    ['VALUE', 'rules[0].when.risk.atLeast', withWhen({ risk: { atLeast: 'BIG' } }), 'one of SAFE'],
    ['KEY', 'rules[0].when.risk', withWhen({ risk: { atMost: 'LOW' } }), 'write atLeast'],
    ['TYPE', 'rules[0].when.tool', withWhen({ tool: { atLeast: 'HIGH' } }), 'a mapping'],
    ['LIMIT', 'rules[0].when.tool', withWhen({ tool: [] }), 'at least one entry, met an empty list; leave the key out'],
    ['LIMIT', 'rules[0].when.tool', withWhen({ tool: lists(101) }), 'at most 100'],
    ['NAME', 'rules[0].when.tool', withWhen({ tool: 'git push' }), 'without blanks'],
    ['NAME', 'rules[0].when.tool', withWhen({ tool: 'g*' }), 'without blanks or *'],
    ['NAME', 'rules[0].when.tool', withWhen({ tool: 'g\ufdd0t' }), 'the name of a tool'],
    ['NAME', 'rules[0].when.tool', withWhen({ tool: '\ud800' }), 'met "\\ud800"'],
    ['NAME', 'rules[0].when.subcommand', withWhen({ tool: 'git', subcommand: 'push  x' }), 'single blanks'],
    ['NAME', 'rules[0].when.subcommand', withWhen({ subcommand: 'a b c d e f g h i' }), 'one to eight words'],
    [
      'CONFLICT',
      'rules[0].when.subcommand[1]',
      withWhen({ subcommand: ['git push', 'push'] }),
      'met "push"; write the full name, or add tool',
    ],
    [
      'CONFLICT',
      'rules[0].when',
      withWhen({ server: 'hub', subcommand: 'git push' }),
      'no subcommand beside server, met both',
    ],
    [
      'CONFLICT',
      'rules[0].when',
      withWhen({ server: 'hub', action: ['tool-call', 'file'] }),
      'met tool-call, file; leave action out',
    ],
    ['VALUE', 'rules[0].when.effect', withWhen({ effect: 'file.erase' }), 'write file.list'],
    ['VALUE', 'rules[0].when.effect', withWhen({ effect: '*' }), 'see the policy guide for the names'],
    ['VALUE', 'rules[0].when.effect', withWhen({ effect: 'file.delete*' }), 'write file.delete'],
    ['VALUE', 'rules[0].when.scope', withWhen({ scope: 'Home' }), 'write home'],
    ['VALUE', 'rules[0].when.place', withWhen({ place: 'keys' }), 'write key'],
    ['VALUE', 'rules[0].when.capability', withWhen({ capability: 'DYNAMICAL' }), 'write DYNAMIC'],
    ['VALUE', 'rules[0].when.action', withWhen({ action: 'tool' }), 'write tool-call'],
    ['NAME', 'rules[0].when.agent', withWhen({ agent: 'a*b' }), 'perhaps with a *'],
    ['NAME', 'rules[0].when.agent', withWhen({ agent: '**' }), 'perhaps with a *'],
    ['NAME', 'rules[0].when.directory', withWhen({ directory: 'src' }), 'an absolute path'],
    ['NAME', 'rules[0].when.directory', withWhen({ directory: '/a/../b' }), 'without . and ..'],
    ['NAME', 'rules[0].when.directory', withWhen({ directory: '/a//b' }), 'an absolute path'],
    ['LIMIT', 'rules[0].when.directory', withWhen({ directory: `/${'a'.repeat(4096)}` }), 'at most 4096'],
    ['NAME', 'rules[0].when.server', withWhen({ server: 'a*' }), 'without *'],
    ['KEY', 'rules[0].examples', withRule({ examples: { matches: [] } }), 'write match'],
    ['TYPE', 'rules[0].examples', withRule({ examples: null }), 'met null'],
    ['LIMIT', 'rules[0].examples.ignore', withRule({ examples: { ignore: lists(51) } }), 'at most 50'],
    ['TYPE', 'rules[0].examples.match[0]', withExample(3), 'a command as text, or an action with its kind'],
    ['TYPE', 'rules[0].examples.match[0]', withExample(null), 'met null'],
    ['TYPE', 'rules[0].examples.match[0]', withExample({ command: 'ls' }), 'met a mapping'],
    ['VALUE', 'rules[0].examples.match[0].kind', withExample({ kind: 'commands' }), 'write command'],
    ['MISSING', 'rules[0].examples.match[0]', withExample({ kind: 'command' }), 'the key command'],
    ['LIMIT', 'rules[0].examples.match[0]', withExample('a'.repeat(10_001)), 'at most 10000 characters'],
    ['LIMIT', 'rules[0].examples.match[0]', withExample('a'.repeat(20_001)), 'met 20001'],
    ['KEY', 'rules[0].examples.match[0]', withExample({ kind: 'command', command: 'ls', cwd: '/' }), 'met "cwd"'],
    ['TYPE', 'rules[0].examples.match[0].command', withExample({ kind: 'command', command: 1 }), 'expected text'],
    [
      'VALUE',
      'rules[0].examples.match[0].operation',
      withExample({ kind: 'file', operation: 'remove', path: 'a' }),
      'delete-tree',
    ],
    ['MISSING', 'rules[0].examples.match[0]', withExample({ kind: 'file', operation: 'read' }), 'the key path'],
    ['TYPE', 'rules[0].examples.match[0].path', withExample({ kind: 'file', operation: 'read', path: 1 }), 'met 1'],
    ['MISSING', 'rules[0].examples.match[0]', withExample({ kind: 'file', path: 'a' }), 'the key operation'],
    ['MISSING', 'rules[0].examples.match[0]', withExample({ kind: 'fetch' }), 'the key url'],
    ['TYPE', 'rules[0].examples.match[0].url', withExample({ kind: 'fetch', url: 1 }), 'met 1'],
    ['TYPE', 'rules[0].examples.match[0].method', withExample({ kind: 'fetch', url: 'a', method: 1 }), 'met 1'],
    ['MISSING', 'rules[0].examples.match[0]', withExample({ kind: 'tool-call', server: 'hub' }), 'the key tool'],
    ['MISSING', 'rules[0].examples.match[0]', withExample({ kind: 'tool-call', tool: 'a' }), 'the key server'],
    ['TYPE', 'rules[0].examples.match[0].server', withExample({ kind: 'tool-call', server: 1, tool: 'a' }), 'met 1'],
    ['TYPE', 'rules[0].examples.match[0].tool', withExample({ kind: 'tool-call', server: 'a', tool: 1 }), 'met 1'],
    [
      'KEY',
      'rules[0].examples.match[0].annotations',
      withExample({ kind: 'tool-call', server: 'a', tool: 'b', annotations: { readOnly: true } }),
      'write readOnlyHint',
    ],
    [
      'TYPE',
      'rules[0].examples.match[0].annotations.openWorldHint',
      withExample({ kind: 'tool-call', server: 'a', tool: 'b', annotations: { openWorldHint: 'no' } }),
      'true or false',
    ],
  ])('%s at "%s" (%#)', (code, path, value, message) => {
    const error = errorOf(value);
    expect({ code: error.code, path: error.path, name: error.name }).toEqual({ code, path, name: 'PolicyError' });
    expect(error.message).toContain(message);
    expect(error.message.startsWith(`${path || 'policy'}: expected `)).toBe(true);
  });

  test('has too many tools and subcommands in all', () => {
    const when = { tool: lists(100), subcommand: lists(100) };
    const rules = (count: number) => ({ version: 1, rules: lists(count).map((id) => ({ id, verdict: 'ask', when })) });
    expect(readPolicyDocument(rules(10)).rules).toHaveLength(10);
    expect(errorOf(rules(11))).toMatchObject({ code: 'LIMIT', path: 'rules' });
    expect(errorOf(rules(11)).message).toContain('at most 100000 tools and subcommands in all, met 110000');
    const excepted = { version: 1, rules: [{ ...RULE, except: Array.from({ length: 11 }, () => when) }] };
    expect(errorOf(excepted).code).toBe('LIMIT');
  });

  test('is shown in pieces of bounded length', () => {
    const error = errorOf(withWhen({ tool: `${'x'.repeat(60)} ${'y'.repeat(100)}` }));
    expect(error.message).toContain(`met "${'x'.repeat(60)}…"; correct it`);
    expect(errorOf({ version: 1, rules: [], ['k'.repeat(100_000)]: 1 }).message.length).toBeLessThan(300);
  });

  test('whatever it is, the error is a PolicyError', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (value, other) => {
        for (const candidate of [
          value,
          { version: 1, rules: value },
          withWhen(value),
          withRule({ except: value, examples: other }),
          withExample(value),
        ]) {
          let met: unknown;
          try {
            readPolicyDocument(candidate);
          } catch (error) {
            met = error;
          }
          expect(met === undefined || met instanceof PolicyError).toBe(true);
        }
      }),
    );
  });
});

describe('a document that is read', () => {
  test('single values become lists, a threshold the risks from it on', () => {
    expect(conditionsOf({ tool: 'git', risk: { atLeast: 'MEDIUM' } })).toEqual({
      tool: ['git'],
      risk: ['MEDIUM', 'HIGH', 'CRITICAL'],
    });
    expect(conditionsOf({ risk: { atLeast: 'SAFE' } })?.risk).toHaveLength(5);
    expect(conditionsOf({ risk: ['LOW', 'HIGH'] })?.risk).toEqual(['LOW', 'HIGH']);
  });

  test('holds every condition that is written', () => {
    const when = {
      tool: ['git', './run.sh', '['],
      subcommand: ['push', 'git push all'],
      capability: ['DYNAMIC'],
      risk: ['HIGH'],
      effect: ['file.*', 'build'],
      scope: ['gate', 'none'],
      place: ['home-root'],
      agent: ['*', 'ann b', 'bob-*'],
      directory: ['/', '/a/.b/c..', '/a/'],
      action: ['command', 'file', 'fetch', 'tool-call'],
    };
    expect(conditionsOf(when)).toEqual(when);
    expect(conditionsOf({ server: ['My server'], tool: ['search'], action: ['tool-call'] })).toEqual({
      server: ['My server'],
      tool: ['search'],
      action: ['tool-call'],
    });
  });

  test('holds examples as actions', () => {
    const annotations = { readOnlyHint: true, destructiveHint: false, openWorldHint: true };
    const actions = [
      { kind: 'command', command: '' },
      { kind: 'file', operation: 'delete-tree', path: '/' },
      { kind: 'fetch', url: 'https://example.org' },
      { kind: 'fetch', url: 'https://example.org', method: 'POST' },
      { kind: 'tool-call', server: 'hub', tool: 'search' },
      { kind: 'tool-call', server: 'hub', tool: 'search', annotations },
    ];
    const { rules } = readPolicyDocument(
      withRule({ examples: { match: ['git push'], ignore: actions }, reason: 'Ask first.' }),
    );
    expect(rules[0]).toEqual({
      ...RULE,
      verdict: 'deny',
      reason: 'Ask first.',
      except: [],
      examples: { match: [{ kind: 'command', command: 'git push' }], ignore: actions },
    });
  });

  test('may be as long as the bounds say', () => {
    const wide = '\u{1f600}'.repeat(200);
    expect(conditionsOf({ tool: wide })?.tool).toEqual([wide]);
    expect(conditionsOf({ tool: lists(100) })?.tool).toHaveLength(100);
    expect(errorOf(withWhen({ tool: `${wide}x` })).code).toBe('LIMIT');
    expect(document(lists(10_000).map((id) => ({ ...RULE, id }))).rules).toHaveLength(10_000);
  });

  test('reads the same again', () => {
    fc.assert(
      fc.property(anyDocument, (read) => {
        expect(readPolicyDocument(read)).toEqual(read);
      }),
    );
  });

  test('is frozen, and does not change with what it was read from', () => {
    fc.assert(
      fc.property(fc.array(anyRule, { minLength: 1, maxLength: 3 }), (rules) => {
        const source = { version: 1, rules: numbered(rules) };
        const read = readPolicyDocument(source);
        const before = structuredClone(read);
        source.rules.length = 0;
        for (const rule of rules) Object.assign(rule, { verdict: 'changed', when: undefined });
        expect(read).toEqual(before);
        expect(
          [read, read.rules, read.rules[0], read.rules[0]?.when, read.rules[0]?.except].every(Object.isFrozen),
        ).toBe(true);
      }),
    );
  });

  test('keeps its mode', () => {
    expect(readPolicyDocument({ version: 1, mode: 'strict', rules: [] })).toEqual({
      version: 1,
      mode: 'strict',
      rules: [],
    });
    expect(readPolicyDocument({ version: 1, rules: [] })).toEqual({ version: 1, rules: [] });
  });
});
