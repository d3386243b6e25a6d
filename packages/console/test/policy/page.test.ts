/** The page of policies in a real browser, before a real gate. */
import { type Extension } from '@capgate/gate';
import { needsProgram } from '@capgate/testing';
import type { Locator, Page as Tab } from 'playwright-core';
import { afterAll, afterEach, describe, expect, type TestContext, test } from 'vitest';
import { enforcementExtension } from '../../../cli/src/serve/enforcement.ts';
import { person } from '../../../gate/test/http/harness.ts';
import { runsOf } from '../../src/parts/command-parts.ts';
import { seriousIn } from '../axe.ts';
import { type Watched, World } from '../harness.ts';
import { hostileTexts } from '../hostile.ts';
import { Wire } from '../wire.ts';
import { FIRST, grace, makeVersion, putInForce, SECOND } from './world.ts';

const TENANT = person.tenant;
/** What stands against a version that says so. */
const holding: Extension = {
  name: 'holding',
  beforeActivate: async ({ document }) => (document.quality?.['held'] === true ? 'a trial of it goes on' : undefined),
};

let world: World | undefined;
let opened: Watched[] = [];

async function worldFor(context: TestContext): Promise<World> {
  world ??= await World.start(needsProgram(context, 'chromium'), { extensions: [enforcementExtension(), holding] });
  return world;
}

async function open(context: TestContext, ...where: Parameters<World['open']>): Promise<Tab> {
  const watched = await (await worldFor(context)).open(...where);
  opened.push(watched);
  return watched.tab;
}

/** The version that is in force, with the document put in force for the test. */
async function given(context: TestContext, document: object, reason = 'given'): Promise<number> {
  const { gate } = (await worldFor(context)).service;
  const version = await makeVersion(
    await worldFor(context),
    person,
    gate.policies.latest(TENANT).version,
    document,
    reason,
  );
  await putInForce(await worldFor(context), person, version, reason);
  return version;
}

function editorOf(tab: Tab): Locator {
  return tab.getByRole('textbox', { name: 'The document', exact: true });
}

/** Puts a text in the place of all that stands there, by the keyboard. */
async function write(tab: Tab, text: string): Promise<void> {
  await editorOf(tab).focus();
  await tab.keyboard.press('Control+a');
  await tab.keyboard.insertText(text);
}

function textIn(editor: Locator): Promise<string> {
  return editor.evaluate((element) =>
    [...element.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n'),
  );
}

function hasFocus(editor: Locator): Promise<boolean> {
  return editor.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement === element);
}

afterEach(async () => {
  const faults = opened.flatMap((watched) => watched.faults);
  for (const { tab } of opened) await tab.context().close();
  opened = [];
  // oxlint-disable-next-line vitest/no-standalone-expect -- of each test
  expect(faults).toEqual([]);
});

afterAll(() => world?.end());

describe('without a policy', () => {
  test('it says what decides, and the first version is written, tried, made and put in force by keys alone', async (context) => {
    const { service } = await worldFor(context);
    await (await worldFor(context)).decide('npm publish');
    await service.stored();
    const tab = await open(context, '#/policy');
    await tab.getByText('No version yet').waitFor();
    await tab.getByText('the mode balanced decides alone').first().waitFor();
    await tab.getByRole('link', { name: 'Write a new version' }).focus();
    await tab.keyboard.press('Enter');
    await write(tab, JSON.stringify(SECOND));
    await tab.getByText('Sound. All 6 examples hold.').waitFor();
    await tab.keyboard.press('Control+Enter');
    await tab.getByText('Of the last 1 decisions, 1 would have come out otherwise').waitFor();
    await tab.keyboard.press('Control+s');
    await tab.keyboard.type('a beginning');
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Enter');
    await tab.getByRole('heading', { name: 'Version 1', exact: true }).waitFor();
    expect(service.gate.policies.latest(TENANT)).toMatchObject({ version: 1, document: SECOND });
    expect(service.gate.policies.active(TENANT).version).toBe(0);
    await tab.getByLabel('Why?').focus();
    await tab.keyboard.type('tried');
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Enter');
    await tab.getByRole('heading', { name: 'Version 1, in force' }).waitFor();
    expect(service.gate.policies.active(TENANT).version).toBe(1);
    expect((await (await worldFor(context)).decide('npm publish')).verdict).toBe('deny');
    await tab
      .getByRole('link', { name: /a beginning/u })
      .getByText('ada')
      .first()
      .waitFor();
  });
});

