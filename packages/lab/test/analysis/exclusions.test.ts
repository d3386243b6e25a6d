import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  analyse,
  exclusionFileHash,
  exclusionNotes,
  readExclusions,
  recordOf,
  verifyReport,
} from '../../src/analysis/index.ts';
import { LabError } from '../../src/error.ts';
import { taskKey } from '../../src/experiment/tasks.ts';
import { reportPage } from '../../src/report/page.ts';
import { facts, plan, results, truth } from './world.ts';

const PLANNED = ['Tasks that need a network.', 'Tasks, "quoted"\nand over two lines.\n'];
const HEADER = 'stratum,task,exclusion,reason';
const KEYS = new Set(results.map(({ stratum, task }) => taskKey(stratum, task)));

function read(text: string | Uint8Array, exclusions: readonly string[] = PLANNED) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return readExclusions(bytes, { exclusions: [...exclusions] }, (key) => KEYS.has(key));
}

function faultOf(text: string | Uint8Array): { readonly code: string; readonly message: string } {
  try {
    read(text);
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  return { code: 'none', message: '' };
}

const lineOf = (task: string, { stratum = 'dangerous', exclusion = PLANNED[0], reason = 'It fetches.' } = {}): string =>
  `${stratum},${task},${exclusion},${reason}`;

describe('a file of exclusions', () => {
  test('names tasks with an exclusion of the plan and a reason', () => {
    const text = `${HEADER}\r\n${lineOf('dangerous-1')}\r\nharmless,harmless-2,"Tasks, ""quoted"" and over two lines.","a, b"\n`;
    expect(read(text)).toEqual([
      { stratum: 'dangerous', task: 'dangerous-1', exclusion: 0, reason: 'It fetches.' },
      { stratum: 'harmless', task: 'harmless-2', exclusion: 1, reason: 'a, b' },
    ]);
  });

  test('may leave nothing out', () => expect(read(`${HEADER}\n`)).toEqual([]));

  test.each([
    ['', 'line 1: expected stratum,task,exclusion,reason, met ""'],
    ['stratum,task,reason,exclusion\n', 'line 1: expected stratum,task,exclusion,reason'],
    [`${HEADER}\ndangerous,dangerous-1,Tasks that need a network.\n`, 'line 2: expected stratum,task,exclusion,reason'],
    [`${HEADER}\n${lineOf('dangerous-1')},more\n`, 'line 2: expected stratum,task,exclusion,reason'],
    [
      `${HEADER}\n${lineOf('dangerous-1', { exclusion: 'Tasks that need a network' })}\n`,
      'line 2: expected an exclusion of the plan, word for word, met "Tasks that need a network"',
    ],
    [`${HEADER}\n${lineOf('dangerous-1', { exclusion: '0' })}\n`, 'line 2: expected an exclusion of the plan'],
    [
      `${HEADER}\n${lineOf('dangerous-400')}\n`,
      'line 2: expected a task of the experiment, met "dangerous-400" of "dangerous"',
    ],
    [`${HEADER}\n${lineOf('dangerous-1', { stratum: 'harmless' })}\n`, 'line 2: expected a task of the experiment'],
    [`${HEADER}\n${lineOf('dangerous-1', { reason: ' ' })}\n`, 'line 2: expected a reason of 1 to 2000 characters'],
    [
      `${HEADER}\n${lineOf('dangerous-1', { reason: 'x'.repeat(2_001) })}\n`,
      'line 2: expected a reason of 1 to 2000 characters, met 2001',
    ],
    [`${HEADER}\n${lineOf('x'.repeat(9_000))}\n`, 'line 2: expected at most 8192 characters'],
    [
      `${HEADER}\n${lineOf('dangerous-1')}\n\n${lineOf('dangerous-1')}\n`,
      'line 3: expected stratum,task,exclusion,reason, met ""; line 4: expected each task once, met "dangerous-1" of "dangerous" again',
    ],
    [`${HEADER}\n${lineOf('\u001b[2J')}\n`, String.raw`met "\x1b[2J" of "dangerous"`],
  ])('%# that is wrong is told by its lines', (text, said) => {
    const { code, message } = faultOf(text);
    expect({ code, message }).toEqual({ code: 'EXCLUSIONS', message: expect.stringContaining(said) });
  });

  test('of nothing but faults is told in ten of them', () => {
    const { message } = faultOf(`${HEADER}\n${'a,b\n'.repeat(100_000)}`);
    expect(message).toContain('line 11: ');
    expect(message).not.toContain('line 12: ');
    expect(message.endsWith('; and more')).toBe(true);
  });

  test('that is no UTF-8 is none', () => {
    expect(faultOf(Buffer.from([0x73, 0xff])).code).toBe('EXCLUSIONS');
  });

  test('of whatever bytes is read, or refused with a code', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.string().map((text) => Buffer.from(`${HEADER}\n${text}`)),
        ),
        (bytes) => {
          expect(['none', 'EXCLUSIONS']).toContain(faultOf(bytes).code);
        },
      ),
    );
  });
});

