import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalText } from '@capgate/base';
import { jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { NatsServer, needsProgram, type Skippable } from '@capgate/testing';
import { expect, test } from 'vitest';
import type { Plan } from '../../../src/experiment/plan.ts';
import type { RunReport } from '../../../src/run/measuring.ts';
import { chunkSubjectOf, type RequestOf, subjectOf } from '../../../src/run/nats/messages.ts';
import { natsExecutorOf } from '../../../src/run/nats/nats-executor.ts';
import { allOf, expectedKeys, experimentOf, keysOf, type Made, openLab } from '../harness.ts';
import { startWorker } from './with-workers.ts';

const COMMANDS = { plain: ['allow', 'deny', 'refuse', 'allow'] };
const TIMEOUT_MS = 60_000;
/** More than the lab takes, so that it is the lab that refuses. */
const SERVER_BYTES_MAX = 4 << 20;

async function serverFor(context: Skippable): Promise<NatsServer> {
  const config = join(mkdtempSync(join(tmpdir(), 'capgate-nats-')), 'large.conf');
  writeFileSync(config, `max_payload: ${SERVER_BYTES_MAX}\n`);
  return NatsServer.start(needsProgram(context, 'nats-server'), ['--jetstream', '--config', config]);
}

/** What is answered to a message, or that nobody is there. */
async function answerTo(
  connection: NatsConnection,
  subject: string,
  message: string | Uint8Array | object,
): Promise<Record<string, unknown>> {
  const payload = typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message);
  return (await connection.request(subject, payload, { timeout: 5_000 })).json();
}

/** Runs an experiment without workers; `during` is given a stranger's connection, and the run ends once it has. */
async function whileRunning(
  server: NatsServer,
  { folder, plan }: Made,
  during: (stranger: NatsConnection) => Promise<void>,
): Promise<RunReport> {
  const lab = await openLab(folder, { executorOf: natsExecutorOf({ address: server.address, variables: {} }) });
  const stop = new AbortController();
  const running = lab.run(plan, folder, { signal: stop.signal });
  const stranger = await connect({ port: server.port });
  try {
    await untilThere(stranger, plan);
    await during(stranger);
  } finally {
    stop.abort();
    await stranger.close();
    await running.finally(() => lab.close());
  }
  return running;
}

async function untilThere(connection: NatsConnection, { hash }: Plan): Promise<void> {
  for (;;) {
    const isThere = await answerTo(connection, subjectOf(hash, 'state'), {}).catch(() => undefined);
    if (isThere !== undefined) return;
  }
}

const POSITION = { position: 0, outcome: 'answered', verdict: 'allow', attempts: 1, startedAt: 1 };
const RECORD = { chunk: 0, worker: 'x/thread-1', attempts: 1, results: [POSITION], isDone: false };

/** By kinds: messages, and what is said to them. */
const HOSTILE: readonly (readonly [string, string | Uint8Array | object, RegExp])[] = [
  ['state', 'junk', /in JSON/u],
  ['state', new Uint8Array([0xff, 0xfe, 0x00]), /in JSON/u],
  ['state', '', /in JSON/u],
  ['state', '['.repeat(100_000), /in JSON/u],
  ['state', '[]', /of its form/u],
  ['state', { extra: 1 }, /of its form.*extra/u],
  ['state', '{"__proto__":{"isOver":true}}', /of its form/u],
  ['state', ' '.repeat((1 << 20) + 1), /at most 1048576 bytes, met 1048577/u],
  ['nothing', {}, /of a kind that is known/u],
  ['constructor', {}, /of a kind that is known/u],
  ['file', { stratum: 7, offset: 0 }, /a stratum of the experiment/u],
  ['file', { stratum: '../secrets', offset: 0 }, /of its form/u],
  ['file', { stratum: 0, offset: -1 }, /of its form/u],
  ['claim', { chunk: 0, worker: 'no thread' }, /of its form/u],
  ['claim', { chunk: 0.5, worker: 'x/thread-1' }, /of its form/u],
  ['facts', { facts: { one: { version: {} } } }, /of its form/u],
  ['artifact', { text: 'no lines' }, /lines of what came back/u],
  ['artifact', { text: '{"position":0,"raw":}\n' }, /lines of what came back/u],
  ['record', { ...RECORD, results: [{ ...POSITION, position: 16 }] }, /of the chunk/u],
  ['record', { ...RECORD, results: [{ ...POSITION, outcome: 'failed' }] }, /a verdict of what was answered/u],
  ['record', { ...RECORD, results: [{ ...POSITION, verdict: 'perhaps' }] }, /of its form/u],
  ['record', { ...RECORD, results: [{ ...POSITION, latencyNs: -1 }] }, /of its form/u],
  ['record', { ...RECORD, results: [{ ...POSITION, arm: 'one' }] }, /of its form/u],
  ['record', { ...RECORD, results: [{ ...POSITION, startedAt: Number.MAX_SAFE_INTEGER }] }, /of its form/u],
  ['record', { ...RECORD, results: [{ ...POSITION, attempts: 1_000_000 }] }, /of its form/u],
  ['facts', '{"facts":{"one":{"version":"\\ud800"}}}', /whole characters/u],
  ['record', { ...RECORD, results: [{ ...POSITION, artifact: 'ab'.repeat(32) }] }, /an artifact before/u],
  ['record', { ...RECORD, results: Array.from({ length: 1_000 }, () => POSITION) }, /of its form/u],
  ['record', { ...RECORD, results: [], isDone: true }, /all results of a chunk/u],
  ['failed', { why: 'x'.repeat(1_001) }, /of its form/u],
];

