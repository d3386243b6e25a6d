/** A cluster that takes Jobs. Its client is a package of its own, of which nothing is loaded before it is asked for. */
import { fileURLToPath } from 'node:url';
import { isBeside } from '@capgate/base/node';
import type * as Client from '@kubernetes/client-node';
import type { BatchV1Api, V1Job } from '@kubernetes/client-node';
import { LabError } from '../error.ts';
import { PLAN_ANNOTATION } from './job.ts';

interface JobState {
  readonly state: 'waiting' | 'running' | 'succeeded' | 'failed';
  readonly active: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Why it failed, in the cluster's words. */
  readonly why?: string;
}

interface Cluster {
  /** Submits the Job; one that is there already, of the same plan, is it. Rejects with `LabError` RUN. */
  submit(job: V1Job): Promise<void>;
  /** Undefined where there is no such Job. */
  state(namespace: string, name: string): Promise<JobState | undefined>;
  /** Ends the Job and its workers; nothing where there is none. */
  cancel(namespace: string, name: string): Promise<void>;
}

interface ClusterOptions {
  /** A kubeconfig; what `kubectl` takes where absent. It may name programs that make credentials, and they are run. */
  readonly config?: string;
  /** Of the file; its current one where absent. */
  readonly context?: string;
}

const PACKAGE = '@kubernetes/client-node';

/** Rejects with `LabError` RUN where the client is not installed, or the configuration names no cluster. */
export async function openCluster({ config, context }: ClusterOptions = {}): Promise<Cluster> {
  const { BatchV1Api, KubeConfig } = await client();
  const settings = new KubeConfig();
  try {
    if (config === undefined) settings.loadFromDefault();
    else settings.loadFromFile(config);
    if (context !== undefined) settings.setCurrentContext(context);
    return clusterOf(settings.makeApiClient(BatchV1Api));
  } catch (error) {
    throw new LabError('RUN', `expected a kubeconfig that names a cluster, met none: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function client(): Promise<typeof Client> {
  try {
    if (!isBeside(PACKAGE, fileURLToPath(import.meta.url))) throw new Error('it is not there');
    return await import('@kubernetes/client-node');
  } catch (error) {
    const remedy = `npm install ${PACKAGE} beside the lab`;
    throw new LabError('RUN', `expected the package ${PACKAGE}, met none; ${remedy}`, { cause: error });
  }
}

function clusterOf(api: BatchV1Api): Cluster {
  return {
    async submit(job) {
      const namespace = job.metadata?.namespace ?? 'default';
      try {
        await api.createNamespacedJob({ namespace, body: job });
      } catch (error) {
        if (statusOf(error) !== 409) throw refused(error, 'take the Job');
        await checkSame(api, namespace, job);
      }
    },
    async state(namespace, name) {
      const job = await found(() => api.readNamespacedJob({ namespace, name }), 'tell of the Job');
      return job && stateOf(job);
    },
    async cancel(namespace, name) {
      const ended = { namespace, name, propagationPolicy: 'Background' };
      await found(() => api.deleteNamespacedJob(ended), 'end the Job');
    },
  };
}

/** Names are cut: another plan may have come to the same one. */
async function checkSame(api: BatchV1Api, namespace: string, job: V1Job): Promise<void> {
  const name = job.metadata?.name ?? '';
  const there = await found(() => api.readNamespacedJob({ namespace, name }), 'tell of the Job');
  const [wanted, met] = [job, there].map((one) => one?.metadata?.annotations?.[PLAN_ANNOTATION]);
  if (wanted === met) return;
  throw new LabError('RUN', `expected the Job ${name} to be of the plan ${wanted}, met ${met ?? 'none'}; delete it`);
}

async function found<Answer>(ask: () => Promise<Answer>, to: string): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw refused(error, to);
  }
}

function stateOf({ status = {} }: V1Job): JobState {
  const { active = 0, succeeded = 0, failed = 0, conditions = [] } = status;
  const ending = conditions.find(({ type, status: is }) => is === 'True' && (type === 'Complete' || type === 'Failed'));
  const counts = { active, succeeded, failed };
  if (ending === undefined) return { state: active + succeeded + failed > 0 ? 'running' : 'waiting', ...counts };
  if (ending.type === 'Complete') return { state: 'succeeded', ...counts };
  return { state: 'failed', ...counts, why: [ending.reason, ending.message].filter(Boolean).join(': ') };
}

function statusOf(error: unknown): number | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' ? code : undefined;
}

/** The reason alone: what else is in an answer may tell of the cluster and its credentials. */
function refused(error: unknown, to: string): LabError {
  const status = statusOf(error);
  const met = status === undefined ? `no answer: ${messageOf(error)}` : `status ${status}${reasonIn(error)}`;
  return new LabError('RUN', `expected the cluster to ${to}, met ${met}`, { cause: error });
}

function reasonIn(error: unknown): string {
  const { body } = error as { body?: unknown };
  try {
    const { reason } = (typeof body === 'string' ? JSON.parse(body) : body) as { reason?: unknown };
    return typeof reason === 'string' && /^\w{1,64}$/u.test(reason) ? ` (${reason})` : '';
  } catch {
    return '';
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'nothing is known of why';
}
