/** Real files: every agent's settings in every form, changed and given back byte for byte, whatever happens between. */
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type HttpHook, INSTALL_CLIENTS, type Scope } from '@capgate/agents';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configurations, contentOf, withoutCapgate } from '../../../agents/test/install/configurations.ts';
import { type Files, machineFiles } from '../../src/install/files.ts';
import { type Plan, placementsOf } from '../../src/install/targets.ts';
import { undo } from '../../src/install/undo.ts';
import { Home, textAt } from './home.ts';

let home: Home;
beforeEach(() => {
  home = new Home();
});
afterEach(() => home.remove());

interface Agent {
  readonly name: string;
  readonly scope: Scope;
  readonly http?: HttpHook;
}

const AGENTS: readonly Agent[] = INSTALL_CLIENTS.map(({ name, scopes }) => ({
  name,
  scope: scopes.includes('user') ? 'user' : 'project',
}));
const POSTING: Agent = {
  name: 'claude',
  scope: 'user',
  http: { address: 'http://127.0.0.1:7413', token: 'cgt_of-a-test' },
};
/** Those whose settings are JSON that others use, with the file of each. */
const SHARED = [...AGENTS.filter(({ name }) => name !== 'opencode' && name !== 'cline'), POSTING];

/** The agent's file of settings, and the list in it that hooks go to. */
function settingsOf({ name, scope, http }: Agent) {
  if (name === 'kiro') home.file('.kiro/agents/dev.json', '{}');
  const placement = placementsOf(home.target(name, scope, http), home.io()).find(({ kind }) => kind === 'entries');
  if (placement?.kind !== 'entries') throw new Error('expected entries');
  const [entry] = placement.entries;
  const { path, takesComments } = placement;
  return { path, takesComments, list: entry?.list ?? [], item: entry?.item };
}

/** As it would be planned. */
function planned({ name, scope, http }: Agent): Plan {
  if (http !== undefined) home.claude('2.1.295');
  return home.plan(name, scope, http);
}

/** The table of texts for the agent's file. */
function textsFor(agent: Agent) {
  const { path, takesComments, list, item } = settingsOf(agent);
  const old = JSON.parse(
    JSON.stringify(item).replaceAll('/capgate/current/', '/capgate/versions/0.0.9/').replace('of-a-test', 'old'),
  ) as unknown;
  return configurations(list, item, old, takesComments).map((configuration) => ({ path, ...configuration }));
}

function put(path: string, text: string | undefined, mode = 0o640): void {
  rmSync(path, { force: true });
  if (text === undefined) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}

/** What holds a token is its owner's alone, and has another entry beside; other files keep their mode. */
function modeAfter({ scope, http }: Agent, text: string | undefined, outcome: string): number {
  if (http !== undefined && outcome !== 'refused') return 0o100600;
  if (outcome !== 'changed' || text !== undefined) return 0o100640;
  return scope === 'user' ? 0o100600 : 0o100644;
}

describe.each(SHARED)('$name $http.address', (agent) => {
  test('installed, installed again and undone on every configuration', () => {
    for (const { path, name, text, outcome } of textsFor(agent)) {
      if (agent.name === 'kiro' && text === undefined) continue;
      put(path, text);
      planned(agent);
      const before = home.snapshot();
      const { steps, left } = planned(agent);
      expect(
        left.map((one) => one.path),
        name,
      ).toEqual(outcome === 'refused' ? [path] : []);
      home.apply(steps);
      expect(statSync(path, { throwIfNoEntry: false })?.mode ?? 0, name).toBe(modeAfter(agent, text, outcome));
      expect(planned(agent).steps, name).toEqual([]);
      expect(
        home.undo().filter((one) => one.outcome === 'left'),
        name,
      ).toEqual([]);
      expect(home.snapshot(), name).toEqual(before);
    }
  });

  test('undone after somebody changed the file: theirs stays, ours is gone', () => {
    const { path } = settingsOf(agent);
    put(path, '{\n  "mine": [1]\n}\n');
    home.apply(planned(agent).steps);
    writeFileSync(path, readFileSync(path, 'utf8').replace('{', '{\n  "later": true, // one'));
    expect(home.undo().find(({ target }) => target === path)?.outcome).toBe('taken-out');
    const text = readFileSync(path, 'utf8');
    expect(contentOf(text)).toEqual({ later: true, mine: [1] });
    expect(text).toContain('// one');
  });

  test('a read-only file is left, and its mode as well', () => {
    const { path } = settingsOf(agent);
    put(path, '{}', 0o440);
    const { steps, left } = planned(agent);
    expect(steps.filter(({ target }) => target === path)).toEqual([]);
    expect(left).toEqual([expect.objectContaining({ path, reason: expect.stringContaining('read-only') })]);
    expect(statSync(path).mode & 0o777).toBe(0o440);
  });

  test('a link is written through, and stays one', () => {
    const { path } = settingsOf(agent);
    const real = join(agent.scope === 'project' ? home.project : home.path, 'dotfiles/settings');
    put(real, '{"mine": 1}');
    put(path, undefined);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(real, path);
    planned(agent);
    const before = home.snapshot();
    home.apply(planned(agent).steps);
    expect(readFileSync(real, 'utf8')).toContain('capgate-hook');
    expect(withoutCapgate(contentOf(readFileSync(real, 'utf8')), ['version'])).toEqual({ mine: 1 });
    home.undo();
    expect(home.snapshot()).toEqual(before);
  });

  test('a link to nowhere and a folder in the place are left', () => {
    const { path } = settingsOf(agent);
    put(path, undefined);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(home.path, 'nowhere'), path);
    expect(planned(agent).left[0]?.reason).toContain('a link that leads nowhere');
    rmSync(path);
    mkdirSync(path);
    expect(planned(agent).left[0]?.reason).toContain('a folder');
  });
});

