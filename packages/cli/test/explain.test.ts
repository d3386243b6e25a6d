import {
  Capability,
  createContext,
  DESCRIPTOR_FAULTS,
  EFFECT_NAMES,
  effectOf,
  explain,
  PLACE_NAMES,
  RISKS,
} from '@capgate/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capgate } from './harness.ts';

describe('explain', { timeout: 60_000 }, () => {
  it('explains every effect with its risk, capabilities and advice', async () => {
    for (const name of EFFECT_NAMES) {
      const { status, stdout } = await capgate(['explain', name], { columns: 240, env: { NO_COLOR: '1' } });
      const { risk, advice, at } = effectOf(name);
      expect(status).toBe(0);
      expect(stdout).toMatch(new RegExp(`^risk +${RISKS[risk]}$`, 'mu'));
      expect(stdout.includes('\nadvice ')).toBe(advice !== undefined);
      expect(stdout.includes('\nrisk by place ')).toBe(at !== undefined);
    }
  });

  it.each([
    ...Object.keys(Capability),
    ...RISKS,
    ...PLACE_NAMES,
    ...DESCRIPTOR_FAULTS,
    'FIELD',
    'HEX',
    'DUPLICATE',
    'shadowed',
    'JSON',
    'SHAPE',
  ])('explains %s', async (code) => {
    const { status, stdout } = await capgate(['explain', code]);
    expect(status).toBe(0);
    expect(stdout.startsWith(`${code} (`)).toBe(true);
  });

  it('explains every reason that an answer gives', async () => {
    const words = fc.constantFrom(
      'rm',
      '-rf',
      '/',
      '$X',
      '|',
      'sh',
      '&&',
      "'",
      'git push',
      '>',
      '/etc/passwd',
      'curl x',
      '$(',
      'sudo',
    );
    const context = createContext({ workspace: '/home/dev/project', home: '/home/dev', mode: 'strict' });
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 6 }), async (parts) => {
        for (const { code } of explain({ kind: 'command', command: parts.join(' ') }, context).reasons) {
          expect((await capgate(['explain', code])).status).toBe(0);
        }
      }),
    );
    expect((await capgate(['explain', 'policy.no-push'])).stdout).toContain('the rule no-push of a policy');
  });

  it('gives all that a code stands for', async () => {
    const { stdout } = await capgate(['explain', 'LENGTH', '--json']);
    const kinds = JSON.parse(stdout).map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(['error of descriptors', 'error of registries', 'error of check --jsonl']);
  });

  it('lists every code', async () => {
    const { status, stdout } = await capgate(['explain', '--list']);
    expect(status).toBe(0);
    for (const code of [...EFFECT_NAMES, ...Object.keys(Capability), ...DESCRIPTOR_FAULTS])
      expect(stdout).toContain(`  ${code} `);
  });

  it('suggests what was meant', async () => {
    const { status, stderr } = await capgate(['explain', 'file.delete-tre']);
    expect(status).toBe(2);
    expect(stderr).toContain('did you mean file.delete-tree?');
    expect((await capgate(['explain'])).stderr).toContain('expected either a CODE or --list');
    expect((await capgate(['explain', 'x', '--list'])).status).toBe(2);
  });
});
