/** Container engines with docker's command line: docker, podman, nerdctl, and compose. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

/** A folder of this machine that the container gets: some of them are the whole machine. */
const MOUNT = {
  '/:* *docker.sock* *containerd.sock* *podman.sock* *crio.sock* *cri-dockerd.sock*': 'container.escape',
  '/etc:* /root:* /proc:* /sys:* /dev:* /boot:* /usr:* /bin:* /sbin:* /lib:* /var:* /run:* /var/run:* /var/lib:* /var/lib/docker:* /var/lib/kubelet:* /var/log:* /home:*':
    'container.escape',
  '*/.ssh:* */.aws:* */.kube:* */.gnupg:* */.docker:* */.config/gcloud:* */.azure:*': 'secret.show',
  else: 'text',
} as const;
const MOUNT_OPTION = {
  '*source=/,* *src=/,* *source=/ *src=/ *docker.sock* *containerd.sock* *podman.sock* *source=/etc,* *src=/etc,* *source=/root,* *src=/root,* *source=/proc,* *src=/proc,* *source=/dev,* *src=/dev,* *source=/var/run,* *src=/var/run,*':
    'container.escape',
  else: 'text',
} as const;
const DEVICE = {
  '/dev/sd* /dev/hd* /dev/vd* /dev/xvd* /dev/nvme* /dev/mmcblk* /dev/dm-* /dev/mapper/* /dev/md* /dev/mem* /dev/kmem* /dev/port* /dev/disk/* /dev /dev:*':
    'container.escape',
  else: 'text',
} as const;
const CAPABILITY = {
  'ALL all CAP_ALL SYS_ADMIN CAP_SYS_ADMIN SYS_MODULE CAP_SYS_MODULE SYS_RAWIO CAP_SYS_RAWIO DAC_READ_SEARCH CAP_DAC_READ_SEARCH SYS_BOOT CAP_SYS_BOOT MAC_ADMIN CAP_MAC_ADMIN BPF CAP_BPF sys_admin sys_module cap_sys_admin':
    'container.escape',
  'SYS_PTRACE CAP_SYS_PTRACE sys_ptrace PERFMON CAP_PERFMON SYSLOG CAP_SYSLOG SYS_TIME CAP_SYS_TIME': 'process.trace',
  'NET_ADMIN CAP_NET_ADMIN NET_RAW CAP_NET_RAW net_admin': 'privilege.raise',
  else: 'text',
} as const;
const SECURITY = {
  '*unconfined* *systempaths=*': 'container.escape',
  '*label=disable* *label:disable*': 'privilege.raise',
  else: 'text',
} as const;
const HOST = { 'host container:*': 'container.escape', else: 'text' } as const;
const SHARED = { host: 'privilege.raise', else: 'text' } as const;

const RUN_TEXT =
  '-a --attach --add-host --annotation --cap-drop --blkio-weight --blkio-weight-device --cgroup-parent --cpu-count --cpu-percent --cpu-period --cpu-quota --cpu-rt-period --cpu-rt-runtime -c --cpu-shares --cpus --cpuset-cpus --cpuset-mems --detach-keys --device-cgroup-rule --device-read-bps --device-read-iops --device-write-bps --device-write-iops --dns --dns-opt --dns-option --dns-search --domainname --entrypoint -e --env --expose --gpus --group-add --health-cmd --health-interval --health-retries --health-start-interval --health-start-period --health-timeout -h --hostname --io-maxbandwidth --io-maxiops --ip --ip6 --isolation --kernel-memory -l --label --label-file --link --link-local-ip --log-driver --log-opt --mac-address -m --memory --memory-reservation --memory-swap --memory-swappiness --name --network-alias --net-alias --network --net --oom-score-adj --pids-limit --platform -p --publish --pull --restart --runtime --shm-size --stop-signal --stop-timeout --storage-opt --sysctl --tmpfs --ulimit -u --user --volume-driver --volumes-from -w --workdir --arch --os --authfile --conmon-pidfile --gidmap --uidmap --subuidname --subgidname --systemd --secret --pod --pod-id-file --requires --rootfs --tz --umask --variant --timeout --seccomp-policy --image-volume --chrootdirs --creds --decryption-key --passwd-entry --hostuser --unsetenv --group-entry --hosts-file --personality --preserve-fd --preserve-fds --rdt-class --retry --retry-delay --sdnotify --shm-size-systemd --init-path --cgroup-conf --cgroups --health-on-failure --health-startup-cmd --health-startup-interval --health-startup-retries --health-startup-success --health-startup-timeout --health-log-destination --health-max-log-count --health-max-log-size';

