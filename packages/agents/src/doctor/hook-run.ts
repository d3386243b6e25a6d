/** How an agent starts the hook that its settings hold: read from what is there, not from what should be. */
import { ownHandlers } from '../install/entries.ts';
import { type Launcher, markOf } from '../install/launcher.ts';
import type { Json, Placement } from '../install/placement.ts';
import { requiredCommands } from '../install/requirements.ts';

/**
 * `line` is run by a shell; `plugin` is a module with a function in place of a process. `blocks`: whether the agent was told
 * to stop the action where the program cannot be started, or errs.
 */
export type HookRun =
  | { readonly kind: 'program'; readonly path: string; readonly words: readonly string[]; readonly blocks: boolean }
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'plugin'; readonly path: string };

/** The hooks of Capgate in a file that holds `text`; none where there are none. Throws `InstallError`. */
export function hookRunsOf(placement: Placement, text: string): HookRun[] {
  switch (placement.kind) {
    case 'entries':
      return placement.entries.flatMap(({ list }) => ownHandlers(text, list, placement.launcher)).flatMap(runOf);
    case 'own':
      return placement.role === 'plugin' ? [{ kind: 'plugin', path: placement.path }] : [];
    case 'chain':
      return [{ kind: 'program', path: placement.path, words: [], blocks: false }];
    case 'requirements':
      return requiredCommands(text, placement).map((line) => ({ kind: 'line', line }));
    case 'key':
      return [];
  }
}

function runOf({ command, args, bash, onFailure }: { readonly [key: string]: Json }): HookRun[] {
  const line = typeof command === 'string' ? command : bash;
  if (typeof line !== 'string') return [];
  if (!Array.isArray(args)) return [{ kind: 'line', line }];
  return [{ kind: 'program', path: line, words: args.map(String), blocks: onFailure === 'block' }];
}

/** A line, a script or a path that calls the launcher, as if that were not there. */
export function withoutLauncher(text: string, launcher: Launcher): string {
  const mark = markOf(launcher);
  return text.replaceAll(mark, `${mark}.missing`);
}
