import { asked } from './asking.ts';
import { expect, test } from './test.ts';

test('what if: the fix is applied, and both verdicts stand beside each other', async ({ page, server }) => {
  await page.goto(`/d/${await asked(server.url, 'dropped')}`);
  await page.getByRole('button', { name: 'What if this were fixed?' }).first().click();
  await expect(page).toHaveURL(/\/vs\//);
  await expect(page.getByRole('region', { name: 'Before' })).toContainText('Dropped: new connections time out');
  await expect(page.getByRole('region', { name: 'After' })).toContainText(
    'Delivered: every new connection is answered',
  );
  await expect(page.getByRole('region', { name: /The path/ })).toContainText('dropped at filter/INPUT, now passes');
  const lines = page.getByRole('region', { name: /Lines that changed/ });
  await expect(lines.locator('.removed')).toContainText('--dport 8472 -j DROP');
  await expect(page.getByRole('region', { name: 'Findings' })).toContainText('Gone');
  await page.reload();
  await expect(page.getByRole('region', { name: 'After' })).toContainText('Delivered');
  await page.getByRole('region', { name: 'After' }).getByRole('link', { name: 'Open this diagnosis' }).click();
  await expect(page.getByRole('link', { name: 'compare with before' })).toBeVisible();
});

test('two diagnoses of the same question compare as alike', async ({ page, server }) => {
  const id = await asked(server.url, 'delivered');
  await page.goto(`/d/${id}`);
  await page.getByRole('button', { name: 'Re-run' }).click();
  await expect(page).not.toHaveURL(new RegExp(id));
  await page.getByRole('link', { name: 'compare with before' }).click();
  await expect(page.getByRole('region', { name: /The path/ })).toContainText('every hop alike');
});
