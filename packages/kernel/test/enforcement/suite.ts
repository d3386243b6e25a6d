/** What a tier holds, as checks that run on any kernel. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type BpfTierName,
  detachAll,
  type Enforcement,
  enforce,
  type Holding,
  holdingOf,
  type Labels,
  type Mask,
  shippedObjects,
  TIERS,
  type TierName,
} from '@capgate/kernel';
import type { Check, Suite } from '../guest/suite.ts';
import { boundChecks, learningCheck } from './bound.ts';
import { type Case, connectionCases, fileCases, processCases, programCases } from './cases.ts';
import { grantedChecks } from './granted.ts';
import { type Acted, enforced, inWorld, makeOutside, unenforced, usualMask } from './world.ts';

/** Beside an enforcement that this machine may have. */
export const NAME = `capgate-test-${process.pid}`;
const OBJECTS = fileURLToPath(new URL('../../bpf/', import.meta.url));

/** What a suite needs of a tier. */
export interface Stand {
  readonly labels: Labels;
  /** What a command comes to in a session of its own. */
  readonly enforced: (mask: Mask, command: readonly string[]) => Promise<Acted>;
  /** Of a tier with control groups. */
  readonly holding?: Holding;
}

export interface Stage extends Stand {
  readonly outside: Awaited<ReturnType<typeof makeOutside>>;
}

/** Of one with control groups. */
export function standOf(holding: Holding): Stand {
  return { labels: holding.labels, enforced: (mask, command) => enforced(holding, mask, command), holding };
}

/** How a tier begins and ends, and what no other tier has to show. */
export interface Staging {
  readonly tier: TierName;
  readonly begin: () => Stand | Promise<Stand>;
  readonly end: () => unknown;
  readonly checks: readonly Check[];
}

/** `url`: of the module whose default the suite is. */
export function bpfSuite(tier: BpfTierName, url: string): Suite {
  let enforcement: Enforcement | undefined;
  return enforcementSuite(url, {
    tier,
    begin: () => {
      ({ enforcement } = enforce(shippedObjects(OBJECTS, [tier]), NAME));
      return standOf(holdingOf(enforcement));
    },
    end: () => detachAll(NAME),
    checks: [
      {
        name: 'programs stay when who loaded them opens them again',
        run: () => {
          const again = enforce(shippedObjects(OBJECTS, [tier]), NAME).enforcement;
          assert.equal(again.pins, enforcement?.pins);
          assert.ok(existsSync(again.pins));
        },
      },
    ],
  });
}

export function enforcementSuite(url: string, { tier, begin, end, checks }: Staging): Suite {
  let stage: Stage | undefined;
  const now = () => stage as Stage;
  return {
    name: `tier ${tier}`,
    url,
    before: async () => {
      const stand = await begin();
      stage = { ...stand, outside: await makeOutside(stand.labels) };
    },
    after: async () => {
      stage?.outside.close();
      await end();
    },
    checks: [
      ...[programCases, fileCases, connectionCases, processCases]
        .flat()
        .filter(({ tiers = TIERS }) => tiers.includes(tier))
        .map((item) => checkOf(item, tier, now)),
      ...sessionChecks(now),
      learningCheck(tier, now),
      ...(tier === 'notify' ? [] : [...boundChecks(tier, now), ...grantedChecks(tier, now)]),
      ...checks,
    ],
  };
}

/** With a control: without a session the act succeeds. */
function checkOf({ name, command, expected, mask = usualMask }: Case, tier: TierName, now: () => Stage): Check {
  const outcome = expected[tier];
  return {
    name: `${name}: ${outcome}`,
    run: async () => {
      const { labels, outside } = now();
      const free = await inWorld(labels, outside, (world) => unenforced(command(world)));
      assert.equal(free, 'done', 'where nothing holds it');
      const acted = await inWorld(labels, outside, (world) => now().enforced(mask, command(world)));
      assert.equal(acted.outcome, outcome);
      const denied = acted.events.filter(({ isDenied }) => isDenied);
      assert.equal(denied.length > 0, outcome !== 'done', `what was told: ${JSON.stringify(denied, bigintAsText)}`);
    },
  };
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value;
}

function sessionChecks(now: () => Stage): readonly Check[] {
  return [
    {
      name: 'what only observes stops nothing, and tells what it would have stopped',
      run: () =>
        inWorld(now().labels, now().outside, async ({ risky }) => {
          const { outcome, events } = await now().enforced({ ...usualMask, observe: true }, [risky, 'none']);
          assert.equal(outcome, 'done');
          assert.deepEqual(
            events.filter(({ isDenied }) => isDenied).map(({ act }) => act),
            ['exec'],
          );
        }),
    },
    {
      name: 'an event tells a long path whole',
      run: () =>
        inWorld(now().labels, now().outside, async ({ safe, workspace }) => {
          const folder = join(workspace, 'x'.repeat(100));
          const program = join(folder, 'y'.repeat(100));
          mkdirSync(folder);
          copyFileSync(safe, program);
          const mask = { ...usualMask, controls: new Set<never>() };
          const { events } = await now().enforced(mask, [safe, 'run', program, 'none']);
          const paths = events.flatMap((event) => (event.isDenied && event.act === 'exec' ? [event.path] : []));
          assert.equal(paths.length, 1);
          assert.ok(program.endsWith(paths[0] as string), `expected the end of ${program}, met ${paths[0]}`);
          assert.ok((paths[0] as string).length > 200);
        }),
    },
    {
      name: 'an event says who, what and why',
      run: () =>
        inWorld(now().labels, now().outside, async ({ risky }) => {
          const { events } = await now().enforced(usualMask, [risky, 'none']);
          const event = events.find(({ isDenied }) => isDenied);
          assert.equal(event?.act, 'exec');
          assert.equal(event.reason, 'risk');
          assert.equal(event.id, usualMask.id);
          assert.equal(event.parentPid, process.pid);
          assert.ok(risky.endsWith(event.path), `expected the end of ${risky}, met ${event.path}`);
        }),
    },
  ];
}
