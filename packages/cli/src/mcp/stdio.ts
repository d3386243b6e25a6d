/** MCP over standard input and output, in both eras of it. */
import type { McpServerFactory } from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';

/** Resolves once the client has gone. */
export async function serveOverStdio(create: McpServerFactory): Promise<void> {
  const gone = new Promise((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
  });
  const served = serveStdio(create, { transport: new StdioServerTransport() });
  await gone;
  await served.close();
}
