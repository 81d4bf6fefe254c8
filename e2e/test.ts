import { test as base } from '@playwright/test';
import { type Server, startServer } from './server.ts';

export { expect } from '@playwright/test';

/** Messages of the browser about requests that a test expects to fail. */
const EXPECTED = /Failed to load resource/;

/** Every test gets the running server, and fails if its page logs an error, throws, or asks anybody else for anything. */
export const test = base.extend<{ quiet: undefined }, { server: Server }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to know what a fixture needs.
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ server }, use) => {
    await use(server.url);
  },
  quiet: [
    async ({ context, baseURL }, use) => {
      const wrong: string[] = [];
      context.on('console', (message) => {
        if (message.type() === 'error' && !EXPECTED.test(message.text())) wrong.push(message.text());
      });
      context.on('weberror', (error) => wrong.push(error.error().message));
      context.on('request', (request) => {
        const url = request.url();
        if (!/^(blob|data):/.test(url) && !/^http:\/\/127\.0\.0\.1:\d+\//.test(url)) wrong.push(`asked ${url}`);
      });
      await use(undefined);
      if (wrong.length > 0) throw new Error(`${baseURL}: ${wrong.join('\n')}`);
    },
    { auto: true },
  ],
});
