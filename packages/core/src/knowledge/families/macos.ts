/** Tools of macOS. */
import type { Family } from '../vocabulary/spec.ts';

/** The number of root, or of its group or the administrators'. */
const GIVEN_ID = { '0 80': 'privilege.grant', else: 'text' } as const;
const LOOK = { does: 'inspect', only: true } as const;
const READ = { does: 'inspect', operands: 'text*' } as const;
const CHANGE = { does: 'system.change', operands: 'text*' } as const;

/** Domains and keys of `defaults` that protect the machine or start programs at login. */
const DOMAIN = {
  '*loginwindow* *LaunchAgents* *LaunchDaemons* *com.apple.loginitems*': 'service.enable',
  '*com.apple.alf* *Gatekeeper* *com.apple.LaunchServices* *com.apple.security* *com.apple.SoftwareUpdate* *TimeMachine* *quarantine*':
    'evade.security',
  else: 'config.change',
} as const;

export const macos: Family = {
  defaults: {
    operands: 'text*',
    commands: {
      'read read-type domains find help': READ,
      'write rename': {
        operands: [DOMAIN, 'text*'],
        values: {
          '-string -int -integer -float -bool -boolean -date -data -array -dict -array-add -dict-add -host': 'text',
        },
      },
      import: { operands: [DOMAIN, 'file.read'] },
      export: { operands: ['text', 'file.write'] },
      delete: { operands: [DOMAIN, 'text*'] },
    },
    values: { '-host': 'text' },
  },
  security: {
    commands: {
      'list-keychains show-keychain-info default-keychain login-keychain find-certificate find-identity verify-cert dump-trust-settings trust-settings-export error help cms translocate-policy-check translocate-status-check translocate-original-path smartcards list-smartcards check-trust-settings get-identity-preference policy':
        READ,
      'find-generic-password find-internet-password find-key': {
        does: 'secret.show',
        operands: 'text*',
        values: { '-a -s -l -c -C -D -G -j -r -p -d -t -P': 'text' },
        flags: { '-w -g': 'secret.show' },
      },
      'dump-keychain export dump-db': {
        does: 'secret.dump',
        operands: 'text*',
        values: { '-o': 'file.write', '-k -t -f -P': 'text' },
      },
      'add-generic-password add-internet-password add-certificates import create-keychain delete-keychain set-keychain-password set-keychain-settings set-key-partition-list delete-generic-password delete-internet-password delete-certificate delete-identity set-identity-preference create-keypair create-filevaultmaster-keychain unlock-keychain lock-keychain set-generic-password-partition-list install-mds':
        { does: 'secret.change', operands: 'text*' },
      'add-trusted-cert remove-trusted-cert trust-settings-import': { does: 'evade.security', operands: 'text*' },
      authorizationdb: { commands: { read: 'inspect', 'write remove merge': 'privilege.grant' } },
      'execute-with-privileges': { does: 'privilege.raise', operands: 'command' },
      leaks: 'inspect',
    },
    flags: { '-i': 'desktop.act' },
  },
  spctl: {
    operands: 'text*',
    flags: {
      '--master-disable --global-disable --disable --remove --add': 'evade.security',
      '--master-enable --global-enable --enable': 'system.change',
      '-a --assess --status --list --test-devid-status': {},
    },
    values: { '-t --type --label --path --requirement --rule --anchor --hash --priority --context': 'text' },
    commands: { 'kext-consent developer-mode': { does: 'system.change', operands: 'text*' } },
  },
  csrutil: {
    commands: {
      'status report': 'inspect',
      'disable clear': 'evade.security',
      enable: CHANGE,
      netboot: CHANGE,
      'authenticated-root': { commands: { status: 'inspect', disable: 'evade.security', enable: CHANGE } },
    },
  },
  tccutil: { commands: { reset: 'evade.security' } },
  tmutil: {
    commands: {
      'destinationinfo listbackups listlocalsnapshots listlocalsnapshotdates latestbackup machinedirectory status uniquesize compare calculatedrift isexcluded verifychecksums help version':
        READ,
      'startbackup snapshot localsnapshot addexclusion removeexclusion setdestination enable associatedisk inheritbackup setquota':
        CHANGE,
      stopbackup: CHANGE,
      disable: 'evade.security',
      // Backups, which are there for the day when all else is gone.
      'delete deletelocalsnapshots thinlocalsnapshots deleteinprogress': { does: 'disk.destroy', operands: 'text*' },
      removedestination: CHANGE,
      restore: { operands: ['file.read*', 'file.write'] },
    },
  },
  diskutil: {
    style: 'long',
    commands: {
      'list info information activity listFilesystems listClients checkPermissions verifyVolume verifyDisk': READ,
      'mount mountDisk unmount umount unmountDisk eject': { does: 'disk.mount', operands: 'text*' },
      'enableOwnership disableOwnership rename renameVolume enableJournal disableJournal repairVolume repairDisk repairPermissions resetUserPermissions moveJournal quota splitPartition mergePartitions resizeVolume addPartition':
        { does: 'disk.change', operands: 'text*' },
      'eraseDisk eraseVolume reformat zeroDisk randomDisk secureErase partitionDisk eraseOptical deletePartition': {
        does: 'disk.destroy',
        operands: 'text*',
      },
      'apfs ap coreStorage cs appleRAID ar image': {
        does: 'disk.change',
        operands: 'text*',
        commands: {
          'list listCryptoUsers listUsers listSnapshots listVolumeGroups info': READ,
          'deleteContainer deleteVolume deleteVolumeGroup eraseVolume delete': {
            does: 'disk.destroy',
            operands: 'text*',
          },
        },
      },
    },
  },
  hdiutil: {
    style: 'long',
    commands: {
      'info imageinfo pmap verify checksum isencrypted hfsanalyze help plugins': READ,
      'attach mount mountvol detach eject unmount': {
        does: 'disk.mount',
        operands: 'text*',
        values: { '-mountpoint -mountroot -mountrandom -shadow -encryption': 'text' },
      },
      'create convert makehybrid segment': {
        operands: ['file.read?', 'file.write'],
        values: {
          '-o': 'file.write',
          '-srcfolder -srcdir': 'file.read',
          '-format -size -volname -fs -type -encryption -segmentSize -layout': 'text',
        },
      },
      'resize compact erasekeys chpass flatten unflatten udifrez udifderez burn internet-enable': {
        does: 'disk.change',
        operands: 'text*',
      },
    },
  },
  networksetup: {
    style: 'long',
    operands: 'text*',
    flags: {
      '-listallnetworkservices -listallhardwareports -listnetworkserviceorder -detectnewhardware -getcomputername -getinfo -getdnsservers -getsearchdomains -getwebproxy -getsecurewebproxy -getsocksfirewallproxy -getftpproxy -getproxybypassdomains -getautoproxyurl -getproxyautodiscovery -getairportnetwork -getairportpower -getmacaddress -getMTU -getmedia -getcurrentlocation -getnetworkserviceenabled -getadditionalroutes -getv6additionalroutes -getpassiveftp -listlocations -listpreferredwirelessnetworks -listVLANs -listdevicesthatsupportVLAN -listBonds -listvalidmedia -listvalidMTUrange -listallportsforbond -isBondSupported -showBondStatus -version -printcommands -help -gethostname':
        'inspect',
      '-setcomputername -setdhcp -setbootp -setmanual -setmanualwithdhcprouter -setdnsservers -setsearchdomains -setwebproxy -setsecurewebproxy -setsocksfirewallproxy -setftpproxy -setgopherproxy -setstreamingproxy -setwebproxystate -setsecurewebproxystate -setsocksfirewallproxystate -setftpproxystate -setautoproxyurl -setautoproxystate -setproxyautodiscovery -setproxybypassdomains -setairportnetwork -setairportpower -setnetworkserviceenabled -setMTU -setMTUAndMediaAutomatically -setmedia -setv6off -setv6automatic -setv6LinkLocal -setv6manual -setadditionalroutes -setv6additionalroutes -setpassiveftp -createlocation -deletelocation -switchtolocation -createnetworkservice -renamenetworkservice -duplicatenetworkservice -removenetworkservice -ordernetworkservices -addpreferredwirelessnetworkatindex -removepreferredwirelessnetwork -removeallpreferredwirelessnetworks -createVLAN -deleteVLAN -createBond -deleteBond -addDeviceToBond -removeDeviceFromBond -create6to4service -set6to4automatic -set6to4manual -setfallback -settcpkeepalive':
        'network.configure',
    },
  },
  scutil: {
    does: 'inspect',
    flags: { '--allow-new-interfaces': 'system.change', '--dns --proxy --nwi': { only: true } },
    values: {
      '--set --prefs': { takes: 'system.change', operands: 'text*' },
      '--get --nc -r -w -t': { takes: 'text', operands: 'text*', turns: { 'shell.interactive': 'inspect' } },
    },
    operands: 'text*',
    stdin: 'source.other',
  },
  systemsetup: {
    style: 'long',
    operands: 'text*',
    flags: {
      '-setdate -settime -settimezone -setusingnetworktime -setnetworktimeserver -setsleep -setcomputersleep -setdisplaysleep -setharddisksleep -setwakeonmodem -setwakeonnetworkaccess -setrestartpowerfailure -setrestartfreeze -setallowpowerbuttontosleepcomputer -setcomputername -setlocalsubnetname -setstartupdisk':
        'system.change',
      '-setremotelogin -setremoteappleevents': 'evade.security',
      '-getdate -gettime -gettimezone -listtimezones -getusingnetworktime -getnetworktimeserver -getsleep -getcomputersleep -getdisplaysleep -getremotelogin -getremoteappleevents -getcomputername -getstartupdisk -liststartupdisks':
        'inspect',
    },
  },
  pmset: {
    operands: 'system.change*',
    style: 'long',
    flags: { '-g': { does: 'inspect', only: true } },
    commands: { 'sleepnow displaysleepnow': 'desktop.act', 'schedule repeat': CHANGE, touch: CHANGE },
  },
  softwareupdate: {
    does: 'inspect',
    operands: 'text*',
    flags: {
      '-i --install -d --download -a --all -r --recommended --install-rosetta --fetch-full-installer -R --restart --background':
        'package.install-system',
      '-l --list --list-full-installers --history': {},
    },
    values: {
      '--ignore --schedule --set-catalog': { takes: 'text', does: 'evade.security' },
      '--agree-to-license': { takes: 'text', attached: true },
    },
  },
  dscl: {
    values: { '-u -P -f': 'text' },
    operands: [
      'text',
      {
        '-read read -readall readall -readpl readpl -list list -search search -diff -ls ls cat -cat': 'inspect',
        '-passwd passwd -authonly authonly -auth auth': 'user.change',
        '-append append -merge merge': 'user.change',
        '-delete delete -create create -change change -changei changei -createpl -deletepl': 'user.change',
        else: 'text',
      },
      'text*',
    ],
    flags: {
      '-read -readall -readpl -list -search -diff -ls -cat': 'inspect',
      '-delete -changei -createpl -deletepl -passwd -authonly': 'user.change',
      // Who is in the group of administrators, or bears the number of root, is one.
      '-create -append -merge -change': {
        does: 'user.change',
        operands: [
          'text',
          { '*Groups/admin *Groups/wheel': 'privilege.grant', else: 'text' },
          'text',
          GIVEN_ID,
          'text*',
        ],
      },
    },
    style: 'long',
  },
  dscacheutil: {
    does: 'inspect',
    operands: 'text*',
    flags: { '-flushcache': 'cache.clear' },
    values: { '-q -a': 'text' },
  },
  dseditgroup: {
    style: 'long',
    does: 'user.change',
    operands: [{ 'admin wheel': 'privilege.grant', else: 'text' }],
    values: { '-o': { 'read checkmember': 'only', else: 'text' }, '-a -d -t -n -u -P -i -g -r -k -T -c': 'text' },
  },
  sysadminctl: {
    style: 'long',
    does: 'user.change',
    operands: 'text*',
    flags: { '-admin': 'privilege.grant', '-secureTokenStatus': {} },
    values: {
      '-addUser -deleteUser -resetPasswordFor -newPassword -oldPassword -password -fullName -shell -home -adminUser -adminPassword -UID -GID -hint -picture -autologin -screenLock':
        'text',
      '-guestAccount -afpGuestAccess -smbGuestAccess': 'text',
    },
  },
  dsenableroot: 'privilege.grant',
  'dsconfigad dsconfigldap odutil pwpolicy': {
    does: 'user.change',
    operands: 'text*',
    flags: { '-show': LOOK },
    commands: { 'getaccountpolicies -getaccountpolicies': 'inspect', 'show list': 'inspect' },
  },
  dsmemberutil: 'inspect',
  profiles: {
    commands: {
      'list show status validate version help': 'inspect',
      'install remove renew sync': { does: 'system.change', operands: 'text*' },
    },
    flags: { '-P -L': LOOK, '-I -R -D': 'system.change' },
    values: { '-type -path -identifier -F -p': 'text' },
  },
  fdesetup: {
    commands: {
      'status list isactive supportsauthrestart usingrecoverykey haspersonalrecoverykey hasinstitutionalrecoverykey version validaterecovery help':
        'inspect',
      'enable add changerecovery authrestart sync': CHANGE,
      'disable remove removerecovery': 'evade.security',
    },
  },
  osascript: {
    style: 'posix',
    operands: ['file.run', 'text*'],
    values: { '-e': { takes: 'source.applescript', operands: 'text*' }, '-l -s': 'text' },
    stdin: 'source.applescript',
  },
  osacompile: { operands: 'file.read*', values: { '-o': 'file.write', '-e': 'text', '-l -s -t -c': 'text' } },
  osadecompile: 'file.read',
  automator: { operands: 'file.run', values: { '-i -D': 'text' } },
  shortcuts: {
    commands: {
      'list view': 'inspect',
      run: {
        does: 'code.project',
        operands: 'text*',
        values: { '-i --input-path': 'file.read', '-o --output-path': 'file.write' },
      },
      sign: 'file.write',
    },
  },
  open: {
    does: 'desktop.act',
    operands: 'text*',
    values: {
      '-a -b -u -s --arch --env': 'text',
      '-i --stdin': 'file.read',
      '-o --stdout --stderr': 'file.write',
      '--args': { takes: 'text', operands: 'text*' },
    },
  },
  sips: {
    operands: 'file.read*',
    values: {
      '-o --out': 'file.write',
      '-g --getProperty': 'text',
      '-s --setProperty -d --deleteProperty -r --rotate -f --flip -c --cropToHeightWidth -p --padToHeightWidth -z --resampleHeightWidth --resampleWidth --resampleHeight -Z --resampleHeightWidthMax -e --embedProfile -E -m --matchTo -a':
        { takes: 'text', turns: { 'file.read': 'file.write' } },
      '-j --js': 'source.javascript',
    },
    flags: { '-i --addIcon': { turns: { 'file.read': 'file.write' } }, '-x': {} },
  },
  plutil: {
    operands: 'file.read*',
    flags: { '-lint -p': {} },
    style: 'long',
    values: {
      '-convert': { takes: 'text', turns: { 'file.read': 'file.write' } },
      '-replace -insert': { takes: 'text', operands: ['text', 'file.write*'] },
      '-remove': { takes: 'text', operands: 'file.write*' },
      '-extract -type': { takes: 'text', operands: ['text', 'file.read*'] },
      '-o': 'file.write',
      '-e -s -bool -integer -string -xml -json -float -date -data': 'text',
    },
  },
  'PlistBuddy plistbuddy': { operands: 'file.write*', values: { '-c': { 'Print*': 'text', else: 'text' } } },
  textutil: {
    style: 'long',
    operands: 'file.read*',
    does: 'file.create',
    flags: { '-info': LOOK, '-stdout': { turns: { 'file.create': 'inspect' } } },
    values: {
      '-convert -cat -format -extension -fontname -fontsize -encoding -inputencoding -title': 'text',
      '-output -outputdir': 'file.write',
    },
  },
  codesign: {
    operands: 'file.read*',
    flags: {
      '-d --display -v --verify -h --validate-constraint': {},
      '--remove-signature': { turns: { 'file.read': 'file.write' } },
    },
    values: {
      '-s --sign': { takes: 'text', turns: { 'file.read': 'file.write' } },
      '--entitlements -R --requirements -r -i --identifier -o --options --keychain --timestamp --prefix --pagesize -a --architecture':
        'text',
    },
  },
  pkgutil: {
    operands: 'text*',
    does: 'inspect',
    values: {
      '--expand --expand-full': { takes: 'file.read', operands: 'file.create' },
      '--flatten --flatten-full': { takes: 'file.read', operands: 'file.write' },
      '--forget': 'system.change',
      '--volume --edit-pkg --learn --file-info --check-signature --payload-files --bom --pkg-info --files --export-plist --group-pkgs --lsbom':
        'text',
    },
  },
  installer: {
    style: 'long',
    does: 'package.foreign',
    operands: 'text*',
    flags: { '-pkginfo -dominfo -volinfo -query': LOOK },
    values: { '-pkg -package -target -tgt -applyChoiceChangesXML -lang': 'text' },
  },
  mdutil: {
    does: 'inspect',
    operands: 'text*',
    flags: { '-E -p -X': 'cache.clear', '-s': {} },
    values: { '-i -d': { takes: 'text', does: 'system.change' } },
  },
  mdimport: {
    does: 'config.change',
    operands: 'file.list*',
    flags: { '-A -L -X': LOOK, '-t': { turns: { 'config.change': 'inspect' } } },
    values: { '-o': 'file.write', '-d': { takes: 'text', attached: true } },
  },
  qlmanage: {
    operands: 'file.read*',
    values: { '-o': 'file.write', '-s -f -c -g': 'text' },
    flags: { '-r': 'cache.clear', '-m': LOOK },
  },
  launchctl: {
    commands: {
      'list print print-disabled print-cache blame procinfo hostinfo resolveport dumpstate help version variant managername manageruid managerpid getenv error plist export examine':
        READ,
      'kickstart start': { does: 'service.restart', operands: 'text*' },
      'load bootstrap enable submit config setenv': {
        does: 'service.enable',
        operands: 'text*',
        values: { '-l -p -o -e -S -D': 'text' },
      },
      'unload bootout disable stop remove kill limit unsetenv uncache attach debug reboot': {
        does: 'service.change',
        operands: [
          {
            '*auditd* *alf* *XProtect* *endpointsecurity* *falcon* *syslogd* *osquery* *crowdstrike* *jamf*':
              'evade.security',
            else: 'text',
          },
          'text*',
        ],
      },
      asuser: { does: 'privilege.raise', operands: ['text', 'command'] },
      bsexec: { does: 'privilege.raise', operands: ['text', 'command'] },
    },
  },
  log: {
    operands: 'text*',
    commands: {
      'show stream stats help repack': { does: 'inspect', operands: 'text*' },
      collect: { does: 'inspect', values: { '--output': 'file.write', '--last --size --start': 'text' } },
      erase: 'evade.logs',
      config: CHANGE,
    },
  },
  nvram: {
    operands: [
      { '*csr-active-config* *boot-args=*': 'evade.security', '*=*': 'system.change', else: 'inspect' },
      'text*',
    ],
    flags: { '-p -x': {}, '-c': 'system.change' },
    values: { '-d': { takes: 'text', does: 'system.change' }, '-f': { takes: 'file.read', does: 'system.change' } },
  },
  'startosinstall createinstallmedia asr': {
    does: 'disk.change',
    operands: 'text*',
    flags: { '--info': LOOK, '--erase': 'disk.destroy' },
    values: { '--source --target --volume --file': 'text' },
  },
  'SetFile GetFileInfo Rez DeRez': { operands: 'file.permit*', values: { '-a -c -t -d -m': 'text' } },
  'fileicon mysides dockutil duti swda lsregister brightness airport wdutil blueutil': {
    does: 'desktop.act',
    operands: 'text*',
    commands: { 'list info': 'inspect', 'remove add': 'config.change' },
    flags: { '-I -s': {} },
  },
  'serverinfo fs_usage sc_usage allmemory footprint timer_analyser': { does: 'inspect', operands: 'text*' },
  powermetrics: {
    does: 'inspect',
    values: { '-o --output-file': 'file.write', '-i -n -s --samplers -u -f --format -b': 'text' },
  },
  'accessorysensormgrd amfid bnepd distnoted fseventsd filecoordinationd feedreaderd notifyd usernoted mds mdworker coreaudiod cfprefsd opendirectoryd secd tccd trustd ikaros vpnagent airportd bluetoothaudiod':
    'process.signal',
  socketfilterfw: {
    style: 'long',
    operands: 'text*',
    flags: {
      '--getglobalstate --getblockall --listapps --getstealthmode --getloggingmode --getallowsigned --getappblocked --getloggingopt':
        LOOK,
    },
    values: {
      '--setglobalstate': { off: 'network.firewall-off', else: 'network.configure' },
      '--setblockall --setstealthmode --setloggingmode --setallowsigned --setallowsignedapp --blockapp --unblockapp --add --remove':
        'network.configure',
    },
  },
  eslogger: 'process.trace',
  createhomedir: 'user.change',
  'xcinfo mist': {
    operands: 'text*',
    commands: {
      'list installed available search info': 'inspect',
      'install download update': 'package.install-system',
      select: 'system.change',
      uninstall: 'package.remove-system',
      signout: 'remote.login',
    },
  },
  'stringdups compression_tool': {
    style: 'long',
    operands: 'text*',
    does: 'inspect',
    values: { '-i': 'file.read', '-o': 'file.write', '-a -A -b': 'text' },
  },
  sysdiagnose: { does: 'file.create', operands: 'text*', values: { '-f -A': 'file.write' } },
};
