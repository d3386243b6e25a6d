import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { disagreementsOf } from '../src/grammar/disagreements.ts';
import { optionsOfPage } from '../src/grammar/manual.ts';
import { allDisagreements, changesOf, readRecord, RECORD, toRecord } from '../src/grammar/record.ts';
import { specificationOf, specifiedTools, type SpecCommand, type SpecOption } from '../src/grammar/specs.ts';

const option = (name: string, value: SpecOption['value']): SpecOption => ({ names: [name], value });
const spec = (name: string, options: SpecOption[], subcommands: SpecCommand[] = []): SpecCommand => ({
  names: [name],
  options,
  subcommands,
});

describe('the comparison of option grammars', () => {
  // The pair that differs: each of these must be reported.
  test('reports a value that we would take for an operand, and an operand for a value', () => {
    expect(disagreementsOf(spec('cp', [option('--invented', 'next')]))).toEqual([
      { command: 'cp', option: '--invented', fault: 'value' },
    ]);
    expect(disagreementsOf(spec('cp', [option('-t', 'none')]))).toEqual([
      { command: 'cp', option: '-t', fault: 'operand' },
    ]);
    expect(disagreementsOf(spec('git', [], [spec('clone', [option('--depth', 'none')])]))).toEqual([
      { command: 'git clone', option: '--depth', fault: 'operand' },
    ]);
  });

  test('is silent where both agree, where nothing shifts, and of tools that we do not know', () => {
    expect(disagreementsOf(spec('cp', [option('-t', 'next'), option('-r', 'none')]))).toEqual([]);
    expect(disagreementsOf(spec('cat', [option('--invented', 'next')]))).toEqual([]);
    expect(disagreementsOf(spec('inventedctl', [option('-x', 'next')]))).toEqual([]);
  });

  test('reads the specifications of many tools', async () => {
    expect(specifiedTools().length).toBeGreaterThan(500);
    const tar = await specificationOf('tar');
    const valueOf = (name: string) => tar?.options.find(({ names }) => names.includes(name))?.value;
    expect(['-C', '--backup', '-S'].map(valueOf)).toEqual(['next', 'attached', 'none']);
  });
});

describe('the recorded disagreements', () => {
  test('are read as they are written', () => {
    const lines = ['operand a b -x', 'value a --long', 'value a -y'];
    expect(readRecord(toRecord(lines))).toEqual(lines);
  });

  test('are all that there are: `npm run grammar` shows a new one, and its --record accepts it', async () => {
    const found = await allDisagreements();
    expect(found.length).toBeGreaterThan(100);
    expect(changesOf(readRecord(readFileSync(RECORD, 'utf8')), found).appeared).toEqual([]);
  }, 60_000);

  test('are compared line by line', () => {
    expect(changesOf(['a', 'b'], ['b', 'c'])).toEqual({ appeared: ['c'], gone: ['a'] });
  });
});

const written = (source: string) => optionsOfPage(source).map(({ names, value }) => `${names.join(' ')}: ${value}`);

describe('a manual page', () => {
  test('says which options take a value, in the forms of several converters', () => {
    expect(written('.TP\n\\fB\\-s\\fR, \\fB\\-\\-serial\\fR\nText.\n')).toEqual(['-s --serial: none']);
    expect(written('.TP\n\\fB\\-d\\fR, \\fB\\-\\-delimiters\\fR=\\fI\\,LIST\\/\\fR\n')).toEqual([
      '-d --delimiters: next',
    ]);
    expect(written('.IP "\\-\\-color[=WHEN]"\n')).toEqual(['--color: attached']);
    expect(written('.TP\n.BI \\-o " file"\n')).toEqual(['-o: next']);
    expect(written('.It Fl b Ar batchfile\n')).toEqual(['-b: next']);
    expect(written('\\fB\\-w\\fP, \\fB\\-\\-wait\\fP \\fIseconds\\fP\n.RS 4\n')).toEqual(['-w --wait: next']);
  });

  test('says nothing in a form that is not understood, and counts an option once', () => {
    expect(written('.TP\n\\-x or something else\n.TP\nno option\n')).toEqual([]);
    expect(written('.TP\n\\-q\n.TP\n\\-q level\n')).toEqual(['-q: none']);
  });
});
