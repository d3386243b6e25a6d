import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../../src/experiment/schema.ts';
import { cohensKappa, fleissKappa } from '../../src/statistics/index.ts';
import { fieldsOf } from '../../src/truth/csv.ts';
import { taskKey } from '../../src/experiment/tasks.ts';
import { LABEL_LINE_LENGTH_MAX, majorityOf, readLabels } from '../../src/truth/labels.ts';
import { type GroundTruth, type Truth, truthOf } from '../../src/truth/index.ts';
import { soundDocument } from '../experiment/document.ts';

const folder = mkdtempSync(join(tmpdir(), 'capgate-labels-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = 'stratum,task,annotator,label';
const ids = (count: number) => Array.from({ length: count }, (_, i) => `t${i}`);
const strata = (count: number) => [
  { stratum: 'all', tasks: ids(count).map((id) => ({ id, command: 'true' })) },
  { stratum: 'more', tasks: [{ id: 't0', command: 'true' }] },
];

describe('fields', () => {
  test.each([
    ['a,b', ['a', 'b']],
    ['', ['']],
    [',', ['', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""no""",', ['say "no"', '']],
    ['"open', undefined],
    ['"a"b,c', undefined],
    ['a"b,c', undefined],
  ])('of %s', (line, fields) => expect(fieldsOf(line)).toEqual(fields));

  test('come back as they were put in quotes, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (fields) => {
        const line = fields.map((field) => `"${field.replaceAll('"', '""')}"`).join();
        expect(fieldsOf(line)).toEqual(fields);
      }),
    );
  });
});

describe('the label of a task', () => {
  const [d, h] = ['dangerous', 'harmless'] as const;
  test.each<[readonly (Truth | undefined)[], Truth | undefined]>([
    [[d, d, h], d],
    [[h, h], h],
    [[d, h], undefined],
    [[d, d, h, h], undefined],
    [[d, undefined, d], d],
    // One alone is nobody's agreement.
    [[d, undefined, undefined], undefined],
    [[], undefined],
  ])('of %j is %s', (labels, truth) => expect(majorityOf(labels)).toBe(truth));
});

describe('a file of labels', () => {
  test('is read with the people numbered in the order of their names', () => {
    const text = `${HEADER}\r\nall,t0,"Zoë, a",dangerous\r\nall,t0,Ann,harmless\r\nmore,t0,Ann,dangerous\r\n`;
    const { annotators, byTask } = readLabels(text, strata(1));
    expect(annotators).toBe(2);
    expect(byTask.get(taskKey('all', 't0'))).toEqual(['harmless', 'dangerous']);
    expect(byTask.get(taskKey('more', 't0'))).toEqual(['dangerous', undefined]);
  });

  test.each([
    ['', 'line 1: expected stratum,task,annotator,label, met ""'],
    ['task,label', 'line 1:'],
    [`${HEADER}\nall,t0,a,dangerous\nall,t0,b,danger`, 'line 3: expected dangerous or harmless, met "danger"'],
    [`${HEADER}\nall,t0,a`, 'line 2: expected stratum,task,annotator,label'],
    [`${HEADER}\nall,t0,a,harmless,sure`, 'line 2: expected stratum,task,annotator,label'],
    [`${HEADER}\n\nall,t0,a,harmless`, 'line 2: expected stratum'],
    [`${HEADER}\nall,t9,a,harmless`, 'line 2: expected a task of the experiment, met "t9" of "all"'],
    [`${HEADER}\nmore,t1,a,harmless`, 'line 2: expected a task of the experiment'],
    [`${HEADER}\nall,t0, ,harmless`, 'line 2: expected somebody'],
    [`${HEADER}\nall,t0,a,harmless\nall,t0,a,harmless`, 'line 3: expected one label of a person for a task'],
    [`${HEADER}\nall,t0,a,\u001b[2J`, String.raw`met "\x1b[2J"`],
    [`${HEADER}\n${'x\n'.repeat(50)}`, '; and more'],
    [`${HEADER}\nall,t0,${'a'.repeat(LABEL_LINE_LENGTH_MAX)},harmless`, 'line 2: expected at most 4096 characters'],
    ['x'.repeat(LABEL_LINE_LENGTH_MAX + 1), 'line 1: expected stratum'],
    [
      `${HEADER}\n${Array.from({ length: 1_001 }, (_, i) => `all,t0,${i},harmless`).join('\n')}`,
      'line 1002: expected at most 1000 annotators',
    ],
  ])('%j is none', (text, message) => {
    expect(() => readLabels(text, strata(2))).toThrow(
      expect.objectContaining({ code: 'LABELS', message: expect.stringContaining(message) }),
    );
  });
});

test('a file of nothing but faults is not read to its end', () => {
  const text = `${HEADER}\n${'\n'.repeat(4 << 20)}`;
  const start = performance.now();
  expect(() => readLabels(text, strata(1))).toThrow('line 11: expected stratum');
  // Reading all of it takes seconds, and more than a gigabyte.
  expect(performance.now() - start).toBeLessThan(200);
});

type Labelling = Readonly<Record<string, readonly (Truth | undefined)[]>>;

/** The truth of labels that are written into a file: by annotator, those of `t0`, `t1` … */
async function truthBy(labelling: Labelling, changes: { sha256?: string; annotators?: number } = {}) {
  const rows = Object.entries(labelling).flatMap(([annotator, labels]) =>
    labels.flatMap((label, i) => (label === undefined ? [] : [`all,t${i},${annotator},${label}`])),
  );
  const text = `${[HEADER, ...rows].join('\n')}\n`;
  writeFileSync(join(folder, 'labels.csv'), text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const labels = { path: 'labels.csv', sha256, annotators: Object.keys(labelling).length, ...changes };
  const experiment = { ...soundDocument(), groundTruth: { source: 'labels', labels } } as Experiment;
  const [all] = strata(Math.max(...Object.values(labelling).map(({ length }) => length)));
  return (await truthOf(experiment, folder, { tasks: all === undefined ? [] : [all] })) as GroundTruth;
}

const alternating = (count: number, isDangerous: (i: number) => boolean): Truth[] =>
  Array.from({ length: count }, (_, i) => (isDangerous(i) ? 'dangerous' : 'harmless'));

describe('labels as ground truth', () => {
  test('are what most say, with the agreement of two by Cohen and of more by Fleiss', async () => {
    const first = alternating(40, (i) => i % 2 === 0);
    const second = alternating(40, (i) => i % 2 === 0 || i % 5 === 0);
    const third = alternating(40, (i) => i % 3 === 0);
    const two = await truthBy({ a: first, b: second });
    expect(two.agreement).toEqual(cohensKappa(first, second));
    expect(two.of('all', 't0')).toBe('dangerous');
    expect(two.of('all', 't5')).toBeUndefined();
    expect(two.notes).toContain('4 tasks count in no share: as many say one as the other.');
    const three = await truthBy({ a: first, b: second, c: third });
    const counts = first.map((_, i) => {
      const dangerous = [first, second, third].filter((one) => one[i] === 'dangerous').length;
      return [dangerous, 3 - dangerous];
    });
    expect(three.agreement).toEqual(fleissKappa(counts));
    expect(three.notes.join('\n')).toMatch(/Fleiss' κ is 0\.\d{3}, 95 % interval 0\.\d{3} to 0\.\d{3}\./u);
    expect(three.of('elsewhere', 't0')).toBeUndefined();
  });

  test('of too few people are counted', async () => {
    const truth = await truthBy({ a: ['dangerous', 'harmless', undefined], b: ['dangerous', undefined, undefined] });
    expect(truth.notes).toContain('2 annotators, who are numbered and not named, labelled 2 of 3 tasks.');
    expect(truth.notes).toContain('2 tasks count in no share: fewer than two people labelled them.');
    expect(truth.agreement).toBeUndefined();
    expect(truth.notes.join('\n')).toContain('No κ can be told: ');
  });

  test('name nobody', async () => {
    const truth = await truthBy({
      Grace: alternating(40, (i) => i % 2 === 0),
      Alan: alternating(40, (i) => i % 2 === 0),
    });
    expect(JSON.stringify(truth)).not.toMatch(/Grace|Alan/u);
  });

  // The canary of the instrument: labels that nobody made on their own must be told.
  test('that are copies of each other are suspicious, and others are not', async () => {
    const first = alternating(40, (i) => i % 2 === 0);
    const other = alternating(40, (i) => i % 2 === 0 || i === 7);
    const note = /^Suspicious: annotators 1 and 3 agree on all 40 tasks/u;
    const copied = await truthBy({ a: first, b: other, c: first });
    expect(copied.notes.filter((line) => line.startsWith('Suspicious'))).toEqual([expect.stringMatching(note)]);
    const honest = await truthBy({ a: first, b: other });
    expect(honest.notes.join()).not.toContain('Suspicious');
    const few = await truthBy({ a: first.slice(0, 29), b: first.slice(0, 29) });
    expect(few.notes.join()).not.toContain('Suspicious');
  });
});

describe('what is not the file that the plan names', () => {
  const labels = { a: ['dangerous', 'harmless'], b: ['dangerous', 'dangerous'] } as const;
  test('has another hash', async () => {
    const sha256 = 'a'.repeat(64);
    await expect(truthBy(labels, { sha256 })).rejects.toMatchObject({
      code: 'LABELS',
      message: expect.stringMatching(/^expected "labels\.csv" with the SHA-256 a{64}, met [0-9a-f]{64}/u),
    });
  });

  test('is of more people', async () => {
    await expect(truthBy(labels, { annotators: 3 })).rejects.toThrow(
      'expected labels of 3 people in labels.csv, met 2',
    );
  });

  test('is not there, is a folder, or is no text', async () => {
    mkdirSync(join(folder, 'a-folder'));
    const bytes = Buffer.from([0xff, 0xfe]);
    writeFileSync(join(folder, 'bytes'), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const read = (path: string) => {
      const groundTruth = { source: 'labels', labels: { path, sha256, annotators: 2 } };
      return truthOf({ ...soundDocument(), groundTruth } as Experiment, folder, { tasks: [] });
    };
    await expect(read('absent.csv')).rejects.toMatchObject({
      code: 'LABELS',
      message: expect.stringContaining('ENOENT'),
    });
    await expect(read('a-folder')).rejects.toThrow(/expected a file .* met something else/u);
    await expect(read('bytes')).rejects.toThrow('expected UTF-8 in "bytes"');
  });

  test('is still that one where a spreadsheet has put its mark before it', async () => {
    const bytes = Buffer.from('\ufeffstratum,task,annotator,label\n');
    writeFileSync(join(folder, 'marked.csv'), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const groundTruth = { source: 'labels', labels: { path: 'marked.csv', sha256, annotators: 2 } };
    const read = truthOf({ ...soundDocument(), groundTruth } as Experiment, folder, { tasks: [] });
    await expect(read).rejects.toThrow('expected labels of 2 people in marked.csv, met 0');
  });

  test('where no truth is named there is none', async () => {
    const { groundTruth, ...without } = soundDocument();
    expect(groundTruth).toBeDefined();
    expect(await truthOf(without as Experiment, folder, { tasks: [] })).toBeUndefined();
  });
});
