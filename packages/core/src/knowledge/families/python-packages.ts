/** Package and environment managers of Python. */
import type { Cases, CommandSpec, Family } from '../vocabulary/spec.ts';
import { stopping } from './guards.ts';

const INDEX: Cases = {
  'https://pypi.org/simple https://pypi.org/simple/ https://download.pytorch.org/whl*': 'text',
  else: 'package.foreign',
};
/** A requirement by name, by address, or a folder whose build code runs. */
const REQUIREMENT: Cases = {
  'git+* hg+* svn+* bzr+* http://* https://* *@git+* *@http*': 'package.foreign',
  else: 'text',
  dynamic: 'text',
};
const REQUIREMENTS = { every: REQUIREMENT } as const;

const SOURCES = {
  '-i --index-url --index --default-index --extra-index-url --pypi-url': INDEX,
  '-f --find-links --trusted-host --allow-insecure-host': 'package.foreign',
  '-r --requirement --requirements -c --constraint --constraints --build-constraint --overrides --override':
    'file.read',
} as const;
const PIP_TEXT =
  '--platform --python-version --implementation --abi --upgrade-strategy --no-binary --only-binary --progress-bar --report --config-settings -C --global-option --build-option --install-option --hash --exists-action --proxy --retries --timeout --cert --client-cert --cache-dir --log-level --root-user-action --use-feature --use-deprecated --exclude --format --path --group --extra --keyring-provider --resume-retries';

const PIP_INSTALL: CommandSpec = {
  does: 'package.install',
  operands: REQUIREMENTS,
  flags: { '--dry-run': { only: true }, '--break-system-packages': 'package.install-system' },
  values: {
    ...SOURCES,
    '-e --editable': REQUIREMENT,
    '-t --target --prefix --root --src': 'file.write',
    [PIP_TEXT]: 'text',
  },
};
const REMOVED = { every: stopping('text') } as const;
const PIP_COMMANDS: CommandSpec['commands'] = {
  'list show freeze check search inspect hash help debug index completion tree version': {
    does: 'inspect',
    values: { '-i --index-url --extra-index-url': INDEX },
  },
  'install sync': PIP_INSTALL,
  'uninstall remove': {
    does: 'package.remove',
    operands: REMOVED,
    values: { '-r --requirement': 'file.read' },
    flags: { '--dry-run': { only: true } },
  },
  'download wheel lock compile': {
    ...PIP_INSTALL,
    values: {
      ...SOURCES,
      '-e --editable': REQUIREMENT,
      '-d --dest --destination-directory --dest-dir -w --wheel-dir -o --output --output-file': 'file.write',
      '--python-version --platform --implementation --abi --no-binary --only-binary --generate-hashes-algorithm --resolution --universal':
        'text',
    },
  },
  config: {
    commands: {
      'list get debug': 'inspect',
      'edit unset': 'config.change',
      set: {
        operands: [
          { '*index* *trusted* *find-links* *proxy* *cert*': 'config.redirect', else: 'config.change' },
          'text',
        ],
        values: { '--editor': 'code.hook' },
      },
    },
    values: { '--editor': 'code.hook' },
  },
  cache: { commands: { 'dir info list': 'inspect', 'remove purge': 'cache.clear' } },
};
/** Run a tool in its own environment: downloads it first. */
const TOOL_RUN: CommandSpec = {
  style: 'posix',
  bare: 'inspect',
  does: 'package.install',
  operands: [
    {
      'ruff black isort flake8 mypy pytest pre-commit tox nox pyright basedpyright ty pylint bandit codespell pyupgrade djlint yamllint sqlfluff mkdocs sphinx-build twine build hatch poetry pdm cookiecutter copier httpie ansible-lint cmake ninja meson vulture deptry pip-audit coverage interrogate autoflake':
        'command',
      else: 'code.remote-package',
    },
  ],
  values: {
    '--from --spec --with --with-requirements --with-editable': {
      'git+* http* hg+* ssh:* *://* *@git+*': 'package.foreign',
      else: 'package.install',
      dynamic: 'package.foreign',
    },
    '--index-url -i --extra-index-url --index --default-index': INDEX,
    '-p --python --pip-args --refresh-package --env-file --suffix': 'text',
  },
};
/** Modules that are programs of the same name. */
const MODULES =
  'pytest black ruff mypy isort flake8 pip coverage pylint twine jupyter alembic uvicorn gunicorn flask celery tox nox';