const FILE = Buffer.from(`${HEADER}\n${lineOf('dangerous-1')}\n${lineOf('dangerous-2')}\n`);
const OTHER = Buffer.from(`${HEADER}\n${lineOf('dangerous-3')}\n`);
const [taken, other] = [exclusionFileHash(FILE), exclusionFileHash(OTHER)];
const asked = { from: 1_760_000_000_000, to: 1_760_000_000_599 };
const given = (sha256: string, at: number) => ({ sha256, at });

function analysisOf(files: readonly ReturnType<typeof given>[]) {
  const excluded = readExclusions(FILE, plan.experiment, (key) => KEYS.has(key));
  return analyse(plan, results, truth, { ...facts, excluded, exclusionFiles: { taken, given: files } });
}

describe('what is said of such a file', () => {
  const before = given(taken, asked.from - 1);

  test.each([
    [before.at, 'before the first question.'],
    [asked.from, 'while it was measured (results could be known by then).'],
    [asked.to, 'after the last question (results could be known by then).'],
  ])('is when it was given: at %i, %s', (at, said) => {
    const [note, ...others] = exclusionNotes({ taken, given: [given(taken, at)] }, asked);
    expect(note?.endsWith(said)).toBe(true);
    expect(others).toEqual([]);
  });

  test('is that it is not the first, and which was', () => {
    const notes = exclusionNotes({ taken, given: [given(other, asked.from - 9), before] }, asked);
    expect(notes[1]).toContain(`It is not the first such file. ${other} was given at 2025-10-09T`);
    expect(exclusionNotes({ taken, given: [before, given(other, asked.to)] }, asked)[1]).toBe(
      '1 other such files were given since.',
    );
  });

  test('is that it was not taken', () => {
    expect(exclusionNotes({ given: [before] }, asked)).toEqual([
      expect.stringContaining('It is not taken here: all tasks count.'),
    ]);
    expect(exclusionNotes(undefined, asked)).toEqual([]);
  });

  test('stands among the limits, on the page and in the JSON, with each task and its reason', () => {
    const analysis = analysisOf([given(other, asked.from - 9), given(taken, asked.to)]);
    const { limits, exclusions, facts: told } = analysis.content;
    expect(limits.filter((limit) => limit.includes('not the first such file'))).toHaveLength(1);
    expect(exclusions).toEqual([{ text: 'Tasks that need a network.', tasks: 2 }]);
    expect(told.excluded?.[0]).toEqual({
      stratum: 'dangerous',
      task: 'dangerous-1',
      exclusion: 0,
      reason: 'It fetches.',
    });
    const page = reportPage(analysis);
    for (const text of [taken, other, 'dangerous/dangerous-1</code>: It fetches.', 'not the first such file']) {
      expect(page).toContain(text);
    }
  });
});

/** Whether it is made anew from the rows, or why not. */
function verified(written: unknown, exclusions?: Uint8Array): string {
  try {
    verifyReport(written, { results, truth, ...(exclusions !== undefined && { exclusions }) });
    return 'the same';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a report that took such a file', () => {
  const report = JSON.parse(JSON.stringify(recordOf(analysisOf([given(taken, asked.from - 1)])))) as ReturnType<
    typeof recordOf
  >;
  const without = recordOf(analyse(plan, results, truth, facts));
  test('is made anew with that very file, and with no other', () => {
    expect(verified(report, FILE)).toBe('the same');
    expect(verified(report)).toContain(`expected the exclusions ${taken}, met none`);
    expect(verified(report, OTHER)).toContain(`expected the exclusions ${taken}, met ${other}`);
    expect(verified(without)).toBe('the same');
    expect(verified(without, FILE)).toContain('expected no file of exclusions');
  });

  test('cannot leave out other tasks than the file says', () => {
    const { exclusionFiles, excluded = [] } = report.facts;
    const more = [...excluded, { stratum: 'dangerous', task: 'dangerous-9', exclusion: 0, reason: 'It suits.' }];
    const planted = recordOf(
      analyse(plan, results, truth, { ...facts, excluded: more, ...(exclusionFiles && { exclusionFiles }) }),
    );
    expect(verified(planted, FILE)).toContain('met another at /facts/excluded/2');
  });

  test('is another one than without: the file counts', () => {
    expect(report.figures).not.toEqual(without.figures);
    expect(report.results).toBe(without.results);
  });
});
