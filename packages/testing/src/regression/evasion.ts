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
  {
    balanced: 'deny',
    strict: 'deny',
    why: "answers the gate in a person's place, or takes it from an agent's settings",
    commands: [
      'npx capgate approvals allow x',
      'npm exec capgate -- pause 10m',
      'yarn capgate policy activate 3',
      'node ~/src/capgate/packages/cli/dist/main.js approvals allow x',
      './capgate token new',
      "jq 'del(.hooks)' .claude/settings.json > x && mv x .claude/settings.json",
      'sed -i /hooks/d ~/.codex/config.toml',
      'rm .cursor/hooks.json',
      'rm -rf .claude',
    ],
  },
  {
    balanced: 'allow',
    strict: 'allow',
    why: 'only asks the gate, or only reads those settings',
    commands: [
      'npx capgate status',
      'pnpm exec capgate policy history',
      'capgate log',
      'capgate why 0123',
      'capgate token list',
      'cat .claude/settings.json',
      'ls -la .claude',
    ],
  },
];
