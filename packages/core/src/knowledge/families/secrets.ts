/** Password managers and secret stores. Listing names is reading; printing a value is `secret.show`. */
import type { Family } from '../vocabulary/spec.ts';

/** Runs the command behind it with secrets in its environment. */
const WITH_SECRETS = { style: 'posix', operands: ['command'] } as const;

export const secrets: Family = {
  'pass gopass passage': {
    // `pass NAME` prints the password.
    operands: 'secret.show',
    bare: 'inspect',
    commands: {
      'ls list find search grep help version': 'inspect',
      'show otp cat': 'secret.show',
      'insert add edit generate rm remove delete mv rename cp copy init set move create': 'secret.change',
      git: 'vcs.change',
      'audit fsck sync setup recipients mounts clone config age history env': 'config.change',
    },
    values: { '-c --clip -q --qrcode': { takes: 'text', attached: true }, '-p --path -s --store': 'text' },
  },
  op: {
    bare: 'inspect',
    commands: {
      read: { does: 'secret.show', values: { '-o --out-file': 'file.write', '--file-mode': 'text' } },
      inject: { does: 'secret.show', values: { '-i --in-file': 'file.read', '-o --out-file': 'file.write' } },
      run: { ...WITH_SECRETS, values: { '--env-file': 'file.read' } },
      item: {
        commands: {
          'list ls template share': 'remote.read',
          get: 'secret.show',
          'create edit move': 'secret.change',
          delete: 'remote.delete',
        },
      },
      document: {
        commands: {
          list: 'remote.read',
          get: { does: 'secret.show', values: { '-o --output --out-file': 'file.write' } },
          create: { does: 'network.send', operands: 'file.upload' },
          edit: 'secret.change',
          delete: 'remote.delete',
        },
      },
      'vault user group account': {
        commands: {
          'list get ls': 'remote.read',
          'create edit add provision confirm suspend reactivate recovery': 'remote.change',
          'grant revoke': 'remote.grant',
          user: { commands: { list: 'remote.read', 'grant revoke': 'remote.grant' } },
          group: { commands: { list: 'remote.read', 'grant revoke': 'remote.grant' } },
          'delete forget': 'remote.delete',
        },
      },
      'connect events-api service-account': { does: 'remote.grant', operands: 'text*' },
      'signin signout': 'remote.login',
      'whoami completion update': 'inspect',
      plugin: { commands: { 'list inspect credential': 'inspect', 'init clear': 'config.change', run: WITH_SECRETS } },
      get: 'secret.show',
      list: 'remote.read',
    },
    values: {
      '--account --vault --session --format --fields --cache --config --encoding --category --title --tags --url':
        'text',
    },
  },
  bw: {
    bare: 'inspect',
    commands: {
      'login logout unlock lock': 'remote.login',
      'status sync': 'remote.read',
      list: 'remote.read',
      get: {
        operands: [
          {
            'template fingerprint folder collection organization org-collection exposed': 'remote.read',
            else: 'secret.show',
          },
          'text*',
        ],
        values: { '--output': 'file.write', '--itemid --organizationid': 'text' },
      },
      'create edit restore move confirm import send': 'secret.change',
      delete: 'remote.delete',
      export: {
        does: 'secret.dump',
        values: { '--output': 'file.write', '--format --password --organizationid': 'text' },
      },
      'generate encode config update completion receive pending': 'inspect',
      serve: 'network.listen',
    },
    values: {
      '--session --search --folderid --collectionid --url --organizationid --length -l --words --separator': 'text',
    },
  },
  bws: {
    bare: 'inspect',
    commands: {
      secret: {
        commands: { list: 'secret.dump', get: 'secret.show', 'create edit': 'secret.change', delete: 'remote.delete' },
      },
      project: { commands: { 'list get': 'remote.read', 'create edit': 'remote.change', delete: 'remote.delete' } },
      run: WITH_SECRETS,
      config: 'config.change',
    },
  },
  rbw: {
    bare: 'inspect',
    commands: {
      'list ls search unlocked': 'inspect',
      'get code history': 'secret.show',
      'add generate edit': 'secret.change',
      remove: 'remote.delete',
      'sync login unlock lock register purge stop-agent': 'remote.login',
      config: 'config.change',
    },
  },
  lpass: {
    bare: 'inspect',
    commands: {
      'ls status': 'remote.read',
      show: 'secret.show',
      export: 'secret.dump',
      'add edit generate duplicate import mv share passwd': 'secret.change',
      rm: 'remote.delete',
      'login logout sync': 'remote.login',
    },
  },
  vault: {
    bare: 'inspect',
    style: 'long',
    values: {
      '-address -agent-address -ca-cert -ca-path -client-cert -client-key -namespace -ns -tls-server-name -wrap-ttl -format -field -header -mount -policy -ttl -method -path -version -versions -period -display-name -id -role -accessor -description -threshold -key-shares -key-threshold -pgp-keys -type -max-versions -cas -config -log-level -otp -nonce':
        'text',
    },
    commands: {
      'status version path-help print version-history': 'remote.read',
      'read unwrap': {
        operands: [{ 'sys/* auth/token/lookup* identity/* */config': 'remote.read', else: 'remote.secret' }],
      },
      list: 'remote.read',
      'write patch': 'remote.change',
      delete: 'remote.delete',
      login: 'remote.login',
      kv: {
        commands: {
          get: 'remote.secret',
          list: 'remote.read',
          'put patch rollback undelete enable-versioning': 'remote.change',
          delete: 'remote.delete',
          destroy: 'remote.destroy',
          // All versions at once.
          metadata: { commands: { get: 'remote.read', 'put patch': 'remote.change', delete: 'remote.destroy' } },
        },
      },
      secrets: { commands: { list: 'remote.read', 'enable tune move': 'remote.change', disable: 'remote.destroy' } },
      auth: { commands: { 'list help': 'remote.read', 'enable tune move': 'remote.grant', disable: 'remote.delete' } },
      policy: { commands: { 'list read fmt': 'remote.read', write: 'remote.grant', delete: 'remote.delete' } },
      token: {
        commands: { 'lookup capabilities': 'remote.read', 'create renew': 'remote.grant', revoke: 'remote.delete' },
      },
      lease: { commands: { lookup: 'remote.read', renew: 'remote.change', revoke: 'remote.delete' } },
      audit: { commands: { list: 'remote.read', enable: 'remote.change', disable: 'evade.logs' } },
      operator: {
        commands: {
          'members diagnose usage key-status utilization': 'remote.read',
          'init generate-root': 'remote.secret',
          'unseal rekey rotate migrate step-down import': 'remote.change',
          seal: 'remote.change',
          raft: {
            commands: {
              'list-peers autopilot': 'remote.read',
              'join remove-peer': 'remote.change',
              snapshot: {
                commands: {
                  save: { does: 'remote.secret', operands: 'file.write' },
                  inspect: 'file.read',
                  restore: 'remote.destroy',
                },
              },
            },
          },
        },
      },
      // Spellings of long ago.
      init: 'remote.secret',
      'seal unseal': 'remote.change',
      namespace: {
        commands: {
          'list lookup': 'remote.read',
          'create patch lock unlock': 'remote.change',
          delete: 'remote.destroy',
        },
      },
      plugin: { commands: { 'list info runtime': 'remote.read', 'register deregister reload': 'remote.change' } },
      'transit transform pki': { does: 'remote.change', operands: 'text*' },
      ssh: { operands: ['network.login', 'source.shell-joined'], away: true },
      server: { does: 'network.listen', values: { '-dev-root-token-id -dev-listen-address -config': 'text' } },
      'agent proxy': { does: 'network.listen', values: { '-config': 'code.hook' } },
      'debug monitor events': 'remote.read',
    },
  },
  'bao openbao': {
    bare: 'inspect',
    style: 'long',
    commands: {
      'status version list': 'remote.read',
      read: 'remote.secret',
      'write patch login': 'remote.change',
      delete: 'remote.delete',
      kv: {
        commands: {
          get: 'remote.secret',
          list: 'remote.read',
          'put patch': 'remote.change',
          'delete destroy': 'remote.delete',
        },
      },
      'secrets auth policy token operator audit': {
        commands: { 'list read lookup members': 'remote.read' },
        operands: 'text*',
        does: 'remote.change',
      },
      'server agent proxy': 'network.listen',
    },
  },
  'secret-tool': {
    commands: {
      lookup: 'secret.show',
      search: { does: 'secret.show', operands: 'text*' },
      'store clear': 'secret.change',
      lock: 'inspect',
    },
    values: { '--label --collection': 'text' },
  },
  keyring: {
    commands: { get: 'secret.show', 'set del': 'secret.change', diagnose: 'inspect' },
    flags: { '--list-backends': { only: true } },
    values: { '-b --keyring-backend': 'code.load', '-p --keyring-path': 'code.load', '--mode --output': 'text' },
  },
  'kwallet-query kwalletcli': {
    does: 'secret.show',
    operands: 'text*',
    flags: { '-l --list-entries': { turns: { 'secret.show': 'inspect' } }, '-w --write-password': 'secret.change' },
    values: { '-r --read-password -f --folder -e -p': 'text' },
  },
  'keepassxc-cli kpcli': {
    bare: 'inspect',
    commands: {
      'ls locate search db-info diceware estimate generate help analyze': { does: 'inspect', operands: 'text*' },
      'show clip open attachment-export': 'secret.show',
      export: 'secret.dump',
      'add edit rm mv mkdir rmdir merge import db-create db-edit attachment-import attachment-rm': 'secret.change',
    },
    operands: 'text*',
    values: { '-k --key-file -y --yubikey -a --attributes -u --username --url -L --length -f --format -W': 'text' },
  },
  'keepassxc bitwarden seahorse kwalletmanager5 1password': 'desktop.act',
  doppler: {
    bare: 'inspect',
    commands: {
      run: {
        ...WITH_SECRETS,
        values: {
          '--command': 'source.shell',
          '-p --project -c --config --mount --mount-format --name-transformer': 'text',
        },
      },
      secrets: {
        bare: 'secret.show',
        flags: { '--only-names': { turns: { 'secret.show': 'remote.read' } } },
        commands: {
          get: 'secret.show',
          download: { does: 'secret.dump', operands: 'file.write' },
          'set upload substitute notes': 'secret.change',
          delete: 'remote.delete',
        },
      },
      'projects configs environments activity me settings groups': {
        bare: 'remote.read',
        commands: {
          'get list logs': 'remote.read',
          'create update rename clone lock unlock rollback': 'remote.change',
          tokens: 'remote.grant',
          delete: 'remote.delete',
        },
      },
      'login logout setup configure': 'remote.login',
      'open changelog update completion help analytics feedback flags': 'inspect',
      import: 'remote.change',
    },
    values: { '-p --project -c --config -t --token --api-host --scope --config-dir -e --environment --format': 'text' },
  },
  infisical: {
    bare: 'inspect',
    commands: {
      run: {
        ...WITH_SECRETS,
        values: { '--command -c': 'source.shell', '--env -e --path --projectId --token --domain': 'text' },
      },
      secrets: {
        bare: 'secret.dump',
        commands: {
          get: 'secret.show',
          set: 'secret.change',
          delete: 'remote.delete',
          folders: 'remote.read',
          generate: 'inspect',
        },
      },
      export: 'secret.dump',
      'login init token user vault': 'remote.login',
      scan: { does: 'inspect', operands: 'text*' },
      'agent gateway': 'network.listen',
    },
    values: { '--env -e --path --projectId --token --domain --format': 'text' },
  },
  chamber: {
    bare: 'inspect',
    commands: {
      'list list-services find history version': 'remote.read',
      'read env export': 'secret.show',
      exec: { operands: ['text', 'command'], style: 'posix' },
      'write import tag': 'secret.change',
      delete: 'remote.delete',
    },
    values: { '-b --backend -r --retries -v --version -f --format -o --output-file': 'text' },
  },
  'aws-vault': {
    bare: 'inspect',
    commands: {
      'list ls': 'inspect',
      exec: {
        style: 'posix',
        operands: ['text', 'command'],
        bare: 'shell.interactive',
        values: { '-d --duration -t --mfa-token --region --prompt': 'text' },
      },
      export: 'secret.show',
      'add rotate remove': 'secret.change',
      login: 'remote.login',
      'clear proxy': 'config.change',
    },
    values: { '--backend --prompt --keychain --duration -d --region': 'text' },
  },
  'saml2aws aws-okta gimme-aws-creds granted assume awsume aws-google-auth aws-sso aws-sso-util okta-awscli onelogin-aws-cli leapp awsudo':
    {
      does: 'remote.login',
      operands: 'text*',
      commands: {
        'list list-roles status version': 'inspect',
        exec: { operands: ['command'], style: 'posix' },
        'script eval env': 'secret.show',
      },
      values: {
        '--profile -p -a --idp-account --role --region -r --exec-profile --username -u --idp-id -I --sp-id -S --duration -d':
          'text',
        '--exec -e': 'command-text',
      },
    },
  teller: {
    bare: 'inspect',
    commands: {
      run: WITH_SECRETS,
      'show env export': 'secret.show',
      'scan redact template version new': 'inspect',
      'put copy': 'secret.change',
      delete: 'remote.delete',
    },
    values: { '-c --config': 'text' },
  },
  envchain: {
    style: 'posix',
    operands: ['text', 'command'],
    flags: { '-l --list': { only: true }, '-s --set': { operands: 'text*', does: 'secret.change' } },
  },
  summon: { style: 'posix', operands: ['command'], values: { '-f -p --provider -e --environment -D --yaml': 'text' } },
  'akeyless conjur credstash berglas secrethub envkey keeper ksm dashlane dcli nordpass tss vlt phase': {
    bare: 'inspect',
    operands: 'secret.show',
    commands: {
      'list ls list-items search find status version help account profile whoami history info': 'remote.read',
      'get read get-secret-value show password note p reveal export exec print view': 'secret.show',
      'set put create add update write edit generate rotate init insert store import': 'secret.change',
      'delete rm remove destroy': 'remote.delete',
      'login logout configure auth setup sync lock': 'remote.login',
      run: WITH_SECRETS,
    },
  },
  'oathtool totp-cli otpclient-cli 2fa': {
    does: 'secret.show',
    operands: 'text*',
    values: { '-s -w -c -d -N -S': 'text' },
  },
  'htpasswd htdigest': {
    does: 'inspect',
    operands: [{ '*': 'file.write' }],
    flags: { '-n': { operands: 'text*' }, '-nb -nbB -nB -bn -Bbn -bnB': { operands: 'text*' } },
    values: { '-C -r': 'text' },
  },
  'mkpasswd pwgen apg makepasswd xkcdpass diceware genpass pwqgen pwqcheck pwmake cracklib-check pwscore': {
    does: 'inspect',
    operands: 'text*',
    values: { '-m -S -R -P -n -N -s -l -H -r -a -M -x -E -c -d -w': 'text' },
  },
  'trufflehog gitleaks detect-secrets ggshield noseyparker git-secrets secretlint talisman whispers kingfisher': {
    does: 'inspect',
    operands: 'text*',
    values: {
      '-o --output -r --report-path --report': 'file.write',
      '-c --config -s --source --baseline --baseline-path -f --report-format --only-verified --since-commit --branch --log-opts --repo --org --token --include-paths --exclude-paths --results':
        'text',
    },
  },
  ejson: {
    operands: 'text*',
    commands: { 'encrypt e': { operands: 'file.write*' }, 'decrypt d': 'secret.show', 'keygen g': 'secret.change' },
  },
  keybase: {
    does: 'inspect',
    operands: 'text*',
    commands: {
      'id list-followers list-following status version ping': 'remote.read',
      'decrypt pgp': {
        does: 'secret.show',
        commands: {
          list: 'inspect',
          export: 'secret.dump',
          'gen select drop update': 'secret.change',
          'encrypt sign verify pull': 'inspect',
        },
      },
      'login logout signup device passphrase paperkey': 'remote.login',
      'chat fs team git wallet': 'remote.change',
      'encrypt sign verify search track follow prove': 'inspect',
    },
  },
};
