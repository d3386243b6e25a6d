/** `capgate audit export`. */
import { resolve } from 'node:path';
import { exportLog, folderReader } from '@capgate/audit';
import { chainOf, noteOf, parseCheckpoint } from '@capgate/audit/verify';
import { quoted, toHex } from '@capgate/base';
import { currentKey } from '@capgate/keys';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { machineOf } from '../machine/machine.ts';
import { logFolder } from '../machine/places.ts';
import { complain, looked } from './looked.ts';
import { openFolder } from './open.ts';

export function run(args: Arguments, io: Io): Promise<number> {
  return looked(() => copy(args, io), complain(args, io));
}

async function copy(args: Arguments, io: Io): Promise<number> {
  const machine = machineOf(io);
  const to = resolve(io.cwd, args.operands[0] ?? '');
  const { reader } = await openFolder(machine, logFolder(io, args.value('log')));
  await exportLog(reader, machine.disk, to, machine.primitives);
  const bundle = folderReader(machine.disk, to);
  const { root, size } = parseCheckpoint(await noteOf(bundle));
  const { fingerprint } = currentKey(await chainOf(bundle, machine.primitives));
  const lines = [
    `Bundle   ${quoted(to, 400)}`,
    `Entries  ${size}`,
    `Root     ${toHex(root)}`,
    `Key      ${fingerprint}`,
    '',
    'Hand the fingerprint over by another way than the bundle. Anywhere: capgate audit verify FOLDER --key FINGERPRINT',
  ];
  await io.stdout.write(`${lines.join('\n')}\n`);
  return ExitStatus.OK;
}
