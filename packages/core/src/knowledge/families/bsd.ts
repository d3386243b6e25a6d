/** FreeBSD, OpenBSD, Solaris and other Unix basics that Linux lacks. */
import type { Family } from '../vocabulary/spec.ts';

export const bsd: Family = {
  sysrc: {
    operands: [{ '*=*': 'system.change', else: 'inspect' }, 'text*'],
    flags: { '-a -A -e -n': {}, '-x': 'system.change' },
    values: { '-f -R -j': 'text' },
  },
  jail: {
    does: 'privilege.raise',
    operands: 'text*',
    flags: { '-e -h': 'inspect', '-r -R': 'service.change' },
    values: { '-f': 'file.run', '-J': 'file.write', '-u -U -s -p': 'text' },
  },
  jexec: {
    style: 'posix',
    does: 'privilege.raise',
    operands: ['text', 'command'],
    values: { '-u -U': 'text' },
    away: true,
  },
  'gstat pciconf usbconfig camcontrol btsockstat lockstat pmcstat prtconf psrinfo prtdiag swapctl pstat': {
    does: 'inspect',
    operands: 'text*',
    commands: {
      'reset power_off power_on set_config format eject rescan sanitize': 'system.change',
      'list devlist inquiry identify dump_all_config_desc': 'inspect',
    },
  },
  'iocage ezjail-admin bastille cbsd pot appjail qjail warden': {
    commands: {
      'list get df info help top': 'inspect',
      'exec cmd chroot': { style: 'posix', operands: ['text', 'command'], away: true },
      console: { does: 'privilege.raise', operands: 'text*' },
      'destroy delete': { does: 'container.purge', operands: 'text*' },
      '*': { does: 'container.change', operands: 'text*' },
    },
  },
  'bhyve bhyvectl vm-bhyve vm bhyveload': {
    does: 'container.run',
    operands: 'text*',
    commands: { 'list info': 'inspect', destroy: 'container.purge' },
  },
  'gpart geom glabel gmirror gstripe graid geli gbde bsdlabel disklabel mdconfig ccdconfig vnconfig tunefs zonecfg zoneadm':
    {
      does: 'disk.change',
      operands: 'text*',
      commands: {
        'show list status dump version backup': 'inspect',
        'destroy clear init erase': { does: 'disk.destroy', operands: 'text*' },
      },
    },
  'kldxref devctl kenv cpuset rctl powerd tzsetup bsdinstall bsdconfig mergemaster etcupdate dumpon savecore makefs nextboot mixer':
    { does: 'system.change', operands: 'text*' },
  ktrace: { style: 'posix', operands: 'command', values: { '-f': 'file.write', '-t -p -g': 'text' } },
  'bectl beadm': {
    commands: {
      'list check': 'inspect',
      destroy: { does: 'disk.destroy', operands: 'text*' },
      '*': { does: 'disk.change', operands: 'text*' },
    },
  },
  usbdevs: 'inspect',
  hotplugd: 'service.restart',
};
