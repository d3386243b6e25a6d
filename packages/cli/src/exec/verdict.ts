/** Whether a command may run: what the running gate says, after a person where one is needed; else what is decided here. */
import { type Client, ClientError, type DecideAnswer, SocketClient } from '@capgate/client';
import { createContext, explain, type VerdictName } from '@capgate/core';
import { clipped, quoted } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { circumstances, workspaceAround } from '../check/circumstances.ts';
import { refusalOf, socketOf } from '../gate/ask.ts';
import type { Io } from '../io.ts';
import { hasTerminal } from '../machine/terminal.ts';

/** How long one call waits for a person; the next goes on. Below the client's own time-out. */
const WAIT_MS = 20_000;

/** Throws `CliError` where a gate is there and gives no answer: then nothing may run. */
export async function verdictOn(command: string, args: Arguments, io: Io): Promise<VerdictName> {
  const path = socketOf(args, io);
  const client = new SocketClient({ path });
  try {
    return await verdictOfGate(client, command, io);
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    if (error.code !== 'CONNECT') throw refusalOf(error, path);
    await io.stderr.write(`capgate: no gate at ${quoted(path, 400)}; decided here, and nobody can be asked\n`);
    return verdictHere(command, args, io);
  } finally {
    client.close();
  }
}

async function verdictOfGate(client: Client, command: string, io: Io): Promise<VerdictName> {
  const answer = await asked(client, command, io);
  if (answer.verdict === 'allow') return 'allow';
  await tell(answer.verdict, command, answer.reasons ?? [], io);
  if (answer.verdict !== 'ask' || answer.approval === undefined) return answer.verdict;
  if (!hasTerminal()) {
    await io.stderr.write(`A person can allow it: capgate approvals allow ${answer.approval}; nothing was run\n`);
    return 'ask';
  }
  await io.stderr.write(`Waits for a person: capgate approvals allow ${answer.approval}\n`);
  if ((await settled(client, answer.approval)) !== 'allowed') return 'ask';
  // What was allowed is let through when it is asked again, and may have been forbidden meanwhile.
  const again = await asked(client, command, io);
  if (again.verdict !== 'allow') await tell(again.verdict, command, again.reasons ?? [], io);
  return again.verdict;
}

function asked(client: Client, command: string, io: Io): Promise<DecideAnswer> {
  return client.decide({
    action: { kind: 'command', command },
    cwd: io.cwd,
    workspace: workspaceAround(io.cwd),
    home: io.home,
    agentPid: process.ppid,
  });
}

/** The approval's state once a person answered, or its time is up. */
async function settled(client: Client, approval: string): Promise<string> {
  for (;;) {
    const input = { params: { approval }, query: { timeoutMs: WAIT_MS } };
    const { state } = await client.call('GET', '/v1/approvals/{approval}/wait', input);
    if (state !== 'pending') return state;
  }
}

async function verdictHere(command: string, args: Arguments, io: Io): Promise<VerdictName> {
  const context = createContext(await circumstances(args, io));
  const { verdict, reasons } = explain({ kind: 'command', command }, context);
  if (verdict !== 'allow') await tell(verdict, command, reasons, io);
  return verdict;
}

type Reasons = readonly { readonly code: string; readonly message: string }[];

const REASONS_MAX = 5;

async function tell(verdict: VerdictName, command: string, reasons: Reasons, io: Io): Promise<void> {
  const lines = reasons.slice(0, REASONS_MAX).map(({ code, message }) => `  ${clipped(code)}: ${clipped(message)}\n`);
  await io.stderr.write(`capgate: ${verdict}: ${clipped(command)}\n${lines.join('')}`);
}
