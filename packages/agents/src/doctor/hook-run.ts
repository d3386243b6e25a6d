/** How an agent starts the hook that its settings hold: read from what is there, not from what should be. */
import { isDeepStrictEqual } from 'node:util';
import { httpHookOf } from '../install/http-hook.ts';
import { ownHandlers, withEntries } from '../install/entries.ts';
import { type Launcher, markOf } from '../install/launcher.ts';
import type { Json, Placement } from '../install/placement.ts';
import { requiredCommands } from '../install/requirements.ts';

/**
 * `line` is run by a shell; `plugin` is a module with a function in place of a process; `http` is posted to a gate. `blocks`:
 * whether the agent was told to stop the action where the program cannot be started, or errs, or the gate does not answer.
 */
export type HookRun =
  | { readonly kind: 'program'; readonly path: string; readonly words: readonly string[]; readonly blocks: boolean }
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'plugin'; readonly path: string }
  | { readonly kind: 'http'; readonly url: string; readonly token: string; readonly blocks: boolean };

/** The hooks of Capgate that stop actions, in a file that holds `text`; none where there are none. Throws `InstallError`. */
export function hookRunsOf(placement: Placement, text: string): HookRun[] {
  const { kind, path } = placement;
  if (kind === 'entries') {
    const stopping = placement.entries.filter(({ tells }) => tells !== true);
    return stopping.flatMap(({ list }) => ownHandlers(text, list, placement.launcher)).flatMap(runOf);
  }
  if (kind === 'requirements') return requiredCommands(text, placement).map((line) => ({ kind: 'line', line }));
  if (kind === 'own') return placement.role === 'plugin' ? [{ kind: 'plugin', path }] : [];
  return kind === 'chain' ? [{ kind: 'program', path, words: [], blocks: false }] : [];
}

/** Whether a hook of `hookRunsOf` is to the letter what an installation puts there: then nobody else's code is in it. */
export function isAsInstalled(run: HookRun, placement: Placement, text: string): boolean {
  if (placement.kind === 'key' || placement.kind === 'requirements') return false;
  if (placement.kind !== 'entries') return text === placement.text;
  return hookRunsOf(placement, withEntries('', placement)).some((own) => isDeepStrictEqual(own, run));
}

function runOf(handler: { readonly [key: string]: Json }): HookRun[] {
  const { command, args, bash, url, onFailure } = handler;
  const blocks = onFailure === 'block';
  const posted = httpHookOf(handler);
  if (posted !== undefined && typeof url === 'string') return [{ kind: 'http', url, token: posted.token, blocks }];
  const line = typeof command === 'string' ? command : bash;
  if (typeof line !== 'string') return [];
  if (!Array.isArray(args)) return [{ kind: 'line', line }];
  return [{ kind: 'program', path: line, words: args.map(String), blocks }];
}

/** A line, a script or a path that calls the launcher, as if that were not there. */
export function withoutLauncher(text: string, launcher: Launcher): string {
  const mark = markOf(launcher);
  return text.replaceAll(mark, `${mark}.missing`);
}
