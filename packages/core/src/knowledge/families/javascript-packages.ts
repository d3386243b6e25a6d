/** Package managers and runners of JavaScript: npm, npx, pnpm, yarn, bun, deno. */
import type { Cases, CommandSpec, Family } from '../vocabulary/spec.ts';
import { GATE_CLI } from './gate-cli.ts';
import { stopping } from './guards.ts';

/** Tools that projects install and run through a runner; they are described elsewhere under the same names. */
const KNOWN_BINS =
  'tsc eslint prettier jest vitest mocha ava tap c8 nyc playwright cypress webpack vite rollup esbuild parcel turbo nx lerna tsx ts-node tsup tsdown biome oxlint oxfmt stylelint knip depcheck madge next nuxt astro ng vue-tsc svelte-check svelte-kit remix gatsby storybook prisma drizzle-kit typeorm sequelize knex husky lint-staged commitlint changeset semantic-release standard-version rimraf cross-env concurrently nodemon pm2 serve http-server swc babel postcss tailwindcss sass lessc typedoc jsdoc markdownlint cspell xo standard tslint dependency-cruiser license-checker npm-check-updates ncu size-limit stryker vitepress docusaurus expo react-native wrangler publint attw tsd api-extractor graphql-codegen grunt gulp cap json-server cowsay';
/** A package to run: a known tool of the project, or code from the network. */
const ELSEWHERE = '*@npm:* *@http* *@git* *@file:* *://*';
/** A known tool in a version of its own. */
const VERSIONED_BINS = KNOWN_BINS.replaceAll(/\S+/g, '$&@*');
/** What everybody starts a project with. */
const SCAFFOLDERS =
  'create-react-app create-next-app create-vite create-vue create-astro create-svelte create-expo-app create-nuxt create-nuxt-app create-remix create-t3-app create-turbo create-docusaurus create-electron-app nuxi degit';
const SCAFFOLDS = `${SCAFFOLDERS} ${SCAFFOLDERS.replaceAll(/\S+/g, '$&@*')} @angular/cli* @vue/cli* @nestjs/cli* @ionic/cli*`;
const BIN: Cases = {
  [`${KNOWN_BINS} capgate`]: 'command',
  // A gate of another version than the one that is asked.
  'capgate@* @capgate/*': 'gate.tamper',
  [ELSEWHERE]: 'code.remote-package',
  [`${VERSIONED_BINS} ${SCAFFOLDS}`]: 'package.install',
  else: 'code.remote-package',
};
/** What a project runs by a name of its own: a script, or a program that is installed with it. */
const OWN: Cases = { capgate: 'command', else: 'code.project', dynamic: 'code.project' };
/** `npm create NAME` runs the package `create-NAME`. */
const TEMPLATE: Cases = {
  [ELSEWHERE]: 'code.remote-package',
  'vite vite@* vue vue@* react-app next-app next-app@* astro astro@* svelte svelte@* expo-app expo-app@* nuxt nuxt@* remix remix@* t3-app t3-app@* turbo turbo@* docusaurus docusaurus@* playwright playwright@* @eslint/config @eslint/config@* @vitejs/app':
    'package.install',
  else: 'code.remote-package',
};

/** A package that a runner fetches before it runs something of it. */
const BIN_PACKAGE: Cases = { [KNOWN_BINS]: 'package.install', else: 'code.remote-package' };

/** The one registry that is everybody's; any other is the command's own choice. */
const REGISTRY: Cases = {
  'https://registry.npmjs.org https://registry.npmjs.org/ https://registry.yarnpkg.com https://registry.yarnpkg.com/':
    'text',
  else: 'package.foreign',
};
/** A package by name comes from the registry; by address, from wherever the address says. */
const PACKAGE: Cases = {
  'http://* https://* git+* git:* git@* ssh:* github:* gitlab:* bitbucket:* gist:* *@http://* *@https://* *@git+* *@github:*':
    'package.foreign',
  else: 'text',
  dynamic: 'text',
};
const PACKAGES = { every: PACKAGE } as const;

