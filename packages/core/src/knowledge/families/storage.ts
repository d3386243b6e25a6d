/** Object stores, file synchronisers and backups. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

const DRY = { '-n --dry-run': { only: true } } as const;
const RCLONE_TEXT =
  '--config --transfers --checkers --bwlimit --filter --filter-from --include --include-from --exclude --exclude-from --exclude-if-present --files-from --max-age --min-age --max-size --min-size --max-depth --backup-dir --suffix --compare-dest --copy-dest --log-level --stats --retries --low-level-retries --timeout --contimeout --tpslimit --drive-root-folder-id --s3-provider --s3-endpoint --s3-region --s3-access-key-id --s3-secret-access-key --cache-dir --vfs-cache-mode --vfs-cache-max-size --dir-cache-time --order-by --max-transfer --cutoff-mode --modify-window --multi-thread-streams --user-agent --header --temp-dir --separator --format --output-format --hash --addr --user --pass --max-delete --track-renames-strategy';
const RCLONE_COPY: CommandSpec = {
  operands: ['transfer.from', 'transfer.to'],
  flags: { '-n --dry-run': { only: true }, '-i --interactive': {} },
};

const RESTIC_TEXT =
  '-r --repo --repository-file -p --password-file --key-hint --cacert --cache-dir --tls-client-cert --limit-download --limit-upload -o --option --pack-size --compression --retry-lock -H --host --tag --path --exclude -e --iexclude --exclude-file --exclude-if-present --exclude-larger-than --files-from --parent --time --stdin-filename --keep-last -l --keep-hourly --keep-daily -d --keep-weekly -w --keep-monthly -m --keep-yearly -y --keep-within --keep-tag --group-by -g --snapshot --mode --read-data-subset --max-unused --include -i --iinclude --add --remove --set';
const BORG_TEXT =
  '-e --encryption -C --compression --exclude --exclude-from --pattern --patterns-from --comment --timestamp --keep-within --keep-last --keep-minutely --keep-hourly -H --keep-daily -d --keep-weekly -w --keep-monthly -m --keep-yearly -y -P --prefix -a --glob-archives --format --sort-by --first --last --lock-wait --umask --remote-ratelimit --upload-ratelimit --storage-quota -c --checkpoint-interval --files-cache --chunker-params --strip-components --filter -o --key-file';

export const storage: Family = {
  rclone: {
    bare: 'inspect',
    values: {
      [RCLONE_TEXT]: 'text',
      '--log-file': 'file.write',
      '--password-command': 'code.hook',
      '--sftp-ssh --metadata-mapper': 'code.hook',
    },
    flags: { '-n --dry-run': { only: true } },
    commands: {
      'ls lsd lsl lsf lsjson size tree about check cryptcheck checksum hashsum md5sum sha1sum ncdu version listremotes help completion genautocomplete test gendocs cryptdecode obscure cat':
        { does: 'remote.read', operands: 'text*' },
      'copy copyto': RCLONE_COPY,
      copyurl: { operands: ['network.fetch', 'transfer.to'] },
      // Deletes at the target whatever the source lacks.
      'sync bisync': { ...RCLONE_COPY, does: 'remote.delete' },
      'move moveto': { ...RCLONE_COPY, does: 'remote.delete' },
      'deletefile rmdir rmdirs cleanup': { does: 'remote.delete', operands: 'text*' },
      'delete purge': { does: 'remote.destroy', operands: 'text*' },
      'mkdir touch settier dedupe backend': 'remote.change',
      rcat: { does: 'network.send', operands: 'text*' },
      link: { does: 'remote.grant', operands: 'text*' },
      config: {
        bare: 'config.change',
        commands: {
          'show dump file paths providers redacted encryption': { does: 'secret.show' },
          'create update delete password reconnect disconnect touch userinfo': 'config.change',
        },
      },
      authorize: 'remote.login',
      'mount nfsmount': 'disk.mount',
      serve: { does: 'network.listen', operands: 'text*' },
      'rc rcd': 'remote.change',
      selfupdate: 'package.install-system',
    },
  },
  'mc mcli': {
    bare: 'desktop.act',
    operands: 'text*',
    values: {
      '-C --config-dir --resolve --limit-upload --limit-download --older-than --newer-than --storage-class --attr --name --rewind --version-id --vid --tags --exclude':
        'text',
    },
    flags: { '--dry-run --fake': { only: true } },
    commands: {
      'ls tree du stat cat head find diff ping version ready watch sql support license': {
        does: 'remote.read',
        operands: 'text*',
        values: { '--exec': 'code.hook' },
      },
      alias: { commands: { 'list ls': 'secret.show', 'set remove rm import export': 'config.change' } },
      'cp get put mirror': { operands: ['transfer.from*', 'transfer.to'], flags: { '--remove': 'remote.delete' } },
      mv: { operands: ['transfer.from*', 'transfer.to'], does: 'remote.delete' },
      'mb tag retention legalhold event ilm replicate encrypt quota batch cors pipe undo': {
        does: 'remote.change',
        operands: 'text*',
      },
      'anonymous policy share': {
        does: 'remote.grant',
        operands: 'text*',
        commands: { 'get list get-json links': 'remote.read' },
      },
      rm: { does: 'remote.delete', flags: { '-r --recursive --dangerous': 'remote.destroy', '--force': {} } },
      rb: { does: 'remote.delete', flags: { '--force --dangerous': 'remote.destroy' } },
      admin: {
        does: 'remote.change',
        operands: 'text*',
        commands: {
          'info trace prometheus logs console top profile': 'remote.read',
          'user group policy accesskey': {
            operands: 'text*',
            does: 'remote.grant',
            commands: { 'list ls info': 'remote.read' },
          },
        },
      },
      update: 'package.install-system',
    },
  },
  'b2 backblaze-b2': {
    bare: 'inspect',
    values: {
      '--threads --profile --content-type --cap --buckets --validDurationInSeconds --prefix --compareVersions --excludeRegex --includeRegex --keepDays':
        'text',
    },
    commands: {
      'ls version get-bucket list-buckets list_buckets get_bucket get_file_info list_keys list-keys list-parts list-unfinished-large-files get-file-info get-account-info file-info get-download-url get-url':
        'remote.read',
      'download-file download-file-by-name download-file-by-id download_file_by_name download_file_by_id': {
        does: 'network.fetch',
        operands: ['text*', 'file.write'],
      },
      'upload-file upload_file upload-unbound-stream': {
        does: 'remote.change',
        operands: ['text', 'file.upload', 'text'],
      },
      sync: {
        operands: ['transfer.from', 'transfer.to'],
        flags: { '--delete': 'remote.delete', '--dry-run --dryRun': { only: true } },
      },
      'create-bucket create_bucket update-bucket update_bucket copy-file-by-id hide-file update-file-legal-hold':
        'remote.change',
      'create-key create_key get-download-auth': 'remote.grant',
      'delete-bucket delete_bucket delete-file-version delete_file_version delete-key delete_key rm cancel-large-file':
        'remote.delete',
      'authorize-account authorize_account clear-account clear_account': 'remote.login',
      'bucket file key account': {
        operands: 'text*',
        does: 'remote.change',
        commands: {
          'list get info url cat': 'remote.read',
          delete: 'remote.delete',
          upload: { does: 'remote.change', operands: ['text', 'file.upload', 'text'] },
          download: { does: 'network.fetch', operands: ['text', 'file.write'] },
          create: 'remote.change',
          'authorize clear': 'remote.login',
        },
      },
    },
  },
  'storj uplink gdrive drive filen maestral dropbox dbxcli nextcloudcmd onedrive odrive mega-cmd mega-put mega-get mega-ls megals megacopy internxt ia':
    {
      does: 'remote.change',
      operands: 'text*',
      commands: {
        'ls list stat info about status du version help quota history filestatus activity whoami metadata search links cat tree account':
          'remote.read',
        'download get pull': { does: ['network.fetch', 'file.create'], operands: 'text*' },
        'upload put push post import': { does: 'network.send', operands: 'text*' },
        'rm delete trash purge rmdir': 'remote.delete',
        'share link sharelink access': 'remote.grant',
        'login logout auth setup configure unlink': 'remote.login',
        'start stop restart pause resume autostart config gui': 'config.change',
      },
      values: { '-A -U -K -V -c --config -p --parent -r --name --mime': 'text' },
    },
  'restic rustic resticprofile': {
    bare: 'inspect',
    values: {
      [RESTIC_TEXT]: 'text',
      '--password-command': 'code.hook',
      '--target -t': 'file.write',
      '--stdin-from-command': 'code.hook',
      '-c --config --name': 'text',
    },
    flags: { ...DRY },
    commands: {
      'snapshots ls find stats check diff version list cache help options profiles show status': {
        does: 'remote.read',
        operands: 'text*',
      },
      'init migrate tag unlock rebuild-index repair recover rewrite key copy schedule unschedule features': {
        does: 'remote.change',
        operands: 'text*',
        commands: { list: 'remote.read' },
      },
      backup: { does: 'network.send', operands: 'file.list*' },
      restore: { does: 'file.write', operands: 'text*' },
      'cat dump': { does: 'remote.read', operands: 'text*' },
      'forget prune': { does: 'remote.delete', operands: 'text*' },
      mount: 'disk.mount',
      'self-update generate': 'package.install-system',
    },
  },
  borg: {
    bare: 'inspect',
    values: { [BORG_TEXT]: 'text', '--rsh --remote-path': 'code.hook', '--content-from-command': 'code.hook' },
    flags: { ...DRY },
    commands: {
      'list info check diff version help benchmark rlist rinfo': { does: 'remote.read', operands: 'text*' },
      init: 'remote.change',
      'create import-tar': { does: 'file.create', operands: ['text', 'file.list*'] },
      extract: { does: 'file.write', operands: 'text*' },
      'export-tar': { operands: ['text', 'file.write'], does: 'remote.read' },
      'prune delete compact': { does: 'remote.delete', operands: 'text*' },
      'rename recreate upgrade change-passphrase break-lock with-lock config transfer': {
        does: 'remote.change',
        operands: 'text*',
      },
      key: { does: 'secret.change', operands: 'text*' },
      mount: 'disk.mount',
      umount: 'disk.mount',
      serve: 'network.listen',
    },
    operands: 'text*',
  },
  duplicity: {
    operands: ['transfer.from', 'transfer.to'],
    commands: {
      'full incremental incr inc backup': { operands: ['transfer.from', 'transfer.to'] },
      'verify collection-status list-current-files': { does: 'remote.read', operands: 'text*' },
      restore: { operands: ['transfer.from', 'transfer.to'] },
      'remove-older-than remove-all-but-n-full remove-all-inc-of-but-n-full cleanup': {
        does: 'remote.delete',
        operands: 'text*',
      },
    },
    flags: { '--dry-run': { only: true }, '--force': {} },
    values: {
      '--full-if-older-than --include --exclude --include-filelist --exclude-filelist --encrypt-key --sign-key --file-to-restore --path-to-restore -t --time --restore-time --volsize --archive-dir --name --tempdir --verbosity -v --s3-region-name --num-retries':
        'text',
      '--ssh-options --rsync-options --gpg-options --gpg-binary --ssh-backend --use-scp': 'code.hook',
    },
  },
  'duply deja-dup timeshift back-in-time backintime kopia bup rsnapshot rdiff-backup duplicacy zbackup burp bacula bconsole amanda amdump urbackupclientctl btrbk snapper zrepl sanoid syncoid ludusavi vorta wal-g wal-e pgbackrest barman':
    {
      does: 'system.change',
      operands: 'text*',
      commands: {
        'list ls status info check verify show diff configtest list-backup list-server show-backup show-server version help find backup-list wal-show history print stats':
          { does: 'inspect', operands: 'text*', commands: { delete: 'remote.delete' } },
        'backup create full incremental save index snapshot archive run sync push backup-push wal-push cron start stop setup init connect repository policy server stanza-create resume pause':
          { does: 'system.change', operands: 'text*' },
        'restore backup-fetch wal-fetch undochange rollback download': { does: 'file.write', operands: 'text*' },
        'delete prune purge expire rm clean remove-older-than': { does: 'remote.delete', operands: 'text*' },
      },
      flags: {
        '--list --check --list-devices -n --dry-run --preview': { only: true },
        '--delete-all': 'remote.destroy',
        '--delete --restore': 'remote.delete',
        '-c -t': {},
      },
      values: {
        '--remote-schema': 'code.hook',
        '-u -p -d --comments --tags --snapshot --snapshot-device --target --config': 'text',
      },
    },
  'syncthing stsync rslsync resilio-sync': { does: 'network.listen', operands: 'text*' },
  tarsnap: {
    does: 'network.send',
    operands: 'file.list*',
    flags: {
      '--list-archives --print-stats --verify-config -t': { operands: 'text*', does: 'remote.read' },
      '-d': { operands: 'text*', does: 'remote.delete' },
      '--nuke': 'remote.destroy',
      '-x': { does: 'file.write', operands: 'text*' },
      '--dry-run': { only: true },
    },
    values: { '-f -C --keyfile --cachedir --exclude --include -T -X --configfile --maxbw': 'text' },
  },
  'tarsnap-keygen tarsnap-keymgmt': {
    does: 'secret.change',
    values: { '--keyfile --outkeyfile --user --machine': 'text' },
  },
  'ipfs ipfs-cluster-ctl kubo': {
    bare: 'inspect',
    commands: {
      'cat ls stats id version refs resolve help diag ping swarm dht bitswap log commands routing': {
        does: 'remote.read',
        operands: 'text*',
      },
      get: { does: ['network.fetch', 'file.create'], operands: 'text*', values: { '-o --output': 'file.write' } },
      add: { does: 'network.send', operands: 'file.upload*' },
      'init config bootstrap pin name key files object dag block repo mount shutdown p2p pubsub': {
        does: 'config.change',
        operands: 'text*',
      },
      daemon: 'network.listen',
    },
  },
};
