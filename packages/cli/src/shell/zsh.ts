/** The integration for zsh: a widget before the one that accepts a line, whoever's that was. */
import { startScript } from './start.ts';

export function zshScript(options: readonly string[]): string {
  return `if [[ -o interactive && -o zle && -z \${_capgate_on-} ]]; then
_capgate_on=1 _capgate_asked=''
${startScript(options)}
_capgate_accept() {
  local text="$PREBUFFER$BUFFER" answer verdict
  if [[ -z $_capgate_on || $CONTEXT == (select|vared) || $text != *[^[:space:]]* || $text == "$_capgate_asked" ]]; then
    _capgate_asked=''
    zle _capgate_next -- "$@"
    return
  fi
  if ! _capgate_answer "$text"; then
    _capgate_stop
    _capgate_on=''
    zle -M 'capgate gives no answer: it is off in this shell from now on; Enter runs the line unchecked'
    return
  fi
  verdict="\${answer%%$'\\n'*}"
  if [[ $verdict == more ]] && ! command zsh -f -n -c "$text" 2>/dev/null; then verdict=allow; fi
  case "$verdict" in
    allow) _capgate_asked=''; zle _capgate_next -- "$@" ;;
    *)
      if [[ $verdict != deny ]]; then _capgate_asked="$text"; fi
      zle -M -- "\${answer#*$'\\n'}"
      ;;
  esac
}
if _capgate_start; then
  zle -A accept-line _capgate_next
  zle -N accept-line _capgate_accept
  bindkey '^X^M' _capgate_next
fi
fi
`;
}
