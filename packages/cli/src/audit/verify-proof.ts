/** `capgate audit verify --proof`: one entry, with no more of the log than its proof. */
import { chainOf, parseProof, PROOF_FILE_BYTES_MAX, verifyProof } from '@capgate/audit/verify';
import { CHAIN_BYTES_MAX, decodeChain, type KeyChain, readChain, trustedFrom } from '@capgate/keys';
import type { Arguments } from '../arguments.ts';
import { readBytes, readText } from '../files.ts';
import { ExitStatus, type Io } from '../io.ts';
import { type Machine, machineOf } from '../machine/machine.ts';
import { logFolder } from '../machine/places.ts';
import { columnsOf, paintFor } from '../style.ts';
import { visibleJson } from '@capgate/base';
import { anchorOf, anchorText } from './anchor.ts';
import { entryLine, entryObject } from './entry.ts';
import { openFolder } from './open.ts';

export async function verifyProofFile(args: Arguments, io: Io): Promise<number> {
  if (args.has('checkpoint')) throw args.misuse('expected either --proof or --checkpoint, met both');
  const machine = machineOf(io);
  const text = readText(io, args.value('proof') ?? '', PROOF_FILE_BYTES_MAX);
  const anchor = await anchorOf(args, io, machine);
  const trusted = trustedFrom(await chainFor(args, io, machine), anchor.fingerprint);
  const proof = parseProof(text);
  const { origin, size } = await verifyProof(proof, trusted, machine.primitives);
  const shown = args.has('json')
    ? visibleJson({ valid: true, origin, size, trusted: anchor.fingerprint, entry: entryObject(proof) })
    : [
        entryLine(proof, columnsOf(io.stdout)),
        `Trusted    ${anchorText(anchor)}`,
        `${paintFor(io.stdout, io.env)('green', 'VERIFIED')}   this entry is in the log, under a checkpoint over ${size} entries.`,
      ].join('\n');
  await io.stdout.write(`${shown}\n`);
  return ExitStatus.OK;
}

async function chainFor(args: Arguments, io: Io, machine: Machine): Promise<KeyChain> {
  const path = args.value('chain');
  if (path !== undefined) return readChain(decodeChain(readBytes(io, path, CHAIN_BYTES_MAX)), machine.primitives);
  const { reader } = await openFolder(machine, logFolder(io, args.operands[0]));
  return chainOf(reader, machine.primitives);
}
