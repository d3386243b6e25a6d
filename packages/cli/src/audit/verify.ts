/** `capgate audit verify`: the whole log, or one proof. */
import { type LogReport, parseCheckpoint, verifyLog } from '@capgate/audit/verify';
import { CodedError, quoted, visible, visibleJson } from '@capgate/base';
import { NOTE_LENGTH_MAX } from '@capgate/keys';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { readText } from '../files.ts';
import { ExitStatus, type Io, type Output } from '../io.ts';
import { machineOf } from '../machine/machine.ts';
import { logFolder } from '../machine/places.ts';
import { Progress } from '../progress.ts';
import { columnsOf, paintFor } from '../style.ts';
import { type Anchor, anchorOf } from './anchor.ts';
import { type Finding, looked } from './looked.ts';
import { type OpenLog, openFolder } from './open.ts';
import { verifyProofFile } from './verify-proof.ts';
import { reportJson, reportText } from './verify-report.ts';

export function run(args: Arguments, io: Io): Promise<number> {
  const look = args.has('proof') ? verifyProofFile : verifyFolder;
  return looked(
    () => look(args, io),
    (finding) => tellFinding(finding, args, io),
  );
}

async function verifyFolder(args: Arguments, io: Io): Promise<number> {
  if (args.has('chain')) throw args.misuse('expected --chain with --proof, met it alone');
  const machine = machineOf(io);
  const held = args.values('checkpoint').map((path) => readHeld(io, path));
  const anchor = await anchorOf(args, io, machine);
  const log = await openFolder(machine, logFolder(io, args.operands[0]));
  const report = await walked(log, anchor, held, io.stderr);
  const text = args.has('json')
    ? reportJson(report, log, anchor, held.length)
    : reportText(report, log, anchor, held.length, columnsOf(io.stdout), paintFor(io.stdout, io.env));
  await io.stdout.write(text);
  return ExitStatus.OK;
}

async function walked(log: OpenLog, anchor: Anchor, held: readonly string[], output: Output): Promise<LogReport> {
  const { reader, machine } = log;
  let progress: Progress | undefined;
  let shown = Promise.resolve();
  const onProgress = (doneCount: number, size: number) => {
    const bar = (progress ??= new Progress(output, size));
    shown = shown.then(() => bar.show(doneCount));
  };
  try {
    return await verifyLog({ reader, primitives: machine.primitives, anchor: anchor.fingerprint, held, onProgress });
  } finally {
    await shown;
    await progress?.end();
  }
}

/** A file that is no checkpoint is a mistake of whoever named it, and says nothing about the log. */
function readHeld(io: Io, path: string): string {
  const note = readText(io, path, NOTE_LENGTH_MAX);
  try {
    return parseCheckpoint(note).note;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    throw new CliError('INPUT', `${quoted(path)}: ${error.message}`);
  }
}

async function tellFinding({ code, message }: Finding, args: Arguments, io: Io): Promise<void> {
  const paint = paintFor(io.stdout, io.env);
  const text = args.has('json')
    ? visibleJson({ valid: false, code, message })
    : `${paint('red', 'NOT VERIFIED')}  ${code}: ${visible(message)}`;
  await io.stdout.write(`${text}\n`);
}
