/** The desktop: windows, clipboard, notifications, sound, screen, printing. */
import type { Family } from '../vocabulary/spec.ts';

const ACT = { does: 'desktop.act', operands: 'text*' } as const;
const LOOK = { does: 'inspect', only: true } as const;

export const desktop: Family = {
  // Filling the clipboard is harmless; what is read from it may be a password.
  xclip: {
    operands: 'file.read*',
    does: 'desktop.act',
    flags: { '-o -out': {}, '-i -in': {} },
    values: { '-selection -sel -t -target -d -display -l -loops': 'text' },
  },
  xsel: { does: 'desktop.act', values: { '-t --selectionTimeout --display': 'text', '-l --logfile': 'file.write' } },
  'pbcopy pbpaste wl-copy wl-paste clip clip.exe termux-clipboard-get termux-clipboard-set xcb clipboard lemonade gpaste-client':
    {
      does: 'desktop.act',
      operands: 'text*',
      values: { '-t --type -s --seat -n': 'text', '-w --watch': 'command' },
    },
  'copyq clipman cliphist clipmenu greenclip parcellite diodon clipit autocutsel clipse': ACT,
  'scrot maim gnome-screenshot spectacle flameshot ksnip shutter grim grimshot grimblast hyprshot xwd screencapture mate-screenshot xfce4-screenshooter deepin-screenshot escrotum fbgrab fbcat wayshot termshot ksnapshot':
    {
      does: 'desktop.spy',
      operands: 'file.write*',
      values: {
        '-d --delay -D -R -l -t -T -w --window -g --geometry -s -m -i -c -o --output -p -f --file --path -q -x': 'text',
      },
    },
  'wf-recorder simplescreenrecorder recordmydesktop byzanz-record kazam gpu-screen-recorder wl-screenrec vokoscreen': {
    does: 'desktop.spy',
    operands: 'text*',
    values: { '-f --file -o --output': 'file.write', '-g --geometry -d --delay -a --audio -c --codec': 'text' },
  },
  'aseqdump streamripper audio-recorder': {
    does: 'desktop.spy',
    operands: 'file.write*',
    values: {
      '-f --format -d --duration -c --channels -r --rate -D --device -t --file-type --target --latency': 'text',
    },
    flags: { '-l --list-devices -L --list-pcms': LOOK },
  },
  'uvccapture rpicam-raw v4l2-ctl': {
    does: 'desktop.spy',
    operands: 'text*',
    flags: { '--list-devices --list-formats --list-ctrls --all --info --list-cameras --list-formats-ext': LOOK },
    values: {
      '-o --output': 'file.write',
      '-d --device -r --resolution -t --timeout --width --height -w --set-ctrl': 'text',
    },
  },
  xev: {
    style: 'long',
    does: 'desktop.act',
    operands: 'text*',
    flags: { '-root': 'desktop.spy' },
    values: { '-id': 'desktop.spy', '-display -event -geometry': 'text' },
  },
  'xspy xinput xmacrorec2 xbindkeys showmethekey wev interception uinput xkbprint': {
    does: 'desktop.spy',
    operands: 'text*',
    flags: { '--list list --list-props -l --version': LOOK, '-d --defaults -k --key': {} },
    commands: {
      'list list-props get-prop get-feedbacks': 'inspect',
      'set-prop enable disable float reattach map-to-output set-button-map': 'desktop.act',
    },
  },
  xdotool: {
    style: 'posix',
    does: 'desktop.act',
    operands: 'text*',
    commands: {
      exec: { style: 'posix', operands: 'command', flags: { '--sync': {} } },
      'type key': { does: 'desktop.act', operands: 'text*' },
      'behave behave_screen_edge': { does: 'shell.trap', operands: 'text*' },
    },
  },
  'ydotool dotool wtype xte wmctrl xautomation xvkbd cnee xnee warpd ahk_x11 cliclick sikuli i3-msg swaymsg hyprctl bspc herbstclient awesome-client qtile wayfire-msg niri riverctl dwm-msg yabai aerospace kwin kwin_x11 kwin_wayland hyprpm eww awww swww':
    {
      does: 'desktop.act',
      operands: [
        { 'exec exec,* exec_* spawn exec-once dispatch-exec': 'code.inline', 'dispatch keyword': 'text', else: 'text' },
        'text*',
      ],
      values: { '-t --type -s --socket -r -w --window -c --config': 'text' },
    },
  'xdg-open exo-open kde-open kde-open5 gnome-open mimeopen handlr rifle run-mailcap see wslview cygstart start explorer explorer.exe sensible-browser x-www-browser www-browser gnome-www-browser':
    {
      does: 'desktop.act',
      operands: 'text*',
      commands: { 'set add unset remove': 'config.change', 'list get': 'inspect', launch: 'desktop.act' },
      values: { '--launch': 'code.hook', '--action': 'text' },
    },
  'xdg-mime xdg-settings xdg-desktop-menu xdg-desktop-icon xdg-icon-resource xdg-user-dirs-update desktop-file-install':
    {
      does: 'config.change',
      operands: 'text*',
      commands: { 'query get check': { does: 'inspect', operands: 'text*' } },
      flags: { '--list': LOOK },
    },
  'xdg-user-dir': 'inspect',
  'xdg-email': {
    does: 'desktop.act',
    operands: 'text*',
    values: { '--attach': 'file.upload', '--subject --body --cc --bcc': 'text' },
  },
  'gio gvfs-open gvfs-info': {
    commands: {
      'info list tree mime monitor help version': { does: 'inspect', operands: 'text*' },
      cat: 'file.read',
      open: ACT,
      copy: { operands: ['transfer.from*', 'transfer.to'] },
      'move rename': { operands: ['file.move*', 'file.write'] },
      mkdir: 'file.create',
      save: 'file.write',
      set: 'file.permit',
      trash: { operands: 'file.move*', flags: { '--list': LOOK, '--empty': { does: 'file.delete' } } },
      remove: 'file.delete',
      mount: { does: 'disk.mount', operands: 'text*', flags: { '-l --list': LOOK } },
      launch: { does: 'code.project', operands: 'file.run' },
    },
  },
  'gtk-launch dex kstart kstart5 uwsm app2unit': { does: 'desktop.act', operands: 'text*' },
  'gsettings dconf xfconf-query kwriteconfig5 kwriteconfig6 kwriteconfig gconftool-2 lxqt-config mate-conf': {
    does: 'config.change',
    operands: 'text*',
    flags: { '-l --list': LOOK },
    values: { '-c --channel -p --property --file --group --key --type -t': 'text', '-s --set': 'text' },
    commands: {
      'get list-schemas list-keys list-children list-recursively range describe writable monitor list-relocatable-schemas read list dump watch':
        { does: 'inspect', operands: 'text*' },
    },
  },
  'kreadconfig5 kreadconfig6 kreadconfig': 'inspect',
  'zenity kdialog yad dialog whiptail xmessage gxmessage alerter rofi dmenu wofi bemenu fuzzel tofi bmenu ulauncher albert krunner xdialog smenu':
    {
      does: 'desktop.act',
      operands: 'text*',
      values: {
        '--textbox --text-info --filename --editbox': 'file.read',
        '-a --app-name -i --icon -u --urgency -t --expire-time -c --category -h --hint -r -p -A --action --title --text --backtitle --output-fd --default-item -e -show -modi -theme -width -execute':
          'text',
      },
    },
  'xrandr xset setxkbmap xmodmap xrdb xsetroot xgamma xcalib redshift gammastep wlsunset hyprsunset autorandr arandr wlr-randr kanshi swaybg nitrogen hsetroot xwallpaper wal kscreen-doctor kscreen-console mons disper xsetwacom wacom xkbcomp numlockx caffeine unclutter xautolock xss-lock swayidle xidlehook light-locker xscreensaver xscreensaver-command gnome-screensaver-command mate-screensaver-command swaylock i3lock slock vlock xlock xtrlock physlock betterlockscreen dm-tool xhost xauth xrefresh xsettingsd picom compton picom-trans xcompmgr plasma-apply-cursortheme plasma-apply-colorscheme plasma-apply-lookandfeel plasmashell kquitapp5 kcmshell5 lxappearance qt5ct nwg-look kvantummanager gnome-control-center gnome-tweaks gnome-extensions gnome-session-quit cinnamon-settings xfce4-settings-manager xfce4-panel xfdesktop systemsettings systemsettings5 kinfocenter':
    {
      does: 'desktop.act',
      operands: 'text*',
      flags: { '-q --query --listmonitors': LOOK },
      values: {
        '-notifier -locker --locker -killer --lock': 'code.hook',
        '-idle -root -timeout': 'text',
        '--output --mode -display -o': 'text',
      },
    },
  'xprop xwininfo xlsclients xlsfonts xlsatoms xdpyinfo xvinfo xdriinfo wayland-info weston-info fc-list fc-match fc-query fc-scan fc-cat fc-pattern xfontsel xfd xmag gucharmap kcharselect xclock oclock xload xbiff xkbwatch xrestop':
    { does: 'inspect', operands: 'text*', values: { '-id -name -display -f --format -set': 'text' } },
  'pactl pacmd amixer alsamixer alsactl beep pamixer pavucontrol pulsemixer ncpamixer wpctl pw-cli pw-top pw-dump pw-link pw-metadata pw-mon pw-profiler pw-mididump pw-midiplay pw-loopback pw-reserve pulseaudio pipewire wireplumber jackd jack_connect jack_lsp qjackctl easyeffects helvum qpwgraph quodlibet spotifyd kodi kodi-send gpicview evince okular zathura mupdf xpdf atril qpdfview xreader sioyek djview foliate calibre ebook-viewer pyradio curseradio':
    {
      does: 'desktop.act',
      operands: 'file.read*',
      flags: { '-l --list-devices': {} },
      values: {
        '-o --output -w --record': 'file.write',
        '--script --scripts': 'code.load',
        '--action': 'text',
        '-f -r -c -d -D -t -v -s -p -a --volume --player --vo --ao --profile --sub-file --geometry -g -b': 'text',
      },
    },
  'firefox firefox-esr google-chrome google-chrome-stable chrome chromium chromium-browser brave brave-browser microsoft-edge msedge opera vivaldi qutebrowser epiphany falkon midori konqueror librewolf waterfox palemoon seamonkey tor-browser torbrowser-launcher surf nyxt min safari zen-browser dillo netsurf':
    {
      does: 'desktop.act',
      operands: 'text*',
      flags: { '--disable-web-security --no-sandbox --ignore-certificate-errors': 'evade.security' },
      values: {
        '--remote-debugging-port --remote-debugging-address': { takes: 'text', does: 'desktop.spy' },
        '--load-extension': 'code.load',
        '--renderer-cmd-prefix --utility-cmd-prefix --gpu-launcher --browser-subprocess-path': 'code.hook',
        '--screenshot --print-to-pdf': { takes: 'file.write', attached: true },
        '-P --profile --user-data-dir --new-window --window-size': 'text',
      },
    },
  'lp lpr': {
    operands: 'file.read*',
    does: 'desktop.act',
    values: { '-d -P -n -# -o -t -T -q -H -i -C -J': 'text', '-h': 'network.send' },
  },
  'lpstat lpq lpinfo cupstestppd ipptool': {
    does: 'inspect',
    operands: 'text*',
    values: { '-h': 'network.probe', '-o -p -P -t -U': 'text' },
  },
  'lprm cancel lpmove cupsaccept cupsreject cupsenable cupsdisable lpc accept reject': {
    does: 'desktop.act',
    operands: 'text*',
    values: { '-h': 'network.send', '-u -P -r': 'text' },
  },
  cupsctl: {
    operands: 'system.change*',
    bare: 'inspect',
    flags: {
      '--remote-admin --no-remote-admin --remote-any --no-remote-any --share-printers --no-share-printers --user-cancel-any --no-user-cancel-any --debug-logging --no-debug-logging':
        'system.change',
    },
    values: { '-U -h': 'text' },
  },
  'lpadmin cupsd cups-browsed cupsaddsmb lpoptions system-config-printer hp-setup hp-plugin': {
    does: 'system.change',
    operands: 'text*',
    flags: { '-l': LOOK },
    values: { '-i -P -p -v -m -d -x -u -o -D -L -c -r -h -U': 'text' },
  },
  'enscript a2ps genscript nenscript': {
    operands: 'file.read*',
    values: {
      '-o -p --output': 'file.write',
      '-I --filter': 'source.shell',
      '-P -d -f -F -b -M -E --language --style -C -L -t -U': 'text',
    },
  },
  'simple-scan xsane hp-scan skanlite': {
    does: 'desktop.act',
    operands: 'text*',
    values: {
      '-o --output-file': 'file.write',
      '-d --device-name --format --resolution -b --batch --mode --source -x -y -l -t': 'text',
    },
  },
  ippfind: {
    style: 'posix',
    does: 'network.probe',
    operands: 'text*',
    values: { '-x --exec': { takes: 'command' }, '-T -V -d -h -n -r -t -u --name --host --path --port --uri': 'text' },
  },
};
