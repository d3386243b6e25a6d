/** The page in a real browser, before a real gate. */
import type { ProcessBody } from '@capgate/store';
import { needsProgram } from '@capgate/testing';
import type { Locator, Page as Tab } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, type TestContext, test } from 'vitest';
import { person, type Reply } from '../../gate/test/http/harness.ts';
import { runsOf } from '../src/parts/command-parts.ts';
import { seriousIn } from './axe.ts';
import { type Watched, World } from './harness.ts';
import { hostileTexts } from './hostile.ts';
import { Wire } from './wire.ts';

/** Against hangs alone: the first also starts a gate and a browser. */
const STARTING_MS = 120_000;
const FORCE = 'git push --force origin main';
const PAGES = ['#/', '#/approvals', '#/decisions', '#/policy', '#/agents', '#/system'] as const;

let world: World | undefined;
/** Of whoever asks for an approval. */
let calling: readonly ProcessBody[] = [];
let opened: Watched[] = [];

async function worldFor(context: TestContext): Promise<World> {
  world ??= await World.start(needsProgram(context, 'chromium'), { ancestryOf: () => calling });
  return world;
}

async function open(context: TestContext, ...where: Parameters<World['open']>): Promise<Tab> {
  const watched = await (await worldFor(context)).open(...where);
  opened.push(watched);
  return watched.tab;
}

/** Another session for each: what waits in one is no matter of another. */
let sessionCount = 0;

async function ask(context: TestContext, command: string, more: object = {}): Promise<string> {
  sessionCount++;
  return (await (await worldFor(context)).decide(command, { session: `t-${sessionCount}`, ...more })).approval;
}

/** As the gate has it. */
async function stateOf(context: TestContext, approval: string): Promise<Reply['body']> {
  const { service, token } = await worldFor(context);
  return (await service.ask('GET', `/v1/approvals/${approval}`, token)).body;
}

async function putInForce(context: TestContext, document: object): Promise<void> {
  const { service } = await worldFor(context);
  const { policies } = service.gate;
  const token = await service.token();
  const change = { parent: policies.latest('default').version, document, reason: 'a test' };
  const { body } = await service.ask('POST', '/v1/policies', token, change);
  await service.ask('POST', `/v1/policies/${body.version}/activate`, token, { reason: 'a test' });
}

/** Puts a text in the place of all that stands in an editor, by the keyboard. */
async function write(tab: Tab, editor: Locator, text: string): Promise<void> {
  await editor.focus();
  await tab.keyboard.press('Control+a');
  await tab.keyboard.insertText(text);
}

/** Whatever earlier tests left waiting is denied. */
async function nothingWaits(context: TestContext): Promise<void> {
  const { gate } = (await worldFor(context)).service;
  for (const { approval } of gate.approvals.pending('default')) {
    await gate.approvals.answer(person, approval, { answer: 'deny', scope: 'once' });
  }
}

beforeEach(async (context) => nothingWaits(context), STARTING_MS);

afterEach(async () => {
  const faults = opened.flatMap((watched) => watched.faults);
  for (const { tab } of opened) await tab.context().close();
  opened = [];
  calling = [];
  // In no test may the page be refused by its own policy, fail, or send anything anywhere else.
  if (faults.length > 0) throw new Error(`expected a page without faults, met ${faults.join('; ')}`);
});

afterAll(() => world?.end());

