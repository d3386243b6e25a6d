/** `capgate lab serve`. */
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { clipped, quoted, visible } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { labFolder } from '../machine/places.ts';
import { findLab } from './find.ts';
import { untilInterrupted } from '../interrupted.ts';
import { inLab } from './place.ts';

const PORT = 7_414;
const PORT_MAX = 65_535;
const TOKEN_FILE = 'http-token';

export async function run(args: Arguments, io: Io): Promise<number> {
  const { serveLab, tokenIn, tokenOf } = await findLab();
  const port = args.has('port') ? args.integer('port', PORT_MAX) : PORT;
  const named = args.value('token-file');
  return inLab(args, io, async (lab) => {
    const path = named === undefined ? join(labFolder(io, args.value('lab')), TOKEN_FILE) : resolve(io.cwd, named);
    const { token, isNew } = named === undefined ? await tokenIn(path) : { token: await tokenOf(path), isNew: false };
    const onFault = (error: unknown): void => void io.stderr.write(`${faultText(error)}\n`);
    const server = await serveLab({ lab, token, port, onFault });
    try {
      await untilInterrupted(async (signal) => {
        await io.stdout.write(greeting(server.address, path, isNew ? token : undefined));
        if (!signal.aborted) await once(signal, 'abort');
      });
    } finally {
      await server.close();
    }
    return ExitStatus.OK;
  });
}

/** The token is shown when it is made; later, whoever may read the file has it. */
function greeting(address: string, path: string, token: string | undefined): string {
  const lines = [
    `The lab is read at ${address}/v1/experiments`,
    `by the token in ${quoted(path, 400)}${token === undefined ? '' : `, which is ${token}`}`,
    'Nothing can be changed there; Ctrl+C ends it.',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Where it happened is of use to who runs it. */
function faultText(error: unknown): string {
  return error instanceof Error ? clipped(`${error.name}: ${error.message}`, 1_000) : visible(String(error));
}