describe('the editor', () => {
  test('shows what is wrong at its place, leads there, and lets no version be made of it', async (context) => {
    const tab = await open(context, '#/policy/draft');
    await write(
      tab,
      'security:\n  user:\n    version: 1\n    rules:\n      - id: a\n        verdict: deny\n        when: { efect: x }\n',
    );
    await tab.getByText('1 error: no version can be made of this.').waitFor();
    expect(await editorOf(tab).locator('.cm-lintRange-error').textContent()).toBe('when');
    await tab.getByLabel('Why?').fill('all the same');
    expect(await tab.getByRole('button', { name: 'Make the version' }).isDisabled()).toBe(true);
    expect(await tab.getByRole('button', { name: 'Try on what was decided' }).isDisabled()).toBe(true);
    await tab.getByRole('button', { name: /line 7.*write effect/u }).click();
    expect(await hasFocus(editorOf(tab))).toBe(true);
    await tab.keyboard.type('unless');
    await expect.poll(() => textIn(editorOf(tab))).toContain('        unless: { efect: x }');
  });

  test('runs the examples as one types', async (context) => {
    const tab = await open(context, '#/policy/draft');
    const rule = {
      id: 'a',
      verdict: 'deny',
      when: { tool: 'npm' },
      examples: { match: ['npm publish', 'git status'] },
    };
    await write(tab, JSON.stringify({ security: { user: { version: 1, rules: [rule] } } }, undefined, 2));
    await tab.getByText('1 of 2 examples do not hold').waitFor();
    expect(await editorOf(tab).locator('.cm-lintRange-error').textContent()).toBe('"git status"');
    await tab.getByRole('button', { name: /expected rule a to match/u }).click();
    await tab.keyboard.type('npm test');
    await tab.getByText('Sound. All 2 examples hold.').waitFor();
  });

  test('says what is no YAML or no JSON', async (context) => {
    const tab = await open(context, '#/policy/draft');
    await write(tab, 'security: [');
    await tab.getByText(/errors?: no version can be made/u).waitFor();
    expect(await tab.getByRole('button', { name: 'JSON' }).isDisabled()).toBe(true);
    await write(tab, 'quality: { limit: 3 }');
    await tab.getByText('Sound.').waitFor();
    await tab.getByRole('button', { name: 'JSON' }).click();
    await expect.poll(() => textIn(editorOf(tab))).toBe('{\n  "quality": {\n    "limit": 3\n  }\n}\n');
    await write(tab, '{ limit: 3 }');
    await tab.getByText('expected JSON').waitFor();
  });

  test('offers what the schema allows, by keys alone', async (context) => {
    const tab = await open(context, '#/policy/draft');
    await write(tab, ' ');
    await tab.keyboard.press('Backspace');
    await tab.keyboard.type('sec');
    await tab.getByRole('option', { name: 'security' }).waitFor();
    // What just appeared takes no key yet: it may have been meant for the text.
    await tab.waitForTimeout(200);
    await tab.keyboard.press('Enter');
    await expect.poll(() => textIn(editorOf(tab))).toBe('security: ');
    await tab.keyboard.press('Enter');
    await tab.keyboard.type('mode: ');
    await tab.keyboard.press('Control+Space');
    const options = tab.getByRole('listbox', { name: 'Completions' }).getByRole('option');
    await expect.poll(() => options.allTextContents()).toEqual(['balanced', 'observe', 'strict']);
    await tab.waitForTimeout(200);
    await tab.keyboard.press('ArrowDown');
    await tab.keyboard.press('Enter');
    await expect.poll(() => textIn(editorOf(tab))).toMatch(/^security: ?\n {2}mode: observe$/u);
  });

  test('keeps what was written while one looks elsewhere', async (context) => {
    const tab = await open(context, '#/policy/draft');
    await write(tab, 'quality: { kept: 1 }');
    await tab.getByRole('link', { name: 'Back to the versions' }).click();
    await tab.getByRole('link', { name: 'Go on with your draft' }).click();
    await expect.poll(() => textIn(editorOf(tab))).toBe('quality: { kept: 1 }');
  });

  test('is not loaded with the first page', async (context) => {
    const { service } = await worldFor(context);
    const tab = await open(context, '#/', { isSignedIn: true });
    const loaded: string[] = [];
    tab.on('request', (request) => loaded.push(request.url()));
    await tab.goto(`${service.origin}/?anew#/approvals`);
    await tab.getByRole('heading', { name: 'Approvals' }).waitFor();
    expect(loaded.filter((url) => /(?:policy|editor)-.*\.js/u.test(url))).toEqual([]);
    await tab.goto(`${service.origin}/?anew#/policy`);
    await tab.getByRole('heading', { name: 'Policy' }).waitFor();
    expect(loaded.filter((url) => /policy-.*\.js/u.test(url))).not.toEqual([]);
  });
});

