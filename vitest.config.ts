import { defineConfig } from 'vitest/config';

// Sources are run as they are: the condition makes `@skoop/*` resolve to TypeScript, so no build comes before a test.
const resolve = { conditions: ['skoop-source', 'node'] };
const ssr = { resolve: { conditions: ['skoop-source', 'node'] } };

export default defineConfig({
  resolve,
  ssr,
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['{packages,apps,scripts,scenarios}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.lab.test.ts', '**/node_modules/**'],
          // Not a speed limit: a busy machine is no failure. Speed is measured by `npm run bench`.
          testTimeout: 60_000,
        },
      },
      {
        // Real kernels: needs root and the lab's tools. Namespaces are made and removed by the tests themselves.
        resolve,
        ssr,
        test: {
          name: 'lab',
          include: ['{packages,apps}/**/*.lab.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
