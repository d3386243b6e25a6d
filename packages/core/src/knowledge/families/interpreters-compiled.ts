/** Interpreters and prompts of languages of the JVM and the BEAM, of functional languages and Lisps. */
import type { CommandSpec, Family, Language } from '../vocabulary/spec.ts';

/** A script file, and a prompt or a program on standard input where there is none. */
function runs(language: Language, rest: CommandSpec = {}): CommandSpec {
  return { style: 'posix', stdin: `source.${language}`, operands: ['file.run', 'text*'], ...rest };
}

export const compiledInterpreters: Family = {
  // The JVM.
  java: {
    style: 'long',
    operands: [{ '*.java': 'file.run', else: 'code.project' }, 'text*'],
    flags: { '-version -help -h --list-modules --dry-run -X -showversion --show-version': 'inspect' },
    values: {
      '-jar': { takes: 'file.run', operands: 'text*' },
      '-cp -classpath --class-path -p --module-path --upgrade-module-path': 'text',
      '-m --module': { takes: 'code.project', operands: 'text*' },
      '--add-modules --add-opens --add-exports --add-reads --source --enable-native-access -d --describe-module':
        'text',
      '-javaagent: -agentpath: -agentlib:': { takes: 'code.load', attached: true },
      '-XX:OnError -XX:OnOutOfMemoryError': { takes: 'source.shell', attached: true },
    },
  },
  jshell: runs('other', {
    values: { '--startup --class-path --module-path --add-modules --feedback -C -R -J': 'text' },
  }),
  'scala scala3 amm ammonite': runs('other', {
    values: {
      '-e --execute-string': { takes: 'source.other', operands: 'text*' },
      '-c --code': 'source.other',
      '-i': 'file.run',
      '-classpath -cp -d': 'text',
      '-J -D': { takes: 'text', attached: true },
    },
    flags: { '-version -help': { only: true } },
  }),
  'scala-cli': {
    style: 'gnu',
    operands: 'file.run*',
    commands: {
      'run repl shebang': { style: 'posix', operands: 'file.run*', stdin: 'source.other' },
      'compile test package fmt doc clean': 'build',
      'version about help dependency-update': 'inspect',
      publish: 'package.publish',
      'setup-ide config install-completions': 'config.change',
      'update uninstall': 'package.install-system',
    },
  },
  groovy: runs('other', {
    values: {
      '-e': { takes: 'source.other', operands: 'text*' },
      '-cp -classpath --classpath -c --encoding -i': 'text',
      '-l': { takes: 'network.listen', attached: true },
    },
  }),
  'groovysh groovyConsole kotlin ki beanshell bsh nashorn abcl frink': runs('other', {
    values: { '-e': 'source.other', '-cp -classpath': 'text' },
  }),
  'clojure clj babashka joker planck lumo nbb cljs': runs('other', {
    values: {
      '-e --eval': { takes: 'source.other' },
      '-i --init -f --file -m --main -M -A -X -T -P': { takes: 'code.project' },
      '-Sdeps': 'package.foreign',
      '-cp --classpath -Scp': 'text',
      '--nrepl-server --socket-repl': { takes: 'network.listen', attached: true },
    },
  }),

  // The BEAM, functional and Lisp-like languages.
  'erl werl': {
    style: 'long',
    bare: 'desktop.act',
    does: 'desktop.act',
    values: {
      '-eval': 'source.other',
      '-run -s': 'code.inline',
      '-config -args_file -pa -pz -sname -name -setcookie -boot -env -mnesia -kernel -hidden': 'text',
      '-noshell -noinput -detached': { takes: 'text', attached: true },
    },
  },
  escript: runs('other', { flags: { '-s -c -d -n': 'inspect' } }),
  erlc: { does: 'build', operands: 'file.read*', values: { '-o': 'file.write', '-I -D -b': 'text' } },
  elixir: runs('other', {
    values: {
      '-e --eval --rpc-eval': { takes: 'source.other', operands: 'text*' },
      '-r -pr -pa -pz': 'file.run',
      '-S': { takes: 'command' },
      '--sname --name --cookie --erl --vm-args': 'text',
    },
  }),
  iex: runs('other', {
    values: {
      '-e --eval': 'source.other',
      '-r --require': 'file.run',
      '-S': { takes: 'command' },
      '--sname --name --cookie --remsh --dot-iex': 'text',
    },
  }),
  elixirc: { does: 'build', operands: 'file.run*', values: { '-o': 'file.write' } },
  ghci: runs('other', {
    values: {
      '-e': { takes: 'source.other' },
      '-i -package -X': { takes: 'text', attached: true },
      '-ghci-script': 'file.run',
    },
  }),
  'runghc runhaskell runhugs hugs': runs('other', { values: { '-f --ghc-arg': 'text' } }),
  'ocaml ocamlrun utop reason rtop': runs('other', {
    values: { '-e': 'source.other', '-I -init -ppx -open -w': 'text' },
  }),
  'sbcl clisp ecl ccl cmucl lisp gcl mkcl allegro lispworks alisp': runs('other', {
    values: {
      '--eval -x -e --eval-string -eval -ansi': 'source.other',
      '--load --script -load -shell -i --userinit --sysinit -norc --core -M': 'file.run',
      '--dynamic-space-size --control-stack-size -K -E': 'text',
    },
    flags: { '--non-interactive --noinform --no-userinit --quit --disable-debugger -q -n': 'inspect' },
  }),
  'guile guile2.2 guile3.0 racket gracket mzscheme chez scheme petite chezscheme chibi-scheme gosh gsi bigloo stklos kawa sagittarius ypsilon scsh s7 mit-scheme larceny gambit':
    runs('other', {
      values: {
        '-c -e -p --eval -E --expr -expr -eval -ex': { takes: 'source.other', operands: 'text*' },
        '-l -s -f --load --script -i --require -t -r': 'file.run',
        '-L -C -x -I -b -q --listen': 'text',
      },
    }),
  'janet hy hy2py picolisp pil newlisp lfe ferret shen pixie gforth forth pforth retro apl dyalog bqn uiua ngn-k kona':
    runs('other', { values: { '-e -c --eval': 'source.other', '-l -i': 'file.run' } }),
  'swipl swi-prolog gprolog yap xsb prolog scryer-prolog trealla': runs('other', {
    values: {
      '-g -t --goal --query-goal --entry-goal': 'source.other',
      '-f -s -l --consult-file': 'file.run',
      '-c -o': 'file.write',
    },
  }),
  'tclsh wish tclsh8.6 wish8.6 jimsh': runs('other', {
    values: { '-c': { takes: 'source.other', operands: 'text*' }, '-f -b -encoding': 'file.run', '-d -D': 'text' },
  }),
  'rexx regina ooRexx gst smalltalk squeak pharo ballerina bal pike euphoria eui nickle seed7 unicon snobol4 algol68g a68g gnuapl cobcrun rebol wren gravity squirrel angelscript chaiscript umka':
    runs('other', { values: { '-e': 'source.other' } }),
  crystal: {
    commands: {
      'build tool spec docs clear_cache': { does: 'build', values: { '-o --output': 'file.write' } },
      'env version help': 'inspect',
      'run play i': { style: 'posix', operands: ['file.run', 'text*'] },
      eval: { operands: 'source.other' },
      init: { bare: 'file.create', operands: 'file.create*' },
    },
    operands: 'file.run*',
    values: { '-o': 'file.write' },
  },
  nim: {
    does: 'build',
    commands: {
      'c cc compile cpp objc js doc check rst2html jsondoc': {
        does: 'build',
        style: 'gnu',
        operands: 'file.read*',
        flags: { '-r --run': 'code.project' },
        values: {
          '-o --out --outdir': 'file.write',
          '--eval': 'source.other',
          '-d --define -p --path': { takes: 'text', attached: true },
        },
      },
      'r e': { style: 'posix', operands: ['file.run', 'text*'] },
      dump: 'inspect',
      secret: 'desktop.act',
    },
  },
  'rappel cling cint ccons': runs('other', { values: { '-e': 'source.other', '-l': 'text' } }),
  'dmd ldc2': {
    does: 'build',
    operands: 'file.read*',
    values: { '-of -od -Df': 'file.write', '-I -L -J -D': { takes: 'text', attached: true } },
    flags: { '-run': 'code.project' },
  },
  rdmd: runs('other', { values: { '--eval': 'source.other', '--loop': 'source.other', '--compiler': 'code.hook' } }),
  gnuplot: runs('other', {
    operands: 'file.run*',
    values: { '-e': 'source.other', '-d --default-settings -p --persist -c': 'text' },
  }),
  'idle idle3 spyder thonny rstudio': { operands: 'file.read*', values: { '-c': 'source.python', '-r': 'file.run' } },
};
