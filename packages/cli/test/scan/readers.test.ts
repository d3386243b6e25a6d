/** What each reader takes out of a file, and where it says that it stood. */
import { describe, expect, it } from 'vitest';
import { type Kind, kindOf, KINDS, READERS } from '../../src/scan/kinds.ts';
import { LineIndex } from '../../src/scan/places.ts';
import { placeOf } from '../../src/scan/splice.ts';

/** Each command line as `LINE:COLUMN label | text`. */
function read(kind: Kind, text: string): string[] {
  const index = new LineIndex(text);
  return READERS[kind](text).lines.map(({ label, command }) => {
    const { line, column } = index.region(placeOf(command, { start: 0, end: 1 }));
    return `${line}:${column} ${label} | ${command.text}`;
  });
}

/** Whatever else was noticed, as `LINE:COLUMN code subject`. */
function noticed(kind: Kind, text: string): string[] {
  const index = new LineIndex(text);
  return READERS[kind](text).noticed.map(({ code, subject, span }) => {
    const { line, column } = index.region(span);
    return `${line}:${column} ${code} ${subject}`.trim();
  });
}

/** What of the file the word `word` of the only command line comes from. */
function sourceOf(kind: Kind, text: string, word: string): string {
  const command = READERS[kind](text).lines[0]?.command;
  if (command === undefined) throw new Error('expected a command line, met none');
  const start = command.text.indexOf(word);
  const span = placeOf(command, { start, end: start + word.length });
  return text.slice(span.start, span.end);
}

describe('kinds', () => {
  it.each([
    ['a/install.sh', '', 'shell'],
    ['a/install', '#!/usr/bin/env bash\n', 'shell'],
    ['a/install', '#!/bin/sh -e\n', 'shell'],
    ['a/install', '#!/usr/bin/python3\n', undefined],
    ['a/install', 'echo', undefined],
    ['Dockerfile', '', 'dockerfile'],
    ['x/Containerfile.dev', '', 'dockerfile'],
    ['x/web.Dockerfile', '', 'dockerfile'],
    ['Makefile', '', 'makefile'],
    ['rules.mk', '', 'makefile'],
    ['x/package.json', '', 'package'],
    ['x/other-package.json', '', undefined],
    ['.github/workflows/ci.yml', '', 'workflow'],
    ['workflows/ci.yml', '', undefined],
    ['tools/action.yaml', '', 'workflow'],
    ['.git/hooks/pre-commit', '', 'hook'],
    ['.git/hooks/pre-commit.sample', '', undefined],
    ['.husky/pre-push', '', 'hook'],
  ])('%s that begins with %j is %s', (path, text, kind) => {
    expect(kindOf(path, text)).toBe(kind);
  });
});

describe('shell scripts and hooks', () => {
  it('are one command line, whatever their length', () => {
    expect(read('shell', '#!/bin/sh\nd=x\nls "$d"\n')).toEqual(['1:1 script | #!/bin/sh\nd=x\nls "$d"\n']);
    expect(read('hook', 'npm test\n')).toEqual(['1:1 script | npm test\n']);
  });

  it('for another interpreter are named, not read', () => {
    expect(read('hook', '#!/usr/bin/env node\nx()\n')).toEqual([]);
    expect(noticed('hook', '#!/usr/bin/env node\nx()\n')).toEqual(['1:1 scan.other-shell /usr/bin/env node']);
  });
});

