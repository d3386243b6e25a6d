/** `capgate fleet countersign`. */
import type { Arguments } from '../arguments.ts';
import { readText } from '../files.ts';
import type { Io } from '../io.ts';
import { findFleet } from './find.ts';
import { handedOn } from './handed-on.ts';

const BYTES_MAX = 8 << 20;

export async function run(args: Arguments, io: Io): Promise<number> {
  const { countersignDocument } = await findFleet('run');
  const text = readText(io, args.operands[0] as string, BYTES_MAX);
  return handedOn(args, io, (folder, parts) => countersignDocument(folder, parts, text));
}
