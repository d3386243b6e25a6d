/** The lab that a command works in. */
import type { BucketOptions, Lab, LabOptions } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import { readText } from '../files.ts';
import type { Io } from '../io.ts';
import { labFolder } from '../machine/places.ts';
import { told } from '../machine/told.ts';
import { findLab } from './find.ts';

const BUCKET_VARIABLE = 'CAPGATE_LAB_BUCKET';
const ENDPOINT_VARIABLE = 'CAPGATE_LAB_BUCKET_ENDPOINT';
const URL_BYTES_MAX = 4_096;

type Work = (lab: Lab) => Promise<number>;
type How = Pick<LabOptions, 'executorOf' | 'mustExist'>;

/** Options that name a lab. */
interface Named {
  readonly folder: string;
  readonly database: string;
}

const OWN: Named = { folder: 'lab', database: 'database' };
const OTHER: Named = { folder: 'with-lab', database: 'with-database' };

/** Works in the lab that is named, which has to be there, and closes it. Throws `CliError`. */
export function inLab(args: Arguments, io: Io, work: Work): Promise<number> {
  return within(args, io, work, { mustExist: true });
}

/** The same where it need not be there yet. */
export function inMadeLab(args: Arguments, io: Io, work: Work): Promise<number> {
  return within(args, io, work, {});
}

/** The same in the other lab that such a command names; in `lab` where it names none. */
export function inOtherLab(args: Arguments, io: Io, lab: Lab, work: Work): Promise<number> {
  if (!args.has(OTHER.folder) && !args.has(OTHER.database)) return work(lab);
  return within(args, io, work, { mustExist: true }, OTHER);
}

/** The same for a command that has arms asked: by workers at the server of `--nats` where that is named. */
export async function inRunningLab(args: Arguments, io: Io, work: Work, how: How = {}): Promise<number> {
  const address = args.value('nats');
  if (address === undefined) return within(args, io, work, how);
  const { overNats } = await findLab();
  const executorOf = await told(() => overNats({ address, variables: io.env }));
  return within(args, io, work, { ...how, executorOf });
}

async function within(args: Arguments, io: Io, work: Work, how: How, named: Named = OWN): Promise<number> {
  const { openLab, webhookIn } = await findLab();
  const path = args.value(named.database);
  // In a file, as others read a command line.
  const url = path === undefined ? undefined : readText(io, path, URL_BYTES_MAX).trim();
  return told(async () => {
    const webhook = webhookIn(io.env);
    const lab = await openLab({
      folder: labFolder(io, args.value(named.folder) ?? args.value(OWN.folder)),
      ...(await bucketNamed(io)),
      ...(webhook !== undefined && { webhook }),
      ...(url !== undefined && { database: { kind: 'postgres', url } }),
      ...how,
    });
    try {
      return await work(lab);
    } finally {
      await lab.close();
    }
  });
}

/** By the environment alone: a document that could name one would have results sent to it. */
async function bucketNamed({ env }: Io): Promise<{ bucket?: BucketOptions }> {
  const { [BUCKET_VARIABLE]: address, [ENDPOINT_VARIABLE]: endpoint } = env;
  if (address === undefined) return {};
  const { bucketIn } = await findLab();
  return { bucket: { ...bucketIn(address), ...(endpoint !== undefined && { endpoint }) } };
}
