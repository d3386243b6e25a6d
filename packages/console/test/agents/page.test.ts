/** The pages of one agent and of one session in a real browser, before a real gate. */
import { visible } from '@capgate/base';
import { needsProgram } from '@capgate/testing';
import type { Locator, Page as Tab } from 'playwright-core';
import { afterAll, afterEach, describe, expect, type TestContext, test } from 'vitest';
import { person } from '../../../gate/test/http/harness.ts';
import { seriousIn } from '../axe.ts';
import { type Watched, World } from '../harness.ts';
import { hostileTexts } from '../hostile.ts';
import { Wire } from '../wire.ts';
import { givePast, LAST_NIGHT, NIGHT, nightsBefore } from './world.ts';

const OF_NIGHT = `#/agents/${NIGHT}`;
const OF_SESSION = `${OF_NIGHT}?session=${LAST_NIGHT}`;
const FORCE = 'git push --force origin main';
/** Noon, so that last night is over and today whatever time it is: what is decided by the gate itself comes later. */
const NOON_MS = new Date().setHours(12, 0, 0, 0);

let world: World | undefined;
let opened: Watched[] = [];

async function worldFor(context: TestContext): Promise<World> {
  if (world === undefined) {
    world = await World.start(needsProgram(context, 'chromium'));
    await givePast(world, nightsBefore(NOON_MS));
  }
  return world;
}

async function open(context: TestContext, ...where: Parameters<World['open']>): Promise<Tab> {
  const watched = await (await worldFor(context)).open(...where);
  opened.push(watched);
  return watched.tab;
}

/** A person allows what the agent is asked about, once it has asked. */
async function allow(context: TestContext, command: string, of: object, scope: 'once' | 'session'): Promise<void> {
  const { service } = await worldFor(context);
  const { approval } = await (await worldFor(context)).decide(command, of);
  await service.gate.approvals.answer(person, approval, { answer: 'allow', scope });
  await service.stored();
}

function timelineOf(tab: Tab): Locator {
  return tab.getByRole('region', { name: 'What happened, the newest first' });
}

function cardOf(tab: Tab, name: string): Locator {
  return tab.getByRole('region', { name, exact: true });
}

async function expectSeen(what: Locator): Promise<void> {
  await what.first().waitFor();
}

afterEach(async () => {
  const faults = opened.flatMap((watched) => watched.faults);
  for (const { tab } of opened) await tab.context().close();
  opened = [];
  // In no test may the page be refused by its own policy, fail, or send anything anywhere else.
  if (faults.length > 0) throw new Error(`expected a page without faults, met ${faults.join('; ')}`);
});

afterAll(() => world?.end());

describe('the lists', () => {
  test('lead to the page of an agent, and of a session, and back', async (context) => {
    const tab = await open(context, '#/agents');
    await tab.getByRole('link', { name: NIGHT, exact: true }).click();
    await expectSeen(tab.getByRole('heading', { level: 1, name: NIGHT }));
    await cardOf(tab, 'Last sessions').getByRole('link', { name: LAST_NIGHT, exact: true }).click();
    await expectSeen(tab.getByRole('heading', { level: 1, name: `Session ${LAST_NIGHT}` }));
    await tab.getByRole('link', { name: `All of ${NIGHT}` }).click();
    await tab.getByRole('link', { name: 'All agents' }).click();
    await expectSeen(tab.getByRole('heading', { level: 1, name: 'Agents' }));
  });
});

