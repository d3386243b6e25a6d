/** What hooks are tried with, held against the adapters: they must read the payloads, and say stops that are taken for such. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adapterNamed, AGENT_NAMES, CANARIES, recognise } from '../src/index.ts';

describe.each(AGENT_NAMES)('the canary of %s', (name) => {
  const { payload, stops } = CANARIES[name];
  const adapter = adapterNamed(name);

  test('is read as its command, there', () => {
    fc.assert(
      fc.property(fc.string(), (command) => {
        const reading = adapter?.read(payload(command, '/srv/app'), {});
        expect(reading).toMatchObject({ kind: 'call', actions: [{ kind: 'command', command }], cwd: '/srv/app' });
      }),
    );
  });

  test('is told to be of no other agent', () => {
    expect(recognise(payload('ls', '/srv'), {}, adapter)?.name).toBe(name);
  });

  test('is stopped by a deny and by a failure, and by nothing less', () => {
    const event = adapter?.read(payload('ls', '/srv'), {});
    expect(event).toMatchObject({ kind: 'call' });
    const named = (event as { readonly event: string }).event;
    const reply = adapter?.render({ verdict: 'deny', reasons: ['because'] }, named);
    expect(reply === undefined || stops(reply)).toBe(true);
    const failure = adapter?.fail('no gate');
    expect(failure === undefined || stops(failure)).toBe(true);
    const allowed = adapter?.render({ verdict: 'allow', reasons: [] }, named);
    expect(allowed === undefined || stops(allowed)).toBe(false);
    expect(stops({ stdout: 'deny', stderr: '', exitCode: 0 })).toBe(false);
    expect(stops({ stdout: '{"cancel":false,"permission":"allow"}', stderr: 'x', exitCode: 0 })).toBe(false);
  });
});

test.each(['claude', 'codex', 'gemini', 'qwen', 'cursor', 'windsurf', 'kiro', 'droid', 'openhands', 'goose'] as const)(
  '%s runs what ends otherwise: another status, or no text',
  (name) => {
    const { stops } = CANARIES[name];
    expect(stops({ stdout: '', stderr: 'why', exitCode: 1 })).toBe(false);
    expect(stops({ stdout: '', stderr: '', exitCode: 2 })).toBe(false);
    expect(stops({ stdout: '', stderr: 'why', exitCode: 127 })).toBe(false);
  },
);