test('what is no message of its form is refused and told so, and the experiment is none the worse', {
  timeout: TIMEOUT_MS,
}, async (context) => {
  const server = await serverFor(context);
  const made = experimentOf(COMMANDS);
  const { plan, folder } = made;
  const { counts } = await whileRunning(server, made, async (stranger) => {
    for (const [kind, message, said] of HOSTILE) {
      const answer = await answerTo(stranger, `capgate.lab.${plan.hash}.${kind}`, message);
      expect(Object.keys(answer), kind).toEqual(['refused']);
      expect(answer['refused'], kind).toMatch(said);
    }
    // The same in its form is taken: a stranger who may use the server may do all that a worker may.
    expect(await answerTo(stranger, subjectOf(plan.hash, 'state'), {})).toEqual({ isOver: false });
    expect(await answerTo(stranger, subjectOf(plan.hash, 'claim'), { chunk: 99, worker: 'x/thread-1' })).toEqual({});
    expect(await answerTo(stranger, subjectOf(plan.hash, 'claim'), { chunk: 0, worker: 'x/thread-1' })).toEqual({
      lease: { start: 0, count: 16, attempts: 1, stored: [] },
    });
  });
  expect(counts).toEqual({ answered: 0, unanswered: 0, failed: 0, timeout: 0 });
  const lab = await openLab(folder, { executorOf: natsExecutorOf({ address: server.address, variables: {} }) });
  const worker = startWorker({ address: server.address, hash: plan.hash, folder });
  expect((await lab.run(plan, folder)).ending).toBe('done');
  expect(keysOf(await allOf(lab, plan))).toEqual(expectedKeys(plan, COMMANDS));
  expect(await worker.ended).toBe('done');
  await lab.close();
  await server.stop();
});

const INBOX = '_INBOX.>';

const PASSWORD = 'a-password';

function user(name: string, publish: readonly string[], subscribe: readonly string[]) {
  return { user: name, password: PASSWORD, permissions: { publish, subscribe } };
}

function as(name: string) {
  return { CAPGATE_NATS_USER: name, CAPGATE_NATS_PASSWORD: PASSWORD };
}

/** What docs/lab.md says that orchestrators and workers need, and nothing else. */
function accountsOf({ hash }: Plan): string {
  const stream = `capgate-lab-${hash}`;
  const api = [
    'INFO',
    `STREAM.INFO.${stream}`,
    `CONSUMER.INFO.${stream}.workers`,
    `CONSUMER.MSG.NEXT.${stream}.workers`,
  ];
  return JSON.stringify({
    users: [
      user('orchestrator', ['capgate.lab.>', '$JS.API.>', INBOX], ['capgate.lab.>', INBOX]),
      user(
        'worker',
        [`capgate.lab.${hash}.*`, ...api.map((name) => `$JS.API.${name}`), `$JS.ACK.${stream}.>`],
        [INBOX],
      ),
    ],
  });
}

test('a worker needs no more of the server than docs/lab.md says, and gets nothing of another experiment', {
  timeout: TIMEOUT_MS,
}, async (context) => {
  const { folder, plan } = experimentOf(COMMANDS);
  const config = join(mkdtempSync(join(tmpdir(), 'capgate-nats-')), 'accounts.conf');
  writeFileSync(config, `authorization: ${accountsOf(plan)}\n`);
  const program = needsProgram(context, 'nats-server');
  const server = await NatsServer.start(program, ['--jetstream', '--config', config]);
  const orchestrator = { address: server.address, variables: as('orchestrator') };
  const lab = await openLab(folder, { executorOf: natsExecutorOf(orchestrator) });
  const start = { address: server.address, folder, variables: as('worker') };
  const [worker, foreign] = [plan.hash, 'ab'.repeat(32)].map((hash) => startWorker({ ...start, hash }));
  expect((await lab.run(plan, folder)).ending).toBe('done');
  expect(await worker?.ended).toBe('done');
  expect(await foreign?.ended).toMatch(/permits what docs\/lab.md lists, met .*Permissions Violation/u);
  await lab.close();
  await server.stop();
});