describe('signing in', () => {
  test('who is not signed in is told how to, and shown nothing', async (context) => {
    const tab = await open(context, '#/approvals', { isSignedIn: false });
    await expectSeen(tab.getByText('capgate open', { exact: true }));
    expect(await tab.getByRole('navigation').count()).toBe(0);
  });

  test('a code signs in once, and no secret stands in an address or where a script could read it', async (context) => {
    const { service } = await worldFor(context);
    const tab = await open(context);
    await expectSeen(tab.getByRole('heading', { name: 'Now' }));
    expect(tab.url()).toBe(`${service.origin}/#/`);
    expect(await tab.evaluate('document.cookie')).toBe('');
    const [cookie] = await tab.context().cookies();
    expect(cookie).toMatchObject({ name: 'capgate', httpOnly: true, sameSite: 'Strict' });
    expect(await tab.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain(cookie?.value);
  });

  test('who signs out is out, in every tab', async (context) => {
    const tab = await open(context);
    const other = await tab.context().newPage();
    await other.goto(tab.url());
    await expectSeen(other.getByRole('heading', { name: 'Now' }));
    await tab.getByRole('button', { name: 'Sign out' }).click();
    await expectSeen(tab.getByText('Sign in from your terminal'));
    await expectSeen(other.getByText('Sign in from your terminal'));
  });
});

describe('Now', () => {
  test('shows what is decided while it is, and the log as this browser verified it', async (context) => {
    const tab = await open(context);
    await expectSeen(tab.getByText('Live', { exact: true }));
    const approval = await ask(context, FORCE);
    await expectSeen(tab.getByRole('link', { name: 'Answer it' }));
    await expectSeen(tab.getByText('Verified'));
    await expectSeen(tab.getByRole('img', { name: /Decisions a second by verdict/u }));
    await tab.getByRole('button', { name: 'By risk' }).click();
    await expectSeen(tab.getByRole('img', { name: /Decisions a second by risk: SAFE/u }));
    expect(await tab.title()).toMatch(/^\(1\) Now/u);
    await tab.getByRole('link', { name: 'Answer it' }).click();
    await expectSeen(tab.getByRole('button', { name: /Allow once/u }));
    expect(tab.url()).toContain(approval);
  });

  test('a lost connection is visible at once, and is gone with what was missed once there is another', async (context) => {
    const { service } = await worldFor(context);
    const wire = await Wire.to(service.port);
    try {
      const tab = await open(context, '#/', { origin: wire.origin });
      await expectSeen(tab.getByText('Live', { exact: true }));
      wire.cut();
      await tab.getByRole('alert').getByText('No connection to the gate').waitFor({ timeout: 2_000 });
      await ask(context, FORCE);
      wire.mend();
      await expectSeen(tab.getByText('Live', { exact: true }));
      await expectSeen(tab.getByRole('link', { name: 'Answer it' }));
      expect(await tab.getByRole('alert').count()).toBe(0);
    } finally {
      wire.end();
    }
  });
});

describe('Approvals', () => {
  test('where nothing waits, it says so, and what comes appears by itself', async (context) => {
    const tab = await open(context, '#/approvals');
    await expectSeen(tab.getByText('Nothing waits for you'));
    await ask(context, FORCE);
    await expectSeen(tab.getByRole('article').getByText('overwrites history on a remote repository').first());
  });

  test('shows what it would do in place, why it waits, what would be safer, and its session', async (context) => {
    const approval = await ask(context, FORCE);
    const tab = await open(context, `#/approvals/${approval}`);
    const article = tab.getByRole('article');
    await expectSeen(article.getByText('Safer'));
    expect(await article.locator('.part-high').textContent()).toBe('--force');
    for (const text of [
      'mode balanced',
      'git push --force-with-lease',
      'claude-code',
      '/home/user/work/shop',
      `t-${sessionCount}`,
    ]) {
      await expectSeen(article.getByText(text).first());
    }
  });

  test.for([
    ['a', 'once'],
    ['s', 'session'],
  ] as const)('the key %s allows it: %s, by the page', async ([key, scope], context) => {
    const approval = await ask(context, FORCE);
    const tab = await open(context, `#/approvals/${approval}`);
    await expectSeen(tab.getByRole('button', { name: /Allow once/u }));
    await tab.waitForTimeout(500);
    await tab.keyboard.press(key);
    await expectSeen(tab.getByRole('status').getByText('Allowed'));
    expect(await stateOf(context, approval)).toMatchObject({
      state: 'allowed',
      answers: [{ answer: 'allow', scope, by: 'ada', via: 'page' }],
    });
  });

  test('d and a message deny it, and what the agent is told is that message', async (context) => {
    const approval = await ask(context, FORCE);
    const tab = await open(context, `#/approvals/${approval}`);
    await expectSeen(tab.getByRole('button', { name: /Allow once/u }));
    await tab.waitForTimeout(500);
    await tab.keyboard.press('d');
    // Letters of a message are none of the keys.
    await tab.keyboard.type('as a pull request, please');
    await tab.keyboard.press('Enter');
    await expectSeen(tab.getByRole('status').getByText('Denied'));
    expect(await stateOf(context, approval)).toMatchObject({
      state: 'denied',
      answers: [{ answer: 'deny', message: 'as a pull request, please', via: 'page' }],
    });
  });

  test('j and k go through the queue, and an answer moves on to the next', async (context) => {
    const approvals = [
      await ask(context, FORCE),
      await ask(context, 'npm publish'),
      await ask(context, 'git clean -fdx'),
    ];
    const tab = await open(context, '#/approvals');
    const at = (approval: string | undefined) => tab.waitForURL((url) => url.hash.endsWith(approval ?? ''));
    await at(approvals[0]);
    await tab.keyboard.press('j');
    await tab.keyboard.press('j');
    await at(approvals[2]);
    await tab.keyboard.press('k');
    await at(approvals[1]);
    await expectSeen(tab.getByRole('button', { name: /Allow once/u }));
    await tab.waitForTimeout(500);
    await tab.keyboard.press('a');
    await at(approvals[0]);
    expect((await stateOf(context, approvals[1] as string)).state).toBe('allowed');
    expect((await stateOf(context, approvals[0] as string)).state).toBe('pending');
  });

  test('a key that is held down answers nothing', async (context) => {
    const approval = await ask(context, FORCE);
    const tab = await open(context, '#/');
    await tab.getByRole('link', { name: 'Answer it' }).click();
    await expectSeen(tab.getByRole('button', { name: /Allow once/u }));
    await tab.waitForTimeout(500);
    await tab.evaluate(`dispatchEvent(new KeyboardEvent('keydown', { key: 'a', repeat: true }))`);
    await tab.waitForTimeout(300);
    expect((await stateOf(context, approval)).state).toBe('pending');
  });

  test('a key that comes with what has only just appeared answers nothing', async (context) => {
    const approval = await ask(context, FORCE);
    const tab = await open(context, '#/');
    await expectSeen(tab.getByRole('link', { name: 'Answer it' }));
    // Time stands still, however slow this machine is.
    await tab.evaluate('performance.now = () => 1');
    await tab.getByRole('link', { name: 'Answer it' }).click();
    await expectSeen(tab.getByRole('button', { name: /Allow once/u }));
    await tab.keyboard.press('a');
    await tab.waitForTimeout(300);
    expect((await stateOf(context, approval)).state).toBe('pending');
    await tab.evaluate('performance.now = () => 1_000');
    await tab.keyboard.press('a');
    await expectSeen(tab.getByRole('status').getByText('Allowed'));
  });

  test('? tells the keys, and Escape puts them away', async (context) => {
    await ask(context, FORCE);
    const tab = await open(context, '#/approvals');
    await expectSeen(tab.getByRole('article'));
    await tab.keyboard.press('?');
    await expectSeen(tab.getByRole('dialog').getByText('deny, with a message'));
    await tab.keyboard.press('Escape');
    await tab.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  test('a rule is in force only after it was tried on what was decided', async (context) => {
    const approval = await ask(context, FORCE);
    const { service } = await worldFor(context);
    await service.stored();
    const tab = await open(context, `#/approvals/${approval}`);
    await expectSeen(tab.getByRole('button', { name: /Write a rule/u }));
    await tab.waitForTimeout(500);
    await tab.keyboard.press('r');
    const allow = tab.getByRole('button', { name: 'Allow by this rule' });
    expect(await allow.isDisabled()).toBe(true);
    await tab.getByRole('button', { name: 'Try on what was decided' }).click();
    await expectSeen(tab.getByText(/Of the last [\d,]+ decisions, \d+ would have come out otherwise/u));
    const rules = tab.getByRole('textbox', { name: 'Rules that allow this' });
    const proposed = (await rules.locator('.cm-line').allTextContents()).join('\n');
    await write(tab, rules, 'none');
    expect(await allow.isDisabled()).toBe(true);
    await tab.getByRole('button', { name: 'Try on what was decided' }).click();
    await expectSeen(tab.getByRole('alert').getByText('expected JSON'));
    await write(tab, rules, proposed);
    await tab.getByRole('button', { name: 'Try on what was decided' }).click();
    await allow.click();
    await expectSeen(tab.getByRole('status').getByText('Allowed'));
    expect(await stateOf(context, approval)).toMatchObject({
      state: 'allowed',
      answers: [{ scope: 'rule', via: 'page' }],
    });
    expect(service.gate.policies.active('default').version).toBeGreaterThan(0);
    await putInForce(context, {});
  });

  test('a rule is written by keys alone, with what may stand there offered and what is wrong said', async (context) => {
    const approval = await ask(context, FORCE);
    const { service } = await worldFor(context);
    await service.stored();
    const tab = await open(context, `#/approvals/${approval}`);
    await expectSeen(tab.getByRole('button', { name: /Write a rule/u }));
    await tab.waitForTimeout(500);
    await tab.keyboard.press('r');
    const rules = tab.getByRole('textbox', { name: 'Rules that allow this' });
    await expectSeen(tab.getByText(/^Sound\./u));
    const proposed = (await rules.locator('.cm-line').allTextContents()).join('\n');
    await write(tab, rules, proposed.replace('"verdict"', '"verdcit"'));
    await expectSeen(tab.getByText(/^Line \d+: .*verdcit/u));
    await write(tab, rules, '[\n  {\n    "ver');
    await tab.keyboard.press('Control+Space');
    const offered = tab.getByRole('option', { name: /verdict/u });
    await expectSeen(offered);
    await tab.keyboard.press('Escape');
    await offered.waitFor({ state: 'detached' });
    expect(await rules.count()).toBe(1);
    // Keys that would answer are letters here.
    await tab.keyboard.type('asdrjk');
    await tab.waitForTimeout(300);
    expect((await stateOf(context, approval)).state).toBe('pending');
    await write(tab, rules, proposed);
    await tab.keyboard.press('Control+Enter');
    await expectSeen(tab.getByText(/Of the last [\d,]+ decisions/u));
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Enter');
    await expectSeen(tab.getByRole('status').getByText('Allowed'));
    await putInForce(context, {});
  });

  test('Escape leaves the editor of a rule', async (context) => {
    const approval = await ask(context, FORCE);
    const tab = await open(context, `#/approvals/${approval}`);
    await expectSeen(tab.getByRole('button', { name: /Write a rule/u }));
    await tab.waitForTimeout(500);
    await tab.keyboard.press('r');
    const rules = tab.getByRole('textbox', { name: 'Rules that allow this' });
    await expectSeen(rules);
    expect(await seriousIn(tab)).toEqual([]);
    await tab.keyboard.press('Escape');
    await rules.waitFor({ state: 'detached' });
  });

  test('where two persons are needed, one alone does not have it allowed', async (context) => {
    await putInForce(context, { security: { mode: 'balanced', approvals: { people: { HIGH: 2 } } } });
    const approval = await ask(context, 'npm publish --access public');
    const tab = await open(context, `#/approvals/${approval}`);
    await expectSeen(tab.getByText('Two persons must allow this: none has yet'));
    expect(await tab.getByRole('button', { name: /Write a rule/u }).count()).toBe(0);
    await tab.waitForTimeout(500);
    await tab.keyboard.press('a');
    await expectSeen(tab.getByText('Two persons must allow this: ada has'));
    expect((await stateOf(context, approval)).state).toBe('pending');
    const other = await open(context, `#/approvals/${approval}`, {
      caller: { ...person, name: 'grace', person: 'grace' },
    });
    await expectSeen(other.getByText('ada has'));
    await other.waitForTimeout(500);
    await other.keyboard.press('a');
    await expectSeen(other.getByRole('status').getByText('Allowed'));
    expect((await stateOf(context, approval)).state).toBe('allowed');
    await putInForce(context, {});
  });

  test('who may look and not answer is told so, and has no buttons', async (context) => {
    const approval = await ask(context, FORCE);
    const tab = await open(context, `#/approvals/${approval}`, { caller: { ...person, scopes: ['read'] } });
    await expectSeen(tab.getByText('You may look at this and not answer it'));
    await tab.waitForTimeout(500);
    await tab.keyboard.press('a');
    await tab.waitForTimeout(300);
    expect(await tab.getByRole('button', { name: /Allow/u }).count()).toBe(0);
    expect((await stateOf(context, approval)).state).toBe('pending');
  });
});

describe('the session of an approval', () => {
  test('is told where it came from, and leads to its page', async (context) => {
    const of = { agent: 'asker', session: 'its-own' };
    const { service } = await worldFor(context);
    const { approval } = await (await worldFor(context)).decide(FORCE, of);
    await service.stored();
    const tab = await open(context, `#/approvals/${approval}`);
    const card = tab.getByRole('region', { name: 'Its session' });
    await expectSeen(card.getByText(/^its-own · began .* · 0 allowed, 1 asked, 0 denied$/u));
    await card.getByRole('link', { name: 'All of it' }).click();
    await expectSeen(tab.getByRole('heading', { level: 1, name: 'Session its-own' }));
  });
});

describe('who called for an approval', () => {
  test('is a list of processes, from the one that asked up, each with its name seen whole', async (context) => {
    calling = [
      { pid: 4_711, command: 'capgate-hook' },
      { pid: 4_700, command: '<b>sh\u202e' },
      { pid: 4_600, command: 'claude (1) < x' },
      { pid: 1, command: 'systemd' },
    ];
    const tab = await open(context, `#/approvals/${await ask(context, FORCE)}`);
    const items = tab.getByRole('list', { name: 'Called by' }).getByRole('listitem');
    await expect
      .poll(() => items.allTextContents())
      .toEqual(['capgate-hook (4711)', String.raw`"<b>sh\u202e" (4700)`, '"claude (1) < x" (4600)', 'systemd (1)']);
    expect(await seriousIn(tab)).toEqual([]);
  });

  test('is told to come of what is not known where the chain is not whole', async (context) => {
    calling = [{ pid: 4_711, command: 'capgate-hook' }];
    const tab = await open(context, `#/approvals/${await ask(context, FORCE)}`);
    const items = tab.getByRole('list', { name: 'Called by' }).getByRole('listitem');
    await expect.poll(() => items.allTextContents()).toEqual(['capgate-hook (4711)', 'unknown']);
  });

  test('is told to be unknown where it is, as of who asks by a token', async (context) => {
    const tab = await open(context, `#/approvals/${await ask(context, FORCE)}`);
    await expectSeen(tab.getByText('Called by a process that is not known'));
    expect(await tab.getByRole('list', { name: 'Called by' }).count()).toBe(0);
  });
});

describe('Decisions', () => {
  test('are found by what is in them, and one is shown to its last byte, with its proof', async (context) => {
    const { service } = await worldFor(context);
    await ask(context, 'rm -rf ~/ # needle');
    await service.stored();
    const tab = await open(context, '#/decisions');
    await tab.getByLabel('Search in the action').fill('needle');
    await tab.getByLabel('Verdict').selectOption('deny');
    await tab.getByRole('link', { name: 'rm -rf ~/ # needle' }).click();
    await expectSeen(tab.getByText('Verified by this browser'));
    await expectSeen(tab.getByRole('rowheader', { name: 'Security flags' }));
    await expectSeen(tab.getByText(/CRITICAL · .*DESTRUCTIVE/u));
    expect(await tab.locator('.byte').count()).toBe(24);
  });

  test('a proof of another entry, or one that was altered, is not verified', async (context) => {
    const { service, token } = await worldFor(context);
    const { decision } = await (await worldFor(context)).decide('rm -rf ~/one', { session: 'p' });
    const { decision: other } = await (await worldFor(context)).decide('rm -rf ~/two', { session: 'p' });
    await service.stored();
    const foreign = (await service.ask('GET', `/v1/audit/proofs/${other}`, token)).body as { proof: string };
    const own = (await service.ask('GET', `/v1/audit/proofs/${decision}`, token)).body as { proof: string };
    const flipped = own.proof.replace(
      /^(extra .{40})(.)/mu,
      (_, before: string, letter: string) => before + (letter === 'A' ? 'B' : 'A'),
    );
    expect(flipped).not.toBe(own.proof);
    for (const proof of [foreign.proof, flipped]) {
      const tab = await open(context, '#/system');
      await tab.route('**/v1/audit/proofs/**', (route) => route.fulfill({ json: { index: 0, proof } }));
      await tab.goto(`${service.origin}/#/decisions/${decision}`);
      await expectSeen(tab.getByText('Not verified'));
      expect(await tab.getByText('Verified by this browser').count()).toBe(0);
    }
  });

  test('one that the kernel held shows which process, and what was stopped there by whom', async (context) => {
    const { service } = await worldFor(context);
    const { decision } = await (await worldFor(context)).decide('wc notes', { session: 'kernel' });
    const of = { tenant: 'default', held: 'h-1', binding: 'b-1', decision, agent: 'claude-code', session: 'kernel' };
    const { recorder } = service.gate;
    recorder.recordOrDefer('kernel.bound', { ...of, pid: 4_711, way: 'hook' });
    const ancestry = [
      { pid: 4_712, command: 'wc\u202e' },
      { pid: 4_711, command: 'bash' },
    ];
    const stopped = { act: 'connect', address: '192.0.2.7', port: 443, reach: 'public' } as const;
    recorder.recordOrDefer('kernel.denied', { ...of, ...stopped, deniedAt: Date.now(), uid: 1_000, ancestry });
    await service.stored();
    const tab = await open(context, `#/decisions/${decision}`);
    await expectSeen(tab.getByText('Held process 4711, and all that came of it, to this decision, by its own line'));
    await expectSeen(tab.getByText('connecting to 192.0.2.7 port 443 (public)'));
    await expectSeen(tab.getByText('by wc\\u{202e} (4712) < bash (4711)'));
    expect(await seriousIn(tab)).toEqual([]);
  });

  test('thousands are scrolled through with only a few of them drawn', async (context) => {
    const { service, token } = await worldFor(context);
    const requests = Array.from({ length: 1_500 }, (_, i) => ({
      action: { kind: 'command', command: `ls -la folder-${i}` },
      agent: 'scroller',
      session: 'many',
      cwd: '/srv',
    }));
    await service.ask('POST', '/v1/decisions/batch', token, { requests });
    await service.stored();
    const tab = await open(context, '#/decisions?agent=scroller');
    const table = tab.getByRole('region', { name: /Decisions/u });
    await expectSeen(tab.getByRole('link', { name: 'folder-1499' }));
    for (let i = 0; i < 60 && (await tab.getByRole('link', { name: 'folder-0', exact: false }).count()) === 0; i++) {
      await table.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await tab.waitForTimeout(100);
    }
    await expectSeen(tab.getByText('1,500 in all'));
    expect(await table.getByRole('row').count()).toBeLessThan(100);
  });

  test('where nothing is like that, it says so', async (context) => {
    const tab = await open(context, '#/decisions?text=nothing-is-called-so');
    await expectSeen(tab.getByText('No decision is like that'));
  });
});

describe('hostile texts', () => {
  test('are text wherever they stand: all of it is seen, and nothing of it happens', async (context) => {
    const { service } = await worldFor(context);
    const agent = '<img src=x onerror=globalThis.harmed=1>';
    const texts = hostileTexts();
    const decided: { readonly decision: string; readonly text: string }[] = [];
    for (const [i, text] of texts.entries()) {
      const { decision } = await (await worldFor(context)).decide(text, { agent, session: `hostile-${i}` });
      decided.push({ decision, text });
    }
    await service.stored();
    const tab = await open(context, '#/approvals');
    tab.on('dialog', () => opened[0]?.faults.push('a dialog'));
    await expectSeen(tab.getByRole('article'));
    for (const { approval } of service.gate.approvals.pending('default')) {
      await tab.goto(`${service.origin}/#/approvals/${approval}`);
      await expectSeen(tab.getByRole('button', { name: /Allow once/u }));
    }
    for (const { decision, text } of decided) {
      await tab.goto(`${service.origin}/#/decisions/${decision}`);
      const shown = tab.getByLabel('The action', { exact: true });
      await expectSeen(shown);
      const expected = runsOf(text)
        .map((run) => run.text)
        .join('');
      await expect.poll(() => shown.textContent()).toBe(expected);
    }
    for (const hash of PAGES) {
      await tab.goto(`${service.origin}/${hash}`);
      await expectSeen(tab.getByRole('heading', { level: 1 }));
      await tab.waitForTimeout(300);
    }
    expect(await tab.evaluate('globalThis.harmed')).toBeUndefined();
    expect(await tab.locator('main img, main script, main style, main iframe').count()).toBe(0);
  });

  test('whatever the page would load from elsewhere or run as markup is stopped, and seen here', async (context) => {
    const { tab, faults } = await (await worldFor(context)).open();
    await expectSeen(tab.getByRole('heading', { name: 'Now' }));
    const attempts = [
      `document.body.append(Object.assign(new Image(), { src: 'https://evil.example/x.png' }))`,
      `document.body.innerHTML = '<b>markup</b>'`,
      `document.body.append(Object.assign(document.createElement('script'), { src: 'https://evil.example/x.js' }))`,
      `document.body.append(Object.assign(document.createElement('style'), { textContent: 'body { display: none }' }))`,
    ];
    for (const [i, attempt] of attempts.entries()) {
      await tab.evaluate(attempt).catch(() => {});
      const violationCount = (): number => faults.filter((fault) => fault.startsWith('against the policy')).length;
      await expect.poll(violationCount, { message: attempt }).toBeGreaterThan(i);
    }
    await tab.context().close();
  });
});

describe('for everybody', () => {
  test.for(['light', 'dark'] as const)('axe finds nothing serious on any page in %s', async (scheme, context) => {
    const { service } = await worldFor(context);
    const { decision } = await (await worldFor(context)).decide('rm -rf ~/axe', { session: 'axe' });
    const approval = await ask(context, `${FORCE} \u202e`);
    await service.stored();
    const tab = await open(context, '#/', { scheme });
    for (const hash of [...PAGES, `#/approvals/${approval}`, `#/decisions/${decision}`]) {
      await tab.goto(`${service.origin}/${hash}`);
      await expectSeen(tab.getByRole('heading', { level: 1 }));
      await tab.waitForTimeout(700);
      expect(await seriousIn(tab), hash).toEqual([]);
    }
    const stranger = await open(context, '#/', { scheme, isSignedIn: false });
    await expectSeen(stranger.getByText('Sign in from your terminal'));
    expect(await seriousIn(stranger), 'signing in').toEqual([]);
  });

  test('axe sees what it is to see', async (context) => {
    const tab = await open(context, '#/policy');
    await expectSeen(tab.getByRole('heading', { level: 1 }));
    await tab.evaluate(
      `document.querySelector('h1').style.color = '#ddd'; document.querySelector('main').append(document.createElement('button'))`,
    );
    expect(await seriousIn(tab)).toEqual(expect.arrayContaining(['button-name', 'color-contrast']));
  });

  test('the colours that were chosen stay chosen', async (context) => {
    const tab = await open(context, '#/', { scheme: 'light' });
    const ground = () => tab.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    await expectSeen(tab.getByRole('heading', { name: 'Now' }));
    const light = await ground();
    await tab.getByLabel('Colours').selectOption('dark');
    const dark = await ground();
    expect(dark).not.toBe(light);
    await tab.reload();
    await expectSeen(tab.getByRole('heading', { name: 'Now' }));
    expect(await ground()).toBe(dark);
  });

  test('who cannot see everything is not kept from what is there: a page that fails says so and can be asked again', async (context) => {
    const { service } = await worldFor(context);
    await ask(context, 'ls');
    await service.stored();
    const tab = await open(context, '#/policy');
    await expectSeen(tab.getByRole('heading', { level: 1 }));
    // Until somebody asks again: what the page asks by itself meanwhile fails as well.
    const isAsked = () => tab.evaluate(() => document.documentElement.dataset['asked'] === 'yes');
    await tab.route('**/v1/agents**', async (route) =>
      (await isAsked())
        ? route.continue()
        : route.fulfill({ status: 403, json: { code: 'FORBIDDEN', detail: 'expected a caller with the scope read' } }),
    );
    await tab.goto(`${service.origin}/#/agents`);
    // What the first page had asked for already would be shown, whatever fails later.
    await tab.reload();
    await expectSeen(tab.getByRole('alert').getByText('Not for you to see'));
    const again = tab.getByRole('button', { name: 'Try again' }).first();
    await again.evaluate((button) =>
      addEventListener('click', ({ target }) => {
        if (target === button) document.documentElement.dataset['asked'] = 'yes';
      }),
    );
    await again.click();
    await expectSeen(tab.getByRole('link', { name: 'claude-code' }).first());
  });
});

async function expectSeen(what: Locator): Promise<void> {
  await what.waitFor();
}
