/** `capgate fleet countersign`. */
import type { Arguments } from '../arguments.ts';
import { readInput, readText } from '../files.ts';
import type { Io } from '../io.ts';
import { findFleet } from './find.ts';
import { signedAndHandedOn } from './handed-on.ts';

const BYTES_MAX = 8 << 20;

export async function run(args: Arguments, io: Io): Promise<number> {
  const { countersignDocument } = await findFleet('run');
  const [path = '-'] = args.operands;
  const text = path === '-' ? await readInput(io, BYTES_MAX) : readText(io, path, BYTES_MAX);
  return signedAndHandedOn(args, io, (folder, parts) => countersignDocument(folder, parts, text));
}
