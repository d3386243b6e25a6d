/** Tools around git: browsers, commit helpers, repository collections, dotfile managers built on it. */
import type { Family } from '../vocabulary/spec.ts';

export const gitTools: Family = {
  'gitk tig lazygit gitui gitg gitextensions qgit git-gui git-cola smartgit gitkraken sourcetree sublime_merge fork tower grv gitqlient':
    'desktop.act',
  'git-sizer git-quick-stats git-fame git-standup git-delta git-summary gitinspector git-who mergestat': 'inspect',
  'delta diff-so-fancy diffstat filterdiff lsdiff grepdiff splitdiff interdiff combinediff rediff recountdiff': {
    operands: 'file.read*',
    values: {
      '--pager': 'code.hook',
      '-p -x -i -I -X --config --features --syntax-theme --width --output-filter': 'text',
    },
  },
  'difft difftastic': {
    operands: 'file.read*',
    values: { '--context --width --tab-width --display --color --background --language --override': 'text' },
  },
  gitlint: {
    does: 'inspect',
    values: { '-C --config': 'file.read', '-c --commits --msg-filename --extra-path': 'text' },
    commands: { 'lint run-hook generate-config': 'inspect', 'install-hook uninstall-hook': 'config.change' },
    operands: 'text*',
  },
  'commitlint commitizen git-cz gitmoji': { does: 'vcs.change', flags: { '-l --list': { only: true } } },
  cz: {
    commands: { 'check info schema example ls version': 'inspect', 'commit c bump ch changelog init': 'vcs.change' },
  },
  'standard-version release-it semantic-release np release-please auto lerna-changelog changelogen bumpp': {
    does: 'vcs.push',
    flags: { '--dry-run -d --no-publish': { only: true } },
  },
  'git-cliff conventional-changelog auto-changelog towncrier reno': {
    does: 'inspect',
    values: { '-o --output': 'file.write', '-p --prepend': 'file.write', '-c --config': 'file.read' },
  },
  changeset: {
    does: 'vcs.change',
    commands: { status: 'inspect', 'add init version tag pre': 'vcs.change', publish: 'package.publish' },
    operands: 'text*',
  },
  'bump2version bumpversion bump-my-version tbump': { does: 'vcs.change', flags: { '-n --dry-run': { only: true } } },
  'git-town git-machete git-branchless git-absorb git-autofixup git-flow git-imerge git-annex git-secret stg quilt topgit gt spr sl-stack av ghstack git-spice':
    'vcs.change',
  b4: {
    does: 'vcs.fetch',
    commands: {
      'am shazam mbox pr diff ty kr': 'vcs.fetch',
      send: 'network.send',
      prep: 'vcs.change',
      trailers: 'vcs.change',
    },
  },
  ghq: {
    commands: {
      'list root': 'inspect',
      'get clone': 'vcs.fetch',
      create: { bare: 'file.create', operands: 'file.create*' },
      rm: 'vcs.discard',
      migrate: 'vcs.change',
    },
  },
  'mr myrepos vcsh repo gita mu-repo meta wstool vcstool west gclient': {
    does: 'vcs.fetch',
    commands: {
      'status diff log list ls info forall grep branches manifest': 'inspect',
      'run exec': 'code.inline',
      '*': 'vcs.fetch',
    },
    operands: 'text*',
  },
  vcs: {
    commands: {
      'status diff log branch remotes': 'inspect',
      'import pull': 'vcs.fetch',
      push: 'vcs.push',
      custom: 'code.inline',
    },
  },
  yadm: {
    bare: 'inspect',
    commands: {
      'status log diff show list introspect gitconfig version help': 'inspect',
      'add commit alt perms branch merge stash': 'vcs.change',
      'clone fetch pull': 'vcs.fetch',
      push: { does: 'vcs.push', flags: { '-f --force': 'vcs.force-push' } },
      bootstrap: 'code.project',
      'encrypt decrypt': 'secret.change',
      'config remote init': 'config.change',
      enter: 'shell.interactive',
      'reset checkout restore clean': 'vcs.discard',
      'git-crypt transcrypt': 'secret.change',
      upgrade: { does: 'config.change', flags: { '-f': 'vcs.discard' } },
    },
  },
  chezmoi: {
    bare: 'inspect',
    commands: {
      'status diff managed unmanaged ignored doctor data dump dump-config source-path target-path verify cat cat-config git-log help completion execute-template docs license':
        'inspect',
      'add re-add forget chattr edit edit-config merge merge-all cd generate import unmanage': 'config.change',
      'apply update init': 'config.redirect',
      'remove rm destroy purge': 'vcs.discard',
      'secret age decrypt encrypt': 'secret.change',
      'git upgrade state': 'vcs.change',
      archive: 'inspect',
    },
    values: {
      '-S --source -D --destination -c --config -W --working-tree --cache --persistent-state -o --output': 'text',
    },
  },
  'dotbot rcup rcdn mackup homesick homeshick dotter tuckr': {
    does: 'config.change',
    flags: { '-n --simulate --no --dry-run': { only: true } },
  },
  etckeeper: {
    commands: { vcs: 'vcs.change', 'commit init pre-install post-install': 'vcs.change', uninit: 'vcs.rewrite' },
  },
  patch: {
    does: 'vcs.change',
    operands: ['file.write', 'file.read'],
    flags: { '--dry-run -C --check': { only: true } },
    values: {
      '-i --input': 'file.read',
      '-o --output -r --reject-file': 'file.write',
      '-d --directory': 'directory',
      '-p --strip -F --fuzz -z --suffix -B --prefix -Y --basename-prefix -D --ifdef -g --get -V --version-control -x --debug':
        'text',
    },
  },
  gource: {
    operands: 'file.read*',
    style: 'long',
    values: {
      '-o --output-ppm-stream --output-custom-log --save-config': 'file.write',
      '-s -title -logo -camera-mode -start-date -stop-date -hide -background -user-image-dir': 'text',
    },
  },
  gitstats: { operands: ['file.read*', 'file.write'], values: { '-c': 'text' } },
  ghi: {
    does: 'remote.note',
    operands: 'text*',
    commands: { 'list show': { does: 'remote.read', operands: 'text*' } },
  },
  'git-interactive-rebase-tool': { operands: 'file.write' },
};
