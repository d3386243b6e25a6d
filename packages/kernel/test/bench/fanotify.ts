/**
 * What being asked adds to a start of a program: one start after the other on a file system that nobody asks about, on
 * one that is asked about by a process of nobody's session, and by one of a session. As root:
 * `npm run bench:fanotify -- [STARTS]`
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Risk } from '@capgate/core';
import { FanotifyHolding, removeGroup, sessionsFolder } from '@capgate/kernel';
import { ownFileSystem } from '../enforcement/tmpfs.ts';
import { descriptorOf, usualMask } from '../enforcement/world.ts';

const SOURCE = fileURLToPath(new URL('starts.c', import.meta.url));
const NAME = `capgate-bench-${process.pid}`;
const STARTS = Number(process.argv[2] ?? 5000);

const folder = mkdtempSync(join(tmpdir(), 'capgate-bench-fanotify-'));
const [plain, asked] = [ownFileSystem(), ownFileSystem()] as const;
const holding = await FanotifyHolding.open((error) => {
  throw error;
}, NAME);

const starter = join(folder, 'starts');
execFileSync('gcc', ['-O1', '-o', starter, SOURCE]);
const program = (path: string): string => {
  execFileSync('gcc', ['-O1', '-x', 'c', '-', '-o', path], { input: 'int main(void) { return 0; }' });
  return path;
};

/** Starts the program once, and answers how long that took, in nanoseconds. */
function starterOf(path: string) {
  const child = spawn(starter, [path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const start = async (): Promise<number> => {
    child.stdin.write('\n');
    return Number((await lines.next()).value);
  };
  return { child, start };
}

const inAsked = program(join(asked.path, 'true'));
holding.labels.registerTools([{ path: inAsked, descriptor: descriptorOf('true', 1 << Risk.LOW) }]);
const starters = [starterOf(program(join(plain.path, 'true'))), starterOf(inAsked), starterOf(inAsked)];
const session = holding.begin('bench', usualMask);
session.add(starters[2]?.child.pid as number);
const reading = session.read(() => undefined);

const times: number[][] = starters.map(() => []);
for (let at = 0; at < STARTS; at++)
  for (const [index, { start }] of starters.entries()) times[index]?.push(await start());

const quantile = (values: readonly number[], part: number): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length * part)] as number;
const us = (value: number): string => (value / 1000).toFixed(1).padStart(8);
const [base = []] = times;
for (const [index, name] of ['nobody asks', 'of nobody', 'of a session'].entries()) {
  const own = times[index] as number[];
  const added = own.map((value, at) => value - (base[at] as number));
  console.log(
    `${name.padEnd(14)} p50 ${us(quantile(own, 0.5))} µs  added, paired: p50 ${us(quantile(added, 0.5))} µs, p90 ${us(quantile(added, 0.9))} µs`,
  );
}
console.log(`${STARTS} starts each; told: ${session.tally().decided}, lost ${session.tally().lost}`);

for (const { child } of starters) {
  child.stdin.end();
  if (child.exitCode === null) await once(child, 'exit');
}
while (!(await session.end())) await new Promise((resolve) => setTimeout(resolve, 5));
await reading;
await holding.close();
removeGroup(sessionsFolder(NAME));
for (const own of [plain, asked]) own.remove();
rmSync(folder, { recursive: true });
