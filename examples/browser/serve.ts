/**
 * Bundles the page's script with `@capgate/core` as it is published, and serves the page on this machine:
 * `node examples/browser/serve.ts [PORT]`.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type OutputChunk, rolldown } from 'rolldown';

const DEFAULT_PORT = 8080;

/** The page's script with all that it imports, as one file for browsers. */
export async function bundlePage(): Promise<OutputChunk> {
  const bundle = await rolldown({ input: fileURLToPath(new URL('main.js', import.meta.url)), platform: 'browser' });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  return output[0];
}

/** Serves the page on 127.0.0.1; port 0 is any free one. Resolves when it listens. */
export function servePage(script: string, port: number): Promise<Server> {
  const page = readFileSync(new URL('index.html', import.meta.url));
  const server = createServer(({ url }, response) => {
    if (url === '/') response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
    else if (url === '/main.js') response.setHeader('content-type', 'text/javascript; charset=utf-8').end(script);
    else response.writeHead(404).end();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** Where a listening server is found. */
export function addressOf(server: Server): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { code } = await bundlePage();
  const server = await servePage(code, Number(process.argv[2] ?? DEFAULT_PORT));
  console.log(`${addressOf(server)} (end with Ctrl+C)`);
}
