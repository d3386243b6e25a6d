/** Command lines whose words come from the line itself: variables, loops, listings, substitutions. */
import { once, pick, type Random } from './random.ts';

const NAMES = ['X', 'f', 'dir'];
const VALUES = [
  'build',
  'src/',
  '/etc',
  '/',
  '~/x',
  '~',
  '$HOME/y',
  '$PWD',
  '/tmp/a',
  '-rf',
  '--force',
  '777',
  'a.txt',
  '*.txt',
  '*',
  '""',
  '"a /"',
  "'/ b'",
  '"*"',
  '"a b.txt"',
  '../..',
  '$X',
  '"$f"',
  '${dir}',
  '$1',
  'x$(a)',
  '$(pwd)',
  '{a,b}',
  '"$(mktemp -d)"',
  'git',
  '"rm -rf"',
  '..',
  '~+',
  'a\\ b',
];
const USES = [
  '$X',
  '"$X"',
  '"${X}"',
  '$f',
  '"$f"',
  '"$dir"',
  '${dir}',
  '"$X"/a',
  '$X/..',
  'a$X',
  '$X:h',
  '$X[1]',
  '"${f%.txt}.md"',
  '"${f##*/}"',
  '${X:-b}',
  '"${X:?}"',
  '${X:=c}',
  '"${X%/*}"',
  '${#X}',
  '"$(basename "$f" .txt)"',
  '"$(dirname $X)"',
  '$(pwd)/x',
  '"$(date +%F)"',
  '$(nproc)',
  '"`pwd`"',
  '$(mktemp -d)/a',
  '$(uname -s)',
  '"$(basename $X)"',
];
const COMMANDS = [
  'rm -rf',
  'rm',
  'cat',
  'mv a',
  'chmod',
  'cp x',
  'git',
  'kill -9',
  'cd',
  'echo',
  'sh -c',
  'export',
  'tee',
  'sudo rm',
  'frobnicate',
];
const LISTERS = [
  'find .',
  'find / -name x',
  'find',
  'find ~ src -type f',
  'find $X',
  'find "$dir"',
  'find -L /etc',
  'ls',
  'ls /var',
  'ls -la',
  'ls *.txt',
  'ls -d /opt/*',
  'echo a b',
  'echo /etc "c /"',
  'echo $f',
  'grep -rl x src',
  'grep -l x *.txt',
  'rg -l x',
  'rg --files /etc',
  'fd x',
  'git ls-files',
  'git ls-files ../b',
  'cat list',
  'printf x',
  'find . -printf x',
  'locate x',
  'find . 2>/dev/null',
  'find "$(pwd)"',
];
const FILTERS = [
  'sort',
  'sort -u',
  'head -5',
  'tail -n +2',
  'grep -v node_modules',
  'grep x list',
  'sed 1d',
  'sed \'s/.*/"&"/\'',
  "sed 's#^#/etc/#'",
  "awk '{print $1}'",
  'awk \'{print "/" $1}\'',
  "tr '\\n' '\\0'",
  'cut -c2-',
  'uniq',
  'tee log',
  'cat',
  'wc -l',
];
const SETTERS = [
  'unset X',
  'read X',
  'read -r f dir',
  'read -a X',
  'eval X=/',
  'X+=/etc',
  'X[0]=/',
  'X=(/ a)',
  '((X=1))',
  'f=$((X++))',
  'declare X=/',
  'local dir=/',
  'readonly X=/',
  'printf -v X /',
  'IFS=/',
  'IFS= read -r X',
  'source env',
  'set -- a',
  'X=/ true',
  'X=/ :',
  'cd /',
  'mapfile X',
  ': ${X:=/}',
  'getopts a X',
  'exec {X}>out',
  'trap "X=/" EXIT',
  'PATH=/tmp:$PATH',
  'wait -p X',
  'select X in /; do :; done',
  'f() { X=/; }; f',
];
const SEPARATORS = ['; ', '; ', '; ', ' && ', '\n', ' || ', ' & ', ' | '];

/** Some statements that set variables and use them. */
export function flowLine(random: Random): string {
  const count = 2 + random(3);
  let text = statement(random, 0);
  for (let more = 1; more < count; more++) text += pick(random, SEPARATORS) + statement(random, 0);
  return text;
}

function statement(random: Random, depth: number): string {
  const kind = random(depth > 1 ? 8 : 14);
  if (kind < 3) return assignment(random);
  if (kind < 6) return use(random);
  if (kind === 6) return pick(random, SETTERS);
  if (kind === 7 && once(random, 4)) return `${listing(random)} | (${use(random)}; xargs ${fed(random)})`;
  if (kind === 7)
    return `${listing(random)} | xargs ${pick(random, ['', '-0 ', '-I{} ', '-a list ', '-n 1 '])}${fed(random)}`;
  const inner = (): string => statements(random, depth + 1);
  switch (kind) {
    case 8:
      return `${listing(random)} | while ${pick(random, ['', 'IFS= '])}read ${pick(random, ['', '-r ', "-r -d '' "])}${pick(random, NAMES)}; do ${inner()}; done`;
    case 9:
      return `for ${pick(random, NAMES)} in $(${listing(random)}); do ${inner()}; done`;
    case 10:
      return `for ${pick(random, NAMES)} in ${list(random)}; do ${inner()}; done`;
    case 11:
      return pick(random, [
        `(${inner()})`,
        `{ ${inner()}; }`,
        `echo "$(${inner()})"`,
        `{ ${inner()}; } > ${pick(random, USES)}`,
      ]);
    case 12:
      return `if ${inner()}; then ${inner()}; fi`;
    default:
      return `while ${inner()}; do ${inner()}; done`;
  }
}

function statements(random: Random, depth: number): string {
  let text = statement(random, depth);
  while (once(random, 2)) text += pick(random, SEPARATORS) + statement(random, depth);
  return text;
}

function assignment(random: Random): string {
  const prefix = once(random, 6) ? 'export ' : '';
  const second = once(random, 8) ? ` ${pick(random, NAMES)}=${pick(random, VALUES)}` : '';
  return `${prefix}${pick(random, NAMES)}=${pick(random, VALUES)}${second}`;
}

function use(random: Random): string {
  const command = once(random, 10) ? pick(random, USES) : pick(random, COMMANDS);
  const more = once(random, 3) ? ` ${pick(random, USES)}` : '';
  const target = once(random, 8) ? ` > ${pick(random, USES)}` : '';
  return `${command} ${pick(random, USES)}${more}${target}`;
}

function fed(random: Random): string {
  return pick(random, ['rm', 'rm -rf', 'mv {} b', 'chmod 755', 'cat', "sh -c 'rm {}'", 'cp -t /etc', 'kill']);
}

function listing(random: Random): string {
  let text = pick(random, LISTERS);
  while (once(random, 3)) text += ` | ${pick(random, FILTERS)}`;
  return text;
}

function list(random: Random): string {
  if (once(random, 6)) return pick(random, ['{1..9}', '1 2 3', '{a,b} c', '1 2 3 4 5 6 7 8 9', 'a a a a a a a a a /']);
  return Array.from({ length: 1 + random(3) }, () => pick(random, VALUES)).join(' ');
}
