/** `capgate hook`: what an agent's hook runs. Nothing but a clear answer of the gate ever lets an action go on. */
import { type Adapter, adapterNamed, HOOK_VARIABLES, type HookReply } from '@capgate/agents';
import { ClientError, SocketClient } from '@capgate/client';
import { clipped, quoted } from '@capgate/base';
import { AGENT_NAMES } from '../agent-names.ts';
import { anyOf, type Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { readInput } from '../files.ts';
import { socketOf } from '../gate/ask.ts';
import { noAnswerText } from '../gate/no-answer.ts';
import type { Io } from '../io.ts';

/** Below the ten seconds that hooks are installed with: a host that waits no longer runs the action. */
const DEADLINE_MS = 8_000;
const DEADLINE_MS_MAX = 60_000;
/** Payloads hold what is to be written, too. */
const INPUT_BYTES_MAX = 1 << 24;

export async function run(args: Arguments, io: Io): Promise<number> {
  const endMs = performance.now() + (args.integer('deadline-ms', DEADLINE_MS_MAX) || DEADLINE_MS);
  const named = namedAdapter(args);
  const reply = await replyTo(io, socketOf(args, io), named, () => Math.max(1, endMs - performance.now()));
  await io.stdout.write(reply.stdout);
  await io.stderr.write(reply.stderr);
  return reply.exitCode;
}

function namedAdapter(args: Arguments): Adapter | undefined {
  const [name] = args.operands;
  if (name === undefined) return undefined;
  const adapter = adapterNamed(name);
  if (adapter !== undefined) return adapter;
  throw args.misuse(`expected ${anyOf(AGENT_NAMES)}, met ${quoted(name)}`);
}

async function replyTo(
  io: Io,
  path: string,
  named: Adapter | undefined,
  remainingMs: () => number,
): Promise<HookReply> {
  const client = new SocketClient({ path, timeoutMs: DEADLINE_MS_MAX });
  // Both what is read and what is asked end with it.
  const signal = AbortSignal.timeout(Math.ceil(remainingMs()));
  signal.addEventListener('abort', () => client.close());
  try {
    const payload = await readInput({ ...io, stdin: io.stdinUntil?.(signal) ?? io.stdin }, INPUT_BYTES_MAX);
    return await asked(client, payload, named, io);
  } catch (error) {
    const message = failureText(error, path);
    return named?.fail(message) ?? { stdout: '', stderr: `${message}\n`, exitCode: 2 };
  } finally {
    client.close();
  }
}

async function asked(client: SocketClient, payload: string, named: Adapter | undefined, io: Io): Promise<HookReply> {
  const environment = Object.fromEntries(
    HOOK_VARIABLES.flatMap((name) => (io.env[name] === undefined ? [] : [[name, io.env[name]]])),
  );
  const body = {
    ...(named && { agent: named.name }),
    payload,
    environment,
    agentPid: process.ppid,
    cwd: io.cwd,
  };
  return checked(await client.call('POST', '/v1/hooks', { body }));
}

/** Whoever listens at the socket may answer anything. */
function checked(reply: { readonly [name in keyof HookReply]?: unknown } | null): HookReply {
  const { stdout, stderr, exitCode } = reply ?? {};
  if (typeof stdout === 'string' && typeof stderr === 'string' && typeof exitCode === 'number') {
    return { stdout, stderr, exitCode };
  }
  throw new ClientError('PROTOCOL', 'expected the answer of a gate to a hook, met something else');
}

/** What a person does about a gate that gave no answer, or an agent that sent nothing whole. */
function failureText(error: unknown, path: string): string {
  if (error instanceof ClientError) return noAnswerText(error, path);
  const expected = 'expected the whole of what the agent sends on standard input in time, met no end';
  return `Capgate: ${error instanceof CliError ? clipped(error.message) : expected}; nothing was run`;
}