describe('files of our own', () => {
  test.each(['opencode', 'cline'])('%s: made with their folders, and gone with them', (name) => {
    const before = home.snapshot();
    home.apply(home.plan(name).steps);
    expect(home.plan(name).steps).toEqual([]);
    expect(Object.keys(home.snapshot()).length).toBeGreaterThan(Object.keys(before).length);
    home.undo();
    expect(home.snapshot()).toEqual(before);
  });

  test('another plugin by our name is left', () => {
    home.file('.config/opencode/plugins/capgate.js', 'export const Mine = 1;\n');
    expect(home.plan('opencode')).toMatchObject({
      steps: [],
      left: [{ reason: expect.stringContaining('met another') }],
    });
  });

  test('the hook that Cline has goes beside ours, and comes back with its mode', () => {
    home.file('Documents/Cline/Hooks/PreToolUse', '#!/bin/sh\necho hi\n', 0o700);
    const before = home.snapshot();
    home.apply(home.plan('cline').steps);
    const file = join(home.path, 'Documents/Cline/Hooks/PreToolUse');
    expect(textAt(`${file}.before-capgate`)).toBe('#!/bin/sh\necho hi\n');
    expect(statSync(file).mode & 0o111).toBe(0o111);
    home.undo();
    expect(home.snapshot()).toEqual(before);
  });

  test('one that somebody changed is left, and said so until it is gone', () => {
    home.apply(home.plan('opencode').steps);
    const path = join(home.path, '.config/opencode/plugins/capgate.js');
    writeFileSync(path, `${readFileSync(path, 'utf8')}// mine\n`);
    expect(home.undo()).toMatchObject([{ outcome: 'left', reason: expect.stringContaining('remove it by hand') }]);
    rmSync(path);
    expect(home.undo()).toMatchObject([{ outcome: 'untouched' }]);
    expect(home.journal().entries()).toEqual([]);
  });
});

test('what changes between plan and write is not written over', () => {
  const path = home.file('.claude/settings.json', '{}');
  const { steps } = home.plan('claude');
  writeFileSync(path, '{"new": 1}');
  expect(() => home.apply(steps)).toThrow('expected the file as it was shown, met another');
  expect(readFileSync(path, 'utf8')).toBe('{"new": 1}');
});

test('a project’s link out of the project is not followed', () => {
  home.file('mine.json', '{}');
  mkdirSync(join(home.project, '.claude'));
  symlinkSync(join(home.path, 'mine.json'), join(home.project, '.claude/settings.json'));
  expect(home.plan('claude', 'project')).toMatchObject({
    steps: [],
    left: [{ reason: expect.stringContaining('a link out') }],
  });
});

test('a link that came since is not followed when it is undone', () => {
  home.apply(home.plan('claude').steps);
  home.apply(home.plan('claude', 'project').steps);
  const mine = textAt(join(home.path, '.claude/settings.json'));
  rmSync(join(home.project, '.claude'), { recursive: true });
  symlinkSync(join(home.path, '.claude'), join(home.project, '.claude'));
  const [ofProject, ofUser] = home.journal().entries().toReversed();
  if (ofProject === undefined || ofUser === undefined) throw new Error('expected two changes');
  const journal = home.journal();
  expect(undo(ofProject, journal, machineFiles)).toMatchObject({
    outcome: 'left',
    reason: expect.stringContaining('met a link to'),
  });
  expect(textAt(join(home.path, '.claude/settings.json'))).toBe(mine);
  expect(undo(ofUser, journal, machineFiles).outcome).toBe('removed');
});

