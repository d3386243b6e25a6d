/** Completion for zsh. */
import { shellQuoted } from '@capgate/base';
import type { CommandSpec, Completion } from '../specification.ts';
import { type CompletedCommand, type CompletedOption, flatten } from './tree.ts';

/** One function a command, each built on zsh's own `_arguments`. */
export function zshScript(root: CommandSpec): string {
  const commands = flatten(root);
  return `#compdef capgate
${commands.map(commandFunction).join('\n')}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  ${functionName(root.name)} "$@"
else
  compdef ${functionName(root.name)} ${root.name}
fi
`;
}

function functionName(command: string): string {
  return `_${command.replaceAll(' ', '_')}`;
}

function commandFunction({ name, spec, options }: CompletedCommand): string {
  const specs = options.map((option) => shellQuoted(optionSpec(option)));
  const body = spec.commands === undefined ? leafBody(spec, specs) : groupBody(name, spec.commands, specs);
  return `${functionName(name)}() {\n${body}}\n`;
}

function leafBody(spec: CommandSpec, specs: readonly string[]): string {
  const operand =
    spec.operands === undefined ? [] : [shellQuoted(`*:${spec.operands.label}:${action(spec.operands.completion)}`)];
  return `  _arguments -s ${[...specs, ...operand].join(' \\\n    ')}\n`;
}

function groupBody(name: string, commands: readonly CommandSpec[], specs: readonly string[]): string {
  const described = commands.map((command) => shellQuoted(`${command.name}:${command.summary.replaceAll(':', '\\:')}`));
  const cases = commands.map((command) => `      ${command.name}) ${functionName(`${name} ${command.name}`)} ;;`);
  return `  local line state
  local -a commands=(${described.join(' ')})
  _arguments -C ${specs.join(' ')} '1: :->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument) case $line[1] in
${cases.join('\n')}
    esac ;;
  esac
`;
}

/** `*--policy=[summary]:FILE:_files`, in the notation of `_arguments`. */
function optionSpec({ spec, completion }: CompletedOption): string {
  const repeats = spec.repeats === true ? '*' : '';
  const summary = spec.summary.replace(/[[\]:\\]/gu, '\\$&');
  const value =
    completion === undefined ? '' : `:${(spec.value ?? '').replaceAll(/[[\]=]/gu, '')}:${action(completion)}`;
  return `${repeats}--${spec.name}${completion === undefined ? '' : '='}[${summary}]${value}`;
}

function action(completion: Completion | undefined): string {
  if (completion === 'file') return '_files';
  if (completion === 'folder') return '_files -/';
  return completion === undefined || completion.length === 0 ? ' ' : `(${completion.join(' ')})`;
}
