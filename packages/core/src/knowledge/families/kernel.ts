/** The kernel, its modules and parameters, hardware, power, and what protects the machine. */
import type { Family } from '../vocabulary/spec.ts';
import { stopping } from './guards.ts';

const LOOK = { does: 'inspect', only: true } as const;

/** Parameters whose change takes a protection away, or names a program that the kernel starts. */
const PARAMETER = {
  'kernel.core_pattern=* kernel.modprobe=* kernel.hotplug=* kernel.poweroff_cmd=*': 'shell.inject',
  'kernel.randomize_va_space=0 kernel.kptr_restrict=0 kernel.yama.ptrace_scope=0 kernel.dmesg_restrict=0 kernel.unprivileged_bpf_disabled=0 kernel.nmi_watchdog=0 fs.protected_*=0 fs.suid_dumpable=1 fs.suid_dumpable=2 kernel.sysrq=1 kernel.perf_event_paranoid=-1 security.*':
    'evade.security',
  '*=*': 'system.change',
  else: 'inspect',
} as const;

export const kernel: Family = {
  'modprobe insmod kmod kldload kextload kmutil kextutil': {
    does: 'kernel.load',
    operands: 'text*',
    flags: { '-n --dry-run --show --show-depends -D -c --showconfig -l --list -R --resolve-alias': LOOK },
    values: { '-C --config -d --dirname -S --set-version -b -p': 'text' },
    commands: {
      'list static-nodes showloaded inspect print-diagnostics log check': 'inspect',
      'load unload': { does: 'kernel.load', operands: 'text*' },
    },
  },
  'rmmod kldunload kextunload': { does: 'system.change', operands: { every: stopping('text') } },
  'modinfo kextstat': 'inspect',
  'dkms akmods module-assistant m-a': {
    does: 'kernel.load',
    operands: 'text*',
    commands: { status: 'inspect' },
    values: { '-m -v -k -a --kernelsourcedir --arch': 'text' },
  },
  'kexec kpatch livepatch canonical-livepatch ksplice': {
    does: 'kernel.load',
    operands: 'text*',
    commands: { 'list info status': 'inspect' },
    values: { '--initrd --command-line --append': 'text' },
  },
  'sysctl gsysctl': {
    operands: { every: PARAMETER },
    flags: { '-w --write': {}, '--system': 'system.change', '-a --all -A -X -n --values -N --names -d -e': {} },
    values: {
      '-p --load -f': { takes: 'file.read', attached: true, does: 'system.change' },
      '-r --pattern -B': 'text',
    },
  },
  dmesg: {
    does: 'inspect',
    flags: { '-C --clear -c --read-clear': 'evade.logs', '-D --console-off -E --console-on': 'system.change' },
    values: {
      '-n --console-level': { takes: 'text', does: 'system.change' },
      '-F --file -K --kmsg-file': 'file.read',
      '-f --facility -l --level -s --buffer-size --since --until --time-format': 'text',
    },
  },
  udevadm: {
    commands: {
      'info monitor test test-builtin verify wait lock cat': {
        does: 'inspect',
        operands: 'text*',
        values: { '-n --name -p --path -q --query -s -u': 'text' },
      },
      'trigger settle control': {
        does: 'system.change',
        operands: 'text*',
        values: { '-c --action -s --subsystem-match -t --timeout -p --property': 'text' },
      },
    },
  },
  'chmem chcpu rtcwake setpci flashrom flashcp fw_setenv fwupdmgr fwupdtool fwupdate biosupdate i2cset wrmsr undervolt intel-undervolt ryzenadj cpupower cpufreq-set x86_energy_perf_policy tuned-adm tuned tlp auto-cpufreq thinkfan fancontrol pwmconfig nbfc asusctl supergfxctl prime-select nvidia-xconfig minipro evemu-play modetest cset irqbalance zramswap swapspace systemd-swap preload ksmtuned numad':
    {
      does: 'system.change',
      operands: 'text*',
      flags: { '--list -l --stat -s --status -i --info --show --detect --monitor --debug --stats': LOOK },
      values: { '-f --freq -g --governor -d --min -u --max -p --programmer -c --cpu -t --time -m --mode -n': 'text' },
      commands: {
        'list active status stat get get-devices get-updates get-details get-history get-remotes frequency-info idle-info info monitor recommend verify debug refresh show query version ls diag':
          'inspect',
      },
    },
  'rdmsr fw_printenv i2cget i2cdump ddcutil turbostat intel_gpu_frequency rasdaemon ras-mc-ctl mcelog edac-util decode-dimms sensors-detect solaar tlp-stat gputop acpi_listen evtest libinput ipmi-sensors ipmiutil dcgmi':
    { does: 'inspect', operands: 'text*', commands: { setvcp: 'desktop.act' } },
  'nvidia-smi': {
    does: 'inspect',
    flags: { '--gpu-reset -r --reset-applications-clocks -rac -rgc': 'system.change' },
    values: {
      '-pm --persistence-mode -pl --power-limit -c --compute-mode -ac --applications-clocks -e --ecc-config -mig --multi-instance-gpu -lgc --lock-gpu-clocks -dm --driver-model -p --reset-ecc-errors':
        { takes: 'text', does: 'system.change' },
      '-f --filename': 'file.write',
      '-i --id -l --loop -d --display --query-gpu --query-compute-apps --format -lms --loop-ms -s -u': 'text',
    },
    commands: {
      'dmon pmon topo nvlink stats daemon replay': 'inspect',
      'mig clocks vgpu drain boost-slider': 'system.change',
    },
  },
  'rocm-smi amd-smi xpu-smi': {
    does: 'inspect',
    operands: 'text*',
    flags: { '--resetclocks --gpureset --resetfans --resetprofile': 'system.change' },
    values: {
      '--setsclk --setmclk --setfan --setperflevel --setpoweroverdrive': { takes: 'text', does: 'system.change' },
      '-d': 'text',
    },
  },
  'brightnessctl light xbacklight brillo backlight ddccontrol': {
    does: 'desktop.act',
    operands: 'text*',
    values: { '-d --device -c --class': 'text' },
  },
  'bluetoothctl bluetoothd rfcomm hciconfig hcitool l2ping sdptool bt-device blueman-manager obexctl': {
    does: 'desktop.act',
    operands: 'text*',
  },
  'shutdown reboot halt poweroff init telinit pm-suspend pm-hibernate hibernate systemd-shutdown ctrlaltdel zzz s2ram s2disk':
    {
      does: 'system.shutdown',
      operands: 'text*',
      flags: { '-c --show': { does: 'inspect', only: true } },
    },
  runlevel: 'inspect',
  'hostname domainname nisdomainname ypdomainname dnsdomainname ghostname': {
    operands: 'system.change',
    bare: 'inspect',
    flags: {
      '-f --fqdn --long -s --short -d --domain -i --ip-address -I --all-ip-addresses -A --all-fqdns -y --yp --nis -a --alias':
        {},
    },
    values: {
      '-F --file': { takes: 'file.read', does: 'system.change' },
      '-b --boot': { takes: 'text', attached: true },
    },
  },
  'timedatectl localectl': {
    bare: 'inspect',
    values: { '-H --host': 'network.login', '-M --machine -p --property': 'text' },
    commands: {
      'status show list-timezones timesync-status show-timesync list-locales list-keymaps list-x11-keymap-models list-x11-keymap-layouts list-x11-keymap-variants list-x11-keymap-options':
        'inspect',
      '*': { does: 'system.change', operands: 'text*' },
    },
  },
  'date gdate': {
    operands: { '+*': 'text', else: 'system.change' },
    does: 'inspect',
    flags: { '-u --utc --universal -R --rfc-email -n -j --debug': {} },
    values: {
      '-d --date': 'text',
      '-s --set': { takes: 'text', does: 'system.change' },
      '-r --reference': 'file.list',
      '-f --file': 'file.read',
      '-v -z': 'text',
      '-I --iso-8601 --rfc-3339': { takes: 'text', attached: true },
    },
  },
  'hwclock clock': {
    does: 'inspect',
    flags: { '-w --systohc -s --hctosys --set --systz --adjust -a': 'system.change' },
    values: { '--date --epoch -f --rtc --delay': 'text' },
  },
  'ntpsec timed openntpd adjtimex tzselect tzconfig zic': {
    does: 'system.change',
    operands: 'text*',
    flags: { '-q -d --query': { does: 'network.probe', only: true } },
    values: { '-f -p -t -o -e -k -a': 'text' },
  },
  'zdump ntpstat ntptrace ntptime ntpctl': {
    does: 'inspect',
    operands: 'text*',
    commands: {
      'makestep burst online offline add delete allow deny settime reset shutdown reload': {
        does: 'system.change',
        operands: 'text*',
      },
    },
    values: { '-c': 'text', '-h -p -n': 'text' },
  },
  validlocale: 'inspect',
  localedef: {
    does: 'system.change',
    operands: 'text*',
    flags: { '--list-archive': LOOK },
    values: { '-i -f -A -c': 'text' },
  },
  'loadkeys setfont setvtrgb kbdrate loadunimap setupcon unicode_start unicode_stop gpm': {
    does: 'desktop.act',
    operands: 'text*',
  },
  'ipcrm ipcmk': { does: 'process.signal', operands: 'text*' },
  vmtouch: 'inspect',
  freeramdisk: { does: 'system.change' },
  setenforce: { operands: { '0 Permissive permissive': 'evade.security', else: 'system.change' } },
  'getenforce sestatus getsebool seinfo sesearch matchpathcon selinuxenabled secon sepolicy audit2why sealert aa-status aa-enabled aa-unconfined aa-features-abi aa-decode apparmor_status ausyscall aureport ausearch lynis oscap chkrootkit rkhunter unhide tiger spectre-meltdown-checker openscap aide debsums integrit samhain afick clamscan clamdscan clamdtop freshclam maldet':
    {
      does: 'inspect',
      operands: 'text*',
      flags: { '--remove -y --remove=yes --update --init -u -i --propupd': { does: 'config.change' } },
      values: {
        '-l --log --report': 'file.write',
        '--move --copy': 'file.move',
        '-d --database -c --config -f --file-list': 'file.read',
        '-m --message -ts --start -te --end -k --key -ua -ui -x -sc -sv -p -o': 'text',
      },
    },
  'setsebool semanage semodule audit2allow restorecond checkmodule semodule_package': {
    does: 'system.change',
    operands: 'text*',
    flags: { '-l --list --list-modules -L': LOOK },
    commands: {
      'fcontext port login user boolean interface node module export import': {
        does: 'system.change',
        operands: 'text*',
        flags: { '-l --list': LOOK },
      },
      'permissive dontaudit': {
        does: 'evade.security',
        operands: 'text*',
        flags: { '-l --list': LOOK, '-d --delete': { turns: { 'evade.security': 'system.change' } } },
      },
    },
  },
  'aa-disable aa-complain aa-teardown aa-remove-unknown aa-unload': {
    does: 'evade.security',
    operands: 'text*',
    flags: { '-n': LOOK },
  },
  'aa-enforce aa-genprof aa-logprof aa-autodep aa-easyprof aa-cleanprof aa-mergeprof aa-audit aa-notify apparmor_parser':
    {
      does: 'system.change',
      operands: 'text*',
      flags: { '-R --remove': 'evade.security' },
      values: { '-d -f': 'text' },
    },
  'aa-exec': { style: 'posix', operands: 'command', values: { '-p --profile -n --namespace': 'text' } },
  auditctl: {
    operands: 'text*',
    flags: { '-l -s -v': LOOK, '-D': 'evade.logs', '--reset-lost --loginuid-immutable': 'system.change' },
    values: {
      '-e': { '0': 'evade.logs', else: 'system.change' },
      '-d -W': { takes: 'text', does: 'evade.logs' },
      '-a -A -w -R -r -b -f': { takes: 'text', does: 'system.change' },
      '-F -S -k -p -C -c -i -m -q': 'text',
    },
  },
  'augenrules auditd autrace rsyslogd syslog-ng syslogd': {
    does: 'system.change',
    operands: 'text*',
    flags: { '--check -N -s': LOOK },
  },
  'logger glogger': {
    does: 'inspect',
    operands: 'text*',
    values: {
      '-t --tag -p --priority -i --id --sd-id --sd-param --msgid --rfc5424 -u --socket --prio-prefix': 'text',
      '-f --file': 'file.read',
      '-n --server': 'network.send',
      '-P --port': 'text',
    },
  },
  'logrotate savelog cronolog rotatelogs newsyslog logwatch logcheck': {
    does: 'file.write',
    operands: 'text*',
    flags: { '-d --debug -n': { only: true } },
    values: {
      '-s --state -l --log': 'file.write',
      '-m --mail': 'code.hook',
      '-c -f --range --detail --service --output --format --mailto': 'text',
    },
  },
  'logread logsurfer petit angle-grinder agrind toolong hl humanlog klogg': {
    operands: 'file.read*',
    does: 'inspect',
    values: {
      '-o --output': 'file.write',
      '-f --log-file': 'file.read',
      '--log-format --date-format --time-format -a -e -l': 'text',
      '--ws-url --port --addr': 'text',
    },
  },
  accton: { operands: 'text*', does: 'system.change', commands: { off: 'evade.logs' } },
  'atuin mcfly hstr resh': {
    commands: {
      'history search stats info list init uuid gen-completions doctor wrapped default-config contributors': {
        does: 'inspect',
        operands: 'text*',
        commands: { prune: 'shell.history-off', dedup: 'shell.history-off' },
        flags: { '--delete --delete-it-all': 'shell.history-off' },
      },
      'import kv store dotfiles scripts daemon add': { does: 'config.change', operands: 'text*' },
      'login logout register account': 'remote.login',
      sync: { does: 'network.send' },
      key: 'secret.show',
    },
    operands: 'text*',
  },
  haveged: {
    does: 'process.signal',
    values: {
      '-f --file -p --pidfile': 'file.write',
      '-b --buffer -c --command -d --data -i --inst -n --number -o --onlinetest -r --run -v --verbose -w --write':
        'text',
    },
  },
  'rngd rngtest rng-tools': { does: 'system.change', operands: 'text*' },
  'tpm2_pcrread tpm2_getcap tpm2_readpublic tpm2_nvread tpm2_quote tpm2_rc_decode': {
    does: 'inspect',
    operands: 'text*',
    values: { '-o --output': 'file.write' },
  },
  'tpm2_clear tpm2_changeauth tpm2_evictcontrol tpm2_nvwrite tpm2_nvdefine tpm2_nvundefine tpm2_create tpm2_createprimary tpm2_load tpm2_import tpm2_pcrextend tpm2_pcrreset':
    { does: 'secret.change', operands: 'text*' },
};
