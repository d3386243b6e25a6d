import { describe, expect, test } from 'vitest';
import { summaryOf, wordOf } from './summary.ts';

/** A command line, and every invocation that must be read from it. */
const LINES: Record<string, readonly (readonly [string, readonly string[]])[]> = {
  'lists and pipelines': [
    ['', []],
    ['# nothing', []],
    ['git push --force', ['TOP: [git] [push] [--force]']],
    ['a && b || c; d & e\nf', ['TOP: [a]', 'TOP: [b]', 'TOP: [c]', 'TOP: [d]', 'TOP: [e]', 'TOP: [f]']],
    ['a | b |& c', ['TOP pipe 0.0: [a]', 'TOP pipe 0.1: [b]', 'TOP pipe 0.2: [c]']],
    ['a | b; c', ['TOP pipe 0.0: [a]', 'TOP pipe 0.1: [b]', 'TOP: [c]']],
    ['a | b; c | d', ['TOP pipe 0.0: [a]', 'TOP pipe 0.1: [b]', 'TOP pipe 1.0: [c]', 'TOP pipe 1.1: [d]']],
    ['! time a | b', ['TOP pipe 0.0: [a]', 'TOP pipe 0.1: [b]']],
    ['a # b; c\nd', ['TOP: [a]', 'TOP: [d]']],
    ['a \\\n  b', ['TOP: [a] [b]']],
  ],
  redirections: [
    ['a >f 2>&1', ['TOP: [a] >f 2&1']],
    ['>f a <g b', ['TOP: [a] [b] >f <g']],
    ['a >|f 3>>g <>h', ['TOP: [a] >f 3>>g <>h']],
    ['a &>f', ['TOP: [a] -2>f']],
    ['a &>>f', ['TOP: [a] -2>>f']],
    ['a >&f', ['TOP: [a] >f']],
    ['a 2>&- <&3 >&2-', ['TOP: [a] 2&- &3 &2-']],
    ['a >&$x', ['TOP: [a] ><UNKNOWN>']],
    ['a {fd}>f', ['TOP: [a] -2>f']],
    ['a <<<"b c"', ['TOP: [a] <<b c']],
    ['>f', ['TOP: BARE >f']],
    ['( a ) >f', ['SUBSHELL: [a]', 'TOP: BARE >f']],
    ['a | { b; } >f', ['TOP pipe 0.0: [a]', 'GROUP pipe 0.1: [b]', 'TOP pipe 0.1: BARE >f']],
    ['while a; do b; done <f', ['CONDITION: [a]', 'LOOP: [b]', 'TOP: BARE <f']],
  ],
  'here-documents': [
    ["cat <<'E'\n$x `y` \\\\\nE\nb", ['TOP: [cat] <<$x `y` \\\\\n', 'TOP: [b]']],
    [
      'cat <<E\n$HOME \\$x $(a b)\nE',
      ['TOP: [cat] <<<HOME> $x <SUBSTITUTION>\n', 'COMMAND_SUBSTITUTION in 0: [a] [b]'],
    ],
    ['cat <<-E\n\ta\n\t\tb\n\tE', ['TOP: [cat] <<a\nb\n']],
    ['cat <<E\n"a" \'b\'\nE', ['TOP: [cat] <<"a" \'b\'\n']],
    ['a <<X <<Y\n1\nX\n2\nY\n', ['TOP: [a] <<1\n <<2\n']],
  ],
  assignments: [
    ['A=1 B+=2 c', ['TOP: A:=1 B:=2 [c]']],
    ['A=', ['TOP: BARE A:=']],
    ['A=$x B=~/y:~', ['TOP: BARE A:=<UNKNOWN> B:=<HOME>/y:<HOME>']],
    ['A=(x "y z") b', ['TOP: A:=x,y z [b]']],
    ['A[$(i)]=1', ['TOP: BARE A:=1', 'COMMAND_SUBSTITUTION in 0: [i]']],
    ['export A=b C=$d', ['TOP: [export] [A=b] [C=<UNKNOWN>]']],
    ['declare -a x=(1 $(b))', ['TOP: [declare] [-a] [x=<UNKNOWN>]', 'COMMAND_SUBSTITUTION in 0: [b]']],
    ['a=b=c', ['TOP: BARE a:=b=c']],
  ],
  substitutions: [
    [
      'a $(b $(c)) d',
      [
        'TOP: [a] [<SUBSTITUTION>] [d]',
        'COMMAND_SUBSTITUTION in 0: [b] [<SUBSTITUTION>]',
        'COMMAND_SUBSTITUTION in 1: [c]',
      ],
    ],
    [
      'a `b` "`c`"; d',
      [
        'TOP: [a] [<SUBSTITUTION>] [<SUBSTITUTION>]',
        'COMMAND_SUBSTITUTION in 0: [b]',
        'COMMAND_SUBSTITUTION in 0: [c]',
        'TOP: [d]',
      ],
    ],
    [
      'a `b \\`c\\``',
      [
        'TOP: [a] [<SUBSTITUTION>]',
        'COMMAND_SUBSTITUTION in 0: [b] [<SUBSTITUTION>]',
        'COMMAND_SUBSTITUTION in 1: [c]',
      ],
    ],
    [
      'a $(b | c) | d',
      [
        'TOP pipe 1.0: [a] [<SUBSTITUTION>]',
        'COMMAND_SUBSTITUTION in 0 pipe 0.0: [b]',
        'COMMAND_SUBSTITUTION in 0 pipe 0.1: [c]',
        'TOP pipe 1.1: [d]',
      ],
    ],
    [
      'a <(b) > >(c)',
      ['TOP: [a] [<SUBSTITUTION>] ><SUBSTITUTION>', 'PROCESS_INPUT in 0: [b]', 'PROCESS_OUTPUT in 0: [c]'],
    ],
    ['a --f=<(b)', ['TOP: [a] [--f=<SUBSTITUTION>]', 'PROCESS_INPUT in 0: [b]']],
    ['$(a) b', ['TOP: [<SUBSTITUTION>] [b]', 'COMMAND_SUBSTITUTION in 0: [a]']],
    [
      'a ${x:-$(b)} $((1 + $(c)))',
      ['TOP: [a] [<UNKNOWN>] [<NUMBER>]', 'COMMAND_SUBSTITUTION in 0: [b]', 'COMMAND_SUBSTITUTION in 0: [c]'],
    ],
    ['a ${x[$(b)]}', ['TOP: [a] [<UNKNOWN>]', 'COMMAND_SUBSTITUTION in 0: [b]']],
    [
      'A=$(b) >$(c) d $(e)',
      [
        'TOP: A:=<SUBSTITUTION> [d] [<SUBSTITUTION>] ><SUBSTITUTION>',
        'COMMAND_SUBSTITUTION in 0: [b]',
        'COMMAND_SUBSTITUTION in 0: [c]',
        'COMMAND_SUBSTITUTION in 0: [e]',
      ],
    ],
  ],
  'compound commands': [
    [
      'if a; then b; elif c; then d; else e; fi',
      ['CONDITION: [a]', 'TOP: [b]', 'CONDITION: [c]', 'TOP: [d]', 'TOP: [e]'],
    ],
    ['for i in a $b; do c $i; done', ['TOP: WORDS [i] [a] [<UNKNOWN>]', 'LOOP: [c] [<UNKNOWN>]']],
    [
      'for ((i = $(a); i < 3; i++)); do b; done',
      ['TOP: WORDS [<NUMBER>]', 'COMMAND_SUBSTITUTION in 0: [a]', 'LOOP: [b]'],
    ],
    [
      'case $x in a|b*) c;; (d) e;; esac',
      ['TOP: WORDS [<UNKNOWN>]', 'TOP: WORDS [a] [b*]', 'CASE: [c]', 'TOP: WORDS [d]', 'CASE: [e]'],
    ],
    ['select x in y; do z; done', ['TOP: WORDS [x] [y]', 'LOOP: [z]']],
    ['until a; do b; done', ['CONDITION: [a]', 'LOOP: [b]']],
    ['f() { a | b; }', ['TOP: FUNCTION [f]', 'FUNCTION pipe 0.0: [a]', 'FUNCTION pipe 0.1: [b]']],
    ['function f { a; } >g', ['TOP: FUNCTION [f]', 'FUNCTION: [a]', 'TOP: BARE >g']],
    ['[[ -f $x && a == b* ]]', ['TOP: WORDS [<UNKNOWN>] [a] [b*]']],
    ['(( x = $(a) ))', ['TOP: WORDS [<NUMBER>]', 'COMMAND_SUBSTITUTION in 0: [a]']],
    ['coproc N { a; }', ['COPROCESS: [a]']],
    ['coproc a b', ['COPROCESS: [a] [b]']],
    ['(a | b) | c', ['SUBSHELL pipe 0.0: [a]', 'SUBSHELL pipe 0.1: [b]', 'TOP pipe 1.1: [c]']],
  ],
};

