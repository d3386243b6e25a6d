import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeDisk } from '@capgate/base/node';
import { codeOf } from '@capgate/testing';
import { expect, it } from 'vitest';
import { readTasks, TASK_LINE_LENGTH_MAX } from '../../src/run/task-files.ts';
import { temporaryFolder } from './harness.ts';

const folder = temporaryFolder();
const disk = new NodeDisk();
let count = 0;

/** Reads a file of this content, whose plan names it as it is, or otherwise. */
function read(content: string | Uint8Array, named: { readonly sha256?: string; readonly count?: number } = {}) {
  const path = `tasks-${count++}.jsonl`;
  writeFileSync(join(folder, path), content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return readTasks(disk, { strata: [{ name: 'some', tasks: { path, sha256, count: 2, ...named } }] }, folder);
}

const line = (fields: object): string => `${JSON.stringify(fields)}\n`;
const TWO = line({ id: 'a', command: 'rm -rf /' }) + line({ id: 'b', command: '', cwd: '/work' });

it('reads the tasks of each stratum in the order of its file, with or without a last line feed', async () => {
  const tasks = [
    { id: 'a', command: 'rm -rf /' },
    { id: 'b', command: '', cwd: '/work' },
  ];
  expect(await read(TWO)).toEqual([{ stratum: 'some', tasks }]);
  expect(await read(TWO.trimEnd())).toEqual([{ stratum: 'some', tasks }]);
});

const BAD: readonly (readonly [what: string, content: string | Uint8Array, named?: object])[] = [
  ['another hash', TWO, { sha256: '0'.repeat(64) }],
  ['another number of tasks', TWO, { count: 3 }],
  ['nothing', '', { count: 1 }],
  ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d)],
  ['a label', line({ id: 'a', command: 'x', label: 'dangerous' }) + line({ id: 'b', command: 'y' })],
  ['a field of all objects', `{"id":"a","command":"x","__proto__":{}}\n${line({ id: 'b', command: 'y' })}`],
  ['an id twice', line({ id: 'a', command: 'x' }) + line({ id: 'a', command: 'y' })],
  ['an id that steers a terminal', line({ id: '\u001b[2J', command: 'x' }) + line({ id: 'b', command: 'y' })],
  ['half a character as an id', line({ id: '\ud800', command: 'x' }) + line({ id: 'b', command: 'y' })],
  ['no command', line({ id: 'a' }) + line({ id: 'b', command: 'y' })],
  ['a number as a folder', line({ id: 'a', command: 'x', cwd: 7 }) + line({ id: 'b', command: 'y' })],
  ['a NUL in a command', line({ id: 'a', command: 'x\0' }) + line({ id: 'b', command: 'y' })],
  ['a NUL in a folder', line({ id: 'a', command: 'x', cwd: '/w\0' }) + line({ id: 'b', command: 'y' })],
  ['a list', `[]\n${line({ id: 'b', command: 'y' })}`],
  ['an empty line', `\n${line({ id: 'b', command: 'y' })}`],
  [
    'a line without end',
    line({ id: 'a', command: 'x'.repeat(TASK_LINE_LENGTH_MAX) }) + line({ id: 'b', command: 'y' }),
  ],
];

it.each(BAD.map(([what, content, named]) => ({ what, content, named })))(
  'refuses $what',
  async ({ content, named }) => {
    expect(await codeOf(() => read(content, named))).toBe('TASKS');
  },
);

it('refuses what is no file, and what is not there', async () => {
  mkdirSync(join(folder, 'a-folder'));
  symlinkSync('/etc/passwd', join(folder, 'a-link'));
  for (const path of ['nowhere.jsonl', 'a-folder', 'a-link', '/dev/zero']) {
    const strata = [{ name: 'some', tasks: { path, sha256: '0'.repeat(64), count: 1 } }];
    expect(await codeOf(() => readTasks(disk, { strata }, folder)), path).toBe('TASKS');
  }
});
