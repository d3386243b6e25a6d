/** Git. Reading is `inspect`; what reflog or index can bring back is `vcs.change`; the rest is named for what it loses. */
import type { Cases, CommandSpec, Family } from '../vocabulary/spec.ts';
import { SOUGHT } from './guards.ts';

/** Git's own options mean other things after a subcommand (`-c`, `-C`, `-p`), so every subcommand stands alone. */
const OWN = { ownOptions: true } as const;
const LOOK: CommandSpec = { ...OWN, does: 'inspect', values: { '--output': 'file.write' } };
const CHANGE: CommandSpec = { ...OWN, does: 'vcs.change' };
const FETCH: CommandSpec = { ...OWN, does: 'vcs.fetch' };
const REWRITE: CommandSpec = { ...OWN, does: 'vcs.rewrite' };
const DISCARD: CommandSpec = { ...OWN, does: 'vcs.discard' };

/** Settings that name no program, no address and no trust. All others may decide which code runs. */
const PLAIN_KEYS =
  'user.* author.* committer.* color.* column.* advice.* core.quotepath* core.quotePath* core.autocrlf* core.eol* core.abbrev* core.longpaths* core.filemode* core.fileMode* core.ignorecase* core.ignoreCase* core.symlinks* core.safecrlf* core.compression* core.bare* core.untrackedCache* core.commentChar* core.fscache* core.whitespace* core.excludesfile* core.excludesFile* core.preloadindex* core.precomposeunicode* core.sparseCheckout* commit.gpgsign* commit.gpgSign* commit.verbose* commit.cleanup* commit.template* tag.gpgsign* tag.gpgSign* tag.sort* gpg.format* init.defaultBranch* init.defaultbranch* pull.* push.default* push.autoSetupRemote* push.autosetupremote* push.followTags* push.recurseSubmodules* push.gpgSign* fetch.prune* fetch.parallel* fetch.writeCommitGraph* fetch.recurseSubmodules* merge.conflictstyle* merge.conflictStyle* merge.ff* merge.renameLimit* merge.renamelimit* merge.log* merge.stat* diff.algorithm* diff.renames* diff.renameLimit* diff.renamelimit* diff.context* diff.noprefix* diff.mnemonicPrefix* diff.mnemonicprefix* diff.submodule* diff.colorMoved* diff.wsErrorHighlight* log.* rebase.auto* rebase.updateRefs* rebase.missingCommitsCheck* rerere.* status.* stash.* submodule.recurse* blame.* branch.autosetup* branch.autoSetup* branch.sort* gc.auto* gc.pruneExpire* http.postBuffer* http.postbuffer* http.lowSpeed* http.version* http.maxRequests* pack.* index.* feature.* help.autocorrect* help.autoCorrect* checkout.* clone.* worktree.* i18n.* format.pretty* maintenance.* transfer.fsckObjects* safe.directory* lfs.locksverify* lfs.fetchinclude* lfs.fetchexclude*';

/** `-c KEY=VALUE`, in force for this invocation alone. */
const SETTING: Cases = {
  'core.editor=true core.editor=: core.pager=cat core.pager= core.pager=less sequence.editor=: sequence.editor=true credential.helper= core.hooksPath=/dev/null core.fsmonitor=false':
    'text',
  '*=!*': 'code.hook',
  [`${PLAIN_KEYS} http.extraHeader=* http.extraheader=*`]: 'text',
  'http.* https.* url.* remote.* branch.* submodule.*': 'config.redirect',
  else: 'code.hook',
};