/** What `run` and `create` share. */
const RUN_VALUES = {
  [RUN_TEXT]: 'text',
  '-v --volume': MOUNT,
  '--mount': MOUNT_OPTION,
  '--device': DEVICE,
  '--cap-add': CAPABILITY,
  '--security-opt': SECURITY,
  '--pid': HOST,
  '--ipc --uts --userns --cgroupns --cgroup': SHARED,
  // Used, not shown.
  '--env-file': 'file.list',
  '--cidfile --pidfile': 'file.write',
} as const;

/** Some of them begin the names of options with a value. */
const SWITCHES = {
  '-d --detach -i --interactive -t --tty --rm --init --read-only -P --publish-all -q --quiet': {},
} as const;
const INSIDE: CommandSpec = { style: 'posix', operands: ['text', 'command'], away: true };
const RUN: CommandSpec = {
  ...INSIDE,
  does: 'container.run',
  flags: { '--privileged': 'container.escape', ...SWITCHES },
  values: RUN_VALUES,
};
const EXEC: CommandSpec = {
  ...INSIDE,
  flags: { '--privileged': 'privilege.raise', ...SWITCHES },
  values: {
    '--detach-keys -e --env -u --user -w --workdir -c --container --index': 'text',
    '--env-file': 'file.list',
    '-l --latest': { takes: 'text', attached: true },
  },
};
const BUILD: CommandSpec = {
  does: 'container.change',
  operands: 'text*',
  flags: {
    '--push': 'package.publish',
    '--no-cache --pull --rm --force-rm --load -q --quiet --squash --compress --layers': {},
  },
  values: {
    '-t --tag -f --file --add-host --annotation --attest --build-arg --build-arg-file --build-context --builder --cache-from --cgroup-parent --label --network --no-cache-filter --platform --progress --provenance --sbom --shm-size --target --ulimit --call -m --memory --memory-swap -c --cpu-shares --cpu-period --cpu-quota --cpuset-cpus --cpuset-mems --isolation --ssh --secret --format --jobs --creds --authfile --arch --os --dns --ignorefile --from --runtime --set --print --list --volume-driver':
      'text',
    '-v --volume': MOUNT,
    '--device': DEVICE,
    '--cap-add': CAPABILITY,
    '--security-opt': SECURITY,
    '--allow': { '*security.insecure* *network.host*': 'privilege.raise', else: 'text' },
    '--cache-to': { '*type=registry*': 'package.publish', else: 'text' },
    '-o --output': { '-': 'text', '*type=registry*': 'package.publish', '*=*': 'file.create', else: 'file.write' },
    '--iidfile --metadata-file --logfile': 'file.write',
  },
};
const COPY: CommandSpec = {
  operands: [
    { '*:*': 'inspect', '-': 'text', else: 'file.read' },
    { '*:*': 'container.change', '-': 'text', else: 'file.write' },
  ],
  flags: { '-a --archive -L --follow-link -q --quiet': {} },
  values: { '--index': 'text' },
};
const LOOK = {
  does: 'inspect',
  values: { '--format -f --filter -n --last --since --until --tail --sort --type --limit --index': 'text' },
} as const;
const CHANGE = {
  does: 'container.change',
  values: {
    '-t --time --timeout -s --signal -f --filter --name --label --opt -d --driver -o --subnet --gateway --ip-range --change --message -a --author --restart --memory -m --cpus --cpu-shares --memory-swap --pids-limit --ip --ip6 --alias --detach-keys':
      'text',
  },
} as const;
const PUBLISH = {
  does: 'package.publish',
  values: {
    '--creds --authfile --tls-verify --format --platform --digestfile --sign-by --cert-dir --compression-format':
      'text',
  },
} as const;
const PULL = {
  does: ['network.fetch', 'container.change'],
  values: { '--platform --creds --authfile --arch --os --variant --cert-dir --policy': 'text' },
} as const;
const REMOVE = {
  does: 'container.change',
  flags: { '-v --volumes': 'container.purge', '-a --all': 'container.purge' },
  values: { '-t --time --filter --cidfile --depend': 'text' },
} as const;
/** What each kind of thing has: look, make, delete, sweep. */
const THING: CommandSpec = {
  bare: 'inspect',
  commands: {
    'ls list inspect exists ps': LOOK,
    'create use set update connect disconnect reload': CHANGE,
    'rm remove': 'container.change',
    prune: 'container.change',
  },
};
const SAVE = { does: 'inspect', values: { '-o --output': 'file.write', '--format --platform': 'text' } } as const;
const LOAD = { does: 'container.change', values: { '-i --input': 'file.read', '--platform': 'text' } } as const;

