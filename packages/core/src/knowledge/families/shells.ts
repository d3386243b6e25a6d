/** Shells. `-c` makes the first operand the code, wherever it stands in a bundle of short options. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

const CODE = { operands: ['source.shell', 'text*'] } as const;
const POSIX_SHELL: CommandSpec = {
  style: 'posix',
  stdin: 'source.shell',
  operands: ['file.run', 'text*'],
  flags: {
    '-c': CODE,
    '-s': { does: 'code.stdin', operands: 'text*' },
    '-n --noexec': 'inspect',
    '-p --privileged': 'privilege.shell',
    '-l --login --norc --noprofile --posix --restricted -r -e -x -u -v -f -i': 'inspect',
  },
  values: { '--rcfile --init-file': 'file.run', '-o -O +o +O': 'text' },
};

export const shells: Family = {
  'bash rbash': POSIX_SHELL,
  'sh dash ash posh yash sash bosh pbosh': { ...POSIX_SHELL, values: { '-o +o': 'text' } },
  'ksh mksh rksh pdksh lksh oksh ksh93 ksshell': POSIX_SHELL,
  'zsh rzsh': {
    ...POSIX_SHELL,
    flags: {
      '-c': CODE,
      '-s': { does: 'code.stdin', operands: 'text*' },
      '-n': 'inspect',
      '-p': 'privilege.shell',
      '-l --login -f --no-rcs -d --no-globalrcs -e -x -i': 'inspect',
    },
    values: { '-o +o --emulate': 'text' },
  },
  'csh tcsh': {
    style: 'posix',
    stdin: 'source.other',
    operands: ['file.run', 'text*'],
    flags: { '-c -b': CODE, '-n': 'inspect', '-f -e -x -v -l': 'inspect' },
  },
  fish: {
    style: 'posix',
    stdin: 'source.shell',
    operands: ['file.run', 'text*'],
    flags: {
      '-n --no-execute -l --login -i --interactive -N --no-config -P --private': 'inspect',
      '-v': { only: true },
    },
    values: {
      '-c --command': { takes: 'source.shell', operands: 'text*' },
      '-C --init-command': 'source.shell',
      '-d --debug -f --features --print-debug-categories': 'text',
      '-o --debug-output --profile --profile-startup': 'file.write',
    },
  },
  'fish_indent shfmt beautysh': {
    operands: 'file.read*',
    flags: { '-w --write': { turns: { 'file.read': 'file.write' } } },
    values: { '-i -ln -p -sr --indent-size': 'text' },
  },
  'elvish es rc ion murex xonsh nushell oil osh ysh ngs oh hush hilbish marcel abs arturo': {
    style: 'posix',
    stdin: 'source.other',
    operands: ['file.run', 'text*'],
    flags: { '-c': { operands: ['source.shell', 'text*'] }, '--no-rc -l -i -norc -compileonly': 'inspect' },
    values: { '-rc --rc --rcfile': 'file.run' },
  },
  nu: {
    style: 'posix',
    stdin: 'source.other',
    operands: ['file.run', 'text*'],
    values: {
      '-c --commands -e --execute': 'source.shell',
      '--config --env-config --plugin-config': 'file.run',
      '--plugins': 'code.load',
      '-I --include-path -m --table-mode --log-level --log-target': 'text',
    },
  },
  'pwsh powershell pwsh-preview powershell.exe': {
    style: 'long',
    stdin: 'source.powershell',
    operands: ['file.run', 'text*'],
    values: {
      '-Command -c -command -C --command': { takes: 'source.powershell', operands: 'source.powershell*' },
      '-EncodedCommand -e -ec -enc -encodedcommand -en -encod -EncodedArguments': 'code.decoded',
      '-File -f -file': { takes: 'file.run', operands: 'text*' },
      '-ExecutionPolicy -ep -ex -executionpolicy -exec': {
        'Bypass bypass Unrestricted unrestricted': 'code.hook',
        else: 'text',
      },
      '-ConfigurationName -ConfigurationFile -CustomPipeName -InputFormat -OutputFormat -in -o -Version -v -WindowStyle -w -WorkingDirectory -wd -SettingsFile -settings':
        'text',
    },
    flags: {
      '-NoProfile -nop -noprofile -NonInteractive -noni -NoLogo -nol -NoExit -noe -Login -l -Sta -Mta': 'inspect',
    },
  },
  'cmd cmd.exe': { operands: [{ '/c /C /k /K': 'text', else: 'code.inline' }, 'code.inline*'] },
  'wsl wsl.exe': {
    style: 'posix',
    operands: 'command',
    values: { '-d --distribution -u --user --cd': 'text', '-e --exec': { takes: 'command' } },
    flags: {
      '-l --list --status -v': { only: true },
      '--shutdown --terminate': 'system.change',
      '--unregister': 'remote.destroy',
    },
  },
  shellcheck: {
    operands: 'file.read*',
    values: {
      '-s --shell -e --exclude -i --include -f --format -S --severity -W -o --enable -P --source-path --rcfile -C --color':
        'text',
    },
  },
  'checkbashisms shellharden shellspec bats bash_unit shunit2 roundup': { does: 'build', operands: 'file.run*' },
  bashdb: { style: 'posix', operands: ['file.run', 'text*'] },
  'starship oh-my-posh powerline': {
    does: 'inspect',
    operands: 'text*',
    commands: { init: 'inspect.setup', config: 'config.change' },
  },
  'omf fisher antigen zinit zplug antidote sheldon oh-my-bash bash-it zgen': {
    does: 'package.foreign',
    commands: {
      'list ls theme channel doctor search help version describe show': 'inspect',
      'remove rm uninstall purge disable destroy': 'package.remove',
      enable: 'config.change',
      'reload cd source compile': 'inspect',
    },
    operands: 'text*',
  },
  direnv: {
    bare: 'inspect',
    commands: {
      'status version help stdlib dump show_dump fetchurl log': 'inspect',
      'hook export': 'inspect.setup',
      'allow permit grant': 'config.redirect',
      'deny block revoke disallow prune reload edit': 'config.change',
      exec: { style: 'posix', operands: ['text', 'command'] },
    },
  },
};
