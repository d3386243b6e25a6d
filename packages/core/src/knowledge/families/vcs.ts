/** Version control other than git. */
import type { Cases, CommandSpec, Family } from '../vocabulary/spec.ts';

/** `--config section.key=value` of Mercurial: aliases, hooks, extensions and merge tools are programs. */
const HG_SETTING: Cases = {
  'ui.username=* ui.verbose=* ui.quiet=* ui.color=* ui.interactive=* ui.timeout=* ui.tweakdefaults=* color.* diff.* pager.pager=cat extensions.rebase= extensions.strip= extensions.purge= extensions.shelve= extensions.histedit= phases.*':
    'text',
  else: 'code.hook',
};

/** jj keeps every operation in its log and can undo each. */
const JJ_REWRITE: CommandSpec = {
  does: 'vcs.change',
  values: {
    '-r --revisions --revision -s --source -d --destination -f --from -t --to --into -b --branch -m --message -A --insert-after -B --insert-before -o --onto --author':
      'text',
    '--tool': 'text',
  },
};

export const vcs: Family = {
  'hg chg rhg': {
    bare: 'inspect',
    values: {
      '-R --repository --cwd': 'directory',
      '--config': HG_SETTING,
      '--encoding --encodingmode --color --pager': 'text',
      '-I --include -X --exclude': 'text',
      '-r --rev -b --branch -B --bookmark': 'text',
      '-e --ssh --remotecmd': 'code.hook',
    },
    flags: { '-n --dry-run': { only: true } },
    commands: {
      'status st log history diff cat annotate blame grep heads parents paths tip identify id summary sum branches bookmarks tags files locate manifest verify root version help config showconfig debugcommands phase outgoing incoming fstat churn graft-state annotate-file smartlog sl show':
        {
          does: 'inspect',
          values: { '-o --output': 'file.write', '-T --template -l --limit -k --keyword -u --user -d --date': 'text' },
        },
      'add addremove branch bookmark copy cp rename mv commit ci merge graft backout tag resolve shelve unshelve init absorb fold evolve next previous uncommit amend topic mq qnew qrefresh qpop qpush qseries qimport qfold histedit rebase record split metaedit touch import patch unbundle recover transplant':
        {
          does: 'vcs.change',
          values: {
            '-m --message -u --user -d --date -s --source --dest -n --name': 'text',
            '-l --logfile': 'file.read',
          },
        },
      'update up checkout co': { does: 'vcs.change', flags: { '-C --clean': 'vcs.discard' } },
      'remove rm': { does: 'vcs.change', flags: { '-f --force': 'vcs.discard' } },
      forget: 'vcs.change',
      'revert purge clean': { does: 'vcs.discard' },
      'strip rollback prune obsolete qdelete': 'vcs.rewrite',
      'clone pull fetch': 'vcs.fetch',
      push: { does: 'vcs.push', flags: { '-f --force --new-branch': 'vcs.force-push' } },
      bisect: { does: 'vcs.change', values: { '-c --command': 'source.shell' } },
      serve: {
        does: 'network.listen',
        values: {
          '-a --address -p --port --prefix -n --name -t --templates --style --accesslog -E --errorlog --pid-file --daemon-postexec --web-conf --certificate':
            'text',
        },
      },
      extdiff: { does: 'desktop.act', values: { '-p --program': 'code.hook', '-o --option': 'text' } },
      archive: { operands: 'file.write', values: { '-t --type -p --prefix': 'text' } },
      'bundle export': {
        does: 'inspect',
        operands: ['file.write', 'text*'],
        values: { '-o --output': 'file.write', '-t --type --base -a': 'text' },
      },
      email: 'network.send',
      convert: 'vcs.change',
    },
  },
  svn: {
    bare: 'inspect',
    values: {
      '--config-option': 'code.hook',
      '--config-dir': 'code.hook',
      '--username --password --depth --set-depth -r --revision -c --change -m --message -x --extensions --encoding --changelist --cl --accept --with-revprop --native-eol -l --limit --strip --search --search-and --old --new --show-item --trust-server-cert-failures':
        'text',
      '-F --file --targets': 'file.read',
      '--diff-cmd --diff3-cmd --editor-cmd --merge-cmd': 'code.hook',
    },
    commands: {
      'status st stat log diff di info list ls cat blame praise annotate ann propget pg pget proplist pl plist help h mergeinfo':
        'inspect',
      'add changelist cl copy cp merge patch propset pset ps propdel pdel pd propedit pedit pe resolve resolved upgrade cleanup lock unlock relocate shelve unshelve switch sw move mv rename ren':
        'vcs.change',
      // In the repository itself it is done at once.
      'delete del remove rm': {
        operands: { every: { '*://*': 'vcs.delete-remote', else: 'vcs.change' } },
        flags: { '--force': 'vcs.discard' },
      },
      mkdir: 'vcs.change',
      revert: 'vcs.discard',
      'checkout co update up export': { does: 'vcs.fetch', operands: ['text', 'file.create?'] },
      'commit ci import': 'vcs.push',
      auth: { does: 'inspect', flags: { '--show-passwords': 'secret.show', '--remove': 'secret.change' } },
    },
  },
  svnadmin: {
    commands: {
      'info verify lslocks lstxns dump help': 'inspect',
      'create hotcopy recover upgrade pack load': 'vcs.change',
      'rmtxns rmlocks setrevprop setlog delrevprop': 'vcs.rewrite',
    },
  },
  svnlook: { commands: { '*': 'inspect' } },
  svnserve: { does: 'network.listen' },
  svnsync: { commands: { info: 'remote.read', 'init initialize sync synchronize copy-revprops': 'vcs.push' } },
  svndumpfilter: 'inspect',
  jj: {
    bare: 'inspect',
    values: {
      '-R --repository': 'directory',
      '--config': {
        'user.* ui.color=* ui.graph* ui.paginate=* ui.default-command=* ui.pager=cat ui.editor=true': 'text',
        else: 'code.hook',
      },
      '--config-file': 'code.hook',
      '--at-operation --at-op --color': 'text',
    },
    commands: {
      'log st status show diff interdiff evolog obslog help version root files cat': {
        does: 'inspect',
        values: { '--tool': 'text', '-r --revisions -n --limit -T --template -f --from -t --to': 'text' },
      },
      file: { commands: { 'list show annotate search': 'inspect', 'track untrack chmod': 'vcs.change' } },
      'abandon absorb backout bisect commit ci describe desc diffedit duplicate edit fix metaedit new next parallelize prev rebase resolve revert simplify-parents split squash unsquash undo redo sign unsign arrange':
        JJ_REWRITE,
      restore: { does: 'vcs.change', values: { '-f --from -t --to --into -c --changes-in -r --revision': 'text' } },
      'bookmark branch b': { commands: { 'list l': 'inspect', '*': JJ_REWRITE } },
      tag: { commands: { 'list l': 'inspect', '*': 'vcs.change' } },
      'operation op': {
        commands: { 'log show diff': 'inspect', 'undo restore revert integrate': 'vcs.change', abandon: 'vcs.rewrite' },
      },
      workspace: {
        commands: {
          'list root': 'inspect',
          add: { operands: 'file.create' },
          'forget rename update-stale': 'vcs.change',
        },
      },
      sparse: { commands: { list: 'inspect', 'edit reset set': 'vcs.change' } },
      config: {
        commands: {
          'get list path': 'inspect',
          'edit unset': 'config.change',
          set: {
            operands: [
              {
                'user.* ui.color ui.default-command ui.graph.* ui.paginate revsets.* revset-aliases.* template-aliases.* templates.* colors.* snapshot.*':
                  'config.change',
                else: 'config.redirect',
              },
              'text',
            ],
          },
        },
      },
      git: {
        commands: {
          'clone fetch': { does: 'vcs.fetch', values: { '--remote --colocate --depth -b --branch': 'text' } },
          push: {
            does: 'vcs.push',
            flags: { '--deleted': 'vcs.delete-remote', '--dry-run': { only: true } },
            values: { '--remote -b --bookmark -r --revisions -c --change --named': 'text' },
          },
          'init import export colocation': 'vcs.change',
          root: 'inspect',
          remote: { commands: { list: 'inspect', 'add remove rename set-url': 'config.change' } },
        },
      },
      gerrit: { commands: { upload: 'vcs.push' } },
      util: {
        commands: {
          'completion config-schema mangen markdown-help': 'inspect',
          gc: 'vcs.change',
          exec: { style: 'posix', operands: 'command' },
        },
      },
      run: { style: 'posix', operands: 'command', values: { '-r --revisions -j --jobs': 'text' } },
      init: 'vcs.change',
    },
  },
  fossil: {
    commands: {
      'status changes diff gdiff info timeline ls finfo annotate blame praise cat artifact branch leaves extras whatis search version help describe dbstat sha3sum test-* json':
        'inspect',
      'add addremove commit ci merge mv rename rm delete forget stash bisect cherry-pick tag update co checkout init new close open reparent backoffice bundle import wiki ticket attachment':
        'vcs.change',
      'revert undo redo clean purge scrub shun': 'vcs.discard',
      'clone pull': 'vcs.fetch',
      'push sync git': 'vcs.push',
      'ui server http winsrv cgi': 'network.listen',
      'settings set unset remote remote-url user all configuration config rebuild reconstruct deconstruct':
        'config.change',
      'sql sqlite': 'database.query',
    },
  },
  'bzr brz': {
    commands: {
      'status st log diff info cat annotate ann blame ls missing revno version help whoami plugins heads tags':
        'inspect',
      'add commit ci checkin mv move rm remove merge init init-repo branch get clone pull update up checkout co resolve shelve unshelve tag ignore':
        'vcs.change',
      'revert clean-tree': 'vcs.discard',
      uncommit: 'vcs.rewrite',
      push: { does: 'vcs.push', flags: { '--overwrite': 'vcs.force-push' } },
      send: 'network.send',
      serve: 'network.listen',
    },
  },
  cvs: {
    values: { '-d --allow-root': 'text', '-e': 'code.hook' },
    commands: {
      'status log diff annotate history rlog rdiff ls rls version': 'inspect',
      'update up checkout co export get': 'vcs.fetch',
      'add remove rm tag rtag import commit ci edit unedit watch release login logout': 'vcs.push',
      admin: 'vcs.rewrite',
    },
  },
  darcs: {
    commands: {
      'whatsnew changes log diff show annotate help test': 'inspect',
      'record add remove move replace mark-conflicts tag init initialize amend apply pull clone get fetch convert optimize':
        'vcs.change',
      'revert unrevert clean': 'vcs.discard',
      'unrecord obliterate rollback unpull': 'vcs.rewrite',
      push: 'vcs.push',
      send: 'network.send',
    },
  },
  pijul: {
    commands: {
      'log diff credit status list': 'inspect',
      'record add remove move init apply pull clone fork channel': 'vcs.change',
      'unrecord reset': 'vcs.rewrite',
      push: 'vcs.push',
    },
  },
  p4: {
    values: { '-c -C -d -H -p -P -u -x -L -Q -r -v -z': 'text' },
    commands: {
      'info changes changelists describe diff diff2 files filelog fstat have opened where print annotate clients users depots branches labels dirs sizes grep help counters monitor tickets protects groups jobs workspaces':
        'inspect',
      'add edit delete move copy integrate integ merge resolve resolved reconcile rec reopen shelve unshelve lock unlock tag label labelsync change changelist client workspace branch stream job switch status':
        'vcs.change',
      'sync update flush clone fetch': 'vcs.fetch',
      'revert clean': 'vcs.discard',
      'submit populate push': 'vcs.push',
      obliterate: 'remote.destroy',
      'archive purge user group protect triggers admin configure depot typemap counter passwd': 'remote.change',
      'login logout trust': 'remote.login',
      set: 'config.change',
    },
  },
  'ci co rcs': { does: 'vcs.change', operands: 'file.write*' },
  'rlog rcsdiff ident': 'file.read',
  rcsmerge: { operands: 'file.write*', flags: { '-p': { operands: 'file.read*' } } },
  cm: {
    commands: {
      'status log diff history find cat ls whoami': 'inspect',
      'add checkin ci merge update switch branch label shelveset move remove': 'vcs.change',
      undo: 'vcs.discard',
      push: 'vcs.push',
      pull: 'vcs.fetch',
    },
  },
  bk: { commands: { 'changes diffs status help root annotate log': 'inspect', '*': 'vcs.change' } },
  eden: {
    commands: {
      'status st log diff show smartlog ssl cat annotate blame grep bookmarks help config root whereami web': 'inspect',
      'add commit amend goto go rebase fold split metaedit hide unhide uncommit next prev absorb histedit shelve unshelve undo redo restack':
        'vcs.change',
      'revert clean purge': 'vcs.discard',
      'clone pull': 'vcs.fetch',
      push: { does: 'vcs.push', flags: { '-f --force': 'vcs.force-push' } },
      pr: { commands: { list: 'remote.read', 'submit pull': 'vcs.push' } },
      ghstack: 'vcs.push',
    },
  },
  rbt: { commands: { 'status diff list-repo-types info api-get': 'remote.read', '*': 'vcs.push' } },
};
