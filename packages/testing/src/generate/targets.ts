/** Words as people and attackers write them: paths of every place, URLs, values, code. */
import { ABSOLUTE_RULES, HOME_RULES, NAME_RULES } from '../../../core/src/knowledge/vocabulary/path-rules.ts';
import { once, pick, type Random } from './random.ts';

const ABSOLUTE = pathsOf(ABSOLUTE_RULES);
const HOME = pathsOf(HOME_RULES);
const NAMES = pathsOf(NAME_RULES);
const PLAIN =
  'a src src/main.ts build/ dist . .. ./x ../x ../../x .git/config node_modules/.bin/x README.md "" - {} x.tar.gz script.sh *.log * .* */ a?b [ab] {a,b} x/{a,b}'.split(
    ' ',
  );
const ANCHORS = [
  '~',
  '$HOME',
  '"$HOME"',
  '${HOME}',
  '$PWD',
  '$TMPDIR',
  '${TMPDIR:-/tmp}',
  '$X',
  '"$X"',
  '$(pwd)',
  '$1',
  '$$',
  '~user',
  '/',
  '/home/dev',
  '/home/dev/project',
  '/tmp',
  '/srv',
  '/private/etc',
  '/System/Volumes/Data/etc',
  '/var/root',
  '..',
];
const ENDS = ['', '', '', '/', '/*', '/x', '/..', '/../..', '/.', '/$X', '//y', '/.*', '/a b', '?'];
const URLS = [
  'http://example.org/x.sh',
  'https://user@example.org:8443/a?b=c',
  'http://localhost:3000/x',
  'http://localhost.example.org/',
  'http://127.0.0.1/x',
  'http://127.0.0.1.example.org',
  'http://[::1]:80/',
  'http://169.254.169.254/latest/meta-data/',
  'http://example.org?@localhost/',
  'http://$HOST/x',
  'file:///etc/passwd',
  'file://localhost/etc/shadow',
  'HTTP://LOCALHOST',
  'example.org',
  ':8080',
  'host:path/x',
  'user@host:/etc/passwd',
  's3://bucket/key',
  'git@example.org:a/b.git',
];
const VALUES =
  'x 1 0 a=b true false none 755 4755 u+s +x main HEAD~1 origin name.example KEY=value LD_PRELOAD=/tmp/x.so PATH=/tmp:$PATH A=1 :; + ; $X "$X" $@ $? ${X:-a} é 漢字 --'.split(
    ' ',
  );
const CODE = [
  'print(1)',
  'import os; os.system("x")',
  'BEGIN{system("x")}',
  '{print $1 > "f"}',
  's/a/b/e',
  's/a/b/',
  'select 1',
  'DROP TABLE x',
  'console.log(1)',
  'require("fs")',
  '.a | .b',
  'puts 1',
  '$X',
];

/** Names of the rules' paths, with something for their wildcards. */
function pathsOf(rules: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(rules).flatMap((paths) =>
    paths.split(' ').map((rule) => rule.replaceAll('?', ' ').replace('*', '1')),
  );
}

export function path(random: Random): string {
  const written = plainPath(random);
  if (once(random, 12)) return upper(random, written);
  return once(random, 8) ? blurred(random, written) : written;
}

/** With a few characters in place of which a glob stands. */
function blurred(random: Random, text: string): string {
  let blurry = text;
  for (let count = 1 + random(2); count > 0; count--) {
    const at = random(blurry.length + 1);
    blurry =
      blurry.slice(0, at) + pick(random, ['*', '*', '?', '[a-z]', '**', '@(a|b)']) + blurry.slice(at + 1 + random(4));
  }
  return blurry;
}

/** With other letter case, which some file systems ignore. */
function upper(random: Random, text: string): string {
  const at = random(text.length + 1);
  const to = at + 1 + random(6);
  return text.slice(0, at) + text.slice(at, to).toUpperCase() + text.slice(to);
}

function plainPath(random: Random): string {
  const end = pick(random, ENDS);
  switch (random(6)) {
    case 0:
      return pick(random, ABSOLUTE) + end;
    case 1:
      return `${pick(random, ['~/', '$HOME/', '/home/dev/', '/root/', '/home/other/'])}${pick(random, HOME)}${end}`;
    case 2:
      return `${pick(random, ['', 'a/', '/srv/', '~/', '/tmp/', '/home/dev/project/'])}${pick(random, NAMES)}${end}`;
    case 3:
      return pick(random, ANCHORS) + end;
    default:
      return pick(random, PLAIN);
  }
}

export function url(random: Random): string {
  return pick(random, URLS);
}

export function value(random: Random): string {
  return once(random, 4) ? path(random) : pick(random, VALUES);
}

export function code(random: Random): string {
  return pick(random, CODE);
}
