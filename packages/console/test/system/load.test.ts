/** What the page makes of the gate's metrics. */
import { describe, expect, test } from 'vitest';
import { loadAfter } from '../../src/pages/system/load.ts';
import { bytesText } from '../../src/pages/system/sizes.ts';

const help = '';

function metricsOf(processorSeconds: number) {
  return [
    { name: 'process_cpu_seconds_total', type: 'counter', help, samples: [{ value: processorSeconds }] },
    { name: 'process_resident_memory_bytes', type: 'gauge', help, samples: [{ value: 2e8 }] },
    {
      name: 'tcp_connections',
      type: 'gauge',
      help,
      samples: [
        { labels: { door: 'http' }, value: 4 },
        { labels: { door: 'socket' }, value: 7 },
      ],
    },
    {
      name: 'tcp_shed_total',
      type: 'counter',
      help,
      samples: [
        { labels: { door: 'http' }, value: 1 },
        { labels: { door: 'socket' }, value: 2 },
      ],
    },
    {
      name: 'tcp_hooks_total',
      type: 'counter',
      help,
      samples: [
        { labels: { agent: 'claude', result: 'allow' }, value: 5 },
        { labels: { agent: 'claude', result: 'deny' }, value: 1 },
      ],
    },
  ] as const;
}

describe('the load', () => {
  test('is summed up over labels, by door and by agent; what is not there is 0', () => {
    const load = loadAfter(undefined, metricsOf(1), 1_000);
    expect(load).toMatchObject({ memoryBytes: 2e8, shed: 3, rateLimited: 0, failures: 0 });
    expect(load.connections).toEqual([
      ['http', 4],
      ['socket', 7],
    ]);
    expect([...load.hooks]).toEqual([['claude', 6]]);
  });

  test('has the share of a core that was used between two readings', () => {
    const first = loadAfter(undefined, metricsOf(1), 1_000);
    expect(first.processorShare).toBeUndefined();
    expect(loadAfter(first, metricsOf(2), 5_000).processorShare).toBe(0.25);
  });

  test('has no share across a restart, nor within no time', () => {
    const first = loadAfter(undefined, metricsOf(9), 1_000);
    expect(loadAfter(first, metricsOf(1), 5_000).processorShare).toBeUndefined();
    expect(loadAfter(first, metricsOf(10), 1_000).processorShare).toBeUndefined();
  });

  test.each([
    [999, '999 bytes'],
    [1_500, '1.5 kB'],
    [343_000_000, '343 MB'],
    [2_000_000_000_000_000, '2000 TB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});
