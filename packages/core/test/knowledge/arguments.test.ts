/** How arguments are read: the form of `spec.ts`, feature by feature. */
import { describe, expect, test } from 'vitest';
import { compileKnowledge, KnowledgeError } from '../../src/knowledge/tables/compile.ts';
import { assessor } from './support.ts';

describe('operands', () => {
  const read = assessor({
    all: 'file.read',
    copy: { operands: ['file.read*', 'file.write'] },
    first: { operands: ['text', 'file.read*'] },
    plain: 'inspect',
    bare: { bare: 'shell.interactive', operands: 'file.read*' },
  });

  test('a shorthand for files takes every operand', () => {
    expect(read('all a b')).toEqual(['file.read a@workspace', 'file.read b@workspace']);
  });

  test('slots behind the variadic one are matched from the end', () => {
    expect(read('copy a b c')).toEqual(['file.read a@workspace', 'file.read b@workspace', 'file.write c@workspace']);
    expect(read('copy a')).toEqual(['file.write a@workspace']);
  });

  test('slots before it are matched from the start', () => {
    expect(read('first pattern a b')).toEqual(['file.read a@workspace', 'file.read b@workspace']);
  });

  test('a lone dash is a stream, behind two dashes everything is an operand', () => {
    expect(read('all - x')).toEqual(['file.read x@workspace']);
    expect(read('all -- -x')).toEqual(['file.read -x@workspace']);
  });

  test('bare happens without operands only', () => {
    expect(read('bare')).toEqual(['shell.interactive bare']);
    expect(read('bare x')).toEqual(['file.read x@workspace']);
  });

  test('an unknown tool is said to be unknown', () => {
    expect(read('frobnicate x')).toEqual(['unknown.tool frobnicate']);
    expect(read('./run.sh x')).toEqual(['file.run ./run.sh@workspace']);
    expect(read('/opt/run x')).toEqual(['file.run /opt/run@system', 'unknown.tool /opt/run']);
    expect(read('node_modules/.bin/plain x')).toEqual([
      'file.run node_modules/.bin/plain@workspace',
      'inspect node_modules/.bin/plain',
    ]);
    expect(read('/usr/bin/plain x')).toEqual(['inspect /usr/bin/plain']);
    expect(read('plain3.12')).toEqual(['inspect plain3.12']);
  });
});

describe('options', () => {
  const run = assessor({
    rm: {
      operands: 'file.delete*',
      flags: {
        '-r -R --recursive': { turns: { 'file.delete': 'file.delete-tree' } },
        '-n --dry-run': { only: true },
        '--wipe': 'disk.destroy',
      },
      values: {
        '-o --output': 'file.write',
        '-c --color': { takes: 'text', attached: true },
        '--mode': { 'dry list*': 'only', '*all': 'process.kill-all' },
        '-t': { takes: 'file.write', operands: 'file.read*' },
      },
    },
    find: {
      style: 'long',
      operands: 'file.list*',
      values: { '-exec': 'command', '-name': 'text' },
      flags: { '-delete': { turns: { 'file.list': 'file.delete' } } },
    },
    dd: { style: 'keyed', values: { 'of=': 'file.write', 'if=': 'file.read' } },
    tar: {
      bundle: true,
      operands: 'file.read*',
      values: { '-f': 'file.list' },
      flags: { '-c': { turns: { 'file.list': 'file.write' } } },
    },
    tight: { closed: true, does: 'inspect', flags: { '-a': {} } },
    print: 'inspect',
  });

  test.each([
    ['rm -rf x', ['file.delete-tree x@workspace']],
    ['rm x -r', ['file.delete-tree x@workspace']],
    ['rm --recursive x', ['file.delete-tree x@workspace']],
    ['rm --rec x', ['file.delete-tree x@workspace']],
    ['rm -frv x', ['file.delete-tree x@workspace']],
    ['rm -ro out x', ['file.delete-tree x@workspace', 'file.write out@workspace']],
    ['rm -oout x', ['file.delete x@workspace', 'file.write out@workspace']],
    ['rm --output=out x', ['file.delete x@workspace', 'file.write out@workspace']],
    ['rm --out out x', ['file.delete x@workspace', 'file.write out@workspace']],
    ['rm --color x', ['file.delete x@workspace']],
    ['rm --color=always x', ['file.delete x@workspace']],
    ['rm -n x', ['inspect rm']],
    ['rm --help x', ['inspect rm']],
    ['rm -- --help', ['file.delete --help@workspace']],
    ['rm --wipe x', ['file.delete x@workspace', 'disk.destroy --wipe']],
    ['rm --mode=list-all x', ['inspect rm']],
    ['rm --mode=kill-all x', ['file.delete x@workspace', 'process.kill-all kill-all']],
    ['rm --mode "$X" x', ['file.delete x@workspace', 'dynamic.option \ufdd0']],
    ['rm -t out x', ['file.read x@workspace', 'file.write out@workspace']],
  ])('%s', (command, effects) => {
    expect(run(command)).toEqual(effects);
  });

  test('long options with one dash', () => {
    expect(run('find . -name x -delete')).toEqual(['file.delete .@workspace-root']);
    expect(run('find . --delete')).toEqual(['file.delete .@workspace-root']);
    expect(run('find src -exec rm {} \\; -name y')).toEqual(['file.delete {}@workspace', 'file.list src@workspace']);
  });

  test('keys with values', () => {
    expect(run('dd if=a of=/dev/sda bs=1M')).toEqual(['file.read a@workspace', 'file.write /dev/sda@disk']);
  });

  test('a bundle without a dash', () => {
    expect(run('tar czf out.tgz src')).toEqual(['file.read src@workspace', 'file.write out.tgz@workspace']);
    expect(run('tar xf in.tgz')).toEqual(['file.list in.tgz@workspace']);
  });

  test('a closed command knows its options', () => {
    expect(run('tight -a')).toEqual(['inspect tight']);
    expect(run('tight -ab')).toEqual(['unknown.option -ab', 'inspect tight']);
    expect(run('tight --all')).toEqual(['unknown.option --all', 'inspect tight']);
  });
});

