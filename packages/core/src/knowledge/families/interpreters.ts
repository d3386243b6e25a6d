/** Interpreters and their prompts: the first operand is a program that runs, or the code stands in an option. */
import type { Cases, CommandSpec, Family, Language, Slots } from '../vocabulary/spec.ts';

/** A script file, and a prompt or a program on standard input where there is none. */
function runs(language: Language, rest: CommandSpec = {}): CommandSpec {
  return { style: 'posix', stdin: `source.${language}`, operands: ['file.run', 'text*'], ...rest };
}
/** A script that comes with a framework takes that framework's words. */
const script = (name: string): Slots => [
  { [`${name} */${name}`]: 'command', else: 'file.run', dynamic: 'file.run' },
  'text*',
];
/** `python -m`: modules that are tools of the same name take the rest of the line; others by what they are. */
const PYTHON_MODULE: Cases = {
  'pip pytest black ruff mypy isort flake8 pylint coverage twine pre_commit tox nox virtualenv uvicorn gunicorn flask celery jupyter ipython django alembic pipx poetry pdm hatch sphinx mkdocs cookiecutter bandit yapf autopep8 pyflakes pycodestyle pydocstyle vulture radon memray cProfile-tool pipenv uv pyupgrade streamlit mlflow dvc gdown yt_dlp httpie awscli ansible conda notebook papermill nbconvert accelerate json.tool timeit base64 gzip tarfile zipfile':
    'command',
  'http.server SimpleHTTPServer pyftpdlib uploadserver smtpd aiosmtpd wsgiref.simple_server asyncio.server twisted vllm.entrypoints.openai.api_server llama_cpp.server fastchat.serve.*':
    'network.listen',
  'this platform sysconfig site tokenize ast dis calendar keyword sys tabnanny pyclbr symtable inspect textwrap quopri uuid difflib mimetypes locale zoneinfo antigravity pprint help encodings.*':
    'inspect',
  'venv ensurepip': 'file.create',
  'build unittest unittest.* doctest trace profile cProfile pdb bdb compileall py_compile zipapp test test.* turtledemo idlelib idlelib.* lib2to3':
    'build',
  'torch.distributed.run torch.distributed.launch torch.utils.collect_env': 'code.project',
  'webbrowser pydoc': 'desktop.act',
  'smtplib ftplib poplib imaplib telnetlib nntplib xmlrpc.server': 'network.connect',
  'code asyncio sqlite3': 'desktop.act',
  else: 'code.project',
};
const PYTHON_VALUES: CommandSpec['values'] = {
  '-c': { takes: 'source.python', operands: 'file.read*' },
  '-m': { takes: PYTHON_MODULE, operands: 'text*' },
  '-W -X --check-hash-based-pycs -Q': 'text',
};

