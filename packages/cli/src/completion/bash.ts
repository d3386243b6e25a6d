/** Completion for bash. */
import type { CommandSpec, Completion } from '../specification.ts';
import { type CompletedCommand, flatten } from './tree.ts';

/**
 * A function that finds the command among the words so far, then offers the values of the option just before, or else
 * the options, subcommands and operands of the command. `=` is a word of its own to bash: `--mode=strict` is three.
 */
export function bashScript(root: CommandSpec): string {
  const commands = flatten(root);
  return `_capgate_reply() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$@")
}
_capgate() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command='capgate' word
  if [[ $current == '=' ]]; then current=''; fi
  if [[ $previous == '=' ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$command $word" in
${lines(commands.slice(1).map(({ name }) => `'${name}') command='${name}' ;;`))}
    esac
  done
  COMPREPLY=()
  case "$command $previous" in
${lines(commands.flatMap(valueCases))}
  esac
  case "$command" in
${lines(commands.map(wordCase))}
  esac
}
complete -F _capgate capgate
`;
}

function lines(cases: readonly string[]): string {
  return cases.map((line) => `      ${line}`).join('\n');
}

function valueCases({ name, options }: CompletedCommand): string[] {
  return options.flatMap(({ completion, spellings }) => {
    if (completion === undefined) return [];
    const patterns = spellings.map((spelling) => `'${name} ${spelling}'`).join('|');
    return [`${patterns}) ${reply(completion, [])}; return ;;`];
  });
}

function wordCase({ name, spec, options }: CompletedCommand): string {
  const words = [
    ...(spec.commands ?? []).map((command) => command.name),
    ...options.flatMap(({ spellings }) => spellings),
  ];
  return `'${name}') ${reply(spec.operands?.completion ?? [], words)} ;;`;
}

/** The words that begin as the current one does; files or folders besides where they are wanted. */
function reply(completion: Completion, words: readonly string[]): string {
  const list = typeof completion === 'string' ? words : [...completion, ...words];
  const paths = completion === 'file' ? ' -f' : completion === 'folder' ? ' -d' : '';
  const option = typeof completion === 'string' ? 'compopt -o filenames 2>/dev/null; ' : '';
  return `${option}_capgate_reply${paths} -W '${list.join(' ')}' -- "$current"`;
}
