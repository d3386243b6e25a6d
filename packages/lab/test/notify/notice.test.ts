import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, systemRandom } from '@capgate/base/node';
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/experiment/plan.ts';
import { webhookIn } from '../../src/index.ts';
import { Notices } from '../../src/run/notices.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const counts = { answered: 5, unanswered: 2, failed: 1, timeout: 3 };
const job = { hash: 'a'.repeat(64), experiment: { name: 'gate-and-model' } as Plan['experiment'] };

/** What was posted to an address that answers with a status; and what came of it. */
async function told(
  status: number,
): Promise<{ readonly bodies: readonly unknown[]; readonly why: string | undefined }> {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const webhook = webhookIn({ CAPGATE_LAB_WEBHOOK_URL: url, CAPGATE_LAB_WEBHOOK_SECRET: SECRET });
  const notices = new Notices(webhook, { clock: systemClock, random: systemRandom }, () => Promise.resolve(counts));
  const why = await notices.tell('failed', job as never, { kind: 'failed', why: 'ARM: expected an answer' } as never);
  await new Promise((resolve) => server.close(resolve));
  return { bodies, why };
}

describe('a notice of an experiment', () => {
  test('says what became of it, how many results there are, and why it failed', async () => {
    expect(await told(204)).toEqual({
      why: undefined,
      bodies: [
        {
          type: 'experiment.failed',
          timestamp: expect.any(String),
          data: {
            experiment: job.hash,
            name: 'gate-and-model',
            results: 11,
            failed: 4,
            why: 'ARM: expected an answer',
          },
        },
      ],
    });
  });

  test('that nobody takes says so, and stops nothing', async () => {
    expect((await told(410)).why).toMatch(
      /expected the notice experiment\.failed to be taken, met status 410 in try 1/u,
    );
  });

  test('goes nowhere that the environment names wrongly', async () => {
    expect(webhookIn({})).toBeUndefined();
    const env = { CAPGATE_LAB_WEBHOOK_URL: 'http://hooks.example.com/', CAPGATE_LAB_WEBHOOK_SECRET: SECRET };
    expect(await codeOf(() => webhookIn(env))).toBe('RUN');
    expect(() => webhookIn(env)).toThrow(/CAPGATE_LAB_WEBHOOK_URL/u);
  });
});