describe('an agent', () => {
  test('shows what it did today and never before, each leading to its first decision', async (context) => {
    const tab = await open(context, OF_NIGHT);
    const card = cardOf(tab, 'New today');
    await expectSeen(card.getByText('Never before today'));
    for (const name of ['credential access', 'credentials', 'files.paste.example'])
      await expectSeen(card.getByText(name, { exact: true }));
    await card.getByText(/^\d+ more$/u).click();
    await expectSeen(card.getByText('crontab', { exact: true }));
    expect(await card.getByText('registry.npmjs.org').count()).toBe(0);
    expect(await card.getByText('npm test').count()).toBe(0);
    await card.getByRole('link', { name: /files\.paste\.example/u }).click();
    await expectSeen(tab.getByLabel('The action', { exact: true }).getByText('https://files.paste.example/drop'));
  });

  test('shows what it usually does, over how many days, and at which hours', async (context) => {
    const tab = await open(context, OF_NIGHT);
    const card = cardOf(tab, 'What it usually does');
    await expectSeen(card.getByText('in the last 30 days'));
    await expectSeen(card.getByText('Nine of ten of its actions fall between 22:00 and 04:00.'));
    for (const name of ['registry.npmjs.org', 'git status', 'code execution', 'workspace', 'SAFE'])
      await expectSeen(card.getByText(name, { exact: true }));
    await expectSeen(card.getByRole('img', { name: /By the hour of the day: 00:00 \d+/u }));
    await expectSeen(tab.getByRole('img', { name: /Decisions an hour over the last 7 days: allow [\d,]+, ask/u }));
  });

  test('seen first today is said to be: all of it is new', async (context) => {
    const { service } = await worldFor(context);
    await (await worldFor(context)).decide('ls', { agent: 'newcomer', session: 'first' });
    await service.stored();
    const tab = await open(context, '#/agents/newcomer');
    await expectSeen(cardOf(tab, 'New today').getByText(/It was seen first today at .*: all that it does is new/u));
  });

  test('that did nothing new today is said to have done nothing new', async (context) => {
    const { service } = await worldFor(context);
    const tab = await open(context, '#/agents');
    await tab.route('**/behaviour?**', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), fresh: [] } });
    });
    await tab.goto(`${service.origin}/${OF_NIGHT}`);
    await expectSeen(tab.getByText('Nothing that it never did before'));
  });

  test('that nobody has seen is none, and where nobody may look it says so', async (context) => {
    const tab = await open(context, '#/agents/nobody-at-all');
    await expectSeen(tab.getByRole('alert').getByText('Cannot show this agent'));
    await tab.route('**/v1/agents/**', (route) =>
      route.fulfill({ status: 403, json: { code: 'FORBIDDEN', detail: 'expected a caller with the scope read' } }),
    );
    await tab.goto((await worldFor(context)).service.origin + `/${OF_NIGHT}`);
    await expectSeen(tab.getByRole('alert').getByText('Not for you to see'));
    await tab.unroute('**/v1/agents/**');
    await tab.getByRole('button', { name: 'Try again' }).click();
    await expectSeen(cardOf(tab, 'New today'));
  });

  test('is shown anew once a lost connection is back', async (context) => {
    const { service } = await worldFor(context);
    // Of its own: what others did may be later than now, where it is before noon.
    const of = { agent: 'cut-off', session: 'cut' };
    await (await worldFor(context)).decide('ls before-the-cut', of);
    await service.stored();
    const wire = await Wire.to(service.port);
    try {
      const tab = await open(context, '#/agents/cut-off', { origin: wire.origin });
      await expectSeen(timelineOf(tab).getByText('ls before-the-cut'));
      wire.cut();
      await expectSeen(tab.getByRole('alert').getByText('No connection to the gate'));
      await expectSeen(timelineOf(tab).getByText('ls before-the-cut'));
      await (await worldFor(context)).decide('ls behind-the-cut', of);
      await service.stored();
      wire.mend();
      await expectSeen(timelineOf(tab).getByText('ls behind-the-cut'));
    } finally {
      wire.end();
    }
  });
});

