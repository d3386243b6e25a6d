/** The page of the system in a real browser, before a real gate whose agents are as `capgate init` leaves them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needsProgram } from '@capgate/testing';
import type { Locator, Page as Tab } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { person } from '../../../gate/test/http/harness.ts';
import { seriousIn } from '../axe.ts';
import { type Watched, World } from '../harness.ts';
import { configWith, installAgents, lookAt, SECRET, SECRET_STORE } from './world.ts';

/** Against hangs alone. */
const STARTING_MS = 120_000;
const OWN_USER = { home: '/var/lib/capgate', isPersons: false, agents: [] } as const;

let home: string;
let world: World | undefined;
let opened: Watched[] = [];
/** Every answer that the page was given. */
let answers: string[] = [];

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'capgate-system-page-'));
  installAgents(home);
}, STARTING_MS);

async function worldFor(context: TestContext): Promise<World> {
  const parts = { config: configWith(SECRET_STORE), installedHooks: () => lookAt(home) };
  world ??= await World.start(needsProgram(context, 'chromium'), parts);
  return world;
}

async function open(context: TestContext, more: Parameters<World['open']>[1] = {}): Promise<Tab> {
  const watched = await (await worldFor(context)).open('#/', more);
  opened.push(watched);
  const { tab } = watched;
  tab.on('response', (response) => {
    if (!response.url().includes('/v1/events'))
      void response.text().then(
        (text) => answers.push(text),
        () => {},
      );
  });
  await tab.goto(`${world?.service.origin}/#/system`);
  await tab.getByRole('heading', { name: 'System', level: 1 }).waitFor();
  return tab;
}

function card(tab: Tab, name: string): Locator {
  return tab.getByRole('region', { name, exact: true });
}

function row(within: Locator, name: string): Locator {
  return within.getByRole('row').filter({ has: within.page().getByRole('rowheader', { name, exact: true }) });
}

function textOf(locator: Locator): Promise<string> {
  return locator.innerText().then((text) => text.replaceAll(/\s+/gu, ' '));
}

afterEach(async () => {
  const faults = opened.flatMap((watched) => watched.faults);
  for (const { tab } of opened) await tab.context().close();
  opened = [];
  answers = [];
  // oxlint-disable-next-line vitest/no-standalone-expect -- of each test
  expect(faults).toEqual([]);
});

afterAll(async () => {
  await world?.end();
  rmSync(home, { recursive: true, force: true });
});

describe('hooks of agents', () => {
  test('are told as the doctor has them: in place, in part with what puts it right, or none', async (context) => {
    const hooks = card(await open(context), 'Hooks of agents');
    await expect.poll(() => textOf(row(hooks, 'Claude Code'))).toContain('in place');
    expect(await textOf(row(hooks, 'Gemini CLI'))).toMatch(/in part .*hooksConfig\.enabled.*take it out/u);
    expect(await textOf(row(hooks, 'Codex CLI'))).toMatch(/none .*no hook; capgate init --agent codex puts one in/u);
    expect(await textOf(hooks)).toContain(`As the settings in ${home} `);
    expect(await textOf(hooks)).toContain('capgate doctor tries each');
  });

  test('say by the keyboard what no hook can change', async (context) => {
    const tab = await open(context);
    const what = row(card(tab, 'Hooks of agents'), 'Claude Code').getByText('What it cannot do');
    await what.focus();
    await tab.keyboard.press('Enter');
    await expect.poll(() => textOf(row(card(tab, 'Hooks of agents'), 'Claude Code'))).toContain('disableAllHooks');
  });

  test('count what was asked since the start', async (context) => {
    const tab = await open(context);
    const { service, token } = await worldFor(context);
    const asked = async (): Promise<number> =>
      Number(await row(card(tab, 'Hooks of agents'), 'Claude Code').getByRole('cell').nth(1).innerText());
    await expect.poll(asked).not.toBeNaN();
    const before = await asked();
    await service.ask('POST', '/v1/hooks/claude', token, {});
    await expect.poll(asked, { timeout: 15_000 }).toBe(before + 1);
  });

  test('of others are not looked at by a gate under a user of its own, and the page says what to run', async (context) => {
    const other = await World.start(needsProgram(context, 'chromium'), { installedHooks: () => OWN_USER });
    try {
      const { tab, faults } = await other.open('#/system');
      const hooks = card(tab, 'Hooks of agents');
      await hooks.getByText('looks into nobody else’s settings').waitFor();
      expect(await textOf(hooks)).toMatch(/Run capgate doctor as yourself.*No agent has a hook for the whole machine/u);
      expect(await hooks.getByRole('table').count()).toBe(0);
      expect(faults).toEqual([]);
    } finally {
      await other.end();
    }
  });
});