const REMOVED = { every: stopping('text') } as const;
const REMOVE: CommandSpec = {
  does: 'package.remove',
  operands: REMOVED,
  flags: { '-g --global': 'package.remove-system' },
};
const INSTALL: CommandSpec = {
  does: 'package.install',
  operands: PACKAGES,
  flags: { '-g --global': 'package.install-system', '--dry-run': { only: true } },
};
/** Settings of npm and its kin that neither name a program nor a source. */
const PLAIN_SETTING: Cases = {
  'ignore-scripts=false strict-ssl=false strict-ssl false': 'config.redirect',
  'registry* *:registry* *:_auth* *_authToken* *_password* //* script-shell* shell* git* node-options* init-module* globalconfig* userconfig* prefix* cafile* ca* proxy* https-proxy* ignore-scripts* onload-script* *Registry* npmAuth* npmRegistry* yarnPath* plugins* nodeLinker* enableScripts* unsafeHttpWhitelist* strict-ssl* minimum-release-age* dangerouslyAllowAllBuilds* viewer editor':
    'config.redirect',
  else: 'config.change',
};

const NPM_READS = 'list ls ll la root prefix bin explain why fund query sbom completion help help-search';
/** What the registry is asked for. */
const NPM_ASKS = 'outdated view v info show search s se find docs home repo bugs issues doctor ping whoami stars diff';
/** Words behind a package that take an agent's safeguards off, whichever package it comes in. */
const UNLEASHED: Cases = {
  '--dangerously-skip-permissions --allow-dangerously-skip-permissions --dangerously-bypass-approvals-and-sandbox --dangerously-allow-all --yolo --allow-all-tools --trust-all-tools':
    'agent.unleash',
  else: 'text',
  dynamic: 'text',
};
/** Settings are harmless to read, but for those that let others in. */
const CONFIG_GET: CommandSpec = {
  does: 'inspect',
  operands: { every: { '*_auth *_authToken *_password *:key': 'secret.show', else: 'text' } },
};
const RUNNER: CommandSpec = {
  style: 'posix',
  operands: [BIN, { every: UNLEASHED }],
  flags: { '--no-install --no -n': { operands: 'command' }, '-y --yes': 'package.install' },
  values: {
    '-p --package': BIN_PACKAGE,
    '-c --call --shell-mode': 'source.shell',
    '-w --workspace --cache --prefix --shell-auto-fallback': 'text',
    '--node-options --userconfig --shell --npm --node-arg': 'code.hook',
    '--registry': REGISTRY,
  },
};

/** Always fetches what it runs, known or not. */
const FETCHER: CommandSpec = { ...RUNNER, does: 'package.install' };

