/** Command lines of code hosting services: GitHub, GitLab, Gitea, Bitbucket and their kin. */
import type { Cases, CommandSpec, Family } from '../vocabulary/spec.ts';

/** Issues, comments and pull requests: seen by others, edited or closed again with ordinary effort. */
const POSTS = 'remote.note';
const POST: CommandSpec = {
  does: POSTS,
  values: {
    '-F --body-file --notes-file --description-file': 'file.read',
    '-t --title -b --body -n --notes -l --label -a --assignee -m --milestone -p --project -B --base -H --head -r --reviewer -T --template -d --description -c --comment':
      'text',
  },
};
const READ: CommandSpec = {
  does: 'remote.read',
  values: {
    '-q --jq -t --template --json -L --limit -s --state -l --label -a --assignee -A --author -S --search': 'text',
  },
};

/** HTTP methods that only read; GraphQL and others change. */
const METHOD: Cases = { 'GET get HEAD head OPTIONS': 'text', 'DELETE delete': 'remote.delete', else: 'remote.change' };
/** Addresses of an API whose very name is a secret, or the whole of something. */
const ENDPOINT: Cases = {
  '*/actions/secrets/*': 'remote.read',
  '*access_tokens*': 'remote.secret',
  'http://*': 'network.send',
  else: 'remote.read',
  dynamic: 'remote.read',
};

