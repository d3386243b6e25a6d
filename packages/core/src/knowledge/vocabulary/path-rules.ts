/**
 * Where the sensitive paths lie: data for `scope.ts`. A rule is a path and the place of it and of
 * everything below it, unless a longer rule says otherwise. `=` before the place: only that path
 * itself, not what lies below: a file, which a glob for a folder does not mean. `*` at a segment's start or end stands for any run of characters, `?`
 * for a blank.
 */
import type { PlaceName } from './places.ts';

type PathRules = Readonly<Record<string, PlaceName | `=${PlaceName}`>>;

/** Absolute paths. Blanks part several paths of the same place. */
export const ABSOLUTE_RULES: PathRules = {
  '/tmp /var/tmp /private/tmp /var/folders /private/var/folders /dev/shm /run/user': 'temporary',
  '/home /Users /export/home /var/home': '=home-root',
  '/bin /sbin /lib /lib32 /lib64 /libx32 /boot /efi /System /usr/bin /usr/sbin /usr/lib /usr/lib32 /usr/lib64 /usr/libexec':
    'system-critical',
  '/etc /usr /opt /var /run /Library /Applications /private/etc /private/var /snap /nix': 'system',
  '/etc/sudoers.d /etc/pam.d /etc/ld.so.conf.d /etc/security /etc/selinux /etc/apparmor.d /etc/ssh/sshd_config.d /etc/polkit-1':
    'system-critical',
  '/etc/passwd /etc/group /etc/sudoers /etc/pam.conf /etc/ld.so.preload /etc/ld.so.conf /etc/ssh/sshd_config /etc/fstab /etc/crypttab /etc/doas.conf /etc/authorization /etc/nsswitch.conf /private/etc/sudoers /private/etc/passwd':
    '=system-critical',
  '/etc/shadow /etc/gshadow /etc/shadow- /etc/gshadow- /etc/master.passwd /etc/security/opasswd /private/etc/master.passwd':
    '=passwords',
  '/var/db/dslocal /var/lib/sss/db': 'passwords',
  // Who may use the camera, the screen and other people's files.
  '/Library/Application?Support/com.apple.TCC': 'system-critical',
  '/etc/ssl/private /etc/wireguard /etc/NetworkManager/system-connections /etc/letsencrypt/live /etc/letsencrypt/archive /Library/Keychains':
    'key',
  '/etc/krb5.keytab /etc/ssh/ssh_host_rsa_key /etc/ssh/ssh_host_dsa_key /etc/ssh/ssh_host_ecdsa_key /etc/ssh/ssh_host_ed25519_key':
    '=key',
  '/etc/kubernetes/admin.conf /etc/rancher/k3s/k3s.yaml /var/run/secrets /run/secrets /etc/docker/key.json': 'token',
  '/etc/cron.d /etc/cron.daily /etc/cron.hourly /etc/cron.weekly /etc/cron.monthly /var/spool/cron /var/spool/at /var/at /usr/lib/cron /etc/systemd /etc/init.d /etc/rc.d /etc/init /etc/profile.d /etc/zsh /etc/xdg/autostart /etc/udev/rules.d /etc/modules-load.d /etc/modprobe.d /etc/update-motd.d /etc/emond.d /etc/periodic /usr/lib/systemd /lib/systemd /usr/local/etc/rc.d /usr/local/etc/periodic /run/systemd/system /Library/LaunchAgents /Library/LaunchDaemons /Library/StartupItems /System/Library/LaunchAgents /System/Library/LaunchDaemons':
    'system-startup',
  '/etc/crontab /etc/anacrontab /etc/at.allow /etc/at.deny /etc/rc.local /etc/rc.common /etc/inittab /etc/profile /etc/bash.bashrc /etc/bashrc /etc/zshrc /etc/zprofile /etc/environment /etc/launchd.conf':
    '=system-startup',
  // Software that is replaced as a whole, by hand.
  '/usr/local/go /usr/local/src /usr/local/lib/node_modules': 'elsewhere',
  // What package managers fetched and fetch again: images are built without it.
  '/var/lib/apt/lists /var/cache/apt /var/cache/apk /var/cache/yum /var/cache/dnf /var/cache/pacman /var/cache/man /var/cache/debconf /var/cache/zypp /usr/share/doc /usr/share/man /usr/share/info':
    'cache',
  '/var/log /private/var/log /Library/Logs': 'log',
  '/var/log/auth.log* /var/log/secure* /var/log/wtmp* /var/log/btmp* /var/log/lastlog /var/log/faillog /var/log/tallylog /var/log/sudo.log /var/log/sudo-io /var/log/syslog* /var/log/messages* /var/log/kern.log* /var/log/audit /var/log/journal /var/log/system.log* /private/var/log/system.log* /var/audit /private/var/audit /var/db/diagnostics /var/run/utmp /var/run/wtmp /run/utmp /run/log/journal':
    'audit-log',
  '/var/run/docker.sock /run/docker.sock /run/containerd /var/run/crio /run/crio /run/podman /var/run/podman':
    'engine-socket',
  '/proc /sys': 'kernel',
  // What runs programs as root, guards memory, or stops the machine.
  '/proc/sysrq-trigger /proc/sys/kernel/sysrq /proc/sys/kernel/core_pattern /proc/sys/kernel/modprobe /proc/sys/kernel/hotplug /proc/sys/kernel/poweroff_cmd /proc/sys/kernel/randomize_va_space /proc/sys/kernel/kptr_restrict /proc/sys/kernel/dmesg_restrict /proc/sys/kernel/yama /proc/sys/kernel/unprivileged_bpf_disabled /proc/sys/kernel/modules_disabled /proc/sys/fs/binfmt_misc /proc/sys/fs/suid_dumpable /proc/sys/fs/protected_* /proc/self/setgroups /proc/*/uid_map /proc/*/gid_map /sys/fs/selinux /sys/kernel/security /sys/kernel/uevent_helper /sys/firmware/efi':
    'system-critical',
  '/proc/kcore /proc/kmem /dev/mem /dev/kmem /dev/port /proc/*/mem /proc/self/mem': '=memory',
  '/proc/*/environ': 'token',
  // What `env` prints: nobody's secret here, and one on another machine.
  '/proc/self/environ': 'system-critical',
  // Another process's view of the file system: the host's, where that one lies outside.
  '/proc/*/root /proc/*/cwd /proc/self/root /proc/thread-self/root /proc/self/task': 'memory',
  '/proc/self/cwd': 'kernel',
  '/dev': 'device',
  // Terminals that may be somebody else's.
  '/dev/pts /dev/vcs* /dev/input /dev/uinput': 'kernel',
  '/dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/stdin /dev/stdout /dev/stderr /dev/tty /dev/fd /proc/self/fd':
    'sink',
  '/dev/sd* /dev/hd* /dev/vd* /dev/xvd* /dev/nvme* /dev/mmcblk* /dev/disk* /dev/rdisk* /dev/dm-* /dev/mapper /dev/md* /dev/zvol /dev/nbd* /dev/loop* /dev/sr0 /dev/ada* /dev/da0':
    'disk',
  '/dev/tcp /dev/udp': 'connection',
  '/etc/claude-code /etc/codex /etc/gemini-cli /etc/qwen-code /etc/github-copilot /etc/cursor /etc/windsurf /Library/Application?Support/ClaudeCode':
    'agent-hooks',
  '/etc/capgate /run/capgate /run/user/*/capgate /etc/systemd/system/capgate.service /etc/systemd/system/capgate.service.d /etc/sysusers.d/capgate.conf /var/run/capgate /var/lib/capgate /var/log/capgate /usr/lib/capgate /opt/capgate /Library/Application?Support/capgate /usr/bin/capgate /usr/local/bin/capgate /opt/homebrew/bin/capgate':
    'gate',
};