test('a folder that was a link all along is written through, and undone', () => {
  mkdirSync(join(home.path, 'dotfiles'));
  symlinkSync(join(home.path, 'dotfiles'), join(home.path, '.claude'));
  const before = home.snapshot();
  home.apply(home.plan('claude').steps);
  expect(textAt(join(home.path, 'dotfiles/settings.json'))).toContain('capgate-hook');
  expect(home.undo().map(({ outcome }) => outcome)).toEqual(['removed']);
  expect(home.snapshot()).toEqual(before);
});

test('the journal is its owner’s alone', () => {
  home.file('.claude/settings.json', '{"env": {"TOKEN": "x"}}');
  home.apply(home.plan('claude').steps);
  expect(statSync(join(home.path, 'state/00000001.json')).mode & 0o777).toBe(0o600);
  expect(statSync(join(home.path, 'state')).mode & 0o777).toBe(0o700);
});

/** The steps of the machine, of which the one of that number and all later fail, as where the process was killed. */
function dyingAt(number: number): Files & { readonly steps: () => number } {
  let count = 0;
  const step = <Words extends readonly unknown[]>(run: (...words: Words) => void, half?: (...words: Words) => void) => {
    return (...words: Words) => {
      count += 1;
      if (count < number) return run(...words);
      if (count === number) half?.(...words);
      throw new Error('killed');
    };
  };
  return {
    makeFolder: step(machineFiles.makeFolder),
    writeNew: step(machineFiles.writeNew, (path, bytes) => writeFileSync(path, bytes.subarray(0, bytes.length / 2))),
    rename: step(machineFiles.rename),
    remove: step(machineFiles.remove),
    removeFolder: step(machineFiles.removeFolder),
    steps: () => count,
  };
}

function install(files: Files): void {
  for (const name of ['codex', 'cline', 'opencode']) home.apply(home.plan(name).steps, files);
}

function stepsOf(run: (files: Files) => void): number {
  const counting = dyingAt(Number.POSITIVE_INFINITY);
  run(counting);
  return counting.steps();
}

describe('killed at any step', () => {
  const OLD = '{\n  "mine": 1 // one\n}\n';

  /** Settings, a chained hook, a key and a plugin with its folders: every kind of change. */
  function prepare(): void {
    home.file('.codex/config.toml', 'model = "x"\n');
    home.file('.codex/hooks.json', OLD);
    home.file('Documents/Cline/Hooks/PreToolUse', '#!/bin/sh\n', 0o755);
  }

  test('an installation can be undone, and the settings are the old or the new at every moment', () => {
    prepare();
    const before = home.snapshot();
    const total = stepsOf(install);
    const after = textAt(join(home.path, '.codex/hooks.json'));
    home.undo();
    expect(home.snapshot()).toEqual(before);
    expect(total).toBeGreaterThan(20);
    for (let number = 1; number <= total; number++) {
      expect(() => install(dyingAt(number)), `step ${number}`).toThrow('killed');
      expect([OLD, after]).toContain(textAt(join(home.path, '.codex/hooks.json')));
      expect(home.undo().filter(({ outcome }) => outcome === 'left')).toEqual([]);
      expect(home.snapshot(), `step ${number}`).toEqual(before);
    }
  });

  test('an installation can be made again, and then be undone', () => {
    prepare();
    const before = home.snapshot();
    const total = stepsOf(install);
    home.undo();
    for (let number = 1; number <= total; number++) {
      expect(() => install(dyingAt(number))).toThrow('killed');
      install(machineFiles);
      expect(home.plan('codex').steps).toEqual([]);
      expect(home.undo().filter(({ outcome }) => outcome === 'left')).toEqual([]);
      expect(home.snapshot(), `step ${number}`).toEqual(before);
    }
  });

  test('an undoing can be gone on with', () => {
    prepare();
    const before = home.snapshot();
    install(machineFiles);
    const total = stepsOf((files) => void home.undo(files));
    for (let number = 1; number <= total; number++) {
      install(machineFiles);
      expect(() => home.undo(dyingAt(number)), `step ${number}`).toThrow('killed');
      expect(home.undo().filter(({ outcome }) => outcome === 'left')).toEqual([]);
      expect(home.snapshot(), `step ${number}`).toEqual(before);
    }
  });
});
