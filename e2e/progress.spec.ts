import { QUESTIONS, start } from './asking.ts';
import { startServer } from './server.ts';
import { expect, test } from './test.ts';

/** So many that the last one waits long enough to be looked at. */
const MANY = 60;

async function waitingJob(url: string): Promise<string> {
  const records = await Promise.all(Array.from({ length: MANY }, () => start(url, QUESTIONS.delivered)));
  return records.at(-1)?.id ?? '';
}

test('progress survives reload, and the page fills when the answer is there', async ({ page }) => {
  const server = await startServer({ args: ['--workers', '1'] });
  try {
    const id = await waitingJob(server.url);
    await page.goto(`${server.url}/d/${id}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Waiting for its turn|Following the packet/);
    await page.reload();
    await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Delivered: every new connection is answered', {
      timeout: 25_000,
    });
  } finally {
    await server.stop();
  }
});

test('a waiting diagnosis is cancelled and can be run again', async ({ page }) => {
  const server = await startServer({ args: ['--workers', '1'] });
  try {
    const id = await waitingJob(server.url);
    await page.goto(`${server.url}/d/${id}`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cancelled');
    await expect(page.getByRole('button', { name: 'Run again' })).toBeEnabled();
  } finally {
    await server.stop();
  }
});

test('a server that is killed and started again meanwhile: the page finds it and gets its answer', async ({ page }) => {
  let server = await startServer({ args: ['--workers', '1'] });
  const port = Number(new URL(server.url).port);
  try {
    const id = await waitingJob(server.url);
    await page.goto(`${server.url}/d/${id}`);
    await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible();
    await server.kill();
    server = await startServer({ port, dataDir: server.dataDir });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Delivered: every new connection is answered', {
      timeout: 25_000,
    });
  } finally {
    await server.stop();
  }
});
