/** `capgate store rebuild`: makes the store anew out of the log. */
import { readConfig, placesOf } from '../serve/settings.ts';
import { loadService } from '../serve/program.ts';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { machineOf } from '../machine/machine.ts';
import { told } from '../machine/told.ts';
import { counted } from '../machine/times.ts';

export function run(args: Arguments, io: Io): Promise<number> {
  return told(async () => {
    const { rebuildStore, settledConfig } = await loadService();
    const settled = settledConfig(await readConfig(args, io), placesOf(args, io));
    const count = await rebuildStore(settled, machineOf(io));
    await io.stdout.write(`The store holds ${counted(count, 'record')} of the log again.\n`);
    return ExitStatus.OK;
  });
}
