/** Programs whose only business is to run another one: with a limit, an environment, a lock, a terminal, or again and again. */
import type { Family } from '../vocabulary/spec.ts';

export const wrappers: Family = {
  // A shell's prompt, copied together with the command behind it.
  $: { style: 'posix', operands: 'command' },
  'env genv': {
    style: 'posix',
    operands: ['assignment', 'command'],
    bare: 'environment.show',
    values: {
      '-u --unset -P -L -U': 'text',
      '--block-signal --default-signal --ignore-signal': { takes: 'text', attached: true },
      '-C --chdir': 'directory',
      '-S --split-string': 'command-text',
      '-a --argv0': 'text',
    },
  },
  'timeout gtimeout': {
    style: 'posix',
    operands: ['text', 'command'],
    values: { '-k --kill-after -s --signal': 'text' },
  },
  'nohup gnohup setsid nq': { style: 'posix', operands: 'command' },
  // The loaders of programs run one that they are given, whether it may be executed or not.
  'ld.so ld-linux.so.2 ld-linux-x86-64.so.2 ld-linux-aarch64.so.1 ld-linux-armhf.so.3 ld-linux-riscv64-lp64d.so.1 ld64.so.2 ld-musl-x86_64.so.1 ld-musl-aarch64.so.1 ld-musl-armhf.so.1 ld-elf.so.1':
    {
      style: 'posix',
      operands: 'command',
      bare: 'inspect',
      flags: {
        '--version --help --list-tunables --list-diagnostics': { only: true },
        '--list --verify': { operands: 'file.read' },
      },
      values: {
        '--preload --audit': 'code.load',
        '--library-path --inhibit-rpath --argv0 --glibc-hwcaps-prepend --glibc-hwcaps-mask -f': 'text',
      },
    },
  daemonize: {
    style: 'posix',
    operands: 'command',
    values: { '-c': 'directory', '-e -o -p -l': 'file.write', '-u -E': 'text' },
  },
  'daemon detach': {
    style: 'posix',
    operands: 'command',
    values: {
      '-o -e -p --output --stdout --stderr --errlog --dbglog --pidfile': 'file.write',
      '-n --name -u --user -N': 'text',
      '-D --chdir': 'directory',
    },
  },
  'stdbuf gstdbuf': { style: 'posix', operands: 'command', values: { '-i --input -o --output -e --error': 'text' } },
  'time gtime': { style: 'posix', operands: 'command', values: { '-f --format': 'text', '-o --output': 'file.write' } },
  'watch viddy hwatch gwatch': {
    style: 'posix',
    operands: 'source.shell-joined',
    flags: { '-x --exec': { operands: 'command' } },
    values: { '-n --interval -q --equexit -s --shotsdir --shell --limit -L -A --aftercommand': 'text' },
  },
  // What changed takes the place of `/_`; the names to watch come from standard input.
  entr: {
    style: 'posix',
    operands: 'command',
    flags: { '-s': { operands: 'source.shell-joined' }, '-a -c -d -n -p -r -z': {} },
  },
  watchexec: {
    style: 'posix',
    operands: 'command',
    values: {
      '-w --watch -W --watch-non-recursive': 'file.watch',
      '-e --exts -f --filter -i --ignore -d --debounce -s --signal --shell -o --on-busy-update --delay-run --project-origin --stop-signal --stop-timeout -E --env -p --poll':
        'text',
      '--workdir': 'directory',
      '--emit-events-to': 'text',
    },
  },
  fswatch: {
    operands: 'file.watch*',
    values: { '-e --exclude -i --include -l --latency -m --monitor --event -f --format-time -c': 'text' },
  },
  watchman: {
    commands: {
      'watch watch-project watch-list watch-del watch-del-all find query since get-sockname version log-level get-config clock list-capabilities debug-status state-enter state-leave':
        'inspect',
      trigger: { operands: ['file.list', 'text', 'text*'], does: 'shell.trap' },
      'trigger-list trigger-del shutdown-server log': 'inspect',
    },
    operands: 'text*',
    flags: { '-j --json-command': 'code.stdin' },
    values: { '-o --logfile --pidfile --statefile -U --sockname': 'text' },
  },
  watchmedo: {
    commands: {
      'shell-command': { operands: 'file.list*', values: { '-c --command': 'source.shell', '-p --patterns': 'text' } },
      auto_restart: { operands: 'command', values: { '-d --directory -p --pattern': 'text' } },
      log: 'inspect',
      'tricks tricks-from': 'file.run',
    },
  },
  flock: {
    operands: ['file.create', 'command'],
    values: { '-w --wait --timeout -E --conflict-exit-code': 'text', '-c --command': 'source.shell' },
  },
  'chpst softlimit s6-softlimit pgrphack': {
    style: 'posix',
    operands: 'command',
    values: { '-u -U -e -m -d -o -p -f -c -b -/ -n -l -L -a -s -t -r': 'text' },
  },
  'lockf lockfile-run setlock envdir envuidgid setuidgid argv0 with-contenv s6-setuidgid s6-envdir': {
    style: 'posix',
    operands: ['text', 'command'],
    values: { '-t': 'text' },
  },
  'envfile godotenv dotenv-cli': {
    style: 'posix',
    operands: 'command',
    values: { '-f --file -e': 'file.read', '-v': 'text' },
  },
  'parallel gparallel rush gargs': {
    style: 'posix',
    // A word that holds its own place for the input is a line for the shell; without a command the input lines are commands.
    operands: {
      ':::*': 'code.unresolved',
      '*{}* *{.}* *{/}* *{1}* *;* *|* *&* *>*': 'source.shell-joined',
      else: 'command',
    },
    stdin: 'command',
    feeds: true,
    flags: {
      '--semaphore --sem': { operands: 'source.shell-joined' },
      '--citation --bibtex --number-of-cores --number-of-cpus --number-of-threads': { only: true },
      '-k --keep-order -X -m -q -0 --null --bar --eta --progress --dry-run --line-buffer --lb --pipe --pipepart --ungroup -u --no-notice --will-cite --linebuffer --tag -v -t --verbose --resume --shuf --group -r --no-run-if-empty':
        {},
    },
    values: {
      '-j --jobs -P --max-procs -n --max-args -N --max-replace-args -L -I -d --delimiter -C --colsep --delay --timeout --retries --halt --memfree --load --nice --tmpdir --tagstring --block --recstart --recend -s --id --env --wd --workdir --limit':
        'text',
      '-i -U --replace': { takes: 'text', attached: true },
      '-a --arg-file': 'file.read',
      '--joblog --results --result --compress-program': 'file.write',
      '-S --sshlogin --sshloginfile --slf': 'network.login',
      '--transferfile --tf --basefile --bf': 'file.upload',
      '--profile -J': 'text',
      '--shell-quote': 'text',
    },
  },
  sem: { style: 'posix', operands: 'source.shell-joined', values: { '-j --jobs --id --timeout': 'text' } },
  'task-spooler tsp': {
    style: 'posix',
    operands: 'command',
    bare: 'inspect',
    flags: { '-l -K -C': 'inspect' },
    values: { '-S -L -r -c -t -p -o -i -s -u -w -k -D -N': 'text', '-O': 'file.write' },
  },
  pueue: {
    commands: {
      add: {
        style: 'posix',
        operands: 'source.shell-joined',
        values: {
          '-w --working-directory': 'directory',
          '-d --delay -g --group -a --after -l --label -o --priority': 'text',
        },
      },
      'status log follow group help completions format-status wait env': 'inspect',
      'start pause enqueue stash switch parallel clean restart edit kill reset remove send shutdown': {
        does: 'process.signal',
        operands: 'text*',
      },
    },
  },
  pueued: 'process.signal',
  'chroot gchroot': {
    style: 'posix',
    does: 'privilege.raise',
    operands: ['file.list', 'command'],
    values: { '--userspec --groups -u -g -G': 'text' },
    away: true,
  },
  'arch-chroot artix-chroot manjaro-chroot nixos-enter steamos-chroot': {
    style: 'posix',
    does: 'privilege.raise',
    operands: ['file.list', 'command'],
    values: { '-u': 'text', '-c --command': 'source.shell', '--root': 'file.list' },
    away: true,
  },
  'schroot dchroot': {
    style: 'posix',
    operands: 'command',
    flags: {
      '-l --list -i --info --config --location': { does: 'inspect', only: true },
      '-b --begin-session -e --end-session': 'system.change',
    },
    values: { '-c --chroot -u --user -d --directory -n --session-name -s --shell': 'text' },
    away: true,
  },
  unshare: {
    style: 'posix',
    operands: 'command',
    bare: 'shell.interactive',
    does: 'privilege.raise',
    values: {
      '-R --root': 'file.list',
      '-w --wd': 'directory',
      '--map-user --map-group --map-users --map-groups --setgroups -S --setuid -G --setgid --propagation': 'text',
      '--kill-child': { takes: 'text', attached: true },
    },
  },
  nsenter: {
    style: 'posix',
    operands: 'command',
    bare: 'shell.interactive',
    does: 'privilege.raise',
    values: {
      '-t --target': { '1 0': 'container.escape', else: 'process.trace' },
      '-S --setuid -G --setgid': 'text',
      '-m --mount -u --uts -i --ipc -n --net -p --pid -U --user -C --cgroup -r --root -w --wd -T --time': {
        takes: 'text',
        attached: true,
      },
    },
  },
  cgexec: { style: 'posix', operands: 'command', values: { '-g': 'text' } },
  'fakeroot fakeroot-tcp fakeroot-sysv': {
    style: 'posix',
    operands: 'command',
    bare: 'shell.interactive',
    values: { '-l --lib -f --faked': 'code.load', '-s': 'file.write', '-i': 'file.read', '-b --fd-base': 'text' },
  },
  'fakeroot-ng': {
    style: 'posix',
    operands: 'command',
    values: { '-p': 'file.write', '-l': 'file.write', '-f': 'code.load' },
  },
  fakechroot: {
    style: 'posix',
    operands: 'command',
    bare: 'shell.interactive',
    values: { '-l --lib -d --elfloader': 'code.load', '-e --environment -c --config-dir -b --bindir': 'text' },
  },
  'proot pseudo': {
    style: 'posix',
    operands: 'command',
    bare: 'shell.interactive',
    values: {
      '-r --rootfs -R -S -b --bind -m --mount -k --kernel-release -i --change-id -v --verbose -B -P': 'text',
      '-w --pwd --cwd': 'directory',
      '-q --qemu': 'code.load',
    },
  },
  'faketime datefudge': { style: 'posix', operands: ['text', 'command'], values: { '-p --pid': 'text' } },
  'xvfb-run xwayland-run': {
    style: 'posix',
    operands: 'command',
    values: {
      '-f --auth-file -e --error-file': 'file.write',
      '-n --server-num -s --server-args -w --wait -p --xauth-protocol': 'text',
    },
  },
  'pw-jack': { style: 'posix', operands: 'command', values: { '-r -s -p': 'text' } },
  padsp: { style: 'posix', operands: 'command', values: { '-n -m -s': 'text' } },
  'trickle sandbox-exec': {
    style: 'posix',
    operands: 'command',
    values: { '-d -u -w -t -l -n -p -D': 'text', '-f': 'file.read' },
  },
  'cage aoss pasuspender artsdsp usewithtor gamemoderun mangohud prime-run apulse strangle catbox': {
    style: 'posix',
    operands: 'command',
  },
  'dbus-run-session dbus-launch': {
    style: 'posix',
    operands: 'command',
    values: { '--config-file': 'file.read', '--dbus-daemon': 'code.load' },
  },
  // Its options have their values attached, all of them.
  firejail: {
    style: 'posix',
    operands: 'command',
    flags: { '--list --tree --top --netstats': { does: 'inspect', only: true } },
  },
  'bwrap bubblewrap nsjail minijail0 landrun optirun primusrun pvkrun vglrun linux-user-chroot': {
    style: 'posix',
    operands: 'command',
    values: {
      '--bind --ro-bind --dev-bind --symlink --setenv --bind-try --ro-bind-try --dev-bind-try --file --bind-data --ro-bind-data --chmod --overlay':
        { takes: 'text', operands: ['text', 'command'] },
      '--tmpfs --proc --dev --mqueue --dir --remount-ro --chdir --unsetenv --uid --gid --hostname --lock-file --seccomp --add-seccomp-fd --args --sync-fd --info-fd --json-status-fd --block-fd --userns --userns2 --userns-block-fd --pidns --exec-label --file-label --perms --size --cap-add --cap-drop':
        'text',
      '-d -u -D --join --name --profile -H': 'text',
    },
  },
  caffeinate: { style: 'posix', operands: 'command', values: { '-t -w': 'text' } },
  'systemd-inhibit': {
    style: 'posix',
    operands: 'command',
    flags: { '--list': { does: 'inspect', only: true } },
    values: { '--what --who --why --mode': 'text' },
  },
  // Without a command it records a shell.
  'script gscript': {
    style: 'posix',
    does: 'shell.interactive',
    operands: ['file.write', 'command'],
    flags: { '-a --append': { turns: { 'file.write': 'file.append' } } },
    values: {
      '-c --command': { takes: 'source.shell', turns: { 'shell.interactive': 'text' } },
      '-O --log-out -B --log-io -I --log-in -T --log-timing': 'file.write',
      '-E --echo -m --logging-format -o --output-limit -t': { takes: 'text', attached: true },
    },
  },
  'scriptreplay scriptlive': {
    operands: 'file.read*',
    values: {
      '-t --timing -T --log-timing -I --log-in -O --log-out -B --log-io -s --typescript': 'file.read',
      '-d --divisor -m --maxdelay -x --stream --target': 'text',
      '-c --command': 'source.shell',
    },
  },
  'ttyrec asciinema termtosvg terminalizer vhs agg t-rec peek': {
    operands: 'file.write*',
    flags: {},
    values: {
      '-e': 'source.shell',
      '-c --command': 'source.shell',
      '-t --title -i --idle-time-limit -s --speed --cols --rows --theme': 'text',
      '-o --output': 'file.write',
    },
    commands: {
      rec: {
        operands: 'file.write',
        values: { '-c --command': 'source.shell', '-t --title -i --idle-time-limit --cols --rows': 'text' },
      },
      'play cat': 'file.read',
      upload: 'file.upload',
      auth: 'remote.login',
      publish: 'file.upload',
    },
  },
  empty: { operands: 'command', values: { '-f': 'file.write', '-c -C -p -P': 'text' } },
  expect: {
    style: 'posix',
    operands: ['file.run', 'text*'],
    values: {
      '-c': { '*spawn* *exec* *system*': 'code.inline', else: 'source.other' },
      '-f': 'file.run',
      '-d -D': { takes: 'text', attached: true },
    },
    stdin: 'source.other',
  },
  autoexpect: { operands: 'command', values: { '-f': 'file.write', '-c -C -p -P': 'text' } },
  'run-parts run-one run-this-one run-one-constantly run-one-until-success run-one-until-failure keep-one-running': {
    operands: 'command',
    values: { '--regex --umask -a --arg': 'text' },
  },
  logsave: { style: 'posix', operands: ['file.write', 'command'] },
  'hyperfine bench multitime poop': {
    operands: 'source.shell*',
    values: {
      '-p --prepare -s --setup -c --cleanup -C --conclude': 'source.shell',
      '--export-json --export-csv --export-markdown --export-asciidoc --export-orgmode --output': 'file.write',
      '--input': 'file.read',
      '-w --warmup -r --runs -m --min-runs -M --max-runs -P --parameter-scan -L --parameter-list -n --command-name -S --shell -u --time-unit --style -D --parameter-step-size --sort -N --output-name --reference-name --show-output-name':
        'text',
    },
  },
  'thefuck pay-respects please': { does: 'desktop.act', operands: 'text*' },
  'retry repeat loop': {
    style: 'posix',
    operands: 'command',
    values: { '-t --times -d --delay -m -M --max-wait -s --sleep -e --on-exit': 'text' },
  },
  rtprio: { style: 'posix', operands: 'text*', does: 'system.change' },
  'inotify-hookable': {
    operands: 'file.watch*',
    values: { '-c --on-modify-command': 'source.shell', '-w -f -t -i -g': 'text' },
  },
};
