import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '@capgate/testing';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Plan, planOf } from '../../src/index.ts';
import { type ClusterFacts, jobName, jobOf, openCluster } from '../../src/kubernetes/index.ts';
import { soundDocument } from '../experiment/document.ts';
import { type FakeApi, fakeApi, faultOf } from './fake-api.ts';

const facts: ClusterFacts = {
  image: `registry.example/capgate@sha256:${'a'.repeat(64)}`,
  namespace: 'lab',
  secret: 'lab-queue',
  devices: { fpga: 'amd.com/xilinx_u250' },
};

const named = (of: object): object[] => [{ name: 'fake', ...of }];

function planWith(change: (document: ReturnType<typeof soundDocument>) => object): Plan {
  const document = soundDocument();
  return planOf({ ...document, ...change(document) });
}

const plan = planWith(() => ({}));
const sized = (resources: object): Plan => planWith(() => ({ resources }));

describe('the Job of a run', () => {
  test('is one by the published schema, and the check of that can fail', () => {
    const job = jobOf(plan, facts);
    expect(faultOf(job)).toBeUndefined();
    Object.assign(job.spec ?? {}, { parallelism: 'two' });
    expect(faultOf(job)).toMatch(/parallelism/u);
    const other = jobOf(plan, facts);
    Object.assign(other.metadata ?? {}, { name: 'Not_a_name' });
    expect(faultOf(other)).toMatch(/Not_a_name/u);
  });

  test('of any plan is one', () => {
    const resources = fc.record(
      {
        timeoutMs: fc.integer({ min: 1, max: 86_400_000 }),
        workers: fc.integer({ min: 1, max: 10_000 }),
        memoryMb: fc.integer({ min: 1, max: 1_048_576 }),
        retries: fc.integer({ min: 0, max: 10 }),
      },
      { requiredKeys: ['timeoutMs'] },
    );
    const constraints = fc.record(
      {
        hardware: fc.array(fc.constantFrom('gpu', 'fpga', 'arm64', 'amd64', 'nvme'), { maxLength: 5 }),
        region: fc.constantFrom('eu-west-1', 'us-east-2'),
        lowLatency: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,63}$/u);
    fc.assert(
      fc.property(name, resources, constraints, fc.integer({ min: 1, max: 10 }), (own, needed, where, priority) => {
        const job = jobOf(
          planWith(() => ({ name: own, resources: needed, constraints: where, priority })),
          facts,
        );
        expect(faultOf(job)).toBeUndefined();
        const { spec } = job;
        expect(spec?.parallelism).toBeGreaterThanOrEqual(1);
        expect(spec?.activeDeadlineSeconds).toBeLessThanOrEqual(604_800);
      }),
      { numRuns: 50 },
    );
  });

  test('has workers by what there is to do, unless the plan states them', () => {
    // 1,500 tasks, 30 replicates and 2 arms: 90,000 answers.
    expect(jobOf(sized({ timeoutMs: 10 }), facts).spec?.parallelism).toBe(15);
    expect(jobOf(sized({ timeoutMs: 60_000 }), facts).spec?.parallelism).toBe(100);
    expect(jobOf(sized({ timeoutMs: 60_000, workers: 3, retries: 4 }), facts).spec).toMatchObject({
      parallelism: 3,
      backoffLimit: 4,
      ttlSecondsAfterFinished: 86_400,
    });
  });

  test('asks for what the plan needs: devices, nodes, a class, cores of its own', () => {
    const constraints = { hardware: ['gpu', 'fpga', 'arm64', 'nvme'], region: 'eu-west-1', lowLatency: true };
    const pod = jobOf(
      planWith(() => ({ constraints, priority: 9 })),
      facts,
    ).spec?.template.spec;
    const devices = { 'nvidia.com/gpu': '1', 'amd.com/xilinx_u250': '1' };
    expect(pod?.containers[0]?.resources?.limits).toMatchObject({ cpu: '1', ...devices });
    expect(pod?.containers[0]?.resources?.requests).toEqual(pod?.containers[0]?.resources?.limits);
    expect(pod?.nodeSelector).toEqual({
      'kubernetes.io/arch': 'arm64',
      'capgate.dev/nvme': 'true',
      'topology.kubernetes.io/region': 'eu-west-1',
      'capgate.dev/low-latency': 'true',
    });
    expect(pod?.tolerations?.map(({ key }) => key)).toEqual([...Object.keys(devices), 'capgate.dev/low-latency']);
    expect(pod?.priorityClassName).toBe('capgate-critical');
    expect(pod?.containers[0]?.env).toEqual([
      { name: 'CAPGATE_LAB_HARDWARE', value: 'gpu,fpga,arm64,nvme,low-latency' },
      { name: 'CAPGATE_LAB_REGION', value: 'eu-west-1' },
    ]);
  });

  test('runs as nobody, changes nothing of its image, and reads the queue’s secret alone', () => {
    const pod = jobOf(plan, facts).spec?.template.spec;
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          args: ['lab', 'worker', plan.hash],
          envFrom: [{ secretRef: { name: 'lab-queue' } }],
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
        },
      ],
    });
  });

  test('refuses an image that may change, and names one plan alike', async () => {
    expect(await codeOf(() => jobOf(plan, { ...facts, image: 'capgate:latest' }))).toBe('PLAN');
    expect(jobName(plan)).toBe(jobName(planWith(() => ({}))));
    expect(jobName(plan)).not.toBe(jobName(planWith(() => ({ seed: 8 }))));
  });
});