describe('versions', () => {
  test('are listed with who made them and why, held against each other, and rolled back to with a reason', async (context) => {
    const { service } = await worldFor(context);
    const first = await given(context, FIRST, 'the first of two');
    const second = await given(context, SECOND, 'the second of two');
    const tab = await open(context, `#/policy/${second}`);
    await tab
      .getByRole('link', { name: /the second of two/u })
      .getByText('in force', { exact: true })
      .waitFor();
    await tab.getByLabel('Compare with').selectOption(String(first));
    const [before, after] = [`Version ${first}`, `Version ${second}`].map((name) =>
      tab.getByRole('textbox', { name, exact: true }),
    );
    await expect.poll(() => textIn(after as Locator)).toContain('- id: no-publishing');
    expect(await textIn(before as Locator)).not.toContain('no-publishing');
    expect(await (after as Locator).locator('.cm-changedLine').count()).toBeGreaterThan(5);
    await tab.getByRole('link', { name: /the first of two/u }).click();
    await tab.getByRole('heading', { name: `Roll back to version ${first}` }).waitFor();
    expect(await tab.getByRole('button', { name: 'Roll back' }).isDisabled()).toBe(true);
    await tab.getByLabel('Why?').fill('it broke the build');
    await tab.getByRole('button', { name: 'Roll back' }).click();
    await tab.getByRole('heading', { name: `Version ${first}, in force` }).waitFor();
    expect(service.gate.policies.active(TENANT)).toMatchObject({ version: first, document: FIRST });
  });

  test('tell each time that they were put in force: by whom, why, and after which', async (context) => {
    const first = await given(context, FIRST, 'a first time');
    const second = await given(context, SECOND, 'the other one');
    await putInForce(await worldFor(context), grace, first, 'it broke the build');
    const tab = await open(context, `#/policy/${first}`);
    const made = tab.getByRole('region', { name: 'When it was put in force' }).getByRole('listitem');
    await expect.poll(() => made.count()).toBe(2);
    expect(await made.first().innerText()).toMatch(
      new RegExp(`it broke the build\\s+grace · .* · before it, version ${second}$`, 'u'),
    );
    expect(await made.last().innerText()).toMatch(/a first time\s+ada · /u);
    const listed = tab.getByRole('region', { name: 'Versions' });
    await listed.getByRole('link', { name: /a first time.*in force since .* by grace/u }).waitFor();
    await listed.getByRole('link', { name: /the other one.*last put in force .* by ada/u }).waitFor();
  });

  test('of a domain with owners are changed by those alone, and others are told before', async (context) => {
    await given(context, { ...FIRST, owners: { security: ['ada'] } });
    const { latest } = { latest: (await worldFor(context)).service.gate.policies.latest(TENANT).version };
    const tab = await open(context, '#/policy/draft', { caller: grace });
    await tab.getByText('security belongs to ada: a change of yours there is refused').waitFor();
    await write(tab, JSON.stringify({ ...SECOND, owners: { security: ['ada'] } }));
    await tab.getByText('Sound.').waitFor();
    await tab.getByLabel('Why?').fill('mine');
    await tab.getByRole('button', { name: 'Make the version' }).click();
    await tab.getByRole('alert').getByText('expected an owner of the domain security (ada), met grace').waitFor();
    expect((await worldFor(context)).service.gate.policies.latest(TENANT).version).toBe(latest);
    await given(context, FIRST);
  });

  test('that are held back are put in force by two persons, each of whom asks for it', async (context) => {
    const { service } = await worldFor(context);
    const held = { ...FIRST, quality: { held: true } };
    const version = await makeVersion(
      await worldFor(context),
      person,
      service.gate.policies.latest(TENANT).version,
      held,
      'held',
    );
    for (const [caller, says] of [
      [person, 'expected a second person'],
      [grace, undefined],
    ] as const) {
      const tab = await open(context, `#/policy/${version}`, { caller });
      await tab.getByLabel('Why?').fill('it cannot wait');
      await tab.getByRole('button', { name: 'Put in force' }).click();
      await tab.getByRole('alert').getByText('a trial of it goes on').waitFor();
      await tab.getByRole('button', { name: 'Override' }).click();
      if (says === undefined) await tab.getByRole('heading', { name: `Version ${version}, in force` }).waitFor();
      else await tab.getByRole('alert').getByText(says).waitFor();
      expect(service.gate.policies.active(TENANT).version === version).toBe(says === undefined);
    }
  });
});

