/** Traces of decisions, as a receiver of OTLP gets them. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@capgate/base/node';
import { codeOf } from '@capgate/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ShedCounts } from '../src/metrics/shed-counts.ts';
import { SocketServer } from '../src/socket/server.ts';
import { traceSettingsOf } from '../src/traces/settings.ts';
import { parseTraceparent } from '../src/traces/trace.ts';
import { Tracer } from '../src/traces/tracer.ts';
import { AGENT, temporaryFolder } from './harness.ts';
import { HARMLESS, TestService } from './http/harness.ts';
import { Wire } from './kill/wire.ts';

interface Value {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Value[];
}

interface Request {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly spans: readonly OtlpSpan[];
  readonly text: string;
}

const UNKNOWN = { ...HARMLESS, action: { kind: 'command', command: 'frobnicate hunter2' } };
const CALLER = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

let receiver: Server;
let received: Request[];
let status: number;
let tracer: Tracer;
let service: TestService;
let socket: SocketServer;
let wire: Wire;
let token: string;

beforeEach(async () => {
  [received, status] = [[], 200];
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const { resourceSpans } = JSON.parse(text) as {
      resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[];
    };
    const sent = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
    received.push({ headers: request.headers, spans: sent, text });
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const resource = { site: 'here', version: '1', instance: 'i' };
  tracer = new Tracer({ clock: systemClock, random: systemRandom, resource });
  service = await TestService.start({ tracer });
  token = await service.token();
  socket = new SocketServer({
    decide: (request, caller, trace) => service.gate.decide(request, caller, trace),
    call: async () => ({ status: 200, body: {} }),
    callerOf: () => AGENT,
    onFault: (error) => service.faults.push(error),
    sheds: new ShedCounts(),
    tracer,
    connectionsMax: 10,
    frameTimeoutMs: 1_000,
  });
  const path = join(service.folder, 'trace.sock');
  await socket.listen(path);
  wire = await Wire.open(path);
});

afterEach(async () => {
  wire.socket.destroy();
  await socket.close(100);
  await tracer.close();
  await service.end();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

function traceShare(ratio: number, headers: Readonly<Record<string, string>> = {}): void {
  const { port } = receiver.address() as AddressInfo;
  tracer.use({ endpoint: `http://127.0.0.1:${port}/v1/traces`, headers, ratio });
}

/** All spans, once so many have come. */
async function spans(count: number): Promise<OtlpSpan[]> {
  for (;;) {
    const all = received.flatMap((one) => one.spans);
    if (all.length >= count) return all;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Once all records are on the disk, so that every trace has ended, and what there is was sent. */
async function allSent(): Promise<void> {
  await service.gate.recorder.seal();
  await tracer.close();
}

function attributesOf(span: OtlpSpan | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, value.stringValue]));
}

/** Below their root, each no sooner than the one before has begun, and none ending before it begins. */
function expectInOrder(all: readonly OtlpSpan[]): OtlpSpan {
  const of = (name: string): OtlpSpan => all.find((span) => span.name === name) as OtlpSpan;
  const root = of('decision');
  const steps = ['parse', 'decide', 'record', 'answer'].map(of);
  expect(steps.map(({ parentSpanId, traceId }) => [parentSpanId, traceId])).toEqual(
    steps.map(() => [root.spanId, root.traceId]),
  );
  expect(new Set(all.map(({ spanId }) => spanId)).size).toBe(5);
  const [parse, decide, record, answer] = steps.map((span) => ({
    start: BigInt(span.startTimeUnixNano),
    end: BigInt(span.endTimeUnixNano),
  })) as [Times, Times, Times, Times];
  const moments = [BigInt(root.startTimeUnixNano), parse.start, parse.end, decide.start, decide.end, record.start];
  expect(moments.toSorted((a, b) => Number(a - b))).toEqual(moments);
  expect(answer.start >= decide.end && answer.end >= answer.start && record.end >= record.start).toBe(true);
  expect(answer.end <= BigInt(root.endTimeUnixNano)).toBe(true);
  expect(Math.abs(Number(parse.start / 1_000_000n) - Date.now())).toBeLessThan(60_000);
  return root;
}

interface Times {
  readonly start: bigint;
  readonly end: bigint;
}

