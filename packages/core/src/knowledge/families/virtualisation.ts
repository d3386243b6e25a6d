/** Virtual machines, system containers and emulators. */
import type { Family } from '../vocabulary/spec.ts';

const LOOK = { does: 'inspect', operands: 'text*' } as const;
const CHANGE = { does: 'container.change', operands: 'text*' } as const;
const PURGE = { does: 'container.purge', operands: 'text*' } as const;

export const virtualisation: Family = {
  'qemu-system-x86_64 qemu-system-i386 qemu-system-arm qemu-system-aarch64 qemu-system-riscv64 qemu-system-riscv32 qemu-system-ppc qemu-system-ppc64 qemu-system-mips qemu-system-mipsel qemu-system-mips64 qemu-system-s390x qemu-system-sparc qemu-system-m68k qemu-system-loongarch64 qemu-kvm kvm qemu':
    {
      style: 'long',
      does: 'container.run',
      operands: 'file.read*',
      values: {
        '-netdev -net -nic': {
          '*script=/* *script=.* *downscript=/* *downscript=.* *helper=*': 'code.hook',
          else: 'text',
        },
        '-virtfs -fsdev': { '*path=/,* *path=/etc* *path=/root*': 'container.escape', else: 'text' },
        '-chardev -monitor -serial -qmp -gdb -vnc -spice -parallel -mon': {
          '*exec:* *pipe:*': 'code.hook',
          else: 'text',
        },
        '-incoming': { 'exec:*': 'source.shell', else: 'text' },
        '-plugin -L -bios -pflash': 'file.read',
        '-hda -hdb -hdc -hdd -cdrom -fda -fdb -kernel -initrd -dtb': 'file.read',
        '-drive -blockdev -m -smp -cpu -machine -M -device -display -boot -name -append -accel -k -vga -audiodev -rtc -object -usbdevice -uuid -D -d -pidfile -runas -readconfig -numa -watchdog -smbios -global -overcommit -loadvm -msg -trace -sandbox -g -soundhw':
          'text',
      },
      flags: { '-version -cpu-help': { only: true } },
    },
  'qemu-x86_64 qemu-i386 qemu-arm qemu-aarch64 qemu-riscv64 qemu-mips qemu-ppc64le qemu-s390x qemu-aarch64-static qemu-arm-static box64 box86 fex FEXInterpreter rosetta':
    {
      style: 'posix',
      operands: 'command',
      values: { '-L -cpu -E -U -g -R -B -s -p -d -D -plugin': 'text' },
    },
  'qemu-img qemu-nbd qemu-io': {
    operands: 'text*',
    does: 'container.change',
    values: {
      '-c --connect': 'disk.mount',
      '-d --disconnect': 'disk.mount',
      '-f -O -o -p -S -b -F -t --format': 'text',
    },
    commands: {
      'info check compare measure map bench': { operands: 'file.read*', values: { '-f --output -U -F': 'text' } },
      create: { operands: ['file.write', 'text*'], values: { '-f -o -b -F': 'text' } },
      convert: { operands: ['file.read*', 'file.write'], values: { '-f -O -o -S -l -m -s -B -F': 'text' } },
      'resize rebase commit amend bitmap dd snapshot': {
        operands: ['file.write', 'text*'],
        values: { '-f -b -F -c -a -d -o': 'text' },
      },
    },
  },
  'virt-qemu-run': { does: 'container.run', operands: 'file.run', values: { '-r -s': 'text' } },
  virsh: {
    values: { '-c --connect -d --debug -e -k -K -l --log': 'text' },
    bare: 'desktop.act',
    commands: {
      'list dominfo domstate domid domuuid domname domblklist domblkstat domblkinfo domiflist domifstat domifaddr domfsinfo domstats domdisplay dommemstat domjobinfo dumpxml net-list net-info net-dumpxml net-dhcp-leases pool-list pool-info pool-dumpxml vol-list vol-info vol-dumpxml vol-path vol-pool nodeinfo nodememstats nodecpustats capabilities domcapabilities version hostname uri snapshot-list snapshot-info snapshot-dumpxml snapshot-current vcpuinfo vcpucount iface-list nwfilter-list secret-list sysinfo freecell help connect event screenshot cpu-models checkpoint-list nodedev-list nodedev-dumpxml maxvcpus net-uuid net-name pool-uuid':
        LOOK,
      'start shutdown reboot suspend resume reset save restore managedsave define create autostart edit attach-disk detach-disk attach-device detach-device attach-interface detach-interface setvcpus setmem setmaxmem migrate snapshot-create snapshot-create-as snapshot-revert net-start net-define net-create net-autostart net-edit net-update pool-start pool-define pool-define-as pool-create pool-create-as pool-build pool-autostart pool-refresh vol-create vol-create-as vol-clone vol-resize vol-upload change-media blockcommit blockpull blockcopy blockresize domrename send-key inject-nmi vcpupin emulatorpin update-device desc metadata iface-start iface-bridge nodesuspend cpu-baseline console ttyconsole vol-download':
        CHANGE,
      // As if its plug were pulled.
      destroy: { does: 'remote.change', operands: 'text*' },
      'net-destroy pool-destroy net-undefine pool-undefine iface-destroy managedsave-remove': CHANGE,
      undefine: { ...PURGE, flags: { '--remove-all-storage --wipe-storage': 'remote.destroy' } },
      'vol-delete pool-delete vol-wipe snapshot-delete checkpoint-delete': PURGE,
      'qemu-monitor-command qemu-agent-command lxc-enter-namespace set-user-password': {
        does: 'code.inline',
        operands: 'text*',
      },
      'secret-get-value': 'secret.show',
      'secret-define secret-set-value secret-undefine': 'secret.change',
    },
  },
  'virt-install virt-clone virt-builder virt-customize virt-sysprep virt-v2v virt-convert virt-resize virt-sparsify virt-edit virt-format guestfish virt-rescue virt-copy-in virt-copy-out virt-tar-in virt-tar-out virt-make-fs virt-xml cloud-localds':
    {
      does: 'container.run',
      operands: 'text*',
      values: {
        '--run --run-command --firstboot --firstboot-command': 'code.inline',
        '-o --output': 'file.write',
        '-a --add -d --domain -n --name -r --ram --memory --vcpus --disk --cdrom --location --os-variant --network --graphics --size --format -x --extra-args':
          'text',
      },
      flags: { '--list -l': { does: 'inspect', only: true } },
    },
  'virt-df virt-filesystems virt-inspector virt-ls virt-cat virt-log virt-tail virt-top virt-diff virt-manager virt-host-validate':
    { does: 'inspect', operands: 'text*', values: { '-a --add -d --domain -c --connect': 'text' } },
  'VBoxManage vboxmanage': {
    commands: {
      'list showvminfo showmediuminfo metrics getextradata': LOOK,
      'startvm controlvm createvm modifyvm clonevm movevm registervm import export snapshot createmedium createhd modifymedium modifyhd clonemedium clonehd convertfromraw mediumproperty encryptmedium checkmediumpwd storageattach storagectl sharedfolder setextradata setproperty bandwidthctl usbfilter natnetwork hostonlyif hostonlynet dhcpserver cloud cloudprofile discardstate adoptstate closemedium unattended usbdevsource mediumio signova encryptvm updatecheck extpack':
        { does: 'container.change', operands: 'text*', commands: { list: 'inspect' } },
      unregistervm: {
        operands: 'text*',
        does: 'container.change',
        flags: { '--delete --delete-all': 'container.purge' },
      },
      guestproperty: { commands: { 'get enumerate wait': 'inspect', 'set delete unset': 'container.change' } },
      guestcontrol: { does: 'code.inline', operands: 'text*' },
      internalcommands: CHANGE,
      debugvm: 'process.trace',
    },
  },
  'VBoxHeadless VBoxSDL VirtualBox virtualbox VirtualBoxVM vmware vmplayer vmrun vmrest parallels prlctl prl_disk_tool utmctl utm tart lume vfkit krunvm gnome-boxes quickemu quickget cloud-hypervisor firecracker ignite crosvm lkvm bochs pcem 86box simh hercules xemu':
    {
      does: 'container.run',
      operands: 'text*',
      values: { '-c': 'code.inline', '--startvm -s -T -u --name': 'text' },
      commands: {
        'list ip getGuestIPAddress listSnapshots status version fqn get': 'inspect',
        'delete deleteVM unregister prune': PURGE,
        'runProgramInGuest runScriptInGuest exec': { does: 'code.inline', operands: 'text*' },
        push: 'package.publish',
        'login logout': 'remote.login',
      },
    },
  vagrant: {
    commands: {
      'status global-status version validate port help list-commands cap box-list ssh-config winrm-config': LOOK,
      'up provision reload resume rdp powershell': {
        does: ['container.run', 'code.project'],
        operands: 'text*',
        values: { '--provider --provision-with': 'text' },
      },
      'halt suspend package init snapshot': {
        does: 'container.change',
        operands: 'text*',
        values: { '--output': 'file.write', '--base --box-version': 'text' },
      },
      destroy: PURGE,
      ssh: { does: 'container.run', operands: 'text*', values: { '-c --command': 'source.shell' }, away: true },
      winrm: {
        does: 'container.run',
        operands: 'text*',
        values: { '-c --command': 'code.inline', '-s --shell': 'text' },
      },
      upload: CHANGE,
      box: {
        commands: {
          'list outdated': 'inspect',
          'add update': 'package.install-system',
          'remove prune repackage': CHANGE,
        },
      },
      plugin: {
        commands: { list: 'inspect', 'install update repair uninstall expunge license': 'package.install-system' },
      },
      'cloud login share push': { does: 'remote.change', operands: 'text*' },
    },
  },
  'lxc-checkpoint lxd-migrate lxc-network': CHANGE,
  'multipass orb orbctl rdctl': {
    operands: 'text*',
    commands: {
      'list ls info find get version networks help status aliases ssh-config show-ssh list-templates validate check':
        LOOK,
      'launch start restart stop suspend set mount umount unmount recover clone snapshot restore alias unalias prefer transfer create edit copy cp authenticate template update sudoers protect unprotect disk save load rename config':
        CHANGE,
      'delete purge prune rm': PURGE,
      'exec shell run ssh': {
        style: 'posix',
        does: 'container.run',
        operands: ['text', 'command'],
        values: { '-n --name --working-directory --workdir': 'text' },
        away: true,
      },
      'factory-reset': PURGE,
    },
  },
  'qm pct pvesh pvesm pveam pvecm pvenode pveum pveceph ha-manager vzdump qmrestore pve-firewall pvesubscription proxmox-backup-client proxmox-backup-manager':
    {
      does: 'container.change',
      operands: 'text*',
      commands: {
        'list status config pending showcmd listsnapshot cpusets df get ls usage available nodes snapshots content path help version localnet simulate compile':
          LOOK,
        exec: { does: 'container.run', operands: ['text', 'command'], away: true },
        'enter terminal console monitor guest': { does: 'container.run', operands: 'text*' },
        // As if its plug were pulled.
        'stop reset': { does: 'remote.change', operands: 'text*' },
        'destroy free purge forget prune prune-group': PURGE,
        'user acl role passwd': 'user.change',
      },
    },
  'pveversion pveperf': 'inspect',
  'xe xl xm xenstore-ls xentop xen-create-image': {
    does: 'container.change',
    operands: 'text*',
    commands: {
      'list info dmesg top uptime vcpu-list domname domid vm-list host-list sr-list network-list help': LOOK,
      'destroy vm-destroy vm-uninstall sr-destroy sr-forget vdi-destroy': PURGE,
      console: CHANGE,
    },
  },
  govc: {
    operands: 'text*',
    commands: {
      '*.info ls find about version *.ls *.get *.events events metric.sample': LOOK,
      '*.destroy *.rm *.remove datastore.rm object.destroy': 'remote.delete',
      'guest.run guest.start': 'code.inline',
      '*': 'remote.change',
    },
    values: { '-u -k -dc -ds -vm': 'text' },
  },
  'esxcli vim-cmd vmkfstools esxtop': { does: 'remote.change', operands: 'text*', commands: { 'list get': 'inspect' } },
  'waydroid anbox genymotion x11docker': {
    does: 'desktop.act',
    operands: 'text*',
    commands: {
      'status log prop': 'inspect',
      shell: { does: 'container.run', operands: 'command', away: true },
      app: CHANGE,
    },
  },
  'wine wine64 wineconsole proton winetricks wineboot winecfg winepath wineserver playonlinux bottles-cli protontricks crossover':
    {
      style: 'posix',
      operands: 'file.run',
      flags: {},
      commands: {
        'reg regedit': { does: 'config.change', operands: 'text*' },
        'control winecfg uninstaller msiexec explorer notepad taskmgr': 'desktop.act',
        'cmd cmd.exe': { does: 'code.inline', operands: 'text*' },
      },
    },
  mono64: { style: 'posix', operands: 'file.run', values: { '--debug --config': { takes: 'text', attached: true } } },
};
