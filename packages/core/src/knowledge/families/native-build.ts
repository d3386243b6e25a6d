/** Builds of native code: make and its kin, generators, compilers, linkers, object tools. */
import type { Cases, CommandSpec, Family } from '../vocabulary/spec.ts';

/** A variable set on make's command line: a compiler by its usual name is ordinary, any other program is not. */
const ASSIGNMENT: Cases = {
  // A program or library from where anybody may have put it.
  'LD_PRELOAD=* LD_AUDIT=* BASH_ENV=* ENV=* DYLD_* CC=/tmp/* CC=/dev/shm/* CXX=/tmp/* CXX=/dev/shm/* LD=/tmp/* LD=/dev/shm/* SHELL=/tmp/* SHELL=/dev/shm/* LD_LIBRARY_PATH=/tmp* LD_LIBRARY_PATH=/dev/shm*':
    'shell.inject',
  'CC=gcc CC=clang CC=cc CC=tcc CC=gcc-* CC=clang-* CXX=g++ CXX=clang++ CXX=c++ CXX=g++-* CXX=clang++-* LD=ld LD=lld LD=mold AR=ar CC= CC=x86_64-* CC=aarch64-* CC=arm-* CC=musl-gcc SHELL=/bin/bash SHELL=/bin/sh SHELL=bash':
    'text',
  'CC=* CXX=* CPP=* LD=* AR=* AS=* FC=* RANLIB=* STRIP=* SHELL=* MAKE=* HOSTCC=* HOSTCXX=* RUSTC=* GO=* PYTHON=* NODE=* YACC=* LEX=* INSTALL=* LAUNCHER=* .SHELLFLAGS=* CMAKE=* NVCC=* SUDO=* WRAPPER=*':
    'code.hook',
  'LD_LIBRARY_PATH=* PATH=*': 'shell.poison',
  'clean distclean mrproper maintainer-clean': 'build',
  'DESTDIR=/ prefix=/ PREFIX=/': 'system.change',
  'deploy* publish* release* push*': 'package.publish',
  'help list version': 'text',
  else: 'text',
  dynamic: 'text',
};
const TARGETS = { every: ASSIGNMENT } as const;

/** A definition on cmake's command line: which programs take part is a matter of trust. */
const DEFINITION: Cases = {
  '*COMPILER=/tmp/* *COMPILER=/dev/shm/* *LAUNCHER=/tmp/* *LAUNCHER=/dev/shm/* *LINKER=/tmp/* *LINKER=/dev/shm/*':
    'shell.inject',
  '*COMPILER=gcc *COMPILER=clang *COMPILER=cc *COMPILER=g++ *COMPILER=clang++ *COMPILER=c++ *COMPILER=gcc-* *COMPILER=clang-* *COMPILER=g++-* *COMPILER=clang++-* *COMPILER=/usr/bin/* *LAUNCHER=ccache *LAUNCHER=sccache *COMPILER=nvcc *COMPILER=mpicc *COMPILER=mpicxx *COMPILER=emcc':
    'text',
  '*_COMPILER=* *_COMPILER:* *LAUNCHER=* *LAUNCHER:* *LINKER=* *_AR=* *MAKE_PROGRAM=* *TOOLCHAIN_FILE=* *TOOLCHAIN_FILE:* *_RULE_* *CLANG_TIDY=* *INCLUDE_BEFORE=* *_INCLUDE=* *_EXECUTABLE=/tmp* *_EXECUTABLE=/dev*':
    'code.hook',
  else: 'text',
  dynamic: 'text',
};

const C_VALUES: NonNullable<CommandSpec['values']> = {
  '-o -MF -dumpdir -aux-info': 'file.write',
  '-include -imacros -T -iquote -isystem -idirafter -isysroot --sysroot': 'text',
  '-x -arch -target --target -Xlinker -Xassembler -Xpreprocessor -u -z -l -L -I -D -U -framework -F -MT -MQ -e -install_name -current_version -compatibility_version -mllvm --param -V -b -A -G':
    'text',
  '-wrapper': 'code.hook',
  '-B -specs': 'code.hook',
  '-Xclang': { '-load -plugin -fplugin*': 'code.load', else: 'text' },
  '-fplugin -fpass-plugin': 'code.load',
  '-fuse-ld -ld-path --ld-path': { 'lld gold bfd mold ld64 lld-*': 'text', else: 'code.hook' },
  '-Wl': 'text',
};
/** gcc's driver: reads sources, writes what `-o` names; wrappers, plug-ins and foreign spec files run code. */
const COMPILER: CommandSpec = {
  does: 'build',
  style: 'long',
  operands: 'file.read*',
  flags: { '-v -### -dumpversion -dumpmachine -print-search-dirs': 'inspect' },
  values: C_VALUES,
};
const OBJECT_READER: CommandSpec = {
  operands: 'file.read*',
  values: {
    '-j --section -M --disassembler-options -b --target -m --architecture --start-address --stop-address -x -p -R -w -e --exe -C --demangle --plugin-text':
      'text',
    '--plugin': 'code.load',
  },
};

