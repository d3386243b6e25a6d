/** Commands run for real in a throw-away tree, and what they did there. */
export { type Observed, observe } from './observe.ts';
export {
  faultsOf,
  openSandbox,
  PROJECT,
  type Sandbox,
  SandboxError,
  type SandboxErrorCode,
  type Trace,
} from './sandbox.ts';
export { type Call, readTrace } from './trace.ts';
