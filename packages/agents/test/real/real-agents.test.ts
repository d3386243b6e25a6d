/**
 * Agents as people have them, before a gate as people have it. What is quick to install and to run is tried here; all
 * agents and all cases are tried by `npm run agents:real`.
 */
import { rmSync } from 'node:fs';
import { needsMaterial } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENTS } from './agents/index.ts';
import { CASES } from './cases.ts';
import { type Copies, copies } from './gate.ts';
import { folderOf, install } from './install.ts';
import { faultsOf, tryCase } from './trial.ts';

/** Each is installed in some ten seconds, and takes a few for a case. */
const QUICK = ['claude', 'codex', 'gemini'];
/** Of the cases, what the others rest on; a slow gate takes its eight seconds. */
const QUICK_CASES = ['without a gate', 'dangerous command', 'harmless command', 'other folder', 'gate killed'];
/** By `capgate run`: the first is what no gate stops. */
const HELD_CASES = ['without a gate', 'harmless command'];
const INSTALLS_MS = 600_000;

let made: Copies;

beforeAll(() => {
  if (process.env['CI']) QUICK.forEach(install);
  made = copies();
}, INSTALLS_MS);

afterAll(() => rmSync(made.folder, { recursive: true }));

describe.each(AGENTS.filter(({ name }) => QUICK.includes(name)))('$name', (agent) => {
  const tried = CASES.filter(({ name, script }) => QUICK_CASES.includes(name) && script(agent, '/home') !== undefined);

  test.for(tried)('$holds', async (one, context) => {
    const folder = folderOf(agent.name);
    needsMaterial(context, folder, `\`npm run agents:real -- ${agent.name}\` installs it`);
    const each = { agent, folder, copies: made };
    const seen = await tryCase(each, one);
    expect(seen && faultsOf(each, one, seen)).toEqual([]);
  });

  const held = process.platform === 'linux' ? tried.filter(({ name }) => HELD_CASES.includes(name)) : [];

  test.for(held)('held by the kernel as well: $holds, unless it is forbidden there', async (one, context) => {
    const folder = folderOf(agent.name);
    needsMaterial(context, folder, `\`npm run agents:real -- ${agent.name}\` installs it`);
    const each = { agent, folder, copies: made, isConfined: true };
    const seen = await tryCase(each, one);
    expect(seen && faultsOf(each, one, seen)).toEqual([]);
  });
});