describe('Dockerfiles', () => {
  it('give what RUN runs, continued lines as one, comments between them left out', () => {
    const text = 'FROM debian\n# note\nRUN apt-get update \\\n  # why\n  && ls \\\n\n  -l\nCOPY a b\n';
    expect(read('dockerfile', text)).toEqual(['3:5 RUN | apt-get update    && ls    -l']);
    expect(sourceOf('dockerfile', text, '&& ls')).toBe('&& ls');
  });

  it('give the exec form as the words that it is', () => {
    expect(read('dockerfile', 'RUN ["ls", "a b", "it\'s"]\n')).toEqual([`1:5 RUN | ls 'a b' 'it'\\''s'`]);
    expect(read('dockerfile', 'RUN [ -f x ] && ls\n')).toEqual(['1:5 RUN | [ -f x ] && ls']);
  });

  it('leave the options of RUN out', () => {
    expect(read('dockerfile', 'RUN --mount=type=cache,target=/x \\\n  --network=none ls\n')).toEqual(['2:18 RUN | ls']);
  });

  it('give a document as a script, and one that a command reads with its command', () => {
    expect(read('dockerfile', 'RUN <<EOF\nls\nid\nEOF\nRUN id\n')).toEqual(['2:1 RUN | ls\nid', '5:5 RUN | id']);
    expect(read('dockerfile', 'RUN cat <<EOF > x\nRUN no\nEOF\n')).toEqual(['1:5 RUN | cat <<EOF > x\nRUN no\nEOF']);
    expect(read('dockerfile', 'COPY <<EOF /x\nRUN no\nEOF\nRUN id\n')).toEqual(['4:5 RUN | id']);
  });

  it('mind SHELL, until the next FROM', () => {
    const text = 'FROM a\nSHELL ["pwsh", "-c"]\nRUN Get-Item\nFROM b\nRUN id\n';
    expect(read('dockerfile', text)).toEqual(['5:5 RUN | id']);
    expect(noticed('dockerfile', text)).toEqual(['3:5 scan.other-shell RUN']);
    expect(read('dockerfile', 'SHELL ["/bin/bash", "-c"]\nRUN id\n')).toEqual(['2:5 RUN | id']);
  });

  it('may have another escape, and ONBUILD before RUN', () => {
    expect(read('dockerfile', '# escape=`\nRUN ls `\n  -l\n')).toEqual(['2:5 RUN | ls    -l']);
    expect(read('dockerfile', 'ONBUILD RUN id\n')).toEqual(['1:13 RUN | id']);
  });
});

describe('Makefiles', () => {
  it('give the lines of recipes without the marks for make', () => {
    expect(read('makefile', 'all: x\n\t@-ls\n\t+id\nX = 1\n\tid\n')).toEqual([
      '2:4 target all | ls',
      '3:3 target all | id',
    ]);
    expect(read('makefile', 'all: x ; ls -l\n')).toEqual(['1:10 target all | ls -l']);
    expect(read('makefile', 'X := a:b\n\tid\n')).toEqual([]);
  });

  it('join continued lines, of which the shell sees the backslash', () => {
    expect(read('makefile', 'all:\n\tls \\\n\t  -l\n')).toEqual(['2:2 target all | ls \\\n  -l']);
  });

  it("have the shell's dollar doubled, and variables that nobody knows, in quotes too", () => {
    const text = "all:\n\tls $$HOME $(DIR) ${X} $@ '$(Y)' $(MAKE)\n";
    expect(read('makefile', text)).toEqual([
      "2:2 target all | ls $HOME ${CAPGATE_UNKNOWN} ${CAPGATE_UNKNOWN} ${CAPGATE_UNKNOWN} ''\"${CAPGATE_UNKNOWN}\"'' make",
    ]);
    expect(sourceOf('makefile', text, '${CAPGATE_UNKNOWN}')).toBe('$(DIR)');
    expect(read('makefile', 'all:\n\tls $(call f,$(x)) y\n')).toEqual(['2:2 target all | ls ${CAPGATE_UNKNOWN} y']);
  });

  it('give what make runs while it reads', () => {
    expect(read('makefile', 'V := $(shell git describe)\n')).toEqual(['1:14 $(shell) | git describe']);
  });

  it('with another recipe prefix are said to be unreadable', () => {
    expect(noticed('makefile', '.RECIPEPREFIX = >\nall:\n>ls\n')).toEqual([
      '1:1 scan.unreadable a recipe prefix other than the tab',
    ]);
  });
});

describe('package.json', () => {
  it('gives its scripts, with their places behind escapes', () => {
    const text = '{\n  "name": "x",\n  "scripts": {\n    "build": "ls \\"a b\\" \\u0026& id"\n  }\n}\n';
    expect(read('package', text)).toEqual(['4:15 script build | ls "a b" && id']);
    expect(sourceOf('package', text, 'id')).toBe('id');
    expect(sourceOf('package', text, '"a b"')).toBe('\\"a b\\"');
    expect(sourceOf('package', text, '&&')).toBe('\\u0026&');
  });

  it('notes what npm runs by itself', () => {
    expect(noticed('package', '{"scripts": {"postinstall": "ls", "test": "ls"}}')).toEqual([
      '1:29 scan.install-script script postinstall',
    ]);
  });

  it('that is none is said to be unreadable', () => {
    expect(noticed('package', '{"scripts": ')).toEqual([expect.stringMatching(/^1:\d+ scan.unreadable /u)]);
    expect(noticed('package', '{"scripts": {"a": 1}}')).toEqual(['1:19 scan.unreadable script a']);
    expect(noticed('package', '['.repeat(100_000))).toEqual(['1:1 scan.unreadable expected less nesting']);
    expect(noticed('package', `{"scripts": ${'{"a":'.repeat(40_000)}`)).toEqual([
      expect.stringMatching(/^\d+:\d+ scan.unreadable /u),
    ]);
  });
});

