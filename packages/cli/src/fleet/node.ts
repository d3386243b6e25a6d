/** `capgate fleet node`. */
import { once } from 'node:events';
import { clipped, quoted, visible } from '@capgate/base';
import { pooledPrimitives } from '@capgate/keys/node';
import type { EnrolmentParts } from '@capgate/fleet/enrolment';
import type { RunningNode, RunOptions } from '@capgate/fleet/run';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { untilInterrupted } from '../interrupted.ts';
import { nodeSocket } from '../machine/places.ts';
import { findFleet } from './find.ts';
import { withParts } from './place.ts';

const REPLICAS_MAX = 5;
const FAULT_LENGTH_MAX = 1_000;

/** What runs beside the node, and is closed before it. */
interface Beside {
  close(): Promise<void>;
}

export async function run(args: Arguments, io: Io): Promise<number> {
  const { alertWebhookIn, runNode, serveControl } = await findFleet('run');
  const options = optionsOf(args, io);
  return withParts(args, io, async (folder, parts) => {
    const webhook = alertWebhookIn(io.env);
    // Of all gates below signatures come at once.
    const node = await runNode({
      ...parts,
      primitives: pooledPrimitives,
      ...options,
      ...(webhook && { webhook }),
      folder,
    });
    const beside: Beside[] = [];
    try {
      beside.push(await serveControl(node, nodeSocket(folder)));
      const enrolling = await enrolmentIn(folder, parts, options.onFault);
      if (enrolling !== undefined) beside.push(enrolling);
      await untilInterrupted(async (signal) => {
        await io.stdout.write(greeting(node, folder, enrolling?.address));
        if (!signal.aborted) await once(signal, 'abort');
      });
    } finally {
      for (const one of beside) await one.close();
      await node.stop();
    }
    return ExitStatus.OK;
  });
}

type Told = Omit<RunOptions, keyof EnrolmentParts | 'folder'>;

function optionsOf(args: Arguments, io: Io): Told {
  const servers = args.values('nats');
  if (servers.length === 0) throw args.misuse('expected --nats with a server, tls://HOST:PORT, met none');
  const domain = args.value('domain');
  const replicas = args.has('replicas') ? args.integer('replicas', REPLICAS_MAX) : undefined;
  const tell = (line: string): void => void io.stderr.write(`${line}\n`);
  return {
    servers,
    ...(domain !== undefined && { domain }),
    ...(replicas !== undefined && { replicas }),
    onAlert: ({ severity, kind, text, count }) =>
      tell(visible(`${severity} ${kind}: ${text}${count > 1 ? ` (${count} times)` : ''}`)),
    onFault: (error) => tell(faultText(error)),
  };
}

/** Where the folder has a whole fleet, its nodes enrol here. */
async function enrolmentIn(
  folder: string,
  parts: EnrolmentParts,
  onFault: (error: unknown) => void,
): Promise<(Beside & { readonly address: string }) | undefined> {
  const { Fleet, FLEET_FILE, readNodeFile, serveEnrolment } = await findFleet('enrolment');
  if (!(await parts.disk.list(folder)).includes(FLEET_FILE)) return undefined;
  const file = await readNodeFile(folder, parts);
  if (file === undefined) return undefined;
  const fleet = await Fleet.open(folder, parts);
  const { host, port } = file;
  const server = await serveEnrolment(fleet, { port, clock: parts.clock, onFault });
  return {
    address: `${host}:${port}`,
    close: async () => {
      await server.close();
      fleet.close();
    },
  };
}

function greeting({ name, tier }: RunningNode, folder: string, enrolment: string | undefined): string {
  const lines = [
    `The ${tier} node ${name} runs, out of ${quoted(folder, 400)}`,
    ...(enrolment === undefined ? [] : [`Nodes enrol at ${enrolment}`]),
    'capgate fleet status says how it is doing; Ctrl+C ends it.',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Where it happened is of use to who runs it. */
function faultText(error: unknown): string {
  return error instanceof Error ? clipped(`${error.name}: ${error.message}`, FAULT_LENGTH_MAX) : visible(String(error));
}
