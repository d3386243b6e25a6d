/** `capgate lab job`. */
import { visible } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { parseDocument } from '../documents.ts';
import { readText } from '../files.ts';
import { ExitStatus, type Io } from '../io.ts';
import { told } from '../machine/told.ts';
import { findLab } from './find.ts';
import { MAX_FILE_BYTES } from './plan.ts';

const NAMESPACE = 'default';
const SECRET = 'capgate-lab-queue';

export async function run(args: Arguments, io: Io): Promise<number> {
  const { jobOf, openCluster, planOf } = await findLab();
  const image = args.value('image');
  if (image === undefined) throw args.misuse('expected --image with what runs capgate, by its digest, met none');
  const path = args.operands[0] ?? '';
  const document = await parseDocument(readText(io, path, MAX_FILE_BYTES), path);
  const namespace = args.value('namespace') ?? NAMESPACE;
  const secret = args.value('secret') ?? SECRET;
  return told(async () => {
    const job = jobOf(planOf(document), { image, namespace, secret });
    if (!args.has('submit')) await io.stdout.write(`${JSON.stringify(job, undefined, 2)}\n`);
    else {
      await (await openCluster()).submit(job);
      await io.stdout.write(`${visible(`Submitted  ${namespace}/${job.metadata?.name}`)}\n`);
    }
    return ExitStatus.OK;
  });
}
