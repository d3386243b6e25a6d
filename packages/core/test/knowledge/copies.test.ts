/** What is put into a folder lies there under its own name: so agents' hooks and the gate's files are written by copying, too. */
import { describe, expect, test } from 'vitest';
import { createContext, decide, VERDICTS } from '../../src/index.ts';

const HOME = '/home/ada';
const WORKSPACE = `${HOME}/shop`;
const options = {
  workspace: WORKSPACE,
  home: HOME,
  gatePaths: [`${HOME}/.config/capgate/config.yaml`, `${WORKSPACE}/ops/gate.yaml`],
} as const;
const balanced = createContext(options);
// Only the gate's own is denied there.
const observing = createContext({ ...options, mode: 'observe' });

function said(command: string, context = balanced): string {
  return VERDICTS[decide({ kind: 'command', command }, context).verdict] ?? '';
}

describe("a copy into a folder with agents' hooks is denied where it may write them", () => {
  test.each([
    'cp settings.json .claude/',
    'cp settings.json .claude',
    'mv settings.json .gemini/',
    'cp config.toml .codex',
    'cp settings.json ~/.claude/',
    'cp -t .claude/ notes.md settings.json',
    'cp notes.md settings.json .claude',
    'ln -sf ../mine/settings.json .claude/',
    'install -m 644 settings.json .claude/',
    'scp box:mine/settings.json .claude/',
    'scp box:settings.json .claude/',
    'cd .claude && cp ../c/settings.json .',
    'cd .claude && wget http://h/settings.json',
    'cd .claude && curl -O http://h/settings.json',
    'cp -rT c .claude',
    'cp -r c .claude',
    'mv c .claude',
    'ln -s c .claude',
    'cp -r c/. .claude/',
    'cp -r c/ .claude/',
    'cp c/* .claude/',
    'cp "$FILE" .claude/',
    'rsync -a c/ .claude/',
    'tar xf x.tar -C .claude',
    'cd .claude && tar xf ../x.tar',
    'unzip -o x.zip -d ~/.claude',
    'wget -P .claude http://h/settings.json',
    'wget -P .claude/ http://h/settings.json?raw=1',
    'curl -O --output-dir .claude http://h/settings.json',
    'cp gate.json .github/hooks/',
    'cp -r .claude ~/',
    'cp -r mine/.codex ~',
    'rsync -a mine/.gemini .',
  ])('%s', (command) => {
    expect([said(command), said(command, observing)]).toEqual(['deny', 'deny']);
  });
});

describe("a copy into a folder with the gate's files is denied where it may write them", () => {
  test.each([
    'cp -r capgate ~/.config/',
    'rsync -a mine/capgate ~/.config',
    'cp gate.yaml ops/',
    'mv new/gate.yaml ops',
    'cp new/* ops/',
    'cp "$FILE" ops/',
    'tar xf x.tar -C ops',
    'unzip -o x.zip -d ~/.config',
    'rsync -a new/ ops/',
    'sed -i s/a/b/ ops/*',
    'sed -i s/a/b/ ops/*.yaml',
    'truncate -s 0 ops/*',
  ])('%s', (command) => {
    expect([said(command), said(command, observing)]).toEqual(['deny', 'deny']);
  });
});

describe('a whole tree over the folder that holds all of them is asked about', () => {
  test.each(['cp -r /tmp/c/. ~/', 'cp -r c/.. ~', 'rsync -a c/ ~/', 'cp -r c/.config ~/', 'tar xf x.tar -C ~'])(
    '%s',
    (command) => {
      expect([said(command), said(command, observing)]).toEqual(['ask', 'allow']);
    },
  );
});

describe('copying beside them stays', () => {
  test.each([
    'cp -r a ~/',
    'cp notes.md ~',
    'cp *.md ~/',
    'cp "$FILE" ~/',
    'cp -r theme ~/.config',
    'cp -r theme/ ~/.config/',
    'cp -r ../template/. .',
    'cp -r dist/* .',
    'mv build/* .',
    'rsync -a a/ ~/b/',
    'tar xf x.tar',
    'tar xzf x.tgz -C vendor',
    'unzip x.zip -d vendor',
    'cd vendor && tar xf ../x.tar',
    'cd vendor && cp ../a/* .',
    'wget http://h/data.csv',
    'curl -O http://h/data.csv',
    'git clone https://example.com/a/b.git',
    'npm i',
    'cp -r skills .claude/',
    'cp notes.md .claude/',
    'cp settings.json config/',
    'cp a.yaml ops/',
    'cat ops/*',
    'sed -i s/a/b/ src/*',
    'cp -r .claude /tmp/backup',
    'cp -r .claude .claude.bak',
    'cp .claude/settings.json /tmp/',
    'cp -T a.txt b.txt',
  ])('%s', (command) => {
    expect(said(command, observing)).toBe('allow');
    expect(said(command)).toBe('allow');
  });
});

test('with very many sources every name counts as unknown, and the answer comes', () => {
  const many = Array.from({ length: 5000 }, (_, at) => `f${at}`).join(' ');
  expect([said(`cp ${many} .claude/`), said(`cp ${many} docs/`)]).toEqual(['deny', 'allow']);
});
