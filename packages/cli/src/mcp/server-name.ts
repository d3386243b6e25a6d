/** By which name rules and pins know the server behind the proxy. */
import { basename } from 'node:path';
import { quoted } from '@capgate/base';
import type { Arguments } from '../arguments.ts';

/** Programs that run another one, which is the server. */
const RUNNERS: ReadonlySet<string> = new Set('node nodejs npx bunx pnpx uvx uv bun deno python python3 tsx'.split(' '));
/** Those whose words do not tell which one, but may hold secrets: by their names many servers would share rules and pins. */
const UNTOLD: ReadonlySet<string> = new Set('docker podman nerdctl npm pnpm yarn sh bash zsh dash ssh sudo'.split(' '));
const NAME = /^[!-~](?:[ -~]{0,198}[!-~])?$/u;

/** As it was named, else as its program is called. Throws `CliError` USAGE. */
export function serverName(args: Arguments): string {
  const given = args.value('name');
  const name = given ?? programName(args.operands);
  if (given === undefined && UNTOLD.has(name)) throw args.misuse(`expected --name with ${name}, which runs any server`);
  if (NAME.test(name)) return name;
  throw args.misuse(`expected --name with at most 200 visible characters, met ${quoted(name)}`);
}

/** The package or file that a runner is given, without its version; nothing further is looked at, as it may be a secret. */
function programName(words: readonly string[]): string {
  const program = basename(words[0] ?? '');
  if (program === 'env') return programName(words.slice(1).filter((word) => !/^-|^\w+=/u.test(word)));
  if (!RUNNERS.has(program)) return program;
  const given = words.slice(1).find((word) => !word.startsWith('-'));
  if (given === undefined) return program;
  return given.startsWith('@') ? given.replace(/(?<=.)@[^@/]*$/u, '') : basename(given).replace(/@.*$/u, '');
}
