/** Processes: signalling, priorities, waiting, tracing, debugging. */
import type { Family } from '../vocabulary/spec.ts';
import { DAEMONS, GATE_PROCESS, WATCHING } from './guards.ts';

/** The processes of root are the system. */
const OF_ROOT = { '0 root': 'process.signal-many', else: 'text', dynamic: 'text' } as const;
const BY_NAME = {
  [GATE_PROCESS]: 'gate.tamper',
  [WATCHING]: 'evade.security',
  'systemd init launchd kernel_task dbus-daemon': 'process.kill-all',
  [DAEMONS]: 'service.change',
  else: 'process.signal',
  dynamic: 'process.signal',
} as const;

export const processes: Family = {
  'kill gkill': {
    style: 'long',
    operands: { every: { '1 -1': 'process.kill-all', else: 'process.signal', dynamic: 'process.signal' } },
    bare: 'process.kill-all',
    flags: { '-l -L --list --table': { does: 'inspect', only: true } },
    values: { '-s --signal -n -q --queue --timeout': 'text' },
  },
  'skill snice': {
    operands: 'process.signal*',
    values: { '-t --tty -u --user -p --pid -c --command --ns --nslist': 'text' },
  },
  killall: {
    style: 'long',
    operands: { every: BY_NAME },
    bare: 'process.signal-many',
    flags: { '-l --list': { does: 'inspect', only: true } },
    values: {
      '-u --user': OF_ROOT,
      '-s --signal -y --younger-than -o --older-than -n --ns -Z --context -c -t': 'text',
    },
  },
  killall5: 'process.kill-all',
  'pkill fkill gkillall': {
    style: 'long',
    operands: [BY_NAME, 'text*'],
    does: 'process.signal',
    bare: 'process.signal-many',
    values: {
      '-u --euid -U --uid': OF_ROOT,
      '-g --pgroup -s --session': 'process.signal',
      '-G --group -P --parent -t --terminal -F --pidfile --ns --nslist --signal -O --older -r --runstates -c --cgroup':
        'text',
    },
  },
  xkill: { does: 'process.signal', values: { '-id -display -button': 'text' } },
  renice: { operands: 'process.signal*', values: { '-n --priority -p --pid -g --pgrp -u --user': 'text' } },
  'nice gnice': { style: 'posix', operands: 'command', bare: 'inspect', values: { '-n --adjustment': 'text' } },
  ionice: {
    style: 'posix',
    operands: 'command',
    bare: 'inspect',
    values: {
      '-c --class -n --classdata': 'text',
      '-p --pid -P --pgid -u --uid': { takes: 'text', operands: 'process.signal*' },
    },
  },
  'chrt taskset uclampset': {
    style: 'posix',
    operands: ['text', 'command'],
    flags: { '-p --pid': { operands: 'process.signal*' }, '-m --max': { only: true } },
    values: {
      '-T --sched-runtime -P --sched-period -D --sched-deadline': 'text',
      '-c --cpu-list': { takes: 'text', operands: 'command' },
    },
  },
  choom: { style: 'posix', operands: 'command', values: { '-n --adjust': 'text', '-p --pid': 'process.signal' } },
  schedtool: { style: 'posix', operands: 'text*', values: { '-e': 'command', '-n -p -a': 'text' } },
  numactl: {
    style: 'posix',
    operands: 'command',
    flags: { '-H --hardware -s --show': { does: 'inspect', only: true } },
    values: { '-m --membind -i --interleave -N --cpunodebind -C --physcpubind -p --preferred': 'text' },
  },
  prlimit: {
    style: 'posix',
    operands: 'command',
    bare: 'inspect',
    values: { '-p --pid': { takes: 'text', operands: 'text*' }, '-o --output': 'text' },
  },
  'cpulimit cpipe': {
    style: 'posix',
    operands: 'command',
    values: { '-l --limit': 'text', '-p --pid -e --exe -P --path': 'process.signal' },
  },
  'setarch linux32 linux64 i386 x86_64': {
    style: 'posix',
    operands: 'command',
    flags: {
      '-X --read-implies-exec -R --addr-no-randomize -Z --mmap-page-zero': 'evade.security',
      '--list --show': { only: true },
    },
    values: { '-p --pid': 'text' },
  },
  'waitpid wait4': { does: 'inspect', operands: 'text*', values: { '-t --timeout -c --count': 'text' } },
  strace: {
    style: 'posix',
    operands: 'command',
    values: {
      '-o --output': 'file.write',
      '-p --attach': 'process.trace',
      '-e --trace --expr --signal --status --abbrev --verbose --raw --read --write --quiet --decode-fds --inject --fault --kvm -s --string-limit -E --env -u --user -S --summary-sort-by -a --columns -P --trace-path -I --interruptible -b --detach-on -X --const-print-style -U --summary-columns -O --summary-syscall-overhead':
        'text',
    },
  },
  ltrace: {
    style: 'posix',
    operands: 'command',
    values: {
      '-o --output': 'file.write',
      '-p': 'process.trace',
      '-F --config': 'file.read',
      '-a --align -A -D --debug -e -l --library -n --indent -s -u -w --where -x': 'text',
    },
  },
  'truss dtruss xtrace uftrace sofa': {
    style: 'posix',
    operands: 'command',
    values: { '-o --output': 'file.write', '-p --attach': 'process.trace', '-s -u --user': 'text' },
  },
  'gdb lldb cgdb gdb-multiarch rr pwndbg gef gdbtui ugdb udb': {
    // Its prompt runs programs.
    bare: 'shell.interactive',
    operands: ['file.run?', 'text*'],
    flags: { '--args -args': { operands: ['file.run', 'text*'] }, '--batch -batch -q --quiet -nx': {} },
    values: {
      '-ex --eval-command --ex -iex --init-eval-command': {
        '*shell* *call* *system* *python* *!* *execv* *pipe* *source*': 'source.other',
        'attach* gcore* generate-core*': 'process.trace',
        else: 'text',
      },
      '-o --one-line -O --one-line-before-file -k --one-line-on-crash': {
        '*shell* *script* *platform* *expr* *call* *!*': 'source.other',
        else: 'text',
      },
      '-x --command --command-file -ix --init-command --source -s --source-before-file -S': 'file.run',
      '-p --pid -pid --attach-pid -n --attach-name': 'process.trace',
      '-c --core -core': 'file.read',
      '-e --exec --file --se --symbols': 'file.read',
      '-cd --cd': 'directory',
      '-d --directory --tty -l --arch -a -w': 'text',
    },
    commands: {
      record: { operands: 'command' },
      replay: { does: 'desktop.act', operands: 'text*' },
      'ps dump traceinfo': 'inspect',
    },
  },
  'gdbserver lldb-server debugserver': {
    does: 'network.listen-raw',
    operands: ['text', 'command'],
    values: { '--attach': 'process.trace' },
  },
  // The process that holds everybody's passwords is dumped for them alone.
  procdump: {
    does: 'process.trace',
    operands: { every: { 'lsass* LSASS*': 'secret.dump', else: 'text', dynamic: 'text' } },
    values: { '-o': 'file.write' },
  },
  'gcore reptyr injcode pyrasite inject peekfd retty': {
    does: 'process.trace',
    operands: 'text*',
    values: { '-o': 'file.write' },
  },
  'py-spy rbspy async-profiler austin pstack eu-stack gstack spindump sample leaks heap vmmap malloc_history stackshot filtercalltree phpspy':
    {
      does: 'inspect',
      operands: 'text*',
      values: { '-o --output -f -file': 'file.write', '-p --pid -d --duration -r --rate -F --format -n': 'text' },
      commands: {
        record: { does: 'inspect', operands: ['text?', 'command'] },
        top: { operands: ['text?', 'command'] },
        dump: 'inspect',
      },
    },
  perf: {
    commands: {
      'stat record mem c2c lock sched kmem ftrace': {
        style: 'posix',
        operands: 'command',
        values: {
          '-o --output': 'file.write',
          '-e --event -p --pid -t --tid -C --cpu -F --freq -c --count -r --repeat -I --interval-print --call-graph -u --uid -D --delay -m --mmap-pages':
            'text',
        },
      },
      trace: {
        style: 'posix',
        operands: 'command',
        values: { '-o --output': 'file.write', '-e --event --filter': 'text', '-p --pid': 'process.trace' },
      },
      'report annotate diff evlist buildid-list list top script timechart version bench test data inject archive kallsyms':
        {
          does: 'inspect',
          operands: 'text*',
          values: {
            '-i --input': 'file.read',
            '-o --output': 'file.write',
            '-s --script --sort -g -d --dsos -p --pid -e --event -F --fields': 'text',
          },
        },
      probe: 'process.trace',
    },
  },
  'valgrind callgrind massif': {
    style: 'posix',
    operands: 'command',
    values: { '--log-file --xml-file': { takes: 'file.write', attached: true } },
  },
  'heaptrack heaptrack_gui': {
    style: 'posix',
    operands: 'command',
    values: {
      '-o --output': 'file.write',
      '-p --pid': 'process.trace',
      '-a --analyze': { takes: 'file.read', only: true },
    },
  },
  memusage: {
    style: 'posix',
    operands: 'command',
    values: { '-p --png -d --data': 'file.write', '-n --progname -b --buffer --title -x --x-size -y --y-size': 'text' },
  },
  'eatmydata catchsegv unbuffer': { style: 'posix', operands: 'command' },
  'bpftrace ply': {
    operands: 'file.run',
    does: 'process.trace',
    flags: { '-l': { does: 'inspect', only: true }, '--info': { does: 'inspect', only: true } },
    values: { '-e': 'source.other', '-c': 'source.shell', '-p -f -B -o --include -I': 'text' },
  },
  bpftool: {
    does: 'inspect',
    operands: 'text*',
    groups: 'prog map link cgroup net btf perf feature struct_ops gen iter',
    commands: {
      'show list dump tracelog probe help lookup getnext': 'inspect',
      'load loadall attach detach pin update delete create run register unregister freeze enqueue dequeue push pop':
        'kernel.load',
      'object skeleton min_core_btf subskeleton': 'file.read',
    },
  },
  'stap systemtap dtrace trace-cmd ftrace opensnoop execsnoop biosnoop tcpconnect tcplife ext4slower fatrace extrace forkstat funccount funclatency profile-bpfcc bcc trace-bpfcc inspektor':
    {
      does: 'process.trace',
      operands: 'text*',
      values: {
        '-e -n': 'source.other',
        '-c': 'source.shell',
        '-s': 'file.run',
        '-o -w': 'file.write',
        '-p -i -r': 'text',
      },
    },
  'frida frida-trace frida-ps frida-inject objection': {
    does: 'process.trace',
    operands: 'text*',
    values: { '-l --load -c -C': 'file.run', '-e --eval': 'source.javascript', '-f -n -p -U -i -x': 'text' },
  },
  'stress stress-ng stressapptest sysbench burnP6 mprime fio bonnie++ iozone ioping dbench tiobench linpack nbench phoronix-test-suite unixbench geekbench cpuburn memtester':
    {
      does: 'build',
      operands: 'text*',
      values: { '--filename --temp-path --output --log-file -o -f -W': 'file.write', '--directory': 'file.write' },
    },
  'inotifywait inotifywatch': {
    operands: 'file.watch*',
    values: {
      '-e --event -t --timeout --format --timefmt --exclude --excludei --include --includei': 'text',
      '-o --outfile': 'file.write',
      '--fromfile': 'file.read',
    },
  },
};
