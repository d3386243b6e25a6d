/** Safer command lines than the one that was stopped. Each is checked by the gate before it is shown. */
import type { Context } from './context.ts';
import { decide } from './decide.ts';
import type { Verdict } from './decision.ts';
import type { ExplainedEffect, ExplainedInvocation } from './decision.ts';
import type { EffectName } from './knowledge/effects.ts';

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
  'vcs.discard': [always('git stash')],
  'file.delete-tree': [onTarget((path) => `trash ${path}`)],
  'file.delete': [onTarget((path) => `trash ${path}`)],
  'file.permit-everyone': [replacing(/^0?777$/, '755'), replacing(/^(a|o|ugo)?\+[rwx]+$/, 'u+rw')],
  'code.fetched': [downloading],
  'remote.delete': [
    commandFor('kubectl', (text) => `${text} --dry-run=client`),
    commandFor('terraform destroy', () => 'terraform plan -destroy'),
  ],
  'remote.destroy': [
    commandFor('kubectl', (text) => `${text} --dry-run=client`),
    commandFor('terraform destroy', () => 'terraform plan -destroy'),
  ],
  'remote.change': [
    commandFor('terraform apply', () => 'terraform plan'),
    commandFor('kubectl apply', (text) => text.replace('apply', 'diff')),
  ],
  'package.publish': [
    commandFor('npm publish', (text) => `${text} --dry-run`),
    commandFor('cargo publish', (text) => `${text} --dry-run`),
  ],
};

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
    for (const propose of PROPOSALS[effect.effect] ?? []) {
      const command = propose(known);
      if (command !== undefined && command !== source && decide({ kind: 'command', command }, context).judged < verdict)
        return command;
    }
  }
  return undefined;
}

function always(command: string): Proposal {
  return () => command;
}

/** The command line with the effect's own word replaced. */
function replacing(pattern: RegExp, replacement: string): Proposal {
  return ({ source, effect: { span } }) => {
    const word = source.slice(span.start, span.end);
    return pattern.test(word) ? source.slice(0, span.start) + replacement + source.slice(span.end) : undefined;
  };
}

/** A command on the effect's target, as the target is written. */
function onTarget(command: (path: string) => string): Proposal {
  return ({ source, effect: { span, target, place } }) => {
    const isKnown = target !== undefined && place !== 'unresolved' && place !== 'root';
    return isKnown ? command(source.slice(span.start, span.end)) : undefined;
  };
}

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
