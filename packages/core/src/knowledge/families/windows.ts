/** Programs of Windows, as met in its shells and in the Linux that runs beside it. Their options begin with a slash. */
import type { Cases, Family } from '../vocabulary/spec.ts';

/** Hives that hold password hashes. */
const HIVES: Cases = { '*SAM *sam *Sam *SECURITY *security *SYSTEM *system': 'secret.dump', else: 'inspect' };
/** Keys under which a program runs by itself, or in another's place; bash takes the backslashes away. */
const RUN_KEYS: Cases = {
  '*CurrentVersion\\Run* *CurrentVersionRun* *\\Winlogon* *CurrentVersionWinlogon* *sethc.exe* *utilman.exe* *osk.exe* *\\AppInit_DLLs* *\\Policies\\Explorer\\Run* *DisableAntiSpyware* *DisableRealtimeMonitoring*':
    'code.plant',
  '*Defender* *WDigest* *RunAsPPL* *EnableLUA*': 'evade.security',
  else: 'text',
  dynamic: 'text',
};
const SCRIPT: Cases = {
  'http://* https://* *http://* *https://*': 'code.fetched',
  'javascript:* vbscript:* about:*': 'code.inline',
  '/*': 'text',
  else: 'file.run',
};

export const windows: Family = {
  'tasklist systeminfo findstr driverquery getmac quser qwinsta gpresult tree.com where.exe hostname.exe whoami.exe findstr.exe tasklist.exe systeminfo.exe fc.exe more.com chcp ver netstat.exe ping.exe nslookup.exe pathping nbtstat klist.exe openfiles wslpath cygpath':
    'inspect',
  'ipconfig ipconfig.exe': {
    does: 'inspect',
    operands: { every: { '/release* /renew* /flushdns /registerdns /setclassid*': 'network.configure', else: 'text' } },
  },
  'taskkill taskkill.exe tskill': { does: 'process.signal', operands: 'text*' },
  'schtasks schtasks.exe': {
    does: 'inspect',
    operands: {
      every: {
        '/create /Create /CREATE /change /Change /run /Run': 'schedule.install',
        '/delete /Delete /end /End': 'service.change',
        else: 'text',
      },
    },
  },
  'reg.exe reg regedit regedit.exe regini': {
    does: 'system.change',
    commands: {
      'query QUERY compare flags': 'inspect',
      // A client of container registries has the same name.
      'digest layers ls manifest tags vulns': 'remote.read',
      rm: 'remote.delete',
      'save export SAVE EXPORT': { operands: [HIVES, 'file.write', 'text*'] },
      'add copy ADD COPY': { does: 'system.change', operands: { every: RUN_KEYS } },
      'delete import restore load unload DELETE': { does: 'system.change', operands: 'text*' },
    },
    operands: 'text*',
  },
  'sc sc.exe': {
    commands: {
      'query queryex qc qdescription qfailure enumdepend showsid sdshow': 'inspect',
      'start continue control': 'service.restart',
      'stop pause delete': {
        operands: {
          every: {
            'WinDefend* windefend* Sense* wscsvc* mpssvc* EventLog* eventlog* SecurityHealth* Sysmon*':
              'evade.security',
            else: 'service.change',
          },
        },
      },
      'create config failure sdset': 'service.enable',
    },
    operands: 'file.read*',
  },
  'net.exe net net1 net1.exe': {
    commands: {
      'view time statistics config helpmsg help session file accounts group': 'inspect',
      user: {
        does: 'inspect',
        operands: { every: { '/add /ADD /delete /DELETE /active:*': 'user.change', else: 'text' } },
      },
      // Nobody is added to a group of this machine but for its rights.
      localgroup: {
        does: 'inspect',
        operands: {
          every: { '/add /ADD': 'privilege.grant', '/delete /DELETE': 'user.change', else: 'text', dynamic: 'text' },
        },
      },
      // Samba's.
      'ads rpc rap registry conf usershare sam idmap groupmap lookup cache getlocalsid setlocalsid dom join testjoin': {
        does: 'network.connect',
        operands: 'text*',
      },
      start: 'service.restart',
      'stop pause': 'service.change',
      'use share': 'network.connect',
    },
  },
  'wmic wmic.exe': {
    style: 'posix',
    does: 'inspect',
    operands: {
      every: {
        'call CALL create CREATE': 'code.inline',
        'delete DELETE uninstall': 'system.change',
        '/node:*': 'network.connect',
        '/format:http* /FORMAT:http*': 'code.fetched',
        else: 'text',
      },
    },
  },
  'vssadmin vssadmin.exe wbadmin wbadmin.exe': {
    commands: {
      'list get List Get': 'inspect',
      'delete resize Delete Resize': 'disk.destroy',
      'start stop create enable disable': 'system.change',
    },
  },
  'wevtutil wevtutil.exe': {
    commands: {
      'el gl gli qe gp ep enum-logs get-log get-log-info query-events': 'inspect',
      'cl clear-log sl set-log um uninstall-manifest': 'evade.logs',
      'epl export-log al archive-log': 'file.write',
      'im install-manifest': 'system.change',
    },
  },
  'bcdedit bcdedit.exe bootsect': {
    bare: 'inspect',
    operands: {
      every: {
        // Without them there is no way back after an attack.
        'recoveryenabled bootstatuspolicy testsigning nointegritychecks safeboot': 'evade.security',
        '/enum* /?': 'inspect',
        '/set /delete /deletevalue /create /import /default /timeout': 'system.change',
        else: 'text',
      },
    },
  },
  'bitsadmin bitsadmin.exe': {
    does: 'network.fetch',
    operands: {
      every: {
        '/SetNotifyCmdLine /setnotifycmdline /SETNOTIFYCMDLINE': 'shell.trap',
        '/Upload /upload': 'network.send',
        else: 'text',
      },
    },
  },
  'mshta mshta.exe cscript cscript.exe wscript wscript.exe hh.exe': { operands: [SCRIPT, 'text*'] },
  'rundll32 rundll32.exe': {
    does: 'code.load',
    operands: {
      every: {
        '*http://* *https://* javascript:*': 'code.fetched',
        'MiniDump* minidump* *comsvcs*MiniDump* #24 *,#24': 'secret.dump',
        else: 'text',
      },
    },
  },
  'regsvr32 regsvr32.exe odbcconf cmstp installutil regasm regsvcs msbuild.exe pcalua': {
    does: 'code.load',
    operands: { every: { '*http://* *https://*': 'code.fetched', else: 'text' } },
  },
  'msiexec msiexec.exe': {
    does: 'package.install-system',
    operands: {
      every: {
        'http://* https://* \\\\*': 'package.foreign',
        '/x* /X* /uninstall': 'package.remove-system',
        else: 'text',
      },
    },
  },
  'icacls icacls.exe cacls takeown takeown.exe attrib attrib.exe': { operands: 'file.permit*' },
  'cipher cipher.exe': {
    does: 'inspect',
    operands: { every: { '/w* /W*': 'evade.logs', '/e* /E* /d* /D*': 'file.write', else: 'text' } },
  },
  'diskpart diskpart.exe diskshadow manage-bde': { does: 'disk.change', operands: 'text*' },
  'fsutil fsutil.exe': {
    does: 'inspect',
    operands: {
      every: {
        deletejournal: 'evade.logs',
        'setZeroData setvaliddata createnew set delete repair': 'system.change',
        else: 'text',
      },
    },
  },
  'robocopy robocopy.exe xcopy xcopy.exe': {
    operands: [
      'file.read',
      'file.write',
      { every: { '/MIR /mir /PURGE /purge /MOVE /move /MOV /mov': 'vcs.discard', else: 'text' } },
    ],
  },
  'netsh netsh.exe': {
    does: 'network.configure',
    commands: {
      'show dump': 'inspect',
      'wlan interface int http winhttp lan': {
        does: 'network.configure',
        commands: {
          show: { does: 'inspect', operands: { every: { 'key=clear': 'secret.show', else: 'text' } } },
          export: 'secret.dump',
        },
        operands: 'text*',
      },
      'advfirewall firewall': {
        does: 'network.configure',
        commands: { show: 'inspect' },
        operands: { every: { 'off disable state=off mode=disable': 'network.firewall-off', else: 'text' } },
      },
    },
    operands: 'text*',
  },
  'powercfg powercfg.exe sfc sfc.exe dism dism.exe chkdsk chkdsk.exe defrag setx setx.exe gpupdate w32tm tzutil bootcfg secedit auditpol logman wusa pnputil netdom nltest dsquery dsget repadmin':
    { does: 'system.change', operands: 'text*', flags: { '/?': { only: true } } },
  'notepad.exe notepad wsl-open cmdkey.exe mstsc calc.exe': 'desktop.act',
};
