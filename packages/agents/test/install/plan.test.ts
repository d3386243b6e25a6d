/** Every agent's settings in every form that people have them in: nothing of theirs is lost, and ours is there once. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ADAPTERS,
  type Change,
  changesFor,
  type Found,
  hookRunsOf,
  httpHookIn,
  INSTALL_CLIENTS,
  takenOut,
} from '../../src/index.ts';
import type { EntriesPlacement, Placement, Surroundings } from '../../src/install/placement.ts';
import { commentsIn, configurations, contentOf, expectOthersKept, withoutCapgate } from './configurations.ts';

const PATH = '/home/ada/.local/share/capgate/current/bin/capgate-hook';
const OLD = '/capgate/versions/0.0.9/bin/';

const names = (): string[] => ['dev.json', 'notes.md'];

function surroundings(scope: Surroundings['scope'], launcher: Surroundings['launcher']): Surroundings {
  return { scope, home: '/home/ada', project: '/srv/shop', platform: 'linux', environment: {}, launcher, list: names };
}

const HERE = { kind: 'path', path: PATH } as const;
const USER = surroundings('user', HERE);
const PROJECT = surroundings('project', { kind: 'home' });

const POSTED: Surroundings = { ...USER, http: { address: 'http://127.0.0.1:7413', token: 'cgt_new-0' } };
const OLD_TOKEN = 'cgt_old-0';

/** Every file of settings in JSON that any agent has, for a person or, where there is none, for a project. */
const SETTINGS = INSTALL_CLIENTS.flatMap(({ name, scopes, httpScopes = [], placements }) => {
  const all = [
    ...placements(scopes.includes('user') ? USER : PROJECT),
    ...(httpScopes.includes('user') ? placements(POSTED) : []),
  ];
  return all.filter((placement) => placement.kind === 'entries').map((placement) => ({ name, placement }));
});

function fileOf(text: string | undefined): Found {
  if (text === undefined) return { kind: 'absent' };
  return { kind: 'file', bytes: Buffer.from(text), mode: 0o644, isReadOnly: false };
}

function changes(placement: Placement, text: string | undefined): readonly Change[] {
  return changesFor(placement, (path) => (path === placement.path ? fileOf(text) : { kind: 'absent' }));
}

function textAfter(placement: Placement, text: string | undefined): string {
  const [change] = changes(placement, text);
  return change === undefined ? (text ?? '') : Buffer.from(change.after).toString('utf8');
}

/** The placement with only its first list, so that one table of texts fits all. */
function cases({ name, placement }: { name: string; placement: EntriesPlacement }) {
  const [entry] = placement.entries;
  if (entry === undefined) throw new Error('no entry');
  const one: EntriesPlacement = { ...placement, entries: [entry], needs: {} };
  const text = JSON.stringify(entry.item).replaceAll('/capgate/current/bin/', OLD).replace('cgt_new-0', OLD_TOKEN);
  const old = JSON.parse(text) as unknown;
  return configurations(entry.list, entry.item, old, placement.takesComments).map((configuration) => ({
    name,
    placement: one,
    configuration,
  }));
}

const CASES = SETTINGS.flatMap(cases).map((one) => [`${one.name}: ${one.configuration.name}`, one] as const);

test('every agent with an adapter can be installed for', () => {
  expect(INSTALL_CLIENTS.map(({ name }) => name).sort()).toEqual(ADAPTERS.map(({ name }) => name).sort());
  expect(new Set(SETTINGS.map(({ name }) => name)).size).toBe(INSTALL_CLIENTS.length - 2);
});

