/** The lab, read over HTTP by programs of this machine. */
import type { LabServer, LabServerParts } from './server.ts';

export type { LabServer, LabServerParts } from './server.ts';
export { type ReadToken, tokenIn, tokenOf } from './token.ts';

/** Listens on this machine alone until it is closed. What it brings is loaded then. Rejects with `LabError` RUN where it cannot. */
export async function serveLab(parts: LabServerParts): Promise<LabServer> {
  const { LabServer: Server } = await import('./server.ts');
  return Server.listen(parts);
}
