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
import { fileURLToPath } from 'node:url';
import { Risk } from '@capgate/core';
import { FanotifyHolding, removeGroup, sessionsFolder } from '@capgate/kernel';
import { ownFileSystem } from '../enforcement/tmpfs.ts';
import { descriptorOf, usualMask } from '../enforcement/world.ts';
import { compare, timedBy } from './paired.ts';

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

function starterOf(name: string, path: string) {
  const child = spawn(starter, [path], { stdio: ['pipe', 'pipe', 'inherit'] });
  return { child, timed: timedBy(name, child.stdin, child.stdout) };
}

const inAsked = program(join(asked.path, 'true'));
holding.labels.registerTools([{ path: inAsked, descriptor: descriptorOf('true', 1 << Risk.LOW) }]);
const starters = [
  starterOf('nobody asks', program(join(plain.path, 'true'))),
  starterOf('of nobody', inAsked),
  starterOf('of a session', inAsked),
];
const session = holding.begin('bench', usualMask);
session.add(starters[2]?.child.pid as number);
const reading = session.read(() => undefined);

await compare(
  STARTS,
  starters.map(({ timed }) => timed),
);
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
