import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeOf } from '@capgate/testing';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { VERDICTS } from '../../src/arms/arm.ts';
import { answerOf, questionLine } from '../../src/arms/command/protocol.ts';
import { type Arm, type ArmPlan, openArm } from '../../src/arms/index.ts';
import { LabError } from '../../src/error.ts';

const PROGRAM = fileURLToPath(new URL('program.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'capgate-arms-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const opened: Arm[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((arm) => arm.close()));
});

const planOf = (settings: ArmPlan['settings']): ArmPlan => ({
  name: 'program',
  kind: 'command',
  ...(settings && { settings }),
});
const variables = { PATH: '/usr/bin:/bin', SECRET: 'not for programs', LANG: 'C' };

async function open(way: string, settings: ArmPlan['settings'] = {}): Promise<Arm> {
  const argv = [process.execPath, PROGRAM, way, join(folder, 'pid')];
  const arm = await openArm(planOf({ argv, ...settings }), { folder, variables });
  opened.push(arm);
  return arm;
}

const within = (ms: number): AbortSignal => AbortSignal.timeout(ms);
const ask = (arm: Arm, command: string, ms = 20_000) => arm.answer({ command }, within(ms));

describe('a program that answers', { timeout: 60_000 }, () => {
  test('is asked the command alone, and says what it measured', async () => {
    const arm = await open('well');
    const answer = await arm.answer({ command: 'rm -rf x', cwd: '/w' }, within(20_000));
    expect(answer).toMatchObject({ verdict: 'deny', tokens: 3, costUsd: 0.5, raw: { cwd: '/w' } });
    expect(answer.latencyNs).toBeGreaterThan(0);
    expect((await ask(arm, 'ls')).verdict).toBe('allow');
    expect(arm.facts).toMatchObject({ way: 'program', version: '1.2.3', env: '' });
  });

  test('finds in its environment what the plan names, and starts where the document lies', async () => {
    const arm = await open('environment', { env: ['LANG', 'ABSENT'] });
    const { raw } = await ask(arm, 'ls');
    expect(raw).toMatchObject({ names: ['LANG'], cwd: folder });
    expect(arm.facts['env']).toBe('LANG');
  });

  test.each(['refusal', 'nothing', 'prototype'])('with a %s has given no verdict, and goes on', async (way) => {
    const arm = await open(way);
    expect((await ask(arm, 'ls')).verdict).toBeUndefined();
    expect((await ask(arm, 'ls')).verdict).toBeUndefined();
  });

  test('is asked one question at a time', async () => {
    const arm = await open('well');
    const first = ask(arm, 'ls');
    await expect(ask(arm, 'ls')).rejects.toThrow('one question at a time');
    expect((await first).verdict).toBe('allow');
  });

  test('is started anew after it died, for the next question', async () => {
    const arm = await open('crash');
    const before = (await ask(arm, 'ls')).raw as { pid: number };
    await expect(ask(arm, 'boom')).rejects.toThrow('its end (SIGKILL)');
    const after = (await ask(arm, 'ls')).raw as { pid: number };
    expect(after.pid).not.toBe(before.pid);
  });
});

describe('a program that answers as none should', { timeout: 60_000 }, () => {
  test.each([
    ['junk', 'an object of JSON on a line, met "hello there"'],
    ['list', 'an object of JSON'],
    ['binary', 'an object of JSON'],
    ['other', 'an answer to 2, met 3'],
    ['nameless', 'an answer to 2, met none'],
    ['twice', 'more than one line'],
    ['cost', 'costUsd as a number from 0 on'],
    ['long', 'more than 1048576 bytes'],
    ['death', String.raw`its end (status 3); it said beside: out of \x1b[31mpatience`],
    ['silent', 'the end of the time'],
  ])('%s: no answer, with what was met', async (way, met) => {
    const arm = await open(way);
    const asked = ask(arm, 'ls', way === 'silent' ? 200 : 20_000);
    await expect(asked).rejects.toMatchObject({ code: 'ARM', message: expect.stringContaining(met) });
  });

  test('speaks unasked: the next question is told so', async () => {
    const arm = await open('late');
    expect((await ask(arm, 'ls')).verdict).toBe('allow');
    await new Promise((resolve) => setTimeout(resolve, 500));
    await expect(ask(arm, 'ls')).rejects.toThrow('which nobody asked for');
    expect((await ask(arm, 'ls')).verdict).toBe('allow');
  });

  test('never answers: it cannot be opened', async () => {
    await expect(open('silent-at-once', { startTimeoutMs: 500 })).rejects.toMatchObject({ code: 'ARM' });
  });

  test('is not there: it cannot be opened', async () => {
    const absent = openArm(planOf({ argv: ['no-such-program'] }), { folder, variables });
    await expect(absent).rejects.toThrow(/expected a program no-such-program that starts .* met: .*ENOENT/u);
  });

  test('leaves nothing running, whatever it started', async () => {
    const arm = await open('offspring');
    await ask(arm, 'ls');
    const child = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    expect(isRunning(child)).toBe(true);
    await arm.close();
    await expect.poll(() => isRunning(child), { timeout: 5_000 }).toBe(false);
  });

  test('does not end by itself: it is ended', async () => {
    const arm = await open('stubborn');
    await ask(arm, 'ls');
    await arm.close();
    expect(await codeOf(() => ask(arm, 'ls'))).toBe('ARM');
  });
});

/** Not a process that waits for somebody to hear of its end. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** The verdict in an answer to 7, or the code of what it is refused with. */
function outcomeOf(line: string): string {
  try {
    return answerOf(line, 7).verdict ?? 'no verdict';
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return error.code;
  }
}

describe('lines', () => {
  test('of questions are one line each, whatever the command holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (command, id) => {
        const line = questionLine(id, { command });
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(JSON.parse(line)).toEqual({ id, command });
      }),
    );
  });

  test('of answers are told or refused, whatever they are', () => {
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ id: fc.constant(7), verdict: fc.oneof(fc.anything(), fc.constantFrom(...VERDICTS)) })
        .map((one) => JSON.stringify(one)),
    );
    const met = new Set<string | undefined>();
    fc.assert(fc.property(line, (text) => void met.add(outcomeOf(text))));
    // All that may come, and nothing else.
    expect(met).toEqual(new Set(['ARM', 'no verdict', 'allow', 'ask', 'deny']));
  });
});
