import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HARMLESS, person, TestService } from './harness.ts';

let service: TestService;
let token: string;

beforeAll(async () => {
  service = await TestService.start();
  token = await service.token();
});
afterAll(() => service.end());

const get = (path: string) => service.ask('GET', path, token);
const post = (path: string, body: unknown) => service.ask('POST', path, token, body);

describe('decisions', () => {
  test('a harmless command is allowed, and is in the log under the identifier of the answer', async () => {
    const { status, body } = await post('/v1/decisions', HARMLESS);
    expect({ status, verdict: body.verdict }).toEqual({ status: 200, verdict: 'allow' });
    await service.stored();
    const found = await get(`/v1/decisions/${body.decision}`);
    expect(found.body.decision).toMatchObject({ id: body.decision, verdict: 'allow', agent: 'tester', session: 's1' });
    expect(found.body).toMatchObject({ isSame: true, explanation: { command: 'ls', verdict: 'allow' } });
  });
});
