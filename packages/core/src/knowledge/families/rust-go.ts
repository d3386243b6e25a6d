/** Rust's and Go's tool chains. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

const CARGO_VALUES = {
  '-p --package --exclude -F --features --target --profile -j --jobs --bin --example --test --bench --color --message-format --timings -Z --lockfile-path --artifact-dir --depth --edges -i --invert --prune --format':
    'text',
  '--manifest-path': 'file.read',
  '--target-dir': 'file.write',
  '--config': 'code.hook',
  '--registry --index': 'package.foreign',
} as const;
/** Builds run the build scripts and macros of the project and of all it depends on. */
const CARGO_BUILD: CommandSpec = { does: 'build', operands: 'text*', values: CARGO_VALUES };

export const rustGo: Family = {
  'cargo cross': {
    bare: 'inspect',
    flags: { '-V --list': { only: true } },
    values: { '--config': 'code.hook', '-C': 'directory', '--color --explain -Z': 'text' },
    commands: {
      'tree metadata pkgid locate-project read-manifest verify-project search info help version audit outdated geiger bloat deny msrv about license semver-checks udeps machete duplicates modules show-asm asm llvm-lines depgraph sort readme tokei':
        {
          does: 'inspect',
          operands: 'text*',
          values: CARGO_VALUES,
        },
      'build b check c test t bench doc d rustc rustdoc clippy nextest llvm-cov tarpaulin hack miri flamegraph samply xtask zigbuild ndk apk lambda wasi leptos tauri dioxus dx cross fuzz insta careful mutants criterion instruments valgrind hakari chef deb generate-rpm bundle dist':
        { ...CARGO_BUILD, style: 'gnu' },
      'run r': { ...CARGO_BUILD, style: 'posix', does: 'code.project' },
      watch: {
        does: 'build',
        values: {
          '-x --exec': 'text',
          '-s --shell': 'source.shell',
          '-w --watch -i --ignore -d --delay --features -C --workdir': 'text',
        },
      },
      fmt: { does: 'build', flags: { '--check': { turns: { build: 'inspect' } } } },
      fix: { does: 'build', values: CARGO_VALUES },
      'fetch generate-lockfile update vendor add upgrade': {
        does: 'package.install',
        values: {
          ...CARGO_VALUES,
          '--git --registry-url': 'package.foreign',
          '--path': 'file.read',
          '--branch --tag --rev --rename --precise': 'text',
        },
        flags: { '--dry-run -n': { only: true } },
      },
      'remove rm': { does: 'package.remove', flags: { '--dry-run -n': { only: true } } },
      'install binstall quickinstall install-update': {
        does: 'package.install-system',
        flags: { '--list': { only: true } },
        values: {
          ...CARGO_VALUES,
          '--git': 'package.foreign',
          '--path': 'code.project',
          '--root': 'file.write',
          '--version --branch --tag --rev': 'text',
        },
      },
      uninstall: { does: 'package.remove', values: { '--root': 'text' } },
      'new init': {
        does: 'file.create',
        operands: 'file.create',
        values: { '--vcs --name --edition --registry': 'text' },
      },
      generate: { does: 'code.remote-package', values: { '--git': 'package.foreign' } },
      clean: { does: 'cache.clear', values: CARGO_VALUES },
      cache: { does: 'cache.clear', flags: { '-i --info -l --list-dirs': { only: true } } },
      sweep: 'cache.clear',
      package: { ...CARGO_BUILD, flags: { '-l --list': { only: true } } },
      'publish yank': {
        does: 'package.publish',
        flags: { '-n --dry-run': { only: true } },
        values: { ...CARGO_VALUES, '--vers --version': 'text' },
      },
      'release workspaces smart-release': {
        does: 'inspect',
        flags: { '-x --execute': 'package.publish' },
        commands: { publish: 'package.publish', list: 'inspect' },
        operands: 'text*',
      },
      owner: { does: 'inspect', values: { '-a --add': 'remote.grant', '-r --remove': 'remote.grant' } },
      'login logout': 'remote.login',
      expand: { does: 'build' },
      report: 'inspect',
      'edit set-version': 'vcs.change',
      sqlx: { commands: { prepare: 'build', 'migrate database': 'database.change' } },
      shuttle: { commands: { deploy: 'remote.change', '*': 'code.project' } },
      prisma: 'build',
      make: { does: 'code.project' },
      component: 'build',
    },
  },
  rustup: {
    bare: 'inspect',
    flags: { '-V': { only: true } },
    commands: {
      'show check which doc man completions help': 'inspect',
      'update upgrade default': 'package.install-system',
      install: { does: 'package.install-system' },
      'toolchain target component': {
        commands: {
          list: 'inspect',
          'install add update': {
            does: 'package.install-system',
            values: { '-c --component -t --target --profile --toolchain': 'text' },
          },
          'uninstall remove': 'package.remove',
          link: 'config.redirect',
        },
      },
      override: { commands: { list: 'inspect', 'set unset add remove': 'config.change' } },
      run: { style: 'posix', operands: ['text', 'command'] },
      set: { does: 'config.change' },
      self: {
        commands: {
          update: 'package.install-system',
          uninstall: 'package.remove-system',
          'upgrade-data': 'config.change',
        },
      },
      uninstall: 'package.remove',
    },
  },
  'rustup-init rustup-init.sh': {
    does: 'package.install-system',
    values: { '--default-host --default-toolchain --profile -c --component -t --target': 'text' },
  },
  rustc: {
    does: 'build',
    operands: 'file.read',
    flags: { '-V -h -vV': { only: true } },
    values: {
      '-o --out-dir': 'file.write',
      '-C --codegen': { 'linker=*': 'code.hook', 'link-arg* link-self*': 'code.load', else: 'text' },
      '--print': { 'file-names* native-static-libs* link-args*': 'text', else: 'only' },
      '--emit -L -l --crate-type --crate-name --edition --target --cfg --check-cfg -W -A -D -F --cap-lints --error-format --color --explain -Z --remap-path-prefix --test-run-directory':
        'text',
      '--extern': 'file.read',
      '--sysroot': 'code.load',
    },
  },
  rustdoc: {
    does: 'build',
    operands: 'file.read',
    values: {
      '-o --out-dir --output': 'file.write',
      '--test-runtool --test-builder': 'code.hook',
      '--theme --html-in-header --html-before-content --html-after-content -e --extend-css --markdown-css': 'file.read',
      '--crate-name --edition -L --extern --cfg --target --test-args': 'text',
    },
  },
  rustfmt: {
    operands: 'file.write*',
    flags: { '--check': { turns: { 'file.write': 'file.read' } } },
    values: {
      '--config-path': 'file.read',
      '--config --edition --emit --color --file-lines --style-edition': 'text',
      '--print-config': 'text',
    },
  },
  'clippy-driver rust-analyzer rls racer': { does: 'inspect', operands: 'text*' },
  'rust-script cargo-script evcxr rust-gdb rust-lldb': {
    operands: ['file.run', 'text*'],
    values: { '-e --expr -l --loop': 'source.other', '-d --dep': 'package.foreign' },
    style: 'posix',
    stdin: 'source.other',
  },
  'bindgen cbindgen': {
    does: 'inspect',
    operands: 'file.read*',
    values: { '-o --output': 'file.write', '--config -c --lang -l --crate': 'text' },
  },
  'wasm-pack trunk wasm-bindgen tauri dx leptosfmt': {
    does: 'build',
    commands: { publish: 'package.publish', serve: 'network.listen' },
    operands: 'text*',
  },
  'wasm-opt wasm2wat wat2wasm wasm-strip wasm-validate wasm-objdump wasm-decompile wasm2c wasm-tools wasm-ld': {
    operands: 'file.read*',
    values: { '-o --output': 'file.write', '-j --section': 'text' },
  },
  'wasmtime wasmer wasm3 wazero wasmedge': {
    style: 'posix',
    operands: ['file.run', 'text*'],
    values: { '--dir --mapdir --env --invoke': 'text' },
    commands: {
      run: { style: 'posix', operands: ['file.run', 'text*'], values: { '--dir --mapdir --env --invoke': 'text' } },
      'compile validate inspect': { operands: 'file.read*', values: { '-o --output': 'file.write' } },
      serve: 'network.listen',
      'login publish deploy': 'package.publish',
    },
  },
  'cargo-binstall': { does: 'package.install-system', operands: 'text*' },
  sccache: {
    style: 'posix',
    operands: 'command',
    flags: {
      '-s --show-stats --show-adv-stats': { only: true },
      '--start-server --stop-server -z --zero-stats': { does: 'cache.clear' },
    },
  },
  bacon: { does: 'build' },

  go: {
    bare: 'inspect',
    style: 'long',
    values: {
      '-C': 'directory',
      '-exec -toolexec -vettool': 'source.shell',
      '-modfile -overlay -pgo': 'file.read',
      '-o -coverprofile -cpuprofile -memprofile -blockprofile -mutexprofile -trace -outputdir': 'file.write',
      '-ldflags -gcflags -asmflags -gccgoflags': {
        '*-extld* *-plugin* *-linkmode*': 'code.hook',
        else: 'text',
      },
      '-p -tags -mod -buildmode -buildvcs -compiler -covermode -coverpkg -installsuffix -pkgdir -run -bench -benchtime -count -cpu -parallel -timeout -shuffle -skip -fuzz -fuzztime -list -f -go -vet':
        'text',
    },
    commands: {
      'version help doc bug telemetry': { does: 'inspect', style: 'long' },
      list: { does: 'inspect', operands: 'text*' },
      env: {
        does: 'inspect',
        flags: {
          '-u': 'config.change',
          '-w': {
            operands: {
              'GOPROXY=https://proxy.golang.org* GOOS=* GOARCH=* CGO_ENABLED=* GO111MODULE=* GOPRIVATE=* GOTOOLCHAIN=auto GOTOOLCHAIN=local GOBIN=* GOPATH=*':
                'config.change',
              else: 'config.redirect',
            },
          },
        },
      },
      'build vet install': {
        does: 'build',
        operands: [{ '*@*': 'package.install', else: 'text', dynamic: 'text' }, 'text*'],
      },
      test: { does: 'build', style: 'long' },
      run: {
        operands: [{ '*@*': 'code.remote-package', else: 'file.run' }, 'text*'],
        values: { '-exec': 'source.shell' },
      },
      generate: 'code.project',
      fmt: 'build',
      fix: 'build',
      get: { does: 'package.install', operands: 'text*' },
      clean: { does: 'cache.clear' },
      mod: {
        commands: {
          'graph verify why': 'inspect',
          'download tidy vendor': 'package.install',
          init: { bare: 'file.create', operands: 'file.create*' },
          edit: {
            does: 'vcs.change',
            flags: { '-print -json': 'inspect' },
            values: {
              '-replace': 'package.foreign',
              '-require -droprequire -exclude -dropreplace -retract -go -module -toolchain -tool -fmt': 'text',
            },
          },
        },
      },
      work: { commands: { 'use init sync edit vendor': 'vcs.change' } },
      tool: {
        style: 'posix',
        bare: 'inspect',
        flags: { '-n': { only: true } },
        operands: [
          {
            'pprof cover vet trace objdump nm doc addr2line buildid dist fix test2json covdata api': 'inspect',
            'compile link asm cgo pack': 'build',
            else: 'code.project',
          },
          'text*',
        ],
      },
    },
  },
  gofmt: {
    operands: 'file.read*',
    flags: { '-w': { turns: { 'file.read': 'file.write' } } },
    values: { '-r -cpuprofile': 'text' },
  },
  'gofumpt goimports gci golines': {
    operands: 'file.read*',
    flags: { '-w --write-output': { turns: { 'file.read': 'file.write' } } },
    values: { '-local -srcdir -m -t -lang -modpath -s --section': 'text' },
  },
  'golangci-lint staticcheck golint revive gosec errcheck govulncheck gocyclo ineffassign nilaway deadcode unparam misspell go-critic gocritic nancy':
    {
      does: 'inspect',
      operands: 'text*',
      flags: { '--fix -fix -w': 'build' },
      values: { '-c --config -E --enable -D --disable --timeout -fmt --out-format': 'text', '-out': 'file.write' },
    },
  gox: { does: 'build', values: { '-osarch -os -arch -output -ldflags -tags': 'text' } },
  goreleaser: {
    does: 'build',
    commands: {
      'check healthcheck jsonschema deps version': 'inspect',
      build: 'build',
      'release publish apply resolve run create': 'package.publish',
      init: { bare: 'file.create', operands: 'file.create*' },
      login: 'remote.login',
    },
  },
  'gotestsum richgo gotest ginkgo gocov go-test-coverage gotestfmt': {
    does: 'build',
    operands: 'text*',
    values: { '--post-run-command --raw-command': 'source.shell' },
  },
  'mockgen mockery templ wire stringer sqlc go-bindata easyjson swag gomock oapi-codegen ent gqlgen moq counterfeiter enumer':
    {
      does: 'code.project',
      operands: 'text*',
      values: { '-destination -o -output': 'file.write' },
    },
  'air gow reflex modd fresh': { does: 'code.project' },
  'gops godoc pkgsite gopls gore': {
    does: 'inspect',
    operands: 'text*',
    commands: {
      'stack memstats version stats tree process': 'inspect',
      'gc setgc trace pprof-cpu pprof-heap': 'process.signal',
    },
  },
  'gvm g goenv gobrew': {
    commands: {
      'list listall versions version ls current help': 'inspect',
      'install update': 'package.install-system',
      'use global local shell rehash': 'config.change',
      'uninstall implode': 'package.remove',
      exec: { style: 'posix', operands: 'command' },
    },
    operands: 'text*',
    does: 'config.change',
  },
  buf: {
    commands: {
      'build lint breaking format ls-files config convert curl dep stats': {
        does: 'inspect',
        flags: { '-w --write': 'build' },
        values: { '-o --output': 'file.write' },
      },
      generate: 'code.project',
      push: 'package.publish',
      registry: { commands: { 'login logout': 'remote.login', '*': 'remote.change' } },
      'mod beta': 'build',
    },
  },
  zig: {
    bare: 'inspect',
    commands: {
      'version env targets zen help libc std ast-check': 'inspect',
      'build test': { does: 'code.project', values: { '--prefix -p': 'file.write' } },
      run: { style: 'posix', operands: ['file.run', 'text*'] },
      'build-exe build-lib build-obj translate-c cc c++ ar dlltool lib ranlib objcopy rc': {
        does: 'build',
        operands: 'text*',
        values: { '-o': 'file.write' },
      },
      fmt: { operands: 'file.write*', flags: { '--check': { turns: { 'file.write': 'file.read' } } } },
      init: { bare: 'file.create', operands: 'file.create*' },
      fetch: 'package.foreign',
      reduce: 'build',
    },
  },
  zls: 'inspect',
  'zvm zigup': { does: 'package.install-system' },
};
