/** `capgate policy history | show | diff | change | activate | rollback`: the versions of the gate's policy. */
import type { SocketClient } from '@capgate/client';
import { visible, visibleJson } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { readText } from '../files.ts';
import { ExitStatus, type Io } from '../io.ts';
import { timeText } from '../machine/times.ts';
import { MAX_JSON_BYTES, parseDocument } from '../documents.ts';
import { asking } from './ask.ts';

const COUNT_MAX = 1_000;
const VERSION_MAX = 1e9;

export function history(args: Arguments, io: Io): Promise<number> {
  return asking(args, io, async (client) => {
    const [{ items }, active] = await Promise.all([
      client.call('GET', '/v1/policies', { query: { limit: COUNT_MAX } }),
      client.call('GET', '/v1/policies/active'),
    ]);
    const lines = items.map(({ version, author, reason, createdAt, merged }) => {
      const mark = version === active.version ? '*' : ' ';
      return `${mark} ${version}  ${timeText(createdAt)}  ${visible(author)}${merged ? ' (merged)' : ''}: ${visible(reason)}`;
    });
    const text = args.has('json') ? items.map((item) => visibleJson(item)) : lines;
    await io.stdout.write(
      text.length === 0 ? 'No version was made yet; the modes alone decide.\n' : `${text.join('\n')}\n`,
    );
    return ExitStatus.OK;
  });
}

export function show(args: Arguments, io: Io): Promise<number> {
  return asking(args, io, async (client) => {
    const { document } =
      args.operands[0] === undefined
        ? await client.call('GET', '/v1/policies/active')
        : await client.call('GET', '/v1/policies/{version}', { params: { version: versionOf(args, 0) } });
    await io.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
    return ExitStatus.OK;
  });
}

export function diff(args: Arguments, io: Io): Promise<number> {
  return asking(args, io, async (client) => {
    const [from, version] = [versionOf(args, 0), versionOf(args, 1)];
    const { differences } = await client.call('GET', '/v1/policies/{version}/differences', {
      params: { version },
      query: { from },
    });
    for (const { path, before, after } of differences) {
      await io.stdout.write(`${visible(path)}\n${valueLine('-', before)}${valueLine('+', after)}`);
    }
    return differences.length === 0 ? ExitStatus.OK : ExitStatus.PROBLEM;
  });
}

function valueLine(sign: string, value: unknown): string {
  return value === undefined ? '' : `  ${sign} ${visibleJson(value)}\n`;
}

/** Makes a version out of a file; of the latest where no parent is named. */
export function change(args: Arguments, io: Io): Promise<number> {
  const path = args.operands[0] ?? '';
  return asking(args, io, async (client) => {
    const document = (await parseDocument(readText(io, path, MAX_JSON_BYTES), path)) as Readonly<
      Record<string, unknown>
    >;
    const { latest } = await client.call('GET', '/v1/policies/active');
    const parent = args.has('parent') ? args.integer('parent', VERSION_MAX) : latest;
    const body = { parent, document, reason: reasonOf(args) };
    const { version, isMerged } = await client.call('POST', '/v1/policies', { body });
    const merged = isMerged ? ', merged with what others changed' : '';
    await io.stdout.write(
      `Version ${version} is made${merged}; capgate policy activate ${version} puts it in force.\n`,
    );
    return ExitStatus.OK;
  });
}

export function activate(args: Arguments, io: Io): Promise<number> {
  return asking(args, io, (client) => putInForce(client, args, io, versionOf(args, 0)));
}

/** To the version that was named, else to the one before the one in force. */
export function rollback(args: Arguments, io: Io): Promise<number> {
  return asking(args, io, async (client) => {
    if (args.operands[0] !== undefined) return putInForce(client, args, io, versionOf(args, 0));
    const { version } = await client.call('GET', '/v1/policies/active');
    if (version > 1) return putInForce(client, args, io, version - 1);
    throw new CliError('INPUT', `expected a version before the one in force, met ${version}; name one`);
  });
}

async function putInForce(client: SocketClient, args: Arguments, io: Io, version: number): Promise<number> {
  await client.call('POST', '/v1/policies/{version}/activate', {
    params: { version },
    body: { reason: reasonOf(args), ...(args.has('override') && { override: true }) },
  });
  await io.stdout.write(`Version ${version} is in force.\n`);
  return ExitStatus.OK;
}

function reasonOf(args: Arguments): string {
  const reason = args.value('reason');
  if (reason !== undefined) return reason;
  throw args.misuse('expected --reason, met none; the log keeps why a policy changed');
}

function versionOf(args: Arguments, place: number): number {
  const text = args.operands[place] ?? '';
  if (/^\d{1,9}$/u.test(text)) return Number(text);
  throw args.misuse(`expected the number of a version, met ${visible(text).slice(0, 40) || 'none'}`);
}
