/** A gate with its socket in a process of its own, which a test kills. Policies are changed by calls. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Caller, type Gate, GateError, SCOPES, SocketServer } from '../../src/index.ts';
import { ShedCounts } from '../../src/metrics/shed-counts.ts';
import { clearPlace } from '../../src/socket/place.ts';
import { socketIn, startNodeGate } from './node-gate.ts';

interface Asked {
  readonly parent: number;
  readonly document: unknown;
  readonly version: number;
}

function personNamed(name: string): Caller {
  return { kind: 'person', name, tenant: 'default', scopes: SCOPES, way: 'socket' };
}

async function answer({ policies }: Gate, path: string, body: unknown): Promise<unknown> {
  const by = personNamed('writer');
  const { parent, document, version } = body as Asked;
  const reason = 'test';
  if (path === '/latest') return policies.latest('default');
  if (path === '/active') return policies.active('default');
  if (path === '/change') return policies.change(by, { parent, document, reason });
  await policies.activate(by, { version, reason });
  return {};
}

const [folder = ''] = process.argv.slice(2);
const loadedMs = performance.now();
const gate = await startNodeGate(folder, (part, error) => console.error(part, error));
const path = socketIn(folder);
mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
await clearPlace(path);
const server = new SocketServer({
  decide: (request, caller) => gate.decide(request, caller),
  call: async ({ path: asked, body }) => {
    try {
      return { status: 200, body: await answer(gate, asked, body) };
    } catch (error) {
      return { status: error instanceof GateError && error.code === 'CONFLICT' ? 409 : 500, body: String(error) };
    }
  },
  callerOf: ({ pid, uid }) => ({
    kind: 'agent',
    name: 'agent',
    tenant: 'default',
    scopes: ['decide'],
    way: 'socket',
    pid,
    uid,
  }),
  onFault: (error) => console.error(error),
  sheds: new ShedCounts(),
  connectionsMax: 100,
  frameTimeoutMs: 30_000,
});
await server.listen(path);
console.log(`ready ${Math.round(performance.now() - loadedMs)}`);
