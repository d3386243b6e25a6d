/** `capgate approvals allow ID --rule`, as far as it is the program's: the gate at the other end says what it is told to. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { capgate, type Surroundings } from './harness.ts';

const ID = '9beb929f00000000000000000000abcd';
const RULE = { id: 'frobnicate-9beb929f', verdict: 'allow', when: { tool: 'frobnicate', agent: 'coder' } };
const APPROVAL = {
  approval: ID,
  action: { kind: 'command', command: 'frobnicate' },
  shown: 'frobnicate\n# not a comment',
  agent: 'coder',
  session: 's1',
  cwd: '/srv/work',
  risk: 'HIGH',
  summary: '',
  rule: 'mode balanced',
  needed: 1,
  expiresAt: 8e15,
  state: 'pending',
  answers: [],
};

type Asked = { readonly rules: readonly { readonly verdict: string }[] };
type Reply = { readonly status: number; readonly body: unknown };

let folder: string;
let server: Server;
/** Rules that were tried and enacted, in order. */
let tried: unknown[];
let enacted: unknown[];
let proposal: object;

beforeEach(async () => {
  [tried, enacted, proposal] = [[], [], { parent: 3, rules: [RULE] }];
  folder = mkdtempSync(join(tmpdir(), 'capgate-rule-'));
  server = createServer((socket) => {
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter(Boolean)) {
        const { id, ...call } = JSON.parse(line);
        socket.write(`${JSON.stringify({ id, ...replyTo(call) })}\n`);
      }
    });
  });
  await new Promise<void>((resolve) => void server.listen(join(folder, 'gate.sock'), resolve));
});

afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function replyTo({ path, body }: { readonly path: string; readonly body: Asked }): Reply {
  if (path.endsWith('/pending')) return { status: 200, body: { items: [APPROVAL] } };
  if (path.endsWith('/dry-run')) {
    tried.push(body);
    const refused = body.rules.find(({ verdict }) => verdict === 'maybe');
    if (refused !== undefined) return { status: 400, body: { code: 'REQUEST', detail: 'expected another verdict' } };
    const decision = { action: { kind: 'command', command: 'frobnicate \u202e' }, agent: 'coder', cwd: '/srv/work' };
    return { status: 200, body: { decided: 7, skipped: 0, changed: 12, changes: [{ decision, would: 'allow' }] } };
  }
  if (!path.endsWith('/rules')) return { status: 200, body: { ...APPROVAL, proposal } };
  enacted.push(body);
  return { status: 200, body: { approval: { ...APPROVAL, state: 'allowed' }, version: 4 } };
}

function allow(option: string, around: Surroundings = {}, ...more: string[]) {
  const env = { CAPGATE_SOCKET: join(folder, 'gate.sock') };
  return capgate(['approvals', 'allow', '9beb', option, ...more], { env, answers: ['y'], ...around });
}

describe('--rule', () => {
  test('opens the proposal with comments that say what it is about, whatever is in the action', async () => {
    let seen = '';
    const { status, stderr } = await allow('--rule', { edit: (text) => (seen = text) });
    expect(stderr).toBe('');
    expect([status, enacted]).toEqual([0, [{ parent: 3, rules: [RULE] }]]);
    const [comments, rules] = [seen.slice(0, seen.indexOf('rules:')), seen.slice(seen.indexOf('rules:'))];
    expect(
      comments
        .trimEnd()
        .split('\n')
        .every((line) => line.startsWith('#')),
    ).toBe(true);
    expect(comments).toContain('frobnicate\\n# not a comment');
    expect(rules).toContain('    when:\n      tool: frobnicate\n');
  });

  test('takes what was edited, with the message', async () => {
    const around = { edit: (text: string) => text.replace('      agent: coder\n', '') };
    await allow('--rule', around, '--message', 'fine');
    expect(enacted).toEqual([{ parent: 3, rules: [{ ...RULE, when: { tool: 'frobnicate' } }], message: 'fine' }]);
  });

  test('gives back what the gate refuses, with its reason, until it takes it', async () => {
    const seen: string[] = [];
    const edits = [': maybe', ': [', ': allow'];
    const edit = (text: string) => {
      seen.push(text.split('\n')[0] ?? '');
      return text.replace(/verdict: .*/u, `verdict${edits.shift()}`);
    };
    expect((await allow('--rule', { edit })).status).toBe(0);
    expect(seen).toEqual([
      expect.stringContaining('# Rules that allow this'),
      '# Not taken: expected another verdict',
      expect.stringMatching(/^# Not taken: "the rules", line/u),
    ]);
    expect(enacted).toEqual([{ parent: 3, rules: [RULE] }]);
  });

  test('does nothing where the same is saved again after a refusal, or nothing is left', async () => {
    const once = { done: false };
    const same = (text: string) => (once.done ? text : ((once.done = true), text.replace('allow\n', 'maybe\n')));
    expect(await allow('--rule', { edit: same })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('verdict'),
    });
    const none = await allow('--rule', { edit: () => '# nothing\n' });
    expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining('nothing was done') });
    expect(enacted).toEqual([]);
  });

  test('says why none is proposed, and takes one that a person writes', async () => {
    proposal = { parent: 0, why: 'rule x says so' };
    const edit = (text: string) => `${text}rules: ${JSON.stringify([RULE])}\n`;
    let seen = '';
    await allow('--rule', { edit: (text) => edit((seen = text)) });
    expect(seen).toContain('# None is proposed: rule x says so');
    expect(enacted).toEqual([{ parent: 0, rules: [RULE] }]);
    expect((await allow('--rule-as-proposed')).stderr).toContain('rule x says so');
  });
});

describe('before rules are in force', () => {
  test('what else they would have changed is shown, with nothing hidden', async () => {
    const { stdout } = await allow('--rule-as-proposed');
    expect(stdout).toContain(
      'also have changed 12 of the last 7 decisions:\n  allow frobnicate \\u{202e} (coder in /srv/work)',
    );
    expect(stdout).toContain('… and 11 more');
  });

  test.each([
    ['another answer than y', { answers: ['n'] }, 1],
    ['no terminal to ask at', { answers: undefined }, 2],
  ])('%s does nothing', async (_, around, status) => {
    const { answers, ...rest } = around;
    const outcome = await allow(
      '--rule-as-proposed',
      answers === undefined ? { ...rest, answers: undefined as never } : { answers },
    );
    expect([outcome.status, enacted]).toEqual([status, []]);
  });

  test('--yes asks nothing, and =- reads them from standard input', async () => {
    const input = `rules: ${JSON.stringify([RULE])}`;
    await allow('--rule=-', { input, answers: [] }, '--yes');
    expect(enacted).toEqual([{ parent: 3, rules: [RULE] }]);
  });

  test.each([[['--rule', '--session']], [['--rule', '--rule-as-proposed']], [['--rule=x']]])(
    '%j is a misuse',
    async ([option = '', ...more]) => {
      expect((await allow(option, {}, ...more)).status).toBe(2);
      expect([tried, enacted]).toEqual([[], []]);
    },
  );
});
