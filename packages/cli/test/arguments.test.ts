import { describe, expect, it } from 'vitest';
import { parseArguments } from '../src/arguments.ts';
import type { CommandSpec } from '../src/specification.ts';
import { editDistance, nearest } from '../src/suggestion.ts';

const ROOT: CommandSpec = {
  name: 'tool',
  summary: '',
  examples: [],
  commands: [
    {
      name: 'run',
      summary: '',
      examples: [],
      operands: { label: 'COMMAND', min: 0, max: 1 },
      options: [
        { name: 'mode', value: 'MODE', choices: ['strict', 'balanced'], summary: '' },
        { name: 'file', short: 'f', value: 'FILE', repeats: true, summary: '' },
        { name: 'size', value: 'N', summary: '' },
        { name: 'quiet', short: 'q', summary: '' },
      ],
    },
    { name: 'pair', summary: '', examples: [], operands: { label: 'LEFT RIGHT', min: 2, max: 2 } },
  ],
};

const parse = (...argv: string[]) => parseArguments(ROOT, argv).arguments;

describe('parseArguments', () => {
  it('reads options in every spelling, and operands between them', () => {
    const args = parse('run', '--mode=strict', 'word', '-f', 'a', '--file', 'b=c', '--file=', '-q');
    expect(args.value('mode')).toBe('strict');
    expect(args.values('file')).toEqual(['a', 'b=c', '']);
    expect(args.has('quiet')).toBe(true);
    expect(args.has('size')).toBe(false);
    expect(args.operands).toEqual(['word']);
    expect(args.command).toBe('tool run');
  });

  it('takes whatever follows -- as operands, and - as one anywhere', () => {
    expect(parse('run', '--', '--mode').operands).toEqual(['--mode']);
    expect(parse('run', '-').operands).toEqual(['-']);
  });

  it('takes the word after an option as its value, whatever it looks like', () => {
    expect(parse('run', '--file', '--', '--file', '-q').values('file')).toEqual(['--', '-q']);
  });

  it.each([
    [['rn'], 'tool: expected run or pair, met "rn"; did you mean run?'],
    [['run', '--mood', 'x'], 'tool run: expected an option that it has, met "--mood"; did you mean --mode?'],
    [['run', '-x'], 'tool run: expected an option that it has, met "-x"'],
    [['run', '--mode'], 'tool run: expected a MODE after --mode, met the end'],
    [
      ['run', '--mode', 'strikt'],
      'tool run: expected --mode to be strict or balanced, met "strikt"; did you mean strict?',
    ],
    [['run', '--mode', 'strict', '--mode', 'balanced'], 'tool run: expected --mode once, met it again'],
    [['run', '--quiet=yes'], 'tool run: expected no value for --quiet, met "yes"'],
    [['run', 'rm', 'x'], 'tool run: expected COMMAND, met 2: "rm" "x"; quote the command line, so that it is one word'],
    [['pair', 'x'], 'tool pair: expected LEFT RIGHT, met 1: "x"'],
    [['pair'], 'tool pair: expected LEFT RIGHT, met none'],
  ])('%j: %s', (argv, message) => {
    expect(() => parse(...argv)).toThrow(expect.objectContaining({ code: 'USAGE', message }));
  });

  it('asks for no operands where help is wanted', () => {
    expect(parse('pair', '--help').has('help')).toBe(true);
    expect(parse('pair', '-V').has('version')).toBe(true);
  });

  it.each([
    ['0', 0],
    ['65535', 65_535],
    ['0xff', 255],
  ])('reads the integer %s', (text, number) => {
    expect(parse('run', '--size', text).integer('size', 65_535)).toBe(number);
  });

  it.each(['-1', '1.5', '', '65536', '0x', 'ten', '1e3', '99999999999999999'])('refuses %j as an integer', (text) => {
    expect(() => parse('run', `--size=${text}`).integer('size', 65_535)).toThrow(
      /expected an integer from 0 to 65535/u,
    );
  });

  it('fails loudly where the program asks for an option that a command has not', () => {
    expect(() => parse('pair', 'a', 'b').has('mode')).toThrow(TypeError);
  });
});

describe('nearest', () => {
  it('finds slips, and leaves other words alone', () => {
    expect(nearest('chekc', ['check', 'explain'])).toBe('check');
    expect(nearest('--polcy', ['--policy', '--platform'])).toBe('--policy');
    expect(nearest('zzz', ['check', 'explain'])).toBeUndefined();
    expect(nearest('x'.repeat(10_000), ['x'])).toBeUndefined();
  });

  it.each([
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['ab', 'ba', 1],
    ['ca', 'abc', 3],
    ['same', 'same', 0],
  ])('%s and %s are %i apart', (left, right, distance) => {
    expect(editDistance(left, right)).toBe(distance);
  });
});
