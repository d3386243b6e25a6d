/** The programs that an installed version has beside the package's own. */

/** A path as one word of a POSIX shell. */
function word(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

/** `bin/capgate`: runs the program with the Node that installed it, or the one on the search path where that is gone. */
export function wrapperOf(current: string, node: string): string {
  return `#!/bin/sh
# Made by Capgate.
node=${word(node)}
[ -x "$node" ] || node=node
exec "$node" ${word(`${current}/bin/capgate.cjs`)} "$@"
`;
}

/** `bin/capgate-hook`, what hooks call as `capgate-hook AGENT`: ends with 0 or, where anything fails, with 2 and a text. */
export function launcherOf(current: string): string {
  return `#!/bin/sh
# Made by Capgate.
capgate=${word(`${current}/bin/capgate`)}
if [ ! -x "$capgate" ]; then
  echo "Capgate: expected it at $capgate, met nothing; install it again with npx capgate init; nothing was run" >&2
  exit 2
fi
exec "$capgate" hook "$@"
`;
}
