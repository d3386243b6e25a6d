import { expect, test } from 'vitest';
import { entryText } from '../src/gate/approval-text.ts';
import type { Io } from '../src/io.ts';

const io = { stdout: { isTerminal: false, columns: 60 }, env: {} } as unknown as Io;

const waiting = {
  approval: '0123456789abcdef',
  tenant: 'default',
  agent: 'coder',
  session: 's1',
  action: { kind: 'command', command: 'frobnicate' },
  shown: 'frobnicate',
  cwd: '/work',
  actionHash: '',
  risk: 'HIGH',
  summary: 'runs what is not known',
  rule: 'mode balanced',
  needed: 1,
  requestedAt: 0,
  expiresAt: 1e15,
  state: 'pending',
  answers: [],
} as const;

test('what waits is shown with who called, on as many lines as that takes and with nothing hidden', () => {
  const ancestry = [
    { pid: 4_711, command: 'capgate-hook' },
    { pid: 4_700, command: 'sh\n\u202e' },
    { pid: 4_600, command: 'claude' },
  ];
  expect(entryText({ ...waiting, ancestry }, io)).toContain(
    String.raw`
  called by capgate-hook (4711) < sh\n\u{202e} (4700) <
  claude (4600) < unknown
  asked by mode balanced; expires in `,
  );
});

test('where nobody knows who called, that is said', () => {
  expect(entryText(waiting, io)).toContain('\n  called by a process that is not known\n');
});
