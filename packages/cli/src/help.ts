/** The help texts: examples first, since most readers look for a line to copy. */
import { commandName, optionsOf } from './arguments.ts';
import { wrap } from './layout.ts';
import type { CommandSpec, OptionSpec } from './specification.ts';
import type { Paint } from './style.ts';

const INDENT = '  ';
const MAX_LABEL_COLUMNS = 34;

/** Help on the last command of `path`, for a page `columns` wide. */
export function helpText(path: readonly CommandSpec[], columns: number, paint: Paint): string {
  const spec = path.at(-1);
  if (spec === undefined) return '';
  const sections = [
    spec.summary,
    section(
      'Examples',
      spec.examples.flatMap((example) => exampleLines(example.says, example.line, columns, paint)),
      paint,
    ),
    section('Usage', [INDENT + usageLine(path)], paint),
    (spec.description ?? []).map((paragraph) => wrap(paragraph, columns).join('\n')).join('\n\n'),
    section(
      'Commands',
      table(
        (spec.commands ?? []).map(({ name, summary }) => [name, summary]),
        columns,
      ),
      paint,
    ),
    section(
      'Options',
      table(
        optionsOf(spec).map((option) => [optionLabel(option), optionSummary(option)]),
        columns,
      ),
      paint,
    ),
    spec.commands === undefined ? '' : `More on a command: ${commandName(path)} COMMAND --help`,
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function usageLine(path: readonly CommandSpec[]): string {
  const spec = path.at(-1);
  const rest = spec?.commands === undefined ? (spec?.operands?.label ?? '') : subcommandLabel(spec);
  return `${commandName(path)} [OPTIONS] ${rest}`.trimEnd();
}

function subcommandLabel({ load }: CommandSpec): string {
  return load === undefined ? 'COMMAND' : '[COMMAND]';
}

function exampleLines(says: string, line: string, columns: number, paint: Paint): string[] {
  const comment = wrap(says, columns - INDENT.length - 2).map((text) => INDENT + paint('dim', `# ${text}`));
  return [...comment, INDENT + line];
}

function optionLabel({ name, short, value, attachable = [] }: OptionSpec): string {
  const attached = attachable.map((text) => `[=${text}]`).join('');
  return `${short === undefined ? '    ' : `-${short}, `}--${name}${attached}${value === undefined ? '' : ` ${value}`}`;
}

function optionSummary({ summary, choices, repeats }: OptionSpec): string {
  const values = choices === undefined ? '' : ` (${choices.join(', ')})`;
  return `${summary}${values}${repeats === true ? '; may be repeated' : ''}`;
}

function section(title: string, lines: readonly string[], paint: Paint): string {
  return lines.length === 0 ? '' : `${paint('bold', title)}\n${lines.join('\n')}`;
}

/** Two columns: the labels, and what they mean, wrapped. */
function table(rows: readonly (readonly [string, string])[], columns: number): string[] {
  const labelColumns = Math.min(MAX_LABEL_COLUMNS, Math.max(0, ...rows.map(([label]) => label.length))) + 2;
  const textColumns = columns - INDENT.length - labelColumns;
  return rows.flatMap(([label, text]) => {
    const lines = wrap(text, Math.max(20, textColumns));
    const tooLong = label.length + 2 > labelColumns;
    const first = tooLong ? [INDENT + label] : [];
    const padded = lines.map((line, index) => {
      const left = index === 0 && !tooLong ? label : '';
      return INDENT + left.padEnd(labelColumns) + line;
    });
    return [...first, ...padded];
  });
}
