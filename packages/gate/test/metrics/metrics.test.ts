import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { needsProgram } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exposition } from '../../src/metrics/exposition.ts';
import { systemClock, systemRandom } from '@capgate/base/node';
import { hooksOf } from '../../../cli/src/serve/hooks.ts';
import { Kernel } from '../../../cli/src/serve/kernel/kernel.ts';
import { HARMLESS, TestService } from '../http/harness.ts';

const OPS = fileURLToPath(new URL('../../ops/', import.meta.url));

let service: TestService;
let token: string;

beforeAll(async () => {
  // As `capgate serve` puts them together.
  const kernel = new Kernel({ clock: systemClock, random: systemRandom, tokenProgram: () => [] });
  const parts = { extensions: [hooksOf(), kernel.extension] };
  const options = {
    site: 'a "quoted" site',
    otherConnections: () => ({ socket: 3 }),
    hardware: () => [{ card: 'card0', chip: 'chip1', utilization: 0.25 }],
    keyPools: () => [{ keyType: 'ml-dsa-65', remaining: 12 }],
  };
  service = await TestService.start(options, parts);
  token = await service.token();
});
afterAll(() => service.end());

async function scrape(): Promise<string> {
  return (await service.ask('GET', '/metrics', token)).text;
}

/** Names of all series in a text of Prometheus' format. */
function namesIn(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(/^(\w+)(?:\{.*\})? \S+$/gmu), ([, name = '']) => name));
}

/** Names of our metrics in queries. */
function namesOf(queries: readonly string[]): string[] {
  return queries.flatMap((query) => query.match(/\b(?:tcp|process)_\w+/gu) ?? []);
}

describe('what is scraped', () => {
  test('counts decisions by answer and risk, and how long they took', async () => {
    const requests = Array.from({ length: 20 }, () => HARMLESS);
    await service.ask('POST', '/v1/decisions/batch', token, { requests });
    const text = await scrape();
    expect(text).toContain('tcp_decisions_total{site="a \\"quoted\\" site",result="allow",risk_level="SAFE"} 20\n');
    expect(text).toContain('tcp_decision_latency_seconds_bucket{le="1e-7"} ');
    expect(text).toContain('tcp_decision_latency_seconds_bucket{le="+Inf"} 20\n');
    expect(text).toContain('tcp_decision_latency_seconds_count 20\n');
  });

  test('has chips and key pools by their names', async () => {
    const text = await scrape();
    expect(text).toContain('tcp_hardware_utilization{card_id="card0",chip_id="chip1"} 0.25\n');
    expect(text).toContain('tcp_quantum_keys_remaining{site="a \\"quoted\\" site",key_type="ml-dsa-65"} 12\n');
    expect(text).toContain('tcp_connections{door="socket"} 3\n');
  });

  test('says nothing of cards and pools where there are none', async () => {
    const plain = await TestService.start();
    try {
      const { text } = await plain.ask('GET', '/metrics', await plain.token());
      expect(text).not.toMatch(/^tcp_(?:hardware_utilization|quantum_keys_remaining)[{ ]/mu);
    } finally {
      await plain.end();
    }
  });

  test('counts calls by operation and status, and what was turned away', async () => {
    await service.ask('GET', '/v1/policies/99', token);
    const before = await scrape();
    expect(before).toMatch(/^tcp_http_requests_total\{operation="getPolicy",status="404"\} 1$/mu);
    expect(before).toMatch(/^tcp_shed_total\{door="socket"\} 0$/mu);
    await Promise.all(Array.from({ length: 40 }, () => service.ask('GET', '/v1/status', 'cgt_wrong')));
    expect(await scrape()).toMatch(/^tcp_rate_limited_total [1-9]/mu);
  });

  test('is for those who may read', async () => {
    const decider = await service.token('agent', ['decide'], 'robot');
    expect((await service.ask('GET', '/metrics', decider)).status).toBe(403);
    expect((await service.ask('GET', '/metrics')).status).not.toBe(200);
  });

  test('is in the format of Prometheus, by its own check', async (context) => {
    const promtool = needsProgram(context, 'promtool');
    const text = await scrape();
    expect(execFileSync(promtool, ['check', 'metrics'], { input: text, stdio: 'pipe' }).toString()).toBe('');
    expect(() => execFileSync(promtool, ['check', 'metrics'], { input: 'a b c\n', stdio: 'pipe' })).toThrow(
      /status 1|Command failed/u,
    );
  });

  test('labels and helps are escaped', () => {
    const text = exposition([
      { name: 'x', type: 'gauge', help: 'a\\b\nc', samples: [{ labels: { l: 'q"\\\n' }, value: Number.NaN }] },
    ]);
    expect(text).toBe('# HELP x a\\\\b\\nc\n# TYPE x gauge\nx{l="q\\"\\\\\\n"} NaN\n');
  });
});

describe('what is drawn and alerted on', () => {
  test('is there: every metric of the dashboard and of the rules', async () => {
    const dashboard = JSON.parse(readFileSync(`${OPS}grafana-dashboard.json`, 'utf8')) as {
      readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
    };
    const drawn = namesOf(dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)));
    const alerted = namesOf(readFileSync(`${OPS}alerts.yaml`, 'utf8').match(/^ +expr: .*$/gmu) ?? []);
    expect(drawn.length).toBeGreaterThan(20);
    expect(alerted.length).toBeGreaterThan(8);
    // Agents that sent nothing have no samples.
    await service.ask('POST', '/v1/hooks/claude', token, {});
    const names = namesIn(await scrape());
    expect([...drawn, ...alerted].filter((name) => !names.has(name))).toEqual([]);
  });

  test('every metric is drawn', async () => {
    const dashboard = readFileSync(`${OPS}grafana-dashboard.json`, 'utf8');
    const declared = Array.from((await scrape()).matchAll(/^# TYPE (\w+)/gmu), ([, name = '']) => name);
    const missing = declared.filter((name) => !dashboard.includes(name) && name !== 'process_start_time_seconds');
    expect(missing).toEqual([]);
    expect(declared).toEqual(expect.arrayContaining(['tcp_hooks_total', 'tcp_kernel_events_total']));
  });

  test('the rules are rules by the check of Prometheus', (context) => {
    const promtool = needsProgram(context, 'promtool');
    const said = execFileSync(promtool, ['check', 'rules', `${OPS}alerts.yaml`]).toString();
    expect(said).toMatch(/SUCCESS: 13 rules found/u);
  });
});
