import { defineConfig } from 'vitest/config';
import { TestReport } from './scripts/test-report.ts';

// Tests read our packages as TypeScript, not as what was last built.
const conditions = ['@capgate/source', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'scripts/test/**/*.test.ts'],
    // Against hangs alone: how long a property takes is a matter of the machine and its load.
    testTimeout: 120_000,
    reporters: ['default', new TestReport()],
    coverage: {
      provider: 'v8',
      include: ['packages/core/src/**/*.ts'],
      reporter: ['text', 'html'],
      thresholds: { branches: 95 },
    },
  },
});
