/** Apple's and Android's tools for developers. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

const SIMCTL: CommandSpec = {
  commands: {
    'list getenv listapps get_app_container appinfo diagnose help logverbose': 'inspect',
    'boot shutdown install uninstall launch terminate openurl push addmedia io ui status_bar location privacy icloud_sync keychain pair unpair create clone rename upgrade runtime pbcopy pbpaste pbsync':
      { does: 'desktop.act', operands: 'text*' },
    spawn: { style: 'posix', operands: ['text', 'command'], away: true },
    delete: { does: 'desktop.act', operands: 'text*' },
    erase: { does: 'vcs.discard', operands: 'text*' },
  },
};

export const mobile: Family = {
  adb: {
    bare: 'inspect',
    values: { '-s -t -H -P -L': 'text' },
    commands: {
      'devices version help get-state get-serialno get-devpath features host-features mdns wait-for-device wait-for-usb-device wait-for-any-device jdwp bugreport-list keygen-show':
        'inspect',
      logcat: {
        does: 'inspect',
        flags: { '-c --clear': 'evade.attributes' },
        values: { '-f --file': 'text', '--pid -b -v -s -t -T -d -e': 'text' },
      },
      bugreport: { does: 'file.create', operands: 'file.write' },
      shell: { style: 'posix', bare: 'network.login', operands: 'source.shell-joined', away: true },
      'exec-out exec-in': { style: 'posix', operands: 'source.shell-joined', away: true },
      emu: 'desktop.act',
      push: { does: 'remote.change', operands: ['file.read*', 'text'] },
      pull: { does: 'remote.read', operands: ['text', 'file.write?'], flags: { '-a': 'inspect' } },
      sync: 'remote.change',
      'install install-multiple install-multi-package': { does: 'desktop.act', operands: 'file.read*' },
      uninstall: { does: 'desktop.act', operands: 'text*' },
      'connect pair': { does: 'remote.login', operands: 'text*' },
      'disconnect reconnect kill-server start-server attach detach usb': { does: 'config.change', operands: 'text*' },
      tcpip: { does: 'network.listen-raw', operands: 'text*' },
      'forward reverse ppp': { does: 'desktop.act', operands: 'text*' },
      'root unroot remount disable-verity enable-verity': { does: 'privilege.raise' },
      'reboot reboot-bootloader sideload': { does: 'remote.change', operands: 'text*' },
      backup: { does: 'file.create', values: { '-f': 'file.write' } },
      restore: { does: 'remote.change', operands: 'file.read' },
    },
  },
  'fastboot heimdall odin4': {
    does: 'disk.destroy',
    values: { '-s -S --slot': 'text' },
    commands: {
      'devices getvar help oem-device-info print-pit detect version': 'inspect',
      'reboot reboot-bootloader continue set_active boot stage get_staged': {
        does: 'remote.change',
        operands: 'text*',
      },
    },
    operands: 'text*',
  },
  'scrcpy gnirehtet vysor': {
    does: 'desktop.act',
    operands: 'text*',
    values: { '-r --record': 'file.write', '-s --serial -m --max-size -b --video-bit-rate --tcpip --max-fps': 'text' },
  },
  'sdkmanager avdmanager android': {
    does: 'package.install-system',
    flags: { '--list --list_installed --version --licenses': 'inspect', '--uninstall': 'package.remove' },
    commands: { list: 'inspect', 'create update': 'config.change', delete: 'package.remove' },
    operands: 'text*',
  },
  'emulator qemu-system-android genymotion-shell gmtool': {
    does: 'desktop.act',
    flags: { '-list-avds': { only: true }, '-wipe-data': 'vcs.discard' },
    style: 'long',
  },
  'aapt aapt2 apkanalyzer bundletool dexdump dmtracedump etc1tool hprof-conv split-select apkid apkleaks baksmali smali aidl':
    {
      operands: 'file.read*',
      values: { '-o --output --out --outdir': 'file.write', '-A -S -M -I -J -F': 'text' },
      commands: {
        'dump list apk files dex manifest resources validate get-device-spec get-size d d2 l disassemble assemble compile link':
          { operands: 'file.read*', values: { '-o --output': 'file.write' } },
        'build-apks build-bundle extract-apks package p add a remove r': {
          does: 'build',
          operands: 'text*',
          values: { '-o --output': 'file.write' },
        },
        'install-apks': 'desktop.act',
      },
    },
  fdroidcl: {
    commands: {
      'list search show devices version': 'inspect',
      'update download': 'network.fetch',
      'install uninstall': 'desktop.act',
      'defaults repo clean': 'config.redirect',
    },
  },
  'fastlane gym scan pilot deliver supply sigh produce': {
    does: 'code.project',
    bare: 'code.project',
    operands: 'text*',
    commands: {
      'lanes list docs actions action env help search_plugins show_auth_ips': 'inspect',
      'init new_action new_plugin add_plugin install_plugins update_plugins update_fastlane': 'package.install',
      'pilot deliver supply upload_to_testflight upload_to_app_store upload_to_play_store testflight appstore':
        'package.publish',
      'match sigh cert produce spaceauth pem': 'secret.change',
      nuke: 'remote.destroy',
    },
  },

  // Apple.
  xcodebuild: {
    does: 'build',
    style: 'long',
    operands: 'text*',
    flags: {
      '-list -version -showsdks -showBuildSettings -showdestinations -showTestPlans -usage -help -dry-run -n -checkFirstLaunchStatus':
        { only: true },
      '-license -runFirstLaunch -downloadPlatform -downloadAllPlatforms': 'system.change',
      '-allowProvisioningUpdates -allowProvisioningDeviceRegistration': 'remote.change',
      '-exportNotarizedApp': 'build',
    },
    values: {
      '-project -workspace -scheme -target -configuration -sdk -destination -arch -toolchain -jobs -testPlan -only-testing -skip-testing -destination-timeout -testLanguage -testRegion -xctestrun -parallel-testing-enabled':
        'text',
      '-derivedDataPath -archivePath -resultBundlePath -exportPath -clonedSourcePackagesDirPath -output': 'file.write',
      '-exportOptionsPlist -xcconfig': 'file.read',
    },
  },
  xcrun: {
    style: 'posix',
    operands: [{ simctl: 'command', else: 'command' }],
    flags: {
      '-f --find --show-sdk-path --show-sdk-version --show-sdk-platform-path --show-sdk-build-version': {
        operands: 'text*',
      },
      '-k --kill-cache -n --no-cache -l --log -r --run': 'inspect',
    },
    values: { '-sdk --sdk -toolchain --toolchain': 'text' },
  },
  simctl: SIMCTL,
  'devicectl ios-deploy idb idevice_id ideviceinfo idevicesyslog idevicescreenshot idevicedebug idevicename idevicedate idevicepair ideviceinstaller idevicecrashreport ideviceimagemounter idevicediagnostics idevicesetlocation ideviceprovision iproxy usbmuxd cfgutil pymobiledevice3 tidevice go-ios ios':
    {
      does: 'desktop.act',
      operands: 'text*',
      commands: { 'list info list-devices list-apps syslog version help describe': 'inspect' },
    },
  'idevicebackup2 idevicebackup': { does: 'file.create', operands: 'text*' },
  idevicerestore: { does: 'disk.destroy', operands: 'text*' },
  'altool iTMSTransporter': {
    does: 'package.publish',
    flags: { '--list-providers --list-apps -v --validate-app': 'remote.read' },
    style: 'long',
  },
  notarytool: {
    does: 'package.publish',
    commands: {
      'history info log wait': 'remote.read',
      submit: { does: 'package.publish', operands: 'file.upload' },
      'store-credentials': 'secret.change',
    },
    values: { '--keychain-profile --apple-id --team-id --password --key --key-id --issuer --timeout': 'text' },
  },
  'actool ibtool momc mapc iconutil metallib coremlc assetutil coremlcompiler intentbuilderc swift-stdlib-tool xcresulttool xccov xctest xcstringstool xcpretty xcbeautify xcodeproj periphery sourcery swiftgen sourcekitten mogenerator rswift r-swift needle xchtmlreport agvtool':
    { does: 'build', operands: 'file.read*', values: { '-o --output --compile --output-dir -output': 'file.write' } },
  'ipatool ipa appstoreconnect asc app-store-connect codemagic-cli': {
    does: 'remote.change',
    commands: {
      'search list get info lookup': 'remote.read',
      'auth login logout': 'remote.login',
      download: 'network.fetch',
    },
    operands: 'text*',
  },
  theos: 'build',
};