describe('configuration in force', () => {
  test('is told setting by setting, with what says so and what waits', async (context) => {
    const settings = card(await open(context), 'Configuration in force');
    await expect.poll(() => textOf(row(settings, 'socket.users'))).toBe('socket.users 1001, 1002 file');
    expect(await textOf(row(settings, 'log.folder'))).toBe('log.folder /srv/log command line');
    expect(await textOf(row(settings, 'socket.path'))).toContain('environment');
    expect(await textOf(row(settings, 'http.port'))).toBe('http.port 7413 Capgate');
    expect(await textOf(row(settings, 'site'))).toContain('waits for a restart');
    expect(await textOf(settings)).toContain('/home/user/.config/capgate/config.yaml');
  });

  test('holds no secret, nor does anything that the page was sent', async (context) => {
    const tab = await open(context);
    const settings = card(tab, 'Configuration in force');
    await expect.poll(() => textOf(row(settings, 'store.url'))).toBe('store.url set, and not shown file');
    await row(card(tab, 'Hooks of agents'), 'Gemini CLI').waitFor();
    expect(answers.join('\n')).toContain('store.url');
    expect(answers.join('\n')).not.toContain(SECRET);
  });

  test('and hooks are not for whoever may only read, who sees the rest', async (context) => {
    const tab = await open(context, { caller: { ...person, name: 'reader', scopes: ['read'] } });
    await tab.getByText('Not for you to see: the configuration').waitFor();
    await tab.getByText('Not for you to see: hooks').waitFor();
    await expect.poll(() => textOf(card(tab, 'Store'))).toContain('SQLite');
  });
});

describe('the gate’s own parts', () => {
  test('keys are all told: which signs, how old, what is due, and which only signs beside', async (context) => {
    const { service } = await worldFor(context);
    const { chain } = service.gate.keys;
    const first = chain.keys.at(-1)?.fingerprint ?? '';
    await service.gate.keys.rotate(person, first, {});
    const keys = card(await open(context), 'Keys that sign the log');
    const items = keys.getByRole('listitem');
    await expect.poll(() => items.count()).toBe(2);
    expect(await textOf(items.first())).toMatch(/ed25519 signs [0-9a-f]{64} .*its rotation is due in 89 d/u);
    expect(await textOf(items.last())).toMatch(
      new RegExp(`signs too ${first} .*signs beside the newer key for 6 d more`, 'u'),
    );
  });

  test('store and load are told in few figures', async (context) => {
    const tab = await open(context);
    await expect.poll(() => textOf(card(tab, 'Store'))).toMatch(/Engine SQLite Size \d+ [kM]B Behind the log by \d/u);
    const load = card(tab, 'Load');
    await expect.poll(() => textOf(load)).toMatch(/Memory \d+ MB/u);
    await expect.poll(() => textOf(load), { timeout: 15_000 }).toMatch(/Processor [\d.]+ %/u);
    expect(await textOf(load)).toMatch(/Failures 0/u);
    await tab.getByText('Verified by this browser').waitFor();
  });

  test('one that does not answer keeps none of the others away', async (context) => {
    const tab = await open(context);
    await tab.route('**/v1/store', (route) => route.fulfill({ status: 500, json: { code: 'FAULT', detail: 'no' } }));
    await tab.reload();
    await tab.getByText('Cannot show the store').waitFor();
    await expect.poll(() => textOf(card(tab, 'Keys that sign the log'))).toContain('its rotation is due');
  });

  test.for(['light', 'dark'] as const)('axe finds nothing serious in %s', async (scheme, context) => {
    const tab = await open(context, { scheme });
    await row(card(tab, 'Hooks of agents'), 'Codex CLI').waitFor();
    await row(card(tab, 'Configuration in force'), 'site').waitFor();
    await card(tab, 'Keys that sign the log').getByRole('listitem').first().waitFor();
    expect(await seriousIn(tab)).toEqual([]);
  });
});
