/** `capgate policy lint`. */
import { type LayerName, type LintFinding, lintPolicy, PolicyError } from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { clipped, visibleJson } from '../visible.ts';
import { compileFiles, nameOf, readPolicyFiles } from './files.ts';

/** A finding as it is reported; `file` is undefined where the files could not even be read as policies. */
interface Remark {
  readonly level: LintFinding['level'];
  readonly code: string;
  readonly file: string | undefined;
  readonly path: string;
  readonly message: string;
}

export async function run(args: Arguments, io: Io): Promise<number> {
  const remarks = await remarksOn(args, io);
  const text = args.has('json') ? `${visibleJson(remarks)}\n` : remarks.map(lineOf).join('');
  await io.stdout.write(text);
  return remarks.some(({ level }) => level !== 'note') ? ExitStatus.PROBLEM : ExitStatus.OK;
}

async function remarksOn(args: Arguments, io: Io): Promise<Remark[]> {
  try {
    const files = await readPolicyFiles(args, args.operands, io);
    const file = (layer: LayerName) => nameOf(files, layer);
    return lintPolicy(compileFiles(files, args.has('trust-project'))).map((finding) => ({
      level: finding.level,
      code: finding.code,
      file: file(finding.layer),
      path: finding.path,
      message: finding.message,
    }));
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const { code, path, message } = error;
    return [{ level: 'error', code, file: undefined, path, message }];
  }
}

function lineOf({ level, code, file, path, message }: Remark): string {
  const where = [file, path].filter((part) => part !== undefined && part !== '').join(' ');
  return `${level} ${code}${where === '' ? '' : ` ${clipped(where)}`}: ${clipped(message, 1000)}\n`;
}