describe('a decision that is traced', () => {
  test('by the socket goes on with the trace of its caller, and says no command', async () => {
    traceShare(0, { authorization: 'Bearer its-own' });
    const { answer } = await wire.ask({ op: 'decide', request: UNKNOWN, traceparent: CALLER });
    expect(answer?.verdict).toBe('ask');
    const root = expectInOrder(await spans(5));
    expect(root).toMatchObject({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', parentSpanId: '00f067aa0ba902b7' });
    expect(attributesOf(root)).toMatchObject({
      'capgate.verdict': 'ask',
      'capgate.risk': expect.any(String),
      'capgate.rule': expect.any(String),
      'capgate.session': 's1',
      'capgate.site': 'here',
    });
    expect(received[0]?.headers).toMatchObject({ authorization: 'Bearer its-own', 'content-type': 'application/json' });
    expect(received[0]?.text).not.toMatch(/frobnicate|hunter2|\/home/u);
    // What must be in the log first is recorded before it is answered.
    const at = (name: string): OtlpSpan => received[0]?.spans.find((span) => span.name === name) as OtlpSpan;
    expect(BigInt(at('record').endTimeUnixNano) <= BigInt(at('answer').endTimeUnixNano)).toBe(true);
  });

  test('by HTTP does too, also one that is allowed before its record is on the disk', async () => {
    traceShare(0);
    await service.ask('POST', '/v1/decisions', token, HARMLESS, { traceparent: CALLER });
    const root = expectInOrder(await spans(5));
    expect(root).toMatchObject({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', parentSpanId: '00f067aa0ba902b7' });
    expect(attributesOf(root)).toMatchObject({ 'capgate.verdict': 'allow', 'capgate.risk': 'SAFE' });
  });

  test('begins a trace of its own where its caller has none', async () => {
    traceShare(1);
    await Promise.all([wire.ask({ op: 'decide', request: HARMLESS }), wire.ask({ op: 'decide', request: HARMLESS })]);
    const roots = (await spans(10)).filter(({ name }) => name === 'decision');
    expect(roots.map(({ parentSpanId }) => parentSpanId)).toEqual([undefined, undefined]);
    expect(new Set(roots.map(({ traceId }) => traceId)).size).toBe(2);
  });
});

describe('decisions are not traced', () => {
  test('beyond their share, nor where the caller says not to', async () => {
    traceShare(0.25);
    const count = 2_000;
    await Promise.all(Array.from({ length: count }, () => wire.ask({ op: 'decide', request: HARMLESS })));
    await allSent();
    const sampled = received.flatMap((one) => one.spans).filter(({ name }) => name === 'decision').length;
    // Six standard deviations around a quarter.
    expect(Math.abs(sampled - count / 4)).toBeLessThan(6 * Math.sqrt((count * 3) / 16));
    received = [];
    traceShare(1);
    await wire.ask({ op: 'decide', request: HARMLESS, traceparent: CALLER.replace(/01$/u, '00') });
    await service.ask('POST', '/v1/decisions', token, HARMLESS, { traceparent: CALLER.replace(/01$/u, '00') });
    await allSent();
    expect(received.flatMap((one) => one.spans.map(({ name }) => name))).toEqual([]);
  });

  test('where it is off, whatever the caller says', async () => {
    await wire.ask({ op: 'decide', request: HARMLESS, traceparent: CALLER });
    await allSent();
    expect([received, tracer.sentCount, tracer.droppedCount]).toEqual([[], 0, 0]);
  });
});

describe('a receiver that is away or refuses', () => {
  test.each([
    ['is away', () => new Promise<void>((resolve) => receiver.close(() => resolve()))],
    ['refuses', async () => void (status = 503)],
  ])('that %s costs spans, which are counted, and no decision', async (_, breakIt) => {
    traceShare(1);
    await breakIt();
    const replies = await Promise.all(Array.from({ length: 100 }, () => wire.ask({ op: 'decide', request: HARMLESS })));
    expect(new Set(replies.map(({ answer }) => answer?.verdict))).toEqual(new Set(['allow']));
    while (tracer.droppedCount < 500) await new Promise((resolve) => setTimeout(resolve, 20));
    const { text } = await service.ask('GET', '/metrics', token);
    expect(text).toMatch(/^tcp_trace_spans_dropped_total 500$/mu);
    expect(text).toMatch(/^tcp_trace_spans_sent_total 0$/mu);
  });
});

test.each([
  ['none', undefined],
  ['another version that is forbidden', CALLER.replace(/^00/u, 'ff')],
  ['no trace', CALLER.replace(/-4bf92f3577b34da6a3ce929d0e0e4736/u, `-${'0'.repeat(32)}`)],
  ['no span', CALLER.replace(/-00f067aa0ba902b7/u, `-${'0'.repeat(16)}`)],
  ['capital digits', CALLER.toUpperCase()],
  ['something behind it', `${CALLER}x`],
  ['a number', 7],
  ['a long one', `${CALLER}-${'x'.repeat(300)}`],
])('a traceparent that is %s is none', (_, value) => {
  expect(parseTraceparent(value)).toBeUndefined();
  expect(parseTraceparent(CALLER)).toMatchObject({ isSampled: true });
});

test('headers come out of a file, and what is wrong in it is not told', async () => {
  const path = join(temporaryFolder(), 'headers');
  const traces = { endpoint: 'http://127.0.0.1/v1/traces', ratio: 1, headersFile: path };
  writeFileSync(path, 'authorization: Bearer abc\n\nx-tenant:  one two \n');
  expect(traceSettingsOf(traces)?.headers).toEqual({ authorization: 'Bearer abc', 'x-tenant': 'one two' });
  writeFileSync(path, 'hunter2 without a colon\n');
  expect(await codeOf(async () => traceSettingsOf(traces))).toBe('REQUEST');
  expect(() => traceSettingsOf(traces)).not.toThrow(/hunter2/u);
});
