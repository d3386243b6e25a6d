/** Command lines from a source of numbers: well-formed ones by grammar, and broken ones by mutation. */

import { flowLine } from '../../../testing/src/generate/flows.ts';

/** A number from 0 up to, not including, `below`. */
export type Random = (below: number) => number;

/** A seeded source (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const PLAIN_WORDS = (
  'git ls -la rm -rf a b2 foo.txt ./x/y /etc/passwd --long=value --a=b=c -n5 x=y of=z 10 2 HEAD~2 a:b a,b % + @ ^ - -- : . .. ' +
  'é 漢字 {} a{b} {a } ]] [ ] [a [a] a[0] [!a-z]* *.ts ? a?b * !a ! # a#b ~ ~/x ~root/y ~+ ~- a~b x=~/y x=a:~/z a=~ --x=~/y = =a a= 1=2 ' +
  'then do done fi else esac in time export declare local alias'
).split(' ');
const EXPANSIONS = (
  '$HOME $x ${x} ${HOME}/y $PWD ${TMPDIR} $TMPDIR/a $1 $@ $* $# $? $$ $! $- $0 $_ $IFS ${IFS} $RANDOM $UID ${10} ${1} ${@} ${#x} ${#a[@]} ${a[@]} ${a[*]} ' +
  '${a[0]} ${a[i]} ${x:-y} ${x-} ${x:=/tmp} ${x:+z} ${x+z} ${TMPDIR:-/tmp} ${TMPDIR:-/tmp/} ${HOME:-~} ${PWD:-.} ${UID:-0} ${x%.*} ${x%%/*} ${x#*/} ${x##*.} ${x:1:2} ${x:3} ${1:2:3} ${x:1:2:3} ${x:-1:2} ${1:+y} ${1-a} ${1+a} ${1=a} ${1:=a} ${1:?a} ${x/a/b} ${x^^} ' +
  '${!x} ${!x@} ${x@Q} ${x:?no} ${1:-a} $(( 1 + 2 )) $((x)) $[1] ${x:-$HOME} ${x:-"q"} ${x:- $(a) } $ $/ $% ${x:-{a,b}}'
).split(' ');
const BRACES = [
  '{a,b}',
  '{a,b}.{c,d}',
  'x{,y}',
  '{1..3}',
  '{a',
  'a}',
  '{a,b',
  'a,b}',
  '{a,{b,c}}',
  '{}{a,b}',
  '{a,b},c}',
  '{a..}',
  '{,}',
  '{a,"b"}',
  '{$x,b}',
  '{a\\,b}',
  '{{a,b}',
  '{a,b}}',
  '{a.b,c}',
  '{*,?}',
];
const QUOTED = [
  "'a b'",
  "''",
  "'$x `y` \\'",
  "'/é'",
  '""',
  '"a b"',
  '"a\\"b\\\\c\\$d\\e"',
  '"~/x"',
  '"*"',
  '"{a,b}"',
  '"$"',
  '"$/"',
  '"a$\'b"',
  "$'a\\n\\'b'",
  "$'\\x41\\101\\e'",
  "$'\\u00e9'",
  "$'\\0'",
  '$"l $x"',
  '\\a',
  'a\\ b',
  '\\~',
  '\\*',
  '\\\\',
  '\\$x',
  '"a\nb"',
  "'a\nb'",
  '"!"',
  "'\u200b'",
  '"\u202e"',
  '\ufdd0',
  '"\ufdd3"',
  '\ud800',
  '\u0001',
  '\r',
  '\u00a0',
  '"\\\nb"',
  'a\\\nb',
  '"`"',
];
const OPERATORS = [
  ' && ',
  ' || ',
  ' | ',
  ' |& ',
  '; ',
  ' & ',
  '\n',
  '&&',
  '||',
  '|',
  ';',
  '&',
  ' ;\n',
  ' &\n',
  ' && \n',
  ' # comment\n',
  ' |\n\n',
];
const REDIRECTIONS = [
  '>f',
  '> f',
  '>>f',
  '2>&1',
  '>&2',
  '2>&-',
  '<f',
  '<>f',
  '>|f',
  '&>f',
  '&>>f',
  '2>/dev/null',
  '<<<x',
  '<<< "a b"',
  '<<<~/x',
  '3<&0',
  '>&f',
  '1>&2-',
  '>&$x',
  '>&-',
  '{fd}>f',
  '>~/x',
  '>*',
  '>"$x"',
  '12345>f',
  '>$(a)',
  '> >(a)',
  '< <(a b)',
  '<&-',
  '2>&1f',
];
const PREFIXES = [
  'A=1 ',
  'A= ',
  'A+=b ',
  'A=$x ',
  'A=~/x:~ ',
  'A="a b" ',
  'A=$(b c) ',
  'A=`b` ',
  'A={a,b} ',
  'A=* ',
  'A[0]=1 ',
  'A=(1 2) ',
  'A=() ',
  'A+=( $x "y z"{a,b} * ~ ) ',
  'A=($(b c) `d`) ',
  'A=([1]=2) ',
  'A=(a[0]=b c=d) ',
  'A=(a\nb) ',
  'A=(a # b\n) ',
  'A=(a)b ',
  'A= (a) ',
  'A=b=c ',
  '! ',
  'time ',
  '! ! ',
  'time -p ',
  '>f A=b ',
  'A=[a] ',
  "A=$'a' ",
  'A=<(x) ',
];
const FUNCTIONS = [
  'f()',
  'f()',
  'f ()',
  'function f',
  'function f()',
  'function f ()',
  'a-b.c:()',
  ':()',
  'if()',
  'function a=b',
];
const ARITHMETIC =
  'x 1 + - * / % < > = == != <= >= && || ! ~ ^ | & , ? : ++ -- += ( ) (1) 0x1f 16#a $x ${x} ${#x} ${#x[@]} ${x[0]} $1 a[0] << >> # " ; $( ) $((1)) ${x:-1}'
    .split(' ')
    .concat(' ', ' ', '\n');
