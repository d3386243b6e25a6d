/** Builtins of bash, zsh, ksh, csh and fish: what changes the shell itself, and what it makes later commands do. */
import type { Family } from '../vocabulary/spec.ts';

const HISTORY_VARIABLES = 'HISTFILE HISTSIZE HISTFILESIZE HISTCMD SAVEHIST';
/** Well-known commands; giving one of them another meaning deceives whoever reads later commands, unless the meaning is itself with options. */
const KNOWN =
  'ls=* cd=* cat=* echo=* printf=* test=* pwd=* grep=* find=* sed=* awk=* rm=* cp=* mv=* ln=* mkdir=* touch=* chmod=* chown=* sudo=* su=* doas=* ssh=* scp=* rsync=* git=* gh=* make=* cmake=* docker=* podman=* kubectl=* helm=* terraform=* aws=* gcloud=* az=* npm=* npx=* yarn=* pnpm=* node=* deno=* bun=* python=* python3=* pip=* pip3=* uv=* ruby=* perl=* php=* java=* mvn=* gradle=* go=* cargo=* rustc=* gcc=* cc=* curl=* wget=* vi=* vim=* nano=* less=* more=* man=* ps=* top=* kill=* tar=* zip=* unzip=* env=* sh=* bash=* zsh=* which=* type=* command=* source=* exit=* export=* history=* passwd=* login=* gpg=* openssl=* systemctl=* crontab=* apt=* apt-get=* dnf=* yum=* pacman=* brew=*';
const ITSELF =
  'ls=ls* grep=grep* find=find* rm=rm* cp=cp* mv=mv* ln=ln* mkdir=mkdir* less=less* ps=ps* top=htop* vi=vim* vi=nvim* vim=nvim* cat=bat* python=python3* pip=pip3* ls=eza* ls=exa* ls=lsd* sudo=sudo wget=wget* cd=z';
/** Bash runs what a subscript holds, even where it was quoted, when a builtin takes it for a variable's name. */
const CODE_IN_SUBSCRIPT = '*[$(* *[`* *[${*';
const SUBSCRIPT = { [CODE_IN_SUBSCRIPT]: 'code.unresolved', else: 'text', dynamic: 'text' } as const;
const ALIAS = { [ITSELF]: 'shell.state', [KNOWN]: 'shell.shadow', '*=*': 'shell.state', else: 'text' } as const;

