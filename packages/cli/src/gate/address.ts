/** Where a gate answers by HTTP, as it is named on a command line. */
import { isConfidential, quoted } from '@capgate/base';
import type { Arguments } from '../arguments.ts';

/** A gate's own, where its configuration names no other. */
export const DEFAULT_ADDRESS = 'http://127.0.0.1:7413';

/**
 * The address that was named, without a path; the gate's own where none was. Throws `CliError` USAGE for what is none, and
 * for another machine without TLS.
 */
export function addressOf(args: Arguments): string {
  const named = args.value('address');
  if (named === undefined) return DEFAULT_ADDRESS;
  const url = URL.parse(named);
  const isBare = url !== null && url.href === `${url.origin}/`;
  if (isBare && isConfidential(url)) return url.origin;
  throw args.misuse(
    `expected --address to be a gate's, as ${DEFAULT_ADDRESS}, with https: for another machine, met ${quoted(named)}`,
  );
}
