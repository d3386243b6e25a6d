/** Values that a command line itself gives its words: variables, loops, listings, substitutions. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ContextOptions, createContext, decide, explain, type Mode, VERDICTS } from '../../src/index.ts';

const FOLDERS: ContextOptions = { workspace: '/home/ada/shop', workingDirectory: '/home/ada/shop', home: '/home/ada' };
const MODES = (['balanced', 'strict'] satisfies Mode[]).map((mode) => createContext({ ...FOLDERS, mode }));
const [balanced = createContext(FOLDERS)] = MODES;

function verdict(command: string): string | undefined {
  return VERDICTS[decide({ kind: 'command', command }, balanced).verdict];
}

/** What the command deletes, writes or lists, in order. */
function targets(command: string): readonly string[] {
  return explain({ kind: 'command', command }, balanced)
    .effects.filter(({ effect }) => /^file\.(?:delete|delete-tree|write|run)$/.test(effect))
    .map(({ target }) => target ?? '');
}

describe('a value stands for its variable', () => {
  test.each([
    ['d=build; rm -rf $d', ['build']],
    ['d=build && rm -rf "$d/out"', ['build/out']],
    ['a=build b=$a/x; rm "$b"', ['build/x']],
    ['export d=build; rm -rf "${d}"', ['build']],
    ['d=build; (rm -rf "$d")', ['build']],
    ['d=build; if test -d "$d"; then rm -rf "$d"; fi', ['build']],
    ['d=build; ls | while read -r x; do rm -rf "$d"; done', ['build']],
    ['d=a; d=b; rm "$d"', ['b']],
    ['if true; then d=a; rm "$d"; fi', ['a']],
    ['d=build; rm "${d:-other}" "${d:?}"', ['build', 'build']],
    ['f=a/b.txt; rm "${f%.txt}.md" "${f##*/}"', ['a/b.md', 'b.txt']],
    ['f=a/b.txt; rm "${f/b/c}" "${f//./_}" "${f/b}" "${f/z/y}"', ['a/c.txt', 'a/b_txt', 'a/.txt', 'a/b.txt']],
    ['f=a/b.txt; rm "${f%/*}" "${f%/*}/c"', ['a', 'a/c']],
    ['d=build; rm -rf "$(basename "$d/x.txt" .txt)" "$(dirname $d/x)"', ['x', 'build']],
    ['sh -c \'d=build; rm -rf "$d"\'', ['build']],
    ['out=log; make > "$out"', ['log']],
  ])('%s', (command, expected) => {
    expect(targets(command)).toEqual(expected);
  });

  test.each([
    ['d="a /"; rm -rf $d', ['a', '/']],
    ['d="a /"; rm -rf "$d"', ['a /']],
    ['d="b /"; rm -rf a$d', ['ab', '/']],
    ['x=-rf; rm $x /', ['/']],
    ['x="-rf /"; rm $x', ['/']],
    ['x="rm -rf /"; $x', ['/']],
    ['c=rm; $c -rf /', ['/']],
    ['x=; rm -rf $x /', ['/']],
    ['x=; rm -rf "$x/"', ['/']],
    ["d='*'; rm $d", ['*']],
    ['d=/; sh -c "rm -rf $d"', ['/']],
    ['d=/etc; find . -name x > $d/passwd', ['/etc/passwd']],
  ])('as the shell would part it: %s', (command, expected) => {
    expect(targets(command)).toEqual(expected);
  });

  test.each([
    ['for f in a b; do rm "$f"; done', ['a', 'b']],
    ['for f in *.txt; do rm "$f"; done', ['*.txt']],
    ['for f in *.txt; do rm "${f%.txt}.md"; done', ['*.md']],
    ['for f in "a b"; do rm $f; done', ['a', 'b']],
    ['l="a b"; for f in $l; do rm $f; done', ['a', 'b']],
    ['for f in a b; do for g in c d; do rm $f/$g; done; done', ['a/c', 'a/d', 'b/c', 'b/d']],
    ['for f in a b; do rm x; done', ['x']],
    ['for f in $(find src -name x); do rm "$f"; done', ['src/{}']],
    ['for f in `ls`; do rm $f; done', ['./{}']],
    ['find src lib | sort | head -5 | while IFS= read -r f; do rm "$f"; done', ['src/{}', 'lib/{}']],
    ['find . -print0 | while read -rd \'\' f; do rm "$f"; done', ['./{}']],
    ['for d in / *; do rm -rf "$d"; done', ['/', '*']],
    ['for d in a a a a a a a a a a /; do rm -rf $d; done', ['a', '/']],
  ])('a loop runs once for each: %s', (command, expected) => {
    expect(targets(command)).toEqual(expected);
  });

  test.each([
    'for i in 1 2 3; do touch "out/$i"; done',
    'for i in {1..100}; do touch "out/$i"; done',
    'for f in src/*.ts; do sed -i s/a/b/ "$f"; done',
    'find . -name "*.orig" | grep -v node_modules | xargs rm',
    'find . -name "*.orig" 2>/dev/null | xargs -I{} mv {} {}.bak',
    'git ls-files "*.ts" | xargs sed -i s/a/b/',
    'git diff --name-only --diff-filter=AM | xargs rm',
    'for i in $(seq 1 20); do touch "out/$i"; done',
    'grep -rl old src | xargs sed -i s/old/new/',
    'ls *.log | head -n 3 | xargs rm',
    'find . -type f | while read -r f; do mv "$f" "$f.bak"; done',
    'd=$(mktemp -d); cp a "$d"; rm -rf "$d"',
    'tar czf "backup-$(date +%F).tar.gz" src',
    'make -j$(nproc) > build-$(uname -s).log',
    'rm -rf "$(pwd)/build"',
    'CC=$(which cc) make',
    'd=$(echo build); rm -rf "$d"',
    'cp a $(echo b c)',
    'ld.so --list /bin/ls',
    'sed -i s/old/new/ $(grep -rl old src)',
    'rm -f $(rg -l generated out)',
    '"$(command -v python3)" -m pytest',
    'file `which node`',
  ])('daily work flows: %s', (command) => {
    expect(verdict(command)).toBe('allow');
  });

  test.each([
    '$(which rm) -rf /',
    '$(echo rm) -rf /',
    '$(echo rm -rf) /',
    'eval "$(echo rm -rf /)"',
    'rm -rf "$(echo /)"',
    '/lib64/ld-linux-x86-64.so.2 /bin/rm -rf /',
    'chmod u+s "$(which bash)"',
    'rm -f `command -v sudo`',
    'rm -f $(grep -rl x /usr/bin)',
    'd=/; rm -rf $d',
    'd=/ && rm -rf "$d"',
    'd=~; rm -rf "$d"',
    'for d in /etc /usr; do rm -rf $d; done',
    'for d in build; do for e in /; do rm -rf $e; done; done',
    'a=r; b=m; $a$b -rf /',
    'd=build; d=/; rm -rf $d',
  ])('catastrophes are seen: %s', (command) => {
    expect(verdict(command)).toBe('deny');
  });
});

