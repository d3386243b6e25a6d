/** The body of knowledge as a whole. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tables } from '../../src/knowledge/tables/catalogue.ts';
import { EFFECT_NAMES } from '../../src/knowledge/vocabulary/effects.ts';
import { families } from '../../src/knowledge/families/index.ts';
import type { Family } from '../../src/knowledge/vocabulary/spec.ts';

const folder = new URL('../../src/knowledge/families/', import.meta.url);
/** Modules that hold no family of their own. */
const HELPERS = ['index.ts', 'override.ts', 'guards.ts', 'gate-cli.ts'];

test('every family file is in the index', async () => {
  const files = readdirSync(folder).filter((file) => !HELPERS.includes(file));
  const exported = await Promise.all(
    files.map(async (file) => Object.values((await import(new URL(file, folder).href)) as Record<string, Family>)),
  );
  expect(new Set(exported.flat())).toEqual(new Set(families));
  expect(families.length).toBe(new Set(families).size);
});

test('the tools of daily work are known by name', () => {
  const daily =
    'ls cp rm find xargs tar git gh glab npm pip cargo docker kubectl helm terraform aws gcloud az psql mysql ssh curl wget systemctl mkfs useradd ps ip python node make sudo env timeout parallel busybox'.split(
      ' ',
    );
  expect(daily.filter((name) => tables.nodeOf(name) < 0)).toEqual([]);
});

test('every effect that is not found by rules of core is used by some family', () => {
  const described = JSON.stringify(families);
  const unused = EFFECT_NAMES.filter((name) => !described.includes(`"${name}"`) && !described.includes(`"${name}*"`));
  const byCore = unused.filter((name) =>
    /^(call|text|dynamic|unknown|file\.(mirror|open|read-astray)|secret\.expose|code\.(fetched|decoded|inline|unresolved|inline-safe)|shell\.(bomb|shadow|inject|poison|environment|history-off)|network\.(local|metadata|exfiltrate)|database\.destroy|gate\.(uproot|signal))/.test(
      name,
    ),
  );
  expect(unused).toEqual(byCore);
});
