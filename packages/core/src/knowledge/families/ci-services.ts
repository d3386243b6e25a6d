/** Continuous integration, deployment by code, development environments and their runners. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

/** A service's client: reading by verb, everything else changes the service. */
const SERVICE: CommandSpec = {
  does: 'remote.change',
  operands: 'text*',
  commands: {
    'list ls get show view status describe info history log logs version help whoami diagnostic validate lint config-validate open branches token-show queue builds-list trace wait':
      { does: 'remote.read', operands: 'text*' },
    'login logout auth setup whatsnew': 'remote.login',
    'delete remove rm destroy cancel-all delete-job delete-builds delete-node delete-view': {
      does: 'remote.delete',
      operands: 'text*',
    },
    'update self-update': 'package.install-system',
  },
  values: {
    '-s --server --host --url -t --token --org --project --branch -u --username -auth': 'text',
    '-f --file --config': 'file.read',
    '-o --output': 'file.write',
  },
};

export const ciServices: Family = {
  act: {
    does: 'container.run',
    operands: 'text*',
    flags: {
      '-l --list -n --dryrun -g --graph': { only: true },
      '--privileged': 'container.escape',
      '-b --bind': 'container.change',
    },
    values: {
      '-W --workflows -e --eventpath --secret-file --env-file --var-file': 'file.read',
      '-s --secret -j --job -P --platform --env --var --matrix --container-architecture --actor --input': 'text',
      '--container-daemon-socket --container-options': 'container.run',
      '--artifact-server-path': 'file.write',
    },
  },
  circleci: {
    bare: 'inspect',
    commands: {
      config: {
        commands: {
          'validate process pack': { operands: 'file.read*' },
          generate: { bare: 'file.create', operands: 'file.create*' },
        },
      },
      local: { does: 'container.run', operands: 'text*' },
      'version help diagnostic info completion': 'remote.read',
      orb: { commands: { 'list info source validate process diff': 'remote.read', '*': 'package.publish' } },
      'context project runner namespace pipeline policy': {
        commands: { 'list show get': 'remote.read', '*': 'remote.change' },
      },
      setup: 'remote.login',
      update: 'package.install-system',
      follow: 'remote.change',
      tests: 'inspect',
      step: 'inspect',
    },
  },
  'travis jenkins-cli jenkins-jobs jenkins-cli.jar drone woodpecker-cli concourse bk-cli semaphore-cli semaphore appveyor buddy codefresh bitrise-cli teamcity octo octopus gocd spin spinnaker screwdriver cirrus-cli cirrus buildbot zuul-client brigade wercker shippable nevercode codeship-cli copybara':
    {
      ...SERVICE,
      commands: {
        ...SERVICE.commands,
        'exec execute run local': { does: 'container.run', operands: 'text*' },
        'groovy groovysh groovy-script': 'code.inline',
        encrypt: 'secret.change',
        'ssh intercept hijack': 'network.login',
        'list-* get-* who-am-i': { does: 'remote.read', operands: 'text*' },
      },
    },
  'buildkite-agent gitlab-runner actions-runner drone-runner woodpecker-agent teamcity-agent forgejo-runner act_runner github-runner':
    {
      does: 'service.change',
      commands: {
        'help list status verify version env meta-data-get': 'inspect',
        'start run run-single exec bootstrap daemon register register-runner unregister install uninstall restart stop create-runner-config generate-config':
          { does: 'service.change', operands: 'text*' },
        artifact: { commands: { 'download search shasum': 'network.fetch', upload: 'network.send' } },
        'annotate annotation meta-data pipeline step lock': { does: 'remote.change', operands: 'text*' },
        'secret oidc': { does: 'remote.secret', operands: 'text*' },
      },
      operands: 'text*',
    },
  'earth toast batect werf': {
    does: 'container.run',
    operands: 'text*',
    commands: {
      'version help query doc ls functions config account': 'inspect',
      prune: 'cache.clear',
      'login logout': 'remote.login',
      'install develop init update': 'package.install',
      publish: 'package.publish',
    },
    flags: { '--push --allow-privileged -P': 'package.publish' },
  },
  'devcontainer devpod gitpod coder daytona devspaces hocus': {
    does: 'container.run',
    operands: 'text*',
    commands: {
      'read-configuration features-info list ls status logs version help templates show': 'inspect',
      'up build run-user-commands start create stop rebuild': { does: 'container.run', operands: 'text*' },
      exec: { style: 'posix', does: 'container.run', away: true },
      'ssh code open': 'network.login',
      'delete rm': 'container.purge',
      'login logout': 'remote.login',
      features: { does: 'inspect', commands: { publish: 'package.publish', '*': 'inspect' } },
    },
  },
  'danger-js danger-swift danger-kotlin reviewbot policy-bot renovate renovate-config-validator dependabot mergify updatecli depfu fossa whitesource mend ossindex dependency-check ort scancode licensed license_finder go-licenses reuse addlicense':
    {
      does: 'inspect',
      operands: 'text*',
      values: {
        '-o --output --out --json-file-output --sarif-file-output --format-output': 'file.write',
        '-f --format -c --config -L --lockfile': 'text',
      },
      commands: {
        monitor: 'network.send',
        'auth login': 'remote.login',
        'fix apply wizard': 'package.install',
        'annotate download': 'vcs.change',
        'code container iac test scan lint list status': { does: 'inspect', operands: 'text*' },
      },
    },
  'makensis iscc candle create-dmg appdmg electron-installer-debian jreleaser': {
    does: 'build',
    operands: 'text*',
    values: {
      '-o --output -p --package --app': 'file.write',
      '--before-install --after-install --before-remove --after-remove --config-files -C --prefix -s -t -n -v -a':
        'text',
    },
    commands: {
      'upload release push publish promote': 'package.publish',
      'login logout': 'remote.login',
      'status list-revisions whoami list help version': 'remote.read',
      clean: 'cache.clear',
    },
  },
  'bugsnag-cli rollbar-cli statsig posthog-cli honeymarker': {
    ...SERVICE,
    commands: {
      ...SERVICE.commands,
      'sourcemaps upload-dif debug-files upload upload-proguard': { does: 'network.send', operands: 'text*' },
    },
  },
  'standard-readme all-contributors ghp-import push-dir git-deploy shipit dandelion': {
    does: 'vcs.push',
    operands: 'text*',
    flags: { '-h --list': { only: true } },
  },
  'license gitignore gi add-gitignore gitignore.io editorconfig mrm projen leasot fixme git-todo jscodeshift gritql grit semcode rf coccinelle spatch cs_coccinelle sourcegraph src benchstat benchcmp':
    {
      does: 'inspect',
      operands: 'text*',
      flags: { '-U --update-all -in-place -i --in-place --interactive --accept-all -w': 'vcs.change' },
      values: { '-t --transform': 'file.run', '-o --output': 'file.write' },
      commands: { apply: 'vcs.change', 'list patterns check scan test': { does: 'inspect', operands: 'text*' } },
    },
  'sfdk mb2 tizen meego-sdk yocto bitbake devtool oe-pkgdata-util kas crosstool-ng ct-ng buildroot pmbootstrap': {
    does: 'build',
    operands: 'text*',
    commands: {
      'status list search info show help tools': 'inspect',
      engine: { does: 'build', operands: 'text*' },
      deploy: 'remote.change',
      shell: 'shell.interactive',
    },
  },
};
