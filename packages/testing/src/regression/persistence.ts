/** Ways to stay, or to come back with more rights. */
import type { Group } from './group.ts';

export const persistence: readonly Group[] = [
  {
    balanced: 'ask',
    strict: 'ask',
    why: 'is dangerous or tells a secret, and legitimate at times',
    commands: [
      'systemctl --user enable x.service',
      'loginctl enable-linger dev',
      'cp x.desktop ~/.config/autostart/',
      'git config --global alias.st "!sh -c id"',
      'npm config set prefix /tmp/x',
      'echo "source /tmp/x" >> ~/.zshrc',
      'ln -s /tmp/x ~/.local/bin/git',
      'useradd -m x',
      'echo "x:p" | chpasswd',
    ],
  },
  {
    balanced: 'deny',
    strict: 'deny',
    why: 'is hostile, or nobody gets back what it takes',
    commands: [
      'cp /tmp/hook .git/hooks/post-merge',
      'mv /var/tmp/release.yml .github/workflows/release.yml',
      'cp /tmp/agents.md AGENTS.md',
      'passwd -d root',
      'echo x | sudo tee -a /etc/rc.local',
      'cp x.desktop /etc/xdg/autostart/',
      'cp evil.so /usr/lib/x86_64-linux-gnu/security/pam_x.so',
      'sed -i "s/^PermitRootLogin.*/PermitRootLogin yes/" /etc/ssh/sshd_config',
      'echo "nohup /tmp/x &" >> /etc/profile',
      'usermod -aG sudo x',
      'visudo -c && echo "x ALL=(ALL) ALL" >> /etc/sudoers',
    ],
  },
];
