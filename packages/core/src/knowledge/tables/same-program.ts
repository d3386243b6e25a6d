/**
 * Which names are one program's. Tools that merely share a description are not: a rule that denies
 * `seq` says nothing of `echo`. Names are one program's where they differ only in what is written
 * around the stem (`python3.12`, `mkfs.ext4`, `cmd.exe`, GNU's `gtar`), or stand in a group below.
 */

import { sameUnits, toUnits } from './tables.ts';

/** Names that link to one program, or start it: a group each. */
export const SAME_PROGRAMS: readonly string[] = [
  'vim vi gvim rvim evim mvim',
  'view rview gview',
  'nvim neovim',
  'vimdiff gvimdiff',
  'nano rnano pico',
  'emacs emacs-nox emacs-gtk xemacs',
  'ed red',
  'hx helix',
  'code-server openvscode-server',
  'zed zeditor',
  'subl sublime_text',
  'editor sensible-editor select-editor',
  'python py',
  'node nodejs',
  'php php-cli php-cgi',
  'perl cperl',
  'R littler',
  'awk gawk mawk nawk original-awk',
  'sh dash ash',
  'bash rbash',
  'ksh mksh rksh pdksh lksh oksh ksh93',
  'zsh rzsh',
  'csh tcsh',
  'pwsh powershell pwsh-preview',
  'source .',
  'test [',
  'cd chdir',
  'export declare typeset',
  'nc netcat ncat',
  'ssh slogin',
  'rsh remsh',
  'bat batcat',
  'fd fdfind',
  'rg ripgrep',
  'ack ack-grep',
  'locate plocate mlocate slocate',
  'grep egrep fgrep',
  'zgrep zegrep zfgrep',
  'tar bsdtar star',
  '7z 7za 7zr 7zz p7zip',
  'gpg gpg2',
  'conda mamba micromamba',
  'yarn yarnpkg',
  'bundle bundler',
  'podman podman-remote',
  'docker-compose podman-compose',
  'kubectl kubecolor microk8s.kubectl k',
  'apt apt-get',
  'dnf yum microdnf tdnf',
  'add-apt-repository apt-add-repository',
  'choco chocolatey cinst',
  'update-alternatives alternatives',
  'service invoke-rc.d rc-service',
  'resolvectl systemd-resolve',
  'apachectl apache2ctl',
  'apache2 httpd',
  'mysql mariadb',
  'mysqldump mariadb-dump',
  'mysqladmin mariadb-admin',
  'mysqlimport mariadb-import',
  'mysqld mariadbd',
  'redis-cli valkey-cli',
  'redis-server valkey-server',
  'mongosh mongo',
  'libreoffice soffice loffice',
  'code codium code-oss vscodium',
  'traceroute tracert',
  'mkfs newfs mke2fs mkntfs mkdosfs mkexfatfs mkudffs',
  'fsck e2fsck dosfsck',
  'grub-install grub2-install',
  'grub-mkconfig grub2-mkconfig',
  'tcpdump windump',
  'http https xh xhs',
  'links elinks',
  'yt-dlp youtube-dl youtube-dlc',
  'huggingface-cli hf',
  'flyctl fly',
  'netlify ntl',
  'bao openbao',
  'pass gopass passage',
  'claude claude-code',
  'jf jfrog',
  'sudo sudo-rs',
  'doas opendoas',
  'gcc cc c99 c89 egcc',
  'ninja samu ninja-build',
  'bazel bazelisk',
  'task go-task',
  'gradle gradlew',
  'mvn mvnw mvnd',
  'hostname dnsdomainname',
  'rimraf del-cli',
  'xterm uxterm',
  'r2 radare2',
  'rizin rz',
  'firefox firefox-esr',
  'chromium chromium-browser',
  'google-chrome google-chrome-stable chrome',
  'terragrunt tg',
];

const DOT = 0x2e;
const DASH = 0x2d;
const GNU = 0x67;

type Groups = ReadonlyMap<string, readonly Uint16Array[]>;

/** Made for the first rule that names a tool: most starts have none. */
let groups: Groups | undefined;

/** Groups as stems, by each of their stems. */
function groupsByStem(): Groups {
  groups ??= new Map(
    SAME_PROGRAMS.flatMap((group) => {
      const stems = group.split(' ').map(stemOf);
      return stems.map((stem) => [stem, stems.map(toUnits)] as const);
    }),
  );
  return groups;
}

/** Stems of the names that are one program with this one. */
export function programStems(name: string): readonly Uint16Array[] {
  const stem = stemOf(name);
  return groupsByStem().get(stem) ?? groupsByStem().get(stem.replace(/^g/, '')) ?? [toUnits(stem)];
}

/** Whether `units[start…end)` is a name of the program with these stems. Allocates nothing. */
export function isNameOf(stems: readonly Uint16Array[], units: Uint16Array, start: number, end: number): boolean {
  const stop = stemEnd(units, start, end);
  for (const stem of stems) {
    if (sameUnits(stem, units, start, stop) || isGnuNameOf(stem, units, start, stop)) return true;
  }
  return false;
}

/** Whether one of two stems is the other behind GNU's `g`. */
function isGnuNameOf(stem: Uint16Array, units: Uint16Array, start: number, end: number): boolean {
  if (units[start] === GNU && sameUnits(stem, units, start + 1, end)) return true;
  return stem[0] === GNU && stem.length === end - start + 1 && sameUnits(stem.subarray(1), units, start, end);
}

function stemOf(name: string): string {
  return name.slice(0, stemEnd(toUnits(name), 0, name.length));
}

/** Where the stem of a name ends: what lies behind a dot, and a number at its end, are none of it. */
function stemEnd(units: Uint16Array, start: number, end: number): number {
  let dot = start + 1;
  while (dot < end && units[dot] !== DOT) dot++;
  let at = Math.min(dot, end);
  while (at > start + 1 && isDigit(units[at - 1] as number)) at--;
  return at > start + 1 && units[at - 1] === DASH ? at - 1 : at;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}