describe('subcommands', () => {
  const run = assessor({
    git: {
      values: { '-C': 'directory', '--git-dir': 'text' },
      commands: {
        status: 'inspect',
        'push pushes': { does: 'vcs.push', flags: { '-f --force': 'vcs.force-push' } },
        remote: { bare: 'inspect', commands: { add: 'config.change' } },
      },
    },
    cloud: {
      groups: 'compute disks',
      commands: { 'list describe-*': 'remote.read', 'delete-*': 'remote.delete', '*': 'remote.change' },
    },
    task: { operands: 'code.project*', commands: { list: 'inspect' } },
  });

  test.each([
    ['git status', ['inspect git']],
    ['git --git-dir x push --force', ['vcs.force-push --force', 'vcs.push git']],
    ['git pushes', ['vcs.push git']],
    ['git remote', ['inspect git']],
    ['git remote add x y', ['config.change git']],
    ['git remote -v', ['inspect git']],
    ['git frob', ['unknown.subcommand frob']],
    ['git "$X"', ['dynamic.command \ufdd0']],
    ['cloud compute disks list', ['remote.read cloud']],
    ['cloud describe-things x', ['remote.read cloud']],
    ['cloud delete-things x', ['remote.delete cloud']],
    ['cloud compute frob', ['remote.change cloud']],
    ['task build', ['code.project build']],
    ['task list', ['inspect task']],
  ])('%s', (command, effects) => {
    expect(run(command)).toEqual(effects);
  });
});

describe('wrappers', () => {
  const run = assessor({
    sudo: { style: 'posix', does: 'privilege.raise', operands: ['assignment*', 'command'], values: { '-u': 'text' } },
    timeout: { style: 'posix', operands: ['text', 'command'] },
    exec: { away: true, operands: ['text', 'command'] },
    xargs: { style: 'posix', feeds: true, operands: 'command' },
    ssh: { operands: ['network.login', 'source.shell-joined'] },
    sh: {
      operands: ['file.run', 'text*'],
      values: { '-c': { takes: 'source.shell', operands: 'text*' } },
      stdin: 'source.shell',
    },
    rm: 'file.delete',
    echo: 'inspect',
    fetch: 'network.fetch',
    unhide: { decodes: true, does: 'inspect' },
    ls: 'file.list',
    cd: { operands: 'directory', bare: 'shell.state' },
  });

  test.each([
    ['sudo -u x A=b rm y', ['shell.environment A=b', 'file.delete y@workspace', 'privilege.raise sudo']],
    ['timeout 5 rm -- x', ['file.delete x@workspace']],
    ['timeout 5 timeout 6 rm x', ['file.delete x@workspace']],
    ['exec box rm x /etc/y', ['file.delete x@elsewhere', 'file.delete /etc/y@system']],
    ['ls src | xargs rm', ['file.list src@workspace', 'file.delete {}@workspace']],
    ['echo src | xargs rm', ['inspect echo', 'file.delete {}@workspace']],
    ['fetch src | xargs rm', ['network.fetch src', 'file.delete \ufdd0@unresolved']],
    ["sh -c 'rm x'", ['file.delete x@workspace']],
    ["sh -c 'rm $1' x y", ['file.delete \ufdd6@unresolved']],
    ['sh -c "$X"', ['code.unresolved \ufdd0']],
    ['sh run.sh x', ['file.run run.sh@workspace']],
    ['sh', ['shell.interactive sh']],
    ["sh <<'X'\nrm y\nX", ['file.delete y@workspace']],
    ['sh < run.sh', ['file.run run.sh@workspace', 'file.read run.sh@workspace']],
    ['echo rm y | sh', ['inspect echo', 'inspect sh', 'file.delete y@workspace']],
    ['echo $X | sh', ['inspect echo', 'code.stdin sh']],
    ['{ echo x; fetch u; } | sh', ['inspect echo', 'network.fetch u', 'code.stdin sh', 'code.fetched sh']],
    ['fetch u | sh', ['network.fetch u', 'code.stdin sh', 'code.fetched sh']],
    [
      'fetch u | unhide | sh -',
      ['network.fetch u', 'inspect.decoded unhide', 'inspect unhide', 'code.stdin sh', 'code.fetched sh'],
    ],
    [
      'echo x | unhide | sh',
      ['inspect echo', 'inspect.decoded unhide', 'inspect unhide', 'code.stdin sh', 'code.decoded sh'],
    ],
    ['sh <(fetch u)', ['file.run \ufdd9@unresolved', 'network.fetch u', 'code.fetched \ufdd9']],
    ['ssh host rm x', ['file.delete x@workspace', 'network.login host']],
    ['cd /tmp && rm x', ['file.delete x@temporary']],
    ['cd "$X"; rm x', ['file.delete x@unresolved']],
  ])('%s', (command, effects) => {
    expect(
      run(command).filter((line) => !line.startsWith('file.run \ufdd9') || effects.some((effect) => effect === line)),
    ).toEqual(effects);
  });
});