const PROJECT_RUN: CommandSpec = {
  style: 'posix',
  stdin: 'source.python',
  operands: 'command',
  commands: {
    // Scripts that a project calls so, rather than the shell's own command.
    'test build start dev lint': { style: 'posix', does: 'code.project', operands: 'text*' },
    '*.py *.pyw *.pyz': { style: 'posix', does: 'file.run' },
    'https://* http://*': { style: 'posix', does: 'code.remote-package' },
  },
  bare: 'inspect',
  values: {
    '-m --module': { takes: { [MODULES]: 'command', else: 'code.project' }, operands: 'text*' },
    '--with --with-editable --with-requirements': 'package.install',
    '-p --python --extra --group --only-group --no-group --package --project --env-file --index-strategy --isolated-name --directory --python-platform':
      'text',
    '--index-url -i --extra-index-url --index --default-index': INDEX,
    '-s --script --gui-script': { takes: 'file.run', operands: 'text*' },
  },
};

export const pythonPackages: Family = {
  'pip pip3': {
    bare: 'inspect',
    flags: { '-V -h': { only: true } },
    values: {
      '--python': 'code.hook',
      '--log': 'file.append',
      '--proxy --retries --timeout --cert --cache-dir --trusted-host --exists-action': 'text',
    },
    commands: PIP_COMMANDS,
  },
  uv: {
    bare: 'inspect',
    flags: { '-V -h': { only: true } },
    values: {
      '--directory --project': 'directory',
      '--config-file --cache-dir --color': 'text',
      '--allow-insecure-host': 'package.foreign',
    },
    commands: {
      'help version tree generate-shell-completion': 'inspect',
      pip: { commands: PIP_COMMANDS },
      'sync add': {
        ...PIP_INSTALL,
        flags: { '--dry-run --check': { only: true } },
        values: {
          ...SOURCES,
          '--extra --group --only-group --no-group --package --optional --branch --tag --rev -p --python --marker --script --bounds':
            'text',
          '--editable': 'text',
        },
      },
      remove: {
        does: 'package.remove',
        operands: REMOVED,
        values: { '--group --optional --package --script': 'text' },
      },
      lock: { does: 'vcs.change', values: { ...SOURCES, '-P --upgrade-package -p --python': 'text' } },
      export: { does: 'inspect', values: { '-o --output-file': 'file.write', '--format --extra --group': 'text' } },
      run: PROJECT_RUN,
      tool: {
        commands: {
          'list dir': 'inspect',
          run: TOOL_RUN,
          install: { ...PIP_INSTALL, does: 'package.install-system' },
          'upgrade update-shell': 'package.install-system',
          uninstall: { does: 'package.remove', operands: REMOVED },
        },
      },
      python: {
        commands: {
          'list find dir': 'inspect',
          'install upgrade update-shell': 'package.install-system',
          pin: 'config.change',
          uninstall: 'package.remove',
        },
      },
      venv: {
        operands: 'file.create',
        flags: { '-c --clear': 'cache.clear' },
        values: { '-p --python --prompt --link-mode': 'text', '--index-url -i --default-index --index': INDEX },
      },
      init: {
        does: 'file.create',
        operands: 'file.create',
        values: { '--name --build-backend -p --python --description --author-from --vcs': 'text' },
      },
      build: { does: 'build', values: { '-o --out-dir': 'file.write', '--package -p --python': 'text' } },
      publish: {
        does: 'package.publish',
        values: {
          '--token -t --username -u --password -p --trusted-publishing': 'text',
          '--publish-url --check-url --index': 'package.publish',
        },
        flags: { '--dry-run': { only: true } },
      },
      cache: { commands: { 'dir size': 'inspect', 'clean prune': 'cache.clear' } },
      self: { commands: { version: 'inspect', update: 'package.install-system' } },
      auth: {
        commands: { 'login logout': 'remote.login', token: 'secret.show', dir: 'inspect', helper: 'secret.show' },
      },
      format: {
        operands: 'file.write*',
        bare: 'build',
        flags: { '--check --diff': { turns: { 'file.write': 'file.read' } } },
      },
    },
  },
  uvx: TOOL_RUN,
  pipx: {
    commands: {
      'list environment completions help': 'inspect',
      'install inject upgrade upgrade-all upgrade-shared reinstall reinstall-all ensurepath install-all pin unpin': {
        does: 'package.install-system',
        operands: REQUIREMENTS,
        values: { ...SOURCES, '--pip-args --suffix --python --include-apps': 'text' },
      },
      'uninstall uninject uninstall-all': { does: 'package.remove', operands: REMOVED },
      run: TOOL_RUN,
      runpip: { style: 'posix', operands: ['text', 'package.install', 'text*'] },
      interpreter: { commands: { list: 'inspect', '*': 'package.remove' } },
    },
  },
  poetry: {
    values: { '-C --directory -P --project': 'directory' },
    commands: {
      'show check version about list help search debug': 'inspect',
      'install add update sync lock': {
        does: 'package.install',
        operands: REQUIREMENTS,
        flags: { '--dry-run': { only: true } },
        values: { '-G --group -E --extras --with --without --only --platform --python --source': 'text' },
      },
      remove: { does: 'package.remove', flags: { '--dry-run': { only: true } }, values: { '-G --group': 'text' } },
      'new init': { does: 'file.create', operands: 'file.create' },
      run: PROJECT_RUN,
      shell: 'shell.interactive',
      build: { does: 'build', values: { '-f --format': 'text', '-o --output': 'file.write' } },
      publish: {
        does: 'package.publish',
        values: { '-r --repository -u --username -p --password': 'text' },
        flags: { '--dry-run': { only: true } },
      },
      config: {
        operands: [
          { 'repositories.* http-basic.* pypi-token.* certificates.*': 'config.redirect', else: 'config.change' },
          'text*',
        ],
        flags: { '--list': { only: true } },
      },
      source: { commands: { show: 'inspect', add: 'config.redirect', remove: 'config.change' } },
      env: { commands: { 'info list activate': 'inspect', use: 'config.change', remove: 'package.remove' } },
      cache: { commands: { list: 'inspect', clear: 'cache.clear' } },
      self: {
        commands: {
          show: 'inspect',
          'update add install lock sync': 'package.install-system',
          remove: 'package.remove',
        },
      },
      python: { commands: { list: 'inspect', install: 'package.install-system', remove: 'package.remove' } },
      export: { does: 'inspect', values: { '-o --output': 'file.write', '-f --format': 'text' } },
    },
  },
  pdm: {
    values: { '-p --project': 'directory', '-c --config': 'file.read' },
    commands: {
      'list info show search outdated completion': 'inspect',
      'install add update sync lock import fix': {
        does: 'package.install',
        operands: REQUIREMENTS,
        values: { '-G --group -d --dev': 'text', '-e --editable': 'text' },
      },
      remove: 'package.remove',
      init: { bare: 'file.create', operands: 'file.create*' },
      new: { operands: 'file.create' },
      run: PROJECT_RUN,
      build: { does: 'build', values: { '-d --dest': 'file.write' } },
      publish: 'package.publish',
      config: { operands: ['config.redirect', 'text*'], bare: 'inspect' },
      export: { does: 'inspect', values: { '-o --output': 'file.write' } },
      'venv python py use self plugin cache': {
        does: 'config.change',
        commands: { 'list info': 'inspect', 'clear remove': 'cache.clear' },
        operands: 'text*',
      },
    },
  },
  pipenv: {
    flags: { '--venv --py --envs --where --rm': 'inspect', '--three --two': 'package.install' },
    values: { '--python': 'text', '--pypi-mirror': INDEX },
    commands: {
      'graph check verify requirements scripts audit': 'inspect',
      'install update sync lock upgrade': {
        does: 'package.install',
        operands: REQUIREMENTS,
        values: { ...SOURCES, '--categories': 'text', '-e --editable': 'text' },
      },
      'uninstall clean': 'package.remove',
      run: PROJECT_RUN,
      shell: 'shell.interactive',
      open: 'desktop.act',
    },
    bare: 'inspect',
  },
  'hatch rye': {
    bare: 'inspect',
    values: { '-e --env -p --project --color --data-dir --cache-dir --config': 'text' },
    commands: {
      'version status show list help test-matrix': 'inspect',
      dep: { commands: { '*': 'inspect' } },
      env: {
        commands: {
          'find show': 'inspect',
          create: 'package.install',
          'remove prune': 'package.remove',
          run: PROJECT_RUN,
        },
      },
      run: PROJECT_RUN,
      shell: 'shell.interactive',
      'new init': { does: 'file.create', operands: 'text*' },
      'build test lint fmt': { does: 'build' },
      'sync lock add fetch pin toolchain install tools': { does: 'package.install', operands: REQUIREMENTS },
      'remove uninstall clean': 'package.remove',
      publish: 'package.publish',
      python: { commands: { 'find show': 'inspect', '*': 'package.install-system' } },
      project: { commands: { metadata: 'inspect' } },
      config: { bare: 'inspect', commands: { 'find show explore': 'inspect', '*': 'config.change' } },
      self: 'package.install-system',
    },
  },
  'pyenv plenv': {
    bare: 'inspect',
    commands: {
      init: 'inspect.setup',
      'versions version which whence root prefix shims commands help hooks completions version-name version-file version-origin virtualenvs latest':
        'inspect',
      'install update virtualenv': 'package.install-system',
      'global local shell rehash activate deactivate': 'config.change',
      'uninstall virtualenv-delete': 'package.remove',
      exec: { style: 'posix', operands: 'command' },
    },
  },
  'virtualenv pyvenv': {
    operands: 'file.create*',
    values: {
      '-p --python --prompt --seeder --creator --app-data --pip --setuptools --extra-search-dir --activators': 'text',
    },
  },
  'mkvirtualenv workon lsvirtualenv cpvirtualenv cdvirtualenv setvirtualenvproject mkproject showvirtualenv':
    'config.change',
  'rmvirtualenv wipeenv': 'package.remove',
  'pip-compile': {
    does: 'inspect',
    operands: 'file.read*',
    flags: { '--dry-run -n': { only: true }, '-U --upgrade': 'inspect' },
    values: { '-o --output-file': 'file.write', ...SOURCES, '-P --upgrade-package --extra --resolver': 'text' },
  },
  'pip-sync': {
    does: 'package.install',
    operands: 'file.read*',
    values: { '-i --index-url --extra-index-url': INDEX },
  },
  'pip-audit safety pip-licenses pipdeptree pip-check pipreqs pipgrip deptry creosote johnnydep': {
    does: 'inspect',
    values: { '-r --requirement': 'file.read', '-o --output --output-file --savepath': 'file.write' },
    flags: { '--fix': 'package.install' },
  },
  'pip-upgrade pip-review': { does: 'package.install' },
  easy_install: { does: 'package.foreign' },
  twine: { commands: { check: 'file.read', 'upload register': { does: 'package.publish', operands: 'text*' } } },
  'pyproject-build': { does: 'build' },
  flit: {
    commands: {
      build: 'build',
      install: 'package.install',
      publish: 'package.publish',
      init: { bare: 'file.create', operands: 'file.create*' },
    },
  },
  maturin: {
    commands: {
      'list-python': 'inspect',
      'build develop sdist': 'build',
      'new init generate-ci': { bare: 'file.create', operands: 'file.create*' },
      'publish upload': 'package.publish',
    },
  },
  'pex shiv zipapp': {
    does: 'build',
    operands: REQUIREMENTS,
    values: {
      '-o --output-file --output': 'file.write',
      '-r --requirement': 'file.read',
      '-c --console-script -m --entry-point -e -p --python': 'text',
      '-i --index-url': INDEX,
    },
  },
  'pyinstaller nuitka nuitka3 cx_freeze py2app briefcase cythonize cython cibuildwheel auditwheel delocate bbfreeze f2py':
    {
      does: 'build',
      operands: 'text*',
      values: { '--runtime-hook --additional-hooks-dir --runtime-tmpdir': 'code.load' },
    },
  spack: {
    does: 'package.install',
    commands: {
      'list find info spec versions graph help arch compilers location providers': 'inspect',
      'uninstall gc': 'package.remove',
      clean: 'cache.clear',
      mirror: 'config.redirect',
    },
    operands: 'text*',
  },
  'copier cookiecutter cruft': {
    does: 'file.create',
    operands: [{ 'http* git* gh:* gl:* bb:* *.git': 'code.remote-package', else: 'code.project' }, 'text*'],
    values: {
      '-o --output-dir': 'file.write',
      '-c --checkout --config-file --directory --replay-file -d --data -r --vcs-ref': 'text',
    },
    commands: { 'check diff': 'inspect', 'copy create update link recopy': { does: 'code.remote-package' } },
  },
  jinja2: { does: 'inspect', operands: 'file.read*', values: { '-o --outfile': 'file.write', '-D --format': 'text' } },
};
