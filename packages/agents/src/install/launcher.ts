/** How settings of agents call Capgate's launcher, and how such a call is known again. */

import { shellQuoted } from '@capgate/base';

/** Where the launcher is: at an absolute path; or in whoever's home folder, for files that people share. */
export type Launcher = { readonly kind: 'path'; readonly path: string } | { readonly kind: 'home' };

/** In whole seconds; above the hook's own deadline of eight. */
export const TIMEOUT_S = 10;

const BELOW_DATA = '/capgate/current/bin/capgate-hook';

/** The launcher as one word of a POSIX shell. */
export function shellWord(launcher: Launcher): string {
  return launcher.kind === 'home' ? `"\${XDG_DATA_HOME:-$HOME/.local/share}${BELOW_DATA}"` : shellQuoted(launcher.path);
}

/** The same as an expression of JavaScript in Node. */
export function scriptExpression(launcher: Launcher): string {
  return launcher.kind === 'home'
    ? `(process.env.XDG_DATA_HOME || process.env.HOME + '/.local/share') + '${BELOW_DATA}'`
    : JSON.stringify(launcher.path);
}

/** A line of a POSIX shell that ends with 0 or with 2 and a message: most agents run the action after any other end. */
export function failClosedLine(launcher: Launcher, agent: string): string {
  const message = 'Capgate is missing or does not answer ($c); nothing was run';
  return `${shellWord(launcher)} ${agent} || { c=$?; [ $c -eq 2 ] || echo "${message}" >&2; exit 2; }`;
}

/** What a call of the launcher holds, however it is written. */
export function markOf(launcher: Launcher): string {
  return launcher.kind === 'home' ? BELOW_DATA : launcher.path;
}

const OWN_PATH = String.raw`/capgate/(?:current|versions/[^/'"\s]+)/bin/capgate-hook`;
const OWN_LINE = new RegExp(String.raw`^(?:'[^']*${OWN_PATH}'|"[^"]*${OWN_PATH}"|[^\s'"]*${OWN_PATH})(?=\s|$)`, 'u');

/** Whether a command is a call of a launcher of Capgate's, of this version or an older one: it begins with its path. */
export function isOwnCommand(command: string, launcher: Launcher): boolean {
  if (OWN_LINE.test(command)) return true;
  return command.startsWith(shellWord(launcher)) || (launcher.kind === 'path' && command === launcher.path);
}
