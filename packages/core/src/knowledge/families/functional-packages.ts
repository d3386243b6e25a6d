/** Package managers and builders of Perl, Lua, R, Julia, Lisp, Elixir, Erlang, Haskell, OCaml and smaller languages. */
import type { Family } from '../vocabulary/spec.ts';

export const functionalPackages: Family = {
  // Perl, Lua, R, Julia, Tcl, Lisp.
  'cpan cpanm cpanp': {
    does: 'package.install-system',
    bare: 'shell.interactive',
    operands: { every: { 'http:* https:* ftp:* git:* git+* file:* *.git *@*:*': 'package.foreign', else: 'text' } },
    flags: {
      '-D -O -a --info --showdeps --scandeps -A': { only: true },
      '-j -J': 'inspect',
      '--mirror-only': 'package.foreign',
    },
    values: {
      '--mirror -M --from': 'package.foreign',
      '-L --local-lib -l --local-lib-contained': 'file.write',
      '--with-feature': 'text',
    },
  },
  'carton cpm': {
    does: 'package.install',
    commands: { 'list show tree version help': 'inspect', exec: { style: 'posix', operands: 'command' } },
    operands: 'text*',
  },
  perlbrew: {
    commands: {
      'list available info version help env': 'inspect',
      'install download install-patchperl install-cpanm self-upgrade self-install upgrade-perl install-ack lib':
        'package.install-system',
      'use switch off switch-off alias init': 'config.change',
      'clone-modules upgrade': 'package.install',
      exec: { style: 'posix', operands: 'command', values: { '--with': 'text' } },
      'uninstall clean': 'package.remove',
    },
  },
  luarocks: {
    values: {
      '--server --from --only-server --only-from --only-sources --only-sources-from': 'package.foreign',
      '--tree --to': 'file.write',
      '--lua-version --lua-dir --branch --api-key --temp-key': 'text',
    },
    commands: {
      'list search show which help doc lint path': 'inspect',
      'install build make download init new_version unpack pack': 'package.install',
      'remove purge': 'package.remove',
      upload: 'package.publish',
      config: 'config.change',
      test: 'build',
    },
  },
  'hererocks luaver': { does: 'package.install' },
  'ros roswell quicklisp': {
    does: 'package.install-system',
    commands: { 'list version help': 'inspect', run: 'desktop.act' },
    operands: 'text*',
  },
  juliaup: {
    commands: {
      'list status st info help': 'inspect',
      'add update up self': 'package.install-system',
      'default link config override': 'config.change',
      'remove rm gc': 'package.remove',
    },
  },
  raco: {
    commands: {
      'docs expand': 'inspect',
      'make exe test distribute setup decompile': 'build',
      pkg: {
        commands: {
          'show catalog-show config': 'inspect',
          'install update migrate': 'package.install',
          remove: 'package.remove',
        },
      },
      fmt: 'build',
    },
  },
  'chicken-install snow-chibi akku': { does: 'package.install', operands: 'text*' },

  // Elixir, Erlang, Gleam.
  mix: {
    bare: 'code.project',
    commands: {
      'help deps.tree hex.info hex.outdated hex.search hex.audit phx.routes app.tree xref hex.docs archive ecto.migrations':
        'inspect',
      'deps.get deps.update deps.compile local.hex local.rebar archive.install escript.install': 'package.install',
      'deps.clean deps.unlock archive.uninstall escript.uninstall': 'package.remove',
      'new phx.new': { operands: 'file.create' },
      'hex.publish hex.retire hex.owner hex.organization': 'package.publish',
      'hex.user': 'remote.login',
      'hex.repo': 'config.redirect',
      'ecto.drop ecto.reset': 'database.change',
      'ecto.migrate ecto.rollback ecto.setup ecto.create ecto.load': 'database.query',
      format: { does: 'build', flags: { '--check-formatted --dry-run': 'inspect' } },
      'compile test credo dialyzer clean docs release': 'build',
      run: {
        style: 'posix',
        operands: 'file.run',
        values: { '-e --eval': 'source.other', '-r --require': 'file.run' },
      },
      do: 'code.project',
      cmd: { style: 'posix', operands: 'source.shell-joined' },
      '*': 'code.project',
    },
  },
  'rebar3 rebar': {
    does: 'build',
    commands: {
      'version help deps tree report': 'inspect',
      'get-deps update upgrade lock': 'package.install',
      hex: 'package.publish',
      shell: 'desktop.act',
      new: { bare: 'file.create', operands: 'file.create*' },
    },
    operands: 'text*',
  },
  gleam: {
    commands: {
      'help docs lsp hex-info': 'inspect',
      'build check test format fix clean export': 'build',
      run: 'code.project',
      'add deps update': 'package.install',
      remove: 'package.remove',
      new: { bare: 'file.create', operands: 'file.create*' },
      publish: 'package.publish',
      hex: 'package.publish',
      shell: 'desktop.act',
    },
  },
  'kerl kiex exenv': {
    does: 'package.install-system',
    commands: { 'list status path active help': 'inspect', 'delete cleanup': 'package.remove' },
    operands: 'text*',
  },

  // Haskell, OCaml, Elm, PureScript, Idris.
  stack: {
    values: {
      '--resolver --snapshot --compiler --stack-yaml -w --work-dir --package --flag --ghc-options --color -j --jobs --nix-packages':
        'text',
      '--setup-info --setup-info-yaml': 'package.foreign',
    },
    commands: {
      'path ls list query templates dot help': 'inspect',
      'build test bench haddock sdist clean purge hpc': {
        does: 'build',
        operands: 'text*',
        values: { '--exec': 'source.shell', '--ta --test-arguments --ba': 'text' },
      },
      'install setup update upgrade unpack': 'package.install',
      'new init config': { does: 'file.create' },
      'exec run': { style: 'posix', operands: 'command' },
      'ghc runghc runhaskell script': { style: 'posix', operands: ['file.run', 'text*'] },
      'ghci repl': { does: 'desktop.act' },
      eval: { operands: 'source.other' },
      upload: 'package.publish',
      uninstall: 'inspect',
      hoogle: 'inspect',
    },
  },
  cabal: {
    commands: {
      'list info path list-bin outdated check help user-config gen-bounds status': 'inspect',
      'build v2-build v1-build new-build test bench haddock sdist clean configure freeze haddock-project': {
        does: 'build',
        operands: 'text*',
      },
      run: { style: 'posix', does: 'code.project' },
      exec: { style: 'posix', operands: 'command' },
      repl: { does: 'desktop.act' },
      'install update get fetch unpack': { does: 'package.install', values: { '--installdir --prefix': 'file.write' } },
      init: { bare: 'file.create', operands: 'file.create*' },
      'upload report': 'package.publish',
    },
    values: {
      '--config-file --project-file': 'code.project',
      '-w --with-compiler --with-hc --with-gcc --with-ld': 'code.hook',
      '-O --enable-tests --builddir --flags -f --ghc-options -j --jobs --constraint': 'text',
    },
  },
  ghcup: {
    bare: 'desktop.act',
    commands: {
      'list whereis tool-requirements changelog debug-info tui': 'inspect',
      'install set upgrade compile prefetch': 'package.install-system',
      'rm unset gc': 'package.remove',
      nuke: 'package.remove-system',
      run: { style: 'posix', operands: 'command', values: { '--ghc --cabal --hls --stack --bindir': 'text' } },
      config: 'config.redirect',
    },
  },
  'hlint stylish-haskell ormolu fourmolu brittany hindent hoogle hpack': {
    operands: 'text*',
    does: 'inspect',
    flags: { '-i --inplace --refactor': 'build' },
    values: { '-m --mode': { inplace: 'build', else: 'text' } },
  },
  opam: {
    values: { '--switch --root --color -j --jobs': 'text' },
    commands: {
      'list show search info var lint tree help': 'inspect',
      env: 'inspect.setup',
      'install update upgrade reinstall pin source depext': { does: 'package.install', operands: 'text*' },
      'remove uninstall autoremove': 'package.remove',
      init: 'config.redirect',
      switch: {
        bare: 'inspect',
        commands: { 'list show list-available': 'inspect', remove: 'package.remove', '*': 'package.install' },
      },
      'repository repo remote': { commands: { 'list show priority': 'inspect', '*': 'config.redirect' } },
      exec: { style: 'posix', operands: 'command' },
      'config option': 'config.change',
      clean: 'cache.clear',
      publish: 'package.publish',
    },
  },
  'dune jbuilder': {
    commands: {
      'describe show ocaml-merlin external-lib-deps help': 'inspect',
      'build test runtest install fmt promote clean format-dune-file pkg': 'build',
      exec: { style: 'posix', does: 'code.project' },
      utop: 'desktop.act',
      init: { bare: 'file.create', operands: 'file.create*' },
      subst: 'build',
      uninstall: 'package.remove',
    },
  },
  esy: { does: 'package.install' },
  elm: {
    commands: {
      'diff init': 'inspect',
      make: { does: 'build', operands: 'file.read*', values: { '--output --docs --report': 'file.write' } },
      repl: 'desktop.act',
      reactor: 'network.listen',
      install: 'package.install',
      bump: 'vcs.change',
      publish: 'package.publish',
    },
  },
  'spago pulp psc-package': {
    does: 'build',
    commands: {
      install: 'package.install',
      publish: 'package.publish',
      'ls list verify help': 'inspect',
      run: 'code.project',
    },
    operands: 'text*',
  },
  nimble: {
    does: 'build',
    commands: {
      'list search path dump version help tasks': 'inspect',
      'install develop refresh update lock sync': 'package.install',
      uninstall: 'package.remove',
      publish: 'package.publish',
      init: { bare: 'file.create', operands: 'file.create*' },
    },
    operands: 'text*',
  },
  shards: {
    does: 'package.install',
    commands: {
      'list check version': 'inspect',
      build: 'build',
      init: { bare: 'file.create', operands: 'file.create*' },
    },
    operands: 'text*',
  },
  dub: {
    does: 'build',
    commands: {
      'list search describe lint help': 'inspect',
      'fetch upgrade add add-path': 'package.install',
      remove: 'package.remove',
      init: { bare: 'file.create', operands: 'file.create*' },
      run: 'code.project',
      test: 'code.project',
    },
    operands: 'text*',
  },
  alr: {
    does: 'build',
    commands: {
      'show search list version printenv help': 'inspect',
      'get with update index': 'package.install',
      publish: 'package.publish',
      init: { bare: 'file.create', operands: 'file.create*' },
    },
    operands: 'text*',
  },
  'v vpm': {
    does: 'build',
    commands: {
      'version help doc search list doctor outdated show vet': 'inspect',
      'install update upgrade up': 'package.install',
      remove: 'package.remove',
      run: { style: 'posix', operands: ['file.run', 'text*'] },
      fmt: { does: 'build' },
      repl: 'desktop.act',
      new: { bare: 'file.create', operands: 'file.create*' },
      init: { bare: 'file.create', operands: 'file.create*' },
      crun: { style: 'posix', operands: ['file.run', 'text*'] },
    },
    operands: 'text*',
    values: { '-o': 'file.write', '-e': 'source.other' },
  },
};