/** `git config KEY VALUE`, in force from now on. */
const KEY: Cases = {
  [`${PLAIN_KEYS} alias.* *.url *.pushurl *.fetch *.merge *.remote *.rebase *.description *.pushRemote *.pushremote *.active *.ignore *.branch`]:
    'config.change',
  'core.editor=true core.pager=cat': 'config.change',
  else: 'config.redirect',
};
/** The value of an alias that begins with `!` is a shell command, as that of a credential helper is. */
const VALUE: Cases = { '!*': 'config.redirect', else: 'text', dynamic: 'text' };
/** Settings whose value is a command line, for good: it is read as one, names of helpers aside. */
const COMMANDS: CommandSpec = {
  ...OWN,
  does: 'config.redirect',
  operands: [
    {
      '/tmp/* /var/tmp/* /dev/shm/* !/tmp/* !/var/tmp/* !/dev/shm/*': 'code.plant',
      'store* cache* osxkeychain manager* wincred libsecret !*': 'text',
      else: 'source.shell',
      dynamic: 'text',
    },
  ],
};
const COMMAND_KEYS =
  'core.sshCommand core.sshcommand core.askPass core.askpass core.fsmonitor core.gitProxy diff.external gpg.program credential.helper *.textconv *.driver *.clean *.smudge *.process *.cmd *.helper';

/** `ext::` runs a command, `fd::` talks to an open file; a leading dash would be an option. */
/** `from:to` moves a branch of this repository. */
const REFSPECS = { every: { '*:*': 'vcs.change', else: 'text', dynamic: 'text' } } as const;
const ADDRESS: Cases = { 'ext::* *::ext::* fd::*': 'code.hook', else: 'text', dynamic: 'text' };
/** Where to push: a remote's name, or an address of the command's own choosing. */
const DESTINATION: Cases = {
  'ext::* fd::*': 'code.hook',
  '*://* *@*': 'network.send',
  else: 'text',
  dynamic: 'text',
};
const REFSPEC: Cases = { '+*': 'vcs.force-push', ':*': 'vcs.delete-remote', else: 'text', dynamic: 'text' };

/** A first operand of `checkout` that is a path rather than a branch: there the working tree is overwritten. */
const BRANCH_OR_PATH: Cases = {
  '. .. ./* ../* :/* :(* /* *.ts *.tsx *.js *.jsx *.mjs *.cjs *.json *.md *.txt *.py *.go *.rs *.c *.h *.cc *.cpp *.hpp *.java *.kt *.rb *.php *.sh *.yml *.yaml *.toml *.html *.css *.scss *.vue *.svelte *.sql *.xml *.lock *.ini *.cfg *.env *.tf *.swift *.cs *.lua':
    'vcs.discard',
  else: 'text',
  dynamic: 'text',
};

const LFS: CommandSpec = {
  ...OWN,
  commands: {
    'env ext logs ls-files pointer status version locks': 'inspect',
    'fsck dedup checkout merge-driver clean smudge filter-process post-checkout post-commit post-merge': 'vcs.change',
    'track untrack': 'vcs.change',
    'install uninstall update': 'config.change',
    'fetch pull clone': 'vcs.fetch',
    'push pre-push': 'vcs.push',
    'lock unlock': 'remote.change',
    migrate: { commands: { info: 'inspect', 'import export': 'vcs.rewrite' } },
    prune: { does: 'vcs.change', flags: { '-d --dry-run': { only: true } } },
  },
};

const COMMIT_VALUES = {
  '-m --message -C --reuse-message -c --reedit-message --fixup --squash --author --date -t --template --cleanup --trailer --pathspec-from-file':
    'text',
  '-F --file': 'file.read',
} as const;

const TRANSFER_VALUES = {
  '--upload-pack': 'code.hook',
  '--depth --deepen --shallow-since --shallow-exclude -j --jobs --negotiation-tip --server-option --refmap --filter --recurse-submodules-default':
    'text',
} as const;