test('chunks that nobody planned are put aside', { timeout: TIMEOUT_MS }, async (context) => {
  const server = await serverFor(context);
  const { folder, plan } = experimentOf(COMMANDS);
  const lab = await openLab(folder, { executorOf: natsExecutorOf({ address: server.address, variables: {} }) });
  const running = lab.run(plan, folder);
  const stranger = await connect({ port: server.port });
  await untilThere(stranger, plan);
  const prefix = chunkSubjectOf(plan.hash, '*').slice(0, -1);
  for (const chunk of ['99999999', '9999999', '1', 'junk', '-1', '1e3']) {
    await jetstream(stranger).publish(prefix + chunk, 'junk', { retries: 100 });
  }
  await stranger.close();
  const worker = startWorker({ address: server.address, hash: plan.hash, folder });
  expect((await running).ending).toBe('done');
  expect(await worker.ended).toBe('done');
  await lab.close();
  await server.stop();
});

test('an experiment that is run already is not run by another', { timeout: TIMEOUT_MS }, async (context) => {
  const server = await serverFor(context);
  const made = experimentOf(COMMANDS);
  const same = experimentOf(COMMANDS);
  await whileRunning(server, made, async () => {
    const other = await openLab(same.folder, {
      executorOf: natsExecutorOf({ address: server.address, variables: {} }),
    });
    await expect(other.run(same.plan, same.folder)).rejects.toThrow(/another orchestrator/u);
    await other.close();
  });
  await server.stop();
});

test('arms that say something else of themselves on another machine are refused', {
  timeout: TIMEOUT_MS,
}, async (context) => {
  const server = await serverFor(context);
  const { folder, plan } = experimentOf({ plain: Array.from({ length: 200 }, () => 'wait 20') });
  const lab = await openLab(folder, { executorOf: natsExecutorOf({ address: server.address, variables: {} }) });
  const start = { address: server.address, hash: plan.hash, folder };
  const workers = ['one word', 'another'].map((TOLD) => startWorker({ ...start, variables: { TOLD } }));
  expect((await lab.run(plan, folder)).counts).toMatchObject({ answered: 800, failed: 0 });
  const said = (await Promise.all(workers.map(({ ended }) => ended))).sort();
  expect(said[0]).toMatch(/^LabError: .*told (one word|another) of one, where it was/u);
  expect(said[1]).toBe('done');
  await lab.close();
  await server.stop();
});

test('a worker takes no experiment but the one that it was told', { timeout: TIMEOUT_MS }, async (context) => {
  const server = await serverFor(context);
  const [right, foreign] = [experimentOf(COMMANDS, { seed: 1 }), experimentOf(COMMANDS, { seed: 2 })];
  const [document, tasks] = [documentOf(right), readFileSync(join(right.folder, 'plain.jsonl'), 'utf8')];
  const start = { address: server.address, hash: right.plan.hash, folder: right.folder };
  const said = async (files: readonly string[] | string): Promise<string> => {
    const connection = await impostor(server, right.plan, files);
    const { ended } = startWorker(start);
    const last = await ended;
    await connection.close();
    return last;
  };
  expect(await said([documentOf(foreign), tasks])).toContain(`expected the plan with the hash ${right.plan.hash}`);
  expect(await said(['junk', tasks])).toContain('expected the document of an experiment');
  expect(await said(['{"version":1}', tasks])).toMatch(/^LabError: /u);
  expect(await said([document, tasks.replace('deny', 'allow')])).toContain(`with the SHA-256`);
  expect(await said('junk')).toContain('expected a message in JSON');
  expect(await said('{"part":7}')).toContain('expected a message of its form');
  expect(await said(JSON.stringify({ refused: '\u001b[2J no' }))).toMatch(/refused a message: \\x1b/u);
  await server.stop();
});

function documentOf({ plan }: Made): string {
  return canonicalText(plan.experiment);
}

function partOf(files: readonly string[], { stratum, offset }: RequestOf<'file'>): string {
  const file = Buffer.from(files[stratum === undefined ? 0 : stratum + 1] ?? '').subarray(offset);
  return JSON.stringify({ part: file.toString('base64') });
}

/** Somebody who answers in the orchestrator's place: with these files, or always the same. */
async function impostor(
  server: NatsServer,
  { hash }: Plan,
  files: readonly string[] | string,
): Promise<NatsConnection> {
  const connection = await connect({ port: server.port });
  connection.subscribe(subjectOf(hash, '*'), {
    callback: (_, message) => {
      message.respond(typeof files === 'string' ? files : partOf(files, message.json()));
    },
  });
  await connection.flush();
  return connection;
}
