/** What core says about actions where examples of policies are tried: the same on every machine. */
import { type Action, createContext, type ExplainedEffect, type Explanation, explain } from '@capgate/core';
import { EXAMPLE_PLACE } from '../policy/files.ts';

/** A name that no tool takes for anything but a file or a word. */
export const PROBE = 'capgate-probe';

const context = createContext(EXAMPLE_PLACE);

export function explained(action: Action): Explanation {
  return explain(action, context);
}

/** What the first command of a line does by itself, with nothing that was added to it. */
export function effectsOfCommand(command: string): readonly ExplainedEffect[] {
  return explained({ kind: 'command', command }).effects.filter(({ invocation }) => invocation === 0);
}
