import { describe, expect, test } from 'vitest';
import { callingChain, deniedChain } from '../src/index.ts';

describe('who called', () => {
  test('is told with what started it, up to the first process', () => {
    const ancestry = [
      { pid: 4_711, command: 'capgate-hook' },
      { pid: 4_700, command: 'bash' },
      { pid: 1, command: 'systemd' },
    ];
    expect(callingChain({ ancestry })).toEqual(['capgate-hook (4711)', 'bash (4700)', 'systemd (1)']);
    expect(deniedChain({ ancestry })).toBe('capgate-hook (4711) < bash (4700) < systemd (1)');
  });

  test('is told to come of what is not known where that is so, and is nobody where nobody is known', () => {
    expect(callingChain({ ancestry: [{ pid: 4_711, command: 'bash' }] })).toEqual(['bash (4711)', 'unknown']);
    expect([callingChain({}), callingChain({ ancestry: [] })]).toEqual([[], []]);
  });

  test.each([
    ['bash (7) < sshd', String.raw`"bash (7) < sshd" (9)`],
    ['a" (1) < "b', String.raw`"a\" (1) < \"b" (9)`],
    ['tmux: server', '"tmux: server" (9)'],
    ['unknown', 'unknown (9)'],
    ['', '"" (9)'],
    [' ', '" " (9)'],
    ['sh\u202e\u0007', String.raw`sh\u{202e}\x07 (9)`],
    ['s\u200bh\u001b[2J x', String.raw`"s\u200bh\u001b[2J x" (9)`],
    ['<img', '"<img" (9)'],
    ['ssh-agent.1+2@x', 'ssh-agent.1+2@x (9)'],
  ])('is one process, and seen whole, where it is called %j', (command, text) => {
    expect(deniedChain({ ancestry: [{ pid: 9, command }] })).toBe(text);
  });
});