const TESTS = '-f -e -z -n -x -v -o -a -Q -ef -eq -lt == = != =~ < > ! ( ) ]] [[ && || -t - -- ==x !x'.split(' ');
const DELIMITERS = [
  'E',
  "'E'",
  '"E"',
  '\\E',
  ' E',
  " 'E'",
  'F',
  'a',
  '-E',
  '- E',
  "-'F'",
  '- "E"',
  "'a'b",
  "'E F'",
  '$E',
  'E1',
];
const BODY_PIECES = [
  'plain text',
  '\n',
  '\n',
  '\t',
  "don't",
  '"',
  '(x',
  ')',
  'E',
  'F x',
  'E)',
  '$x',
  '$HOME/y',
  '${x:-y}',
  '$@',
  '$',
  "$'a'",
  '$(a b)',
  '`c`',
  '\\$x',
  '\\\\',
  '\\a',
  '\\`',
  '\\\n',
  '#',
  '<<E',
  ' E',
  'E ',
  '\u200b',
  '\ufdd2',
  '$((1))',
  '~/x *',
  'case',
];
const NOISE = [
  '`',
  '"',
  "'",
  '$(',
  ')',
  '(',
  '\\',
  '$((',
  '))',
  '${',
  '}',
  '{',
  '<<E\n',
  '<<',
  '\nE\n',
  '<(',
  '>(',
  ';;',
  '[[ ',
  ' ]]',
  'case x in ',
  'esac',
  '\0',
  '#',
  '\t',
  '\\\n',
  '  ',
  '\n\n',
  'if ',
  '; then ',
  '; fi',
  'do ',
  '(( ',
  '@(',
  '=',
  '=(',
  '|',
  '&',
  '<',
  '>',
  '~',
  '[',
  ']',
  '{,}',
  '..',
  '!',
  'f() ',
  '$',
  '$"',
  "$'",
  '\u200b',
  '\ufdd1',
  '\udc00',
];

function pick(random: Random, from: readonly string[]): string {
  return from[random(from.length)] ?? '';
}

function arithmetic(random: Random): string {
  let text = '';
  for (let pieces = random(6); pieces > 0; pieces--) text += pick(random, ARITHMETIC);
  return text;
}

function comparison(random: Random, depth: number): string {
  const one = random(4) === 0 ? pick(random, TESTS) : word(random, depth);
  const other = random(8) === 0 ? pick(random, TESTS) : word(random, depth);
  if (random(3) === 0) return `${pick(random, TESTS)} ${one}`;
  return random(4) === 0 ? one : `${one} ${pick(random, TESTS)} ${other}`;
}

function word(random: Random, depth: number): string {
  let text = '';
  for (let pieces = random(4) === 0 ? 2 + random(2) : 1; pieces > 0; pieces--) {
    const kind = random(16);
    if (kind < 7) text += pick(random, PLAIN_WORDS);
    else if (kind === 7 && random(4) === 0) text += `$((${arithmetic(random)}))`;
    else if (kind < 9) text += pick(random, EXPANSIONS);
    else if (kind < 11) text += pick(random, QUOTED);
    else if (kind === 11) text += pick(random, BRACES);
    else if (kind === 12) text += `"${pick(random, EXPANSIONS)}${pick(random, PLAIN_WORDS)}"`;
    else if (depth > 2) text += 'w';
    else if (kind === 13) text += `$(${list(random, depth + 1)})`;
    else if (kind === 14)
      text += random(2) === 0 ? `"$(${list(random, depth + 1)})"` : `"a\`${list(random, depth + 1)}\`"`;
    else text += random(2) === 0 ? `\`${list(random, depth + 1)}\`` : `<(${list(random, depth + 1)})`;
  }
  return text;
}

