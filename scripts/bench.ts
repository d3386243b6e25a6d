/**
 * Builds the benchmark as JavaScript into `packages/testing/dist/bench`, to be run against the built core. What it
 * measures is what users run: no process that ever strips types, since Node's stripper detaches a buffer, and from then
 * on compiled code checks at every access whether its arrays were detached, too.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

await build({
  input: {
    main: `${root}packages/testing/src/bench/main.ts`,
    // The core does not publish its reader, which is measured by itself, too.
    shell: `${root}packages/core/src/shell/index.ts`,
  },
  platform: 'node',
  // Of dependencies, what is installed; the core, as built.
  external: [/^[^./]/u],
  checks: { pluginTimings: false },
  output: { dir: `${root}packages/testing/dist/bench`, format: 'esm', entryFileNames: '[name].js' },
});
