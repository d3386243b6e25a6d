/** `capgate fleet token`. */
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { findFleet } from './find.ts';
import { needed } from './needed.ts';
import { inFleet } from './place.ts';

const HOUR_MS = 3_600_000;
const HOURS_MAX = 168;

type Tier = 'local' | 'regional' | 'hub';

export async function run(args: Arguments, io: Io): Promise<number> {
  const { FLEET_TENANT } = await findFleet('enrolment');
  const node = needed(args, 'node', "the new node's name");
  const tier = needed(args, 'tier', 'local, regional or hub') as Tier;
  const tenant = tier === 'local' ? needed(args, 'tenant', 'whose agents it watches') : FLEET_TENANT;
  if (tier !== 'local' && args.has('tenant'))
    throw args.misuse(`expected --tenant for local nodes alone, met it for one of tier ${tier}`);
  const parent = args.value('parent');
  const hours = args.has('hours') ? args.integer('hours', HOURS_MAX) : 1;
  const hosts = args.values('host');
  return inFleet(args, io, async (fleet) => {
    const place = { node, tier, tenant, ...(parent !== undefined && { parent }) };
    const token = await fleet.makeToken({ ...place, hosts, lifetimeMs: hours * HOUR_MS });
    await io.stderr.write(`Whoever has this token enrols ${node}, once, within ${hours} h; it is shown this once:\n`);
    await io.stdout.write(`${token}\n`);
    return ExitStatus.OK;
  });
}