describe('settings', () => {
  test.each(CASES.filter(([, { configuration }]) => configuration.outcome === 'changed'))('%s', (_, one) => {
    const { placement, configuration } = one;
    const before = configuration.text ?? '';
    const [change] = changes(placement, configuration.text);
    if (change === undefined) throw new Error('expected a change, met none');
    const after = Buffer.from(change.after).toString('utf8');
    expectOthersKept(before, after, []);
    const [entry] = placement.entries;
    const list = entry?.list.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], contentOf(after));
    expect((list as unknown[]).filter((item) => JSON.stringify(item) === JSON.stringify(entry?.item))).toHaveLength(1);
    for (const gone of [OLD, OLD_TOKEN]) expect(JSON.stringify(list)).not.toContain(gone);
    expect(changes(placement, after)).toEqual([]);
    const restored = takenOut(change.removal, change.after, change.before);
    const rest = restored === undefined ? '' : Buffer.from(restored).toString('utf8');
    expectOthersKept(before, rest, []);
    for (const ours of ['capgate-hook', 'cgt_']) expect(rest).not.toContain(ours);
  });

  test.each(CASES.filter(([, { configuration }]) => configuration.outcome === 'refused'))('%s is left', (_, one) => {
    expect(() => changes(one.placement, one.configuration.text)).toThrow(/^expected .*, met .*; mend it first$/u);
  });

  test.each(CASES.filter(([, { configuration }]) => configuration.outcome === 'there'))('%s', (_, one) => {
    expect(changes(one.placement, one.configuration.text)).toEqual([]);
  });

  test.each(SETTINGS)('of $name end, indent and break lines as they did', ({ placement }) => {
    const text = '{\r\n\t"a": 1,\r\n\t"b": {\r\n\t\t"c": []\r\n\t}\r\n}';
    const after = textAfter(placement, text);
    expect(after.startsWith(text.slice(0, -3))).toBe(true);
    expect(after.endsWith('\r\n}')).toBe(true);
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(after).not.toMatch(/^ /mu);
  });

  test('of others in a group with ours stay when ours is taken out', () => {
    const [claude] = SETTINGS;
    if (claude === undefined) throw new Error('no settings');
    const [change] = changes(claude.placement, '{}');
    const mixed = JSON.stringify({
      hooks: { PreToolUse: [{ matcher: 'Bash', hooks: [{ command: PATH, args: ['claude'] }, { command: 'mine' }] }] },
    });
    const rest = takenOut(change?.removal ?? { kind: 'whole' }, Buffer.from(mixed), Buffer.from('{}'));
    expect(JSON.parse(Buffer.from(rest ?? []).toString('utf8'))).toEqual({
      hooks: { PreToolUse: [{ matcher: 'Bash', hooks: [{ command: 'mine' }] }] },
    });
  });

  test('that only mention the launcher are not ours', () => {
    const theirs = [{ command: `/opt/log ${PATH}` }, { command: `echo '${PATH}'` }, { command: `${PATH}.old` }];
    const text = JSON.stringify({ hooks: { PreToolUse: [{ matcher: 'Bash', hooks: theirs }] } });
    const placement = SETTINGS[0]?.placement as EntriesPlacement;
    const [change] = changes(placement, text);
    const rest = takenOut(change?.removal ?? { kind: 'whole' }, change?.after ?? Buffer.of(), Buffer.from(text));
    expect(Buffer.from(rest ?? []).toString('utf8')).toBe(text);
  });

  test('are not written where they are read-only, a folder, or not UTF-8', () => {
    const placement = SETTINGS[0]?.placement as EntriesPlacement;
    const readOnly = { ...fileOf('{}'), isReadOnly: true } as Found;
    expect(() => changesFor(placement, () => readOnly)).toThrow('read-only');
    expect(() => changesFor(placement, () => ({ kind: 'other', what: 'a folder' }))).toThrow('met a folder');
    const bytes = Buffer.of(0x7b, 0xff, 0x7d);
    expect(() => changesFor(placement, () => ({ ...fileOf(''), bytes }) as Found)).toThrow('expected UTF-8');
  });
});

/** Settings of any content and nearly any form, hooks of others among them. */
const anySettings = fc
  .tuple(
    fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 }),
    fc.option(fc.array(fc.record({ matcher: fc.string(), hooks: fc.array(fc.record({ command: fc.string() })) }))),
    fc.constantFrom(0, 1, 2, 4, '\t'),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([others, groups, indent, eol, isCommented]) => {
    const { hooks: _, __proto__: __, ...rest } = others;
    const value = groups === null ? rest : { ...rest, hooks: { PreToolUse: groups, Stop: [] } };
    const text = JSON.stringify(value, null, indent);
    const lines = text.split('\n').map((line) => (isCommented && indent !== 0 ? `${line} // ${line.length}` : line));
    return lines.join(eol);
  });

test('whatever the settings, others’ part stays, a second time changes nothing, and out again is as before', () => {
  const placement = SETTINGS.find(({ placement: one }) => one.takesComments)?.placement as EntriesPlacement;
  fc.assert(
    fc.property(anySettings, (text) => {
      const [change] = changes(placement, text);
      const after = Buffer.from(change?.after ?? []).toString('utf8');
      expectOthersKept(text, after, []);
      expect(changes(placement, after)).toEqual([]);
      const rest = takenOut(change?.removal ?? { kind: 'whole' }, Buffer.from(after), Buffer.from(text));
      expect(contentOf(Buffer.from(rest ?? []).toString('utf8'))).toEqual(contentOf(text));
      expect(commentsIn(Buffer.from(rest ?? []).toString('utf8'))).toEqual(commentsIn(text));
    }),
    { numRuns: 300 },
  );
});