test('a safer command line names the value', () => {
  expect(explain({ kind: 'command', command: 'd=/opt/x; rm -rf "$d"' }, balanced).alternative).toBe('trash /opt/x');
});

describe('what may have changed is not known', () => {
  test.each([
    'd=build; eval "d=/"; rm -rf "$d"',
    'd=build; e\\val d=/; rm -rf "$d"',
    'd=build; "$x" d; rm -rf "$d"',
    'd=build; read d; rm -rf "$d"',
    'd=build; read -ra d; rm -rf "$d"',
    'd=build; mapfile d; rm -rf "$d"',
    'd=build; printf -v d /; rm -rf "$d"',
    'd=build; wait -p d; rm -rf "$d"',
    'd=build; unset d; rm -rf "$d/"',
    'd=build; d+=/../..; rm -rf "$d"',
    'd=build; d[0]=/; rm -rf "$d"',
    'd=build; d=(/ x); rm -rf "$d"',
    'd=build; declare d=/; rm -rf "$d"',
    'readonly d=/\nd=build\nrm -rf "$d"',
    'd=build; source env.sh; rm -rf "$d"',
    'd=build; . ./env.sh; rm -rf "$d"',
    'f() { d=/; }; d=build; f; rm -rf "$d"',
    'd=build; f() { rm -rf "$d"; }; d=/; f',
    'd=build; test -f x && d=/; rm -rf "$d"',
    'd=build; test -f x || d=/; rm -rf "$d"',
    'false && d=build; rm -rf "$d"',
    'false && d=build || rm -rf "$d"',
    'if test -f x; then d=build; fi; rm -rf "$d"',
    'case $1 in a) d=build;; esac; rm -rf "$d"',
    'd=build; case x in x) d=/;; esac; rm -rf "$d"',
    'while test -f x; do d=build; done; rm -rf "$d"',
    'd=build; while true; do rm -rf "$d"; d=/; done',
    'd=build; for x in a b; do rm -rf "$d"; d=/; done',
    'for d in build; do true; done; rm -rf "$d"',
    'd=build & rm -rf "$d"',
    '(d=build); rm -rf "$d"',
    'true | d=build; rm -rf "$d"',
    'd=build; true | d=/; rm -rf "$d"',
    'd=build true; rm -rf "$d"',
    'd=build; d=/ :; rm -rf "$d"',
    'd=build rm -rf "$d"',
    'x=$(d=build); rm -rf "$d"',
    'rm -rf "$d"; d=build',
    'IFS=x; d=axb; rm -rf $d',
    'd=build; : ${d:=/}; rm -rf "$d"',
    'd=build; exec {d}>x; rm -rf "$d"',
    'd=build; ((d=1)); rm -rf "/$d"',
    'd=build; select d in /; do rm -rf "$d"; done',
    'd=build; alias x=y; rm -rf "$d"',
    'd=build; trap "d=/" DEBUG; rm -rf "$d"',
    'd=build; getopts d d; rm -rf "$d"',
    'd=build; declare -n e=d; e=/; rm -rf "$d"',
    'd=build; command read d; rm -rf "$d"',
    'd=build; builtin eval d=/; rm -rf "$d"',
    'd=build; export $x; rm -rf "$d"',
    'cd /etc; d=$PWD; cd /home/ada/shop; rm -rf "$d"',
    'cd /etc; d=$(pwd); cd /home/ada/shop; rm -rf "$d"',
    'd=$x; rm -rf "$d"',
    'd=$(cat list); rm -rf "$d"',
    'd=build; sh -c \'rm -rf "$d"\'',
    'RANDOM=build; rm -rf "$BASHPID"',
    'd=/; { d=build; } > $d/passwd',
    'd=build; rm -rf $d:h',
    'd=build; rm -rf "$d:h"',
    'd=build; rm -rf $d[1]',
  ])('%s', (command) => {
    expect(verdict(command)).not.toBe('allow');
  });

  test.each([
    'find / | while read f; do rm -rf "$f"; done',
    'find . / | while read f; do rm -rf "$f"; done',
    'find . -exec cat {} + | while read f; do rm "$f"; done',
    'find . -printf "/%p\\n" | while read f; do rm "$f"; done',
    'cat list | while read f; do rm "$f"; done',
    'find . | while read a b; do rm "$b"; done',
    'find . | while read f; do rm "$f"; done < list',
    'find . | sed \'s#^#/etc/#\' | while read f; do rm "$f"; done',
    "find . | sed 's#^#/etc/#' | xargs rm",
    "find . | sed 's/^.//' | xargs rm",
    'find . | awk \'{print "/" $1}\' | xargs rm',
    'find . | cut -c2- | xargs rm',
    'find . | tr a / | xargs rm',
    'find . | grep -o "/.*" | xargs rm',
    'find . | grep x list | xargs rm',
    'find . | sort list | xargs rm',
    'find . | tee log | xargs rm',
    'find -f /etc | xargs rm',
    'find -files0-from list | xargs rm',
    'find -O3 /etc | xargs rm',
    'ls -l | xargs rm',
    'cd /etc; ls /tmp | xargs rm',
    'echo "a\\n/etc" | xargs rm -rf',
    'ls -d / | xargs rm -rf',
    'echo . | xargs rm -rf',
    'echo "a /etc" | xargs rm -rf',
    'echo a /etc | xargs rm -rf',
    'find . | xargs rm < list',
    'find . | xargs -a list rm',
    'date() { echo /; }; rm -rf "$(date +%F)"',
    'rm -rf "$(date +..)"',
    'rm -rf "$(basename /)"',
    'rm -rf "$(basename "$1")"',
    'rm -rf "$(basename a/..)"',
    'find src | while read f; do rm -rf "$(dirname "$f")"; done',
    'rm -rf "$(TMPDIR=/ mktemp -d)"',
    'rm -rf "$(mktemp -d -p /etc)"',
    'PATH=.:$PATH; rm -rf "$(date +%F)"',
    "find / | xargs -I{} sh -c 'rm -rf {}'",
  ])('what is printed may be anything: %s', (command) => {
    expect(verdict(command)).not.toBe('allow');
  });
});

