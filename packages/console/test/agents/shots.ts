/**
 * Takes the pictures of the pages of one agent and of one session for `docs/console/`:
 * `node --conditions=@capgate/source packages/console/test/agents/shots.ts [FOLDER]`.
 */
import { fileURLToPath } from 'node:url';
import type { Page as Tab } from 'playwright-core';
import { person } from '../../../gate/test/http/harness.ts';
import { World } from '../harness.ts';
import { givePast, LAST_NIGHT, NIGHT, nightsBefore } from './world.ts';

const FOLDER = process.argv[2] ?? fileURLToPath(new URL('../../../../docs/console', import.meta.url));
const AGENT_SIZE = { width: 1360, height: 2200 };
const SESSION_SIZE = { width: 1360, height: 1220 };

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
          id: 'night-installs',
          verdict: 'ask',
          reason: 'At night nobody looks after packages',
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

/** By day, for a person who is there: what was allowed for the session is in force. */
async function workByDay(world: World): Promise<void> {
  const of = { agent: NIGHT, session: 'release-41' };
  for (const command of ['git status --short', 'npm test', 'npm run build']) await world.decide(command, of);
  const { approval } = await world.decide('npm publish --access public', of);
  await world.service.gate.approvals.answer(person, approval, { answer: 'allow', scope: 'session' });
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
    await workByDay(world);
    for (const scheme of ['light', 'dark'] as const) {
      const { tab, faults } = await world.open(`#/agents/${NIGHT}?only=notable`, { scheme, size: AGENT_SIZE });
      await shoot(tab, `agent-${scheme}`);
      await tab.setViewportSize(SESSION_SIZE);
      await tab.goto(`${world.service.origin}/#/agents/${NIGHT}?session=${LAST_NIGHT}`);
      await shoot(tab, `session-${scheme}`);
      if (faults.length > 0) console.error(faults);
      await tab.context().close();
    }
  } finally {
    await world.end();
  }
}

await main();