test('the property sees a lost entry and a lost comment', () => {
  expect(() => expectOthersKept('{"a":[1,2]}', '{"a":[1]}', [])).toThrow('to deeply equal');
  expect(() => expectOthersKept('{"a":1} // x', '{"a":1}', [])).toThrow('to deeply equal');
  expect(withoutCapgate({ a: [{ command: PATH }], b: 1 }, [])).toEqual({ b: 1 });
});

describe('what people share', () => {
  test('holds no path of one home folder', () => {
    const shared = INSTALL_CLIENTS.filter(({ scopes }) => scopes.includes('project'));
    expect(shared.length).toBeGreaterThan(10);
    for (const { placements } of shared) {
      for (const placement of placements(PROJECT)) {
        expect(placement.path.startsWith('/srv/shop/')).toBe(true);
        const texts = changes(placement, undefined).map(({ after }) => Buffer.from(after).toString('utf8'));
        expect(texts.join('')).not.toContain('/home/ada');
        expect(texts.join('')).not.toBe('');
      }
    }
  });
});

describe('what posts to the gate', () => {
  const claude = INSTALL_CLIENTS.find(({ name }) => name === 'claude');
  const [posting] = claude?.placements(POSTED) ?? [];
  const [starting] = claude?.placements(USER) ?? [];
  if (posting?.kind !== 'entries' || starting?.kind !== 'entries') throw new Error('expected settings');

  test('stops actions where it fails, tells of sessions by the launcher, and is for its owner’s eyes', () => {
    const [change] = changes(posting, undefined);
    expect(change?.mode).toBe(0o600);
    expect(JSON.parse(Buffer.from(change?.after ?? []).toString('utf8'))).toEqual({
      hooks: {
        PreToolUse: [
          {
            matcher: '.*',
            hooks: [
              {
                type: 'http',
                url: 'http://127.0.0.1:7413/v1/hooks/claude',
                headers: { Authorization: 'Bearer cgt_new-0' },
                timeout: 10,
                onFailure: 'block',
              },
            ],
          },
        ],
        SessionStart: [{ hooks: [{ type: 'command', command: PATH, args: ['claude'], timeout: 10 }] }],
      },
    });
    expect(changes(starting, undefined)[0]?.mode).toBeUndefined();
  });

  test('is read back, and takes the place of the launcher’s hook', () => {
    const started = textAfter(starting, '{}');
    expect(httpHookIn(started, starting)).toBeUndefined();
    const posted = textAfter(posting, started);
    expect(httpHookIn(posted, starting)).toEqual({ address: 'http://127.0.0.1:7413', token: 'cgt_new-0' });
    expect(contentOf(posted)).toEqual(contentOf(textAfter(posting, '{}')));
    expect(hookRunsOf(posting, posted)).toEqual([
      { kind: 'http', url: 'http://127.0.0.1:7413/v1/hooks/claude', token: 'cgt_new-0', blocks: true },
    ]);
  });

  test.each([
    { type: 'http', url: 'http://127.0.0.1:7413/v1/hooks/claude' },
    { type: 'http', url: 'http://127.0.0.1:7413/v1/hooks/claude', headers: { Authorization: 'Bearer other' } },
    { type: 'http', url: 'http://127.0.0.1:7413/hooks/claude', headers: { Authorization: 'Bearer cgt_x' } },
    { type: 'prompt', url: 'http://127.0.0.1:7413/v1/hooks/claude', headers: { Authorization: 'Bearer cgt_x' } },
    { type: 'http', url: 7413, headers: ['Bearer cgt_x'] },
  ])('another’s is left: %j', (theirs) => {
    const group = { matcher: 'Bash', hooks: [theirs] };
    const text = JSON.stringify({ hooks: { PreToolUse: [group] } });
    expect(httpHookIn(text, posting)).toBeUndefined();
    expect((contentOf(textAfter(posting, text)) as { hooks: { PreToolUse: unknown[] } }).hooks.PreToolUse[0]).toEqual(
      group,
    );
  });
});
