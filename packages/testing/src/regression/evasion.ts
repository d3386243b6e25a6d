/** Ways to go unseen. */
import type { Group } from './group.ts';

export const evasion: readonly Group[] = [
  {
    balanced: 'ask',
    strict: 'ask',
    why: 'is dangerous or tells a secret, and legitimate at times',
    commands: ['chattr +i x', 'touch -r /bin/ls /tmp/x', 'find /var/log -name "*.log" -delete'],
  },
  {
    balanced: 'deny',
    strict: 'deny',
    why: 'is hostile, or nobody gets back what it takes',
    commands: [
      "echo 'rm -rf /' | sh",
      "printf '%s\\n' 'rm -rf /etc' | bash",
      `echo 'import shutil; shutil.rmtree("/etc")' | python3`,
      'kill -9 $(pidof auditd)',
      'systemctl mask rsyslog',
      'echo 0 > /proc/sys/kernel/randomize_va_space',
      'export HISTSIZE=0',
      'set +o history',
      'dmesg -C',
      'sed -i "/10.0.0.1/d" /var/log/auth.log',
      'rm /var/log/audit/audit.log',
      'apt-get remove -y auditd',
      'mv /usr/bin/sudo /usr/bin/sudo.bak',
      'aa-teardown',
      'swapoff -a; rm -rf /var/lib',
    ],
  },
];