describe('a cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-cluster-'));
  let api: FakeApi;
  const config = join(folder, 'config.json');
  beforeAll(async () => {
    api = await fakeApi();
    writeFileSync(
      config,
      JSON.stringify({
        'current-context': 'fake',
        clusters: named({ cluster: { server: api.url, 'insecure-skip-tls-verify': true } }),
        users: named({ user: {} }),
        contexts: named({ context: { cluster: 'fake', user: 'fake' } }),
      }),
    );
  });
  afterEach(() => {
    api.jobs.clear();
    api.refuse(undefined);
  });
  afterAll(async () => {
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const name = jobName(plan);

  test('takes a Job once, tells how it is, and ends it', async () => {
    const cluster = await openCluster({ config });
    expect(await cluster.state('lab', name)).toBeUndefined();
    await cluster.submit(jobOf(plan, facts));
    await cluster.submit(jobOf(plan, facts));
    expect([...api.jobs.keys()]).toEqual([name]);
    expect(await cluster.state('lab', name)).toEqual({ state: 'waiting', active: 0, succeeded: 0, failed: 0 });
    api.setStatus(name, { active: 2, failed: 1 });
    expect(await cluster.state('lab', name)).toMatchObject({ state: 'running', active: 2, failed: 1 });
    await cluster.cancel('lab', name);
    await cluster.cancel('lab', name);
    expect(api.jobs.size).toBe(0);
  });

  test('tells how it ended, and why', async () => {
    const cluster = await openCluster({ config });
    await cluster.submit(jobOf(plan, facts));
    const at = new Date(0);
    const condition = { status: 'True', lastProbeTime: at, lastTransitionTime: at };
    api.setStatus(name, { succeeded: 4, conditions: [{ ...condition, type: 'Complete' }] });
    expect(await cluster.state('lab', name)).toMatchObject({ state: 'succeeded', succeeded: 4 });
    const why = { reason: 'DeadlineExceeded', message: 'was active too long' };
    api.setStatus(name, { failed: 1, conditions: [{ ...condition, type: 'Failed', ...why }] });
    expect(await cluster.state('lab', name)).toMatchObject({
      state: 'failed',
      why: 'DeadlineExceeded: was active too long',
    });
  });

  test('another plan’s Job of the same name is not taken for it', async () => {
    const cluster = await openCluster({ config });
    const other = jobOf(plan, facts);
    Object.assign(other.metadata ?? {}, { annotations: { 'capgate.dev/plan': 'other' } });
    await cluster.submit(other);
    await expect(cluster.submit(jobOf(plan, facts))).rejects.toMatchObject({
      code: 'RUN',
      message: expect.stringContaining('met other'),
    });
  });

  test('a Job that the schema refuses, and a cluster that forbids, are told without what else they say', async () => {
    const cluster = await openCluster({ config });
    const unsound = Object.assign(jobOf(plan, facts), { spec: { parallelism: 2 } });
    await expect(cluster.submit(unsound as never)).rejects.toMatchObject({
      message: expect.stringContaining('422 (Invalid)'),
    });
    api.refuse(403);
    const error = await cluster.submit(jobOf(plan, facts)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'RUN', message: expect.stringContaining('403 (Forbidden)') });
    expect(String(error)).not.toContain('secret-of-the-cluster');
  });

  test('without a configuration that names one, it says so', async () => {
    expect(await codeOf(() => openCluster({ config: join(folder, 'nowhere') }))).toBe('RUN');
    expect(await codeOf(() => openCluster({ config, context: 'other' }))).toBe('RUN');
  });
});
