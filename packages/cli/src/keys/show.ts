/** `capgate keys show`. */
import type { KeyChain } from '@capgate/keys';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { type Machine, machineOf } from '../machine/machine.ts';
import { keysFolder } from '../machine/places.ts';
import { counted } from '../machine/times.ts';
import { told } from '../machine/told.ts';
import { type Paint, paintFor } from '../style.ts';
import { quoted, visibleJson } from '@capgate/base';
import { localChain } from './local-chain.ts';
import { keyLines, keyObject, verifierKeys } from './shown.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const machine = machineOf(io);
  const folder = keysFolder(io, args.value('keys'));
  const chain = await told(() => localChain(machine, folder));
  const text = args.has('json')
    ? visibleJson(asJson(chain, machine))
    : asText(chain, machine, folder, paintFor(io.stdout, io.env));
  await io.stdout.write(`${text}\n`);
  return ExitStatus.OK;
}

function asJson(chain: KeyChain, { clock, primitives }: Machine): object {
  const nowMs = clock.nowMs();
  return { name: chain.name, keys: chain.keys.map((key) => keyObject(chain, key, nowMs, primitives)) };
}

function asText(chain: KeyChain, { clock, primitives }: Machine, folder: string, paint: Paint): string {
  const nowMs = clock.nowMs();
  const sections = [
    [`${quoted(chain.name, 200)}: ${counted(chain.keys.length, 'key')} in ${quoted(folder, 400)}`],
    ...chain.keys.toReversed().map((key) => keyLines(chain, key, nowMs, paint)),
    [
      "For other people's verifiers of signed notes:",
      ...chain.keys.filter(({ revoked }) => revoked === undefined).flatMap((key) => verifierKeys(key, primitives)),
    ],
  ];
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}
