/** `capgate policy lint`. */
import { type LayerName, type LintFinding, lintPolicy } from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { clipped, quoted, visibleJson } from '@capgate/base';
import { compileFiles, nameOf, PolicyFileError, readPolicyFiles } from './files.ts';

/** A finding as it is reported. */
interface Remark {
  readonly level: LintFinding['level'];
  readonly code: string;
  readonly file: string;
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
    if (!(error instanceof PolicyFileError)) throw error;
    const { code, path, message } = error.cause;
    return [{ level: 'error', code, file: quoted(error.path), path, message }];
  }
}

function lineOf({ level, code, file, path, message }: Remark): string {
  const where = path === '' || message.startsWith(`${path}:`) ? file : `${file} ${path}`;
  return `${level} ${code} ${clipped(where)}: ${clipped(message, 1000)}\n`;
}
