/** The programs that an installed version has beside the package's own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellQuoted } from '@capgate/base';

/** `bin/capgate`: runs the program with the Node that installed it, or the one on the search path where that is gone. */
export function wrapperOf(current: string, node: string): string {
  return `#!/bin/sh
# Made by Capgate.
node=${shellQuoted(node)}
[ -x "$node" ] || node=node
exec "$node" ${shellQuoted(`${current}/bin/capgate.cjs`)} "$@"
`;
}

/**
 * `bin/capgate-hook`, what hooks call as `capgate-hook AGENT`: ends with 0 or, where anything fails, with 2 and a text. Compiled
 * for this machine where the package has that or a compiler is here, as Node takes longer to start than an agent should wait.
 */
export function launcherFor(from: string, current: string, platform: string): string | Uint8Array {
  const prebuilt = join(from, 'dist/launcher', `${platform}-${process.arch}`, 'capgate-hook');
  if (existsSync(prebuilt)) return readFileSync(prebuilt);
  return compiled(join(from, 'dist/launcher/capgate-hook.c')) ?? scriptOf(current);
}

/**
 * `bin/capgate-run TICKET`: ends with 0 where the gate saw that the agent asked its person about the command line that this
 * is a part of, there. It only reads a file, as sandboxes of agents let nothing reach the gate's socket.
 */
export function runnerOf(askedFolder: string): string {
  return `#!/bin/sh
# Made by Capgate.
refuse() {
  echo "Capgate: $1; nothing was run" >&2
  exit 126
}
case $1 in '' | *[!0-9a-f]*) refuse 'expected to be called by a command line of the gate, met another' ;; esac
asked=${shellQuoted(askedFolder)}/$1
[ -f "$asked" ] || refuse 'the agent asked no person about this; npx capgate init puts its rule for that back'
IFS= read -r folder < "$asked"
[ "$folder" = "$(pwd -P)" ] || refuse 'a person was asked about this in another folder'
rm -f "$asked" 2> /dev/null
exit 0
`;
}

/** For machines with a C library; undefined where no compiler makes it. */
function compiled(source: string): Uint8Array | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-launcher-'));
  try {
    const to = join(folder, 'capgate-hook');
    const { status } = spawnSync('cc', ['-O2', '-DCAPGATE_HOSTED', '-D_GNU_SOURCE', '-o', to, source]);
    return status === 0 ? readFileSync(to) : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function scriptOf(current: string): string {
  return `#!/bin/sh
# Made by Capgate.
capgate=${shellQuoted(`${current}/bin/capgate`)}
if [ ! -x "$capgate" ]; then
  echo "Capgate: expected it at $capgate, met nothing; install it again with npx capgate init; nothing was run" >&2
  exit 2
fi
exec "$capgate" hook "$@"
`;
}
