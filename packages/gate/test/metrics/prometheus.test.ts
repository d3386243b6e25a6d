import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { needsProgram } from '@capgate/testing';
import { expect, test } from 'vitest';
import { HARMLESS, TestService } from '../http/harness.ts';

const ALERTS = fileURLToPath(new URL('../../ops/alerts.yaml', import.meta.url));
const ASK_AGAIN_MS = 100;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a Prometheus would be given, but for how often it looks. */
function configuration(port: number, tokenFile: string): string {
  return JSON.stringify({
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [ALERTS],
    scrape_configs: [
      {
        job_name: 'capgate',
        authorization: { credentials_file: tokenFile },
        static_configs: [{ targets: [`127.0.0.1:${port}`] }],
      },
    ],
  });
}

/** The value of a query's first series, once there is one that `isRight`. */
async function answerOf(port: number, query: string, isRight: (value: string) => boolean): Promise<string> {
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`).catch(
      () => undefined,
    );
    const body = (await response?.json().catch(() => undefined)) as
      | { readonly data?: { readonly result: readonly { readonly value: readonly [number, string] }[] } }
      | undefined;
    const value = body?.data?.result[0]?.value[1];
    if (value !== undefined && isRight(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}

test('Prometheus scrapes a gate and answers what it has decided', async (context) => {
  const program = needsProgram(context, 'prometheus');
  const service = await TestService.start();
  const token = await service.token('service', ['read', 'decide'], 'prometheus');
  const { folder, port } = service;
  writeFileSync(`${folder}/token`, token, { mode: 0o600 });
  writeFileSync(`${folder}/prometheus.json`, configuration(port, `${folder}/token`));
  const itsPort = await freePort();
  const prometheus = spawn(
    program,
    [
      `--config.file=${folder}/prometheus.json`,
      `--storage.tsdb.path=${folder}/tsdb`,
      `--web.listen-address=127.0.0.1:${itsPort}`,
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => prometheus.once('exit', resolve));
  try {
    await service.ask('POST', '/v1/decisions/batch', token, { requests: Array.from({ length: 42 }, () => HARMLESS) });
    const decided = await answerOf(itsPort, 'sum(tcp_decisions_total{site="test",result="allow"})', (it) => it !== '0');
    expect(decided).toBe('42');
    expect(await answerOf(itsPort, 'tcp_decision_latency_seconds_count', (it) => it !== '0')).toBe('42');
    expect(await answerOf(itsPort, 'up{job="capgate"}', () => true)).toBe('1');
    expect(await answerOf(itsPort, 'tcp_log_works', () => true)).toBe('1');
  } finally {
    prometheus.kill();
    await ended;
    await service.end();
  }
});
