/** How the page is built: hashed names, no inline script or style, nothing from anywhere else. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  resolve: { conditions: ['@capgate/source', 'module', 'browser', 'import', 'default'] },
  build: {
    // The first of each that knows light-dark().
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // A data URL would need a hole in the page's policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
  },
});
