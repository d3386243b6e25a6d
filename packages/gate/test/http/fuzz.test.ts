import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HARMLESS, type Reply, TestService } from './harness.ts';
import { exchange, statusOf } from './raw.ts';

/** What no answer may hold unless it was asked for: it is in the body, the path and the headers of every request. */
const SECRET = 'hunter2-9f8e7d6c';
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'];

let service: TestService;
let token: string;
let paths: string[];

beforeAll(async () => {
  service = await TestService.start();
  token = await service.token('person', ['decide', 'read', 'policy', 'approve', 'admin'], 'fuzz');
  const { body } = await service.ask('GET', '/openapi.json');
  paths = Object.keys(body.paths as object).filter((path) => path !== '/v1/events');
});
afterAll(() => service.end());

const values = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue() },
  fc.constantFrom(
    SECRET,
    { [SECRET]: SECRET },
    [SECRET],
    { action: { kind: SECRET } },
    { parent: SECRET, document: SECRET },
    { parent: 0, document: { quality: { x: '\ud800' } }, reason: '\ud800' },
    { answer: 'deny', scope: 'once', message: '\ud800' },
    { durationMs: 1, reason: '\ud800' },
  ),
  fc.record({ action: fc.jsonValue(), session: fc.constant(SECRET), agentPid: fc.constant(SECRET) }),
  fc.record({ reason: fc.constant(7), document: fc.record({ security: fc.record({ mode: fc.constant(SECRET) }) }) }),
);
const segments = fc.oneof(fc.constantFrom(SECRET, '0', '-1', '..%2f', '%00', 'a'.repeat(900)), fc.webSegment());
const queries = fc.dictionary(fc.constantFrom('limit', 'cursor', 'from', 'verdict', 'text', SECRET), segments, {
  maxKeys: 3,
});

function isTyped({ status, headers, body }: Reply): boolean {
  if (status < 400) return true;
  return headers.get('content-type')?.startsWith('application/problem+json') === true && body.status === status;
}

describe('whatever is asked', () => {
  test('is answered or refused in the one form, is no fault, and nothing that was sent comes back in a refusal', async () => {
    const asked = fc.record({
      method: fc.constantFrom(...METHODS),
      at: fc.nat(),
      segments: fc.array(segments, { minLength: 3, maxLength: 3 }),
      query: queries,
      value: values,
    });
    let refusedCount = 0;
    await fc.assert(
      fc.asyncProperty(asked, async ({ method, at, segments: words, query, value }) => {
        let used = 0;
        const path = (paths[at % paths.length] as string).replaceAll(/\{\w+\}/gu, () => words[used++] ?? 'x');
        const search = new URLSearchParams(query).toString();
        const hasBody = method !== 'GET';
        const reply = await service.ask(
          method,
          `${path}?${search}`,
          token,
          hasBody ? JSON.stringify(value) : undefined,
          {
            'x-secret': SECRET,
          },
        );
        expect({ reply: reply.text, isTyped: isTyped(reply), isFault: reply.status === 500 }).toMatchObject({
          isTyped: true,
          isFault: false,
        });
        if (reply.status < 400) return;
        refusedCount++;
        expect(reply.text).not.toContain(SECRET);
      }),
      { numRuns: 600 },
    );
    expect(refusedCount).toBeGreaterThan(100);
    expect(service.faults).toEqual([]);
  });

  test('bytes that are hardly HTTP get a status or an end, and the gate goes on', async () => {
    const start = fc.constantFrom(
      'GET / HTTP/1.1',
      'POST /v1/decisions HTTP/1.1',
      'GET //x/%zz HTTP/1.1',
      'PRI * HTTP/2.0',
      '\0',
    );
    const lines = fc.array(
      fc.oneof(
        fc.constantFrom(
          'host: localhost',
          'content-length: -1',
          'content-length: 5',
          'transfer-encoding: chunked',
          'authorization: Bearer',
        ),
        fc.string({ unit: 'binary-ascii' }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(start, lines, fc.uint8Array(), async (first, headers, rest) => {
        const head = Buffer.from(`${first}\r\n${headers.join('\r\n')}\r\nconnection: close\r\n\r\n`, 'latin1');
        const text = await exchangeEnded(Buffer.concat([head, rest]));
        expect(text === '' || statusOf(text) >= 200).toBe(true);
        expect(statusOf(text)).not.toBe(500);
      }),
      { numRuns: 150 },
    );
    expect((await service.ask('POST', '/v1/decisions', token, HARMLESS)).status).toBe(200);
  });

  test('a secret that is in an answer is found by this very search', async () => {
    const { text } = await service.ask('POST', '/v1/decisions', token, {
      ...HARMLESS,
      action: { kind: 'command', command: SECRET },
    });
    expect(text).toContain(SECRET);
  });
});

/** Without the wait for a body that never comes. */
function exchangeEnded(bytes: Uint8Array): Promise<string> {
  return exchange(service.port, bytes, { isHalfClosed: true });
}
