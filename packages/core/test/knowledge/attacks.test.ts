/** Kinds of command lines that say one thing and do another. */
import { describe, expect, test } from 'vitest';
import { expandBraces } from '../../src/knowledge/arguments/braces.ts';
import { createContext, decide, VERDICTS } from '../../src/index.ts';

const context = createContext({ workspace: '/home/dev/project', home: '/home/dev' });

function verdictOf(command: string): string {
  return VERDICTS[decide({ kind: 'command', command }, context).verdict];
}

describe('brace expansion', () => {
  test.each([
    // What `bash -c 'printf "<%s>" …'` prints.
    ['{/,}', ['/']],
    ['a{b,c}d', ['abd', 'acd']],
    ['{a,b}{c,d}', ['ac', 'ad', 'bc', 'bd']],
    ['{a,{b,c}d}', ['a', 'bd', 'cd']],
    ['{a,b{,/}', ['{a,b', '{a,b/']],
    ['{a}', ['{a}']],
    ['{a,b}}', ['a}', 'b}']],
    ['x{{a,b}}', ['x{a}', 'x{b}']],
    ['{,}', []],
  ])('of %s', (text, expected) => {
    expect(expandBraces(text)).toEqual(expected);
  });

  test('is bounded', () => {
    expect(expandBraces('{a,b}'.repeat(8))).toHaveLength(256);
    expect(expandBraces('{a,b}'.repeat(9))).toBeUndefined();
    expect(expandBraces(`{a,${'b'.repeat(1024)}}`)).toBeUndefined();
  });

  test.each([
    ['rm -rf {/,}', 'deny'],
    ['rm -rf {src,/etc}', 'deny'],
    ['rm {-rf,/}', 'deny'],
    ['{rm,-rf,/}', 'deny'],
    ['sudo rm -rf {~,x}', 'deny'],
    ['cat {~/.ssh/id_rsa,x}', 'deny'],
    ['cp {x,/etc/passwd}', 'deny'],
    ['git {push,--force}', 'ask'],
    ['echo x > {~/.bashrc,}', 'ask'],
    [`rm -rf ${'{a,b}'.repeat(9)}`, 'ask'],
    ['cp file{,.bak}', 'allow'],
    ['rm -rf src/{a,b}', 'allow'],
    ['rm log{1..30}.txt', 'allow'],
  ])('%s: %s', (command, expected) => {
    expect(verdictOf(command)).toBe(expected);
  });
});

describe('a change of directory that need not have happened', () => {
  test.each([
    'cd /; (cd /tmp); rm -rf *',
    'cd / || cd /tmp; rm -rf *',
    'cd /; false && cd /tmp; rm -rf *',
    'cd /; cd /tmp | cat; rm -rf *',
    'cd /; cd /tmp/none; rm -rf *',
    'cd / && sudo cd /tmp && rm -rf *',
    'cd /; (cd /tmp); (cd /tmp); rm -rf *',
    'pushd / && pushd /tmp && popd && rm -rf *',
    'cd && rm -rf Documents',
  ])('%s', (command) => {
    expect(verdictOf(command)).not.toBe('allow');
  });

  test.each([
    'cd / && cd /tmp/work && rm -rf out',
    'cd src; make; cd ..; rm -rf build',
    '(cd src && make); rm -rf build',
    'cd /; git -C /tmp/work status',
  ])('%s', (command) => {
    expect(verdictOf(command)).toBe('allow');
  });
});

describe('cost', () => {
  test('of a redirection in awk over and over', () => {
    // Work that grew with the square of the text would outlast the test.
    expect(verdictOf(`awk '${'a>'.repeat(500_000)}'`)).toBe('allow');
  });

  // Counted, not timed: rows stay in proportion to the text.
  test.each(['tar -xf a ', '-C a ', '{a,b} ', '{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b} '])(
    'of %j over and over',
    (fragment) => {
      const command = `sudo tar ${fragment.repeat(Math.ceil(65_536 / fragment.length))}`;
      decide({ kind: 'command', command }, context);
      const { reading, effects, frames } = context.assessment;
      expect(reading.words.count + effects.count + frames.count).toBeLessThan(2 * command.length);
    },
  );

  test('repeated options say nothing more', () => {
    const once = decide({ kind: 'command', command: 'tar -x -f a' }, context);
    expect(decide({ kind: 'command', command: `tar ${'-x '.repeat(1000)}-f a` }, context)).toEqual(once);
  });
});

test('a function is not what a wrapper runs', () => {
  expect(verdictOf('greet() { echo hi; }; greet')).toBe('allow');
  expect(verdictOf('greet() { echo hi; }; command greet')).toBe('ask');
  expect(verdictOf('greet() { echo hi; }; sudo greet')).toBe('ask');
});

test("a variable's value is compared as text, not by its hash", () => {
  expect(verdictOf("GIT_PAGER='code --wait' git log")).toBe('allow');
  expect(verdictOf("GIT_PAGER='sh evil' git log")).toBe('ask');
});

describe("the gate's own files", () => {
  test.each([
    'rm -rf node_modules/capgate',
    'echo > node_modules/@capgate/core/dist/index.js',
    'ln -sf /bin/true /usr/local/bin/capgate',
    'cp evil ~/.local/bin/capgate',
    'echo x > ~/.local/state/capgate/compiled/x',
    'rm -rf ~/.config',
  ])('%s', (command) => {
    expect(verdictOf(command)).toBe('deny');
  });

  test('do not go with the folder that they lie in', () => {
    expect(verdictOf('mv ~/.config ~/.config2')).toBe('ask');
  });
});

describe('code of small languages', () => {
  test.each([
    "sed 's/a/b/;e id' x",
    "sed -n '/x/{e id\n}' x",
    "sed '1,$ e id' x",
    "sed 's|a|b|2e' x",
    "sed 'y/a/b/;w /etc/passwd' x",
    "sed '1!W/etc/passwd' x",
    `sed "$script" x`,
    `awk '{print(1)>"/etc/passwd"}' x`,
    "awk -v f=/etc/passwd '{print >> f}' x",
    `awk '@load "x"' x`,
    "ruby -e 'puts %x(id)'",
    "python3 -c '().__class__.__base__.__subclasses__()'",
    `node -p "process.binding('spawn_sync')"`,
  ])('asks about %s', (command) => {
    expect(verdictOf(command)).toBe('ask');
  });

  test.each([
    "sed -n '1,5p' x",
    `sed -n "\${n}p" x`,
    "sed 's|e|w|;s/c/d/;$!N;P;D' x",
    "sed ':a;N;$!ba;s/x/ /g' x",
    "sed '/e id/d' x",
    "sed '1i\\e id' x",
    "sed 's/a/b/w /dev/stdout' x",
    "sed -e '/x/{' -e 'p' -e '}' x",
    `awk '{print > "out.txt"}' x`,
    `awk '{print > $1".txt"}' x`,
    "awk '{print ($1 > 3)}' x",
    "awk '$1 > 3 {print}' x",
    "ruby -e 'puts [1].map { |x| x % x }'",
  ])('allows %s', (command) => {
    expect(verdictOf(command)).toBe('allow');
  });
});
