/** `capgate audit prove`: an entry and what shows anybody that the log holds it. */
import { chainOf, findEntry, formatProof, proveInclusion, verifyProof } from '@capgate/audit/verify';
import { utf8, visibleLines } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { writeBytes } from '../files.ts';
import { ExitStatus, type Io } from '../io.ts';
import { machineOf } from '../machine/machine.ts';
import { logFolder } from '../machine/places.ts';
import { complain, looked } from './looked.ts';
import { lastCheckpoint, type OpenLog, openFolder, treeOf } from './open.ts';

export function run(args: Arguments, io: Io): Promise<number> {
  return looked(() => prove(args, io), complain(args, io));
}

async function prove(args: Arguments, io: Io): Promise<number> {
  const log = await openFolder(machineOf(io), logFolder(io, args.value('log')));
  const proof = await proofOf(log, args.operands[0] ?? '');
  const output = args.value('output');
  if (output !== undefined) writeBytes(io, output, utf8(proof));
  else await io.stdout.write(asPlain(proof));
  return ExitStatus.OK;
}

/** Checked before it leaves: a proof out of damaged tiles would fail at whoever gets it. */
async function proofOf(log: OpenLog, idOrIndex: string): Promise<string> {
  const { machine, reader } = log;
  const checkpoint = await lastCheckpoint(log);
  const tree = treeOf(log, checkpoint);
  const { index, entry } = await findEntry(tree, idOrIndex);
  const proof = { index, entry, proof: await proveInclusion(tree, index), checkpoint: checkpoint.note };
  const { keys } = await chainOf(reader, machine.primitives);
  await verifyProof(
    proof,
    keys.map(({ identity }) => identity),
    machine.primitives,
  );
  return formatProof(proof);
}

/** A proof cannot be escaped and stay one: what a terminal might obey is not printed at all. */
function asPlain(proof: string): string {
  if (visibleLines(proof) === proof) return proof;
  throw new CliError('INPUT', 'expected a checkpoint of visible characters, met others; write it by --output FILE');
}
