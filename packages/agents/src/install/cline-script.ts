/** Cline has one program for all hooks of an event, and heeds no exit status: only what is printed stops it. */
import { type Launcher, shellWord } from './launcher.ts';

/** The text of `PreToolUse`. What was there before lies beside it, and is run where the gate has no objection. */
export function clineScript(launcher: Launcher): string {
  return `#!/bin/sh
# Made by Capgate. Asks the gate before a tool runs; whatever is no plain yes stops the run.
payload=$(cat)
answer=$(printf '%s' "$payload" | ${shellWord(launcher)} cline) ||
  answer='{"cancel":true,"errorMessage":"Capgate is missing or does not answer; nothing was run"}'
if [ -n "$answer" ]; then
  printf '%s\\n' "$answer"
  exit 0
fi
previous="$0.before-capgate"
if [ -x "$previous" ]; then
  printf '%s' "$payload" | "$previous"
fi
`;
}