export const git: Family = {
  git: {
    bare: 'inspect',
    flags: {
      '-v -h --html-path --man-path --info-path': { only: true },
      '-p --paginate -P --no-pager --bare --no-replace-objects --literal-pathspecs --no-optional-locks': 'inspect',
    },
    values: {
      '-C --work-tree': 'directory',
      '-c --config-env': SETTING,
      '--git-dir': 'file.read',
      '--namespace --super-prefix --list-cmds --attr-source': 'text',
      '--exec-path': { takes: 'code.hook', attached: true },
    },
    commands: {
      // Reading.
      'status show diff-tree diff-files diff-index diff-pairs whatchanged shortlog range-diff cherry last-modified':
        LOOK,
      log: { ...LOOK, values: { ...LOOK.values, '-S -G': SOUGHT } },
      diff: { ...LOOK, flags: { '--no-index': { operands: 'file.read*' } } },
      'blame annotate describe rev-parse rev-list name-rev show-ref show-branch show-index ls-tree cat-file merge-base for-each-ref count-objects check-attr check-ignore check-mailmap check-ref-format fsck verify-commit verify-tag verify-pack var version help patch-id get-tar-commit-id stripspace column fmt-merge-msg request-pull fast-export mailinfo diagnose repo fetch-pack upload-pack':
        LOOK,
      'ls-files': { ...LOOK, values: { '--exclude-from -X': 'file.read' } },
      grep: {
        ...LOOK,
        operands: [SOUGHT, 'text*'],
        values: {
          '-e': SOUGHT,
          '-A -B -C -m --max-depth --threads --max-count': 'text',
          '-f': 'file.read',
          '-O --open-files-in-pager': { takes: 'code.hook', attached: true },
        },
      },
      'ls-remote': {
        ...OWN,
        does: 'remote.read',
        operands: [ADDRESS, 'text*'],
        values: { '--upload-pack --exec': 'code.hook', '-o --server-option --sort': 'text' },
      },
      archive: {
        ...OWN,
        does: 'inspect',
        values: {
          '-o --output': 'file.write',
          '--remote': 'network.fetch',
          '--exec': 'code.hook',
          '--format --prefix --mtime': 'text',
          '--add-file --add-virtual-file': 'file.read',
        },
      },
      bugreport: {
        ...OWN,
        does: 'file.create',
        values: { '-o --output-directory': 'file.write', '-s --suffix': 'text' },
      },
      'format-patch': {
        ...OWN,
        does: 'file.create',
        flags: { '--stdout': 'inspect' },
        values: {
          '-o --output-directory --output': 'file.write',
          '--signature-file': 'file.read',
          '--to --cc --in-reply-to -v --reroll-count': 'text',
        },
      },
      bundle: {
        ...OWN,
        commands: {
          'verify list-heads': 'file.read',
          create: { operands: ['file.write', 'text*'] },
          unbundle: 'vcs.change',
        },
      },
      'merge-tree merge-file': { ...OWN, does: 'inspect' },
      'hash-object': { ...OWN, operands: 'file.read*', flags: { '-w': 'vcs.change' }, values: { '-t --path': 'text' } },
      'interpret-trailers': {
        ...OWN,
        operands: 'file.read*',
        flags: { '--in-place': { turns: { 'file.read': 'file.write' } } },
        values: { '--trailer --where --if-exists --if-missing': 'text' },
      },

      // Everyday change.
      'add stage': {
        ...CHANGE,
        flags: { '-n --dry-run': { only: true } },
        values: { '--chmod --pathspec-from-file': 'text' },
      },
      commit: { ...CHANGE, flags: { '--dry-run': { only: true } }, values: COMMIT_VALUES },
      'merge cherry-pick revert': {
        ...CHANGE,
        flags: { '--abort --quit --continue --skip': 'vcs.change' },
        values: {
          '-m -X --strategy-option -s --strategy --mainline --cleanup --into-name -S': 'text',
          '-F --file': 'file.read',
        },
      },
      rebase: {
        ...CHANGE,
        values: {
          '-x --exec': 'source.shell',
          '-s --strategy -X --strategy-option --onto -C --whitespace --empty': 'text',
        },
      },
      'mv commit-tree commit-graph write-tree mktag mktree pack-objects pack-refs repack index-pack unpack-objects unpack-file update-index update-server-info multi-pack-index prune-packed refs replace replay merge-index merge-one-file mailsplit quiltimport read-tree gui citool':
        CHANGE,
      tag: {
        ...OWN,
        bare: 'inspect',
        operands: 'vcs.change*',
        flags: { '-l --list -v --verify': { only: true } },
        values: {
          '-m --message -u --local-user --cleanup': 'text',
          '-F --file': 'file.read',
          '--contains --no-contains --merged --no-merged --points-at': { takes: 'text', only: true },
          // With a name these make a tag all the same.
          '--sort --format': 'text',
        },
      },
      branch: {
        ...OWN,
        bare: 'inspect',
        operands: 'vcs.change*',
        flags: {
          '-l --list -a --all -r --remotes --show-current': { only: true },
          '-d --delete -m -M --move -c -C --copy --unset-upstream --edit-description': 'vcs.change',
          '-D -f --force': 'vcs.rewrite',
        },
        values: {
          '-u --set-upstream-to': 'vcs.change',
          '--contains --no-contains --merged --no-merged --points-at': { takes: 'text', only: true },
          // With a name these make a branch all the same.
          '--sort --format': 'text',
          '--column --abbrev': { takes: 'text', attached: true },
        },
      },
      switch: {
        ...CHANGE,
        flags: { '-f --force --discard-changes': 'vcs.discard' },
        values: {
          '-c --create -C --force-create --orphan --conflict': 'text',
          '-t --track': { takes: 'text', attached: true },
        },
      },
      checkout: {
        ...CHANGE,
        operands: [BRANCH_OR_PATH, 'vcs.discard*'],
        flags: {
          '--': { operands: 'vcs.discard*' },
          '-f --force': 'vcs.discard',
          '--ours --theirs --detach': { operands: 'text*' },
        },
        values: {
          '-b -B --orphan': { takes: 'text', operands: 'text*' },
          '--conflict': 'text',
          '--pathspec-from-file': 'vcs.discard',
          '-t --track': { takes: 'text', attached: true, operands: 'text*' },
        },
      },
      restore: {
        ...OWN,
        operands: 'vcs.discard*',
        flags: { '-S --staged': { operands: 'vcs.change*' }, '-W --worktree': { operands: 'vcs.discard*' } },
        values: { '-s --source --conflict': 'text', '--pathspec-from-file': 'vcs.discard' },
      },
      reset: {
        ...CHANGE,
        flags: { '--hard --merge': 'vcs.discard', '--soft --mixed --keep': 'vcs.change' },
        values: { '--pathspec-from-file': 'text' },
      },
      clean: { ...DISCARD, flags: { '-n --dry-run': { only: true } }, values: { '-e --exclude': 'text' } },
      rm: {
        ...CHANGE,
        flags: { '-f --force': 'vcs.discard', '-n --dry-run': { only: true } },
        values: { '--pathspec-from-file': 'text' },
      },
      'checkout-index': { ...CHANGE, flags: { '-f --force': 'vcs.discard' }, values: { '--prefix': 'file.write' } },
      stash: {
        ...CHANGE,
        commands: {
          'list show': 'inspect',
          'push save pop apply branch create store': {
            does: 'vcs.change',
            values: { '-m --message --pathspec-from-file': 'text' },
          },
          'drop clear': 'vcs.discard',
          'export import': 'vcs.change',
        },
        operands: 'text*',
      },
      apply: {
        ...CHANGE,
        operands: 'file.read*',
        flags: { '--stat --numstat --summary --check': { only: true }, '--unsafe-paths': 'vcs.discard' },
        values: { '-p -C --exclude --include --directory --whitespace --build-fake-ancestor': 'text' },
      },
      am: {
        ...CHANGE,
        operands: 'file.read*',
        values: { '-p -C --exclude --include --directory --whitespace --patch-format --resolvemsg': 'text' },
      },
      init: {
        ...CHANGE,
        operands: 'file.create',
        values: {
          '--template': 'code.hook',
          '--separate-git-dir': 'file.create',
          '-b --initial-branch --object-format --ref-format': 'text',
          '--shared': { takes: 'text', attached: true },
        },
      },
      worktree: {
        ...OWN,
        commands: {
          list: 'inspect',
          add: { does: 'vcs.change', operands: ['file.create', 'text*'], values: { '-b -B --reason': 'text' } },
          'move repair lock unlock prune': { does: 'vcs.change', values: { '--reason --expire': 'text' } },
          remove: { does: 'vcs.change', flags: { '-f --force': 'vcs.discard' } },
        },
      },
      notes: {
        ...OWN,
        bare: 'inspect',
        commands: {
          'list show get-ref': 'inspect',
          'add append copy edit merge remove prune': {
            does: 'vcs.change',
            values: { '-m --message -C -c -s': 'text', '-F --file': 'file.read' },
          },
        },
        values: { '--ref': 'text' },
      },
      'sparse-checkout': {
        ...OWN,
        commands: { 'list check-rules': 'inspect', 'init set add reapply disable clean': 'vcs.change' },
      },
      rerere: {
        ...CHANGE,
        commands: { 'status diff remaining': 'inspect', 'forget clear gc': 'vcs.change' },
        operands: 'text*',
      },
      'symbolic-ref': {
        ...OWN,
        operands: ['text', 'vcs.change'],
        flags: { '-d --delete': 'vcs.change' },
        values: { '-m': 'text' },
      },
      bisect: {
        ...OWN,
        commands: {
          'log view visualize help terms': 'inspect',
          'start bad good new old skip next reset replay': 'vcs.change',
          run: { style: 'posix', does: 'vcs.change', operands: 'command' },
        },
      },
      submodule: {
        ...OWN,
        bare: 'inspect',
        commands: {
          'status summary': 'inspect',
          foreach: { style: 'posix', operands: 'source.shell-joined' },
          add: {
            does: 'vcs.fetch',
            operands: [ADDRESS, 'file.create'],
            values: { '-b --branch --name --reference --depth': 'text' },
          },
          update: {
            does: 'vcs.fetch',
            flags: { '-f --force': 'vcs.discard' },
            values: { '-j --jobs --depth --reference --filter': 'text' },
          },
          'init sync set-branch absorbgitdirs': 'vcs.change',
          'set-url': 'config.change',
          deinit: { does: 'vcs.change', flags: { '-f --force': 'vcs.discard' } },
        },
        flags: { '-q --quiet --cached': 'inspect' },
      },
      subtree: {
        ...OWN,
        commands: {
          'add pull merge split': 'vcs.change',
          push: { does: 'vcs.push', operands: [DESTINATION, 'text*'] },
        },
        values: { '-P --prefix -m --message -b --branch': 'text' },
      },
      maintenance: {
        ...OWN,
        commands: {
          'run is-needed': 'vcs.change',
          'register unregister': 'config.change',
          'start stop': 'schedule.install',
        },
      },
      gc: { ...CHANGE, values: { '--prune': { takes: { 'now all': 'vcs.rewrite', else: 'text' }, attached: true } } },
      'fsmonitor--daemon': CHANGE,
      hook: { ...OWN, commands: { run: 'code.project' } },
      difftool: { ...LOOK, does: 'desktop.act', values: { '-x --extcmd': 'source.shell', '-t --tool': 'text' } },
      mergetool: { ...CHANGE, values: { '-t --tool': 'text', '-O': 'file.read' } },
      'filter-branch': {
        ...REWRITE,
        values: {
          '--setup --env-filter --tree-filter --index-filter --parent-filter --msg-filter --commit-filter --tag-name-filter':
            'source.shell',
          '-d --subdirectory-filter --original': 'text',
        },
      },
      'filter-repo': {
        ...REWRITE,
        flags: { '--analyze --dry-run': { only: true } },
        values: {
          '--blob-callback --commit-callback --tag-callback --reset-callback --filename-callback --message-callback --name-callback --email-callback --refname-callback --file-info-callback':
            'source.python',
          '--paths-from-file --mailmap --replace-text --replace-message': 'file.read',
          '--path --path-glob --path-regex --path-rename --subdirectory-filter --to-subdirectory-filter --refs': 'text',
        },
      },
      'update-ref prune fast-import': {
        ...REWRITE,
        flags: { '-n --dry-run': { only: true } },
        values: { '-m --expire': 'text' },
      },
      reflog: {
        ...LOOK,
        commands: {
          'show exists list': LOOK,
          'expire delete drop': { ...REWRITE, flags: { '-n --dry-run': { only: true } } },
        },
        operands: 'text*',
      },
      config: {
        ...OWN,
        operands: ['text*', KEY, VALUE],
        flags: {
          '-l --list --get --get-all --get-regexp --get-urlmatch --get-color --get-colorbool': {
            does: 'inspect',
            operands: 'text*',
          },
          '--unset --unset-all --remove-section --rename-section': { does: 'config.change', operands: 'text*' },
          '-e --edit': 'config.change',
          '--add --replace-all': { operands: [KEY, VALUE, 'text*'] },
        },
        values: { '-f --file': 'file.write', '--blob --type --default --comment --url --value': 'text' },
        commands: {
          'get list get-color': 'inspect',
          set: { operands: [KEY, VALUE, 'text*'], values: { '--value --type --comment': 'text' } },
          'unset remove-section rename-section edit': 'config.change',
          [COMMAND_KEYS]: COMMANDS,
        },
      },

      // Other repositories.
      clone: {
        ...FETCH,
        operands: [ADDRESS, 'file.create'],
        values: {
          ...TRANSFER_VALUES,
          '-u --template': 'code.hook',
          '-c --config': SETTING,
          '-b --branch -o --origin --revision --ref-format': 'text',
          '--reference --reference-if-able': 'file.read',
          '--separate-git-dir': 'file.create',
          '--bundle-uri': 'network.fetch',
        },
      },
      // Only what is known of the other side, unless it is told to move a branch here.
      fetch: {
        ...FETCH,
        does: 'vcs.refresh',
        operands: [ADDRESS, REFSPECS],
        values: { ...TRANSFER_VALUES, '-o': 'text' },
      },
      pull: {
        ...OWN,
        does: ['vcs.fetch', 'vcs.change'],
        operands: [ADDRESS, 'text*'],
        values: { ...TRANSFER_VALUES, '-s --strategy -X --strategy-option -o': 'text' },
      },
      push: {
        ...OWN,
        does: 'vcs.push',
        operands: [DESTINATION, { every: REFSPEC }],
        flags: {
          '-n --dry-run': { only: true },
          '-f --force': 'vcs.force-push',
          '-d --delete --prune': 'vcs.delete-remote',
          '--mirror': ['vcs.force-push', 'vcs.delete-remote'],
          '--force-if-includes --follow-tags --all --branches --tags -u --set-upstream --atomic --no-verify':
            'vcs.push',
        },
        values: {
          '--receive-pack --exec': 'code.hook',
          '--repo': DESTINATION,
          '-o --push-option': 'text',
          '--force-with-lease --signed --recurse-submodules': { takes: 'text', attached: true },
        },
      },
      remote: {
        ...OWN,
        bare: 'inspect',
        flags: { '-v --verbose': 'inspect' },
        commands: {
          'show get-url': 'remote.read',
          add: {
            does: 'config.change',
            operands: ['text', ADDRESS],
            values: { '-t -m': 'text', '--mirror': { takes: 'text', attached: true } },
          },
          'set-url': { does: 'config.change', operands: ['text', ADDRESS, 'text*'] },
          'rename remove rm set-head set-branches': 'config.change',
          prune: { does: 'vcs.change', flags: { '-n --dry-run': { only: true } } },
          update: 'vcs.fetch',
        },
      },
      'send-pack http-push': {
        ...OWN,
        does: 'vcs.push',
        operands: [DESTINATION, { every: REFSPEC }],
        flags: { '-f --force --mirror': 'vcs.force-push' },
        values: { '--receive-pack --exec': 'code.hook' },
      },
      'http-fetch cvsimport': FETCH,
      svn: {
        ...OWN,
        commands: {
          'clone fetch init rebase': 'vcs.fetch',
          'dcommit set-tree branch tag': 'vcs.push',
          'log info blame find-rev show-ignore show-externals propget proplist': 'inspect',
          '*': 'vcs.change',
        },
      },
      p4: { ...OWN, commands: { 'clone sync rebase': 'vcs.fetch', submit: 'vcs.push', '*': 'vcs.change' } },
      'send-email': {
        ...OWN,
        does: 'network.send',
        flags: { '--dry-run': { only: true } },
        values: {
          '--to --cc --bcc --from --subject --in-reply-to --reply-to --compose-encoding --smtp-server-port --smtp-user --smtp-encryption --confirm --identity':
            'text',
          '--smtp-server': { '/*': 'code.hook', else: 'text' },
          '--to-cmd --cc-cmd --header-cmd --sendmail-cmd': 'source.shell',
          '--smtp-pass --smtp-server-option': 'text',
        },
      },
      'imap-send': { ...OWN, does: 'network.send' },
      'daemon instaweb http-backend cvsserver': {
        ...OWN,
        does: 'network.listen',
        values: { '--access-hook -d --httpd -b --browser': 'code.hook' },
      },
      'receive-pack upload-archive cvsexportcommit': CHANGE,
      shell: { ...OWN, does: 'shell.interactive', values: { '-c': 'source.shell' } },
      'for-each-repo': { ...OWN, does: 'code.hook' },
      'web--browse': { ...OWN, does: 'desktop.act', values: { '-b --browser -t --tool -c --config': 'code.hook' } },
      credential: { ...OWN, commands: { fill: 'secret.show', 'approve reject capability': 'secret.change' } },
      'credential-store credential-cache credential-osxkeychain credential-libsecret credential-manager credential-wincred credential-netrc':
        {
          ...OWN,
          commands: { get: 'secret.show', '*': 'secret.change' },
          values: { '--file --socket': 'file.write', '--timeout': 'text' },
        },

      // Commonly installed additions: git-lfs, git-extras, git-flow and their like.
      lfs: LFS,
      'alias archive-file authors browse browse-ci brv bug changelog changes cliff cola commits-since contrib contribs count cp delta effort extras fame guilt ignore ignore-io info line-summary local-commits missing mr paste pr root quick-stats show-merged-branches show-tree show-unmerged-branches sizer standup stats summary utimes':
        CHANGE,
      'abort bulk coauthor continue create-branch delete-branch delete-merged-branches delete-squashed-branches delete-submodule delete-tag feature bugfix hotfix flow chore refactor fork fresh-branch gh-pages graft imerge lock locked unlock magic machete merge-into merge-repo psykorebase rebase-patch rename-branch rename-remote rename-tag repl sed setup squash stamp stack sync touch town absorb autofixup branchless branchstack undo unwip wip fixup crypt secret annex':
        CHANGE,
      'clear clear-soft reset-file force-clone': DISCARD,
      'obliterate reauthor': REWRITE,
      'pull-request release': { ...OWN, does: 'vcs.push' },
      'scp rscp': { ...OWN, does: 'network.send' },
    },
  },
  'git-lfs': LFS,
  'git-filter-repo': { does: 'vcs.rewrite', flags: { '--analyze --dry-run': { only: true } } },
  bfg: {
    does: 'vcs.rewrite',
    operands: 'text',
    values: {
      '-b --strip-blobs-bigger-than -B --strip-biggest-blobs -bi --strip-blobs-with-ids -D --delete-files --delete-folders -rt --replace-text -fi --filter-content-including':
        'text',
    },
  },
};
