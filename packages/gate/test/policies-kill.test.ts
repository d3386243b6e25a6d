/** Many writers in processes of their own change one policy, while the gate is killed at random moments. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CanonicalObject } from '@capgate/base';
import { openStore } from '@capgate/store';
import { SeededRandom } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type Child, kill, run, startGateProcess } from './kill/children.ts';
import { openThread, optionsIn, prepare, recordsIn, socketIn } from './kill/node-gate.ts';

const WRITER = fileURLToPath(new URL('kill/policy-writer.ts', import.meta.url));
const WRITERS = ['one', 'two', 'three', 'four'];
const KILLS = 5;
/** From the socket's first answer until the kill. */
const LIFE_MS_MAX = 1_000;

interface Version {
  readonly version: number;
  readonly document: CanonicalObject;
}

describe('a policy that four processes changed while its gate was killed', () => {
  let folder: string;
  let said: Map<string, readonly string[]>;
  let logged: Version[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'capgate-policies-'));
    await prepare(folder);
    said = await lived(folder);
    // Opening brings the store up to the log; closing seals the log.
    const recorder = await openThread(folder, () => {});
    await recorder.close();
    const records = (await recordsIn(folder)).filter(({ kind }) => kind === 'policy.version');
    logged = records.map(({ body }) => body as unknown as Version);
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('has each version once, from the first to the last', () => {
    expect(logged.map(({ version }) => version)).toEqual(logged.map((_, i) => i + 1));
    expect(logged.length).toBeGreaterThan(KILLS);
  });

  test('has every change that a writer was told of, in the version that it was told', () => {
    const lost = [...said].flatMap(([name, lines]) => {
      const made = lines.filter((line) => line.startsWith('made ')).map((line) => line.split(' ').slice(1).map(Number));
      return made.filter(([value, version]) => valueOf(logged[(version as number) - 1], name) !== value);
    });
    expect(lost).toEqual([]);
    expect([...said.values()].flat().filter((line) => line.startsWith('made ')).length).toBeGreaterThan(KILLS);
  });

  test('counts as many changes as it has versions: none was made over another', () => {
    const counts = logged.map((version) => WRITERS.reduce((sum, name) => sum + Number(valueOf(version, name) ?? 0), 0));
    expect(counts).toEqual(logged.map(({ version }) => version));
  });

  test('was never seen by half', () => {
    const torn = logged.filter((version) => valueOf(version, 'left') !== valueOf(version, 'right'));
    expect(torn).toEqual([]);
    expect([...said.values()].flat().filter((line) => line.startsWith('torn'))).toEqual([]);
  });

  test('has every version in the store as in the log', async () => {
    const store = await openStore(optionsIn(folder).store);
    const stored = await Promise.all(logged.map(({ version }) => store.policyVersion('default', version)));
    await store.close();
    expect(stored.map((version) => version?.document)).toEqual(logged.map(({ document }) => document));
  });
});

/** What each writer said, until it was killed itself at the end. */
async function lived(folder: string): Promise<Map<string, readonly string[]>> {
  const random = new SeededRandom(7);
  let gate = await startGateProcess(folder);
  const writers = new Map<string, Child>(WRITERS.map((name) => [name, run(WRITER, [socketIn(folder), name])]));
  for (let n = 0; n < KILLS; n++) {
    await new Promise((resolve) => setTimeout(resolve, 300 + random.below(LIFE_MS_MAX)));
    await kill(gate);
    gate = await startGateProcess(folder);
  }
  await new Promise((resolve) => setTimeout(resolve, LIFE_MS_MAX));
  await Promise.all([...writers.values()].map((writer) => kill(writer)));
  await kill(gate);
  return new Map([...writers].map(([name, writer]) => [name, writer.lines()]));
}

function valueOf(version: Version | undefined, key: string): number | string | undefined {
  return (version?.document['statistics'] as Record<string, number | string> | undefined)?.[key];
}
