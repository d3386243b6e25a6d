/** `capgate scan`: what the scripts of a repository would do. Reads files, and runs nothing. */
import { type Context, type ContextOptions, createContext, type VerdictName } from '@capgate/core';
import { closeSync, openSync, readSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import type { Arguments } from '../arguments.ts';
import { circumstances, workspaceAround } from '../check/circumstances.ts';
import { CliError } from '../error.ts';
import { readInput, readText, reasonOf } from '../files.ts';
import { ExitStatus, type Io } from '../io.ts';
import { columnsOf, paintFor } from '../style.ts';
import { findingsOf, worstOf } from './findings.ts';
import { type Kind, kindOf, kindOfPath, KINDS, READERS } from './kinds.ts';
import { type Scan, scanJson, type ScannedFile, scanText } from './report.ts';
import { type Failure, slashed, type Target, walk } from './walk.ts';

/** Core checks command lines of up to 1 MiB. */
const FILE_BYTES_MAX = 1 << 20;
/** As much of a file as its first line may take. */
const HEAD_BYTES = 256;
const INPUT_NAME = 'stdin';

const STATUS: Readonly<Record<VerdictName, number>> = {
  allow: ExitStatus.OK,
  ask: ExitStatus.ASK,
  deny: ExitStatus.DENY,
};

export async function run(args: Arguments, io: Io): Promise<number> {
  requireSense(args);
  const contexts = new Contexts(args, io, await circumstances(args, io));
  const scan = args.has('stdin') ? await scanInput(args, io, contexts) : scanFiles(args, io, contexts);
  await io.stdout.write(await rendered(scan, args, io));
  return scan.failures.length > 0 ? ExitStatus.USAGE : statusOf(scan.verdict, args.value('fail-on') ?? 'ask');
}

function requireSense(args: Arguments): void {
  if (args.has('stdin') && args.operands.length > 0) throw args.misuse('expected no FILE with --stdin, met one');
  if (args.has('stdin') && !args.has('as')) throw args.misuse('expected --as KIND with --stdin, met none');
  if (!args.has('stdin') && args.operands.length === 0) throw args.misuse('expected a FILE or a folder, met none');
  if (args.has('json') && args.has('sarif')) throw args.misuse('expected one of --json and --sarif, met both');
}

/** A verdict that is not to fail counts as an allow. */
function statusOf(verdict: VerdictName, failOn: string): number {
  const fails = verdict === 'deny' ? failOn !== 'never' : failOn === 'ask';
  return fails ? STATUS[verdict] : ExitStatus.OK;
}

async function rendered(scan: Scan, args: Arguments, io: Io): Promise<string> {
  if (args.has('json')) return scanJson(scan);
  if (!args.has('sarif')) return scanText(scan, columnsOf(io.stdout), paintFor(io.stdout, io.env));
  const { scanSarif } = await import('./sarif.ts');
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
  const absolute = (path: string) => resolve(io.cwd, path);
  return scanSarif(scan, manifest.version, { base: workspaceAround(io.cwd), absolute });
}

/** Contexts by the workspace that a file lies in: where its commands would run, nobody knows better. */
class Contexts {
  readonly #options: ContextOptions;
  readonly #isFixed: boolean;
  readonly #cwd: string;
  readonly #byFolder = new Map<string, string>();
  readonly #byWorkspace = new Map<string, Context>();

  constructor(args: Arguments, io: Io, options: ContextOptions) {
    this.#options = options;
    this.#isFixed = args.has('cwd') || args.has('workspace');
    this.#cwd = io.cwd;
  }

  at(path: string): Context {
    const workspace = this.#isFixed ? '' : this.#workspaceOf(dirname(resolve(this.#cwd, path)));
    let context = this.#byWorkspace.get(workspace);
    if (context === undefined) {
      const around = this.#isFixed ? {} : { workspace, workingDirectory: workspace };
      context = createContext({ ...this.#options, ...around });
      this.#byWorkspace.set(workspace, context);
    }
    return context;
  }

  #workspaceOf(folder: string): string {
    const known = this.#byFolder.get(folder) ?? workspaceAround(hooksHome(folder));
    this.#byFolder.set(folder, known);
    return known;
  }
}

/** Git's own hooks lie within `.git`, and run beside it. */
function hooksHome(folder: string): string {
  return folder.replace(/[/\\]\.git[/\\]hooks$/u, '');
}

async function scanInput(args: Arguments, io: Io, contexts: Contexts): Promise<Scan> {
  const text = await readInput(io, FILE_BYTES_MAX);
  return scanOf([scanned(INPUT_NAME, args.value('as') as Kind, text, contexts)], 0, []);
}

function scanFiles(args: Arguments, io: Io, contexts: Contexts): Scan {
  const { targets, failures } = walk(args.operands, io.cwd);
  const failed: Failure[] = [...failures];
  const files: ScannedFile[] = [];
  let skipped = 0;
  for (const target of targets) {
    try {
      const file = scanFile(target, args.value('as') as Kind | undefined, io, contexts);
      if (file === undefined) skipped++;
      else files.push(file);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      failed.push({ path: target.path, why: error.message });
    }
  }
  return scanOf(files, skipped, failed);
}

function scanOf(files: readonly ScannedFile[], skipped: number, failures: readonly Failure[]): Scan {
  return { verdict: worstOf(files.flatMap(({ findings }) => findings)), files, skipped, failures };
}

/** Undefined where a folder holds it and it is of no kind that is read. */
function scanFile(target: Target, as: Kind | undefined, io: Io, contexts: Contexts): ScannedFile | undefined {
  const { path, absolute, isNamed } = target;
  const named = isNamed ? as : undefined;
  const byName = named ?? kindOfPath(slashed(absolute));
  if (byName === undefined && !isNamed && !mayBeScript(absolute)) return undefined;
  const text = readText(io, path, FILE_BYTES_MAX);
  const kind = byName ?? kindOf(slashed(absolute), text);
  if (kind !== undefined) return scanned(path, kind, text, contexts);
  throw new CliError('INPUT', `expected a ${KINDS.join(', ')} by name or first line, met none; say which with --as`);
}

/** Whether a file without a telling name begins as a shell script does. */
function mayBeScript(absolute: string): boolean {
  return extname(absolute) === '' && kindOf('', headOf(absolute)) !== undefined;
}

function headOf(absolute: string): string {
  try {
    const fd = openSync(absolute, 'r');
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      return head.toString('latin1', 0, readSync(fd, head));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw new CliError('FILE', `expected to read it, met ${reasonOf(error)}`);
  }
}

function scanned(path: string, kind: Kind, text: string, contexts: Contexts): ScannedFile {
  return { path, kind, findings: findingsOf(text, READERS[kind](text), contexts.at(path)) };
}
