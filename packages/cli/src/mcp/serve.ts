/** `capgate mcp`: what a command would do, for agents that speak the Model Context Protocol. */
import { createCapgateServer } from '@capgate/agents/mcp';
import { ClientError, SocketClient } from '@capgate/client';
import { createContext } from '@capgate/core';
import type { McpServer } from '@modelcontextprotocol/server';
import type { Arguments } from '../arguments.ts';
import { circumstances } from '../check/circumstances.ts';
import { refusalOf, socketOf } from '../gate/ask.ts';
import { ExitStatus, type Io } from '../io.ts';
import { findExecutables } from '../registry/scan/executables.ts';
import manifest from '../../package.json' with { type: 'json' };

const PORT_MAX = 65_535;

export async function run(args: Arguments, io: Io): Promise<number> {
  if (args.has('token-file') && !args.has('http')) throw args.misuse('expected --http with --token-file, met none');
  const context = createContext(await circumstances(args, io));
  const create = (): McpServer =>
    createCapgateServer({
      version: manifest.version,
      context,
      namesOnPath: () => findExecutables(io.env['PATH'] ?? '', io.cwd).executables.map(({ name }) => name),
      decision: (id) => decisionOf(id, socketOf(args, io)),
    });
  if (args.has('http')) {
    const { serveHttp } = await import('./http.ts');
    await serveHttp(create, args.integer('http', PORT_MAX), args.value('token-file'), io);
  } else {
    const { serveOverStdio } = await import('./stdio.ts');
    await serveOverStdio(create);
  }
  return ExitStatus.OK;
}

async function decisionOf(decision: string, path: string): Promise<unknown> {
  const client = new SocketClient({ path });
  try {
    return await client.call('GET', '/v1/decisions/{decision}', { params: { decision } });
  } catch (error) {
    throw error instanceof ClientError ? refusalOf(error, path) : error;
  } finally {
    client.close();
  }
}
