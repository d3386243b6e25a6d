/** Debuggers, tracers and profilers of programs. Attaching to a running process reads its memory. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

const GDB: CommandSpec = {
  style: 'long',
  operands: ['file.read', { '[0-9]*': 'process.trace', else: 'file.read' }],
  flags: { '-batch --batch -q -quiet -nx -n --tui -tui': 'inspect', '-args --args': { operands: 'code.project*' } },
  values: {
    '-ex -eval-command -iex -init-eval-command': {
      'bt* backtrace* thread* info* run r quit* q print* p set* where frame* list* continue c detach disassemble* x/* handle* break* b* catch* layout* disas* start* file* directory* step* next* finish* up* down* watch* display* generate-core-file*':
        'text',
      else: 'source.other',
    },
    '-x -command -ix -init-command': 'file.run',
    '-p -pid': 'process.trace',
    '-c -core -s -symbols -e -exec -se': 'file.read',
    '-cd': 'directory',
    '-d -directory -data-directory -b -l -tty -i -interpreter': 'text',
  },
};
/** A program that runs another one and watches it. */
const WATCHED: CommandSpec = {
  style: 'posix',
  operands: 'command',
  values: {
    '-o --output --log-file --xml-file': 'file.write',
    '-p --pid --attach': 'process.trace',
    '-e --trace -s --trace-path --tool': 'text',
  },
};

export const debuggers: Family = {
  'arm-none-eabi-gdb ddd rr-gdb': GDB,
  'lldb-mi': {
    operands: ['file.read', 'text*'],
    values: {
      '-o --one-line -O --one-line-before-file -k --one-line-on-crash -K --source-on-crash': {
        'bt* thread* frame* run r quit* q image* breakpoint* b* target* register* memory\\ read* continue c detach po* p*':
          'text',
        else: 'source.other',
      },
      '-s --source -S --source-before-file': 'file.run',
      '-p --attach-pid -n --attach-name -w --wait-for': 'process.trace',
      '-c --core -f --file': 'file.read',
      '-a --arch -l --script-language -P': 'text',
    },
    flags: { '-b --batch -x --no-lldbinit -X': 'inspect' },
  },
  'dlv delve': {
    commands: {
      'debug test exec run': {
        does: 'code.project',
        operands: 'text*',
        values: {
          '--init': 'file.run',
          '--listen -l': 'network.listen',
          '--output': 'file.write',
          '--build-flags --backend --log-output --log-dest --wd --tty -r --redirect': 'text',
        },
      },
      'core trace': { does: 'code.project', operands: 'text*' },
      attach: 'process.trace',
      'connect dap': 'network.connect',
      'version help log backend redirect': 'inspect',
    },
    values: {
      '--init': 'file.run',
      '--listen -l': 'network.listen',
      '--log-dest --wd --backend --build-flags': 'text',
    },
  },
  'pdb pudb ipdb pdbpp': {
    style: 'posix',
    operands: ['file.run', 'text*'],
    values: {
      '-c --command': 'source.python',
      '-m': { takes: 'code.project', operands: 'text*' },
      '-p --pid': 'process.trace',
    },
  },
  'debugpy ptvsd': {
    style: 'posix',
    does: 'network.listen',
    operands: ['file.run', 'text*'],
    values: { '--listen --connect --configure-subProcess': 'text', '--pid': 'process.trace', '-m -c': 'code.project' },
  },
  jdb: {
    style: 'long',
    operands: ['code.project', 'text*'],
    values: { '-attach': 'network.connect', '-listen': 'network.listen', '-sourcepath -classpath': 'text' },
  },
  'byebug rdbg ruby-debug-ide pry-remote': {
    style: 'posix',
    operands: ['file.run', 'text*'],
    values: {
      '-e': 'source.ruby',
      '-r': 'code.load',
      '-A --attach': 'network.connect',
      '-O --open': { takes: 'network.listen', attached: true },
    },
  },
  'node-inspect ndb iron-node chrome-remote-interface': { style: 'posix', operands: ['file.run', 'text*'] },
  sotruss: {
    style: 'posix',
    operands: 'command',
    values: { '-o --output': 'file.write', '-F --from -T --to': 'text' },
  },
  'latrace lurk stracer': { ...WATCHED, flags: { '-c -f -ff -t -tt -y -yy -T -r -C -i -k -q': 'inspect' } },
  'memcheck helgrind drmemory electric-fence ef': {
    style: 'posix',
    operands: 'command',
    values: {
      '--log-file --xml-file --callgrind-out-file --massif-out-file --cachegrind-out-file -o': {
        takes: 'file.write',
        attached: true,
      },
      '--db-command': 'code.hook',
      '-p': 'process.trace',
    },
  },
  'callgrind_annotate cg_annotate ms_print kcachegrind qcachegrind massif-visualizer gprof2dot hotspot speedscope inferno-flamegraph stackcollapse-perf.pl flamegraph.pl':
    { operands: 'file.read*', values: { '-o --output': 'file.write' } },
  'stapsh lttng kernelshark': {
    does: 'process.trace',
    values: {
      '-e -n': 'source.other',
      '-c': 'source.shell',
      '-o -w': 'file.write',
      '-p': 'process.trace',
      '-s -r': 'file.run',
    },
    flags: { '-l -L': { only: true } },
  },
  'samply cargo-flamegraph xctrace instruments': {
    style: 'posix',
    does: 'inspect',
    operands: 'text*',
    commands: {
      record: {
        style: 'posix',
        operands: 'command',
        values: {
          '-p --pid': 'process.trace',
          '-o --output': 'file.write',
          '--template --device --time-limit --rate -r -d --duration --iteration-count': 'text',
          '--attach': 'process.trace',
        },
      },
      load: 'file.read',
      'import export list symbolicate': { operands: 'text*', values: { '--output --input': 'text' }, does: 'inspect' },
    },
  },
  'asprof jfr jattach arthas yourkit xhprof dotnet-trace dotnet-dump dotnet-counters parca-agent pyroscope': {
    does: 'process.trace',
    commands: {
      'summary print metadata view assemble scrub disassemble': 'inspect',
      run: { style: 'posix', operands: 'command' },
      curl: 'network.fetch',
    },
    operands: 'text*',
  },
  stackprof: { operands: 'file.read*' },
  'nsight nsys nvprof cuda-gdb compute-sanitizer cuda-memcheck rocprof vtune amplxe-cl advisor inspxe-cl uprof': {
    style: 'posix',
    operands: ['text', 'command'],
    values: { '-o --output --export': 'file.write', '-collect -r': 'text' },
  },
  'ghidra analyzeHeadless angr binaryninja ida ida64 idat64 hopper iaito retdec-decompiler apktool dex2jar androguard':
    {
      operands: 'file.read*',
      flags: { '-w': { turns: { 'file.read': 'file.write' } }, '-e --extract -d --debug': 'inspect' },
      values: {
        '-c -C': { '!*': 'code.inline', 'aa* pd* af* px* i* s* q*': 'text', else: 'source.other' },
        '-i -I': 'file.run',
        '-o -O -out': 'file.write',
        '-a -b -A -B -s -f': 'text',
        '-postScript -preScript -scriptPath': 'code.load',
      },
      commands: { 'd decode b build if': 'build' },
    },
  'frida-discover frida-server frida-ls-devices': {
    does: 'process.trace',
    values: { '-l --load -c --codeshare': 'code.load', '-e --eval': 'source.javascript', '-f --file': 'code.project' },
  },
  'core_analyzer drgn kdump makedumpfile retrace_server eu-unstrip': { does: 'process.trace', operands: 'text*' },
};
