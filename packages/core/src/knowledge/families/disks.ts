/** Disks, partitions, file systems and volumes. */
import type { Family } from '../vocabulary/spec.ts';

/** Only shows. */
const LOOK = { does: 'inspect', only: true } as const;

export const disks: Family = {
  'dd gdd dcfldd ddpt sdd dccidd': {
    style: 'keyed',
    // A word known only at run time may say what is written.
    operands: { every: { 'of=*': 'text', else: 'text', dynamic: 'dynamic.option' } },
    values: {
      'if=': 'file.read',
      'of= hof= ofs= hofs= log= hlog= hashlog= sha256log= md5log= errlog=': 'file.write',
      'of:=': 'source.shell',
      'wipe= hwipe=': 'disk.destroy',
      'bs= ibs= obs= cbs= count= skip= seek= iseek= oseek= conv= iflag= oflag= status= hash= ssz= cnt= pat= split= statusinterval= hashwindow= sizeprobe=':
        'text',
    },
  },
  'ddrescue gddrescue dd_rescue dd_rhelp safecopy myrescue': {
    operands: ['file.read', 'file.write', 'file.write?'],
    values: {
      '-b -B -c -i -o -s -S -m -r -R -d -K -a -e -T --sector-size --cluster-size --retry-passes --size --input-position --output-position -l -A':
        'text',
    },
  },
  // What is a flag in one of them takes a value in another: only options that never are one are described, so that no
  // device is missed, and what cannot be one is text.
  'mkfs newfs mke2fs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.ext4dev mkfs.xfs mkfs.btrfs mkfs.f2fs mkfs.jfs mkfs.reiserfs mkfs.reiser4 mkfs.ntfs mkntfs mkfs.fat mkfs.vfat mkfs.msdos mkdosfs mkfs.exfat mkexfatfs mkfs.udf mkudffs mkfs.minix mkfs.bfs mkfs.cramfs mkfs.erofs mkfs.nilfs2 mkfs.ocfs2 mkfs.gfs2 mkfs.bcachefs mkfs.zonefs mkfs.ubifs mkfs.hfs mkfs.hfsplus newfs_apfs newfs_hfs newfs_msdos newfs_exfat newfs_udf format mformat':
    {
      // A file may hold a file system as well.
      operands: {
        every: {
          '/dev/*': 'disk.destroy',
          '*.img *.iso *.raw *.ext4 *.fs': 'file.write',
          '0* 1* 2* 3* 4* 5* 6* 7* 8* 9* *=*': 'text',
          else: 'disk.destroy',
          dynamic: 'disk.destroy',
        },
      },
      flags: { '--dry-run --no-action': { only: true } },
      // A label, or of some a dry run, which does nothing to the device that it hides.
      values: { '-t --type -L --label -n -O --features -E --csum --checksum --codepage': 'text' },
    },
  mkswap: {
    operands: 'file.write',
    values: { '-L --label -U --uuid -p --pagesize -e --endianness -s --size -o --offset': 'text' },
  },
  'fdisk gfdisk sfdisk cfdisk gdisk sgdisk cgdisk fixparts': {
    does: 'disk.change',
    operands: 'text*',
    flags: {
      '-l --list -s --getsz -p --print -d --dump -J --json -g --show-geometry -T --list-types -F --list-free-space -v --verify':
        { does: 'inspect', only: true },
      '-Z --zap-all -z --zap -o --clear --delete --wipe-all': 'disk.destroy',
    },
    values: {
      '-i --info': { takes: 'text', only: true },
      '--delete-partition -t --typecode -n --new -c --change-name -u --partition-guid -U --disk-guid -a --attributes -w --wipe -W --wipe-partitions -X --label -b --sector-size -N --partno -L --color -R --replicate -e':
        'text',
      '--load-backup': 'file.read',
      '--backup': 'file.write',
    },
  },
  parted: {
    operands: [
      'text',
      {
        'print p help align-check version': 'inspect',
        'unit select': 'text',
        'mklabel mktable rm': 'disk.destroy',
        else: 'disk.change',
      },
      'text*',
    ],
    flags: { '-l --list': LOOK },
    values: { '-a --align': 'text' },
    stdin: 'source.other',
  },
  'gparted qtparted partitionmanager gnome-disks': { does: 'desktop.act', operands: 'text*' },
  'partprobe partx kpartx': {
    does: 'disk.change',
    operands: 'text*',
    flags: { '-s --show -l --list -d --dry-run': LOOK },
    values: { '-n --nr -o --output -p -t --type': 'text' },
  },
  blockdev: {
    does: 'disk.change',
    operands: 'text*',
    flags: {
      '--getsize64 --getsz --getsize --getss --getpbsz --getbsz --getro --getra --getfra --getalignoff --getdiscardzeroes --getiomin --getioopt --getmaxsect --report':
        LOOK,
    },
    values: { '--setra --setfra --setbsz': 'text' },
  },
  blkdiscard: { does: 'disk.destroy', operands: 'text*', values: { '-o --offset -l --length -p --step': 'text' } },
  hdparm: {
    operands: 'file.list*',
    flags: {
      '-y -Y -Z -w --fwdownload --make-bad-sector --write-sector --trim-sector-ranges': 'disk.change',
      '--security-erase --security-erase-enhanced --sanitize-block-erase --sanitize-crypto-scramble --sanitize-overwrite --dco-restore':
        'disk.destroy',
    },
    values: {
      '-S -B -W -A -M -X -r -K -s -p': { takes: 'text', attached: true },
      '--user-master --security-set-pass --security-unlock --security-disable': 'disk.change',
    },
  },
  'sdparm sg_inq sg_vpd sg_readcap sg_turns smartd': {
    operands: 'file.list*',
    values: { '-p --page -g --get': 'text', '-s --set -c --clear -C --command': 'disk.change' },
  },
  sg_format: { does: 'disk.destroy', operands: 'text*' },
  smartctl: {
    does: 'inspect',
    operands: 'text*',
    values: {
      '-d --device -l --log -q --quietmode -T --tolerance -n --nocheck -r --report -v --vendorattribute -F --firmwarebug':
        'text',
      '-t --test': 'text',
      '-s --smart -o --offlineauto -S --saveauto --set': 'disk.change',
    },
    flags: { '-X --abort': 'disk.change' },
  },
  nvme: {
    commands: {
      'list list-subsys list-ctrl list-ns id-ctrl id-ns id-iocs ns-descs smart-log error-log fw-log get-feature get-log show-regs show-topology effects-log self-test-log sanitize-log telemetry-log changed-ns-list-log help version discover dir-receive':
        { does: 'inspect', operands: 'text*' },
      'format sanitize delete-ns write-zeroes write-uncor dsm write reset subsystem-reset': {
        does: 'disk.destroy',
        operands: 'text*',
      },
      '*': { does: 'disk.change', operands: 'text*' },
    },
  },
  mdadm: {
    does: 'disk.change',
    operands: 'text*',
    flags: {
      '-D --detail -E --examine -Q --query --detail-platform -X --examine-bitmap --scan': LOOK,
      '--zero-superblock': 'disk.destroy',
      '-C --create -A --assemble -a --add -r --remove -f --fail -S --stop -G --grow': {},
    },
    values: {
      '-l --level -n --raid-devices -x --spare-devices -c --config -N --name -z --size -e --metadata -u --uuid --layout --chunk':
        'text',
    },
  },
  'tune2fs resize2fs e2label fatlabel exfatlabel dosfslabel ntfslabel swaplabel xfs_admin xfs_growfs xfs_repair xfs_db xfs_freeze xfs_fsr xfs_io ntfsresize ntfsfix ntfsclone tune.exfat reiserfstune jfs_tune resize_reiserfs resize.f2fs nilfs-tune e2undo e2image e4defrag fsfreeze fstrim growpart zramctl bcache make-bcache stratis vdo fdformat superformat fd-format ndctl ledctl':
    {
      does: 'disk.change',
      operands: 'text*',
      flags: {
        '-l --list -i --info --find --dry-run -N -n --no-action --print-label --print-guid --print-serial': LOOK,
      },
      values: { '-c -C -e -E -g -J -m -O -o -L -U -r -T -u -s -p -S -d -b --length --offset --minimum': 'text' },
      commands: { 'list show info': 'inspect' },
    },
  debugfs: {
    operands: 'file.list*',
    flags: { '-w': 'disk.change' },
    values: {
      '-R': {
        'stats* stat* ls* show_* icheck* ncheck* htree* features* params* bmap* imap* testi*': 'text',
        // Past all permissions.
        '*shadow* *.ssh* *id_rsa* *id_ed25519* *.gnupg* *.aws*': 'secret.dump',
        'cat* dump* rdump* logdump*': 'secret.show',
        else: 'disk.change',
      },
      '-f': 'file.run',
      '-d -s -b -i': 'text',
    },
    stdin: 'source.other',
  },
  losetup: {
    operands: 'disk.mount*',
    bare: 'inspect',
    flags: { '-a --all -l --list': LOOK, '-f --find': {}, '-D --detach-all': 'disk.mount' },
    values: {
      '-d --detach -c --set-capacity': 'disk.mount',
      '-j --associated': { takes: 'text', only: true },
      '-o --offset -b --sector-size --sizelimit -O --output': 'text',
    },
  },
  dmsetup: {
    commands: {
      'ls info status table deps targets version report stats help splitname mangle': {
        does: 'inspect',
        operands: 'text*',
      },
      'wipe_table remove_all': { does: 'disk.destroy', operands: 'text*' },
      '*': { does: 'disk.change', operands: 'text*' },
    },
    values: { '-c -C -o --options -j -u --uuid --target --table': 'text' },
  },
  'iscsiadm tgtadm targetcli multipath multipathd': {
    does: 'disk.change',
    operands: 'text*',
    flags: { '-l -ll --list': LOOK },
    values: { '-m --mode -t --type -p --portal -T --targetname -o --op -I --lld -n --name -v --value': 'text' },
  },
  'dumpe2fs xfs_info xfs_bmap xfs_ncheck xfs_estimate e2freefrag ntfsinfo ntfscluster ntfsls ntfscat blkid findfs findmnt blkzone volname isosize btrfs-find-root lsraid mdir mtype f3read':
    {
      does: 'inspect',
      operands: 'file.list*',
      values: {
        '-o --output -s --match-tag -t --match-token -L --label -U --uuid -p --probe -T --target -S --source -n -c --cache-file --types':
          'text',
      },
    },
  'fsck fsck.ext2 fsck.ext3 fsck.ext4 fsck.xfs fsck.vfat fsck.fat fsck.msdos fsck.exfat fsck.btrfs fsck.f2fs fsck.minix fsck.cramfs fsck_hfs fsck_apfs fsck_msdos fsck_ffs e2fsck dosfsck reiserfsck jfs_fsck zerofree':
    {
      does: 'disk.change',
      operands: 'text*',
      flags: { '-n -N': { does: 'inspect', only: true } },
      values: { '-t -C -l -b -B -E -j -P': 'text', '-L': 'file.read', '-z': 'file.write' },
    },
  'wipefs gwipefs': {
    operands: 'file.list*',
    flags: { '-a --all': 'disk.destroy', '-n --no-act': { only: true } },
    values: {
      '-o --offset': { takes: 'text', does: 'disk.destroy' },
      '-O --output -t --types': 'text',
      '--lock': { takes: 'text', attached: true },
      '-b --backup': { takes: 'text', attached: true },
    },
  },
  badblocks: {
    operands: ['file.list', 'text*'],
    flags: { '-w': 'disk.destroy', '-n': 'disk.change' },
    values: { '-o': 'file.write', '-i': 'file.read', '-b -c -d -e -p -t': 'text' },
  },
  'f3write f3probe f3fix f3brew': { does: 'disk.change', operands: 'text*' },
  'mount mount.ntfs mount.fuse mount_nfs mount_smbfs mount_msdos mount_apfs mount_hfs ntfs-3g': {
    // The system's own disk, from within a container, is the way out of it.
    operands: { every: { '/dev/sda* /dev/vda* /dev/xvda* /dev/nvme0*': 'system.change', else: 'disk.mount' } },
    bare: 'inspect',
    flags: { '-a --all': 'disk.mount', '--bind --rbind --move --make-shared --make-rshared -B -R -M': 'system.change' },
    values: {
      '-o --options': {
        'remount,ro ro,remount': 'text',
        'bind bind,* *,bind *,bind,* rbind* remount* *,remount* suid suid,* *,suid *,suid,*': 'system.change',
        else: 'text',
      },
      '-t --types': {
        'cgroup cgroup2': 'container.escape',
        'proc sysfs debugfs tracefs securityfs binfmt_misc overlay': 'system.change',
        else: 'text',
      },
      '-L --label -U --uuid -O --test-opts -N --namespace --target-prefix': 'text',
      '--source --target': 'disk.mount',
      '-T --fstab': 'file.read',
    },
  },
  'umount gumount umount.nfs udisksctl fusermount fusermount3 pmount pumount udevil udiskie udiskie-mount udiskie-umount automount bindfs mergerfs unionfs fuse-overlayfs guestmount guestunmount dislocker simple-mtpfs jmtpfs go-mtpfs ifuse ecryptfs-setup-private securefs mount.ecryptfs_private mountavfs archivemount ratarmount squashfuse fuseiso fuse-zip davfs2':
    {
      does: 'disk.mount',
      operands: 'disk.mount*',
      values: {
        '-t -O -o --options -b --block-device -p --object-path -passwd -passfile': 'text',
        '-extpass': 'source.shell',
      },
      commands: {
        'status info dump monitor': 'inspect',
        'unmount mount lock unlock': {
          does: 'disk.mount',
          operands: 'text*',
          values: { '-b --block-device -p --object-path -t -o': 'text' },
        },
      },
    },
  swapon: {
    operands: 'disk.mount*',
    flags: { '-s --summary --show': LOOK, '-a --all': 'disk.mount' },
    bare: 'inspect',
    values: { '-p --priority -L -U -o --options': 'text' },
  },
  'swapoff dphys-swapfile': { does: 'disk.mount', operands: 'text*' },
  'pivot_root switch_root': { does: 'system.change', operands: 'text*' },
  'lvs vgs pvs lvdisplay vgdisplay pvdisplay lvscan vgscan pvscan lvmdiskscan lvmconfig lvmreport lvmsar lvmsadc': {
    does: 'inspect',
    operands: 'text*',
    values: { '-o --options -O --sort -S --select --units -C --config -d': 'text', '--file -f': 'text' },
  },
  'lvcreate lvextend lvresize lvchange lvrename lvconvert vgcreate vgextend vgchange vgrename vgmerge vgsplit vgexport vgimport vgimportclone vgmknodes vgcfgbackup vgcfgrestore pvcreate pvchange pvmove pvresize lvmdevices lvm_import_vdo':
    {
      does: 'disk.change',
      operands: 'text*',
      flags: { '-t --test': { only: true } },
      values: {
        '-L --size -l --extents -n --name -T --thinpool -V --virtualsize -a --activate -i --stripes -m --mirrors -c --chunksize --type --config -Z --zero -u --uuid --restorefile --alloc -p':
          'text',
        '-f --file': 'file.write',
      },
    },
  lvreduce: {
    does: 'disk.change',
    operands: 'text*',
    flags: { '-t --test': { only: true } },
    values: { '-L --size -l --extents': 'text' },
  },
  'lvremove vgremove pvremove vgreduce': {
    does: 'disk.destroy',
    operands: 'text*',
    flags: { '-t --test': { only: true } },
    values: { '-L --size -l --extents -S --select': 'text' },
  },
  lvm: { style: 'posix', operands: 'command', bare: 'desktop.act' },
  zfs: {
    values: { '-o -O -V -b -s -S -t -d': 'text' },
    commands: {
      'list get version holds diff userspace groupspace projectspace help': 'inspect',
      'create snapshot snap set inherit clone promote rename bookmark hold release upgrade allow unallow mount unmount umount share unshare recv receive load-key unload-key change-key project redact jail unjail wait':
        { does: 'disk.change', operands: 'text*', values: { '-o -x': 'text' } },
      send: { does: 'inspect', operands: 'text*', values: { '-i -I -t -X': 'text' } },
      rollback: { does: 'disk.change', operands: 'text*' },
      destroy: { does: 'disk.destroy', operands: 'text*', flags: { '-n': { only: true } } },
    },
  },
  zpool: {
    commands: {
      'list status get iostat history events version wait sync': 'inspect',
      'scrub clear online offline trim resilver set upgrade import export add attach detach remove replace reguid reopen split initialize checkpoint':
        {
          does: 'disk.change',
          operands: 'text*',
          values: { '-o -O -R -d -c': 'text' },
          flags: { '-n': { only: true } },
        },
      create: {
        does: 'disk.change',
        operands: 'text*',
        values: { '-o -O -R -m -t': 'text' },
        flags: { '-n': { only: true } },
      },
      'destroy labelclear': { does: 'disk.destroy', operands: 'text*' },
    },
  },
  zdb: 'inspect',
  btrfs: {
    groups:
      'balance device filesystem fi inspect-internal property qgroup quota replace rescue scrub subvolume su send receive',
    commands: {
      'show list df usage status stats dump-super dump-tree inode-resolve logical-resolve rootid subvolid-resolve tree-stats min-dev-size get get-default du sync find-new help version ready commit-stats':
        'inspect',
      'start pause resume cancel scan add remove create snapshot set set-default resize label defragment defrag mkswapfile enable disable rescan assign limit wait receive':
        { does: 'disk.change', operands: 'text*' },
      'delete destroy': 'file.delete-tree',
      'check restore zero-log super-recover chunk-recover fix-device-size fix-data-checksum clear-uuid-tree clear-space-cache':
        { does: 'disk.change', operands: 'text*' },
      clear: { does: 'disk.change', operands: 'text*' },
    },
  },
  'yabsnap snapraid': {
    does: 'disk.change',
    operands: 'text*',
    flags: {
      '--list --list-devices -n --dry-run': { does: 'inspect', only: true },
      '--delete --delete-all': 'file.delete',
    },
    values: {
      '-c --config -t --type -d --description --cleanup-algorithm -p --print-number --snapshot --comments --tags':
        'text',
    },
    commands: {
      'list list-configs status diff get-config config stats dryrun latest origin usage ls': 'inspect',
      'create modify run resume snapshot sync scrub touch': { does: 'disk.change', operands: 'text*' },
      'delete delete-config undochange rollback clean prune archive': { does: 'file.delete', operands: 'text*' },
    },
  },
  cryptsetup: {
    values: {
      '-d --key-file --header -s --key-size -c --cipher -h --hash -S --key-slot -i --iter-time -M --type -l --keyfile-size --new-keyfile --pbkdf --label -o --offset -b --size':
        'text',
      '--header-backup-file': 'file.write',
    },
    commands: {
      'status isLuks luksUUID luksDump benchmark tcryptDump bitlkDump': 'inspect',
      'luksFormat erase luksErase reencrypt': { does: 'disk.destroy', operands: 'text*' },
      'open luksOpen create plainOpen close luksClose remove resize refresh luksSuspend luksResume loopaesOpen tcryptOpen bitlkOpen repair convert config token luksHeaderBackup':
        { does: 'disk.change', operands: 'text*' },
      'luksAddKey luksRemoveKey luksChangeKey luksKillSlot luksConvertKey luksHeaderRestore': {
        does: ['disk.change', 'secret.change'],
        operands: 'text*',
      },
    },
  },
  'veritysetup integritysetup': {
    does: 'disk.change',
    operands: 'text*',
    commands: { 'status dump verify': 'inspect', format: { does: 'disk.destroy', operands: 'text*' } },
  },
  'truecrypt luksipc cryptmount': {
    does: 'disk.mount',
    operands: 'text*',
    flags: { '-l --list': { does: 'inspect', only: true } },
    values: { '-p --password -k --keyfiles --pim -t --text -m --slot': 'text' },
  },
  'partclone partimage fsarchiver clonezilla ocs-sr dump restore xfsdump xfsrestore partclone.ext4 partclone.ntfs partclone.restore bmaptool':
    {
      does: 'disk.change',
      operands: 'text*',
      values: { '-s --source -i': 'file.read', '-o -O --output --overwrite': 'file.write', '-f -L -M': 'text' },
    },
  'woeusb ventoy balena-etcher etcher rpi-imager unetbootin usbimager mkusb caligula': {
    does: 'disk.destroy',
    operands: 'text*',
  },
  'grub-install grub2-install grub-mkconfig grub2-mkconfig grub-set-default grub2-set-default grub-reboot grub2-reboot grub-editenv grub2-editenv grub-bios-setup grub-mkpasswd-pbkdf2 grub-mkrescue grub-customizer update-grub update-grub2 grubby lilo extlinux syslinux efibootmgr refind-install sbctl mokutil kernelstub limine limine-install dracut mkinitcpio mkinitrd mkinitramfs update-initramfs genkernel booster plymouth-set-default-theme eclean-kernel efivar':
    {
      does: 'system.change',
      operands: 'text*',
      flags: {
        '--print --list -l --sb-state --info --default-kernel --list-enrolled --list-new --test-key': {
          does: 'inspect',
          only: true,
        },
      },
      commands: { 'status list verify list-files list-enrolled-keys': 'inspect' },
      values: {
        '--boot-directory --efi-directory --target --bootloader-id --args --update-kernel --remove-args -o -k -c -b -L -d -p -u':
          'text',
      },
    },
  fatcat: {
    operands: 'file.read',
    flags: { '-f': 'disk.change', '-2 -m': 'disk.change' },
    values: { '-x': 'file.create', '-w -e -v -z -R -S': 'disk.change', '-l -L -r -c -@ -b -B -p -n -O -s -t': 'text' },
  },
  'wimlib-imagex wiminfo': {
    commands: {
      'info dir verify': 'file.read',
      'apply extract': {
        does: 'file.create',
        operands: ['file.read', 'text*'],
        values: { '--dest-dir': 'file.write' },
      },
      '*': { operands: 'file.write*' },
    },
  },
  'tunelp setserial mt mtx tapeinfo fdrawcmd wodim cdrecord growisofs brasero k3b xfburn burn readom cdda2wav icedax dvd+rw-format dvd+rw-mediainfo':
    { does: 'desktop.act', operands: 'text*', values: { '-f -o dev= speed= driveropts=': 'text' } },
  'e2ls e2cp mcopy mdel mren mmd mattrib mtools': { does: 'disk.change', operands: 'text*', values: { '-i': 'text' } },
  lvmdump: { does: 'file.create', values: { '-d': 'file.write' } },
  'pvck vgck': { does: 'disk.change', operands: 'text*' },
  'mlabel fatattr xfs_quota': { does: 'disk.change', operands: 'text*' },
};
