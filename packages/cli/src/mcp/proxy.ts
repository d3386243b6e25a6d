/** `capgate mcp-proxy -- COMMAND`: the real surroundings of `McpProxy`. */
import { randomUUID } from 'node:crypto';
import { askGate } from '@capgate/agents';
import { McpProxy } from '@capgate/agents/mcp';
import { visible } from '@capgate/base';
import { SocketClient } from '@capgate/client';
import type { Arguments } from '../arguments.ts';
import { workspaceAround } from '../check/circumstances.ts';
import { socketOf } from '../gate/ask.ts';
import { noAnswerText } from '../gate/no-answer.ts';
import type { Io } from '../io.ts';
import { type Line, lineBatches } from '../lines.ts';
import { Outlet } from './outlet.ts';
import { PinFile } from './pin-file.ts';
import { serverName } from './server-name.ts';
import { Upstream } from './upstream.ts';

/** Below the minute that clients give a call. */
const DEADLINE_MS = 8_000;
const DEADLINE_MS_MAX = 60_000;
/** A whole file may be in a message, in base64. */
const MESSAGE_BYTES_MAX = 1 << 26;

export async function run(args: Arguments, io: Io): Promise<number> {
  const server = serverName(args);
  const [command = '', ...words] = args.operands;
  const path = socketOf(args, io);
  const timeoutMs = args.integer('deadline-ms', DEADLINE_MS_MAX) || DEADLINE_MS;
  const client = new SocketClient({ path, timeoutMs });
  const upstream = await Upstream.start(command, words, io.cwd);
  const outlet = new Outlet(io.stdout);
  const note = (text: string): void => void io.stderr.write(`capgate mcp-proxy: ${visible(text)}\n`);
  const named = args.value('agent');
  const surroundings = { agentPid: process.ppid, cwd: io.cwd, workspaceOf: workspaceAround };
  const proxy = new McpProxy({
    server,
    session: `mcp-${randomUUID()}`,
    cwd: io.cwd,
    workspace: workspaceAround(io.cwd),
    toClient: (line) => outlet.send(line),
    toServer: (line) => upstream.write(line),
    ask: (call) => askGate(client, named === undefined ? call : { ...call, agent: named }, surroundings),
    failureText: (error) => noAnswerText(error, path),
    pins: new PinFile(io, server),
    note,
    nonce: randomUUID,
  });
  try {
    return await relayed(io, proxy, upstream, note);
  } finally {
    proxy.close();
    client.close();
    await outlet.flushed();
  }
}

/** Until the client's input ends, a signal comes or the server is gone. Answers the server's exit status. */
async function relayed(io: Io, proxy: McpProxy, upstream: Upstream, note: (text: string) => void): Promise<number> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  const input = io.stdinUntil?.(ending.signal) ?? io.stdin;
  const asks = relay(
    input,
    note,
    (line) => proxy.fromClient(line),
    () => upstream.drained(),
  );
  const answers = relay(upstream.output, note, (line) => proxy.fromServer(line));
  const ended = await Promise.race([asks.catch(() => undefined), upstream.ended]);
  const status = ended ?? (await upstream.stop());
  // What the server said last goes out, too.
  await answers;
  end();
  return status;
}

/** No line waits for the one before: a call may wait for a person. */
async function relay(
  chunks: AsyncIterable<Uint8Array>,
  note: (text: string) => void,
  take: (line: string) => Promise<void>,
  room?: () => Promise<void>,
): Promise<void> {
  for await (const lines of lineBatches(chunks, MESSAGE_BYTES_MAX)) {
    for (const line of lines) takeLine(line, note, take);
    await room?.();
  }
}

function takeLine(line: Line, note: (text: string) => void, take: (line: string) => Promise<void>): void {
  if (typeof line !== 'string') return note(`a line was dropped: ${FAULTS[line.fault]}`);
  const text = line.trim();
  if (text !== '') void take(text);
}

const FAULTS = { LENGTH: `it has more than ${MESSAGE_BYTES_MAX} bytes`, UTF8: 'it is not UTF-8' } as const;
