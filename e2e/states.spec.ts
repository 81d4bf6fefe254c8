import type { Page } from '@playwright/test';
import type { DiagnosisRecord } from '@skoop/api';
import { asked } from './asking.ts';
import { expect, test } from './test.ts';

/** The page of a diagnosis whose record is changed on its way: states that cannot be brought about at will. */
async function openChanged(page: Page, id: string, change: Partial<DiagnosisRecord>): Promise<void> {
  await page.route(`**/api/v1/diagnoses/${id}`, async (route) => {
    const record = (await (await route.fetch()).json()) as DiagnosisRecord;
    await route.fulfill({ json: { ...record, ...change } });
  });
  await page.goto(`/d/${id}`);
}

const problem = {
  type: 'urn:skoop:problem:source-not-found',
  title: 'Source not found',
  status: 422,
  detail: 'There is no pod default/nobody in this snapshot.',
  hint: 'Search for it in the form.',
  requestId: 'req-42',
};

test.describe('a diagnosis without an answer says why, and runs again', () => {
  for (const [status, title, says] of [
    ['failed', 'No answer: source not found', 'req-42'],
    ['cancelled', 'Cancelled', 'Somebody stopped this diagnosis'],
    ['timed-out', 'No answer in time', 'longer than this server allows'],
    ['interrupted', 'Interrupted', 'The server was stopped in the middle'],
  ] as const)
    test(status, async ({ page, server }) => {
      const id = await asked(server.url, 'delivered');
      const why = status === 'failed' ? { problem } : {};
      await openChanged(page, id, { status, diagnosis: undefined, ...why });
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
      await expect(page.getByRole('main')).toContainText(says);
      await page.getByRole('button', { name: 'Run again' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Delivered: every new connection is answered');
    });
});

test('a diagnosis whose snapshot is gone still shows its lines, as text', async ({ page, server }) => {
  const id = await asked(server.url, 'dropped');
  await openChanged(page, id, { snapshot: undefined });
  const inspector = page.getByRole('complementary', { name: 'Hop' });
  await expect(inspector.locator('.rule.hit')).toContainText('L31');
  await expect(inspector.locator('.rule.hit').getByRole('link')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Re-run' })).toHaveCount(0);
});

test('a server that does not answer is said so, with a way to try again', async ({ page }) => {
  await page.route('**/api/v1/diagnoses?*', (route) => route.abort());
  await page.goto('/history');
  await expect(page.getByRole('alert')).toContainText('Server not reached', { timeout: 15_000 });
  await page.unroute('**/api/v1/diagnoses?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
});
