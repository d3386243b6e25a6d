/** Services, logs of services, and work that is scheduled. */
import type { Family } from '../vocabulary/spec.ts';
import { GATE, GUARDS, stopping } from './guards.ts';

const STOP = { operands: { every: stopping('service.change') } } as const;
/** `service NAME ACTION`: what stops a security control, or keeps it from starting. */
const STOP_GUARD = {
  operands: 'text*',
  does: 'service.change',
  commands: {
    'status restart start reload': { does: 'service.restart', operands: 'text*' },
    'stop off disable remove --full-restart': { does: 'evade.security', operands: 'text*' },
  },
} as const;
const STOP_GATE = { does: 'gate.tamper', operands: 'text*', commands: { status: 'inspect' } } as const;
const ACTION = {
  'status describe rcvar onestatus enabled': 'inspect',
  'restart reload force-reload condrestart try-restart start onestart onerestart onereload configtest':
    'service.restart',
  enable: 'service.enable',
  else: 'service.change',
} as const;

export const services: Family = {
  systemctl: {
    bare: 'inspect',
    values: {
      '-t --type --state -p --property -P -n --lines -o --output -s --signal --kill-who --kill-whom --kill-value --job-mode --what --preset-mode --timestamp --legend --message --boot-loader-menu --boot-loader-entry --reboot-argument --check-inhibitors --drop-in --when -M --machine --image --image-policy':
        'text',
      '-H --host': 'network.login',
      '--root': 'file.list',
    },
    commands: {
      'status show cat list-units list-unit-files list-timers list-sockets list-jobs list-dependencies list-automounts list-paths list-machines list-instances is-active is-enabled is-failed is-system-running get-default show-environment help whoami service-log-level service-log-target log-level log-target':
        { does: 'inspect', operands: 'text*' },
      'restart reload try-restart reload-or-restart reload-or-try-restart try-reload-or-restart condrestart force-reload start daemon-reload reset-failed thaw cancel':
        { does: 'service.restart', operands: 'text*' },
      'stop kill freeze clean disable mask': STOP,
      'enable reenable preset preset-all unmask link add-wants add-requires revert edit set-property bind mount-image':
        { does: 'service.enable', operands: 'text*' },
      'isolate rescue emergency default set-default daemon-reexec set-environment unset-environment import-environment':
        { does: 'system.change', operands: 'text*' },
      'reboot poweroff halt kexec suspend hibernate hybrid-sleep suspend-then-hibernate soft-reboot exit switch-root sleep':
        { does: 'system.shutdown', operands: 'text*' },
    },
  },
  'service invoke-rc.d rc-service': {
    operands: ['text', ACTION, 'text*'],
    commands: { [GATE]: STOP_GATE, [GUARDS]: STOP_GUARD },
    flags: { '--status-all -e -l -r --list --exists': { does: 'inspect', only: true } },
  },
  rcctl: {
    commands: {
      'ls get check': 'inspect',
      'restart reload start': 'service.restart',
      stop: STOP,
      'enable set order': 'service.enable',
      disable: STOP,
    },
  },
  initctl: {
    operands: 'service.change*',
    commands: {
      'list status version show-config check-config': 'inspect',
      'start restart reload': 'service.restart',
      stop: STOP,
    },
  },
  'rc-update update-rc.d chkconfig insserv sysv-rc-conf ntsysv': {
    operands: 'service.enable*',
    flags: { '--list': { does: 'inspect', only: true } },
    commands: {
      show: 'inspect',
      'del delete': STOP,
      [GATE]: STOP_GATE,
      [GUARDS]: { ...STOP_GUARD, does: 'service.enable' },
    },
    bare: 'inspect',
  },
  'rc-status': 'inspect',
  sv: {
    operands: 'text*',
    commands: {
      'status check': 'inspect',
      'up start restart reload hup once cont alarm': { does: 'service.restart', operands: 'text*' },
      'down stop exit kill force-stop force-shutdown pause term quit': STOP,
    },
    values: { '-w': 'text' },
  },
  'svcs svcprop': 'inspect',
  'svcadm svccfg': { does: 'service.change', operands: 'text*' },
  'svc svstat svok s6-svc s6-svstat s6-rc dinitctl herd': {
    operands: 'text*',
    does: 'service.change',
    commands: { 'status list doc': 'inspect' },
  },
  supervisorctl: {
    commands: {
      'status tail avail pid help version maintail': 'inspect',
      'start restart signal fg update reread reload add': { does: 'service.restart', operands: 'text*' },
      'stop remove shutdown clear': { does: 'service.change', operands: 'text*' },
    },
    values: { '-c --configuration': 'file.read', '-s --serverurl -u --username -p --password': 'text' },
    bare: 'desktop.act',
  },
  'supervisord circusd circusctl runsvdir runsv runsvchdir s6-svscan launchd': {
    does: 'service.restart',
    operands: 'text*',
    values: { '-c': 'file.run', '-i -l -j': 'text' },
    commands: { 'status summary report validate': 'inspect' },
  },
  'start-stop-daemon': {
    flags: {
      '-K --stop': 'process.signal',
      '-T --status -t --test': { does: 'inspect', only: true },
      '-S --start': {},
    },
    values: {
      '-x --exec -a --startas': 'command-text',
      '-p --pidfile -u --user -g --group -n --name -s --signal -R --retry -c --chuid -N --nicelevel -I --iosched -k --umask --ppid --pid':
        'text',
      '-d --chdir': 'directory',
      '-r --chroot': 'file.list',
      '-O --output': 'file.write',
    },
    operands: 'text*',
  },
  journalctl: {
    does: 'inspect',
    operands: 'text*',
    flags: {
      '--rotate --flush --sync --relinquish-var --smart-relinquish-var': 'cache.clear',
      '--setup-keys --update-catalog': 'system.change',
    },
    values: {
      '--vacuum-time': { '0 0s 1 1s 1ms 1us 1m 1min': 'evade.logs', else: 'cache.clear' },
      '--vacuum-size': { '0 1 1K 10K 100K 1M': 'evade.logs', else: 'cache.clear' },
      '--vacuum-files': { '0 1': 'evade.logs', else: 'cache.clear' },
      '--cursor-file': 'file.write',
      '-D --directory --file -i --root --image': 'file.list',
      '-u --unit --user-unit -n --lines -o --output --output-fields -p --priority --facility -S --since -U --until -t --identifier -T --exclude-identifier -g --grep --case-sensitive -c --cursor --after-cursor -M --machine --namespace -F --field --interval --verify-key --synchronize-on-exit':
        'text',
      '-b --boot': { takes: 'text', attached: true },
    },
  },
  'systemd-run': {
    style: 'posix',
    operands: 'command',
    does: 'process.signal',
    flags: { '-S --shell': 'shell.interactive', '--on-timezone-change --on-clock-change': 'schedule.install' },
    values: {
      '-p --property': { 'Exec*': 'code.hook', else: 'text' },
      '--on-calendar --on-active --on-boot --on-startup --on-unit-active --on-unit-inactive': {
        takes: 'text',
        does: 'schedule.install',
      },
      '--path-property --socket-property --timer-property -u --unit --description --slice --uid --gid --nice --service-type --background --job-mode -E --setenv -M --machine --working-directory':
        'text',
      '-H --host': 'network.login',
    },
  },
  'systemd-analyze systemd-cgls systemd-cgtop systemd-path systemd-escape systemd-id128 systemd-delta systemd-ac-power systemd-notify systemd-socket-proxyd systemd-tty-ask-password-agent systemd-ask-password systemd-stdio-bridge':
    {
      does: 'inspect',
      operands: 'text*',
      values: { '-M --machine -n --lines --man --root --order -p -o': 'text', '-H --host': 'network.login' },
    },
  'systemd-tmpfiles systemd-sysusers systemd-hwdb systemd-firstboot systemd-machine-id-setup systemd-sysext systemd-confext systemd-repart systemd-cryptenroll systemd-cryptsetup systemd-creds systemd-mount systemd-umount systemd-dissect systemd-sysupdate systemd-modules-load systemd-sysctl systemd-random-seed systemd-vmspawn portablectl ukify kernel-install bootctl':
    {
      does: 'system.change',
      operands: 'text*',
      commands: {
        'status list inspect is-attached has-tpm2': 'inspect',
        'build genkey encrypt decrypt cat': { does: 'file.write', operands: 'text*' },
      },
      values: {
        '--root --image --definitions --dry-run --with -t --type --options': 'text',
        '--tpm2-device --fido2-device --wipe-slot': 'text',
      },
    },
  'systemd-cat': {
    style: 'posix',
    operands: 'command',
    values: { '-t --identifier -p --priority --stderr-priority --namespace': 'text' },
  },
  'systemd-socket-activate': {
    style: 'posix',
    does: 'network.listen-raw',
    operands: 'command',
    values: { '-l --listen -E --setenv --fdname': 'text' },
  },
  'systemd-nspawn': {
    style: 'posix',
    does: ['container.run', 'privilege.raise'],
    operands: 'command',
    flags: { '-b --boot': { operands: 'text*' } },
    values: {
      '-D --directory -i --image --template': 'file.list',
      '--bind --bind-ro --overlay': { '/ /:* /etc* /root* /dev*': 'container.escape', else: 'text' },
      '--capability': { 'all CAP_SYS_ADMIN* all*': 'container.escape', else: 'text' },
      '-M --machine -u --user --network-bridge --network-zone -p --port -E --setenv --private-users --hostname --slice --uuid --link-journal':
        'text',
    },
    away: true,
  },
  machinectl: {
    commands: {
      'list status show list-images image-status show-image': 'inspect',
      'start poweroff reboot terminate kill enable disable bind clone rename read-only set-limit clean pull-tar pull-raw pull-dkr import-tar import-raw import-fs export-tar export-raw cancel-transfer':
        { does: 'container.change', operands: 'text*' },
      remove: { does: 'container.purge', operands: 'text*' },
      'shell login': { style: 'posix', does: 'privilege.shell', operands: ['text', 'command'] },
      'copy-to copy-from': { does: 'file.write', operands: 'text*' },
    },
    bare: 'inspect',
  },
  loginctl: {
    bare: 'inspect',
    commands: {
      'list-sessions session-status show-session list-users user-status show-user list-seats seat-status show-seat':
        'inspect',
      'lock-session lock-sessions unlock-session unlock-sessions activate attach flush-devices': 'desktop.act',
      'enable-linger disable-linger': { does: 'service.enable', operands: 'text*' },
      'terminate-session kill-session terminate-user kill-user terminate-seat': {
        does: 'service.change',
        operands: 'text*',
      },
    },
  },
  busctl: {
    bare: 'inspect',
    values: { '--address': 'code.hook', '-H --host': 'network.login', '-M --machine --match --timeout': 'text' },
    commands: {
      'list status monitor capture tree introspect get-property help wait': 'inspect',
      'call emit set-property': { does: 'system.change', operands: 'text*' },
    },
  },
  'gdbus dbus-send dbus-monitor qdbus qdbus6 d-feet dbus-update-activation-environment': {
    does: 'desktop.act',
    operands: 'text*',
    values: { '--dest --bus --address -d -o -m': 'text' },
  },
  coredumpctl: {
    bare: 'inspect',
    commands: {
      'list info': 'inspect',
      dump: { does: 'inspect', operands: 'text*', values: { '-o --output': 'file.write' } },
      'debug gdb': { does: 'process.trace', operands: 'text*', values: { '--debugger': 'code.hook' } },
    },
  },
  crontab: {
    operands: 'schedule.install*',
    bare: 'schedule.install',
    flags: {
      '-l': { does: 'inspect', only: true },
      '-r': { turns: { 'schedule.install': 'schedule.remove' } },
      '-e': 'schedule.install',
      '-T': { only: true },
    },
    values: { '-u -c': 'text' },
  },
  'at batch': {
    does: 'schedule.install',
    operands: 'text*',
    flags: { '-l': { does: 'inspect', only: true }, '-r -d': { does: 'process.signal', only: true } },
    values: { '-f': 'file.run', '-c': { takes: 'text', only: true }, '-q -t': 'text' },
  },
  'atq fcronlist': 'inspect',
  atrm: 'process.signal',
  'crond cron anacron fcron atd incrond cronie jobber bcron': { does: 'schedule.install', operands: 'text*' },
  'incrontab fcrontab': {
    does: 'schedule.install',
    operands: 'text*',
    flags: { '-l --list': { does: 'inspect', only: true } },
  },
  'needrestart checkrestart': {
    does: 'inspect',
    values: { '-c': 'file.run', '-r': { a: 'service.change', else: 'text' }, '-m -u -l': 'text' },
  },
};
