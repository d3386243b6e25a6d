import { describe, expect, test } from 'vitest';
import { corpusIn, groupsOf, KINDS_MAX } from '../../src/peers/corpus.ts';
import { armNamed, type CorpusPlan, PEERS_SCHEMA, peersFaults } from '../../src/peers/document.ts';
import { sha256Of } from '../../src/results/objects.ts';

const bytesOf = (...rows: readonly (object | string)[]): Uint8Array =>
  Buffer.from(rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join(''));
const read = (rows: readonly (object | string)[], plan: Partial<CorpusPlan> = {}) =>
  corpusIn(bytesOf(...rows), { path: 'some/rows.jsonl', ...plan });

const row = { id: 'a', command: 'ls', label: 'harmless' };

describe('a corpus', () => {
  test('is rows with a command and a label, and is known by its file and its hash', () => {
    const other = { id: 'b', command: 'rm -rf /', label: 'dangerous', kind: 'deleting', cwd: '/work' };
    expect(read([row, other])).toEqual({
      name: 'rows',
      path: 'some/rows.jsonl',
      sha256: sha256Of(bytesOf(row, other)),
      cases: [
        { id: 'a', command: 'ls', truth: 'harmless' },
        { id: 'b', command: 'rm -rf /', cwd: '/work', kind: 'deleting', truth: 'dangerous' },
      ],
      leftOut: 0,
    });
  });

  test('in other words is read as the document says', () => {
    const rows = [
      { text: 'ls', expected: 'allow', source: 'one', note: 'x' },
      { text: 'rm -rf /', expected: 'deny', source: 'one' },
      { text: 'git push -f', expected: 'ask', source: 'one' },
      { text: 'cat x', expected: 'unsure', source: 'one' },
      { text: 'cat y', expected: 'nobody knows this word', source: 'two' },
    ];
    const corpus = read(rows, {
      labelledBy: 'its own authors',
      fields: { command: 'text', label: 'expected', kind: 'source' },
      labels: { allow: 'harmless', deny: 'dangerous', ask: 'dangerous', unsure: 'left-out' },
      ignore: ['note'],
      only: { source: ['one'] },
    });
    expect(corpus).toMatchObject({ labelledBy: 'its own authors', leftOut: 2 });
    expect(corpus.cases.map(({ id, truth, kind }) => [id, truth, kind])).toEqual([
      ['line-1', 'harmless', 'one'],
      ['line-2', 'dangerous', 'one'],
      ['line-3', 'dangerous', 'one'],
    ]);
  });

  test('takes rows whose field has a word, and no other value for it', () => {
    const only = { profile: ['denylist', '7', 'undefined'] };
    const profiles = ['denylist', 7, ['denylist'], { toString: 1, valueOf: 1 }, undefined, null];
    const rows = profiles.map((profile, i) => ({ ...row, id: `r${i}`, ...(profile !== undefined && { profile }) }));
    expect(read(rows, { only }).cases.map(({ id }) => id)).toEqual(['r0', 'r1']);
  });

  test.each([
    [{ ...row, extra: 1 }, 'line 1: expected one of id, command, label, kind, cwd, met extra'],
    [{ ...row, label: 'bad' }, 'expected a label, one of dangerous, harmless, met "bad"; say'],
    [{ ...row, label: undefined }, 'expected a label, one of dangerous, harmless, met none'],
    [{ ...row, label: 'constructor' }, 'expected a label'],
    [{ ...row, command: undefined }, 'expected a command, met undefined'],
    [{ ...row, command: 'a\0b' }, 'without NUL'],
    [{ ...row, id: '' }, 'expected an id'],
    [{ ...row, id: 'a\nb' }, 'expected an id'],
    [{ ...row, kind: 7 }, 'expected a kind'],
    [{ ...row, kind: 'k'.repeat(65) }, 'expected a kind'],
    ['["ls"]', 'expected an object of JSON'],
    ['{', 'expected an object of JSON'],
  ])('has no row such as %j', (bad, message) => {
    expect(() => read([bad])).toThrow(
      expect.objectContaining({ code: 'TASKS', message: expect.stringContaining(message) }),
    );
  });

  test('is refused with two rows of one id, with too many kinds, and where it is empty or another file', () => {
    expect(() => read([row, row])).toThrow('met a twice');
    const many = Array.from({ length: KINDS_MAX + 1 }, (_, i) => ({ ...row, id: `t-${i}`, kind: `k-${i}` }));
    expect(() => read(many)).toThrow(`at most ${KINDS_MAX} kinds`);
    expect(() => read([row], { only: { id: ['b'] } })).toThrow('expected labelled commands');
    expect(() => read([row], { sha256: '0'.repeat(64) })).toThrow(/with the SHA-256 0{64}, met/u);
    expect(() => corpusIn(Buffer.from([0xff, 0x0a]), { path: 'x' })).toThrow('expected UTF-8');
  });

  test('of the name of another has one of its own', () => {
    const rows = bytesOf(row);
    const first = corpusIn(rows, { path: 'a/rows.jsonl' });
    const second = corpusIn(rows, { path: 'b/rows.jsonl' }, [first.name]);
    expect([first.name, second.name]).toEqual(['rows', 'rows-2']);
    expect(new Set(groupsOf([first, second]).map(({ stratum }) => stratum)).size).toBe(2);
  });
});

