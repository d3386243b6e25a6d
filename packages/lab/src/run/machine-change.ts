/** Whether an experiment goes on where it began: the report names one machine, and times of two are not of one kind. */
import type { Environment } from '../measure/environment.ts';

type Trait = readonly [name: string, of: (environment: Environment) => string | number | undefined];

const TRAITS: readonly Trait[] = [
  ['processor', ({ cpu }) => cpu],
  ['cores', ({ cores }) => cores],
  ['memory in MiB', ({ memoryMb }) => memoryMb],
  ['platform', ({ platform }) => platform],
  ['kernel', ({ kernel }) => kernel],
  ['Node', ({ versions }) => versions['node']],
];

/** What is other than at the beginning, of which `first` is kept; `now` is undefined where others ask. */
export function machineChange(first: Environment, now: Environment | undefined): string | undefined {
  const remedy = 'the report names the machine of the beginning alone';
  if (now === undefined) return `expected to go on where it began, met workers elsewhere; ${remedy}`;
  const change = TRAITS.find(([, of]) => of(first) !== of(now));
  if (change === undefined) return undefined;
  const [name, of] = change;
  return `expected the machine where it began, met ${name} ${of(now)}, where it was ${of(first)}; ${remedy}`;
}
