/** Where the option grammar of our families and that of another source differ. */
import { describedSubcommand, describedTool, type Described, optionNamed } from '../reference/descriptions.ts';
import type { SpecCommand, SpecOption } from './specs.ts';

/**
 * `value`: the other says that the next word is the option's value, and we take it for an operand. `operand`: we take the
 * next word for the value, and the other for an operand, which then is never looked at.
 */
type Fault = 'value' | 'operand';

export interface Disagreement {
  /** Full name by the other source: `git push`. */
  readonly command: string;
  readonly option: string;
  readonly fault: Fault;
}

/** What differs in the tool and in all subcommands that both know; nothing where we don't know the tool. */
export function disagreementsOf(spec: SpecCommand): Disagreement[] {
  const tool = spec.names.map(describedTool).find((described) => described !== undefined);
  return tool === undefined ? [] : below(spec, tool, spec.names[0] ?? '');
}

function below(spec: SpecCommand, described: Described, name: string): Disagreement[] {
  const own = spec.options.flatMap((option) => differing(option, described, name));
  const subcommands = spec.subcommands.flatMap((command) => {
    const ours = command.names.map((each) => describedSubcommand(described, each)).find((found) => found !== undefined);
    return ours === undefined ? [] : below(command, ours, `${name} ${command.names[0] ?? ''}`);
  });
  return [...own, ...subcommands];
}

function differing(option: SpecOption, described: Described, command: string): Disagreement[] {
  return option.names.flatMap((name): Disagreement[] => {
    const ours = optionNamed(described, name);
    if (option.value === 'next') {
      return ours?.takes === undefined && ordersOperands(described) ? [{ command, option: name, fault: 'value' }] : [];
    }
    const takesNext = ours?.takes !== undefined && !ours.isAttached;
    return takesNext && looksAtOperands(described) ? [{ command, option: name, fault: 'operand' }] : [];
  });
}

/** Whether a word too many before the operands changes what becomes of them: they have roles by their place. */
function ordersOperands({ spec }: Described): boolean {
  if (spec.closed === true) return false;
  const { operands } = spec;
  const [first] = typeof operands === 'string' ? [operands] : [];
  return spec.commands !== undefined || Array.isArray(operands) || (first !== undefined && !first.endsWith('*'));
}

/** Whether it matters that an operand is not seen: what is only printed is no loss. */
function looksAtOperands({ spec }: Described): boolean {
  if (spec.closed === true) return false;
  const isText = spec.operands === undefined || spec.operands === 'text*' || spec.operands === 'text';
  return spec.commands !== undefined || spec.stdin !== undefined || !isText;
}
