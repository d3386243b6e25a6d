/** The object by which a cluster runs an experiment's workers. Pure: a plan and what the cluster is like in, a Job out. */
import type { V1Container, V1EnvVar, V1Job, V1PodSpec } from '@kubernetes/client-node';
import { LabError } from '../error.ts';
import { taskCount } from '../experiment/sizes.ts';
import { type Plan, urgencyOf } from '../experiment/plan.ts';
import { HARDWARE_VARIABLE, hardwareOf, REGION_VARIABLE } from '../hardware/index.ts';

export interface ClusterFacts {
  /** What runs `capgate lab worker`; by its digest, so that all workers are the same. */
  readonly image: string;
  readonly namespace: string;
  /** A secret of that namespace whose keys are the variables by which a worker finds its queue. */
  readonly secret: string;
  /**
   * Extended resources by the words of a plan's `constraints.hardware`: `{ fpga: 'amd.com/xilinx_u250' }`. `gpu` is
   * `nvidia.com/gpu` where it is not named.
   */
  readonly devices?: Readonly<Record<string, string>>;
}

const LABEL = 'capgate.dev/experiment';
/** What says which plan it is, whole. */
export const PLAN_ANNOTATION = 'capgate.dev/plan';
const NAME_MAX = 40;
const HASH_DIGITS = 12;
const WORKERS_MAX = 100;
/** A worker is worth its start if it has so long to do. */
const WORKER_SECONDS_MIN = 60;
const SECONDS_MAX = 604_800;
const KEPT_SECONDS = 86_400;
const MEMORY_MB = 512;
const USER = 65_534;

/** The same for the same plan, so that a second submission is the first. */
export function jobName({ experiment, hash }: Plan): string {
  const name = experiment.name.slice(0, NAME_MAX).replace(/-+$/u, '');
  return `capgate-${name}-${hash.slice(0, HASH_DIGITS)}`;
}

/** Throws `LabError` PLAN where an image is named by a tag alone: what it stands for may change in the middle of a run. */
export function jobOf(plan: Plan, facts: ClusterFacts): V1Job {
  if (!/@sha256:[0-9a-f]{64}$/u.test(facts.image)) {
    throw new LabError('PLAN', `expected an image with its digest (…@sha256:…), met ${facts.image}`);
  }
  const { experiment, hash } = plan;
  if (experiment.load !== undefined) {
    throw new LabError(
      'PLAN',
      'expected an experiment that workers elsewhere can ask, met load, which one machine makes',
    );
  }
  const labels = { [LABEL]: hash.slice(0, HASH_DIGITS), 'app.kubernetes.io/name': 'capgate-lab-worker' };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: jobName(plan), namespace: facts.namespace, labels, annotations: { [PLAN_ANNOTATION]: hash } },
    spec: {
      // A queue of work: a worker ends once nothing is left in it, and the Job when all have.
      parallelism: workersOf(plan),
      backoffLimit: experiment.resources.retries ?? 0,
      activeDeadlineSeconds: Math.min(SECONDS_MAX, 2 * secondsOf(plan)),
      ttlSecondsAfterFinished: KEPT_SECONDS,
      template: { metadata: { labels }, spec: podOf(plan, facts) },
    },
  };
}

/** As many as the plan states, or as have enough to do at its slowest. */
function workersOf(plan: Plan): number {
  const { workers } = plan.experiment.resources;
  return workers ?? Math.max(1, Math.min(WORKERS_MAX, Math.ceil(workSeconds(plan) / WORKER_SECONDS_MIN)));
}

function secondsOf(plan: Plan): number {
  return Math.max(WORKER_SECONDS_MIN, Math.ceil(workSeconds(plan) / workersOf(plan)));
}

/** If every answer took all of its time. */
function workSeconds({ experiment }: Plan): number {
  const answers = taskCount(experiment) * experiment.replicates * experiment.arms.length;
  return (answers * experiment.resources.timeoutMs) / 1_000;
}

function podOf(plan: Plan, facts: ClusterFacts): V1PodSpec {
  const { priority, constraints = {} } = plan.experiment;
  const { hardware = [], region, lowLatency = false } = constraints;
  const others = hardware.filter((word) => deviceOf(word, facts) === undefined);
  const selector = {
    ...Object.fromEntries(others.map(selectorOf)),
    ...(region !== undefined && { 'topology.kubernetes.io/region': region }),
    ...(lowLatency && { 'capgate.dev/low-latency': 'true' }),
  };
  const tainted = hardware.flatMap((word) => deviceOf(word, facts) ?? []);
  return {
    restartPolicy: 'Never',
    priorityClassName: `capgate-${urgencyOf(priority)}`,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, runAsUser: USER, seccompProfile: { type: 'RuntimeDefault' } },
    nodeSelector: selector,
    tolerations: [...tainted, ...(lowLatency ? ['capgate.dev/low-latency'] : [])].map((key) => ({
      key,
      operator: 'Exists',
      effect: 'NoSchedule',
    })),
    containers: [containerOf(plan, facts)],
    volumes: [{ name: 'work', emptyDir: {} }],
  };
}

/** Limits are requests: only then does a cluster that can give a container cores of its own. */
function containerOf({ experiment, hash }: Plan, facts: ClusterFacts): V1Container {
  const devices = (experiment.constraints?.hardware ?? []).flatMap((word) => deviceOf(word, facts) ?? []);
  const amounts = {
    cpu: '1',
    memory: `${experiment.resources.memoryMb ?? MEMORY_MB}Mi`,
    ...Object.fromEntries(devices.map((device) => [device, '1'])),
  };
  return {
    name: 'worker',
    image: facts.image,
    args: ['lab', 'worker', hash],
    env: placeOf(experiment),
    envFrom: [{ secretRef: { name: facts.secret } }],
    resources: { requests: amounts, limits: amounts },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [{ name: 'work', mountPath: '/tmp' }],
  };
}

/** A node has what its selector and limits say; the worker that asks for it is told so. */
function placeOf(experiment: Plan['experiment']): V1EnvVar[] {
  const [hardware, region] = [hardwareOf(experiment), experiment.constraints?.region];
  return [
    ...(hardware.length === 0 ? [] : [{ name: HARDWARE_VARIABLE, value: hardware.join(',') }]),
    ...(region === undefined ? [] : [{ name: REGION_VARIABLE, value: region }]),
  ];
}

function deviceOf(word: string, { devices = {} }: ClusterFacts): string | undefined {
  return devices[word] ?? (word === 'gpu' ? 'nvidia.com/gpu' : undefined);
}

/** What is no device is a kind of node: an architecture, or a label that the cluster's owner gives. */
function selectorOf(word: string): [string, string] {
  return /^(?:amd64|arm64)$/u.test(word) ? ['kubernetes.io/arch', word] : [`capgate.dev/${word}`, 'true'];
}
