import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findsGpu, missingOn, requireMachine } from '../../src/hardware/requirements.ts';
import type { Lab } from '../../src/run/lab.ts';
import { codeOf } from '@capgate/testing';
import { allOf, experimentOf, openLab, waitingIn } from '../run/harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'capgate-machine-'));
afterAll(() => rmSync(folder, { recursive: true }));

const OWN = process.arch === 'arm64' ? 'arm64' : 'amd64';
const OTHER = process.arch === 'arm64' ? 'amd64' : 'arm64';

/** Stands for nvidia-smi. */
function program(name: string, says: string): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    `#!/bin/sh\nfor word; do case "$word" in --loop*) sleep 60;; esac; done\nprintf '%s\\n' '${says}'\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

function asks(
  hardware: readonly string[],
  variables: Readonly<Record<string, string>>,
  region?: string,
): Promise<void> {
  return requireMachine(
    { constraints: { hardware: [...hardware], ...(region !== undefined && { region }) } },
    variables,
  );
}

describe('a machine', () => {
  it('has all that a plan asks for, or is told to lack what it does not have', () => {
    const traits = { hardware: ['amd64', 'gpu', 'low-latency'], region: 'eu-1' };
    const missing = (constraints: Parameters<typeof missingOn>[1]['constraints']): readonly string[] =>
      missingOn(traits, constraints === undefined ? {} : { constraints });
    expect(missing(undefined)).toEqual([]);
    expect(missing({})).toEqual([]);
    expect(missing({ hardware: ['gpu', 'amd64'], region: 'eu-1', lowLatency: true })).toEqual([]);
    expect(missing({ hardware: ['gpu', 'fpga', 'arm64'], region: 'eu-2' })).toEqual([
      'fpga',
      'arm64',
      'the region eu-2',
    ]);
    expect(missingOn({ hardware: [] }, { constraints: { lowLatency: true, region: 'eu-1' } })).toEqual([
      'low-latency',
      'the region eu-1',
    ]);
    expect(missing({ lowLatency: false })).toEqual([]);
  });

  it('is known by its architecture, and by what its owner says of it; a word that nobody knows is not had', async () => {
    await asks([OWN], {});
    await expect(asks([OTHER], {})).rejects.toThrow(`expected a machine with ${OTHER}, met one without; run it on one`);
    await expect(asks(['quantum'], {})).rejects.toThrow('expected a machine with quantum, met one without');
    await asks(['quantum', 'nvme', 'gpu'], { CAPGATE_LAB_HARDWARE: ' nvme,quantum, gpu' });
    await expect(asks(['quant'], { CAPGATE_LAB_HARDWARE: 'quantum' })).rejects.toThrow('with quant,');
    await asks([], { CAPGATE_LAB_REGION: 'eu-1' }, 'eu-1');
    await expect(asks([], { CAPGATE_LAB_REGION: 'eu-2' }, 'eu-1')).rejects.toThrow('the region eu-1');
    await expect(asks([], { CAPGATE_LAB_REGION: '' }, 'eu-1')).rejects.toThrow('the region eu-1');
  });

  it('has a GPU where the program that watches GPUs tells of one, asked once', async () => {
    // As an H100 told it.
    const line = '0, 0, 0, 345, 50, 78.94';
    expect(await findsGpu([program('some', line), '--query-gpu=index', '--loop=1'])).toBe(true);
    expect(await findsGpu([program('none', 'No devices were found')])).toBe(false);
    expect(await findsGpu(['/nowhere/nvidia-smi'])).toBe(false);
  });
});

describe('an experiment that asks for what this machine does not have', () => {
  const constraints = { hardware: ['quantum'] };
  const commands = { plain: ['allow', 'allow', 'allow'] };

  it('is refused before it is entered, and runs where the machine has it', async () => {
    const made = experimentOf(commands, { constraints });
    const lab = await openLab(made.folder);
    expect(await codeOf(() => lab.run(made.plan, made.folder))).toBe('RUN');
    expect((await lab.experiments({ limit: 1 })).items).toEqual([]);
    const variables = { CAPGATE_LAB_HARDWARE: 'quantum' };
    expect(await lab.run(made.plan, made.folder, { variables })).toMatchObject({ ending: 'done' });
    const { limits } = (await lab.analysis(made.plan.hash)).content;
    expect(limits.join(' ')).toContain('The plan asks for quantum. Machines without refused to ask.');
    await lab.close();
  });

  it('waits with the reason, keeps nobody, and displaces nothing', async () => {
    const slow = { plain: Array.from({ length: 100 }, () => 'wait 30') };
    const { lab, folder: at } = await waitingIn(openLab, [
      { name: 'not-here', priority: 9, constraints },
      { name: 'slow', priority: 2, commands: slow },
    ]);
    const own = join(at, 'neither');
    mkdirSync(own);
    const neither = experimentOf(commands, { name: 'neither', priority: 10, constraints: { region: 'nowhere' } }, own);
    let entering: Promise<unknown> | undefined;
    const ended: string[] = [];
    const onProgress = (): void => void (entering ??= lab.submit(neither.plan, own));
    for await (const { record, ending } of lab.runWaiting({ onProgress })) ended.push(`${record.name} ${ending}`);
    expect(ended).toEqual(['not-here refused', 'slow done', 'neither refused']);
    expect(await whysOf(lab)).toEqual([
      expect.stringContaining('RUN: expected a machine with the region nowhere'),
      expect.stringContaining('RUN: expected a machine with quantum'),
    ]);
    expect(await allOf(lab, neither.plan)).toEqual([]);
    await lab.close();
  });
});

async function whysOf(lab: Lab): Promise<(string | undefined)[]> {
  return (await lab.waiting(10)).map(({ why }) => why);
}