export const javascriptPackages: Family = {
  npm: {
    bare: 'inspect',
    flags: { '-v -h -l': { only: true } },
    values: {
      '--registry': REGISTRY,
      '--script-shell --node-options --git --shell --editor --viewer': 'code.hook',
      '--userconfig --globalconfig': 'config.redirect',
      '-w --workspace --loglevel --tag --otp --access --omit --include --cache --depth --json-indent --scope --location --before --save-prefix --cpu --os --libc':
        'text',
      '--prefix -C': 'directory',
    },
    commands: {
      [NPM_READS]: 'inspect',
      [NPM_ASKS]: 'remote.read',
      'install i in ins inst add isntall install-test it': INSTALL,
      'ci clean-install ic install-clean install-ci-test cit rebuild rb prune dedupe ddp find-dupes update up upgrade udpate link ln':
        { does: 'package.install', flags: { '-g --global': 'package.install-system', '--dry-run': { only: true } } },
      'uninstall un remove rm r unlink': REMOVE,
      'run run-script rum urn': { style: 'posix', operands: [OWN, 'text*'], bare: 'inspect' },
      'test tst t start stop restart': 'code.project',
      'exec x': RUNNER,
      'init create innit': {
        operands: [TEMPLATE, 'text*'],
        bare: 'file.create',
        style: 'posix',
        flags: { '-y --yes': 'file.create' },
        values: { '-w --workspace --scope': 'text' },
      },
      explore: {
        style: 'posix',
        operands: ['shell.interactive'],
        commands: { '*': { style: 'posix', operands: 'command', bare: 'shell.interactive' } },
      },
      pack: {
        does: 'file.create',
        operands: 'text*',
        flags: { '--dry-run': { only: true } },
        values: { '--pack-destination': 'file.write' },
      },
      publish: { does: 'package.publish', flags: { '--dry-run': { only: true } } },
      'unpublish deprecate undeprecate': { does: 'package.publish', flags: { '--dry-run': { only: true } } },
      'dist-tag dist-tags': {
        bare: 'inspect',
        commands: { 'ls list': 'inspect', 'add set rm': 'package.publish' },
        operands: 'text*',
      },
      'owner author': { commands: { 'ls list': 'inspect', 'add rm remove': 'remote.grant' } },
      access: { commands: { 'list ls get ls-packages ls-collaborators': 'inspect', '*': 'remote.grant' } },
      team: { commands: { 'ls list': 'inspect', 'create add': 'remote.grant', 'destroy rm': 'remote.delete' } },
      org: { commands: { 'ls list': 'inspect', 'set add': 'remote.grant', rm: 'remote.delete' } },
      token: { commands: { list: 'inspect', create: 'remote.secret', 'revoke rm': 'remote.delete' } },
      profile: { commands: { get: 'inspect', '*': 'remote.change' } },
      hook: { commands: { ls: 'inspect', 'add update': 'remote.grant', rm: 'remote.delete' } },
      'star unstar': 'remote.change',
      trust: { commands: { list: 'inspect', '*': 'remote.grant' } },
      'login adduser add-user logout': 'remote.login',
      'config c': {
        bare: 'inspect',
        commands: {
          'list ls': 'inspect',
          get: CONFIG_GET,
          set: { operands: [PLAIN_SETTING, PLAIN_SETTING] },
          'delete del rm edit fix': 'config.change',
        },
      },
      get: CONFIG_GET,
      set: { operands: [PLAIN_SETTING, PLAIN_SETTING] },
      pkg: { commands: { get: 'inspect', 'set delete fix': 'vcs.change' } },
      version: { bare: 'inspect', operands: ['vcs.change', 'text*'] },
      shrinkwrap: 'vcs.change',
      audit: { does: 'inspect', commands: { fix: 'package.install', signatures: 'inspect' }, operands: 'text*' },
      cache: { commands: { 'ls verify npx': 'inspect', add: 'package.install', 'clean clear rm': 'cache.clear' } },
      edit: 'desktop.act',
    },
  },
  npx: RUNNER,
  pnpx: FETCHER,
  pnpm: {
    bare: 'inspect',
    flags: { '-v -h': { only: true } },
    values: {
      '--registry': REGISTRY,
      '-C --dir': 'directory',
      '-F --filter --filter-prod --reporter --loglevel --store-dir --virtual-store-dir --workspace-concurrency --tag --otp --access':
        'text',
      '--script-shell --config.script-shell': 'code.hook',
      '--pnpmfile --global-pnpmfile': 'code.load',
    },
    commands: {
      'list ls la ll why licenses audit-list root bin help prefix sbom cat-file cat-index find-hash ignored-builds completion peers':
        'inspect',
      'outdated doctor view info show search whoami ping docs repo': 'remote.read',
      'install i': INSTALL,
      add: INSTALL,
      'update up upgrade fetch import rebuild rb dedupe prune link ln install-test it ci deploy patch patch-commit patch-remove approve-builds':
        { does: 'package.install', flags: { '-g --global': 'package.install-system' } },
      'remove rm uninstall un unlink': REMOVE,
      'run run-script': { style: 'posix', operands: [OWN, 'text*'], bare: 'inspect' },
      'test t tst start stop restart': 'code.project',
      exec: { style: 'posix', operands: 'command', flags: { '-c --shell-mode': { operands: 'source.shell-joined' } } },
      dlx: FETCHER,
      create: { operands: ['code.remote-package', 'text*'], style: 'posix' },
      init: { bare: 'file.create', operands: 'file.create*' },
      pack: { does: 'file.create', values: { '--pack-destination --out': 'file.write' } },
      'publish unpublish deprecate': { does: 'package.publish', flags: { '--dry-run': { only: true } } },
      'config c': {
        bare: 'inspect',
        commands: {
          'list ls get': 'inspect',
          set: { operands: [PLAIN_SETTING, PLAIN_SETTING] },
          'delete rm': 'config.change',
        },
      },
      audit: { does: 'inspect', flags: { '--fix': 'vcs.change' } },
      store: { commands: { 'status path': 'inspect', prune: 'cache.clear', add: 'package.install' } },
      cache: { commands: { 'list list-registries view': 'inspect', delete: 'cache.clear' } },
      env: { commands: { 'list ls': 'inspect', 'use add': 'package.install-system', 'remove rm': 'package.remove' } },
      'setup self-update': 'package.install-system',
      'login logout': 'remote.login',
      'recursive multi m': { style: 'posix', operands: [OWN, 'text*'] },
      server: { commands: { '*': 'inspect' } },
      capgate: GATE_CLI,
      '*': { does: 'code.project', style: 'posix' },
    },
  },
  'yarn yarnpkg': {
    bare: 'package.install',
    flags: { '-v -h': { only: true } },
    values: {
      '--registry': REGISTRY,
      '--cwd': 'directory',
      '--modules-folder --cache-folder --mutex --network-timeout --access --tag --otp --use-yarnrc': 'text',
    },
    commands: {
      'list why versions help bin licenses check explain': 'inspect',
      'info outdated audit': 'remote.read',
      'install add upgrade up upgrade-interactive import link unlink rebuild dedupe': INSTALL,
      'autoclean unplug patch patch-commit': 'package.install',
      remove: REMOVE,
      global: {
        commands: {
          'list bin dir': 'inspect',
          'add upgrade upgrade-interactive': { does: 'package.install-system', operands: PACKAGES },
          remove: { does: 'package.remove-system', operands: REMOVED },
        },
      },
      run: { style: 'posix', operands: [OWN, 'text*'], bare: 'inspect' },
      'test start build dev lint': 'code.project',
      exec: { style: 'posix', operands: 'command' },
      node: { style: 'posix', operands: ['file.run', 'text*'] },
      dlx: FETCHER,
      create: { operands: ['code.remote-package', 'text*'], style: 'posix' },
      init: { does: 'file.create', values: { '-i2 -2': 'text' } },
      pack: { does: 'file.create', values: { '-f --filename -o --out': 'file.write' } },
      publish: 'package.publish',
      version: 'vcs.change',
      npm: {
        commands: {
          'info whoami': 'inspect',
          audit: 'inspect',
          'login logout': 'remote.login',
          'publish tag': 'package.publish',
        },
      },
      tag: { commands: { 'list ls': 'inspect', '*': 'package.publish' } },
      'owner team access': { commands: { 'list ls': 'inspect', '*': 'remote.grant' } },
      config: {
        bare: 'inspect',
        commands: {
          'list get current': 'inspect',
          set: { operands: [PLAIN_SETTING, PLAIN_SETTING] },
          'delete unset': 'config.change',
        },
        flags: { '--why -v --json': 'inspect' },
      },
      set: {
        commands: {
          version: { operands: [{ './* /* http* *.js *.cjs': 'config.redirect', else: 'config.change' }] },
          resolution: 'config.change',
        },
      },
      plugin: { commands: { 'list runtime check': 'inspect', import: 'code.load', remove: 'config.change' } },
      cache: { commands: { 'list dir': 'inspect', 'clean clear': 'cache.clear' } },
      constraints: { does: 'inspect', flags: { '--fix': 'vcs.change' } },
      workspace: { style: 'posix', operands: ['text', OWN, 'text*'] },
      workspaces: {
        does: 'code.project',
        commands: {
          'info list': 'inspect',
          'foreach run': { does: 'code.project', style: 'posix' },
          focus: 'package.install',
        },
      },
      'login logout': 'remote.login',
      capgate: GATE_CLI,
      '*': { does: 'code.project', style: 'posix' },
    },
  },
  corepack: {
    commands: {
      'enable disable install prepare use up pack hydrate': 'package.install-system',
      cache: 'cache.clear',
      capgate: GATE_CLI,
      '*': { does: 'code.project', style: 'posix' },
    },
  },
  bun: {
    bare: 'inspect',
    style: 'posix',
    stdin: 'source.javascript',
    flags: { '-v -h --revision': { only: true }, '--watch --hot -b --bun --silent --smol -i --no-install': 'inspect' },
    values: {
      '-e --eval -p --print': { takes: 'source.javascript', operands: 'text*' },
      '-r --preload --require --import': 'code.load',
      '-c --config --env-file --tsconfig-override': 'file.read',
      '--cwd': 'directory',
      '--registry': REGISTRY,
      '--filter -F --port --inspect --inspect-wait --inspect-brk --define -d --conditions --shell': 'text',
    },
    operands: [
      {
        'http://* https://*': 'code.remote-package',
        '*.js *.ts *.tsx *.jsx *.mjs *.cjs *.mts ./* ../* /*': 'file.run',
        else: 'code.project',
      },
      'text*',
    ],
    commands: {
      'install i add a update link': { ...INSTALL, style: 'gnu' },
      'remove rm unlink': {
        style: 'gnu',
        does: 'package.remove',
        operands: REMOVED,
        flags: { '-g --global': 'package.remove-system', '--dry-run': { only: true } },
      },
      'why help completions': 'inspect',
      'outdated audit info': 'remote.read',
      run: {
        style: 'posix',
        bare: 'inspect',
        operands: [{ '*.js *.ts *.tsx *.jsx *.mjs *.cjs ./* ../* /*': 'file.run', else: 'code.project' }, 'text*'],
      },
      test: {
        does: 'code.project',
        style: 'gnu',
        values: {
          '--preload -r': 'code.load',
          '--timeout -t --test-name-pattern --rerun-each --bail --coverage-dir --coverage-reporter --reporter --reporter-outfile':
            'text',
        },
      },
      build: {
        does: 'build',
        style: 'gnu',
        operands: 'file.read*',
        values: {
          '--outdir --outfile': 'file.write',
          '--target --format --root --splitting --public-path -e --external --entry-naming --define --loader --banner --footer --packages':
            'text',
        },
      },
      x: RUNNER,
      'create c': { operands: ['code.remote-package', 'text*'] },
      init: { bare: 'file.create', operands: 'file.create*' },
      exec: { operands: 'source.shell-joined' },
      repl: { stdin: 'source.javascript' },
      pm: {
        style: 'gnu',
        commands: {
          'bin ls hash hash-string hash-print cache whoami untrusted default-trusted why pkg view': 'inspect',
          'trust migrate version pack': 'package.install',
        },
      },
      publish: { style: 'gnu', does: 'package.publish', flags: { '--dry-run': { only: true } } },
      patch: 'package.install',
      upgrade: 'package.install-system',
      feedback: 'network.send',
    },
  },
  bunx: RUNNER,
  deno: {
    bare: 'desktop.act',
    flags: { '-V -h': { only: true } },
    values: {
      '-c --config --import-map --env-file --lock --cert': 'file.read',
      '--preload --import': 'code.load',
      '-L --log-level --unstable --location --seed --v8-flags': { takes: 'text', attached: true },
    },
    commands: {
      'run serve': {
        style: 'posix',
        stdin: 'source.javascript',
        operands: [
          {
            'npm:capgate npm:capgate@* npm:@capgate/*': 'gate.tamper',
            'http://* https://* jsr:* npm:*': 'code.remote-package',
            else: 'file.run',
          },
          'text*',
        ],
        bare: 'inspect',
        values: {
          '--inspect --inspect-brk --allow-read --allow-net --allow-write --allow-env --allow-run --allow-sys --allow-ffi -R -N -W -E':
            { takes: 'text', attached: true },
          '--port --host': 'text',
        },
      },
      eval: { style: 'posix', operands: ['source.javascript', 'text*'], flags: { '-p --print': 'inspect' } },
      repl: { stdin: 'source.javascript', values: { '--eval': 'source.javascript', '--eval-file': 'file.run' } },
      'doc types completions help why': { does: 'inspect' },
      'info outdated': { does: 'remote.read' },
      'check lint': { does: 'inspect', flags: { '--fix': 'build' } },
      fmt: { operands: 'file.write*', flags: { '--check': { turns: { 'file.write': 'file.read' } } }, bare: 'build' },
      'test bench': 'code.project',
      coverage: { does: 'inspect', values: { '--output': 'file.write' } },
      task: { style: 'posix', bare: 'inspect', operands: [OWN, 'text*'] },
      'cache add i install ci update approve-scripts': {
        does: 'package.install',
        operands: PACKAGES,
        flags: { '-g --global': 'package.install-system' },
      },
      'remove uninstall': REMOVE,
      compile: {
        does: 'build',
        operands: ['file.read', 'text*'],
        values: { '-o --output': 'file.write', '--target --icon --include': 'text' },
      },
      bundle: { does: 'build', operands: ['file.read', 'file.write'] },
      create: { operands: ['code.remote-package', 'text*'], style: 'posix' },
      x: RUNNER,
      init: { bare: 'file.create', operands: 'file.create*' },
      vendor: 'package.install',
      upgrade: 'package.install-system',
      publish: { does: 'package.publish', flags: { '--dry-run': { only: true } } },
      'jupyter lsp clean': { does: 'config.change' },
      deploy: 'remote.change',
      '*': { style: 'posix', does: 'code.project' },
    },
  },
};
