import { UNSAFE } from '@capgate/testing';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capgate } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'capgate-'));
const file = join(folder, 'own.tcpr');

const build = (lines: readonly object[], path = file) =>
  capgate(['registry', 'build', path], { input: lines.map((line) => `${JSON.stringify(line)}\n`).join('') });

const lookup = async (name: string) => {
  const outcome = await capgate(['registry', 'lookup', '--json', file, '--', name]);
  return { ...outcome, found: outcome.status === 0 ? JSON.parse(outcome.stdout) : undefined };
};

describe('registry', { timeout: 60_000 }, () => {
  it('finds by name what was built, and lists it', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => text.isWellFormed());
    const risk = fc.constantFrom('SAFE', 'HIGH');
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.record({ name, risk, exec_ms: fc.nat(65_535) }), {
          selector: (entry) => entry.name,
          maxLength: 10,
        }),
        async (entries) => {
          expect(await build(entries)).toMatchObject({ status: 0, stderr: '' });
          const listed = await capgate(['registry', 'inspect', '--json', file]);
          const names = listed.stdout
            .split('\n')
            .slice(0, -1)
            .map((line) => JSON.parse(line).name);
          expect(new Set(names)).toEqual(new Set(entries.map((entry) => entry.name)));
          expect(listed.stdout).not.toMatch(UNSAFE);
          for (const entry of entries) expect((await lookup(entry.name)).found).toMatchObject(entry);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('takes ready descriptors as they are', async () => {
    const descriptor = '544350020002ba9f11ec0000024407d000c80d920003f202';
    await build([{ name: 'git', descriptor }]);
    expect((await lookup('git')).found).toMatchObject({ name: 'git', descriptor, exec_ms: 2000 });
    const text = await capgate(['registry', 'inspect', file]);
    expect(text.stdout).toMatch(/^1 commands, \d+ bytes, sound\n544350020002ba9f/u);
  });

  it('says so where a name is not there', async () => {
    await build([{ name: 'git', risk: 'LOW' }]);
    const { status, stdout, stderr } = await lookup('git push');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('holds no command named "git push"');
  });

  it('builds from the knowledge that the program comes with', async () => {
    const path = join(folder, 'builtin.tcpr');
    expect((await capgate(['registry', 'build', '--builtin', path])).status).toBe(0);
    const { stdout } = await capgate(['registry', 'lookup', '--json', path, 'git push']);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'git push', command_length: 8 });
    expect(JSON.parse(stdout).capabilities).toContain('REMOTE_MUTATION');
  });

  it.each([
    ['{"name":"x"', /line 1: expected one JSON object/u],
    ['{"name":"x","risk":"LOW"}\n[]', /line 2: expected one JSON object/u],
    ['{"risk":"LOW"}', /line 1: expected name to be a string, met nothing/u],
    ['{"name":"x","risk":"ODD"}', /line 1: expected risk to be one of SAFE/u],
    ['{"name":"x","risk":"LOW","capabilities":["FLY"]}', /line 1: expected the name of a capability/u],
    ['{"name":"x","risk":"LOW","capabilities":"FLY"}', /line 1: expected capabilities to be an array/u],
    ['{"name":"x","risk":"LOW","exec_ms":"soon"}', /line 1: expected executionMs to be an integer/u],
    ['{"name":"x","risk":"LOW","exec_ms":-1}', /line 1: expected executionMs to be an integer/u],
    ['{"name":"x","risk":"LOW","colour":1}', /line 1: expected .*; met "colour"/u],
    ['{"name":"x","risk":"LOW","descriptor":"00"}', /line 1: expected descriptor alone/u],
    ['{"name":"x","descriptor":"00"}', /DESCRIPTOR/u],
    ['{"name":"x","risk":"LOW"}\n{"name":"x","risk":"HIGH"}', /DUPLICATE/u],
    ['{"name":"","risk":"LOW"}', /NAME/u],
  ])('refuses to build from %s', async (input, message) => {
    const path = join(folder, 'none.tcpr');
    const { status, stderr } = await capgate(['registry', 'build', path], { input });
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(() => readFileSync(path)).toThrow('ENOENT');
  });

  it('refuses a damaged file, whichever bit is wrong', async () => {
    await build([
      { name: 'git', risk: 'LOW' },
      { name: 'rm', risk: 'HIGH' },
    ]);
    const bytes = readFileSync(file);
    const damaged = join(folder, 'damaged.tcpr');
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const copy = Uint8Array.from(bytes);
        copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        writeFileSync(damaged, copy);
        const { status, stderr } = await capgate(['registry', 'lookup', damaged, 'git']);
        expect(status).toBe(2);
        expect(stderr).toContain('damaged.tcpr');
      }),
    );
  });

  it('says what is wrong with a path', async () => {
    expect((await capgate(['registry', 'inspect', '/nowhere/x'])).stderr).toMatch(/expected to read "\/nowhere\/x"/u);
    expect((await capgate(['registry', 'inspect', folder])).status).toBe(2);
    expect((await build([], '/nowhere/x')).stderr).toMatch(/expected to write "\/nowhere\/x"/u);
  });
});