export const builtins: Family = {
  // Under -e the strings are code, run whenever the style is looked up.
  zstyle: { does: 'shell.state', operands: 'text*', flags: { '-e': 'shell.trap' } },
  ': jobs fg bg disown suspend logout exit return break continue shift getopts times caller dirs umask ulimit wait z zi zoxide autojump jump unalias unhash bye limit unlimit compctl comparguments compdescribe compfiles compgroups compquote comptags comptry compvalues zle zparseopts zformat zregexparse ztie vared integer float functions rehash pushln ttyctl where whence hashstat stop notify onintr glob status contains count string random set_color psub prompt_pwd fish_vi_key_bindings argparse block and or not end':
    'shell.state',
  'read let': { does: 'shell.state', operands: { every: SUBSCRIPT }, values: { '-a -d -i -n -N -p -t -u': 'text' } },
  'false type': 'inspect',
  'test [ [[ gtest g[': { does: 'inspect', style: 'long', operands: { every: SUBSCRIPT } },
  'cd chdir pushd': { style: 'posix', operands: 'directory?', helpless: true },
  'popd prevd nextd cdh dirh': 'shell.state',
  'command builtin nocorrect noglob': {
    style: 'posix',
    operands: 'command',
    flags: { '-v -V': { operands: 'text*' } },
    helpless: true,
  },
  exec: { style: 'posix', operands: 'command', bare: 'shell.state', values: { '-a': 'text' } },
  eval: { style: 'posix', operands: 'source.shell-joined', helpless: true },
  'source .': { style: 'posix', operands: ['file.run', 'text*'] },
  trap: {
    style: 'posix',
    defers: true,
    operands: [
      { '- 0 1 2 3 15 EXIT INT TERM HUP': 'shell.state', else: 'source.shell' },
      { every: { 'DEBUG ERR RETURN SIGDEBUG SIGERR': 'shell.trap', else: 'text' } },
    ],
    flags: { '-p -l -P': { does: 'inspect', only: true } },
  },
  'export declare typeset local readonly': {
    style: 'posix',
    operands: 'assignment*',
    flags: { '-p': 'environment.show' },
  },
  alias: { style: 'posix', defers: true, operands: { every: ALIAS } },
  'abbr galias salias': { style: 'posix', operands: 'text*', does: 'config.change' },
  unset: {
    style: 'posix',
    operands: {
      every: {
        [HISTORY_VARIABLES]: 'shell.history-off',
        [CODE_IN_SUBSCRIPT]: 'code.unresolved',
        else: 'text',
        dynamic: 'text',
      },
    },
  },
  unsetenv: { operands: [{ HISTFILE: 'shell.history-off', else: 'text' }, 'text*'] },
  setenv: { operands: ['text', 'text'], does: 'shell.environment' },
  set: {
    style: 'posix',
    does: 'shell.state',
    operands: 'text*',
    values: { '-o': 'text', '+o': { history: 'shell.history-off', else: 'text' } },
  },
  'shopt setopt unsetopt emulate': {
    style: 'posix',
    does: 'shell.state',
    flags: { '-u': { operands: { histappend: 'shell.history-off', else: 'text' } } },
    values: { '-c': 'source.shell' },
  },
  history: {
    does: 'inspect',
    operands: 'text*',
    flags: { '-c': 'shell.history-off' },
    values: {
      '-d': { takes: 'text', does: 'shell.history-off' },
      '-r -n': { takes: 'file.read', attached: true },
      '-w -a': { takes: 'file.write', attached: true },
    },
    commands: { 'search merge save': 'inspect', 'clear clear-session delete': 'shell.history-off' },
  },
  fc: {
    style: 'posix',
    does: 'inspect',
    flags: { '-s': 'code.unresolved', '-p -P -R -W -A -I': 'shell.state' },
    values: { '-e': { '-': 'code.unresolved', else: 'code.hook' } },
    operands: 'text*',
  },
  'echotc echoti print': {
    operands: 'text*',
    does: 'inspect',
    flags: { '-s': 'shell.state' },
    values: { '-u -v': 'text' },
  },
  'mapfile readarray': {
    does: 'shell.state',
    operands: 'text*',
    values: { '-C': 'code.hook', '-d -n -O -s -u -c': 'text' },
  },
  sysread: 'shell.state',
  enable: {
    style: 'posix',
    does: 'shell.state',
    operands: 'text*',
    // A library becomes part of the shell.
    values: { '-f': 'shell.inject' },
    flags: { '-n': 'shell.shadow' },
  },
  disable: { does: 'shell.state', operands: 'text*' },
  zmodload: {
    does: 'shell.state',
    operands: [
      { 'zsh/net/tcp zsh/net/socket zsh/zpty': 'network.connect', '/* ./*': 'code.load', else: 'text' },
      'text*',
    ],
  },
  'autoload compinit compdef zcompile promptinit bashcompinit add-zsh-hook': { does: 'shell.state', operands: 'text*' },
  ztcp: { does: 'network.connect', operands: 'text*' },
  zsocket: { does: 'network.connect', operands: 'text*' },
  zpty: { style: 'posix', operands: ['text', 'source.shell-joined'] },
  sched: { style: 'posix', does: 'shell.trap', operands: 'text*' },
  hash: {
    style: 'posix',
    does: 'shell.state',
    values: { '-p': { takes: 'shell.shadow', operands: 'text*' } },
    operands: 'text*',
  },
  bind: {
    does: 'shell.state',
    operands: 'text*',
    values: { '-x': 'shell.trap', '-f': 'file.run', '-m -q -u -r': 'text' },
  },
  bindkey: { does: 'shell.state', operands: 'text*', values: { '-s': 'text' } },
  'complete compgen compopt': {
    does: 'shell.state',
    operands: 'text*',
    values: { '-C': 'code.hook', '-F -W -A -G -P -S -X -o -c -s -l -a -n -d': 'text' },
  },
  coproc: { style: 'posix', operands: 'command' },
  'help run-help': { does: 'inspect', operands: 'text*' },
  fish_add_path: { does: 'shell.poison', operands: 'text*' },
  'funced funcsave fish_config fish_update_completions': { does: 'config.change', operands: 'text*' },
};
