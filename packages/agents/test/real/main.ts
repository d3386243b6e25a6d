/**
 * `npm run agents:real [-- [confined] AGENT…]`: installs real agents, drives each through every case, and prints what happened. Ends
 * with status 1 where something happened that must not have, or did not that must.
 */
import { rmSync } from 'node:fs';
import { AGENTS } from './agents/index.ts';
import type { RealAgent } from './agents/agent.ts';
import { CASES } from './cases.ts';
import { type Copies, copies } from './gate.ts';
import { install, versionOf } from './install.ts';
import { faultsOf, tryCase } from './trial.ts';
import { World } from './world.ts';

interface Row {
  readonly agent: RealAgent;
  /** By case. */
  readonly cells: readonly string[];
  readonly faults: readonly string[];
}

/** Has the kernel hold them as well, by `capgate run`. */
const CONFINED = 'confined';

async function main(words: readonly string[]): Promise<void> {
  const isConfined = words.includes(CONFINED);
  const names = words.filter((word) => word !== CONFINED);
  const unknown = names.find((name) => AGENTS.every((agent) => agent.name !== name));
  if (unknown !== undefined) {
    throw new Error(`expected ${AGENTS.map(({ name }) => name).join(', ')}, met ${JSON.stringify(unknown)}`);
  }
  const made = copies();
  // Whoever ends it early leaves nothing behind either.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  process.once('exit', () => {
    for (const world of World.open) world.close();
    rmSync(made.folder, { recursive: true });
  });
  const rows: Row[] = [];
  for (const agent of AGENTS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    rows.push(await rowOf(agent, made, isConfined));
  }
  console.log(`\n${tableOf(rows)}`);
  if (rows.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
}

async function rowOf(agent: RealAgent, made: Copies, isConfined: boolean): Promise<Row> {
  const folder = install(agent.name);
  const [cells, faults]: [string[], string[]] = [[], []];
  for (const one of CASES) {
    const tried = { agent, folder, copies: made, isConfined };
    const seen = await tryCase(tried, one);
    const found = seen === undefined ? [] : faultsOf(tried, one, seen);
    const cell = seen === undefined ? '–' : `${found.length === 0 ? 'yes' : 'NO'}, ${Math.round(seen.ms)} ms`;
    console.log(`${agent.name}: ${one.holds}: ${cell}`);
    for (const fault of found) console.error(`  ${fault}`);
    cells.push(cell);
    faults.push(...found);
  }
  return { agent, cells, faults };
}

/** In Markdown; an agent a column, as there are more cases than agents. */
function tableOf(rows: readonly Row[]): string {
  const lines = [
    ['', ...rows.map(({ agent }) => `${agent.name} ${versionOf(agent.name)}`)],
    ['---', ...rows.map(() => '---')],
    ...CASES.map(({ holds }, index) => [holds, ...rows.map(({ cells }) => cells[index] ?? '')]),
    ['its model is told the reason', ...rows.map(({ agent }) => toldOf(agent))],
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function toldOf({ told }: RealAgent): string {
  if (told === undefined) return 'yes';
  return told === 'nothing' ? 'no' : 'of an answer alone';
}

await main(process.argv.slice(2));
