/** What a type of experiment takes that measures how fast arms are, and on what. */
import type { PlanFault } from './faults.ts';
import type { Experiment } from './schema.ts';

/** `load` says at which rate; `hardware` compares on hardware that it names. */
export function typeFaults({ type, load, constraints, hypotheses, stopping }: Experiment): readonly PlanFault[] {
  const { primary, secondary = [] } = hypotheses;
  const lists = Object.entries({ primary, secondary });
  return [
    ...faultUnless(
      (type === 'load') === (load !== undefined),
      '/load',
      `expected a load in an experiment of the type load, and in no other; met ${load ? 'one' : 'none'} in ${type}`,
    ),
    ...faultUnless(
      type !== 'load' || stopping.rule === 'fixed',
      '/stopping/rule',
      `expected fixed under load, as one arm comes in before the other, met ${stopping.rule}`,
    ),
    ...faultUnless(
      type !== 'hardware' || (constraints?.hardware ?? []).length > 0,
      '/constraints/hardware',
      'expected the hardware that an experiment of the type hardware is about, met none; name it, as gpu or arm64',
    ),
    ...lists.flatMap(([role, list]) =>
      list.flatMap(({ metric }, i) =>
        faultUnless(
          metric !== 'response' || type === 'load',
          `/hypotheses/${role}/${i}/metric`,
          `expected response in an experiment of the type load alone, met it in ${type}; latency is what others have`,
        ),
      ),
    ),
  ];
}

function faultUnless(holds: boolean, path: string, message: string): readonly PlanFault[] {
  return holds ? [] : [{ path, message }];
}
