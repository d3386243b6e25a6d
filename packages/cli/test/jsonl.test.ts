import { UNSAFE } from '@capgate/testing';
import { createContext, decide, explain, VERDICTS } from '@capgate/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capgate } from './harness.ts';

const PLACE = ['--cwd', '/home/dev/project', '--workspace', '/home/dev/project', '--home', '/home/dev'];
const CONTEXT = { workingDirectory: '/home/dev/project', workspace: '/home/dev/project', home: '/home/dev' };

const jsonl = (input: string | readonly Uint8Array[], ...options: string[]) =>
  capgate(['check', '--jsonl', ...PLACE, ...options], { input });

/** The answers, each parsed. */
const answers = (stdout: string) =>
  stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

describe('check --jsonl', { timeout: 60_000 }, () => {
  it('answers as check does, in the order of the input', async () => {
    const commands = ['ls', 'rm -rf /', 'frobnicate x', 'git push --force', 'echo "', ''];
    const { status, stdout } = await jsonl(
      commands.map((command, id) => `${JSON.stringify({ id, command })}\n`).join(''),
    );
    const context = createContext(CONTEXT);
    const expected = commands.map((command, id) => {
      const { verdict, risk, capabilities, descriptor, unknown, reasons } = explain(
        { kind: 'command', command },
        context,
      );
      const brief = reasons.map(({ code, message, span }) => ({ code, message, span }));
      return { id, verdict, risk, capabilities, descriptor, unknown, reasons: brief };
    });
    expect(answers(stdout)).toEqual(expected);
    expect(status).toBe(0);
  });

  it('leaves out nothing but the reasons for speed', async () => {
    const line = `${JSON.stringify({ id: 'a', command: 'sudo rm -rf /var/lib/postgresql' })}\n`;
    const [full] = answers((await jsonl(line)).stdout);
    const [short] = answers((await jsonl(line, '--no-reasons')).stdout);
    const { reasons, ...rest } = full;
    expect(short).toEqual(rest);
    expect(reasons).not.toEqual([]);
  });

  it('answers every line in its place, whatever the lines and the chunks', async () => {
    const id = fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger());
    const sound = fc.record({ id, command: fc.string({ unit: 'grapheme' }) }).map((request) => JSON.stringify(request));
    const other = fc.oneof(
      fc.json(),
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' ')),
      fc.constantFrom('', '{', '{"id":1}', '{"command":"ls"}', '{"id":null,"command":"ls"}', '\r'),
    );
    const context = createContext(CONTEXT);
    const anyError: unknown = { code: expect.any(String), message: expect.any(String) };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(sound, other), { maxLength: 20 }),
        fc.integer({ min: 1, max: 64 }),
        async (lines, size) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
            bytes.subarray(index * size, (index + 1) * size),
          );
          const { status, stdout } = await jsonl(chunks, '--no-reasons');
          const met = answers(stdout);
          expect(met).toHaveLength(lines.length);
          expect(stdout).not.toMatch(UNSAFE);
          const requests = lines.map(requestOf);
          const expected = requests.map((request) => {
            if (request === undefined) return { error: anyError };
            const { verdict } = decide({ kind: 'command', command: request.command }, context);
            return { id: request.id, verdict: VERDICTS[verdict] };
          });
          expect(met).toMatchObject(expected);
          expect(status).toBe(requests.includes(undefined) ? 2 : 0);
        },
      ),
    );
  });

  it('says what is wrong with a line, and goes on', async () => {
    const lines = [
      'nonsense',
      '[]',
      'null',
      '{"command":"ls"}',
      '{"id":12345678901234567890,"command":"ls"}',
      '{"id":"x"}',
      '{"id":7,"command":["ls"]}',
      '{"id":8,"command":"ls","cwd":5}',
      '{"id":9,"command":"ls"}',
    ];
    const { status, stdout } = await jsonl(lines.join('\n'));
    expect(status).toBe(2);
    const brief = answers(stdout).map(({ id, error, verdict }) => [id, error?.code ?? verdict]);
    expect(brief).toEqual([
      [null, 'JSON'],
      [null, 'SHAPE'],
      [null, 'SHAPE'],
      [null, 'SHAPE'],
      [null, 'SHAPE'],
      ['x', 'SHAPE'],
      [7, 'SHAPE'],
      [8, 'SHAPE'],
      [9, 'allow'],
    ]);
  });

  it('answers a line that is too long or no UTF-8 in its place', async () => {
    const sound = Buffer.from('{"id":1,"command":"ls"}\n');
    const long = Buffer.alloc((1 << 22) + 1, 'x');
    const { status, stdout } = await jsonl([
      sound,
      long,
      long,
      Buffer.from('\n'),
      Buffer.from([0x22, 0xff, 0x0a]),
      sound,
    ]);
    expect(status).toBe(2);
    expect(answers(stdout).map(({ id, error }) => error?.code ?? id)).toEqual([1, 'LENGTH', 'UTF8', 1]);
  });

  it("takes a line's own working folder, from the usual one where it is relative", async () => {
    const folders = [undefined, 'sub', '/etc', '/home/dev'];
    const input = folders.map((cwd, id) => `${JSON.stringify({ id, command: 'rm -rf ..', cwd })}\n`).join('');
    const met = answers((await jsonl(input)).stdout).map(({ verdict }) => verdict);
    const expected = ['/home/dev/project', '/home/dev/project/sub', '/etc', '/home/dev'].map((workingDirectory) => {
      const context = createContext({ ...CONTEXT, workingDirectory });
      return VERDICTS[decide({ kind: 'command', command: 'rm -rf ..' }, context).verdict];
    });
    expect(met).toEqual(expected);
    expect(new Set(met).size).toBeGreaterThan(1);
  });

  it('keeps many working folders apart', async () => {
    const input = Array.from({ length: 300 }, (_, id) => {
      return `${JSON.stringify({ id, command: 'ls', cwd: `/srv/${id % 150}` })}\n`;
    }).join('');
    const { status, stdout } = await jsonl(input, '--no-reasons');
    expect(status).toBe(0);
    expect(answers(stdout).map(({ id }) => id)).toEqual(Array.from({ length: 300 }, (_, id) => id));
  });

  it('stops reading where nobody reads its answers', async () => {
    let readChunks = 0;
    function* chunks(): Generator<Uint8Array> {
      for (; readChunks < 1000; readChunks++) yield Buffer.from('{"id":1,"command":"ls"}\n'.repeat(100));
    }
    const input = { [Symbol.iterator]: chunks } as unknown as readonly Uint8Array[];
    const { status } = await capgate(['check', '--jsonl', ...PLACE], { input, closeAfter: 50_000 });
    expect(status).toBe(141);
    expect(readChunks).toBeLessThan(20);
  });

  it.each([
    [['--json'], /expected --jsonl without --json/u],
    [['--file', 'read'], /expected --jsonl without --file/u],
    [['ls'], /expected no COMMAND with --jsonl/u],
  ])('%j does not go with it', async (options, message) => {
    const { status, stderr } = await jsonl('', ...options);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});

/** What a line asks, by plain means; undefined where it is no request. */
function requestOf(line: string): { id: string | number; command: string } | undefined {
  try {
    const { id, command, cwd } = JSON.parse(line);
    const isId = typeof id === 'string' || (typeof id === 'number' && Math.abs(id) <= Number.MAX_SAFE_INTEGER);
    return isId && typeof command === 'string' && (cwd === undefined || typeof cwd === 'string')
      ? { id, command }
      : undefined;
  } catch {
    return undefined;
  }
}