describe('what is in force', () => {
  test('is what a person allowed for the session, until its time is up; what was allowed once is gone with its use', async (context) => {
    const of = { agent: 'forced', session: 'f-1' };
    await allow(context, FORCE, of, 'session');
    await allow(context, 'npm publish', of, 'once');
    const tab = await open(context, '#/agents/forced?session=f-1');
    const card = cardOf(tab, 'In force');
    await expectSeen(card.getByRole('link', { name: /git push --force origin main for the session by ada/u }));
    await expectSeen(card.getByRole('link', { name: /npm publish once by ada/u }));
    await (await worldFor(context)).decide('npm publish', of);
    await tab.reload();
    await expectSeen(card.getByRole('link', { name: /git push --force/u }));
    expect(await card.getByRole('link', { name: /npm publish/u }).count()).toBe(0);
    const other = await open(context, '#/agents/forced');
    await cardOf(other, 'In force')
      .getByRole('link', { name: /git push/u })
      .click();
    await expectSeen(other.getByRole('status').getByText('Allowed'));
  });

  test('is each rule that names the agent, with the answer that made it, and the version', async (context) => {
    const { service } = await worldFor(context);
    const { approval } = await (await worldFor(context)).decide(FORCE, { agent: 'ruled', session: 'r-1' });
    const token = await service.token();
    const { proposal } = (await service.ask('GET', `/v1/approvals/${approval}`, token)).body;
    await service.ask('POST', `/v1/approvals/${approval}/rules`, token, proposal);
    await service.stored();
    const tab = await open(context, '#/agents/ruled');
    const card = cardOf(tab, 'In force');
    await expectSeen(card.getByText(proposal.rules[0].id as string));
    await expectSeen(card.getByText(/The policy in force is version \d+, with no rule for all agents/u));
    await card.getByRole('link', { name: 'an answer of grace' }).click();
    await expectSeen(tab.getByRole('status').getByText('Allowed'));
    const other = await open(context, OF_NIGHT);
    await expectSeen(cardOf(other, 'In force').getByText('None.'));
  });

  test('is what the kernel holds it by, while it does', async (context) => {
    const { service } = await worldFor(context);
    const of = { agent: 'held-agent', session: 'h-1' };
    const { decision } = await (await worldFor(context)).decide('ls', of);
    const held = { tenant: 'default', held: 'held-1' };
    const { recorder } = service.gate;
    const began = { name: 'claude', tier: 'notify', workspace: '/srv/held', pid: 77, uid: 1_000, mask: {} } as const;
    recorder.recordOrDefer('kernel.session-started', { ...held, ...began });
    recorder.recordOrDefer('kernel.bound', { ...held, ...of, binding: 'b', decision, pid: 78, way: 'argv' });
    await service.stored();
    const tab = await open(context, '#/agents/held-agent?session=h-1');
    await expectSeen(
      cardOf(tab, 'In force').getByText('Process 77 and all that comes of it, by a thread that answers'),
    );
    recorder.recordOrDefer('kernel.session-ended', { ...held, how: 'told', denied: 2 });
    await service.stored();
    await tab.reload();
    await expectSeen(cardOf(tab, 'In force').getByText('It holds nothing of it now'));
    await expectSeen(timelineOf(tab).getByText('No longer held: it ended; 2 acts were stopped'));
  });

  test('of a session that ended is what the kernel held it by until then, and no alarm', async (context) => {
    const kernel = cardOf(await open(context, OF_SESSION), 'In force');
    await expectSeen(kernel.getByText('The session has ended; the kernel held it by programs at'));
    expect(await kernel.getByText('is not stopped').count()).toBe(0);
    const before = await open(context, `${OF_NIGHT}?session=before`);
    const { service } = await worldFor(context);
    await (await worldFor(context)).decide('ls', { agent: NIGHT, session: 'before' });
    service.gate.recorder.recordOrDefer('session.ended', { tenant: 'default', session: 'before' });
    await service.stored();
    await before.reload();
    await expectSeen(cardOf(before, 'In force').getByText('the kernel held nothing of it'));
  });

  test('is nothing while the gate is paused, and it says so', async (context) => {
    const { service } = await worldFor(context);
    await service.gate.pauses.start(person, 60_000, 'a test');
    const tab = await open(context, OF_NIGHT);
    await expectSeen(cardOf(tab, 'In force').getByText('The gate is paused until'));
    await service.gate.pauses.end(person);
  });
});