function simple(random: Random, depth: number): string {
  let text = '';
  while (random(6) === 0) text += pick(random, PREFIXES);
  text += word(random, depth);
  for (let more = random(4); more > 0; more--)
    text += ` ${random(5) === 0 ? pick(random, REDIRECTIONS) : word(random, depth)}`;
  return text;
}

/** A command with here-documents, each on the line behind it, mostly closed. */
function hereDocuments(random: Random, depth: number): string {
  let line = random(2) === 0 ? simple(random, depth) : pick(random, PLAIN_WORDS);
  let bodies = '';
  for (let more = random(4) === 0 ? 2 : 1; more > 0; more--) {
    const delimiter = pick(random, DELIMITERS);
    line += ` <<${delimiter}${random(4) === 0 ? ` ${word(random, depth)}` : ''}`;
    for (let pieces = random(5); pieces > 0; pieces--) bodies += pick(random, BODY_PIECES);
    if (random(4) > 0) bodies += '\n';
    if (random(16) > 0) bodies += `${random(3) === 0 ? '\t' : ''}${delimiter.replaceAll(/^-|['"\\ ]/g, '')}\n`;
  }
  if (random(3) === 0) line += pick(random, OPERATORS) + simple(random, depth);
  const text = `${line}\n${bodies}`;
  const kind = random(8);
  if (kind === 0) return `a $(${text})`;
  if (kind === 1) return `a "$(${text})"`;
  return kind === 2 ? `( ${text} )` : text;
}

function compound(random: Random, depth: number): string {
  const inner = (): string => list(random, depth + 1);
  const after = random(3) === 0 ? ` ${pick(random, REDIRECTIONS)}` : '';
  switch (random(14)) {
    case 0:
      return `( ${inner()} )${after}`;
    case 1:
      return `{ ${inner()}; }${after}`;
    case 2:
      return `if ${inner()}; then ${inner()}; fi${after}`;
    case 3:
      return `if ${inner()}\nthen ${inner()}\nelif ${inner()}; then ${inner()}; else ${inner()}; fi`;
    case 4:
      return `for i in ${word(random, depth)} ${word(random, depth)}; do ${inner()}; done${after}`;
    case 5:
      return `while ${inner()}; do ${inner()}; done${after}`;
    case 6:
      return `case ${word(random, depth)} in ${pick(random, PLAIN_WORDS)}) ${inner()} ;; esac`;
    case 7:
      return `${pick(random, FUNCTIONS)} { ${inner()}; }${after}`;
    case 8:
      return `[[ ${comparison(random, depth)}${random(2) === 0 ? ` && ${comparison(random, depth)}` : ''} ]]${after}`;
    case 9:
      return `cat <<E${after}\na ${pick(random, EXPANSIONS)}\nE\n${inner()}`;
    case 10:
      return `((${arithmetic(random)}))${after}`;
    case 11:
      return `coproc ${random(4) === 0 ? `N ${compound(random, depth + 1)}` : simple(random, depth)}`;
    case 12:
      return hereDocuments(random, depth);
    default:
      return `(${inner()})${after}`;
  }
}

function list(random: Random, depth: number): string {
  let text = depth < 3 && random(6) === 0 ? compound(random, depth) : simple(random, depth);
  while (random(3) === 0) {
    const next = depth < 3 && random(6) === 0 ? compound(random, depth) : simple(random, depth);
    text += pick(random, OPERATORS) + next;
  }
  return text;
}

/** Puts in, takes out or doubles pieces of a text. */
function mutated(random: Random, text: string): string {
  let result = text;
  for (let times = 1 + random(3); times > 0; times--) {
    const at = random(result.length + 1);
    const length = random(4);
    const kind = random(4);
    if (kind === 0) result = result.slice(0, at) + pick(random, NOISE) + result.slice(at);
    else if (kind === 1) result = result.slice(0, at) + result.slice(at + length);
    else if (kind === 2) result = result.slice(0, at) + String.fromCharCode(32 + random(96)) + result.slice(at + 1);
    else result = result.slice(0, at) + result.slice(at, at + 4) + result.slice(at);
  }
  return result;
}

/** A command line: one in two well formed, others broken somewhere, some of noise alone. */
export function commandLine(random: Random): string {
  const kind = random(16);
  if (kind === 0) {
    let text = '';
    for (let pieces = random(8); pieces > 0; pieces--) text += pick(random, random(2) === 0 ? NOISE : PLAIN_WORDS);
    return text;
  }
  if (kind === 1) {
    let text = '';
    for (let units = random(30); units > 0; units--)
      text += String.fromCharCode(random(random(4) === 0 ? 0x10000 : 128));
    return text;
  }
  const text = kind === 2 ? flowLine(random) : list(random, 0);
  return kind < 9 ? text : mutated(random, text);
}