describe('bounds', () => {
  test('values and turns add no more than a bound to what is read', () => {
    const value = 'a/'.repeat(500);
    const uses = 'rm $d $d $d $d; '.repeat(2000);
    expect(verdict(`d=${value}; ${uses}`)).not.toBe('allow');
    const loops = 'for a in 1 2 3 4 5 6 7 8; do '.repeat(20) + 'rm -rf $a' + '; done'.repeat(20);
    expect(verdict(loops)).toBeDefined();
    const assignments = Array.from({ length: 5000 }, (_, index) => `v${index}=x`).join('; ');
    expect(verdict(`${assignments}; ls`)).toBe('allow');
  });

  test.each([
    'a || ',
    'a && ',
    'a | ',
    'd=$PWD; ',
    'a | while read d; do b; done | ',
    'find . | xargs a | ',
    '$(basename ',
  ])('a mebibyte of %s', (piece) => {
    const command = `d=x; ${piece.repeat(Math.floor((1 << 20) / piece.length) - 8)}rm "$d"`;
    expect(verdict(command)).toBeDefined();
  });

  test('more values than are followed leave the variable unknown', () => {
    expect(verdict('for d in a b c d e f g h i; do rm -rf "$d"; done')).toBe('ask');
  });
});

/** Words without blanks, quotes and expansions, which mean the same behind `=` and as an argument. */
const anyValue = fc.oneof(
  fc.constantFrom('build', '/', '/etc', '..', '../..', '-rf', '--force', '.', '~', '~/x', '*', '*.ts', '/tmp/x', '777'),
  fc.constantFrom(
    '.git',
    '/dev/sda',
    '$HOME',
    '$HOME/.ssh/id_rsa',
    '$PWD',
    '/home/ada',
    'rm',
    'git',
    'clean',
    'a/b.ts',
  ),
  fc.stringMatching(/^[a-z./-]{1,8}$/),
);
const anyUse = fc.constantFrom(
  'rm -rf @',
  'rm @ /',
  'rm -rf x @',
  'rm -rf @/x',
  'cat @',
  'cp x @',
  'chmod 777 @',
  'chmod @ f',
  '@ push -f',
  'echo x > @',
  'git @ -fdx',
  'sudo rm @',
  'find @ -delete',
  'cd @ && rm -rf x',
  "sh -c 'ls' @",
  'xargs rm @',
  'dd if=x of=@',
);
/** Ways to bring the value there for certain. */
const anyWay = fc.constantFrom(
  (value: string, use: string) => `v=${value}; ${use}`,
  (value: string, use: string) => `v=${value} && ${use}`,
  (value: string, use: string) => `v=${value}\nif true; then ${use}; fi`,
  (value: string, use: string) => `export v=${value.includes('$') ? `"${value}"` : value}; ${use}`,
  (value: string, use: string) => `for v in ${value}; do ${use}; done`,
  (value: string, use: string) => `v=${value}; (${use})`,
);

function answers(command: string): readonly number[] {
  return MODES.map((context) => decide({ kind: 'command', command }, context).verdict);
}

test('a command with a variable is judged as with its value, or more strictly', () => {
  fc.assert(
    fc.property(anyValue, anyUse, anyWay, fc.boolean(), (value, use, bring, isQuoted) => {
      const variable = isQuoted && !/[~*]/.test(value) ? '"$v"' : '$v';
      const known = answers(bring(value, use.replace('@', variable)));
      const written = answers(bring(value, use.replace('@', value)));
      return known.every((one, index) => one >= (written[index] ?? 0));
    }),
    { numRuns: 2000 },
  );
});
