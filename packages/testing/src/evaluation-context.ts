/** The circumstances that the labels of the corpora hold in. */
import { type Context, createContext, type Mode } from '@capgate/core';

/** The context that the scorer's head states, in `mode`. */
export function evaluationContext(mode: Mode): Context {
  const workspace = '/home/dev/project';
  return createContext({ workingDirectory: workspace, workspace, home: '/home/dev', platform: 'linux', mode });
}
