/**
 * Takes the pictures of the pages of one agent and of one session for `docs/console/`:
 * `node --conditions=@capgate/source packages/console/test/agents/shots.ts [FOLDER]`.
 */
import { fileURLToPath } from 'node:url';
import type { Page as Tab } from 'playwright-core';
import { person } from '../../../gate/test/http/harness.ts';
import { World } from '../harness.ts';
import { givePast, NIGHT, nightsBefore } from './world.ts';

const FOLDER = process.argv[2] ?? fileURLToPath(new URL('../../../../docs/console', import.meta.url));
const SIZE = { width: 1360, height: 1660 };
const SESSION = 'release-41';

const POLICY = {
  security: {
    mode: 'balanced',
    organisation: {
      version: 1,
      rules: [{ id: 'no-tags', verdict: 'deny', when: { tool: 'git', subcommand: 'tag' } }],
    },
    user: {
      version: 1,
      rules: [
        {
          id: 'night-reads-only',
          verdict: 'ask',
          reason: 'At night nobody is there to look after packages',
          when: { agent: 'night-*', effect: 'package.install' },
        },
      ],
    },
  },
};

async function putPolicyInForce({ service }: World): Promise<void> {
  const token = await service.token('person', ['policy', 'read'], 'ada');
  const { body } = await service.ask('POST', '/v1/policies', token, { parent: 0, document: POLICY, reason: 'agreed' });
  await service.ask('POST', `/v1/policies/${body.version}/activate`, token, { reason: 'agreed on Monday' });
}

/** A session that goes on, which the kernel holds: some of it asked about, answered, bound and stopped. */
async function workOn(world: World): Promise<void> {
  const { gate } = world.service;
  const of = { agent: NIGHT, session: SESSION };
  const held = { tenant: 'default', held: 'h-41' };
  const mask = { write: ['workspace'] };
  const session = { ...held, name: 'claude', tier: 'lsm', workspace: '/home/user/work/shop', pid: 4_700, uid: 1_000 };
  gate.recorder.recordOrDefer('kernel.session-started', { ...session, mask });
  for (let i = 0; i < 30; i++) {
    await world.decide(['git status --short', 'npm run build', 'rg version package.json'][i % 3] as string, of);
    await new Promise((resolve) => setTimeout(resolve, 30 + 20 * (i % 4)));
  }
  const { decision } = await world.decide('npm test', of);
  const bound = { ...held, ...of, binding: 'b-1', decision };
  gate.recorder.recordOrDefer('kernel.bound', { ...bound, pid: 4_711, way: 'hook' });
  const ancestry = [
    { pid: 4_714, command: 'node' },
    { pid: 4_711, command: 'bash' },
  ];
  const stopped = { act: 'connect', address: '192.0.2.7', port: 443, reach: 'public' } as const;
  gate.recorder.recordOrDefer('kernel.denied', { ...bound, ...stopped, deniedAt: Date.now(), uid: 1_000, ancestry });
  const publish = await world.decide('npm publish --access public', of);
  await gate.approvals.answer(person, publish.approval, {
    answer: 'allow',
    scope: 'session',
    message: 'for 4.1 only',
  });
  await world.decide('npm publish --access public', of);
  const push = await world.decide('git push --force origin main', of);
  await gate.approvals.answer(person, push.approval, { answer: 'deny', scope: 'once', message: 'as a pull request' });
  await world.decide('rm -rf ~/', of);
  await world.service.stored();
}

async function shoot(tab: Tab, name: string): Promise<void> {
  await tab.waitForTimeout(2_000);
  await tab.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled' });
}

async function main(): Promise<void> {
  const world = await World.start('/usr/bin/chromium', { version: '0.1.0' });
  try {
    await putPolicyInForce(world);
    await givePast(world, nightsBefore(Date.now()));
    await workOn(world);
    for (const scheme of ['light', 'dark'] as const) {
      const { tab, faults } = await world.open(`#/agents/${NIGHT}`, { scheme, size: SIZE });
      await shoot(tab, `agent-${scheme}`);
      await tab.goto(`${world.service.origin}/#/agents/${NIGHT}?session=${SESSION}`);
      await shoot(tab, `session-${scheme}`);
      if (faults.length > 0) console.error(faults);
      await tab.context().close();
    }
  } finally {
    await world.end();
  }
}

await main();