export const interpreters: Family = {
  'python python3 python2 pypy pypy3 micropython circuitpython graalpy jython ironpython ipy pythonw py': runs(
    'python',
    {
      operands: script('manage.py'),
      flags: { '-V -VV -h': { only: true }, '-i -u -B -E -I -s -S -O -OO -b -d -q -v -x -P': 'inspect' },
      values: PYTHON_VALUES,
    },
  ),
  'ipython ipython3 bpython ptpython ptipython': runs('python', {
    flags: { '--pylab --matplotlib -i --quick --no-banner': 'inspect' },
    values: {
      '-c': { takes: 'source.python', operands: 'file.read*' },
      '-m': { takes: PYTHON_MODULE, operands: 'text*' },
      '--profile --gui --colors --ext --config': 'text',
      '--startup': 'file.run',
    },
  }),
  'pydoc pydoc3': {
    does: 'inspect',
    operands: 'text*',
    flags: { '-b -w': 'file.create' },
    values: { '-p -n': { takes: 'text', does: 'network.listen' } },
  },
  'python-config python3-config': 'inspect',
  // Modules of Python that are tools, as `python -m` runs them.
  'json.tool': { operands: ['file.read?', 'file.write?'], values: { '--indent': 'text' } },
  timeit: {
    operands: 'source.python*',
    values: { '-s --setup': 'source.python', '-n --number -r --repeat -u --unit': 'text' },
  },
  'tarfile zipfile': {
    values: {
      '-c --create': { takes: 'file.write', operands: 'file.read*' },
      '-e --extract': { takes: 'file.read', operands: 'file.unpack?', does: 'file.unpack' },
      '-l --list -t --test': 'file.read',
      '--filter --metadata-encoding': 'text',
    },
  },
  '2to3 lib2to3 futurize modernize': {
    operands: 'file.read*',
    flags: { '-w --write': { turns: { 'file.read': 'file.write' } } },
    values: { '-f --fix -x --nofix -j --processes -o --output-dir': 'text' },
  },

  'node nodejs iojs': runs('javascript', {
    flags: {
      '-v -h --v8-options --completion-bash': { only: true },
      '-i --interactive --watch --no-warnings --trace-warnings --experimental-strip-types --experimental-vm-modules --enable-source-maps --permission':
        'inspect',
      '-c --check': { turns: { 'file.run': 'file.read' } },
      '--test': { does: 'build', operands: 'file.run*', turns: { 'shell.interactive': 'text' } },
    },
    values: {
      '-e --eval -p --print -pe': { takes: 'source.javascript', operands: 'file.read*' },
      '-r --require --import --loader --experimental-loader': {
        './* ../* ts-node/register tsx ts-node/esm dotenv/config source-map-support/register': 'file.run',
        else: 'code.load',
      },
      '--env-file --env-file-if-exists': 'file.list',
      '--openssl-config --snapshot-blob --experimental-config-file': 'file.read',
      '--inspect --inspect-brk --inspect-wait --inspect-port': {
        takes: { '*0.0.0.0*': 'network.listen-raw', else: 'text' },
        attached: true,
      },
      '--run': 'code.project',
      '-C --conditions --input-type --title --max-old-space-size --stack-trace-limit --icu-data-dir --test-reporter --test-name-pattern --test-concurrency --watch-path --unhandled-rejections --disable-warning':
        'text',
      '--cpu-prof-dir --heap-prof-dir --diagnostic-dir --test-reporter-destination --redirect-warnings --report-dir --trace-event-file-pattern':
        'file.write',
      '--experimental-sea-config --build-sea': 'file.read',
    },
  }),
  'ts-node tsx ts-node-esm ts-node-dev babel-node esno swc-node jiti zx coffee livescript lsc sucrase-node vite-node esbuild-runner':
    runs('javascript', {
      flags: { '-v -h': { only: true } },
      values: {
        '-e --eval -p --print': { takes: 'source.javascript', operands: 'text*' },
        '-r --require --import': 'code.load',
        '-P --project --tsconfig -O --compiler-options -T --cwd --presets --plugins': 'text',
        '-o --output': 'file.write',
      },
    }),
  'qjs qjsc jsc js js24 js60 js78 js102 js115 rhino duk hermes txiki tjs llrt chakra phantomjs slimerjs casperjs gjs mujs':
    runs('javascript', {
      values: {
        '-e --eval -p --print --execute': { takes: 'source.javascript', operands: 'text*' },
        '-f': 'file.run',
        '-l -m --module -I --include --load': 'code.load',
        '-cp -classpath -encoding -q': 'text',
      },
    }),
  // Their own functions copy, fetch and run.
  'jrunscript jjs': runs('other', {
    values: {
      '-e': { takes: 'source.other', operands: 'text*' },
      '-f': 'file.run',
      '-cp -classpath -l -encoding': 'text',
    },
  }),

  ruby: runs('ruby', {
    flags: {
      '-v -h -c': { only: true },
      '-n -p -w -W -s -a -l -d --disable-gems --yjit --jit': 'inspect',
      '-S': { operands: 'command' },
    },
    values: {
      '-e': { takes: 'source.ruby', operands: 'file.read*' },
      '-r': {
        'json yaml set date time pp uri csv bundler/setup erb digest securerandom rexml/document open3 socket ostruct benchmark minitest/autorun fileutils net/http open-uri tempfile optparse base64 bigdecimal':
          'text',
        './* ../* /*': 'code.load',
        else: 'code.load',
      },
      '-I -C -E -K -F -x --encoding --external-encoding --internal-encoding --enable --disable': 'text',
      '-i': { takes: 'text', attached: true, operands: 'file.write*' },
    },
  }),
  'jruby truffleruby rbx macruby mruby': runs('ruby', {
    values: { '-e': { takes: 'source.ruby', operands: 'text*' }, '-r -I -S -J': 'text' },
  }),
  'irb jirb pry': runs('ruby', {
    values: { '-r -I': 'code.load', '-e --exec': 'source.ruby', '--prompt': 'text' },
    flags: { '-f --simple-prompt --noprompt': 'inspect' },
  }),
  erb: { operands: 'file.run*', values: { '-r -I -T -K -U -E': 'text' }, stdin: 'source.ruby' },
  'ri rdoc yard yardoc': {
    does: 'inspect',
    operands: 'text*',
    values: { '-o --op --output': 'file.write', '-f --format': 'text', '--load -e --plugin': 'code.load' },
    commands: { server: 'network.listen' },
  },

  'perl perl5 cperl': runs('perl', {
    flags: { '-v -V -h -c': { only: true }, '-n -p -w -W -l -a -T -t -U -s -S -u -X -0': 'inspect' },
    values: {
      '-e -E': { takes: 'source.perl', operands: 'file.read*' },
      '-M -m': {
        takes: {
          'strict* warnings* JSON* List::Util* Data::Dumper* POSIX* utf8* open* feature* Time::* MIME::Base64* Encode* Digest::* Text::* English* File::Basename* File::Spec* Getopt::* 5.*':
            'text',
          else: 'code.load',
        },
        attached: true,
      },
      '-i': { takes: 'text', attached: true, operands: 'file.write*' },
      '-F -I -C -D -x': { takes: 'text', attached: true },
      '-d': { takes: 'code.load', attached: true },
    },
  }),
  'raku perl6 rakudo': runs('perl', {
    values: { '-e': { takes: 'source.perl', operands: 'text*' }, '-M -I': 'code.load' },
  }),
  'perldoc perlcritic perltidy prove podchecker pod2man pod2text pod2html perlthanks corelist scandeps.pl re.pl reply':
    {
      operands: 'file.read*',
      flags: { '-b': 'file.write' },
      values: {
        '-o -outfile --outfile': 'file.write',
        '-e --exec': 'code.hook',
        '-f -q -v -M -w --severity --profile -j -I': 'text',
      },
    },

  'php php-cli php-cgi hhvm phpdbg': runs('php', {
    operands: script('artisan'),
    flags: {
      '-v -h -m -i --ini': { only: true },
      '-l --syntax-check -s -w': { turns: { 'file.run': 'file.read' } },
      '-a --interactive -n -q': 'inspect',
    },
    values: {
      '-r --run -B -R -E --process-begin --process-code --process-end': { takes: 'source.php', operands: 'file.read*' },
      '-f --file -F --process-file': 'file.run',
      '-S --server': { takes: { '0.0.0.0:*': 'network.listen', else: 'network.listen' } },
      '-t --docroot': 'text',
      '-d --define': {
        'auto_prepend_file=* auto_append_file=* extension=* zend_extension=* disable_functions=* sendmail_path=* allow_url_include=*':
          'code.hook',
        else: 'text',
      },
      '-c --php-ini': 'file.read',
      '-z --zend-extension': 'code.load',
      '--rf --rc --re --rz --ri': 'text',
    },
  }),
  'psysh phpsh boris': runs('php', { values: { '-c --config': 'file.read', '-r --run': 'source.php' } }),
  phpize: 'build',

  'lua lua5.1 lua5.2 lua5.3 lua5.4 luajit texlua luvit lune luau': runs('lua', {
    flags: { '-v': { turns: { 'shell.interactive': 'inspect' } }, '-i -E -W -': 'inspect' },
    values: { '-e': { takes: 'source.lua' }, '-l': 'code.load', '-j -O -b': { takes: 'text', attached: true } },
  }),
  'luac luac5.1 luac5.3 luac5.4': { operands: 'file.read*', values: { '-o': 'file.write' } },
  'fennel moonc teal tl': runs('lua', {
    values: { '-e --eval': 'source.lua', '-o': 'file.write', '-c --compile': 'file.read' },
  }),

  'R littler': runs('r', {
    flags: {
      '--vanilla --no-save --save --no-restore --slave --quiet -q --silent -s --no-echo --interactive --no-environ':
        'inspect',
      '-d --debugger': 'code.hook',
    },
    values: {
      '-e': { takes: 'source.r', operands: 'text*' },
      '-f --file': 'file.run',
      '--args -g --gui --encoding --max-ppsize': 'text',
    },
    operands: 'text*',
    commands: {
      CMD: {
        commands: {
          'build check Rd2pdf Rd2txt Rdconv Stangle Sweave Rprof COMPILE SHLIB LINK': 'build',
          INSTALL: { does: 'package.install', operands: 'text*' },
          REMOVE: 'package.remove',
          BATCH: { style: 'posix', operands: ['file.run', 'file.write?'] },
          config: 'inspect',
        },
      },
    },
  }),
  Rscript: runs('r', {
    values: { '-e': { takes: 'source.r', operands: 'text*' }, '--default-packages': 'text' },
    flags: { '--vanilla --verbose --no-save': 'inspect' },
  }),
  julia: runs('other', {
    flags: { '-v -h': { only: true }, '-i -q --quiet --startup-file=no': 'inspect' },
    values: {
      '-e --eval -E --print': { takes: 'source.other', operands: 'text*' },
      '-L --load': 'file.run',
      '-J --sysimage --machine-file': 'code.load',
      '-t --threads -p --procs -C --cpu-target --color --history-file -O --optimize --project --compile --check-bounds --gcthreads':
        { takes: 'text', attached: true },
    },
  }),
  'octave octave-cli matlab scilab scilab-cli maxima gp sage mathematica wolframscript gap magma giac xcas': runs(
    'other',
    {
      values: {
        '--eval -e --exec-eval -r -batch --batch-string -code': 'source.other',
        '-f -file -s --script --persist': 'file.run',
        '--path -p --image-path --doc-cache-file --exec-path': 'text',
      },
    },
  ),
};