/** Of the system's folders those in which projects lie by custom: on servers, in images, on machines that build. */
export const PROJECT_FOLDERS: readonly string[] =
  '/opt /usr/app /usr/src /var/app /var/jenkins_home/workspace /var/lib/buildkite-agent/builds /var/lib/gitlab-runner/builds /var/lib/jenkins/workspace /var/task /var/www /Applications/MAMP/htdocs /Library/WebServer'.split(
    ' ',
  );

/** Below any home folder: `~`, `/home/NAME`, `/Users/NAME`, `/root`. */
export const HOME_RULES: PathRules = {
  'Documents Desktop Pictures Music Videos Movies Downloads Public Library Dropbox OneDrive iCloud .config .local .local/share .local/state':
    '=personal',
  '.bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zshenv .zprofile .zlogin .zlogout .kshrc .cshrc .tcshrc .login .inputrc .xinitrc .xprofile .xsession .xsessionrc .shrc .mkshrc .bashrc.d .zshrc.d .oh-my-zsh .config/nushell .xonshrc .config/fish .config/autostart .config/systemd .config/environment.d .local/share/systemd .config/plasma-workspace/env .config/upstart .pam_environment .forward .procmailrc .vimrc .config/nvim .emacs .emacs.d .gitconfig .config/git .pythonrc .Rprofile .irbrc .tmux.conf .screenrc .gdbinit .lldbinit .lesskey .lessfilter .toprc .config/procps .mailcap .muttrc .mailrc .nanorc .exrc .gvimrc .ackrc .curlrc .wgetrc .gemrc .condarc .sqliterc .psqlrc .editrc .pryrc .tclshrc .ghci .octaverc .julia/config .rpmmacros .pdbrc .makerc .gradle/init.gradle .gradle/init.d .cargo/config .cargo/config.toml .npm-init.js .pinerc .local/bin bin Library/LaunchAgents Library/LaunchDaemons Library/Preferences/com.apple.loginitems.plist .config/powershell':
    'startup',
  '.ssh/authorized_keys .ssh/authorized_keys2 .ssh/rc .ssh/environment .rhosts .shosts .k5login': 'logins',
  '.bash_history .zsh_history .sh_history .history .python_history .node_repl_history .mysql_history .psql_history .sqlite_history .rediscli_history .lesshst .viminfo .wget-hsts .local/share/fish/fish_history .irb_history':
    'history',
  '.ssh': 'key',
  '.ssh/config .ssh/known_hosts .ssh/known_hosts.old .ssh/*.pub': 'home',
  '.gnupg .password-store .local/share/keyrings .kde/share/apps/kwallet .local/share/kwalletd Library/Keychains .mozilla .thunderbird .config/google-chrome .config/chromium .config/BraveSoftware .config/microsoft-edge .config/vivaldi .config/opera .var/app/org.mozilla.firefox snap/firefox Library/Application?Support/Google/Chrome Library/Application?Support/Firefox Library/Application?Support/BraveSoftware Library/Application?Support/com.apple.TCC Library/Safari Library/Cookies .bitcoin .ethereum .electrum .config/solana .monero .config/Bitwarden .config/1Password .config/op .pki .putty':
    'key',
  // Nothing but secrets, and those for good.
  '.git-credentials .netrc .pgpass .s3cfg .boto .gem/credentials .cargo/credentials .cargo/credentials.toml .vault-token .config/containers/auth.json .terraform.d/credentials.tfrc.json .subversion/auth .claude/.credentials.json .codex/auth.json .gemini/oauth_creds.json .cache/huggingface/token .mylogin.cnf .config/rclone .config/hub .databrickscfg .snowsql .oci .aws .azure .config/gcloud .config/gh/hosts.yml':
    'key',
  '.kube .docker/config.json .npmrc .yarnrc .yarnrc.yml .pypirc .config/gh .config/glab-cli .my.cnf .terraformrc .config/doctl .config/hcloud .fly .heroku .config/stripe .config/configstore .config/sops .age .config/age .m2/settings.xml .gradle/gradle.properties .nuget/NuGet .composer/auth.json .config/pip .huggingface .openai .anthropic .config/openai .config/anthropic .claude.json .config/wandb .kaggle .twurlrc .config/netlify .vercel .wrangler .ngrok2 .config/ngrok .bluemix .config/linode-cli .ovh.conf':
    'token',
  'Library/Application?Support/Code/User/globalStorage Library/Application?Support/Cursor/User/globalStorage Library/Application?Support/Windsurf/User/globalStorage Library/Application?Support/Claude .config/Code/User/globalStorage .config/Cursor/User/globalStorage .config/Windsurf/User/globalStorage .config/Claude':
    'key',
  '.aws/config .aws/cli/alias .azure/config .azure/clouds.config .azure/cliextensions .config/gcloud/configurations .config/gcloud/active_config .config/gcloud/logs .kube/cache':
    'home',
  // Of a browser's profile, what holds no passwords, cookies or pages.
  '.config/google-chrome/*/Preferences .config/google-chrome/*/Bookmarks .config/chromium/*/Preferences .config/chromium/*/Bookmarks Library/Application?Support/Google/Chrome/*/Preferences Library/Application?Support/Google/Chrome/*/Bookmarks':
    'personal',
  '.cache .npm .cargo/registry .gradle/caches .m2/repository Library/Caches': 'cache',
  '.local/share/Trash': 'home',
  '.claude/plugins .config/opencode/plugins .config/opencode/plugin .codeium/windsurf/hooks.json Documents/Cline/Hooks':
    'agent-hooks',
  '.capgate .config/capgate .local/bin/capgate bin/capgate .local/share/capgate .local/state/capgate Library/Application?Support/capgate .config/systemd/user/capgate.service .config/systemd/user/capgate.service.d Library/LaunchAgents/capgate.plist':
    'gate',
};

