/** `capgate fleet init`. */
import { quoted } from '@capgate/base';
import { fingerprint } from '@capgate/keys';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { findFleet } from './find.ts';
import { needed } from './needed.ts';
import { withParts } from './place.ts';

const PORT = 7_443;
const PORT_MAX = 65_535;

export async function run(args: Arguments, io: Io): Promise<number> {
  const { Fleet } = await findFleet('enrolment');
  const node = needed(args, 'node', 'the name of this hub');
  const hosts = args.values('host');
  if (hosts.length === 0) throw args.misuse('expected --host with a name of this machine, met none');
  const port = args.has('port') ? args.integer('port', PORT_MAX) : PORT;
  return withParts(args, io, async (folder, parts) => {
    const fleet = await Fleet.make({ folder, node, hosts, port }, parts);
    try {
      const [hub] = (await fleet.list()).nodes;
      const identity = hub === undefined ? '' : fingerprint(hub.identity, parts.primitives);
      await io.stdout.write(reportOf({ folder, node, address: `${hosts[0]}:${port}`, identity }));
    } finally {
      fleet.close();
    }
    return ExitStatus.OK;
  });
}

interface Made {
  readonly folder: string;
  readonly node: string;
  /** Where nodes enrol. */
  readonly address: string;
  readonly identity: string;
}

function reportOf({ folder, node, address, identity }: Made): string {
  const lines = [
    `Hub          ${node}, which enrols nodes and decides alone`,
    `Fingerprint  ${identity}`,
    `Enrolment    ${address}, while capgate fleet node runs here`,
    `Folder       ${quoted(folder, 400)}`,
    '',
    'Each further node takes a token: capgate fleet token',
  ];
  return `${lines.join('\n')}\n`;
}