const COMPOSE: CommandSpec = {
  bare: 'inspect',
  values: {
    '-f --file -p --project-name --profile --env-file --project-directory --workdir --ansi --progress --parallel -H --host --podman-path --podman-args --in-pod':
      'text',
  },
  flags: { '--dry-run': { only: true } },
  commands: {
    'ps ls logs top images config convert version events port stats volumes': {
      does: 'inspect',
      operands: 'text*',
      values: {
        '-o --output': 'file.write',
        '--format --filter --status -n --tail --since --until --hash --index --protocol': 'text',
      },
    },
    'up create start restart': {
      does: 'container.run',
      operands: 'text*',
      values: { '-t --timeout --scale --exit-code-from --attach --no-attach --pull --wait-timeout': 'text' },
    },
    'stop pause unpause kill wait scale watch attach': {
      does: 'container.change',
      operands: 'text*',
      values: { '-t --timeout -s --signal --scale': 'text' },
    },
    down: {
      does: 'container.change',
      operands: 'text*',
      flags: { '-v --volumes': 'container.purge' },
      values: { '-t --timeout --rmi': 'text' },
    },
    rm: { does: 'container.change', operands: 'text*', flags: { '-v --volumes': 'container.purge' } },
    build: BUILD,
    bake: BUILD,
    pull: PULL,
    'push publish': PUBLISH,
    run: { ...RUN, values: { ...RUN_VALUES, '-T': { takes: 'text', attached: true } } },
    exec: EXEC,
    cp: COPY,
    'export commit': { does: 'inspect', operands: 'text*', values: { '-o --output': 'file.write' } },
    'alpha bridge': 'container.change',
    help: 'inspect',
  },
};

