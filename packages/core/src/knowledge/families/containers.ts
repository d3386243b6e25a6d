/** Images, registries and container runtimes beside docker's own command line. */
import type { Family } from '../vocabulary/spec.ts';

/** `docker://…` is elsewhere; `dir:`, `oci:` and archives are here. */
const IMAGE_TO = { 'docker://* *://*': 'package.publish', else: 'file.create' } as const;
const CRI_TEXT =
  '-r --runtime-endpoint -i --image-endpoint -c --config -t --timeout -o --output --name --label --state --since --tail --pod --image -n --namespace -a --address --snapshotter --platform -u --user --creds';
const SINGULARITY_RUN = {
  does: 'container.run',
  style: 'posix',
  operands: ['text', 'command'],
  away: true,
  values: {
    '-B --bind --mount': { '/ /:*': 'container.escape', else: 'text' },
    '--add-caps --security --env --env-file -H --home --workdir --pwd --overlay -S --scratch --network --app --apply-cgroups --dns --hostname --cpus --memory':
      'text',
  },
} as const;

export const containers: Family = {
  buildah: {
    bare: 'inspect',
    commands: {
      'images containers ps inspect info version mount ls': { does: 'inspect', operands: 'text*' },
      'from add copy config commit tag rename umount unmount build bud pull manifest prune source': {
        does: 'container.change',
        operands: 'text*',
        values: {
          '-t --tag -f --file --build-arg --name --platform --format --label -e --env --creds --authfile': 'text',
          '-v --volume': { '/:* *.sock*': 'container.escape', else: 'text' },
        },
      },
      'rm rmi': 'container.change',
      run: {
        does: 'container.run',
        style: 'posix',
        operands: ['text', 'command'],
        away: true,
        values: {
          '-v --volume': { '/:* *.sock*': 'container.escape', else: 'text' },
          '--cap-add': { 'ALL all *SYS_ADMIN': 'container.escape', else: 'text' },
          '--cap-drop --user -u --env -e --workingdir --mount --isolation --network --hostname --runtime --runtime-flag':
            'text',
        },
      },
      unshare: { style: 'posix', operands: ['command'], does: 'privilege.raise' },
      push: 'package.publish',
      'login logout': 'remote.login',
    },
    values: { '--root --runroot --storage-driver --storage-opt --log-level': 'text' },
  },
  skopeo: {
    bare: 'inspect',
    commands: {
      'inspect list-tags manifest-digest standalone-verify': { does: 'remote.read', operands: 'text*' },
      copy: { operands: ['text', IMAGE_TO], does: 'network.fetch' },
      sync: { does: 'package.publish', operands: 'text*', values: { '-s --src -d --dest': 'text' } },
      delete: 'remote.delete',
      'login logout': 'remote.login',
      'standalone-sign generate-sigstore-key': 'secret.change',
    },
    values: {
      '--src-creds --dest-creds --creds --authfile --src-tls-verify --dest-tls-verify --override-arch --override-os --format --policy --src-cert-dir --dest-cert-dir --registries.d --tmpdir --digestfile --sign-by':
        'text',
    },
  },
  'crane gcrane krane': {
    bare: 'inspect',
    commands: {
      'ls catalog config digest manifest blob validate version completion registry help': {
        does: 'remote.read',
        operands: 'text*',
      },
      pull: { does: 'network.fetch', operands: ['text', 'file.write'], values: { '--cache_path -c --format': 'text' } },
      export: { does: 'network.fetch', operands: ['text', 'file.write'] },
      'push append copy cp tag mutate rebase flatten index edit': { does: 'package.publish', operands: 'text*' },
      'delete gc': 'remote.delete',
      auth: {
        bare: 'inspect',
        commands: { login: 'remote.login', logout: 'remote.login', 'get token': 'secret.show' },
      },
    },
    values: {
      '--platform --allow-nondistributable-artifacts -f --new_layer -b --base -t --new_tag --tag -u -p': 'text',
    },
  },
  'oras regctl': {
    bare: 'inspect',
    commands: {
      'version discover resolve': 'remote.read',
      'repo manifest blob image tag index artifact registry layout': {
        commands: {
          'ls list tags fetch fetch-config get head inspect digest show-tags check-base manifest config': 'remote.read',
          'push put cp copy create mod tag add import': 'package.publish',
          'delete rm del': 'remote.delete',
          'login logout set': 'remote.login',
          export: { does: 'remote.read', operands: ['text', 'file.write'] },
        },
      },
      pull: { does: ['network.fetch', 'file.create'], values: { '-o --output': 'file.write' } },
      'push attach cp copy': 'package.publish',
      'ls tags digest layer': 'remote.read',
      rm: 'remote.delete',
      'login logout': 'remote.login',
    },
    values: {
      '-u --username -p --password --platform --format -f --file --artifact-type --annotation -r --registry': 'text',
    },
  },
  crictl: {
    bare: 'inspect',
    commands: {
      'ps pods images image inspect inspecti inspectp logs stats statsp info version imagefsinfo config completion port-forward events runtime-config metricsp metricdescs help':
        { does: 'inspect', operands: 'text*' },
      'pull create run runp start stop stopp update checkpoint update-runtime-config': 'container.change',
      'rm rmp rmi': { does: 'container.change', flags: { '-a --all --prune': 'container.purge' } },
      exec: { style: 'posix', operands: ['text', 'command'], away: true },
      attach: 'container.change',
    },
    values: { [CRI_TEXT]: 'text' },
  },
  ctr: {
    bare: 'inspect',
    commands: {
      version: 'inspect',
      'plugins events info': { does: 'inspect', operands: 'text*' },
      'containers container c images image i tasks task t snapshots content namespaces leases': {
        bare: 'inspect',
        commands: {
          'ls list info check usage metrics ps get tree diff': 'inspect',
          'pull create tag import start kill pause resume label unpack mount unmount checkpoint': 'container.change',
          'rm remove delete del prune': 'container.change',
          push: 'package.publish',
          export: { operands: ['file.write', 'text*'] },
          exec: {
            style: 'posix',
            operands: ['text', 'command'],
            away: true,
            values: { '--exec-id --cwd --user': 'text' },
          },
        },
      },
      run: {
        does: 'container.run',
        style: 'posix',
        operands: ['text', 'text', 'command'],
        away: true,
        flags: { '--privileged': 'container.escape' },
        values: {
          '--mount': { '*src=/,*': 'container.escape', else: 'text' },
          '--env --env-file --cwd --user --label --runtime --device --cap-add --cap-drop --cpus --memory-limit --hostname':
            'text',
        },
      },
    },
    values: { '-n --namespace -a --address --timeout': 'text' },
  },
  'runc crun youki kata-runtime runsc': {
    bare: 'inspect',
    commands: {
      'list state ps spec events features': 'inspect',
      'run create start restore': 'container.run',
      exec: { style: 'posix', operands: ['text', 'command'], away: true },
      'kill pause resume delete update checkpoint': 'container.change',
    },
    values: { '--root --log --log-format --bundle -b --console-socket --pid-file --cwd -u --user -e --env': 'text' },
  },
  'apptainer singularity': {
    bare: 'inspect',
    commands: {
      'inspect search version help plugin capability verify': {
        does: 'inspect',
        operands: 'text*',
        commands: { list: 'inspect' },
      },
      cache: { commands: { list: 'inspect', clean: 'cache.clear' } },
      'build sif overlay': {
        does: 'container.change',
        operands: 'text*',
        values: { '-B --bind --size --tmpdir --arch --library': 'text' },
      },
      pull: {
        does: ['network.fetch', 'file.create'],
        operands: 'text*',
        values: { '--arch --dir --library --name': 'text' },
      },
      push: 'package.publish',
      'exec run test': SINGULARITY_RUN,
      shell: { ...SINGULARITY_RUN, operands: 'text*' },
      instance: { commands: { 'list stats': 'inspect', 'start run': SINGULARITY_RUN, stop: 'container.change' } },
      'remote registry': {
        commands: { 'list status': 'inspect', 'add use remove login logout': 'remote.login' },
        operands: 'text*',
        does: 'config.change',
      },
      'key keys': { commands: { 'list search': 'inspect', 'newpair import export push pull remove': 'secret.change' } },
      sign: 'secret.change',
      config: {
        does: 'system.change',
        operands: 'text*',
        commands: {
          global: {
            does: 'inspect',
            operands: 'text*',
            flags: { '--set --unset --reset': 'system.change', '-g --get': 'inspect' },
          },
        },
      },
      oci: 'container.run',
    },
  },
  'lxc incus': {
    bare: 'inspect',
    commands: {
      'list ls info version monitor query operation top': { does: 'inspect', operands: 'text*' },
      'launch init start stop restart pause resume copy cp move mv rename snapshot restore publish create rebuild': {
        does: 'container.change',
        operands: 'text*',
        values: {
          '-c --config': { 'security.privileged=true raw.lxc*': 'container.escape', else: 'text' },
          '-p --profile -s --storage -n --network -t --type --target -d --device': 'text',
        },
      },
      'delete rm': 'container.purge',
      exec: {
        style: 'posix',
        operands: ['text', 'command'],
        away: true,
        values: { '--cwd --env --user --group --mode': 'text' },
      },
      'console shell': 'container.change',
      file: {
        commands: {
          push: { does: 'container.change', operands: ['file.read*', 'text'] },
          pull: { operands: ['text*', 'file.write'] },
          'edit delete create mount': 'container.change',
        },
      },
      'config profile network storage image project cluster alias remote warning': {
        bare: 'inspect',
        commands: {
          'list show get info export list-leases list-volumes': 'inspect',
          'set edit add create attach detach import copy refresh assign unset alias switch rename': 'container.change',
          device: {
            does: 'inspect',
            operands: [
              'text',
              'text',
              'text',
              { '*source=/ *path=/ source=/': 'container.escape', else: 'container.change' },
            ],
            commands: { 'list show get': 'inspect' },
          },
          'delete rm remove': 'container.purge',
          trust: 'remote.grant',
        },
      },
      export: { does: 'inspect', operands: ['text', 'file.write'] },
      import: 'container.change',
    },
  },
  'lxd incusd': { does: 'system.change', operands: 'text*' },
  'lxc-ls lxc-info lxc-top lxc-config lxc-checkconfig lxc-monitor': {
    does: 'inspect',
    operands: 'text*',
    values: { '-n --name -P -o -c': 'text' },
  },
  'lxc-start lxc-stop lxc-create lxc-copy lxc-freeze lxc-unfreeze lxc-snapshot lxc-autostart lxc-console lxc-cgroup lxc-device lxc-wait lxc-update-config':
    { does: 'container.change', operands: 'text*', values: { '-n --name -t --template -f --rcfile -P -s -k': 'text' } },
  'lxc-destroy': { does: 'container.purge', values: { '-n --name': 'text' } },
  'lxc-attach lxc-execute lxc-unshare lxc-usernsexec': {
    style: 'posix',
    operands: ['command'],
    away: true,
    values: { '-n --name -e -s -a -u --uid -g --gid -v --set-var -L -P -f -m': 'text' },
  },
  'limactl colima lima': {
    bare: 'inspect',
    commands: {
      'list ls status version info validate template show-ssh ssh-config sudoers': {
        does: 'inspect',
        operands: 'text*',
      },
      'create start stop restart edit clone rename snapshot disk factory-reset protect unprotect prune kubernetes update':
        {
          does: 'container.change',
          operands: 'text*',
          values: {
            '--name --cpu --cpus --memory --disk --vm-type --arch --runtime --mount --network-address --profile -p -c -m -d':
              'text',
          },
        },
      'delete rm remove': 'container.purge',
      'shell ssh': { style: 'posix', operands: ['text', 'command'], away: true },
      'copy cp': { operands: ['transfer.from', 'transfer.to'] },
    },
    values: { '--profile -p --workdir --log-level': 'text' },
  },
  'distrobox toolbox': {
    bare: 'inspect',
    commands: {
      'list ls version': 'inspect',
      'create init-container assemble ephemeral upgrade generate-entry export stop': {
        does: 'container.change',
        operands: 'text*',
      },
      'rm rmi': 'container.change',
      enter: { style: 'posix', operands: ['text', 'command'], does: 'container.run' },
      run: {
        style: 'posix',
        operands: ['command'],
        does: 'container.run',
        values: { '-c --container -d --distro -r --release': 'text' },
      },
    },
    values: { '-n --name -i --image -c --clone': 'text' },
  },
  'distrobox-create distrobox-rm distrobox-stop distrobox-upgrade distrobox-export distrobox-assemble distrobox-generate-entry distrobox-ephemeral distrobox-enter distrobox-init':
    {
      does: 'container.change',
      operands: 'text*',
      values: { '-n --name -i --image -H --home -c --clone --app --bin -e': 'text' },
    },
  'distrobox-list': 'inspect',
  'distrobox-host-exec': { style: 'posix', operands: ['command'] },
  'trivy grype syft snyk clair-scanner dockle dive docker-scout anchore-cli hadolint dockerfilelint container-diff docker-slim slim kubesec terrascan cdxgen osv-scanner':
    {
      does: 'inspect',
      operands: 'text*',
      commands: {
        build: 'container.change',
        'auth login logout config': 'remote.login',
        monitor: 'remote.change',
        'server serve': 'network.listen',
        plugin: 'package.install-system',
        'clean reset': 'cache.clear',
      },
      values: {
        '-o --output --report --json-file --file-output': {
          '*/* *.json *.sarif *.xml *.html *.txt': 'file.write',
          else: 'text',
        },
        '-f --format -s --severity -c --config --scanners --vuln-type --ignore -t --template --security-checks --username --password --input --org --severity-threshold --fail-on -i':
          'text',
      },
    },
  kompose: {
    does: 'inspect',
    commands: {
      convert: {
        does: 'file.create',
        values: { '-f --file -c --chart --controller --replicas': 'text', '-o --out': 'file.write' },
      },
      'version completion': 'inspect',
    },
    values: { '-f --file --provider': 'text' },
  },
  'ctop lazydocker dry oxker dockly': { does: 'desktop.act', values: { '-f -c --file': 'text' } },
  'docker-credential-desktop docker-credential-osxkeychain docker-credential-pass docker-credential-secretservice docker-credential-ecr-login docker-credential-gcr':
    {
      commands: {
        get: 'secret.show',
        list: 'inspect',
        'store erase configure-docker': 'secret.change',
        version: 'inspect',
      },
    },
  'img pack ko jib s2i nixpacks railpack buildctl buildkitd depot earthly dagger': {
    does: 'container.change',
    operands: 'text*',
    commands: {
      'publish push apply': 'package.publish',
      'ls list inspect du version deps': 'inspect',
      'login logout': 'remote.login',
      'build call run create resolve': 'container.change',
      prune: 'cache.clear',
    },
    flags: { '--publish --push': 'package.publish' },
    values: {
      '-t --tag -f --file --local -L --frontend --opt --output -o --destination --context --platform --image --builder --path -p --secret --base-import-paths':
        'text',
    },
  },
};