export const forges: Family = {
  gh: {
    bare: 'inspect',
    values: { '-R --repo --hostname': 'text', '-q --jq': 'text' },
    commands: {
      'status browse search help version environment reference formatting exit-codes mintty accessibility': {
        does: 'remote.read',
      },
      completion: 'inspect.setup',
      alias: {
        commands: {
          'list ls': 'inspect',
          'delete import': 'config.change',
          set: {
            operands: ['text', { '!*': 'config.redirect', else: 'config.change' }],
            flags: { '-s --shell': 'config.redirect' },
          },
        },
      },
      api: {
        operands: [ENDPOINT, 'text*'],
        values: {
          '-X --method': METHOD,
          '-f --raw-field -F --field': 'remote.change',
          '--input': 'file.upload',
          '-H --header --cache -q --jq -t --template -p --preview': 'text',
        },
      },
      attestation: { commands: { 'verify download trusted-root': 'remote.read' } },
      auth: {
        commands: {
          status: { does: 'remote.read', flags: { '-t --show-token': 'secret.show' } },
          token: 'secret.show',
          'login logout switch': 'remote.login',
          refresh: {
            does: 'remote.login',
            values: { '-s --scopes': { '*delete_repo* *admin:*': 'remote.grant', else: 'text' } },
          },
          'setup-git': 'config.change',
          'git-credential': 'secret.show',
        },
      },
      cache: { commands: { list: 'remote.read', delete: 'remote.delete' } },
      'codespace cs': {
        values: { '-c --codespace': 'text' },
        commands: {
          'list view logs': 'remote.read',
          'create edit stop rebuild': 'remote.change',
          delete: 'remote.delete',
          'ssh jupyter': 'network.login',
          code: 'desktop.act',
          ports: { does: 'remote.read', commands: { forward: 'network.tunnel', visibility: 'remote.grant' } },
          cp: { does: 'network.send' },
        },
      },
      config: {
        commands: {
          'get list ls': 'inspect',
          'clear-cache': 'cache.clear',
          set: { operands: [{ 'editor browser pager': 'config.redirect', else: 'config.change' }, 'text'] },
        },
      },
      'extension ext extensions': {
        commands: {
          'list search browse': 'remote.read',
          'install create': 'package.foreign',
          'upgrade remove': 'package.install',
          exec: 'code.project',
        },
      },
      gist: {
        commands: {
          'list view': READ,
          clone: 'vcs.fetch',
          create: { operands: 'file.upload*', values: { '-d --desc -f --filename': 'text' } },
          'edit rename': {
            does: 'remote.change',
            values: { '-a --add': 'file.upload', '-f --filename -d --desc -r --remove': 'text' },
          },
          delete: 'remote.delete',
        },
      },
      'gpg-key ssh-key': {
        commands: {
          list: 'remote.read',
          add: { does: 'remote.grant', operands: 'file.read' },
          delete: 'remote.delete',
        },
      },
      issue: {
        commands: {
          'list ls view status': READ,
          'create new comment close reopen edit pin unpin develop': POST,
          'lock unlock transfer': { does: POSTS },
          delete: 'remote.delete',
        },
      },
      label: {
        commands: {
          'list ls': 'remote.read',
          'create edit clone': { does: POSTS, values: { '-c --color -d --description -n --name': 'text' } },
          delete: 'remote.delete',
        },
      },
      org: { commands: { 'list ls': 'remote.read' } },
      pr: {
        commands: {
          'list ls view status diff checks': { ...READ, flags: { '-w --web': {} } },
          'create new comment close reopen edit ready revert update-branch': {
            ...POST,
            flags: { '--dry-run': { only: true } },
          },
          review: {
            does: POSTS,
            flags: { '-a --approve': 'remote.change' },
            values: { '-b --body': 'text', '-F --body-file': 'file.read' },
          },
          merge: {
            does: 'remote.change',
            flags: { '--admin': 'remote.grant', '-d --delete-branch': 'vcs.delete-remote' },
            values: {
              '-b --body -t --subject -A --author-email --match-head-commit': 'text',
              '-F --body-file': 'file.read',
            },
          },
          'checkout co': { does: ['vcs.fetch', 'vcs.change'], values: { '-b --branch': 'text' } },
          'lock unlock': { does: POSTS },
        },
      },
      project: {
        commands: {
          'list view item-list field-list': READ,
          'delete item-delete field-delete': 'remote.delete',
          '*': { does: POSTS },
        },
      },
      release: {
        commands: {
          'list ls view verify verify-asset': READ,
          download: {
            does: 'remote.read',
            operands: 'text',
            values: { '-D --dir -O --output': 'file.write', '-p --pattern -A --archive': 'text' },
          },
          'create new': { does: 'package.publish', operands: ['text', 'file.upload*'], values: POST.values ?? {} },
          upload: { does: 'package.publish', operands: ['text', 'file.upload*'] },
          edit: { ...POST, does: 'remote.change' },
          'delete delete-asset': 'remote.delete',
        },
      },
      repo: {
        commands: {
          'list ls view gitignore license read-dir read-file': READ,
          clone: { does: 'vcs.fetch', operands: ['text', 'file.create?'] },
          fork: { does: 'remote.change' },
          'create new': {
            does: 'remote.change',
            values: {
              '-s --source': 'file.read',
              '-d --description -g --gitignore -l --license -p --template -t --team -h --homepage -r --remote': 'text',
            },
            flags: { '--push': 'vcs.push' },
          },
          sync: { does: ['vcs.fetch', 'vcs.change'], flags: { '--force': 'vcs.discard' } },
          'set-default': 'config.change',
          edit: {
            does: 'remote.change',
            values: {
              '--visibility': { 'private internal': 'text', else: 'remote.grant' },
              '-d --description -h --homepage --default-branch --add-topic --remove-topic': 'text',
            },
          },
          'rename archive unarchive': 'remote.change',
          delete: 'remote.destroy',
          autolink: { commands: { 'list ls view': 'remote.read', create: 'remote.change', delete: 'remote.delete' } },
          'deploy-key': { commands: { list: 'remote.read', add: 'remote.grant', delete: 'remote.delete' } },
          garden: 'remote.read',
        },
      },
      ruleset: { commands: { 'list ls view check': 'remote.read' } },
      run: {
        commands: {
          'list ls view watch': READ,
          download: { does: 'remote.read', values: { '-D --dir': 'file.write', '-n --name -p --pattern': 'text' } },
          rerun: 'remote.restart',
          cancel: 'remote.change',
          delete: 'remote.delete',
        },
      },
      secret: {
        commands: {
          'list ls': 'remote.read',
          set: {
            does: 'remote.change',
            values: {
              '-f --env-file': 'file.upload',
              '-b --body -e --env -o --org -v --visibility -r --repos -a --app': 'text',
            },
          },
          'delete remove': 'remote.delete',
        },
      },
      variable: {
        commands: {
          'list ls get': 'remote.read',
          set: {
            does: 'remote.change',
            values: { '-f --env-file': 'file.upload', '-b --body -e --env -o --org': 'text' },
          },
          'delete remove': 'remote.delete',
        },
      },
      workflow: {
        commands: {
          'list ls view': READ,
          'run enable disable': { does: 'remote.change', values: { '-f --raw-field -F --field -r --ref': 'text' } },
        },
      },
      copilot: {
        commands: { 'suggest explain config alias': 'inspect' },
        does: 'agent.start',
        flags: { '--allow-all-tools --allow-all --yolo': 'agent.unleash' },
        values: { '--allow-tool': 'agent.unleash' },
      },
      'agent-task': { commands: { 'list view': 'remote.read', create: 'agent.start' } },
      'models preview skyline dash poi screensaver': { does: 'network.fetch', values: { '-o --output': 'file.write' } },
      skill: { commands: { 'list search view preview': 'remote.read', '*': 'config.redirect' } },
    },
  },
  glab: {
    bare: 'inspect',
    values: { '-R --repo -g --group --hostname': 'text' },
    commands: {
      'help version completion check-update': 'inspect',
      alias: {
        commands: {
          list: 'inspect',
          delete: 'config.change',
          set: {
            operands: ['text', { '!*': 'config.redirect', else: 'config.change' }],
            flags: { '-s --shell': 'config.redirect' },
          },
        },
      },
      api: {
        operands: [ENDPOINT, 'text*'],
        values: {
          '-X --method': METHOD,
          '-f --raw-field -F --field': 'remote.change',
          '--input': 'file.upload',
          '-H --header': 'text',
        },
      },
      auth: {
        commands: {
          status: { does: 'remote.read', flags: { '-t --show-token': 'secret.show' } },
          'login logout configure-docker docker-helper': 'remote.login',
          'git-credential dpop-gen': 'secret.show',
        },
      },
      'ci pipe pipeline': {
        commands: {
          'list view status get trace lint config ls stats': 'remote.read',
          'run retry trigger cancel run-trig': 'remote.change',
          delete: 'remote.delete',
          artifact: { does: 'remote.read', values: { '-p --path': 'file.write' } },
        },
      },
      'mr merge-request': {
        commands: {
          'list ls view show diff issues approvers': READ,
          'checkout co': { does: ['vcs.fetch', 'vcs.change'] },
          'create new note comment close reopen update subscribe unsubscribe todo for rebase': POST,
          'merge accept approve revoke': { does: 'remote.change' },
          delete: 'remote.delete',
        },
      },
      'issue incident': {
        commands: {
          'list ls view show board': READ,
          'create new note comment close reopen update subscribe unsubscribe': POST,
          delete: 'remote.delete',
        },
      },
      release: {
        commands: {
          'list ls view': READ,
          download: { does: 'remote.read', values: { '-D --dir': 'file.write' } },
          'create upload': {
            does: 'package.publish',
            operands: ['text', 'file.upload*'],
            values: {
              '-F --notes-file': 'file.read',
              '-n --name -N --notes -r --ref -m --milestone -a --assets-links': 'text',
            },
          },
          delete: 'remote.delete',
        },
      },
      'repo project': {
        commands: {
          'list ls view contributors search archive': READ,
          clone: { does: 'vcs.fetch', operands: ['text', 'file.create?'] },
          'create fork mirror transfer update members publish': 'remote.change',
          delete: 'remote.destroy',
        },
      },
      snippet: {
        commands: {
          'list ls view': READ,
          create: { does: 'remote.change', operands: 'file.upload*' },
          delete: 'remote.delete',
        },
      },
      'variable var securefile': {
        commands: {
          'list ls': 'remote.read',
          'get export download': 'remote.secret',
          'set new create update': 'remote.change',
          'delete remove': 'remote.delete',
        },
      },
      'ssh-key deploy-key gpg-key': {
        commands: {
          'list get': 'remote.read',
          'add upload': { does: 'remote.grant', operands: 'file.read' },
          delete: 'remote.delete',
        },
      },
      token: { commands: { list: 'remote.read', 'create rotate': 'remote.secret', revoke: 'remote.delete' } },
      config: {
        commands: {
          get: 'inspect',
          set: { operands: [{ 'editor browser glamour_style': 'config.redirect', else: 'config.change' }, 'text'] },
          edit: 'config.change',
        },
      },
      label: {
        commands: { 'list ls get': 'remote.read', 'create new edit': { does: POSTS }, delete: 'remote.delete' },
      },
      schedule: {
        commands: { 'list ls': 'remote.read', 'create new run update': 'remote.change', delete: 'remote.delete' },
      },
      cluster: { commands: { '*': 'remote.change' } },
      'user iteration milestone changelog': { does: 'remote.read', operands: 'text*' },
      duo: { does: 'inspect', operands: 'text*' },
      mcp: { commands: { serve: 'network.connect' } },
    },
  },
  hub: {
    commands: {
      'browse compare status log ci-status help': 'inspect',
      api: {
        operands: [ENDPOINT, 'text*'],
        values: {
          '-X --method': METHOD,
          '-F --field -f --raw-field': 'remote.change',
          '--input': 'file.upload',
          '-H --header -t --flat --cache': 'text',
        },
      },
      'clone fetch checkout cherry-pick am apply merge remote submodule init sync': 'vcs.fetch',
      'create fork': 'remote.change',
      delete: 'remote.delete',
      gist: { commands: { show: 'remote.read', create: { operands: 'file.upload*' } } },
      issue: {
        bare: 'remote.read',
        commands: { 'show labels': 'remote.read', 'create update transfer': { does: POSTS } },
        does: 'remote.read',
      },
      pr: { commands: { 'list show': 'remote.read', checkout: 'vcs.fetch', merge: 'remote.change' } },
      'pull-request': {
        does: POSTS,
        values: {
          '-m --message -b --base -h --head -r --reviewer -a --assign -M --milestone -l --labels -i': 'text',
          '-F --file': 'file.read',
        },
      },
      push: { does: 'vcs.push', flags: { '-f --force': 'vcs.force-push', '-d --delete': 'vcs.delete-remote' } },
      release: {
        bare: 'remote.read',
        commands: {
          'show download': 'remote.read',
          'create edit': {
            does: 'package.publish',
            values: { '-a --attach': 'file.upload', '-m --message -t --commitish': 'text' },
          },
          delete: 'remote.delete',
        },
      },
      alias: 'inspect',
    },
  },
  'tea fj berg': {
    values: { '-r --repo -l --login -R --remote -o --output -H --host': 'text' },
    commands: {
      'whoami user open o version help wiki completion notifications notification n': {
        does: 'remote.read',
        operands: 'text*',
      },
      'login logins logout auth': { commands: { list: 'remote.read', '*': 'remote.login' }, does: 'remote.login' },
      'issue issues i pull pulls pr prs label labels milestone milestones ms time times comment c org organizations': {
        bare: 'remote.read',
        commands: { 'list ls view search status checkout co diff': 'remote.read', '*': { does: POSTS } },
        operands: 'text*',
      },
      'release releases r tag': {
        bare: 'remote.read',
        commands: { 'list ls view': 'remote.read', 'create upload edit': 'package.publish', delete: 'remote.delete' },
        operands: 'text*',
      },
      'repo repos': {
        bare: 'remote.read',
        commands: {
          'list ls search view readme': 'remote.read',
          clone: 'vcs.fetch',
          'create fork migrate edit star unstar browse': 'remote.change',
          delete: 'remote.delete',
        },
        operands: 'text*',
      },
      clone: 'vcs.fetch',
      'admin actions branches': { commands: { list: 'remote.read', '*': 'remote.change' } },
    },
  },
  'bkt gcli jcli hut': {
    does: 'remote.change',
    commands: { 'list ls show view get help status': 'remote.read' },
    operands: 'text*',
  },
  'linear trello-cli clubhouse-cli asana youtrack': {
    does: POSTS,
    commands: { 'list ls view show me whoami': 'remote.read' },
    operands: 'text*',
  },
  exercism: {
    commands: {
      download: 'network.fetch',
      'open workspace troubleshoot version': 'inspect',
      configure: 'config.change',
      submit: { operands: 'file.upload*' },
      test: 'build',
    },
  },
};
