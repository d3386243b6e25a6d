/** Whether a process runs a command line, held against shells that really ran it. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRunBy } from '../../src/serve/kernel/matching.ts';

describe('a command line is run', () => {
  test.each<[string, readonly string[]]>([
    ['by a shell with nothing around it', ['/usr/bin/bash', '-c', 'git status']],
    ['with other options before', ['/bin/bash', '--norc', '--noprofile', '-c', 'git status']],
    ['by a login shell', ['-zsh', '-lc', 'git status']],
    [
      // As Claude Code 2.1.329 starts it.
      'within what an agent has around it, as the word of eval',
      ['/usr/bin/zsh', '-c', "source /x/snapshot.sh 2>/dev/null || true && eval 'git status' && pwd -P >| /tmp/c-cwd"],
    ],
    ['quoted doubly', ['sh', '-c', 'eval "git status" < /dev/null']],
  ])('%s', (_, argv) => {
    expect(isRunBy(argv, 'git status')).toBe(true);
  });

  test.each<[string, readonly string[]]>([
    ['a part of it', ['bash', '-c', 'git']],
    ['more than it', ['bash', '-c', 'git status; rm -rf /']],
    ['it as a word of another', ['bash', '-c', 'echo git status']],
    ['it twice', ['bash', '-c', "eval 'git status'; eval 'git status'"]],
    ['it, and something else', ['bash', '-c', "eval 'git status'; eval 'rm -rf /'"]],
    ['it with another word behind', ['bash', '-c', `eval 'git status'"$X"`]],
    ['what is known at run time alone', ['bash', '-c', 'eval "git $X"']],
    ['no shell', ['/usr/bin/env', '-c', 'git status']],
    ['a script, which its name is', ['bash', 'git status']],
    ['a script with -c behind it', ['bash', 'x.sh', '-c', 'git status']],
    ['nothing', []],
  ])('not where a process is given %s', (_, argv) => {
    expect(isRunBy(argv, 'git status')).toBe(false);
  });

  test('and none is the empty one', () => {
    expect(isRunBy(['bash', '-c', ''], '')).toBe(false);
  });
});

/** Any text, in the quotes that agents have for it. */
const text = fc.string({
  unit: fc.constantFrom(...Array.from(` \t\n'"\\$\`!*?[]{}()<>|&;#~=%^-+,.:/@abcé`), 'eval '),
  minLength: 1,
  maxLength: 24,
});
const QUOTINGS: readonly ((text: string) => string)[] = [
  (of) => `'${of.replaceAll("'", `'\\''`)}'`,
  (of) => `'${of.replaceAll("'", `'"'"'`)}'`,
];

test('what eval is given is what the shell evaluates', () => {
  fc.assert(
    fc.property(text, fc.constantFrom(...QUOTINGS), (command, quoted) => {
      const shown = `show() { printf '%s|' "$@"; }; show ${quoted(command)}`;
      const { stdout } = spawnSync('sh', ['-c', shown], { encoding: 'utf8' });
      // A text with such a word in it may be several: then none is said to run.
      const isKnown = isRunBy(['sh', '-c', `eval ${quoted(command)}`], command) || command.includes('eval ');
      return stdout === `${command}|` && isKnown;
    }),
    { numRuns: 100 },
  );
});

test('no process runs two command lines that differ', () => {
  fc.assert(
    fc.property(text, text, fc.constantFrom(...QUOTINGS), fc.boolean(), (one, other, quoted, isPlain) => {
      const argv = ['sh', '-c', isPlain ? one : `x && eval ${quoted(one)} && y`];
      // A line that evaluates another runs both.
      fc.pre(!isPlain || !one.includes('eval '));
      return one === other || !(isRunBy(argv, one) && isRunBy(argv, other));
    }),
    { numRuns: 2_000 },
  );
});
