/** The integration for bash: Enter asks first, then runs the line or leaves it where it is. */
import { startScript } from './start.ts';

/**
 * Readline runs Enter as two keys: one that asks, and one that the answer binds to running the line or to drawing it
 * again. The line itself is never touched, so that history, completion and prompts are as they were.
 */
export function bashScript(options: readonly string[]): string {
  return `if [[ $- == *i* && -z \${_capgate_on-} ]] && ((BASH_VERSINFO[0] >= 4)); then
_capgate_on=1 _capgate_pending='' _capgate_asked=''
${startScript(options)}
_capgate_bind() {
  local keymap
  for keymap in emacs vi-insert vi-command; do bind -m "$keymap" "$1" 2>/dev/null; done
}
_capgate_run() { _capgate_asked=''; _capgate_bind '"\\C-x\\C-z": accept-line'; }
_capgate_stay() { _capgate_bind '"\\C-x\\C-z": redraw-current-line'; }
_capgate_off() {
  _capgate_stop
  _capgate_bind '"\\C-m": accept-line'
  _capgate_bind '"\\C-j": accept-line'
}
_capgate_enter() {
  local text="$_capgate_pending$READLINE_LINE" answer verdict
  if [[ $READLINE_LINE != *[![:space:]]* || $text == "$_capgate_asked" ]]; then _capgate_run; return; fi
  if ! _capgate_answer "$text"; then
    _capgate_off
    printf '%s\\n' 'capgate gives no answer: it is off in this shell from now on; Enter runs the line unchecked' >&2
    _capgate_stay
    return
  fi
  verdict="\${answer%%$'\\n'*}"
  if [[ $verdict == more ]] && ! BASH_ENV='' "$BASH" -n -c "$text" 2>/dev/null; then
    _capgate_pending="$text"$'\\n'
    _capgate_run
    return
  fi
  case "$verdict" in
    allow) _capgate_run ;;
    *)
      printf '%s\\n' "\${answer#*$'\\n'}" >&2
      if [[ $verdict != deny ]]; then _capgate_asked="$text"; fi
      _capgate_stay
      ;;
  esac
}
_capgate_prompt() { local status=$?; _capgate_pending='' _capgate_asked=''; return "$status"; }
if _capgate_start; then
  PROMPT_COMMAND="_capgate_prompt\${PROMPT_COMMAND:+; $PROMPT_COMMAND}"
  for _capgate_keymap in emacs vi-insert vi-command; do
    bind -m "$_capgate_keymap" -x '"\\C-x\\C-y": _capgate_enter'
  done
  unset _capgate_keymap
  _capgate_run
  _capgate_bind '"\\C-x\\C-m": accept-line'
  _capgate_bind '"\\C-m": "\\C-x\\C-y\\C-x\\C-z"'
  _capgate_bind '"\\C-j": "\\C-x\\C-y\\C-x\\C-z"'
fi
fi
`;
}
