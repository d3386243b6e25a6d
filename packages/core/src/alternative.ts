/** Safer command lines than the one that was stopped. Each is checked by the gate before it is shown. */
import type { Context } from './context.ts';
import { decide } from './decide.ts';
import type { Verdict } from './decision.ts';
import type { ExplainedEffect, ExplainedInvocation } from './decision.ts';
import type { EffectName } from './knowledge/vocabulary/effects.ts';

/** What is known of the action that was stopped. */
interface Stopped {
  readonly source: string;
  readonly effect: ExplainedEffect;
  readonly invocation: ExplainedInvocation | undefined;
  readonly effects: readonly ExplainedEffect[];
}

/** A proposal, or undefined where it does not fit. */
type Proposal = (stopped: Stopped) => string | undefined;

/** Proposals by the effect that was stopped; the first that the gate is less strict about is shown. */
const PROPOSALS: Readonly<Partial<Record<EffectName, readonly Proposal[]>>> = {
  'vcs.force-push': [replacing(/^(--force|-f)$/, '--force-with-lease')],
  'vcs.discard': [commandFor('git clean', adding('--dry-run')), stashing],
  'file.delete-tree': [listing, settingAside],
  'file.delete': [listing, settingAside],
  'file.permit-everyone': [replacing(/^0?777$/, '755'), replacing(/^(a|o|ugo)?\+[rwx]+$/, 'u+rw')],
  'code.fetched': [downloading],
};

/** By command: the option under which it says what it would do and does nothing. */
const REHEARSALS: Readonly<Record<string, string>> = {
  '--dry-run':
    'rsync rclone helm:uninstall helm:upgrade helm:install helm:rollback npm:publish npm:unpublish pnpm:publish cargo:publish poetry:publish git:push git:clean git:filter-repo borg:delete borg:prune restic:forget restic:prune',
  '--dry-run=client': 'kubectl oc',
  '--dryrun': 'aws:s3',
  '--simulate': 'apt apt-get aptitude',
  '--check': 'ansible-playbook',
  '--no-act': 'wipefs',
  '-n': 'mkfs.ext4 mkfs.ext3 mkfs.ext2 mke2fs fsck e2fsck',
};

/** By command: another one of the same tool that shows what it would do. */
const PREVIEWS: Readonly<Record<string, string>> = {
  'terraform apply': 'terraform plan',
  'terraform destroy': 'terraform plan -destroy',
  'tofu apply': 'tofu plan',
  'tofu destroy': 'tofu plan -destroy',
  'terragrunt apply': 'terragrunt plan',
  'terragrunt destroy': 'terragrunt plan -destroy',
  'pulumi up': 'pulumi preview',
  'pulumi destroy': 'pulumi preview --diff',
  'cdk deploy': 'cdk diff',
  'cdk destroy': 'cdk list',
  'docker system prune': 'docker system df',
  'docker volume prune': 'docker volume ls --filter dangling=true',
  'docker image prune': 'docker image ls --filter dangling=true',
};

/** Proposals for any effect, behind those of its own. */
function general(): readonly Proposal[] {
  return [
    commandFor('kubectl apply', (text) => text.replace(' apply', ' diff')),
    commandFor('git branch', (text) => text.replace(/ (?:-D|--delete --force)(?= )/u, ' -d')),
    ...Object.entries(PREVIEWS).map(([name, preview]) => commandFor(name, () => preview)),
    ...Object.entries(REHEARSALS).flatMap(([option, names]) =>
      names.split(' ').map((name) => commandFor(name.replaceAll(':', ' '), adding(option))),
    ),
  ];
}

/**
 * A safer command line, or undefined. `effects` are the stopped ones, the severest first; `verdict`
 * is what the gate said. Leaves the context's assessment changed.
 */
export function findAlternative(
  source: string,
  stopped: readonly ExplainedEffect[],
  effects: readonly ExplainedEffect[],
  invocations: readonly ExplainedInvocation[],
  verdict: Verdict,
  context: Context,
): string | undefined {
  for (const effect of stopped) {
    const known = { source, effect, effects, invocation: invocations[effect.invocation] };
    for (const propose of [...(PROPOSALS[effect.effect] ?? []), ...general()]) {
      const command = propose(known);
      if (command !== undefined && command !== source && decide({ kind: 'command', command }, context).judged < verdict)
        return command;
    }
  }
  return undefined;
}

/** The command with an option more, before the `--` that ends them. */
function adding(option: string): (text: string) => string {
  return (text) => (/ -- /u.test(text) ? text.replace(' -- ', ` ${option} -- `) : `${text} ${option}`);
}

/** What `find` would delete. */
function listing(stopped: Stopped): string | undefined {
  return commandFor('find', (text) => text.replace(/ -delete\b/u, ' -print'))(stopped);
}

/** Keeps what is not committed; what is in the stash already is not kept by it. */
function stashing({ invocation }: Stopped): string | undefined {
  return invocation?.name.startsWith('git stash') === true ? undefined : 'git stash';
}

/** The command line with the effect's own word replaced. */
function replacing(pattern: RegExp, replacement: string): Proposal {
  return ({ source, effect: { span } }) => {
    const word = source.slice(span.start, span.end);
    return pattern.test(word) ? source.slice(0, span.start) + replacement + source.slice(span.end) : undefined;
  };
}

/** Wrappers under which a path is still one of this machine. */
const LOCAL_WRAPPERS: ReadonlySet<string> = new Set([
  'sudo',
  'doas',
  'env',
  'command',
  'nice',
  'time',
  'timeout',
  'nohup',
]);

/** Keeps the target instead of deleting it: under a new name where only an administrator may touch it, else in the trash. */
function settingAside({ source, effect: { span, target, place, scope }, invocation }: Stopped): string | undefined {
  const within = invocation?.within ?? [];
  if (target === undefined || place === 'unresolved' || place === 'root') return undefined;
  if (!within.every((name) => LOCAL_WRAPPERS.has(name))) return undefined;
  const written = source.slice(span.start, span.end);
  // A variable's value is known in its own command line alone.
  const path = written.includes('$') && PLAIN_PATH.test(target) ? target : written;
  if (scope !== 'system' || !within.includes('sudo')) return `trash ${path}`;
  return PLAIN_PATH.test(path) ? `sudo mv ${path} ${path.replace(/\/+$/u, '')}.old` : undefined;
}

/** A path that reads the same with a suffix behind it: no quotes, patterns or expansions. */
const PLAIN_PATH = /^[\w./@:+-]+$/u;

/** A change to the whole invocation, where it is the named command. */
function commandFor(name: string, change: (text: string) => string): Proposal {
  return ({ source, invocation }) => {
    if (invocation === undefined || !(invocation.name === name || invocation.name.startsWith(`${name} `)))
      return undefined;
    return change(source.slice(invocation.span.start, invocation.span.end));
  };
}

/** Fetches into a file instead of into a shell. */
function downloading({ source, effects }: Stopped): string | undefined {
  const fetch = effects.find(({ effect }) => effect === 'network.fetch');
  if (fetch === undefined) return undefined;
  return `curl -fsSLo download.sh ${source.slice(fetch.span.start, fetch.span.end)}`;
}
