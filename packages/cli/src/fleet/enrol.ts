/** `capgate fleet enrol`. */
import { quoted } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { readInput } from '../files.ts';
import { ExitStatus, type Io } from '../io.ts';
import { findFleet } from './find.ts';
import { withParts } from './place.ts';

const TOKEN_BYTES_MAX = 4_096;

export async function run(args: Arguments, io: Io): Promise<number> {
  const { enrol } = await findFleet('enrolment');
  const [operand = '-'] = args.operands;
  const token = operand === '-' ? (await readInput(io, TOKEN_BYTES_MAX)).trim() : operand;
  return withParts(args, io, async (folder, parts) => {
    const { node, tier, tenant, parent } = await enrol({ token, folder, isAgain: args.has('again') }, parts);
    const lines = [
      `Node    ${node}, ${tier}, of ${tenant}`,
      ...(parent === undefined ? [] : [`Parent  ${parent}`]),
      `Folder  ${quoted(folder, 400)}`,
    ];
    await io.stdout.write(`${lines.join('\n')}\n`);
    return ExitStatus.OK;
  });
}
