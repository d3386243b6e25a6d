/** The simulated command lines as the gate decides them: each once, and then as often as it is run. */
import { createContext, decide, reachedScopes } from '@capgate/core';
import { REACHED_SCOPES, type ReachedScope } from '../behaviour/features.ts';
import type { Observed } from '../behaviour/windows.ts';

const context = createContext({ workspace: '/home/dev/project', home: '/home/dev' });

/** What a window takes of each line, in their order. */
export function decided(lines: readonly string[]): readonly Observed[] {
  return lines.map((command) => {
    const { flags, risk, judged, commandHash } = decide({ kind: 'command', command }, context);
    const scopes = reachedScopes(context).reduce((bits, scope) => bits | bitOf(scope as ReachedScope), 0);
    return { flags, risk, verdict: judged, scopes, tool: commandHash };
  });
}

function bitOf(scope: ReachedScope): number {
  return 1 << REACHED_SCOPES.indexOf(scope);
}