describe('a word that may be an option', () => {
  const read = assessor({
    turning: { does: 'vcs.push', flags: { '--force': { turns: { 'vcs.push': 'vcs.force-push' } } } },
    running: { operands: 'network.fetch*', values: { '--with': 'command-text' } },
    weighing: { operands: 'file.delete*', values: { '-x': { 'a*': 'code.load' } } },
    tame: { does: 'vcs.push', flags: { '-q': {} }, values: { '-o': 'file.read' } },
    looking: { operands: 'file.list*', values: { '-exec': 'command' } },
    wrapping: { style: 'posix', operands: 'transfer.from*', flags: { '-f': 'code.hook' } },
    mixing: { operands: ['file.read*', 'file.write'], flags: { '-f': 'code.hook' } },
    naming: { operands: 'process.signal*', flags: { '-f': 'code.hook' } },
  });
  const mayBeOption = (command: string): boolean => read(command).some((line) => line.startsWith('dynamic.option'));

  test.each([
    'turning $ARGS',
    'turning origin $ARGS',
    'turning $(pick)',
    'turning "$@"',
    'turning "${ARGS[@]}"',
    'turning -$X',
    'turning --$X',
    'running $OPTS http://a.b',
    'weighing $X a',
    'wrapping $X a',
    'mixing $X a b',
    'naming $X',
  ])('counts where an option of an acting tool is grave: %s', (command) => {
    expect(mayBeOption(command)).toBe(true);
  });

  test.each([
    ['quoted, it is one operand', 'turning "$X"'],
    ['behind two dashes', 'turning -- $X'],
    ['behind the operand that ends the options', 'wrapping a $X'],
    ['only a part of it is not known', 'turning a$X'],
    ['the value of an option', 'running --with=$X u'],
    ['its options change nothing much', 'tame $X'],
    ['the tool only looks', 'looking $X'],
    ['the command needs it as the path it works on', 'weighing $X'],
    ['it needs it beside others', 'mixing $X a'],
    ['it needs it as the end of a copy', 'wrapping $X'],
    ['a number is none', 'turning $?'],
    ['the home folder is none', 'turning ~'],
  ])('not where %s: %s', (_, command) => {
    expect(mayBeOption(command)).toBe(false);
  });
});

describe('descriptions that contradict themselves', () => {
  test('a name described twice', () => {
    expect(() => compileKnowledge([{ ls: 'inspect' }, { 'dir ls': 'inspect' }])).toThrow(KnowledgeError);
    expect(() => compileKnowledge([{ ls: { flags: { '-a': {} }, values: { '-a': 'text' } } }])).toThrow(
      /"-a" is described twice/,
    );
  });

  test('two variadic slots', () => {
    expect(() => compileKnowledge([{ ls: { operands: ['text*', 'file.read*'] } }])).toThrow(/at most one slot/);
  });

  test('a name that is no ASCII', () => {
    expect(() => compileKnowledge([{ ł: 'inspect' }])).toThrow(/printable ASCII/);
  });
});