describe('the timeline', () => {
  test('has decisions, approvals, sessions and the kernel in one order, each leading to its detail', async (context) => {
    const tab = await open(context, `${OF_SESSION}&only=notable`);
    const lines = timelineOf(tab).locator('.timeline-line');
    await expectSeen(lines);
    expect(await lines.locator('.mark').allTextContents()).toEqual([
      'kernel',
      'session',
      'deny',
      'stopped',
      'allow',
      'answer',
      'ask',
      'asked',
      'deny',
      'session',
      'kernel',
    ]);
    await expectSeen(timelineOf(tab).getByText('grace allowed once: “the build for the fair”'));
    await expectSeen(timelineOf(tab).getByText('A person is asked: sends data to'));
    await expectSeen(timelineOf(tab).getByText(/\/home\/user\/\.netrc.* by curl \(4714\) < bash \(4711\)/u));
    const { origin } = (await worldFor(context)).service;
    for (const [name, heading] of [
      [/^03:07:00 deny CRITICAL rm -rf ~\//u, 'Decision'],
      [/^03:03:00 answer/u, 'Approvals'],
      [/^03:04:00 stopped/u, 'Decision'],
    ] as const) {
      await tab.goto(`${origin}/${OF_SESSION}&only=notable`);
      await timelineOf(tab).getByRole('link', { name }).click();
      await expectSeen(tab.getByRole('heading', { level: 1, name: heading }));
    }
  });

  test('shows the parts that are chosen, by the keyboard as well, and the address keeps them', async (context) => {
    const tab = await open(context, OF_SESSION);
    const marks = timelineOf(tab).locator('.mark');
    await expectSeen(marks);
    const decisions = tab.getByRole('button', { name: 'Decisions', exact: true });
    await decisions.focus();
    await tab.keyboard.press('Space');
    await expect.poll(() => marks.allTextContents()).not.toContain('allow');
    expect(await decisions.getAttribute('aria-pressed')).toBe('false');
    await tab.getByRole('button', { name: 'Kernel', exact: true }).click();
    await expect.poll(() => marks.allTextContents()).toEqual(['session', 'answer', 'asked', 'session']);
    await tab.reload();
    await expect.poll(() => marks.allTextContents()).toEqual(['session', 'answer', 'asked', 'session']);
    for (const name of ['Sessions', 'Approvals']) await tab.getByRole('button', { name, exact: true }).click();
    // With nothing chosen there would be nothing to see.
    await expect.poll(() => tab.locator('[aria-label="Show"] [aria-pressed="true"]').count()).toBe(4);
    await tab.getByLabel('Only what stands out').focus();
    await tab.keyboard.press('Space');
    await expect.poll(() => marks.allTextContents()).not.toContain('held');
    expect(tab.url()).toContain('only=notable');
  });

  test('shows what was before a time, and goes back to now', async (context) => {
    const tab = await open(context, OF_NIGHT);
    await expectSeen(timelineOf(tab).getByText('Session night-20 ended'));
    const day = new Date(NOON_MS);
    const local = `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;
    await tab.getByLabel('Until').fill(`${local}T03:02`);
    await expectSeen(timelineOf(tab).getByText('tar czf /tmp/dist.tgz dist'));
    expect(await timelineOf(tab).getByText('crontab -l').count()).toBe(0);
    await tab.getByLabel('Until').fill('1990-01-01T00:00');
    await expectSeen(tab.getByText('Nothing of that kind happened'));
    await tab.getByRole('button', { name: 'Now', exact: true }).click();
    await expectSeen(timelineOf(tab).getByText('Session night-20 ended'));
  });

  test('of a session that goes on is live', async (context) => {
    const { service } = await worldFor(context);
    const of = { agent: 'alive', session: 'a-1' };
    await (await worldFor(context)).decide('ls first', of);
    await service.stored();
    const tab = await open(context, '#/agents/alive?session=a-1');
    await expectSeen(timelineOf(tab).getByText('ls first'));
    await expectSeen(tab.getByText('new lines come by themselves'));
    await (await worldFor(context)).decide('ls second', of);
    await service.stored();
    await expectSeen(timelineOf(tab).getByText('ls second'));
    await expectSeen(tab.getByRole('img', { name: /Decisions of this session: allow 2/u }));
  });

  test('of thousands is scrolled through with only a few lines drawn, by the keyboard', async (context) => {
    const { service, token } = await worldFor(context);
    const requests = Array.from({ length: 1_500 }, (_, i) => ({
      action: { kind: 'command', command: `ls -la folder-${i}` },
      agent: 'scroller',
      session: 'many',
      cwd: '/srv',
    }));
    await service.ask('POST', '/v1/decisions/batch', token, { requests });
    await service.stored();
    const tab = await open(context, '#/agents/scroller?session=many');
    await expectSeen(timelineOf(tab).getByText('folder-1499'));
    await timelineOf(tab).focus();
    for (let i = 0; i < 100 && (await timelineOf(tab).getByText('Session many began').count()) === 0; i++) {
      await tab.keyboard.press('End');
      await tab.waitForTimeout(100);
    }
    await expectSeen(timelineOf(tab).getByText('Session many began'));
    await expectSeen(tab.getByText('1,501 shown, that is all'));
    expect(await timelineOf(tab).locator('.timeline-line').count()).toBeLessThan(100);
    // What is read does not move.
    await (await worldFor(context)).decide('ls later', { agent: 'scroller', session: 'many' });
    await service.stored();
    await tab.waitForTimeout(3_000);
    expect(await timelineOf(tab).getByText('ls later').count()).toBe(0);
    await tab.getByRole('button', { name: 'Newer ones' }).click();
    await timelineOf(tab).focus();
    await tab.keyboard.press('Home');
    await expectSeen(timelineOf(tab).getByText('ls later'));
  });

  test('that cannot be had says so, and can be asked for again', async (context) => {
    const { service } = await worldFor(context);
    const tab = await open(context, '#/agents');
    await tab.route('**/v1/timeline?**', (route) =>
      route.fulfill({ status: 500, json: { code: 'INTERNAL', detail: 'expected an answer of the store' } }),
    );
    await tab.goto(`${service.origin}/${OF_NIGHT}`);
    await expectSeen(tab.getByRole('alert').getByText('Cannot show what happened'));
    await tab.unroute('**/v1/timeline?**');
    await tab.getByRole('button', { name: 'Try again' }).click();
    await expectSeen(timelineOf(tab).getByText('Session night-20 ended'));
  });
});

describe('for everybody', () => {
  test('hostile names and commands are text, and nothing of them happens', async (context) => {
    const { service } = await worldFor(context);
    const agent = '"><img src=x onerror=globalThis.harmed=1>/../?#%00';
    const session = '</h1><script>globalThis.harmed=1</script>&until=1';
    for (const command of hostileTexts()) await (await worldFor(context)).decide(command, { agent, session });
    await service.stored();
    const tab = await open(context, '#/agents');
    await tab.getByRole('link', { name: agent, exact: true }).first().click();
    await expectSeen(tab.getByRole('heading', { level: 1, name: agent }));
    await tab.goto(`${tab.url()}?parts=decision`);
    const shown = timelineOf(tab).locator('.timeline-line code');
    await expect
      .poll(() => shown.allTextContents())
      .toEqual(
        hostileTexts()
          .map((text) => visible(text))
          .toReversed(),
      );
    await cardOf(tab, 'Last sessions').getByRole('link', { name: session, exact: true }).click();
    await expectSeen(tab.getByRole('heading', { level: 1, name: `Session ${session}` }));
    await expectSeen(timelineOf(tab).locator('.timeline-line'));
    expect(await tab.evaluate('globalThis.harmed')).toBeUndefined();
    expect(await tab.locator('main img, main script, main style, main iframe').count()).toBe(0);
  });

  test.for(['light', 'dark'] as const)('axe finds nothing serious in %s', async (scheme, context) => {
    const { service } = await worldFor(context);
    const tab = await open(context, OF_NIGHT, { scheme });
    for (const hash of [OF_NIGHT, OF_SESSION, `${OF_SESSION}&only=notable`, '#/agents/nobody-at-all']) {
      await tab.goto(`${service.origin}/${hash}`);
      await tab.waitForTimeout(1_000);
      for (const summary of await tab.locator('summary').all()) await summary.click();
      expect(await seriousIn(tab), hash).toEqual([]);
    }
  });

  test('a small window shows the same, without what is cut at its side', async (context) => {
    const tab = await open(context, OF_NIGHT, { size: { width: 420, height: 800 } });
    await expectSeen(timelineOf(tab));
    expect(await tab.evaluate('document.querySelector("#main").scrollWidth <= innerWidth')).toBe(true);
  });
});
