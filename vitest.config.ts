import { defineConfig } from 'vitest/config';
import { TestReport } from './scripts/test-report.ts';

// Tests read our packages as TypeScript, not as what was last built.
const conditions = ['@capgate/source', 'node', 'development|production'];

const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};

// Against hangs alone: how long a property takes is a matter of the machine and its load.
const testTimeout = 120_000;

/** What takes the whole machine: its kernel, its users and services, guests that have all its processors. */
const WHOLE_MACHINE = [
  'packages/kernel/test/**/*.test.ts',
  'packages/cli/test/{doctor,exec,run}.test.ts',
  'packages/cli/test/{install,kernel,run}/**/*.test.ts',
  'packages/agents/test/real/**/*.test.ts',
  // Kills at moments that are to fall into the work.
  'packages/lab/test/run/**/*kill.test.ts',
  'packages/fleet/test/adapters/topology.test.ts',
];

export default defineConfig({
  ...shared,
  test: {
    reporters: ['default', new TestReport()],
    coverage: {
      provider: 'v8',
      include: ['packages/core/src/**/*.ts'],
      reporter: ['text', 'html'],
      thresholds: { branches: 95 },
    },
    projects: [
      {
        ...shared,
        test: {
          name: 'side-by-side',
          include: ['packages/*/test/**/*.test.ts', 'scripts/test/**/*.test.ts'],
          exclude: WHOLE_MACHINE,
          testTimeout,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        ...shared,
        test: {
          name: 'one-by-one',
          include: WHOLE_MACHINE,
          testTimeout,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
