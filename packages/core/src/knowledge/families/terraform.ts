/** Infrastructure as code: terraform and its kin, pulumi, packer, cdk. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

const VARS = {
  '-var -var-file -target -replace -exclude -parallelism -lock-timeout -state -backup -state-out -config -backend-config -plugin-dir -from-module -lockfile -platform -fs-mirror -net-mirror -context -test-directory -filter -id -type -resource -chdir':
    'text',
} as const;
const PLAN: CommandSpec = {
  style: 'long',
  does: 'remote.read',
  operands: 'text*',
  values: { ...VARS, '-out -generate-config-out': 'file.write' },
};
const APPLY: CommandSpec = {
  style: 'long',
  does: 'remote.change',
  operands: 'text*',
  flags: { '-destroy': 'remote.destroy' },
  values: VARS,
};
const PRINT: CommandSpec = { style: 'long', does: 'inspect', operands: 'text*', values: VARS };

const TERRAFORM = {
  'version help metadata validate show graph functions': PRINT,
  output: { ...PRINT, flags: { '-raw -json': {} } },
  fmt: {
    style: 'long',
    operands: 'file.write*',
    bare: 'file.write',
    flags: { '-check': { turns: { 'file.write': 'file.read' } }, '-diff': {} },
    values: { '-write': { false: 'only', else: 'text' } },
  },
  init: {
    style: 'long',
    does: ['package.install', 'config.change'],
    operands: 'text*',
    flags: { '-migrate-state -force-copy': 'remote.change' },
    values: VARS,
  },
  get: { style: 'long', does: 'package.install', operands: 'text*' },
  providers: {
    bare: 'inspect',
    commands: {
      schema: 'inspect',
      'lock mirror': { does: ['network.fetch', 'file.create'], operands: 'text*', style: 'long', values: VARS },
    },
  },
  plan: PLAN,
  refresh: { ...PLAN, does: 'remote.change' },
  apply: APPLY,
  destroy: { ...APPLY, does: 'remote.destroy' },
  'import taint untaint': { ...APPLY, does: 'remote.change' },
  'force-unlock': { style: 'long', does: 'remote.change', operands: 'text*' },
  state: {
    commands: {
      'list show': PRINT,
      pull: { does: 'remote.secret' },
      'mv replace-provider': { ...APPLY },
      push: { ...APPLY, does: 'remote.destroy' },
      'rm remove': { ...APPLY, does: 'remote.delete' },
    },
  },
  'workspace env': {
    bare: 'inspect',
    commands: {
      'list show': 'inspect',
      'select new': { style: 'long', does: 'config.change', operands: 'text*', values: VARS },
      delete: { style: 'long', does: 'remote.delete', operands: 'text*' },
    },
  },
  console: { style: 'long', does: 'remote.read', values: VARS },
  test: { style: 'long', does: 'remote.change', values: VARS },
  'login logout': 'remote.login',
  'modules stacks query rpcapi': PRINT,
} as const;

const PULUMI_TEXT =
  '-s --stack -C --cwd --color -v --profiling --memprofilerate --tracing -m --message -p --parallel --replace -t --target --target-replace --policy-pack --policy-pack-config -c --config --config-file --config-path --secrets-provider --import-file --plan --exclude -n --name --description --runtime-options --path --context';

export const terraform: Family = {
  'terraform tofu': {
    bare: 'inspect',
    style: 'long',
    values: { '-chdir': { takes: 'directory', attached: true } },
    flags: { '-v -help -version': { only: true } },
    commands: TERRAFORM,
  },
  'terragrunt tg': {
    bare: 'inspect',
    style: 'long',
    values: {
      '-terragrunt-config -terragrunt-working-dir -terragrunt-log-level -terragrunt-include-dir -terragrunt-exclude-dir -terragrunt-parallelism -terragrunt-iam-role -terragrunt-source -terragrunt-source-map -working-dir -config -log-level -log-format -parallelism -queue-include-dir -queue-exclude-dir -iam-assume-role -source -download-dir -var -var-file -target':
        'text',
      '-terragrunt-tfpath -tf-path -terragrunt-hclfmt-file -auth-provider-cmd': 'code.hook',
    },
    commands: {
      ...TERRAFORM,
      'terragrunt-info output-module-groups graph-dependencies hclvalidate render-json validate-inputs find list dag render info hcl output-all validate-all plan-all catalog scaffold stack backend':
        {
          does: 'remote.read',
          operands: 'text*',
          style: 'long',
          commands: { delete: 'remote.destroy', 'bootstrap migrate': 'remote.change' },
        },
      'hclfmt fmt-all': { operands: 'file.write*', bare: 'file.write' },
      'run-all run': { style: 'long', commands: TERRAFORM, flags: { '-all': {} } },
      'apply-all': APPLY,
      'destroy-all': { ...APPLY, does: 'remote.destroy' },
      'aws-provider-patch': 'file.write',
    },
  },
  'terraform-docs tflint tfsec driftctl infracost terraform-ls tfswitch tfenv tofuenv tenv rover inframap blast-radius tfupdate tfmigrate':
    {
      does: 'inspect',
      operands: 'text*',
      commands: {
        'install use pin': 'package.install-system',
        uninstall: 'package.remove-system',
        'list list-remote version breakdown diff output scan': 'inspect',
        apply: 'remote.change',
        'auth login configure': 'remote.login',
      },
      values: {
        '--output-file --out-file --out': 'file.write',
        '-f --format -c --config --path --filter --only --enable-rule --disable-rule --var-file --chdir -o --output --usage-file':
          'text',
      },
    },
  pulumi: {
    bare: 'inspect',
    values: { [PULUMI_TEXT]: 'text' },
    commands: {
      'preview pre about whoami version logs console help completion gen-completion view-trace schema package convert':
        { does: 'remote.read', operands: 'text*', values: { '--out --save-plan': 'file.write' } },
      'up update refresh import watch do': 'remote.change',
      'destroy down dn': { does: 'remote.destroy', flags: { '--preview-only': { only: true } } },
      cancel: 'remote.change',
      config: {
        bare: 'remote.read',
        flags: { '--show-secrets': 'remote.secret' },
        commands: {
          get: 'remote.secret',
          'set set-all cp refresh rm rm-all env': { does: 'config.change', operands: 'text*' },
        },
      },
      stack: {
        bare: 'remote.read',
        flags: { '--show-secrets': 'remote.secret' },
        commands: {
          'ls output history graph tag': { does: 'remote.read', flags: { '--show-secrets': 'remote.secret' } },
          'init select unselect rename change-secrets-provider webhook': 'remote.change',
          export: { does: 'remote.secret', values: { '--file': 'file.write' } },
          import: 'remote.change',
          rm: { does: 'remote.delete', flags: { '-f --force': 'remote.destroy' } },
        },
      },
      state: {
        commands: {
          'unprotect protect rename move upgrade repair edit taint untaint': 'remote.change',
          delete: 'remote.delete',
        },
      },
      'login logout': 'remote.login',
      new: { does: ['network.fetch', 'file.create'], operands: 'text*', values: { '--dir': 'text' } },
      install: 'package.install',
      plugin: { commands: { ls: 'inspect', install: 'package.install-system', 'rm run': 'package.remove-system' } },
      policy: { commands: { ls: 'remote.read', 'new': 'file.create', 'publish enable disable rm': 'remote.change' } },
      'env esc': {
        commands: {
          'ls get diff version': 'remote.secret',
          open: 'remote.secret',
          run: { style: 'posix', operands: ['text', 'command'] },
          'init set edit clone tag': 'remote.change',
          rm: 'remote.delete',
        },
      },
      deployment: { operands: 'text*', does: 'remote.change' },
    },
  },
  packer: {
    bare: 'inspect',
    style: 'long',
    commands: {
      'version inspect validate console help': {
        style: 'long',
        does: 'inspect',
        operands: 'text*',
        values: { '-var -var-file -except -only': 'text' },
      },
      build: {
        style: 'long',
        does: ['remote.change', 'code.project'],
        operands: 'text*',
        values: { '-var -var-file -except -only -on-error -parallel-builds': 'text' },
      },
      fix: { style: 'long', operands: 'file.read' },
      fmt: { style: 'long', operands: 'file.write*' },
      init: { style: 'long', does: 'package.install', operands: 'text*' },
      hcl2_upgrade: {
        style: 'long',
        operands: 'file.read',
        does: 'file.create',
        values: { '-output-file': 'file.write' },
      },
      plugins: {
        commands: {
          'installed required': 'inspect',
          install: 'package.install-system',
          remove: 'package.remove-system',
        },
      },
    },
  },
  cdk: {
    bare: 'inspect',
    values: {
      '-a --app -b --build': 'code.hook',
      '-c --context -p --plugin --profile --proxy --ca-bundle-path -r --role-arn -o --output --toolkit-stack-name --require-approval --parameters -t --tags --method --concurrency -f --outputs-file --language -l --template --qualifier --cloudformation-execution-policies --trust --from-path --region --stack-name':
        'text',
    },
    commands: {
      'list ls synth synthesize diff metadata drift flags': { does: 'code.project', operands: 'text*' },
      'doctor docs doc notices ack acknowledge version': { does: 'network.fetch', operands: 'text*' },
      'deploy bootstrap import watch rollback refactor gc migrate': { does: 'remote.change', operands: 'text*' },
      destroy: { does: 'remote.destroy', operands: 'text*' },
      init: 'file.create',
      context: {
        does: 'inspect',
        flags: { '--clear': 'config.change' },
        values: { '--reset -e': { takes: 'text', does: 'config.change' } },
      },
    },
  },
  cdktf: {
    bare: 'inspect',
    commands: {
      'list synth diff output get provider': 'code.project',
      'deploy watch': 'remote.change',
      destroy: 'remote.destroy',
      'init convert': 'file.create',
      login: 'remote.login',
    },
  },
  'sam serverless sls chalice zappa apex architect arc sst amplify eb ecs-cli rain sceptre cfn-lint cfn troposphere': {
    bare: 'inspect',
    operands: 'text*',
    values: {
      '-s --stage --stack-name --region -r -t --template --template-file -e --event --env -n --name -a --app -f --function --profile --parameter-overrides --capabilities --s3-bucket --image-repository --config-file --config-env -p --path --platform -l --log-group --timeout':
        'text',
    },
    commands: {
      'validate list logs traces status info print ls tail metrics show diff fmt doctor tree stack-exports health events help version cat':
        { does: 'remote.read', operands: 'text*' },
      'build package init local synth compile generate new create-project test docs': {
        does: 'code.project',
        operands: 'text*',
      },
      'deploy sync publish update create launch up push certify scale rollback undeploy setenv config restart use labs upgrade schedule env svc job pipeline storage secret task app add pull dev':
        { does: 'remote.change', operands: 'text*' },
      'delete remove destroy rm terminate': { does: 'remote.destroy', operands: 'text*' },
      invoke: { does: 'remote.change', commands: { local: 'code.project' }, operands: 'text*' },
      'ssh exec run shell': { does: 'network.login', operands: 'text*' },
      'login logout': 'remote.login',
    },
  },
};
