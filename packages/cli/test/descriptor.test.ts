import { readFileSync } from 'node:fs';
import { Capability, type CapabilityName, commandHash, RISKS, utf8Length } from '@capgate/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capgate } from './harness.ts';

/** The published descriptor of git, layout A, and that of rm, layout B. */
const GIT = '544350020002ba9f11ec0000024407d000c80d920003f202';
const RM_B = '544350020002d67f249b000006d000000064000a0001d22a';

const capability = fc.constantFrom(...(Object.keys(Capability) as CapabilityName[]));
const cost = fc.integer({ min: 0, max: 65_535 });

describe('descriptor decode', () => {
  it('reads the published descriptors', async () => {
    const a = await capgate(['descriptor', 'decode', '--json', GIT]);
    expect(a.status).toBe(0);
    expect(JSON.parse(a.stdout)).toEqual({
      command_hash: 'ba9f11ec',
      flags: '0x00000244',
      risk: 'MEDIUM',
      capabilities: ['REQUIRES_ROOT', 'FILE_MODIFICATION'],
      exec_ms: 2000,
      memory_mb: 200,
      output_kb: 3474,
      command_length: 3,
    });
    const b = await capgate(['descriptor', 'decode', '--json', '--layout', 'B', RM_B]);
    expect(JSON.parse(b.stdout)).toMatchObject({ command_hash: 'd67f249b', exec_ms: 100, memory_mb: 10, output_kb: 1 });
  });

  it('answers each in its place, the unsound ones with their error code', async () => {
    const others = [
      ['', 'LENGTH'],
      [`${GIT}00`, 'LENGTH'],
      [`0${GIT.slice(1)}`, 'MAGIC'],
      [`${GIT.slice(0, 46)}03`, 'CRC'],
      ['xyz', 'HEX'],
    ] as const;
    const { status, stdout } = await capgate([
      'descriptor',
      'decode',
      '--json',
      GIT,
      ...others.map(([hex]) => hex),
      GIT,
    ]);
    const met = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(status).toBe(1);
    expect(met.map(({ error }) => error)).toEqual([undefined, ...others.map(([, code]) => code), undefined]);
  });

  it('reads them from the input, one a line', async () => {
    const { status, stdout } = await capgate(['descriptor', 'decode', '-'], {
      input: `${GIT}\n\n${GIT.toUpperCase()}\n`,
    });
    expect(status).toBe(0);
    expect(stdout.match(/command_hash +ba9f11ec/gu)).toHaveLength(2);
  });
});

describe('descriptor encode', () => {
  it('writes what decode reads', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => !name.startsWith('-')),
        fc.constantFrom(...RISKS),
        fc.uniqueArray(capability),
        fc.tuple(cost, cost, cost),
        async (name, risk, capabilities, [ms, mb, kb]) => {
          const costs = ['--exec-ms', `${ms}`, '--memory-mb', `${mb}`, '--output-kb', `${kb}`];
          const flags = capabilities.flatMap((word) => ['--capability', word]);
          const encoded = await capgate(['descriptor', 'encode', name, '--risk', risk, ...flags, ...costs]);
          const decoded = await capgate(['descriptor', 'decode', '--json', encoded.stdout.trim()]);
          const fields = JSON.parse(decoded.stdout);
          expect(fields).toMatchObject({
            risk,
            exec_ms: ms,
            memory_mb: mb,
            output_kb: kb,
            command_length: utf8Length(name),
          });
          expect(new Set(fields.capabilities)).toEqual(new Set(capabilities));
          expect(Number.parseInt(fields.command_hash, 16)).toBe(commandHash(name));
          const again = await capgate(['descriptor', 'encode', name, '--flags', fields.flags, ...costs]);
          expect(again.stdout).toBe(encoded.stdout);
        },
      ),
    );
  });

  it.each([
    [['rm'], /expected either --risk and --capability, or --flags/u],
    [['rm', '--capability', 'DESTRUCTIVE'], /expected --risk with --capability/u],
    [['rm', '--risk', 'LOW', '--flags', '2'], /expected either --risk and --capability, or --flags/u],
    [['rm', '--risk', 'LOW', '--capability', 'DESTRUCTVE'], /did you mean DESTRUCTIVE\?/u],
    [['rm', '--flags', '0'], /NO_RISK/u],
    [['rm', '--flags', '0x21'], /RESERVED_BIT/u],
    [['rm', '--risk', 'LOW', '--exec-ms', '-1'], /expected an integer from 0/u],
  ])('%j is refused', async (words, message) => {
    const { status, stdout, stderr } = await capgate(['descriptor', 'encode', ...words]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('descriptor diff', () => {
  it('names the fields that differ', async () => {
    const other = (await capgate(['descriptor', 'encode', 'git', '--risk', 'HIGH', '--exec-ms', '2000'])).stdout.trim();
    const { status, stdout } = await capgate(['descriptor', 'diff', '--json', GIT, other]);
    expect(status).toBe(1);
    const fields = JSON.parse(stdout).map(({ field }: { field: string }) => field);
    expect(fields).toEqual(['flags', 'risk', 'capabilities', 'memory_mb', 'output_kb']);
    const text = await capgate(['descriptor', 'diff', GIT, other]);
    expect(text.stdout).toContain('risk            - MEDIUM\n                + HIGH\n');
  });

  it('says nothing where they say the same', async () => {
    expect(await capgate(['descriptor', 'diff', GIT, GIT.toUpperCase()])).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('compares only what is sound', async () => {
    const { status, stderr } = await capgate(['descriptor', 'diff', GIT, 'ff']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/LENGTH: expected 24 bytes/u);
  });
});

describe('the names of fields', () => {
  it('are those of the published vectors that the specification lists', () => {
    const spec = readFileSync(new URL('../../../spec/descriptor.md', import.meta.url), 'utf8');
    for (const name of Object.keys(Capability)) expect(spec).toContain(name);
  });
});
