/** This project's decision, called in the process that measures. */
import { BoundedMap, type CanonicalObject } from '@capgate/base';
import { type Context, createContext, decide, type Mode, POLICY_VERSION, VERDICTS } from '@capgate/core';
import { HOME, WORKSPACE } from '../../experiment/place.ts';
import type { Arm } from '../arm.ts';
import { packageVersion } from '../package-version.ts';
import { prepareStopwatch, stopwatch } from '../stopwatch.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { documentHash } from './document-hash.ts';

/** Settings of `experiment/arm-settings.ts`. */
export interface InProcessSettings {
  readonly mode?: Mode;
  readonly workspace?: string;
  readonly home?: string;
}

/** Working folders whose contexts are kept. */
const CONTEXTS_MAX = 256;
/** Of no rule: what the mode says is what holds. */
const NO_POLICY: CanonicalObject = { version: POLICY_VERSION, rules: [] };

/** A context is prepared before the time begins, as a gate prepares one for a session rather than for a question. */
export function openInProcess({ mode = 'balanced', workspace = WORKSPACE, home = HOME }: InProcessSettings): Arm {
  prepareStopwatch();
  const contexts = new BoundedMap<string, Context>(CONTEXTS_MAX);
  const contextOf = (workingDirectory: string): Context => {
    const known = contexts.get(workingDirectory);
    const context = known ?? createContext({ workingDirectory, workspace, home, platform: 'linux', mode });
    if (known === undefined) contexts.set(workingDirectory, context);
    return context;
  };
  const answered = ({ command, cwd = workspace }: { readonly command: string; readonly cwd?: string }) => {
    const context = contextOf(cwd);
    const elapsed = stopwatch();
    const { verdict, risk, flags } = decide({ kind: 'command', command }, context);
    const latencyNs = elapsed();
    return { verdict: VERDICTS[verdict], latencyNs, raw: { risk, flags } };
  };
  const version = packageVersion('@capgate/core');
  return {
    facts: { way: 'in process', version, mode, policyHash: documentHash(NO_POLICY), workspace, home },
    answer: (question, signal) => unlessAborted(Promise.resolve(question).then(answered), signal),
    close: () => Promise.resolve(),
  };
}
