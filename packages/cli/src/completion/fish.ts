/** Completion for fish. */
import { shellQuoted } from '@capgate/base';
import type { CommandSpec, Completion } from '../specification.ts';
import { type CompletedCommand, type CompletedOption, flatten } from './tree.ts';

/** One line for each subcommand, option and operand, under the condition that its command was typed. */
export function fishScript(root: CommandSpec): string {
  const commands = flatten(root);
  return `function __capgate_at
    set -l words (commandline -opc)
    set -l command $words[1]
    set -l known ${commands.map(({ name }) => shellQuoted(name)).join(' ')}
    for word in $words[2..-1]
        contains -- "$command $word" $known; and set command "$command $word"
    end
    test "$command" = "$argv[1]"
end
complete -c capgate -f
${commands.flatMap(commandLines).join('\n')}
`;
}

function commandLines({ name, spec, options }: CompletedCommand): string[] {
  const start = `complete -c capgate -n ${shellQuoted(`__capgate_at ${shellQuoted(name)}`)}`;
  const commands = (spec.commands ?? []).map(
    (command) => `${start} -a ${shellQuoted(command.name)} -d ${shellQuoted(command.summary)}`,
  );
  const operand = spec.operands?.completion === undefined ? [] : [`${start}${source(spec.operands.completion)}`];
  return [...commands, ...options.map((option) => `${start}${optionPart(option)}`), ...operand];
}

function optionPart({ spec, completion }: CompletedOption): string {
  const short = spec.short === undefined ? '' : ` -s ${spec.short}`;
  const value = completion === undefined ? '' : ` -x${source(completion)}`;
  return ` -l ${spec.name}${short}${value} -d ${shellQuoted(spec.summary)}`;
}

function source(completion: Completion): string {
  if (completion === 'file') return ' -a "(__fish_complete_path (commandline -ct))"';
  if (completion === 'folder') return ' -a "(__fish_complete_directories (commandline -ct))"';
  return completion.length === 0 ? '' : ` -a ${shellQuoted(completion.join(' '))}`;
}
