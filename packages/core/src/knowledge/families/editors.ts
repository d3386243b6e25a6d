/** Editors: what they are told to open they may write; options that run code are named. */
import type { Family } from '../vocabulary/spec.ts';

/** Behind a plus: a line, a pattern to look for, or a command. */
const PLUS = { '0* 1* 2* 3* 4* 5* 6* 7* 8* 9* /* $': 'text', else: 'source.vim' } as const;

const VIM = {
  operands: 'file.write*',
  flags: { '-R -M': { turns: { 'file.write': 'file.read' } }, '-es -Es': {} },
  values: {
    '+': { takes: PLUS, attached: true },
    '-c --cmd -sc -esc -Esc': 'source.vim',
    '-S -u -U': 'file.run',
    // Keys typed from a file; behind `-e` it takes none and only means silence, and the next word is the line's own.
    '-s': { '-* +*': 'code.inline', else: 'file.run' },
    '-l -ll': 'file.run',
    '-w -W -i --startuptime': 'file.write',
    '-q': { takes: 'file.read', attached: true },
    '-t -T --servername --remote-send --remote-tab-silent': 'text',
    '--remote-expr': 'source.vim',
    '--listen': 'network.listen-raw',
    '--server': 'text',
    '-V': { takes: 'text', attached: true },
    '-r -L -p -o -O': { takes: 'text', attached: true },
  },
} as const;

/** In `ex` only `-s` is another: silence. */
const { '-s': _silent, ...EX_VALUES } = VIM.values;

export const editors: Family = {
  'vim vi nvim gvim neovim vim.tiny vim.basic vim.nox rvim nvi elvis vile evim mvim': VIM,
  ex: { ...VIM, flags: { ...VIM.flags, '-s': {} }, values: EX_VALUES, stdin: 'source.vim' },
  'view rview gview': { ...VIM, operands: 'file.read*' },
  'vimdiff gvimdiff nvimdiff': VIM,
  vimtutor: 'desktop.act',
  'nano gnano rnano pico': {
    operands: 'file.write*',
    flags: { '-v --view': { turns: { 'file.write': 'file.read' } } },
    values: {
      '+': { takes: 'text', attached: true },
      '-s --speller': 'code.hook',
      '-f --rcfile': 'code.hook',
      '-C --backupdir': 'file.write',
      '-T --tabsize -r --fill -Y --syntax -Q --quotestr -o --operatingdir -X --wordchars -J --guidestripe': 'text',
    },
  },
  'emacs emacs-nox xemacs remacs emacs-gtk zile mg jove uemacs qemacs jed': {
    operands: 'file.write*',
    flags: { '--daemon --bg-daemon': 'desktop.act' },
    values: {
      '+': { takes: 'text', attached: true },
      '--eval --execute -eval -execute': 'source.other',
      '-l --load -load --script -script -scriptload -x': 'file.run',
      '-f --funcall -funcall -e': 'code.inline',
      '-u --user -user --init-directory': 'code.hook',
      '-L --directory -directory': 'code.load',
      '--insert -insert -i': 'file.read',
      '--chdir': 'directory',
      '--visit --find-file --file -file': 'file.write',
      '-t --terminal -d --display -fn --font -g --geometry -T --title --name -bg --background-color -fg --foreground-color':
        'text',
    },
  },
  emacsclient: {
    operands: 'file.write*',
    flags: { '-e --eval': { operands: 'source.other*' } },
    values: {
      '-a --alternate-editor': 'code.hook',
      '-s --socket-name -f --server-file -d --display -F --frame-parameters -T --tramp --parent-id': 'text',
    },
  },
  'ed ged red': { operands: 'file.write*', values: { '-p --prompt': 'text' }, stdin: 'source.other' },
  'joe jmacs jpico jstar rjoe ne dte nedit xedit le mcedit micro amp kibi ox o tilde diakonos slap yi moe jupp levee beav':
    {
      operands: 'file.write*',
      values: { '-c --command -config-dir': 'text', '-macro': 'code.inline' },
    },
  'kak kakoune': {
    operands: 'file.write*',
    flags: { '-l -clear': { only: true }, '-d': 'desktop.act', '-ro': { turns: { 'file.write': 'file.read' } } },
    values: { '-e -E': 'code.inline', '-p': 'code.inline', '-f': 'text', '-s -c -ui -i': 'text' },
  },
  'hx helix evil-helix': {
    operands: 'file.write*',
    flags: { '--health': { only: true }, '--tutor': {} },
    values: { '-g --grammar': 'package.install', '-c --config --log': 'text', '-w --working-dir': 'directory' },
  },
  'code code-insiders codium vscodium cursor windsurf positron kiro trae antigravity code-oss': {
    operands: 'file.list*',
    does: 'desktop.act',
    flags: {
      '--list-extensions -s --status --telemetry': { only: true },
      '--disable-workspace-trust --no-sandbox': 'evade.security',
      '-w --wait -r -n -g --goto': {},
    },
    values: {
      '--install-extension': { '*.vsix ./* /* ~* ../*': 'package.foreign', else: 'package.foreign' },
      '--uninstall-extension --disable-extension': 'config.change',
      '--add-mcp': 'agent.unleash',
      '--extensions-dir --extensionDevelopmentPath --extensionTestsPath': 'code.load',
      '-d --diff -m --merge': 'file.read',
      '-a --add': 'file.list',
      '--user-data-dir --profile --locale --log --folder-uri --file-uri --sync --category --enable-proposed-api --inspect-extensions --remote':
        'text',
    },
    commands: {
      tunnel: { does: 'network.tunnel', operands: 'text*' },
      'serve-web agent-host': 'network.listen',
      chat: { does: 'agent.start', operands: 'text*' },
      ext: { commands: { install: 'package.foreign', 'uninstall update': 'config.change', list: 'inspect' } },
      version: 'inspect',
    },
  },
  'code-server openvscode-server': {
    does: 'network.listen',
    operands: 'file.list*',
    values: {
      '--auth': { none: 'evade.security', else: 'text' },
      '--bind-addr --port --host --cert --cert-key --user-data-dir': 'text',
      '--install-extension': 'package.foreign',
    },
  },
  'subl sublime_text smerge atom lapce zed zeditor textmate mate bbedit coteditor idea idea64 webstorm pycharm goland clion phpstorm rubymine rider datagrip studio fleet rustrover eclipse netbeans monodevelop qtcreator kdevelop codeblocks geany gedit gnome-text-editor kate kwrite pluma xed mousepad leafpad l3afpad featherpad notepadqq bluefish brackets lite-xl scite jedit textadept sublime xcode':
    {
      does: 'desktop.act',
      operands: 'file.list*',
      flags: { '-d --diff diff': {} },
      values: { '--command': 'code.inline', '-l --line --column -p --project': 'text' },
    },
  'sensible-editor editor select-editor': { does: 'desktop.act', operands: 'file.write*' },
  'vipw vigr': { does: 'user.change' },
  visudo: {
    does: 'privilege.grant',
    flags: { '-c --check': { does: 'inspect', only: true } },
    values: { '-f --file': 'file.write', '-x --export': 'text' },
  },
  sudoedit: {
    does: 'privilege.raise',
    operands: 'file.write*',
    values: { '-u --user -g --group -h --host -p --prompt': 'text' },
  },
  'rsudoedit doasedit vidoas': { does: 'privilege.raise', operands: 'file.write*' },
};