describe('what others make meanwhile', () => {
  test('is brought into the draft where it is elsewhere', async (context) => {
    const version = await given(context, FIRST);
    const tab = await open(context, '#/policy/draft');
    await write(tab, JSON.stringify({ ...FIRST, quality: { mine: 1 } }));
    await makeVersion(await worldFor(context), grace, version, { ...FIRST, performance: { theirs: 1 } }, 'for speed');
    await tab.getByText(`${version + 1} by grace: for speed`).waitFor();
    await tab.getByRole('button', { name: 'Bring it into your draft' }).click();
    await expect.poll(() => textIn(editorOf(tab))).toMatch(/performance:\n {2}theirs: 1[^]*quality:\n {2}mine: 1/u);
    await tab.getByRole('heading', { name: `Out of version ${version + 1}` }).waitFor();
  });

  test('is settled from three sides where both changed the same, and what was chosen is made', async (context) => {
    const { service } = await worldFor(context);
    const version = await given(context, { quality: { a: 1, b: 1 } });
    const tab = await open(context, '#/policy/draft');
    await write(tab, 'quality: { a: 2, b: 2 }');
    await tab.getByText('Sound.').waitFor();
    await makeVersion(await worldFor(context), grace, version, { quality: { a: 3, b: 3, c: 3 } }, 'more');
    await tab.getByRole('button', { name: 'Bring it into your draft' }).click();
    const place = tab.getByRole('group', { name: '/quality/a' });
    expect(await place.locator('code.conflict-value').allTextContents()).toEqual(['1', '3', '2']);
    await place.getByRole('radio', { name: 'Your draft' }).check();
    await tab.getByText('What comes of it').click();
    await expect
      .poll(() => textIn(tab.getByRole('textbox', { name: 'As chosen' })))
      .toBe('quality:\n  a: 2\n  b: 3\n  c: 3\n');
    await tab.getByRole('button', { name: 'Take this into the draft' }).click();
    await tab.getByText('Sound.').waitFor();
    await tab.getByLabel('Why?').fill('settled');
    await tab.getByRole('button', { name: 'Make the version' }).click();
    await tab.getByRole('heading', { name: `Version ${version + 2}`, exact: true }).waitFor();
    expect(service.gate.policies.latest(TENANT).document).toEqual({ quality: { a: 2, b: 3, c: 3 } });
  });

  test('is noticed where it comes between the last look and the making', async (context) => {
    const version = await given(context, { quality: { a: 1 } });
    const tab = await open(context, '#/policy/draft');
    await editorOf(tab).waitFor();
    await tab.route('**/v1/policies/active', (route) => route.abort());
    await write(tab, 'quality: { a: 2 }');
    await tab.getByText('Sound.').waitFor();
    await makeVersion(await worldFor(context), grace, version, { quality: { a: 3 } }, 'sooner');
    await tab.getByLabel('Why?').fill('mine');
    await tab.getByRole('button', { name: 'Make the version' }).click();
    await tab.getByRole('alert').getByText('Somebody changed the same places meanwhile').waitFor();
    await tab.unroute('**/v1/policies/active');
    const bring = tab.getByRole('button', { name: 'Bring it into your draft' });
    await expect.poll(() => bring.count(), { timeout: 15_000 }).toBe(1);
    expect((await worldFor(context)).service.gate.policies.latest(TENANT).document).toEqual({ quality: { a: 3 } });
  });
});

