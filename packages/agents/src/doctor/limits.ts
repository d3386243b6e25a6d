/** What an agent does by its own design that no hook can change: told beside what was tried. */
import type { AgentName } from '../adapters/adapter.ts';

/** A sentence each. */
export const LIMITS: Readonly<Record<AgentName, string>> = {
  claude:
    'Versions before 2.1.295 know no onFailure and run the action where the launcher is missing; --bare, --safe-mode, disableAllHooks and any invalid hook of the same event in the file switch hooks off, but for managed ones.',
  codex:
    'It runs the action until the hook is trusted (/hooks), and under --disable hooks; it asks its person by a rule, in a shell alone and where it asks at all; else what is asked is denied with the way to allow it.',
  gemini:
    'hooksConfig.enabled and hooksConfig.disabled switch hooks off, and variables in the .env files that it reads (BASH_ENV) may end the shell of a hook; it asks nobody for a hook.',
  qwen: 'A settings file that does not parse switches its hooks off; without a person it denies what is asked.',
  copilot: 'A hook file that does not parse is passed over.',
  opencode: '--pure, or a plugin that does not parse, switches the plugin off; it asks nobody for one.',
  cline: 'It goes on where the hook cannot be started at all, and heeds no exit status; a stop ends its run.',
  cursor: 'Documented only: it goes on where a hook crashes or is late.',
  windsurf: 'Documented only: it goes on after any end but 2, and asks nobody for a hook.',
  kiro: 'Documented only: hooks belong to an agent’s file, so an agent made later has none until capgate init; it asks nobody.',
  droid: 'Documented only.',
  openhands: 'Documented only: it goes on where a hook errs, and asks nobody.',
  goose: 'Documented only: it asks nobody for a hook.',
};