/** Names that mean the same wherever they lie: inside the workspace, in a home folder or elsewhere. */
export const NAME_RULES: PathRules = {
  '.git .hg .svn .jj .bzr': 'version-control',
  '.git/hooks .husky .githooks .git/info/attributes .hg/hgrc .pre-commit-config.yaml .devcontainer .devcontainer.json .vscode/tasks.json':
    'hooks',
  '.github/workflows .gitlab-ci.yml .circleci Jenkinsfile azure-pipelines.yml .travis.yml bitbucket-pipelines.yml .buildkite .drone.yml .woodpecker appveyor.yml cloudbuild.yaml':
    'ci',
  'package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock go.sum Cargo.lock poetry.lock uv.lock pdm.lock Pipfile.lock Gemfile.lock composer.lock mix.lock pubspec.lock Podfile.lock Package.resolved flake.lock gradle.lockfile packages.lock.json .terraform.lock.hcl':
    'locks',
  'CLAUDE.md CLAUDE.local.md AGENTS.md AGENT.md GEMINI.md QWEN.md CONVENTIONS.md .github/copilot-instructions.md .github/instructions .github/prompts .cursor/rules':
    'instructions',
  // Mounts of control groups, wherever they are: the kernel runs what is written there.
  release_agent: 'system-critical',
  '.agent .agents .windsurf .roo .kiro .junie .augment-guidelines .claude/skills .claude/hooks .claude/agents .claude/commands .mcp.json .cursor .cursorrules .windsurfrules .clinerules .aider.conf.yml .continue .vscode/mcp.json .opencode opencode.json .amp .goosehints .copilot':
    'agent-settings',
  '.claude/settings.json .claude/settings.local.json .codex/config.toml .codex/hooks.json .codex/rules .gemini/settings.json .gemini/policies .gemini/extensions .gemini/trustedFolders.json .qwen/settings.json .qwen/policies .qwen/extensions .qwen/trustedFolders.json .copilot/hooks .copilot/config.json .github/hooks/*.json .opencode/plugins .opencode/plugin .cursor/hooks.json .clinerules/hooks .windsurf/hooks.json .kiro/agents .factory/hooks.json .openhands/hooks.json .agents/plugins':
    'agent-hooks',
  '.env .env.* .envrc .kube/config .docker/config.json .dockerconfigjson secrets.txt secret.txt passwords.txt password.txt passwords.csv creds.txt credentials.txt tokens.txt token.txt api_keys.txt apikeys.txt api_key.txt credentials.json client_secret.json client_secrets.json secrets.json secrets.yaml secrets.yml secret.yaml service-account.json serviceAccountKey.json .netrc .npmrc .pypirc .pgpass .htpasswd .dockercfg .git-credentials kubeconfig .vault-token .vault_pass terraform.tfstate *.tfstate *.p12 *.pfx *.jks *.keystore':
    'token',
  // What was said to a coding agent, and what it saw.
  '.cursor/conversations .cursor/chats .claude/projects .claude/history.jsonl .codex/sessions .codex/history.jsonl .gemini/tmp .aider.chat.history.md .aider.input.history .aider.llm.history .specstory/history .continue/sessions .amp/threads .opencode/sessions':
    'history',
  '.env.example .env.sample .env.template .env.dist .env.test .env.defaults': 'workspace',
  // Where the tools of a home folder keep their secrets, wherever a copy of it lies.
  '.aws/credentials .gnupg .ssh/id_* .config/gcloud .azure/accessTokens.json id_rsa id_dsa id_ecdsa id_ed25519 id_xmss *.ppk *.kdbx *.key.pem wallet.dat *.keychain *.keychain-db logins.json key4.db secring.gpg *.keytab ntds.dit':
    'key',
  '.capgate node_modules/capgate node_modules/@capgate': 'gate',
};

/** Folders in which the settings lie that hold agents' hooks: moved, removed or closed they take the hooks along. */
export const HOOK_FOLDERS: readonly string[] =
  '.claude .codex .gemini .qwen .copilot .opencode .cursor .clinerules .windsurf .kiro .factory .openhands'.split(' ');
