/** Games, toys and small comforts of the terminal: they print and play. */
import type { Family } from '../vocabulary/spec.ts';

/** Says its operands aloud. */
const SPEAK = {
  does: 'inspect',
  operands: 'text*',
  values: {
    '-f --file --input-file': 'file.read',
    '-w -o --write --output_file --output-file --write-media': 'file.write',
    '-v -s -p -a -g -k -l -m -voice -t --text --voice --lang -r --rate -i -O --model --speaker': 'text',
  },
} as const;

export const fun: Family = {
  'cowthink cowsay': {
    does: 'inspect',
    operands: 'text*',
    values: { '-e -T -W -p -r': 'text', '-f': { '*/*': 'code.load', else: 'text' } },
  },
  'fortune ponysay pokemonsay figlet toilet banner sysvbanner lolcat sl gti cmatrix asciiquarium bb aafire aview cacafire cacademo cacaclock nyancat hollywood pipes.sh pipes pipesx tty-clock peaclock clocky rig xcowsay xeyes oneko neo nms no-more-secrets cbonsai bonsai.sh unimatrix genact lavat confettysh pokeget krabby pokemon-colorscripts colorscript blahaj dotacat chars lorem randword toipe ttyper typespeed gtypist tt smassh thokr fastfetch neofetch screenfetch macchina pfetch nitch onefetch cpufetch freshfetch archey winfetch hyfetch afetch parrot 3d-ascii-viewer weatherspect ternimal pipetron durdraw asciigraph braille pacman4console pastel figurine':
    {
      does: 'inspect',
      operands: 'text*',
      values: {
        '-f -F -w -m -s -o -c -t -d -n -r -p -l -L -M -x -u -B -C --font --config --logo --color --theme --style --length --message --width --speed --seed -D -k --level':
          'text',
      },
    },
  'nethack moon-buggy nsnake greed ninvaders bastet tetris vitetris tint 2048 nudoku sudoku bsdgames adventure robots worm snake hangman wordle wordle-cli clidle gnuchess stockfish crafty chess-tui xboard gomoku angband crawl rogue tome brogue cataclysm zork frotz dopewars freecol curseofwar pacvim vim-adventures openttd minetest luanti 0ad supertux2 supertuxkart warzone2100 wesnoth hedgewars xonotic armagetronad frozen-bubble steam lutris heroic gamescope retroarch dosbox dosbox-staging scummvm mednafen mame snes9x zsnes mgba visualboyadvance vbam pcsx2 rpcs3 dolphin-emu ppsspp citra yuzu ryujinx prismlauncher minecraft-launcher gnome-mines gnome-chess aisleriot kpat kmines solitaire ttysolitaire moon-lander tetravex airstrike astromenace neverball teeworlds assaultcube':
    {
      does: 'desktop.act',
      operands: 'file.read*',
      values: {
        '-c -C -conf -config -L -f -u -n -s -r -W -H -w -h -e -p -g --config --appendconfig --world --gameid --port':
          'text',
      },
    },
  'cal ncal gcal calendar lunar ddate hebcal ccal jcal kosmorro sunwait astral pom': {
    does: 'inspect',
    operands: 'text*',
    values: {
      '-A -B -d -f -m -w -D -n -t -l -o -s -M -N --latitude --longitude --date --format --timezone --language': 'text',
    },
  },
  'espeak say espeak-ng speak speak-ng flite pico2wave spd-say mimic piper': SPEAK,
  // These send the text away, or take commands.
  'festival gtts-cli edge-tts': { ...SPEAK, does: 'desktop.act' },
  'dict sdcv wn aiksaurus thesaurus wordnet sdict urban define': {
    does: 'network.probe',
    operands: 'text*',
    values: { '-h --host -p --port -d --database -s --strategy -u --use-dict': 'text' },
  },
  'hledger ledger hledger-ui beancount bean-check bean-query bean-report tally': {
    operands: 'text*',
    does: 'inspect',
    commands: { 'add import close rewrite': { bare: 'file.write', operands: 'file.write*' }, web: 'network.listen' },
    values: {
      '-f --file -b --begin -e --end -p --period --depth --output-format -O --width --format --rules-file --alias --pivot -X --exchange --value --sort --limit':
        'text',
      '-o --output-file --output': 'file.write',
    },
  },
  'hledger-web': {
    does: 'network.listen',
    operands: 'text*',
    values: { '-f --file --host --port --base-url --socket --capabilities --capability': 'text' },
  },
  'termdown pomo pomodoro muccadoro arttime countdown bing-rewards hackernews-tui circumflex betty calc qalc numbat fend units insect kalker rink genius wcalc speedcrunch gnome-calculator mate-calc galculator kcalc xcalc':
    {
      does: 'inspect',
      operands: 'text*',
      values: { '-f -d -t -u -e -p -s -o -b -i -a -n -c --date --since --until --file --format --config': 'text' },
    },
  'obsidian logseq joplin anki zettlr typora marktext standard-notes notable trilium remnote': 'desktop.act',
  'todo.sh taskell topydo timetrap watson timew timewarrior jrnl nb dstask ultralist devtodo tmsu': {
    does: 'config.change',
    commands: {
      'list ls lsa lsp listall listpri status report summary log show search tags version help export day week month projects':
        { does: 'inspect', operands: 'text*' },
    },
    operands: 'text*',
  },
  'calcurse khal when': {
    does: 'config.change',
    commands: { 'list calendar at search printcalendars printformats': { does: 'inspect', operands: 'text*' } },
    operands: 'text*',
    values: { '-D --datadir -C --confdir -c --calendar -i --import': 'text' },
  },
  boxes: {
    operands: ['file.read?', 'file.write?'],
    values: { '-f': 'file.read', '-d -a -c -i -k -n -p -s -t': 'text' },
  },
  faker: {
    does: 'inspect',
    operands: 'text*',
    values: { '-o': 'file.write', '-i --include': 'code.load', '-l --lang -r --repeat -s --sep --seed': 'text' },
  },
};
