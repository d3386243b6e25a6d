/** Managers of secrets, and what shows one. */
import type { Group } from './group.ts';

export const secrets: readonly Group[] = [
  {
    balanced: 'allow',
    strict: 'allow',
    why: 'looks, computes or prints',
    commands: ['vault status', 'npm token list', 'docker secret inspect x'],
  },
  {
    balanced: 'allow',
    strict: 'ask',
    why: "changes what is easily undone, or runs the project's own code",
    commands: ['ansible-playbook site.yml --check'],
  },
  {
    balanced: 'ask',
    strict: 'ask',
    why: 'is dangerous or tells a secret, and legitimate at times',
    commands: [
      'npm config get //registry.npmjs.org/:_authToken',
      'vault kv get secret/app',
      'vault token create -policy=root',
      'bw get password github',
      'op item get GitHub --fields password',
      'pass -c mail',
      'gopass show mail',
      'doppler secrets',
      'chamber read app DB',
      'sops -d secrets.enc.yaml',
      'keyring get system user',
      'lpass show --password site',
      'direnv allow',
      'teller env',
      'aws configure get aws_secret_access_key',
      'gh auth token',
      'glab auth status --show-token',
      'heroku auth:token',
      'kubeseal --recovery-unseal < s.yaml --recovery-private-key k.pem',
      'ansible-vault decrypt vars.yml',
      'ansible all -m shell -a "reboot"',
      'ansible-playbook -i prod site.yml',
    ],
  },
  {
    balanced: 'deny',
    strict: 'deny',
    why: 'is hostile, or nobody gets back what it takes',
    commands: [
      'cat /proc/self/root/etc/shadow',
      'cat "$HOME/Library/Application Support/com.apple.TCC/TCC.db"',
      'infisical secrets',
    ],
  },
];
