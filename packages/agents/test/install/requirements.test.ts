/** Codex's requirements: hooks of ours beside what an administrator wrote, or nothing where that is not sure. */
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { changesFor, failClosedLine, hookRunsOf, INSTALL_CLIENTS, takenOut } from '../../src/index.ts';

const LINE = failClosedLine({ kind: 'home' }, 'codex');
const GROUP = { matcher: '.*', hooks: [{ type: 'command', command: LINE, timeout: 10 }] };

const [placement] =
  INSTALL_CLIENTS.find(({ name }) => name === 'codex')?.placements({
    scope: 'managed',
    home: '/root',
    project: '/srv',
    platform: 'linux',
    environment: {},
    launcher: { kind: 'home' },
    list: () => [],
  }) ?? [];
if (placement === undefined) throw new Error('expected a file for the machine');

function change(text: string | undefined) {
  const file = { kind: 'file', bytes: Buffer.from(text ?? ''), mode: 0o644, isReadOnly: false } as const;
  return placement && changesFor(placement, () => (text === undefined ? { kind: 'absent' } : file))[0];
}

const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8');
const read = (text: string): Record<string, unknown> => parse(text.replace(/^\uFEFF/u, ''));

const CONFIGURATIONS: readonly (readonly [string, string | undefined])[] = [
  ['no file', undefined],
  ['an empty file', ''],
  ['other requirements', 'allowed_approval_policies = ["on-request"]\n'],
  ['no newline at the end', 'allowed_sandbox_modes = ["read-only"]'],
  ['CRLF', 'a = "x"\r\n[features]\r\nb = true\r\n'],
  ['a byte order mark and comments', '\uFEFF# one\na = "x" # two\n'],
  ['features of others', '[features]\na = true\n\n[other]\nb = 1\n'],
  [
    'hooks of others',
    '[hooks]\nmanaged_dir = "/opt"\n\n[[hooks.PreToolUse]]\nmatcher = "Bash"\n\n[[hooks.PreToolUse.hooks]]\ntype = "command"\ncommand = "x"\n',
  ],
  ['the features at other values', '[features]\nhooks = false\nunified_exec_tty = true\n'],
];

describe('hooks are put into', () => {
  test.each(CONFIGURATIONS)('%s, once', (_, before) => {
    const made = change(before);
    const after = textOf(made?.after);
    const old = read(before ?? '') as { hooks?: Record<string, unknown[]>; features?: object };
    expect(read(after)).toEqual({
      ...old,
      features: { ...old.features, hooks: true, unified_exec_tty: false },
      hooks: {
        ...old.hooks,
        PreToolUse: [...(old.hooks?.['PreToolUse'] ?? []), GROUP],
        PermissionRequest: [GROUP],
      },
    });
    expect(change(after)).toBeUndefined();
    expect(after.match(/#.*/gu)).toEqual((before ?? '').match(/#.*/gu));
  });

  test.each(CONFIGURATIONS.slice(0, -1))('%s, and taken out after a change of somebody else', (_, before) => {
    const made = change(before);
    const theirs = Buffer.from(`${textOf(made?.after)}\n[theirs]\nz = 1\n`);
    const rest = takenOut(made?.removal ?? { kind: 'whole' }, theirs, made?.before);
    expect(read(textOf(rest))).toEqual({ ...read(before ?? ''), theirs: { z: 1 } });
  });
});

test('nothing is left of a file that was not there', () => {
  const made = change(undefined);
  expect(takenOut(made?.removal ?? { kind: 'whole' }, made?.after ?? Buffer.of(), undefined)).toBeUndefined();
});

test.each([
  ['no TOML', 'a = \n', 'expected TOML'],
  ['hooks written inline', 'hooks = { PreToolUse = [] }\n', 'by hand'],
  ['hooks of the wrong type', 'hooks = 1\n', 'expected hooks to be a table'],
  ['a list of texts', '[hooks]\nPreToolUse = ["x"]\n', 'expected lists of hooks'],
])('is left: %s', (_, before, message) => {
  expect(() => change(before)).toThrow(message);
});

test('what doctor tries is what stands there', () => {
  expect(hookRunsOf(placement, textOf(change('')?.after))).toEqual([
    { kind: 'line', line: LINE },
    { kind: 'line', line: LINE },
  ]);
  expect(hookRunsOf(placement, '[[hooks.PreToolUse]]\nhooks = [{ type = "command", command = "x" }]\n')).toEqual([]);
});
