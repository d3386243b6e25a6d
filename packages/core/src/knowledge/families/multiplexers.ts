/** Terminals that outlive their window, and programs that hold many tools in one. */
import type { Family } from '../vocabulary/spec.ts';

const KEYS =
  'C-* M-* S-* ^* Enter Escape Space Tab BTab BSpace Up Down Left Right Home End PageUp PageDown NPage PPage IC DC F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 q y n';
const TYPED = { [KEYS]: 'text', else: 'source.shell' } as const;

/** What runs a command line in a terminal of its own; options of tmux itself end where the subcommand begins. */
const WINDOW = {
  style: 'posix',
  ownOptions: true,
  operands: 'source.shell-joined',
  values: { '-e -F -l -n -p -s -t -x -y': 'text', '-c': 'directory' },
} as const;

export const multiplexers: Family = {
  tmux: {
    style: 'posix',
    bare: 'shell.interactive',
    values: { '-L -S -T': 'text', '-f': 'code.hook', '-c': 'source.shell' },
    commands: {
      'new-session new': { ...WINDOW, values: { ...WINDOW.values, '-f': 'text' } },
      'new-window neww split-window splitw respawn-pane respawnp respawn-window respawnw': WINDOW,
      'popup display-popup': {
        ...WINDOW,
        values: { '-b -c -e -h -s -S -t -T -w -x -y': 'text', '-d': 'directory' },
      },
      'run-shell run': {
        style: 'posix',
        ownOptions: true,
        operands: 'source.shell-joined',
        values: { '-d -t -c': 'text' },
      },
      'if-shell if': {
        style: 'posix',
        ownOptions: true,
        operands: ['source.shell', 'text*'],
        values: { '-t': 'text' },
      },
      'send-keys send': {
        style: 'posix',
        ownOptions: true,
        operands: { every: TYPED },
        values: { '-t -N -c': 'text' },
      },
      'pipe-pane pipep': { style: 'posix', ownOptions: true, operands: 'source.shell', values: { '-t': 'text' } },
      'source-file source': 'file.run',
      'save-buffer saveb': { operands: 'file.write', values: { '-b': 'text' } },
      'load-buffer loadb': { operands: 'file.read', values: { '-b -t': 'text' } },
      'set-hook bind-key bind set-environment setenv': {
        style: 'posix',
        does: 'shell.trap',
        operands: 'text*',
        values: { '-t -T -N': 'text' },
      },
      'set-option set set-window-option setw': {
        style: 'posix',
        operands: [{ 'default-command default-shell lock-command editor': 'code.hook', else: 'text' }, 'text*'],
        values: { '-t -F': 'text' },
      },
      'attach-session attach at a detach-client detach switch-client switchc select-window selectw select-pane selectp resize-pane resizep rename-session rename rename-window renamew swap-pane swapp swap-window swapw move-window movew move-pane movep join-pane joinp break-pane breakp next-window next previous-window prev last-window last last-pane lastp rotate-window select-layout choose-tree choose-session choose-window copy-mode clock-mode display-message display display-panes clear-history paste-buffer set-buffer delete-buffer unbind-key unbind refresh-client lock-session start-server start link-window unlink-window command-prompt confirm-before menu display-menu customize-mode':
        { does: 'desktop.act', operands: 'text*' },
      'kill-session kill-server kill-window killw kill-pane killp': { does: 'process.signal', operands: 'text*' },
      'list-sessions ls list-windows lsw list-panes lsp list-clients lsc list-keys lsk list-commands lscm list-buffers lsb show-options show show-messages show-environment showenv show-buffer showb show-hooks has-session has info capture-pane capturep server-access':
        'inspect',
    },
  },
  screen: {
    style: 'posix',
    operands: 'command',
    bare: 'shell.interactive',
    flags: {
      '-ls -list -wipe': { does: 'inspect', only: true },
      '-r -x -R -RR -d -D -dr -DR -dRR': { operands: 'text*', turns: { 'shell.interactive': 'desktop.act' } },
      // Behind `-m` a session begins, detached or not.
      '-m -dm -Dm': { operands: 'command' },
    },
    values: {
      '-X': {
        takes: { 'stuff exec screen source eval bind': 'code.inline', else: 'text' },
        operands: 'text*',
        turns: { 'shell.interactive': 'desktop.act' },
      },
      '-Logfile': 'file.write',
      '-c': 'code.hook',
      '-s': 'code.hook',
      '-S -dmS -t -T -e -h -p': 'text',
    },
  },
  'zellij byobu byobu-tmux byobu-screen dtach abduco dvtm mtm teamocil tmuxp tmuxinator smug shellinaboxd': {
    style: 'posix',
    does: 'desktop.act',
    operands: 'text*',
    commands: {
      'run r': { style: 'posix', operands: 'command', values: { '-n --name -d --direction --cwd': 'text' } },
      'attach a list-sessions ls options setup load start stop list edit new doctor convert freeze debug copy delete-session delete-all-sessions kill-session kill-all-sessions action web':
        { does: 'desktop.act', operands: 'text*' },
    },
    values: { '-c --config -l --layout -s --session -p --port -n -A': 'text' },
  },
  'busybox toybox coreutils uutils 9base sbase ubase': {
    style: 'posix',
    operands: 'command',
    flags: { '--list --list-full': { does: 'inspect', only: true }, '--install': 'system.change' },
    values: { '--coreutils-prog --coreutils-prog-shebang': { takes: 'command-text', attached: true } },
  },
  'xterm uxterm lxterm urxvt rxvt alacritty kitty wezterm foot footclient gnome-terminal konsole xfce4-terminal mate-terminal terminator lxterminal qterminal tilix terminology sakura roxterm eterm aterm mlterm guake yakuake tilda cool-retro-term ghostty rio contour hyper warp-terminal deepin-terminal x-terminal-emulator ptyxis kgx':
    {
      style: 'posix',
      does: 'desktop.act',
      operands: 'text*',
      values: {
        '-e --execute -x --command --': 'command',
        '-T --title -fn -fg -bg -geometry --geometry -n -name --class -o --option --override --config-file -t --profile --tab-with-profile':
          'text',
        '--working-directory -d --workdir': 'directory',
        // A display on another machine: whoever sits there types into it.
        '-display --display': { ':* localhost:* unix:* $*': 'text', else: 'code.remote-shell', dynamic: 'text' },
      },
      commands: {
        start: {
          style: 'posix',
          operands: 'command',
          values: { '--cwd --class --workspace --domain --position': 'text' },
        },
        cli: {
          does: 'desktop.act',
          operands: 'text*',
          commands: {
            'spawn split-pane': {
              style: 'posix',
              operands: 'command',
              values: { '--cwd --pane-id --percent --window-id --domain-name': 'text' },
            },
            'send-text': { does: 'code.inline', operands: 'text*' },
          },
        },
        '+kitten @': { does: 'desktop.act', operands: 'text*' },
      },
    },
  'minicom picocom microcom cu tip gtkterm tio': {
    does: 'desktop.act',
    operands: 'text*',
    values: { '-b -D -d -p -s -l -f -t -C': 'text', '--receive-cmd --send-cmd': 'code.hook' },
  },
  'conspy openvt chvt deallocvt screenkey': { does: 'desktop.spy', operands: 'text*' },
};
