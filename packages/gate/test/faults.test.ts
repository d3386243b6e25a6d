/** The whole gate while what is below it fails: the database of its store, the disk of its log. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openStore, type Store } from '@capgate/store';
import { codeOf, needsProgram } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostgresServer, SERVER_TIMEOUT_MS } from '../../store/test/postgres-server.ts';
import { type Gate, openRecorder, type Recorder } from '../src/index.ts';
import type { Told } from './faults/disk-gate.ts';
import { AGENT, temporaryFolder } from './harness.ts';
import { optionsIn, prepare, recordsIn, startGate } from './kill/node-gate.ts';

const DISK_GATE = fileURLToPath(new URL('faults/disk-gate.ts', import.meta.url));
const DISK_GATE_TIMEOUT_MS = 60_000;
const DECISIONS = 300;

describe('while PostgreSQL is away', () => {
  let server: PostgresServer;
  let folder: string;
  let recorder: Recorder;
  let store: Store;
  let gate: Gate;
  const failures: string[] = [];

  beforeAll(async () => {
    server = await PostgresServer.start();
  }, SERVER_TIMEOUT_MS);

  afterAll(() => server.end(), SERVER_TIMEOUT_MS);

  function onFailure(part: string): void {
    failures.push(part);
  }

  async function start(): Promise<void> {
    folder = temporaryFolder();
    await prepare(folder);
    const options = { ...optionsIn(folder), store: { kind: 'postgres', url: await server.newDatabase() } } as const;
    recorder = await openRecorder(options, { onFailure });
    store = await openStore(options.store);
    gate = await startGate(folder, recorder, store, onFailure);
  }

  /** Decisions of both kinds; answers the identifiers of those that were promised. */
  async function decide(name: string): Promise<string[]> {
    const rulings = Array.from({ length: DECISIONS }, (_, n) => {
      const path = n % 3 === 0 ? `/etc/sudoers.d/${name}-${n}` : `/work/${name}-${n}`;
      const action = { kind: 'file', operation: 'write', path } as const;
      return gate.decide({ action, workspace: '/work', cwd: '/work', session: name, agent: 'coder' }, AGENT);
    });
    const waiting = rulings.filter(({ before }) => before !== undefined);
    await Promise.all(waiting.map(async ({ before }) => before));
    expect(rulings.filter(({ answer }) => answer.verdict === 'deny')).toHaveLength(DECISIONS / 3);
    expect(waiting).toHaveLength(DECISIONS / 3);
    return waiting.map(({ answer }) => answer.decision ?? '');
  }

  async function storedIds(): Promise<Set<string>> {
    const found = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = { limit: 1_000, ...(cursor !== undefined && { cursor }) };
      const { items, next } = await store.decisions({ tenant: 'default' }, page);
      for (const { id } of items) found.add(id);
      cursor = next;
    } while (cursor !== undefined);
    return found;
  }

  async function caughtUp(): Promise<void> {
    const endMs = Date.now() + SERVER_TIMEOUT_MS / 2;
    for (;;) {
      try {
        return await recorder.settled();
      } catch (error) {
        if (Date.now() > endMs) throw error;
      }
    }
  }

  test(
    'decisions go on and are promised; once it is back, the store has all of them',
    async () => {
      await start();
      const promised = await decide('before');
      await server.stop();
      for (const round of ['first', 'second', 'third']) promised.push(...(await decide(round)));
      expect(await codeOf(() => recorder.settled())).toBe('UNAVAILABLE');
      await server.resume();
      promised.push(...(await decide('after')));
      await caughtUp();
      await recorder.seal();
      const logged = (await recordsIn(folder)).filter(({ kind }) => kind === 'decision').map(({ id }) => id);
      expect(logged).toHaveLength(5 * DECISIONS);
      expect(promised.filter((id) => !logged.includes(id))).toEqual([]);
      expect(await storedIds()).toEqual(new Set(logged));
      expect([...new Set(failures)]).toEqual(['store']);
      await gate.stop('the test ends');
      await recorder.close();
      await store.close();
    },
    2 * SERVER_TIMEOUT_MS,
  );
});

describe.each(['full', 'read-only'])("while the file system of the log's folder is %s", (fault) => {
  test.for(['before', 'after'])(
    'what must be in it first is denied, with `log: { allow: %s }`; nothing promised is lost',
    { timeout: SERVER_TIMEOUT_MS },
    (allow, context) => {
      const unshare = needsProgram(context, 'unshare');
      if (spawnSync(unshare, ['-rm', 'true']).status !== 0) context.skip('this machine lets nobody mount anything');
      const args = [
        '-rm',
        process.execPath,
        '--conditions=@capgate/source',
        DISK_GATE,
        temporaryFolder(),
        fault,
        allow,
      ];
      // One that does not end fails here, and holds up nobody.
      const { stdout, stderr } = spawnSync(unshare, args, { encoding: 'utf8', timeout: DISK_GATE_TIMEOUT_MS });
      expect(stderr).toBe('');
      const { before, meanwhile, afterwards, lost, logged, failures } = JSON.parse(stdout) as Told;
      const verdicts = [before, meanwhile, afterwards].map((answers) => answers.map(({ verdict }) => verdict));
      const allowed = allow === 'before' ? 'deny' : 'allow';
      expect(verdicts).toEqual([
        ['allow', 'ask'],
        [allowed, 'deny'],
        ['allow', 'ask'],
      ]);
      expect(meanwhile.map(({ rule }) => rule)).toEqual(allow === 'before' ? ['log', 'log'] : [undefined, 'log']);
      expect(lost).toEqual([]);
      // Both were answered without it, and follow once it works again.
      expect(logged).toEqual(['/work/meanwhile', '/etc/meanwhile']);
      expect(failures).toContain('log');
    },
  );
});
