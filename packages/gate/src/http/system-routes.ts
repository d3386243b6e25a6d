/** What is beside the operations: signing in and out, whether the gate is well, its metrics, and its own description. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { checkMay, type Caller } from '../callers/caller.ts';
import { PAGE_SESSION_MS, type SignIns } from '../callers/sign-in.ts';
import type { Gate } from '../gate.ts';
import { addressOf, type Doorkeeper } from './doorkeeper.ts';
import { addPage, type Page } from './page.ts';

export interface SystemParts {
  readonly gate: Gate;
  readonly signIns: SignIns;
  readonly doorkeeper: Doorkeeper;
  readonly isTls: boolean;
  readonly openApi: object;
  /** Where absent, a text is in its place that says where the interface is described. */
  readonly page: Page | undefined;
  /** In the text format of Prometheus. */
  readonly metrics: () => Promise<string>;
}

const open = { isOpen: true } as const;
const alive = { isOpen: true, hasAnyHost: true } as const;
/** https://prometheus.io/docs/instrumenting/exposition_formats */
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const WELCOME = `Capgate, the gate that agents ask. Its page is not built here: npm run build.
GET /openapi.json describes the interface; capgate log, approvals and status show what the gate does.
`;
const TEXT_TYPE = 'text/plain; charset=utf-8';
const READY_TIMEOUT_MS = 2_000;
const MS_A_SECOND = 1_000;

export function addSystemRoutes(app: FastifyInstance, parts: SystemParts): void {
  app.get('/health', { config: alive }, () => ({ status: 'alive' }));
  app.get('/ready', { config: alive }, async (_, reply) => {
    const state = await readiness(parts.gate);
    return reply.code(state.log && state.store ? 200 : 503).send(state);
  });
  if (parts.page === undefined) app.get('/', { config: open }, (_, reply) => reply.type(TEXT_TYPE).send(WELCOME));
  else addPage(app, parts.page);
  app.get('/openapi.json', { config: open }, () => parts.openApi);
  app.get('/metrics', async (request, reply) => {
    checkMay(request.caller as Caller, 'read');
    return reply.header('content-type', METRICS_TYPE).send(await parts.metrics());
  });
  addSigning(app, parts);
}

function addSigning(app: FastifyInstance, { signIns, doorkeeper, isTls }: SystemParts): void {
  const setCookie = (reply: FastifyReply, secret: string, maxAgeSeconds: number): FastifyReply => {
    const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${isTls ? '; Secure' : ''}`;
    return reply.header('set-cookie', `${doorkeeper.cookieName}=${secret}; ${attributes}`);
  };
  app.get('/sign-in/:code', { config: open }, (request: FastifyRequest, reply) => {
    const { code } = request.params as { readonly code: string };
    const secret = signIns.redeem(code, addressOf(request.raw));
    return setCookie(reply, secret, PAGE_SESSION_MS / MS_A_SECOND).redirect('/', 303);
  });
  app.post('/sign-out', (request, reply) => {
    const secret = doorkeeper.cookieOf(request.raw);
    if (secret !== undefined) signIns.signOut(secret);
    return setCookie(reply, '', 0).code(204).send();
  });
}

/** Whether the log takes records and the store answers. */
async function readiness({ recorder, parts: { store, chain, clock } }: Gate): Promise<{
  readonly log: boolean;
  readonly store: boolean;
}> {
  const asked = store.position(chain.name).then(
    () => true,
    () => false,
  );
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const cancel = clock.schedule(READY_TIMEOUT_MS, () => resolve(false));
  const answers = await Promise.race([asked, late]);
  cancel();
  return { log: recorder.isWorking, store: answers };
}
