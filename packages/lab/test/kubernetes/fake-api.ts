/** A stand-in for a cluster: its HTTP, its schema and its Jobs in memory. It starts nothing. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { V1Job, V1JobStatus } from '@kubernetes/client-node';

/** By a name that the compiler does not follow: the types of that package do not hold under our settings. */
const MODELS: string = 'kubernetes-models/batch/v1';
const { Job } = (await import(MODELS)) as { Job: new (job: V1Job) => { validate(): void } };

export interface FakeApi {
  readonly url: string;
  readonly jobs: Map<string, V1Job>;
  /** Answers this status to all that comes. */
  refuse(status: number | undefined): void;
  setStatus(name: string, status: V1JobStatus): void;
  close(): Promise<void>;
}

const PATH = /^\/apis\/batch\/v1\/namespaces\/([a-z-]+)\/jobs(?:\/([a-z0-9-]+))?$/u;
/** RFC 1123, as names of objects have it. */
const NAME = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/u;

export async function fakeApi(): Promise<FakeApi> {
  const jobs = new Map<string, V1Job>();
  let refused: number | undefined;
  const server = createServer((request, response) => {
    void answerTo(request, jobs, refused).then(([status, body]) => send(response, status, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    jobs,
    refuse: (status) => (refused = status),
    setStatus: (name, status) => Object.assign(jobs.get(name) ?? {}, { status }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function answerTo(
  request: IncomingMessage,
  jobs: Map<string, V1Job>,
  refused: number | undefined,
): Promise<[number, object]> {
  if (refused !== undefined) return [refused, failure(refused, 'Forbidden', 'secret-of-the-cluster')];
  const [, namespace = '', name = ''] = PATH.exec(new URL(request.url ?? '', 'http://api').pathname) ?? [];
  if (request.method === 'POST' && name === '') return created(JSON.parse(await bodyOf(request)), namespace, jobs);
  const job = jobs.get(name);
  if (job === undefined) return [404, failure(404, 'NotFound', name)];
  if (request.method === 'DELETE') jobs.delete(name);
  return [200, job];
}

function created(job: V1Job, namespace: string, jobs: Map<string, V1Job>): [number, object] {
  const fault = faultOf(job, namespace);
  if (fault !== undefined) return [422, failure(422, 'Invalid', fault)];
  const name = job.metadata?.name as string;
  if (jobs.has(name)) return [409, failure(409, 'AlreadyExists', name)];
  jobs.set(name, job);
  return [201, job];
}

/** By the published schema, and by the rules on names that are not in it. */
export function faultOf(job: V1Job, namespace = job.metadata?.namespace): string | undefined {
  try {
    new Job(job).validate();
  } catch (error) {
    return String(error);
  }
  if (job.metadata?.namespace !== namespace) return 'another namespace';
  return NAME.test(job.metadata?.name ?? '') ? undefined : `name ${job.metadata?.name}`;
}

function failure(code: number, reason: string, message: string): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
