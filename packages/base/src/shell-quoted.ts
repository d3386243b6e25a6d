/** A text as one literal word of a POSIX shell, without a backslash of its own: Codex reads no command line that has one. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}