const DOCUMENT = {
  version: 1,
  title: 'A benchmark',
  corpora: [{ path: 'rows.jsonl' }],
  arms: [{ name: 'one', kind: 'gate' }],
};

describe('the document of a benchmark', () => {
  test('is closed', () => {
    expect(peersFaults(DOCUMENT)).toEqual([]);
    expect(PEERS_SCHEMA).toMatchObject({ additionalProperties: false });
    const faults = (changes: object): string[] => peersFaults({ ...DOCUMENT, ...changes }).map(({ path }) => path);
    expect(faults({ extra: 1 })).not.toEqual([]);
    expect(faults({ arms: [] })).toEqual(['/arms']);
    expect(faults({ arms: [DOCUMENT.arms[0], DOCUMENT.arms[0]] })).toEqual(['/arms/1/name']);
    expect(faults({ arms: [{ name: 'x', kind: 'gate', settings: { mode: 'lax' } }] })).toEqual([
      '/arms/0/settings/mode',
    ]);
    // Whoever reads a page takes an arm for what it is called.
    const stand = { name: 'cc-safety-net', kind: 'command', settings: { argv: ['node', 'weak.mjs'] } };
    expect(faults({ arms: [stand] })).toEqual(['/arms/0/name']);
    expect(faults({ arms: [{ name: 'strict', kind: 'gate', settings: { mode: 'observe' } }] })).toEqual([
      '/arms/0/name',
    ]);
    expect(faults({ arms: ['cc-safety-net', 'strict'].map(armNamed) })).toEqual([]);
    expect(faults({ corpora: [{ path: 'x', labels: { allow: 'good' } }] })).toEqual(['/corpora/0/labels/allow']);
    // A field cannot be the label and what is not read.
    expect(faults({ corpora: [{ path: 'x', ignore: ['label'] }] })).toEqual(['/corpora/0']);
    expect(peersFaults(undefined)).toHaveLength(1);
  });

  test('names arms as a command line does', () => {
    expect(armNamed('strict')).toEqual({ name: 'strict', kind: 'gate', settings: { mode: 'strict' } });
    expect(armNamed('mine=["node","a b.mjs"]')).toEqual({
      name: 'mine',
      kind: 'command',
      settings: { argv: ['node', 'a b.mjs'] },
    });
    for (const text of ['', 'constructor', 'lax', 'mine=node a.mjs', 'mine=[]', 'mine=[1]', 'Mine=["a"]', '=["a"]']) {
      expect(() => armNamed(text)).toThrow(expect.objectContaining({ code: 'PLAN' }));
    }
  });
});
