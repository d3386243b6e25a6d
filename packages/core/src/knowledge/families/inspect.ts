/** Tools that only print: the machine, the user, sizes, paths, sensors. */
import type { Family } from '../vocabulary/spec.ts';
import { DAEMONS, GATE_PROCESS, WATCHING } from './guards.ts';

export const inspect: Family = {
  // Asks another machine, and sends it whatever stands before the `@`.
  finger: { does: 'inspect', operands: { every: { '*@*': 'network.connect', else: 'text', dynamic: 'text' } } },
  // On macOS it runs a command for the processor that is named.
  arch: {
    style: 'posix',
    does: 'inspect',
    operands: 'command',
    flags: { '-x86_64 -x86_64h -arm64 -arm64e -i386 -ppc -ppc64 -32 -64 -c': {} },
    values: { '-arch -d -e': 'text' },
  },
  'pwd gpwd whoami gwhoami id gid groups ggroups logname glogname tty gtty garch uname guname nproc gnproc hostid ghostid users gusers who gwho w uptime guptime getconf locale sw_vers lsb_release isainfo pinky gpinky lastlogin ac sa lastcomm uname26 true gtrue gfalse sleep gsleep usleep pathchk gpathchk basename gbasename dirname gdirname':
    'inspect',
  'last lastb lastlog lastlog2 aulast aulastlog': {
    does: 'inspect',
    operands: 'text*',
    values: { '-f --file': 'file.read', '-n --limit -s --since -t --until -u --user -b --before': 'text' },
  },
  'printenv gprintenv': { does: 'environment.show' },
  'stat readlink greadlink realpath grealpath fincore filefrag symlinks mountpoint': {
    operands: 'file.list*',
    values: { '-c --format --printf -f -t --relative-to --relative-base': 'text' },
  },
  'du df gdf dust dutree pdu diskonaut duf dfc pydf di dfrs diskus ncdu gdu gdu-go baobab filelight qdirstat dua godu':
    {
      operands: 'file.list*',
      values: {
        '-o --output -O': 'file.write',
        '-f --files0-from -X --exclude-from': 'file.read',
        '-d --max-depth --depth -t --type --threshold -B --block-size --exclude -n --number-of-lines --time-style --time -I -p --format --color --sort -hide':
          'text',
      },
    },
  'free gfree vmstat iostat mpstat sadf numastat slabtop nfsstat nfsiostat cifsiostat tload tapestat vm_stat memory_pressure lparstat prstat swapinfo systat lsmem lscpu lsirq irqtop lslogins':
    {
      does: 'inspect',
      operands: 'text*',
      flags: { '-w': {} },
      values: { '-o': 'text', '-p -u -P -n -s -e -f -t -T': 'text' },
    },
  'lsblk lsusb lspci lshw lshw-gtk lsscsi lsdev lspcmcia lscgroup lsinitrd lsinitramfs lsmod hwinfo inxi dmidecode biosdecode vpddecode cpuid x86info i7z lstopo lstopo-no-graphics hwloc-ls acpi sensors pinout raspinfo vcgencmd usb-devices systool drm_info vulkaninfo glxinfo glxgears es2_info eglinfo vainfo vdpauinfo clinfo nvtop radeontop intel_gpu_top rocminfo nvidia-detect edid-decode get-edid parse-edid upower laptop-detect virt-what systemd-detect-virt imvirt vmware-checkvm lsiio iio_info i2cdetect gpiodetect gpioinfo gpioget ioreg system_profiler hostinfo machine kldstat devinfo sysinfo cpufreq-info dstat dool':
    { does: 'inspect', operands: 'text*', values: { '-o --output': 'text', '--dump-bin --of': 'file.write' } },
  'pgrep pidof pidwait': {
    does: 'inspect',
    operands: {
      every: {
        [GATE_PROCESS]: 'inspect.gate',
        [WATCHING]: 'inspect.guard',
        [DAEMONS]: 'inspect.daemon',
        else: 'text',
        dynamic: 'text',
      },
    },
    values: {
      '-u --euid -U --uid -g --pgroup -G --group -P --parent -s --session -t --terminal -F --pidfile -O -d --delimiter -o -r --runstates --ns --nslist --signal --cgroup':
        'text',
    },
  },
  'pstree ps procs pwdx pmap px ptree jps lsappinfo prtstat pslog': {
    does: 'inspect',
    operands: 'text*',
    values: {
      '-p -u -U -g -G -t -s -o -O -C -F --sort --format -c -d -P --pid --ppid --user --signal -i +D +d': 'text',
    },
  },
  'top htop btop btm bottom glances gtop vtop bashtop bpytop gotop ytop zenith atop nmon iotop iotop-c powertop below s-tui gkrellm conky gnome-system-monitor ksysguard mate-system-monitor wtf':
    {
      does: 'inspect',
      operands: 'text*',
      values: {
        '-w -o --export-csv-file --export-json-file --csv --html': 'text',
        '-d -n -p -u -U -s -b -l -stats -C --config -f -F --theme': 'text',
      },
      flags: { '-W --writeconfig': 'config.change' },
    },
  'cloc tokei scc sloc sloccount loc polyglot': {
    operands: 'file.read*',
    values: {
      '-o --output --out --report-file': 'file.write',
      '--exclude-dir --include-lang --exclude-lang -e --exclude -t --type -s --sort -f --format --include-ext --exclude-ext --by-file':
        'text',
      '--list-file': 'file.read',
    },
  },
  getent: {
    does: 'inspect',
    operands: [{ 'shadow gshadow': 'secret.dump', else: 'text' }, 'text*'],
    values: { '-s --service -A --no-addrconfig': 'text' },
  },
  'bc concalc eva kalk cidr aggregate6 datediff dateutils dateadd dseq dconv strptime dround wolframalpha': {
    does: 'inspect',
    operands: 'text*',
    values: { '-f -file -i --input': 'file.read', '-e --expression -s --scale -t': 'text' },
  },
  eject: { does: 'desktop.act', operands: 'text*' },
  'stty gstty tput tset reset clear cls resize setterm tabs infocmp toe captoinfo vivid setleds kbd_mode showkey dumpkeys mesg vtstat consoletype fgconsole colortest tic infotocap':
    { does: 'shell.state', operands: 'text*', values: { '-o': 'file.write', '-F --file': 'text' } },
  'dircolors gdircolors': { does: 'inspect.setup', operands: 'file.read*' },
  'wall rwall': { does: 'desktop.act', operands: 'text*' },
  ttyplay: 'file.read',
  dc: {
    does: 'inspect',
    operands: 'file.run*',
    values: { '-e --expression': { '*!*': 'code.inline', else: 'text' }, '-f --file': 'file.run' },
  },
  utmpdump: { operands: 'file.read*', values: { '-o --output': 'file.write' } },
  sar: {
    does: 'inspect',
    operands: 'text*',
    values: { '-o': { takes: 'file.write', attached: true }, '-f -s -e -i -n -P -I -m -j --iface --dev': 'text' },
  },
  pidstat: {
    does: 'inspect',
    operands: 'text*',
    values: { '-e': { takes: 'command' }, '-p -C -G -T -U --dec': 'text' },
  },
};
