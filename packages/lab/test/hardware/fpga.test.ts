/**
 * No FPGA was there to record from: the two forms in `xbutil/` were made after XRT's documentation of `xbutil examine`, and
 * are synthetic.
 */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@capgate/base/node';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { monitorHardware, QUANTITIES, type Reading, seriesOf } from '../../src/hardware/index.ts';
import { programOnPath } from '../../src/hardware/program.ts';
import { cardAddresses, CARDS_MAX, cardReport, xbutilReadings } from '../../src/hardware/xbutil.ts';

const folder = mkdtempSync(join(tmpdir(), 'capgate-fpga-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pathOf = (name: string): string => fileURLToPath(new URL(`xbutil/${name}.json`, import.meta.url));
const textOf = (name: string): string => readFileSync(pathOf(name), 'utf8');

const byQuantity = (readings: readonly Reading[]) =>
  Object.fromEntries(readings.map(({ quantity, value }) => [quantity, value]));

const card = (parts: object): string => JSON.stringify({ devices: [parts] });
const host = (...bdfs: readonly unknown[]): string =>
  JSON.stringify({ system: { host: { devices: bdfs.map((bdf) => ({ bdf })) } } });

describe('readings of FPGAs', () => {
  test('are of the cards that the host has', () => {
    expect(cardAddresses(textOf('host'))).toEqual(['0000:17:00.1', '0000:65:00.1']);
    expect(cardReport('0000:17:00.1')).toContain('0000:17:00.1');
  });

  test('are their power, their hottest part, and the memory that is taken, in our units', () => {
    const readings = xbutilReadings(textOf('card'), 'fpga1', 7);
    expect(readings.every(({ at, device }) => at === 7 && device === 'fpga1')).toBe(true);
    expect(byQuantity(readings)).toEqual({ power: 27.1135, temperature: 51, used: 1_052_672 });
  });

  test('leave out what a card does not tell, and sensors that are not there', () => {
    const sensor = { location_id: 'fpga0', temp_C: '90', is_present: 'false' };
    expect(xbutilReadings(card({ thermals: [sensor] }), 'fpga0', 1)).toEqual([]);
    expect(byQuantity(xbutilReadings(card({ electrical: { power_consumption_watts: '3' } }), 'fpga0', 1))).toEqual({
      power: 3,
    });
    for (const watts of ['N/A', '', '1e9', '0x10', 7, null, ['3']])
      expect(xbutilReadings(card({ electrical: { power_consumption_watts: watts } }), 'fpga0', 1)).toEqual([]);
  });

  test('name no card but by an address: it stands on a command line', () => {
    expect(cardAddresses(host('--force', '0000:17:00.1 --x', '', 1, '0000:17:00.9', '0000:AA:00.1'))).toEqual([]);
    expect(cardAddresses(host(...Array.from({ length: 99 }, () => '0000:17:00.1')))).toHaveLength(CARDS_MAX);
  });

  test('of any text are finite', () => {
    const parts = fc.constantFrom('devices', 'electrical', 'thermals', 'temp_C', 'is_present', 'mem_topology');
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.double(),
        fc.constantFrom('true', '12', '-1'),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(parts, tie('any'), { maxKeys: 3 }),
      ),
    })).any;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          value.map((any) => JSON.stringify(any) ?? ''),
        ),
        (text) => {
          cardAddresses(text);
          for (const { value: number, quantity } of xbutilReadings(text, 'fpga0', 1)) {
            expect(Number.isFinite(number)).toBe(true);
            expect(QUANTITIES).toHaveProperty(quantity);
          }
        },
      ),
    );
  });
});

/** A program that answers as `xbutil` does, into the file that `--output` names, and what it is asked goes into a diary. */
function program(name: string, deed: string): { readonly path: string; readonly diary: string } {
  const [path, diary] = [join(folder, name), join(folder, `${name}.diary`)];
  const lines = [
    '#!/bin/sh',
    `echo "$@" >> '${diary}'`,
    'for last; do :; done',
    `case "$*" in *"--report host"*) cat '${pathOf('host')}' > "$last" ;; *) ${deed} ;; esac`,
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  chmodSync(path, 0o700);
  return { path, diary };
}

async function watched(path: string, ms: number, until: (all: readonly Reading[]) => boolean): Promise<Reading[]> {
  const all: Reading[] = [];
  const stop = monitorHardware({
    clock: systemClock,
    read: (at) => ({ at }),
    gpuWords: ['/nowhere/smi'],
    fpgaProgram: path,
    tell: (readings) => all.push(...readings),
  });
  const end = performance.now() + ms;
  while (!until(all) && performance.now() < end) await later(20);
  stop();
  return all;
}

describe('the monitor', () => {
  test('tells what the program says of each card, as it does of GPUs', async () => {
    const { path, diary } = program('xbutil', `cat '${pathOf('card')}' > "$last"`);
    const all = await watched(path, 20_000, (readings) => readings.length >= 6);
    expect(all.map(({ device, quantity }) => `${device} ${quantity}`)).toEqual(
      ['fpga0', 'fpga1'].flatMap((device) =>
        ['power', 'temperature', 'used'].map((quantity) => `${device} ${quantity}`),
      ),
    );
    const series = seriesOf(all).find(({ device, quantity }) => device === 'fpga1' && quantity === 'power');
    expect(series).toMatchObject({ unit: 'W', mean: 27.1135, n: 1 });
    const [one, other] = readFileSync(diary, 'utf8').split('\n');
    expect(one).toMatch(/^examine --report host --format JSON --output \//u);
    expect(other).toMatch(
      /^examine --device 0000:17:00\.1 --report electrical thermal memory --format JSON --output \//u,
    );
  });

  test.each([
    ['no file', 'true'],
    ['another text', 'echo no > "$last"'],
    ['too much', 'head -c 2000000 /dev/zero > "$last"'],
    ['too much beside', 'head -c 3000000 /dev/zero'],
    ['an error', 'exit 7'],
  ])('takes %s for no reading', async (name, deed) => {
    const { path, diary } = program(`odd-${name.replaceAll(' ', '-')}`, deed);
    const asked = (): number => readFileSync(diary, { encoding: 'utf8', flag: 'a+' }).split('\n').length - 1;
    expect(await watched(path, 20_000, () => asked() >= 3)).toEqual([]);
    expect(asked()).toBe(3);
  });

  test('ends a program that hangs with itself, and leaves no file behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('capgate-xbutil-'));
    const { path } = program('hanging', 'exec sleep 1000');
    expect(await watched(path, 500, () => false)).toEqual([]);
    await later(300);
    expect(
      readdirSync(tmpdir()).filter((name) => name.startsWith('capgate-xbutil-') && !before.includes(name)),
    ).toEqual([]);
  });
});

describe('a program of the machine', () => {
  test('is found on the search path, by folders that are named from the root on', () => {
    const [tools, other] = [join(folder, 'tools'), join(folder, 'other')];
    for (const place of [tools, other]) mkdirSync(place);
    mkdirSync(join(other, 'a-tool'));
    writeFileSync(join(tools, 'a-tool'), '#!/bin/sh\n', { mode: 0o700 });
    writeFileSync(join(tools, 'a-text'), 'no program', { mode: 0o600 });
    expect(programOnPath('a-tool', `${other}:${tools}`)).toBe(join(tools, 'a-tool'));
    expect(programOnPath('a-text', tools)).toBeUndefined();
    expect(programOnPath('a-tool', 'tools:.:')).toBeUndefined();
    expect(programOnPath('a-tool', '')).toBeUndefined();
  });
});