describe('for everybody', () => {
  test('who may look alone is told so, may write and try, and has nothing to change with', async (context) => {
    const version = await given(context, FIRST);
    await given(context, SECOND);
    const caller = { ...person, scopes: ['read'] as const };
    const tab = await open(context, `#/policy/${version}`, { caller });
    await tab.getByText('lacks the scope').waitFor();
    expect(await tab.getByRole('button', { name: /Roll back|Put in force/u }).count()).toBe(0);
    await tab.getByRole('link', { name: 'Write a new version' }).click();
    await tab.getByText('lacks the scope').waitFor();
    await tab.getByRole('button', { name: 'Try on what was decided' }).click();
    await tab.getByText('would have come out otherwise').waitFor();
    expect(await tab.getByRole('button', { name: 'Make the version' }).count()).toBe(0);
  });

  test('without a connection nothing is sent, and what is written stays', async (context) => {
    const { service } = await worldFor(context);
    const wire = await Wire.to(service.port);
    try {
      const tab = await open(context, '#/policy/draft', { origin: wire.origin });
      await write(tab, 'quality: { offline: 1 }');
      await tab.getByLabel('Why?').fill('while it is away');
      const make = tab.getByRole('button', { name: 'Make the version' });
      await expect.poll(() => make.isEnabled()).toBe(true);
      wire.cut();
      await tab.getByRole('alert').getByText('No connection to the gate').waitFor();
      expect(await make.isDisabled()).toBe(true);
      await write(tab, 'quality: { offline: 2 }');
      await tab.getByText('Not checked').waitFor({ timeout: 15_000 });
      wire.mend();
      await expect.poll(() => make.isEnabled(), { timeout: 15_000 }).toBe(true);
      expect(await textIn(editorOf(tab))).toBe('quality: { offline: 2 }');
    } finally {
      wire.end();
    }
  });

  test('a version that is not there, and a policy that is not for this person, say so', async (context) => {
    const tab = await open(context, '#/policy/99999');
    await tab.getByRole('alert').getByText('Cannot show version 99999').waitFor();
    await tab.route('**/v1/policies/active', (route) =>
      route.fulfill({ status: 403, json: { code: 'FORBIDDEN', detail: 'expected a caller with the scope read' } }),
    );
    await tab.reload();
    await tab.getByRole('alert').getByText('Not for you to see').waitFor();
    expect(await tab.locator('.editor').count()).toBe(0);
  });

  test('hostile texts are text in every editor and list: all of it is seen, and nothing of it happens', async (context) => {
    const texts = hostileTexts()
      .map((text) => text.slice(0, 400).toWellFormed().trim())
      .filter((text) => text !== '');
    const quality = Object.fromEntries(texts.map((text, i) => [`t${i}`, text]));
    const version = await given(context, { quality }, texts[0]);
    const tab = await open(context, `#/policy/${version}`);
    const shown = tab.getByRole('textbox', { name: `The document of version ${version}` });
    await tab.getByRole('button', { name: 'JSON' }).click();
    await tab.evaluate(`document.querySelector('.editor').style.maxHeight = 'none'`);
    for (const text of texts) {
      const seen = runsOf(JSON.stringify(text))
        .map((run) => run.text)
        .join('');
      await expect.poll(() => textIn(shown)).toContain(seen);
    }
    await tab.getByRole('button', { name: 'YAML' }).click();
    await tab.getByLabel('Compare with').selectOption('0');
    await tab.getByRole('textbox', { name: `Version ${version}`, exact: true }).waitFor();
    await tab.getByRole('link', { name: 'Write a version out of this one' }).click();
    await editorOf(tab).waitFor();
    await write(tab, `${texts.map((text, i) => `q${i}: ${text.replaceAll('\n', ' ')}`).join('\n')}\n`);
    await tab.getByText(/errors?: no version/u).waitFor();
    expect(await tab.evaluate('globalThis.harmed')).toBeUndefined();
    expect(await tab.locator('main img:not(.cm-widgetBuffer), main script, main style, main iframe').count()).toBe(0);
    await given(context, {});
  });

  test.for(['light', 'dark'] as const)('axe finds nothing serious in %s', async (scheme, context) => {
    const { service } = await worldFor(context);
    const first = await given(context, FIRST);
    const second = await given(context, SECOND);
    const tab = await open(context, '#/policy', { scheme });
    for (const hash of ['#/policy', `#/policy/${first}`, `#/policy/${second}?from=${first}`]) {
      await tab.goto(`${service.origin}/${hash}`);
      await tab.locator('.cm-content').first().waitFor();
      await tab.waitForTimeout(500);
      expect(await seriousIn(tab), hash).toEqual([]);
    }
    await tab.goto(`${service.origin}/#/policy/draft`);
    await write(tab, 'security:\n  mode: lax\n  att');
    await tab.keyboard.type('e');
    // What is offered as one types may be put away again by what is found meanwhile.
    await tab.keyboard.press('Control+Space');
    await tab.getByRole('option', { name: 'attended' }).waitFor();
    await tab.getByText(/error/u).first().waitFor();
    expect(await seriousIn(tab), 'faults').toEqual([]);
    await write(tab, JSON.stringify({ ...SECOND, quality: { a: 1 } }));
    await tab.getByText('Sound.').waitFor();
    await makeVersion(await worldFor(context), grace, second, { ...SECOND, quality: { a: 2 } }, 'theirs');
    await tab.getByRole('button', { name: 'Bring it into your draft' }).click();
    await tab.getByRole('radio', { name: 'Your draft' }).check();
    await tab.getByText('What comes of it').click();
    await tab.getByRole('textbox', { name: 'As chosen' }).waitFor();
    expect(await seriousIn(tab), 'a conflict').toEqual([]);
  });
});
