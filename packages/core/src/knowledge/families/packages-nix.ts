/** Nix and Guix. */
import type { Cases, Family } from '../vocabulary/spec.ts';

const INSTALL = { does: 'package.install-system', operands: 'text*' } as const;
const LOOK = { does: 'inspect', operands: 'text*' } as const;

const FLAKE: Cases = { '.* ./* #*': 'code.project', else: 'code.remote-package', dynamic: 'code.remote-package' };

export const nixPackages: Family = {
  nix: {
    groups: 'profile flake store derivation key hash nar registry config ',
    values: {
      '--option -I --arg --argstr --override-input --include -A --attr -f --file --inputs-from --extra-experimental-features --experimental-features -j --max-jobs --system --store --eval-store --builders':
        'text',
      '-c --command': 'command',
      '-E --expr --apply': 'source.other',
      '-o --out-link --profile --json-log-path': 'file.write',
      '--post-build-hook --plugin-files --pre-build-hook --diff-hook --build-hook': 'code.hook',
    },
    commands: {
      'list show search metadata info eval log show-config path-info why-depends diff-closures history ls cat dump-path verify doctor help help-stores show-derivation ping to-base16 to-base32 to-base64 to-sri file path check':
        LOOK,
      // Without a name, or with one that begins here, it is the project's own flake.
      develop: { operands: [FLAKE, 'text*'], bare: 'code.project' },
      'run shell print-dev-env': { operands: [FLAKE, 'text*'], bare: 'code.project' },
      'build bundle prefetch prefetch-file': { does: 'build', operands: 'text*' },
      'install upgrade upgrade-nix': INSTALL,
      'remove rollback wipe-history': { does: 'package.remove', operands: 'text*' },
      'update lock init new clone archive add add-file add-path pin edit fmt realisation sign copy-sigs generate-secret convert-secret-to-public':
        { does: 'file.create', operands: 'text*' },
      'gc optimise delete repair': 'cache.clear',
      copy: { does: 'network.send', operands: 'text*' },
      repl: 'desktop.act',
    },
  },
  'nix-env': {
    does: 'inspect',
    operands: 'text*',
    flags: {
      '-i --install -u --upgrade -S --switch-profile --set --set-flag': 'package.install-system',
      '-e --uninstall --delete-generations --rollback': 'package.remove',
      '-q --query': {},
    },
    values: {
      '-f --file -p --profile -A --attr -I --arg --argstr --option -G --switch-generation': 'text',
      '-E --from-expression': 'source.other',
    },
  },
  'nix-shell': {
    operands: ['file.run?', 'text*'],
    does: 'package.install',
    flags: { '--pure': {} },
    values: {
      '-p --packages': { takes: 'text', operands: 'text*' },
      '--run --command': 'source.shell',
      '-E --expr': 'source.other',
      '-I --arg --argstr -A --attr --option --keep -i --interpreter': 'text',
      '-f --file': 'file.run',
    },
  },
  'nix-build nix-instantiate nix-prefetch-url nix-prefetch-git nix-hash nix-info nix-index nix-locate nix-diff nix-tree nix-du nixos-option nixos-version nixos-generators statix deadnix nvd nom nix-output-monitor devenv devbox flox nurl nix-init nix-update':
    {
      does: 'build',
      operands: 'text*',
      values: {
        '-o --out-link': 'file.write',
        '-E --expr': 'source.other',
        '-A --attr -I --arg --argstr --option': 'text',
      },
      commands: {
        // A script of the project's, or a command in its environment.
        run: {
          does: 'code.project',
          style: 'posix',
          operands: 'command',
          commands: {
            'build start dev lint deploy setup format clean check': { does: 'code.project', operands: 'text*' },
          },
        },
        'shell up': 'code.project',
        'search info list version': 'inspect',
      },
    },
  'nix-store': {
    does: 'inspect',
    operands: 'text*',
    flags: {
      '-r --realise --realize -l --add --add-fixed --import --restore --repair-path --optimise --load-db --register-validity':
        'package.install',
      '--gc': 'cache.clear',
      '--delete': 'file.delete',
      '--serve': 'network.listen',
    },
  },
  'nix-collect-garbage': {
    does: 'cache.clear',
    flags: { '-d --delete-old': {}, '--dry-run': { only: true } },
    values: { '--delete-older-than': 'text' },
  },
  'nix-channel': {
    does: 'inspect',
    operands: 'text*',
    flags: { '--add': 'config.redirect', '--update --remove --rollback': 'config.change' },
  },
  'nix-copy-closure': { does: 'network.send', operands: 'text*' },
  'nixos-rebuild darwin-rebuild home-manager nh nixos-install nixos-generate-config guix deploy-rs colmena nixops': {
    does: 'system.change',
    operands: 'text*',
    values: { '--flake -I --target-host --build-host --profile-name --option -A -f': 'text' },
    commands: {
      'build dry-build dry-activate dry-run build-vm repl completions search show describe list-generations generations packages news size weather edit lint option':
        { does: 'build', operands: 'text*' },
      'install package pull upgrade': INSTALL,
      'remove gc clean': 'cache.clear',
      'shell environment': { does: 'package.install', operands: ['text*'] },
      'switch boot test rollback reconfigure system os home init expire-generations remove-generations deploy apply': {
        does: 'system.change',
        operands: 'text*',
      },
    },
  },
};
