/**
 * Takes the pictures of the page of policies for `docs/console/`:
 * `node --conditions=@capgate/source packages/console/test/policy/shots.ts [FOLDER]`.
 */
import { fileURLToPath } from 'node:url';
import type { Page as Tab } from 'playwright-core';
import { person } from '../../../gate/test/http/harness.ts';
import { World } from '../harness.ts';
import { FIRST, grace, makeVersion, putInForce, SECOND } from './world.ts';

const FOLDER = process.argv[2] ?? fileURLToPath(new URL('../../../../docs/console', import.meta.url));
const COMMANDS = [
  'git status',
  'npm publish',
  'terraform plan',
  'git push --force origin main',
  'rm -rf build',
  'npm publish --tag next',
];
const WRONG = `security:
  mode: balanced
  user:
    version: 1
    rules:
      - id: no-publishing
        verdict: deny
        when:
          efect: package.publish
      - id: pushes-are-asked
        verdict: ask
        when:
          tool: git
          subcommand: push
        examples:
          match: [git push, git status]
      - id: deletes
        verdict: de`;

const OWNED = {
  ...SECOND,
  owners: { security: ['ada', 'grace'], infrastructure: ['grace'] },
  quality: { flakyMax: 3 },
};

async function settle(tab: Tab): Promise<void> {
  await tab.waitForTimeout(1_500);
}

async function shoot(tab: Tab, name: string): Promise<void> {
  await settle(tab);
  await tab.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled' });
}

async function write(tab: Tab, text: string): Promise<void> {
  await tab.getByRole('textbox', { name: 'The document' }).click();
  await tab.keyboard.press('Control+a');
  // Typed at once, so that nothing is closed or indented by the editor.
  await tab.keyboard.insertText(text);
}

async function shootDraft(world: World, tab: Tab, scheme: string): Promise<void> {
  await tab.goto(`${world.service.origin}/#/policy/draft`);
  await settle(tab);
  await tab.getByRole('button', { name: 'Try on what was decided' }).click();
  await shoot(tab, `policy-draft-${scheme}`);
  await write(tab, WRONG.slice(0, -2));
  await tab.keyboard.type('de');
  await shoot(tab, `policy-faults-${scheme}`);
}

async function shootConflict(world: World, tab: Tab, scheme: string): Promise<void> {
  await tab.reload();
  await tab.goto(`${world.service.origin}/#/policy/draft`);
  await settle(tab);
  const { version, document } = world.service.gate.policies.latest(person.tenant);
  const security = document['security'] as object;
  await write(tab, JSON.stringify({ ...document, security: { ...security, mode: 'strict' } }, undefined, 2));
  const theirs = scheme === 'light' ? 'observe' : 'balanced';
  await makeVersion(
    world,
    grace,
    version,
    { ...document, security: { ...security, mode: theirs } },
    'a trial for the week',
  );
  await tab.getByRole('button', { name: 'Bring it into your draft' }).click();
  await tab.getByRole('radio', { name: 'Your draft' }).check();
  await tab.getByText('What comes of it').click();
  await shoot(tab, `policy-conflict-${scheme}`);
}

async function main(): Promise<void> {
  const world = await World.start('/usr/bin/chromium');
  try {
    for (const command of [...COMMANDS, ...COMMANDS, ...COMMANDS]) await world.decide(command);
    await world.service.stored();
    await makeVersion(world, person, 0, FIRST, 'a beginning: nobody rewrites what others have');
    await putInForce(world, person, 1, 'agreed on Monday');
    await makeVersion(world, grace, 1, SECOND, 'releases are the pipeline’s, and plans are harmless');
    await putInForce(world, grace, 2, 'tried on last week’s decisions');
    await makeVersion(world, person, 2, OWNED, 'security has owners from now on');
    for (const scheme of ['light', 'dark'] as const) {
      const { tab, faults } = await world.open('#/policy', { scheme });
      await shoot(tab, `policy-${scheme}`);
      await tab.goto(`${world.service.origin}/#/policy/3?from=2`);
      await settle(tab);
      await tab.getByRole('button', { name: 'Try on what was decided' }).click();
      await shoot(tab, `policy-version-${scheme}`);
      await shootDraft(world, tab, scheme);
      await shootConflict(world, tab, scheme);
      if (faults.length > 0) console.error(faults);
    }
  } finally {
    await world.end();
  }
}

await main();
