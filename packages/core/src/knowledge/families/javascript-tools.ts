/** Version managers of Node, and small programs that scripts of JavaScript projects call. */
import type { Family } from '../vocabulary/spec.ts';

export const javascriptTools: Family = {
  // Version managers.
  'nvm fnm n nodenv nvs nodist': {
    bare: 'inspect',
    does: 'config.change',
    commands: {
      'ls list ls-remote list-remote current which version version-remote help default-version bin doctor lsr lts prefix':
        'inspect',
      'install i reinstall-packages install-latest-npm latest lts-install': 'package.install-system',
      env: 'inspect.setup',
      'use alias unalias default completions cache deactivate set-colors on off local global shell rehash':
        'config.change',
      'uninstall unload prune rm': 'package.remove',
      'exec run': { style: 'posix', operands: ['text', 'command'] },
    },
    operands: 'text*',
    values: { '--arch --fnm-dir --log-level --node-dist-mirror --version-file-strategy --using': 'text' },
  },
  volta: {
    commands: {
      'list ls which help completions': 'inspect',
      'install pin fetch setup': 'package.install-system',
      uninstall: 'package.remove',
      run: { style: 'posix', operands: 'command', values: { '--node --npm --pnpm --yarn --env': 'text' } },
    },
  },
  nrm: {
    commands: {
      'ls list current test help home ping': 'inspect',
      'use add set login': 'config.redirect',
      'del rename': 'config.change',
    },
  },
  // Smaller helpers.
  'ncu npm-check-updates': {
    does: 'inspect',
    flags: { '-u --upgrade -i --interactive': 'vcs.change', '-g --global': 'inspect' },
    values: { '--packageFile': 'file.read', '-f --filter -x --reject -t --target --dep --timeout': 'text' },
  },
  'depcheck npm-why npm-name size-limit publint attw cost-of-modules package-size bundlephobia are-the-types-wrong nsp is-website-vulnerable licensee':
    'inspect',
  npkill: 'package.remove',
  'rimraf del-cli': {
    operands: 'file.delete-tree*',
    values: { '-g --glob --impl --max-retries --retry-delay --backoff': 'text' },
  },
  mkdirp: 'file.create',
  'cpx cpy ncp copyfiles': {
    operands: ['file.read*', 'file.write'],
    values: { '-u --up -e --exclude': 'text', '--cwd': 'directory', '-t --transform -c --command': 'code.load' },
  },
  'cross-env env-cmd dotenv dotenvx': {
    style: 'posix',
    operands: ['assignment', 'command'],
    values: { '-e --environments -f --file': 'file.read', '-c': 'text', '-v': 'text' },
  },
  'cross-env-shell': { style: 'posix', operands: ['assignment', 'source.shell-joined'] },
  concurrently: {
    operands: 'source.shell*',
    values: {
      '-n --names -c --prefix-colors -p --prefix -l --prefix-length -t --timestamp-format -s --success --restart-tries --restart-after -m --max-processes --teardown':
        'text',
    },
  },
  'npm-run-all run-s run-p npm-run-all2 wireit': 'code.project',
  'onchange chokidar-cli': {
    operands: 'text*',
    values: { '-c --command': 'source.shell', '-i --ignore -e --exclude -d --debounce': 'text' },
  },
  pm2: {
    bare: 'inspect',
    commands: {
      'list ls l status show describe info logs log monit env prettylist jlist pid report ping help id': 'inspect',
      'start restart reload stop scale': {
        does: 'service.restart',
        operands: ['file.run', 'text*'],
        values: {
          '-n --name -i --instances --cron -c --interpreter --log -o --output -e --error --max-memory-restart --watch':
            'text',
          '--interpreter-args --node-args': 'code.hook',
        },
      },
      'delete del kill flush reset reloadLogs': 'process.signal',
      'startup unstartup': 'service.enable',
      'save dump resurrect set get unset conf config update init ecosystem': 'config.change',
      'install module:install': 'package.foreign',
      uninstall: 'package.remove',
      deploy: 'remote.change',
      serve: 'network.listen',
      'link plus': 'network.connect',
    },
  },
  forever: {
    commands: {
      'list logs config columns': 'inspect',
      'start restart stop stopall restartall cleanlogs': { does: 'process.signal', operands: ['file.run', 'text*'] },
    },
    operands: ['file.run', 'text*'],
  },
  'local-web-server lite-server servor verdaccio docsify': {
    does: 'network.listen',
    operands: 'file.read*',
    values: {
      '-p --port -l --listen -a --address -c --config -o --open -P --proxy --host -H -s --single --cors': 'text',
    },
  },
  'yo hygen plop gitpick degit tiged giget create-react-app create-next-app create-vite create-vue create-svelte create-astro create-remix create-t3-app create-expo-app create-electron-app create-nuxt-app express-generator':
    { does: 'code.remote-package', operands: 'text*' },
  'bower jspm component': {
    does: 'package.install',
    commands: {
      'list ls info search lookup home help': 'inspect',
      'uninstall prune': 'package.remove',
      'register unregister': 'package.publish',
      cache: 'cache.clear',
    },
    operands: 'text*',
  },
  husky: {
    does: 'config.change',
    commands: { 'install init uninstall': 'config.change', 'add set': { operands: ['file.write', 'source.shell'] } },
    operands: 'text*',
  },
  'lint-staged pretty-quick nano-staged simple-git-hooks': 'code.project',
  'npm-check': {
    does: 'inspect',
    flags: { '-u --update -y --update-all': 'package.install' },
    values: { '-i --ignore': 'text' },
  },
  'license-checker retire madge': {
    does: 'inspect',
    operands: 'file.read*',
    values: {
      '--out --outputpath --image -i --files': 'file.write',
      '--webpack-config --ts-config --customPath': 'file.read',
      '--onlyAllow --failOn --exclude --extensions --format --outputformat --severity --ignorefile': 'text',
    },
  },
};
