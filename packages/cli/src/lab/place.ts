/** The lab that a command works in. */
import type { BucketOptions, Lab } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import { readText } from '../files.ts';
import type { Io } from '../io.ts';
import { labFolder } from '../machine/places.ts';
import { told } from '../machine/told.ts';
import { findLab } from './find.ts';

const BUCKET_VARIABLE = 'CAPGATE_LAB_BUCKET';
const ENDPOINT_VARIABLE = 'CAPGATE_LAB_BUCKET_ENDPOINT';
const URL_BYTES_MAX = 4_096;

/** Works in the lab that is named, and closes it; arms are asked by workers at the server of `nats`. Throws `CliError`. */
export async function inLab(
  args: Arguments,
  io: Io,
  work: (lab: Lab) => Promise<number>,
  nats?: string,
): Promise<number> {
  const { openLab, overNats, webhookIn } = await findLab();
  const path = args.value('database');
  // In a file, as others read a command line.
  const url = path === undefined ? undefined : readText(io, path, URL_BYTES_MAX).trim();
  return told(async () => {
    const webhook = webhookIn(io.env);
    const lab = await openLab({
      folder: labFolder(io, args.value('lab')),
      ...(await bucketNamed(io)),
      ...(webhook !== undefined && { webhook }),
      ...(url !== undefined && { database: { kind: 'postgres', url } }),
      ...(nats !== undefined && { executorOf: await overNats({ address: nats, variables: io.env }) }),
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