describe.each(Object.entries(LINES))('%s', (_, lines) => {
  test.each(lines)('%j', (line, expected) => {
    expect(summaryOf(line)).toEqual(expected);
  });
});

/** A word as written, as cooked, and its flags. */
const WORDS: readonly (readonly [string, string, string])[] = [
  ['abc', 'abc', 'VERBATIM'],
  ['a/b', 'a/b', 'SLASH VERBATIM'],
  ["'a b'", 'a b', 'QUOTED'],
  ["''", '', 'QUOTED'],
  ['"a\\"\\$\\\\\\n"', 'a"$\\\\n', 'QUOTED'],
  ['a\\ b', 'a b', 'QUOTED'],
  ["$'a\\n\\x41\\101\\''", "a\nAA'", 'QUOTED'],
  ["$'a\\0b'c", 'ac', 'QUOTED'],
  ['$"a$x"', 'a<UNKNOWN>', 'DYNAMIC QUOTED'],
  ['"\\\n"', '', 'QUOTED'],
  ['$x', '<UNKNOWN>', 'DYNAMIC SPLIT'],
  ['"$x"', '<UNKNOWN>', 'DYNAMIC QUOTED'],
  ['"$@"', '<ARGUMENTS>', 'DYNAMIC QUOTED SPLIT'],
  ['"$*"', '<ARGUMENTS>', 'DYNAMIC QUOTED'],
  ['"${a[@]}"', '<UNKNOWN>', 'DYNAMIC QUOTED SPLIT'],
  ['$1', '<ARGUMENTS>', 'DYNAMIC SPLIT'],
  ['$12', '<ARGUMENTS>2', 'DYNAMIC SPLIT'],
  ['$?', '<STATUS>', 'DYNAMIC'],
  ['$RANDOM', '<STATUS>', 'DYNAMIC'],
  ['$HOME/x', '<HOME>/x', 'DYNAMIC SPLIT SLASH'],
  ['${PWD}', '<WORKING_DIRECTORY>', 'DYNAMIC SPLIT'],
  ['$TMPDIR', '<TEMPORARY>', 'DYNAMIC SPLIT'],
  ['${TMPDIR:-/tmp}/x', '<TEMPORARY>/x', 'DYNAMIC SPLIT SLASH'],
  ['${TMPDIR:-/etc}', '<UNKNOWN>', 'DYNAMIC SPLIT'],
  ['${HOME:+/}', '<UNKNOWN>', 'DYNAMIC SPLIT'],
  ['${HOME:?unset}', '<HOME>', 'DYNAMIC SPLIT'],
  ['${#x}', '<NUMBER>', 'DYNAMIC'],
  ['$((1+2))', '<NUMBER>', 'DYNAMIC'],
  ['a$IFS', 'a<SEPARATOR>', 'DYNAMIC SPLIT'],
  ['"$IFS"', '<UNKNOWN>', 'DYNAMIC QUOTED'],
  ['$(a)', '<SUBSTITUTION>', 'DYNAMIC SPLIT'],
  ['"$(a)"', '<SUBSTITUTION>', 'DYNAMIC QUOTED'],
  ['<(a)', '<SUBSTITUTION>', 'DYNAMIC'],
  ['~', '<HOME>', 'DYNAMIC'],
  ['~/x', '<HOME>/x', 'DYNAMIC SLASH'],
  ['~root/x', '<UNKNOWN>/x', 'DYNAMIC SLASH'],
  ['~+', '<WORKING_DIRECTORY>', 'DYNAMIC'],
  ['a~', 'a~', 'VERBATIM'],
  ['"~"', '~', 'QUOTED'],
  ['\\~', '~', 'QUOTED'],
  ['~"x"', '~x', 'QUOTED'],
  ['of=~/x', 'of=<HOME>/x', 'DYNAMIC SLASH'],
  ['--of=~/x', '--of=~/x', 'SLASH VERBATIM'],
  ['*.ts', '*.ts', 'DYNAMIC GLOB VERBATIM'],
  ['"*.ts"', '*.ts', 'QUOTED'],
  ['[a-z]', '[a-z]', 'DYNAMIC GLOB VERBATIM'],
  ['[', '[', 'VERBATIM'],
  [']', ']', 'VERBATIM'],
  ['@(a|b)', '@(a|b)', 'DYNAMIC GLOB VERBATIM'],
  ['{a,b}', '{a,b}', 'DYNAMIC BRACE VERBATIM'],
  ['{1..9}', '{1..9}', 'DYNAMIC BRACE VERBATIM'],
  ['{}', '{}', 'VERBATIM'],
  ['{a}', '{a}', 'VERBATIM'],
  ['a\u200bb', 'a\u200bb', 'VERBATIM INVISIBLE'],
  ["'\u202e'", '\u202e', 'QUOTED INVISIBLE'],
  ['\u001b', '\u001b', 'VERBATIM INVISIBLE'],
  ['\ufdd3', '<UNKNOWN>', 'DYNAMIC'],
];

test.each(WORDS)('the word %j', (written, cooked, flags) => {
  expect(wordOf(written)).toEqual({ text: cooked, flags: flags.split(' ') });
});

/** What bash refuses. */
const REFUSED = [
  'a |',
  'a &&',
  '| a',
  ';',
  'a ;; b',
  'a; ; b',
  'if a; then b',
  'if a; ; then b; fi',
  'for i in a; do b&; done',
  '( a',
  'a )',
  '()',
  '{ a',
  'a (b)',
  'a(',
  'a( b',
  'a >',
  "a 'b",
  'a "b',
  'a `b',
  'a $(b',
  'a ${b',
  'a $((1',
  '[[ -f a',
  'case a in b) c',
  'f() a',
  '! && a',
  '{ a; } b',
  'a $(b; ; c)',
  'a <(',
  'a=(',
  'function',
  'a\0b',
  'a ${ b',
];
test.each(REFUSED)('%j is not read', (line) => {
  expect(summaryOf(line)[0]).toMatch(/^SYNTAX at \d+$/);
});
