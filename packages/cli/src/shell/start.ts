/** What both shells share: one process that answers for as long as the shell lives. */
import { shellQuoted } from '@capgate/base';

/**
 * The pipes are opened for reading and writing, so that neither shell nor process ever waits for the other to come, and
 * a shell that asks a process that is gone gets no signal. The first answer, in seconds, may have to wait for its start. The process has no such end itself: it ends with the shell.
 */
export function startScript(options: readonly string[]): string {
  const words = options.map(shellQuoted).join(' ');
  return `_capgate_start() {
  local folder
  command -v capgate >/dev/null 2>&1 || return 1
  folder="$(mktemp -d)" || return 1
  mkfifo -m 600 "$folder/questions" "$folder/answers" || { rm -rf -- "$folder"; return 1; }
  exec {_capgate_questions}<>"$folder/questions" {_capgate_answers}<>"$folder/answers"
  (
    trap '' INT
    exec 3<"$folder/questions" 4>"$folder/answers" {_capgate_questions}>&- {_capgate_answers}>&-
    capgate shell-answer ${words} <&3 >&4 2>/dev/null 3<&- 4>&- &
  )
  rm -rf -- "$folder"
}
_capgate_stop() {
  exec {_capgate_questions}>&- {_capgate_answers}>&-
}
_capgate_patience=30
_capgate_answer() {
  printf '%s\\0%s\\0' "$PWD" "$1" >&"$_capgate_questions" || return
  IFS= read -r -d '' -t "$_capgate_patience" -u "$_capgate_answers" answer || return
  _capgate_patience=10
}`;
}
