import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { checkCommand } from 'cc-safety-net/api';
import { describe, expect, test } from 'vitest';
import { openSafetyNet } from '../../src/arms/peers/cc-safety-net.ts';
import { openArm } from '../../src/arms/index.ts';

const plan = { name: 'peer', kind: 'command', settings: { package: 'cc-safety-net' } } as const;

describe('cc-safety-net', () => {
  test('answers as its own function does, and says which it is', async () => {
    const arm = await openArm({ ...plan, settings: { ...plan.settings } }, { folder: '/', variables: {} });
    const commands = ['ls -la', 'rm -rf /', 'git push --force', 'git reset --hard', 'echo "git reset --hard"'];
    const cwd = tmpdir();
    for (const command of commands) {
      const { verdict } = await arm.answer({ command, cwd: '/absent' }, AbortSignal.timeout(20_000));
      expect([command, verdict]).toEqual([command, checkCommand({ command, cwd }).kind]);
    }
    expect(arm.facts).toMatchObject({ version: '2.4.5', way: 'in process' });
    const folders = () => readdirSync(cwd).filter((name) => name.startsWith('capgate-peer-'));
    const before = folders();
    await arm.close();
    expect(folders().length).toBe(before.length - 1);
  });

  // Who denies all, or allows all, is not the gate that is to be measured.
  test.each(['allow', 'deny'] as const)('that says %s to everything opens no arm', async (kind) => {
    const load = () => Promise.resolve({ checkCommand: () => (kind === 'deny' ? { kind, reason: 'no' } : { kind }) });
    await expect(openSafetyNet(load)).rejects.toThrow('allow a listing and to deny a reset');
  });

  test('that is not installed opens no arm, and is told how to get it', async () => {
    await expect(openSafetyNet(() => Promise.reject(new Error('not found')))).rejects.toMatchObject({
      code: 'ARM',
      message: expect.stringContaining('npm install'),
    });
  });
});
