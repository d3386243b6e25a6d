/** One key in Codex's settings: set where it is sure, with all else as it was, and left where it is not. */
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { changesFor, takenOut } from '../../src/index.ts';
import type { KeyPlacement } from '../../src/install/placement.ts';

const PLACEMENT: KeyPlacement = {
  kind: 'key',
  path: '/home/ada/.codex/config.toml',
  table: 'features',
  key: 'unified_exec_tty',
  value: false,
};

function change(text: string | undefined) {
  const file = { kind: 'file', bytes: Buffer.from(text ?? ''), mode: 0o600, isReadOnly: false } as const;
  return changesFor(PLACEMENT, () => (text === undefined ? { kind: 'absent' } : file))[0];
}

const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('utf8');

const CONFIGURATIONS: readonly (readonly [string, string | undefined])[] = [
  ['no file', undefined],
  ['an empty file', ''],
  ['other keys', 'model = "x"\n'],
  ['no newline at the end', 'model = "x"'],
  ['CRLF', 'model = "x"\r\n[features]\r\na = true\r\n'],
  ['a byte order mark', '\uFEFFmodel = "x"\n'],
  ['the table', '[features]\na = true\n\n[other]\nb = 1\n'],
  ['the table with a comment', '# one\n[features] # two\n# three\na = true\n'],
  ['the table with blanks', '  [ features ]\n  a = true\n'],
  ['the table last and empty', 'a = 1\n[features]'],
  ['the table’s keys at the root', 'features.a = true\nmodel = "x"\n[other]\nb = 1\n'],
  ['tables of its tables', '[features.web]\na = 1\n'],
  ['the key at another value', '[features]\nunified_exec_tty = true # mine\n'],
  ['the key at the root at another value', 'features.unified_exec_tty = true\n'],
  ['hooks and profiles', '[[hooks.PreToolUse]]\nmatcher = "x"\n[profiles.a]\nmodel = "y"\n'],
  ['dates and large integers', 'd = 2026-11-20T10:00:00Z\ni = 9223372036854775807\n[features]\n'],
];

describe('the key is set in', () => {
  test.each(CONFIGURATIONS)('%s', (_, before) => {
    const made = change(before);
    if (made === undefined) throw new Error('expected a change, met none');
    const after = text(made.after);
    const exactly = { integersAsBigInt: true } as const;
    const old = parse((before ?? '').replace(/^\uFEFF/u, ''), exactly);
    const wanted = { ...old, features: { ...(old['features'] as object), unified_exec_tty: false } };
    expect(parse(after.replace(/^\uFEFF/u, ''), exactly)).toEqual(wanted);
    expect(after.split('#')).toHaveLength((before ?? '').split('#').length);
    expect(change(after)).toBeUndefined();
  });

  test.each(CONFIGURATIONS.filter(([, before]) => !before?.includes('unified_exec_tty')))(
    'and taken out after a change of somebody else: %s',
    (_, before) => {
      const made = change(before);
      const theirs = Buffer.from(`${text(made?.after)}\n[theirs]\nz = 1\n`);
      const rest = text(takenOut(made?.removal ?? { kind: 'whole' }, theirs, made?.before)).replace(/^\uFEFF/u, '');
      const old = parse((before ?? '').replace(/^\uFEFF/u, ''), { integersAsBigInt: true });
      expect(parse(rest, { integersAsBigInt: true })).toEqual({ ...old, theirs: { z: 1n } });
    },
  );
});

test('what already says so is not touched', () => {
  expect(change('[features]\nunified_exec_tty = false\n')).toBeUndefined();
  expect(change('features = { unified_exec_tty = false }\n')).toBeUndefined();
});

test.each([
  ['no TOML', 'model = \n', 'expected TOML'],
  ['a table written inline', 'features = { a = true }\n', 'by hand: set features.unified_exec_tty = false'],
  ['something else by that name', 'features = 1\n', 'expected features to be a table'],
  ['the header in a text too', 's = """\n[features]\n"""\n[features]\na = true\n', 'by hand'],
  ['a key twice', 'a = 1\na = 2\n', 'expected TOML'],
])('is left: %s', (_, before, message) => {
  expect(() => change(before)).toThrow(message);
});