/** A workflow with these steps, the first of them in line 6. */
function workflow(steps: string): string {
  return `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;
}

describe('workflows', () => {
  it('give the scripts of steps, however YAML writes them', () => {
    const text = workflow(
      "      - run: ls -l\n      - run: |\n          ls\n            id\n      - run: >-\n          ls\n          -l\n      - run: 'it''s'\n      - run: \"a\\tb\"\n",
    );
    expect(read('workflow', text)).toEqual([
      '6:14 job build | ls -l',
      '8:11 job build | ls\n  id\n',
      '11:11 job build | ls -l',
      "13:15 job build | it's",
      '14:15 job build | a\tb',
    ]);
  });

  it('have expressions, which nobody knows before they run', () => {
    const text = workflow('      - run: |\n          ls ${{ matrix.dir }}/x\n          id\n');
    expect(read('workflow', text)).toEqual(['7:11 job build | ls ${CAPGATE_UNKNOWN}/x\nid\n']);
    expect(sourceOf('workflow', text, '${CAPGATE_UNKNOWN}')).toBe('${{ matrix.dir }}');
    expect(sourceOf('workflow', text, 'id')).toBe('id');
    expect(noticed('workflow', text)).toEqual([]);
  });

  it.each([
    '${{ github.event.issue.title }}',
    '${{ github.event.pull_request.head.ref }}',
    '${{ github.head_ref }}',
    "${{ format('{0}', github.event.comment.body) }}",
    "${{ github['event'].issue.title }}",
    '${{ github.event.commits[0].message }}',
    '${{ toJSON(github.event) }}',
    '${{ toJSON(github) }}',
  ])('that splice %s into a script are open to injection', (expression) => {
    expect(noticed('workflow', workflow(`      - run: |\n          echo "${expression}"\n`))).toEqual([
      `7:17 scan.expression-injection job build: ${expression}`,
    ]);
  });

  it.each([
    '${{ github.event.number }}',
    '${{ github.event.pull_request.head.sha }}',
    '${{ github.ref }}',
    '${{ env.TITLE }}',
    '${{ github.event_name }}',
  ])('that splice %s are not', (expression) => {
    expect(noticed('workflow', workflow(`      - run: echo "${expression}"\n`))).toEqual([]);
  });

  it('mind shells: of the step, the job, the workflow, the system', () => {
    const text = `defaults: {run: {shell: pwsh}}\n${workflow('      - run: a\n      - run: b\n        shell: bash\n')}`;
    expect(read('workflow', text)).toEqual(['8:14 job build | b']);
    expect(noticed('workflow', text)).toEqual(['7:14 scan.other-shell job build, pwsh']);
    const windows = workflow('      - run: a\n').replace('ubuntu', 'windows');
    expect(noticed('workflow', windows)).toEqual(['6:14 scan.other-shell job build, pwsh']);
  });

  it('are composite actions as well', () => {
    expect(read('workflow', 'runs:\n  using: composite\n  steps:\n    - run: id\n      shell: bash\n')).toEqual([
      '4:12 action | id',
    ]);
  });

  it('with aliases are followed, with cycles and bombs are not', () => {
    const shared = 'x: &s\n  - run: id\njobs:\n  a:\n    steps: *s\n';
    expect(read('workflow', shared)).toEqual(['2:10 job a | id']);
    expect(read('workflow', 'jobs: &j\n  a: *j\n  b:\n    steps:\n      - run: id\n')).toEqual(['5:14 job b | id']);
    const bomb = `x: &x [1]\njobs: [${'*x, '.repeat(200)}1]\n`;
    expect(noticed('workflow', bomb)).toEqual(['1:1 scan.unreadable expected at most 100 aliases, met more']);
    expect(noticed('workflow', 'a'.repeat(300_000))).toEqual([
      '1:1 scan.unreadable expected at most 262144 characters, met 300000',
    ]);
  });

  it('hold no more than is read: the rest is said to be unread', () => {
    const text = workflow('      - run: id\n'.repeat(2100));
    expect(READERS.workflow(text).lines).toHaveLength(2000);
    expect(noticed('workflow', text)).toEqual(['2006:14 scan.limit']);
  });
});

it('every kind has a reader', () => {
  expect(Object.keys(READERS)).toEqual([...KINDS]);
});