const ENGINE: CommandSpec = {
  bare: 'inspect',
  style: 'posix',
  values: {
    '-c --context --config -l --log-level --tlscacert --tlscert --tlskey --cgroup-manager --connection --identity --log-driver --module --namespace -n --network-cmd-path --root --runroot --storage-driver --storage-opt --tmpdir --url --volumepath --events-backend --out -a --address --data-root --snapshotter':
      'text',
    // Another machine's engine, or a socket of the command's own choosing.
    '-H --host': { 'unix:///var/run/docker.sock unix:///run/docker.sock ssh:*': 'text', else: 'network.connect' },
    '--hooks-dir --runtime --conmon --cdi-spec-dir': 'code.hook',
  },
  commands: {
    // Containers.
    run: RUN,
    create: { ...RUN, does: 'container.change' },
    exec: EXEC,
    attach: { does: 'container.change', operands: 'text*', values: { '--detach-keys --sig-proxy': 'text' } },
    'ps logs top stats port diff history inspect images info version events search wait help': LOOK,
    'start stop restart pause unpause kill rename update commit init unmount umount mount': CHANGE,
    rm: REMOVE,
    rmi: REMOVE,
    cp: COPY,
    export: SAVE,
    save: SAVE,
    'load import': { ...LOAD, operands: { 'http:* https:*': 'network.fetch', '-': 'text', else: 'file.read' } },
    'tag untag': 'container.change',
    build: BUILD,
    pull: PULL,
    push: PUBLISH,
    'login logout': {
      does: 'remote.login',
      operands: 'text*',
      values: { '-u --username -p --password --authfile --cert-dir': 'text' },
    },
    container: {
      bare: 'inspect',
      commands: {
        'ls list ps inspect logs top stats port diff wait exists': LOOK,
        'start stop restart pause unpause kill rename update commit attach cleanup clone init checkpoint restore mount umount':
          CHANGE,
        run: RUN,
        create: { ...RUN, does: 'container.change' },
        exec: EXEC,
        'rm remove': REMOVE,
        cp: COPY,
        export: SAVE,
        prune: 'container.change',
        runlabel: 'container.run',
      },
    },
    image: {
      bare: 'inspect',
      commands: {
        'ls list inspect history exists search tree diff': LOOK,
        'tag untag sign trust mount unmount scp': CHANGE,
        'rm remove': REMOVE,
        prune: { does: 'container.change', flags: { '-a --all': {} }, values: { '--filter': 'text' } },
        build: BUILD,
        pull: PULL,
        push: PUBLISH,
        save: SAVE,
        'load import': LOAD,
        'encrypt decrypt convert': 'container.change',
      },
    },
    volume: {
      bare: 'inspect',
      commands: {
        'ls list inspect exists': LOOK,
        create: {
          does: 'container.change',
          values: { '-d --driver --label --name -o --opt': { '*device=/': 'container.escape', else: 'text' } },
        },
        'rm remove': 'container.purge',
        prune: 'container.purge',
        export: SAVE,
        'import mount unmount update reload': 'container.change',
      },
    },
    network: THING,
    system: {
      bare: 'inspect',
      commands: {
        'df info events': LOOK,
        prune: { does: 'container.purge', values: { '--filter': 'text' } },
        reset: 'container.purge',
        'connection migrate renumber check': 'container.change',
        service: 'network.listen',
        'dial-stdio': 'network.connect',
      },
    },
    'builder buildx': {
      bare: 'inspect',
      commands: {
        'ls inspect du version history': LOOK,
        prune: {
          does: 'cache.clear',
          values: { '--filter --keep-storage --max-used-space --min-free-space --reserved-space': 'text' },
        },
        'build b': BUILD,
        bake: BUILD,
        'create use rm stop install uninstall': {
          does: 'container.change',
          operands: 'text*',
          values: {
            '--name --driver --driver-opt --platform --buildkitd-flags --buildkitd-config --config --node': 'text',
            '--append': { takes: 'text', attached: true },
          },
        },
        imagetools: {
          commands: { inspect: LOOK, create: { does: 'package.publish', values: { '-t --tag -f --file': 'text' } } },
        },
        debug: 'container.change',
      },
      values: { '--builder': 'text' },
    },
    compose: COMPOSE,
    context: {
      bare: 'inspect',
      commands: {
        'ls list inspect show': LOOK,
        'create use update rm import': {
          does: 'config.change',
          operands: 'text*',
          values: { '--docker --description --from --default-stack-orchestrator --kubernetes': 'text' },
        },
        export: { does: 'secret.show', operands: ['text', 'file.write'] },
      },
    },
    manifest: {
      bare: 'inspect',
      commands: { 'inspect exists': LOOK, 'create annotate add rm remove': 'container.change', push: PUBLISH },
    },
    trust: {
      bare: 'inspect',
      commands: { 'inspect show': LOOK, 'sign revoke': PUBLISH, 'key signer set': 'secret.change' },
    },
    plugin: {
      bare: 'inspect',
      commands: {
        'ls list inspect': LOOK,
        'install enable upgrade create set': 'privilege.raise',
        'disable rm': 'container.change',
        push: PUBLISH,
      },
    },
    'swarm node stack service config secret': {
      bare: 'inspect',
      commands: {
        'ls list inspect ps services logs config': LOOK,
        'init join create update deploy scale rollback promote demote unlock ca up': {
          does: 'container.change',
          operands: 'text*',
        },
        'leave rm remove down': 'remote.delete',
        // Whoever holds the token joins the swarm.
        'join-token unlock-key': 'secret.show',
      },
    },
    checkpoint: { commands: { 'ls list': LOOK, 'create rm': 'container.change' } },
    pod: {
      bare: 'inspect',
      commands: {
        'ls list ps inspect logs top stats exists': LOOK,
        'create start stop restart pause unpause kill clone': {
          does: 'container.change',
          operands: 'text*',
          values: RUN_VALUES,
        },
        'rm prune': 'container.change',
      },
    },
    machine: {
      bare: 'inspect',
      commands: {
        'ls list inspect info os cp': LOOK,
        'init start stop set reset': 'container.change',
        rm: 'container.purge',
        ssh: { style: 'posix', operands: ['text', 'command'], away: true, values: { '--username': 'text' } },
      },
    },
    'generate kube play': {
      does: 'inspect',
      operands: 'text*',
      commands: {
        'kube systemd spec generate': {
          does: 'inspect',
          operands: 'text*',
          values: { '-f --filename': 'file.write', '-n --name': 'text' },
        },
        'play apply down': { does: 'container.run', operands: 'file.read' },
      },
    },
    'auto-update quadlet farm artifact': 'container.change',
    unshare: { style: 'posix', operands: ['command'], does: 'privilege.raise' },
    'scout sbom scan debug': {
      does: 'remote.read',
      operands: 'text*',
      values: { '-o --output': 'file.write', '--format --only-severity --type': 'text' },
    },
    'desktop extension model mcp offload ai sandbox': 'container.change',
    'apparmor namespace ns ipfs internal': { does: 'container.change', commands: { 'ls list inspect': LOOK } },
  },
};

export const docker: Family = {
  docker: ENGINE,
  'podman podman-remote': ENGINE,
  'nerdctl finch': ENGINE,
  'docker-compose podman-compose': COMPOSE,
  'dockerd containerd crio': {
    does: 'network.listen',
    values: {
      '-H --host': { 'unix:* fd:*': 'text', else: 'network.listen-raw' },
      '-c --config --config-file --data-root -l --log-level -p --pidfile -g --graph -s --storage-driver': 'text',
    },
  },
  'docker-machine': {
    bare: 'inspect',
    commands: {
      'ls ip url inspect status env config version active help': 'inspect',
      'create start stop restart kill upgrade provision regenerate-certs': {
        does: 'remote.change',
        operands: 'text*',
        values: { '-d --driver': 'text' },
      },
      rm: 'remote.delete',
      ssh: { operands: ['text', 'source.shell-joined'], away: true },
      scp: { operands: ['transfer.from', 'transfer.to'] },
      mount: 'disk.mount',
    },
    values: { '-s --storage-path': 'text' },
  },
};
