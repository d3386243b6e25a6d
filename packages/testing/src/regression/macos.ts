/** Administration of macOS. */
import type { Group } from './group.ts';

export const macos: readonly Group[] = [
  {
    balanced: 'allow',
    strict: 'allow',
    why: 'looks, computes or prints',
    commands: [
      'scutil --dns',
      'scutil --get LocalHostName',
      'nettop -P -L 1',
      'dscl . -read /Groups/admin GroupMembership',
      'launchctl list',
      'defaults domains',
      'log show --last 5m --predicate \'process == "x"\'',
      'spctl --status',
      'softwareupdate -l',
      'ioreg -l',
    ],
  },
  {
    balanced: 'allow',
    strict: 'ask',
    why: "changes what is easily undone, or runs the project's own code",
    commands: ['osascript -e \'display notification "done"\'', 'softwareupdate -ia', 'pbcopy < file.txt'],
  },
  {
    balanced: 'ask',
    strict: 'ask',
    why: 'is dangerous or tells a secret, and legitimate at times',
    commands: [
      'dscl . -create /Users/ann RealName Ann',
      'osascript -e \'do shell script "rm -rf ~/x" with administrator privileges\'',
      'sudo scutil --set HostName x',
      'osascript -e \'tell application "System Events" to keystroke "x"\'',
      'osascript -e \'display dialog "Password" default answer "" with hidden answer\'',
      'osascript -l JavaScript -e \'app.doShellScript("id")\'',
      'xattr -d com.apple.quarantine app.app',
      'profiles install -path x.mobileconfig',
      'caffeinate -s sh',
      'pbpaste | sh',
    ],
  },
  {
    balanced: 'deny',
    strict: 'deny',
    why: 'is hostile, or nobody gets back what it takes',
    commands: [
      'sudo dscl . -append /Groups/admin GroupMembership eve',
      'dscl . -create /Users/eve UniqueID 0',
      'tccutil reset All',
      'sudo nvram boot-args="-v"',
      'log erase --all',
      'security add-trusted-cert -d -k /Library/Keychains/System.keychain c.pem',
    ],
  },
];
