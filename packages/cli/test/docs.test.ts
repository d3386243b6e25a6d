/** The examples of `docs/cli.md`: they run, and print what the page says. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/commands.ts';
import { flatten } from '../src/completion/tree.ts';
import { capgate } from './harness.ts';

const PAGE = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');

interface Example {
  readonly line: string;
  /** Empty where the page shows none. */
  readonly output: string;
}

/** Each `$ capgate …` of the page's console blocks, with the output below it. */
function examples(): Example[] {
  const blocks = [...PAGE.matchAll(/^```console\n(.*?)^```$/gmsu)].map(([, block = '']) => block);
  return blocks.flatMap((block) => {
    const parts = block.split(/^\$ /mu).slice(1);
    return parts.map((part) => {
      const end = part.indexOf('\n');
      return { line: part.slice(0, end), output: part.slice(end + 1) };
    });
  });
}

/** Lets bash read the line, with a `capgate` that only says what it was given. */
function readLine(line: string): { argv: string[]; input: string } {
  const script = `capgate() { printf '%s\\0' "$@"; if [[ ! -t 0 ]]; then printf '\\0'; cat; fi; }\n${line}`;
  const output = execFileSync('bash', ['-c', script], { encoding: 'utf8', input: '' });
  const end = output.indexOf('\0\0');
  return { argv: output.slice(0, end).split('\0'), input: output.slice(end + 2) };
}

describe('docs/cli.md', () => {
  it.each(examples())('$line', async ({ line, output }) => {
    const { argv, input } = readLine(line);
    const { stdout, stderr } = await capgate(argv, { input });
    expect(stderr).toBe('');
    expect(stdout).not.toBe('');
    expect(output === '' ? '' : stdout).toBe(output);
  });

  it('names every command, and every option of check', () => {
    for (const { name, spec } of flatten(COMMANDS)) {
      expect(PAGE).toContain(name.split(' ', 2).join(' '));
      expect(PAGE).toContain(spec.name);
    }
    const check = COMMANDS.commands?.find(({ name }) => name === 'check');
    for (const { name } of check?.options ?? []) expect(PAGE).toContain(`--${name}`);
  });

  it('and the help show lines that the program takes', async () => {
    for (const { spec } of flatten(COMMANDS)) {
      for (const { line } of spec.examples) {
        const command = line.replace(/^eval "\$\((.*)\)"$/u, '$1').replace(/ (?:&&|[<>]) .*$/u, '');
        const { argv } = readLine(command);
        const { stderr } = await capgate(argv, { input: '' });
        expect(stderr).not.toMatch(/expected (?:an option|a command|COMMAND|--)/u);
      }
    }
  });
});