export const nativeBuild: Family = {
  'make gmake bmake remake mingw32-make nmake dmake pmake smake colormake': {
    does: 'build',
    operands: TARGETS,
    flags: { '-n --just-print --dry-run --recon -q --question -p --print-data-base -v': 'inspect' },
    values: {
      '-f --file --makefile': { '-': 'code.stdin', else: 'file.run' },
      '-C --directory': 'directory',
      '--eval -E': 'source.other',
      '-I --include-dir -o --old-file --assume-old -W --what-if --new-file --assume-new -V': 'text',
      '-j --jobs -l --load-average -O --output-sync --debug': { takes: 'text', attached: true },
    },
  },
  'checkmake makefile2graph compiledb bear': {
    style: 'posix',
    operands: 'command',
    values: { '-o --output --cdb': 'file.write' },
  },
  cmake: {
    does: 'build',
    operands: 'text*',
    flags: { '-N -h --help-full --system-information -L -LA -LAH --list-presets': 'inspect' },
    values: {
      '-D': DEFINITION,
      '-C -P --script': 'file.run',
      '--build --install --open -S -B -G -T -A --preset --target -t --config -j --parallel --component --strip -U --log-level --graphviz --profiling-format':
        'text',
      '--prefix': 'file.write',
      '--toolchain': 'code.hook',
      '-E': {
        takes: { 'env time chdir': 'code.inline', 'rm remove remove_directory': 'vcs.discard', else: 'build' },
        operands: 'text*',
      },
      '--profiling-output --trace-redirect': 'file.write',
    },
  },
  'ccmake cmake-gui': { does: 'build', values: { '-D': DEFINITION, '-S -B -G': 'text', '-C': 'file.run' } },
  ctest: {
    does: 'build',
    operands: 'text*',
    values: {
      '-S --script -SP': 'file.run',
      '--build-and-test --build-makeprogram --test-command': 'code.hook',
      '-R --tests-regex -E --exclude-regex -L -LE -I -j --parallel -C --build-config --timeout --test-dir --repeat --preset -D --dashboard -M -T':
        'text',
      '-O --output-log --output-junit': 'file.write',
    },
    flags: { '-N --show-only': { only: true } },
  },
  cpack: { does: 'build', values: { '-G -C -P -R -B --config': 'text', '-D': DEFINITION } },
  'ninja samu n2 ninja-build': {
    does: 'build',
    operands: 'text*',
    flags: { '-n': 'inspect' },
    values: {
      '-C': 'directory',
      '-f': 'file.run',
      '-j -k -l -d -w': 'text',
      '-t': { 'clean cleandead': 'build', else: 'text' },
    },
  },
  'meson muon': {
    does: 'build',
    operands: 'text*',
    values: {
      '-C': 'directory',
      '--native-file --cross-file': 'code.hook',
      '-D --buildtype --prefix --backend --wrap-mode --default-library -b -t --suite --num-processes --targets': 'text',
      '--destdir': 'file.write',
      '--gdb-path --wrapper': 'source.shell',
    },
    commands: {
      'introspect help': 'inspect',
      'setup configure compile test install dist rewrite fmt format': { does: 'build', operands: 'text*' },
      init: { bare: 'file.create', operands: 'file.create*' },
      wrap: { commands: { 'list search info status': 'inspect', '*': 'package.install' } },
      subprojects: 'package.install',
      devenv: { style: 'posix', operands: 'command', bare: 'shell.interactive' },
      env2mfile: 'build',
    },
  },
  'bazel bazelisk blaze': {
    style: 'gnu',
    values: {
      '--bazelrc': 'code.hook',
      '--output_base --output_user_root --output_path': 'file.create',
      '-c --compilation_mode --config --jobs -j --test_filter --define --copt': 'text',
      '--run_under': 'source.shell',
      '--override_repository --override_module': 'code.hook',
      '--registry': 'package.foreign',
      '--remote_executor --remote_cache --bes_backend': {
        'grpc://localhost* grpc://127.* http://localhost*': 'text',
        else: 'network.send',
      },
    },
    commands: {
      'query cquery aquery info help version analyze-profile license print_action dump config mod canonicalize-flags':
        'inspect',
      'build test coverage fetch sync vendor mobile-install': { does: 'build', operands: 'text*' },
      run: { does: 'code.project', operands: 'text*' },
      clean: { does: 'cache.clear' },
      shutdown: 'process.signal',
    },
  },
  'buck buck2 pants plz gn gyp bjam waf tup ekam xcodegen tuist redo redo-ifchange jam cook premake4 premake5 qbs build2 makeppc':
    {
      does: 'build',
      operands: 'text*',
      commands: {
        'query targets audit help version status roots list dependencies dependees peek desc ls args check format uquery cquery aquery':
          'inspect',
        run: 'code.project',
        clean: 'cache.clear',
        publish: 'package.publish',
      },
    },
  'scons sconsign': {
    does: 'build',
    operands: TARGETS,
    values: {
      '-f --file --sconstruct -Y': 'file.run',
      '-C --directory': 'directory',
      '-j --jobs -D': 'text',
      '--site-dir': 'code.load',
    },
    flags: { '-n --dry-run': 'inspect' },
  },
  'gprbuild gnatmake gnat gnatprep gnatpp gprclean gcov gcov-tool gcovr lcov genhtml gprof': {
    does: 'build',
    operands: 'file.read*',
    values: {
      '-o --output --output-file --output-directory': 'file.write',
      '-P -X -I -D -r --root -e --exclude -f --filter --rc --gcov-options': 'text',
      '--gcov-executable --gcov-tool': 'code.hook',
    },
  },

  // The GNU build system.
  'autoconf autoheader automake aclocal autoreconf autom4te autoscan autoupdate libtoolize glibtoolize gettextize intltoolize autopoint gnulib-tool ifnames':
    {
      does: 'build',
      operands: 'text*',
      values: {
        '-o --output': 'file.write',
        '-I --include -B --prepend-include -W --warnings -l --language': 'text',
        '-M --autom4te --install-hook': 'code.hook',
      },
    },
  'libtool glibtool rlibtool': {
    style: 'posix',
    does: 'build',
    operands: 'command',
    values: { '--mode --tag': 'text' },
    commands: {
      'compile link clean install execute finish uninstall': { style: 'posix', does: 'build', operands: 'command' },
    },
  },
  'configure config.status': { does: 'build', operands: 'text*' },
  'pkg-config pkgconf pkgconfig': { does: 'inspect', operands: 'text*' },
  'flex lex bison yacc byacc re2c ragel gperf lemon antlr antlr4 javacc peg leg jflex cup coco happy alex menhir ocamllex ocamlyacc tree-sitter':
    {
      does: 'build',
      operands: 'file.read*',
      values: {
        '-o --output --outfile --output-file -t --tables': 'file.write',
        '--defines --graph --header --xml --header-file': { takes: 'file.write', attached: true },
        '-S --skel -L --language -p --name-prefix -b --file-prefix': 'text',
      },
    },

  // Compilers and linkers.
  'gcc cc c99 c89 g++ c++ cpp clang clang++ clang-cl gcc-ar egcc tcc pcc icc icpc icx icpx mpicc mpicxx mpic++ mpicpc mpifort gfortran f77 f95 flang ifort ifx g77 gnatgcc gobjc emcc em++ musl-gcc musl-clang x86_64-linux-gnu-gcc aarch64-linux-gnu-gcc arm-none-eabi-gcc arm-none-eabi-g++ x86_64-w64-mingw32-gcc i686-w64-mingw32-gcc avr-gcc gccgo nvcc hipcc dpcpp circle zapcc owcc wcl cl sdcc chibicc 8cc lcc':
    COMPILER,
  'distcc ccache icecc gomacc buildcache goma fastbuild': {
    style: 'posix',
    operands: 'command',
    flags: {
      '-s --show-stats -p --show-config -V -k': { only: true },
      '-c --cleanup -C --clear -z --zero-stats': 'cache.clear',
    },
    values: {
      '-M --max-size -F --max-files': 'config.change',
      '-o --set-config': { 'compiler=* prefix_command* path=*': 'config.redirect', else: 'config.change' },
      '--get-config -d --dir --config-path': 'text',
    },
  },
  'ld ld.bfd ld.gold ld.lld ld64.lld lld gold mold wild armlink link.exe collect2': {
    does: 'build',
    style: 'long',
    operands: 'file.read*',
    values: {
      '-o -Map': 'file.write',
      '-plugin': 'code.load',
      '-T -L -l -e -m -z -soname -rpath -dynamic-linker -u -h -arch -syslibroot -r-path -O': 'text',
      '-plugin-opt': 'text',
    },
  },
  'as gas nasm yasm fasm masm ml64 jwasm uasm llvm-mc ca65 cl65 rgbasm wla-z80 acme vasm z80asm': {
    does: 'build',
    operands: 'file.read*',
    values: {
      '-o -l --listing-lhs-width -MD -MF': 'file.write',
      '-f -I -D -g -F -p --arch -march -filetype -triple': 'text',
      '@': 'file.read',
    },
  },
  'ranlib llvm-ranlib': {
    does: 'build',
    bundle: true,
    operands: 'text*',
    values: { '--plugin': 'code.load', '--output': 'file.write', '--target': 'text' },
  },
  'bitcode_strip vtool': {
    does: 'build',
    operands: 'file.write*',
    flags: {
      '-info -archs --print-rpath --print-needed --print-interpreter --print-soname': {
        does: 'inspect',
        operands: 'file.read*',
      },
    },
    values: {
      '-o -output': 'file.write',
      '-S -K -N -j -R -O -I -F -B -G --set-rpath --add-rpath --set-interpreter --add-needed --remove-needed --replace-needed --set-soname -arch -thin -extract -id -change -rpath -add_rpath -delete_rpath -r':
        'text',
      '--add-section --update-section --dump-section': 'text',
    },
  },
  'llvm-symbolizer eu-addr2line eu-size pagestuff pedump pldd abi-dumper libabigail dumpbin': OBJECT_READER,
  'llc lli opt llvm-as llvm-dis llvm-link llvm-config llvm-bcanalyzer llvm-profdata llvm-cov llvm-lto llvm-split llvm-diff llvm-extract bugpoint FileCheck lit mlir-opt mlir-translate spirv-as spirv-dis glslc glslangValidator dxc naga slangc':
    {
      does: 'build',
      operands: 'file.read*',
      values: { '-o -output': 'file.write', '-load -load-pass-plugin -fpass-plugin --load-pass-plugin': 'code.load' },
      style: 'long',
    },
  'valac vala ghdl iverilog vvp verilator yosys nextpnr-ice40 icepack iceprog vhdlpp nvc ghc mlton ocamlc ocamlopt ocamlfind ocamlbuild fpc ppcx64 lazbuild gnucobol cobc gambas3 gbc3 fbc hare harec odin c3c jai vlang chpl ponyc carp idris idris2 agda coqc coqtop lean lake rocq isabelle purs elm-make polyc mosmlc mlkit smlnj sml nit haxe solc solcjs vyper anchor gsc moonbit':
    {
      does: 'build',
      operands: 'file.read*',
      values: {
        '-o --output --outputDir -d --outdir -outputdir -odir -hidir': 'file.write',
        '-e': 'source.other',
        '-fplugin -package-plugin -pgmF -pgmc -pgml -pp -ppx': 'code.hook',
      },
    },
  'msgmerge msgcat msgconv msgattrib msgunfmt msginit': {
    does: 'build',
    operands: 'file.read*',
    flags: { '-U --update': { turns: { 'file.read': 'file.write' } } },
    values: { '-o --output-file': 'file.write', '-D --directory -C --compendium': 'text' },
  },
  'xgettext msgfmt po4a po4a-gettextize lupdate lrelease linguist uic rcc qmake qmake6 qmlscene glib-compile-resources glib-compile-schemas glib-mkenums gdbus-codegen windres rc.exe desktop-file-validate':
    {
      does: 'build',
      operands: 'file.read*',
      values: {
        '-o --output --output-file --output-dir --target -i': 'file.write',
        '-D --directory -L --language -k --keyword -p -m -n': 'text',
      },
    },
  msgfilter: { style: 'posix', operands: 'command' },
  'ohcount gocloc phploc radon lizard complexity pmccabe': {
    does: 'inspect',
    operands: 'file.read*',
    values: {
      '--out --report-file -o --output': 'file.write',
      '--include-lang --exclude-dir --exclude-ext --by-file-text -f --format -s --sort': 'text',
    },
  },
  'ctags etags gtags global cscope universal-ctags ripper-tags hasktags': {
    does: 'build',
    operands: 'file.read*',
    values: { '-f -o --output': 'file.write', '-L --languages --exclude --fields --extras --options -e': 'text' },
  },
  'clang-format uncrustify astyle indent gindent clang-apply-replacements': {
    operands: 'file.read*',
    flags: {
      '-i --replace --no-backup --inplace': { turns: { 'file.read': 'file.write' } },
      '-n --dry-run': 'inspect',
    },
    values: {
      '--style -style --fallback-style --assume-filename --lines --offset --length --sort-includes -l': 'text',
      '-c -f --options': 'file.read',
      '-o': 'file.write',
    },
  },
  'clang-tidy clang-check cppcheck cpplint splint oclint include-what-you-use iwyu_tool flawfinder rats sparse smatch scan-build infer frama-c cbmc klee pvs-studio-analyzer vera++ clangd ccls cquery clazy cpptest cmake-lint cmakelint':
    {
      does: 'inspect',
      operands: 'file.read*',
      flags: { '--fix -fix --fix-errors': 'build' },
      values: {
        '-p --checks -checks --config --header-filter --enable --std --platform --suppress -j -D -I -U --language --project':
          'text',
        '--export-fixes --output-file --xml-output': 'file.write',
        '--addon -load --load --rule-file --plugin': 'code.load',
      },
    },
  'cmake-format gersemi': {
    operands: 'file.read*',
    flags: { '-i --in-place': { turns: { 'file.read': 'file.write' } } },
    values: { '-o': 'file.write', '-c': 'file.read' },
  },

  // Task runners.
  just: {
    does: 'code.project',
    operands: 'text*',
    flags: {
      '-l --list --summary --evaluate --dump --variables -n --dry-run --show --groups --changelog --man': {
        only: true,
      },
      '--fmt --init -e --edit': 'vcs.change',
      '--choose': 'desktop.act',
    },
    values: {
      '-f --justfile': 'file.run',
      '-d --working-directory': 'directory',
      '--set': 'text',
      '--shell --chooser': 'code.hook',
      '--shell-arg --dotenv-filename --color --completions --dump-format': 'text',
      '-c --command': { takes: 'command' },
      '-s': { takes: 'text', only: true },
      '--dotenv-path': 'file.read',
    },
    style: 'posix',
  },
  'task go-task': {
    does: 'code.project',
    operands: 'text*',
    commands: { 'execute exec': { style: 'posix', operands: 'command' } },
    flags: { '-l --list -a --list-all --summary --status -n --dry': { only: true }, '-i --init': 'file.create' },
    values: {
      '-t --taskfile': 'file.run',
      '-d --dir': 'directory',
      '-o --output -C --concurrency -I --interval': 'text',
    },
  },
  'rake drake thor capistrano invoke inv fabric doit nox tox paver shovel poe poethepoet duty runner mage mask makesure cargo-make ahoy robo phing jake tusk zou':
    {
      does: 'code.project',
      operands: 'text*',
      flags: { '-T --tasks -P --prereqs -l --list -n --dry-run -D -W --where --list-tests -s': 'inspect' },
      values: {
        '-f --rakefile -c --collection -r --require': 'file.run',
        '-e --execute --execute-print -p --execute-continue -E': 'source.ruby',
        '-H --hosts -R --roles -u --user -i': 'text',
      },
    },
  'grunt gulp brunch broccoli': {
    does: 'code.project',
    operands: 'text*',
    flags: { '-T --tasks --tasks-simple': { only: true } },
    values: {
      '-f --gulpfile --gruntfile': 'file.run',
      '--cwd --base': 'directory',
      '--require --preload': 'code.load',
    },
  },
};
