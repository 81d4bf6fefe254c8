import { asked } from './asking.ts';
import { expect, test } from './test.ts';

// Renewed by `npx playwright test looks --update-snapshots`. Times are masked: they go on.
for (const [theme, question] of [
  ['light', 'dropped'],
  ['dark', 'delivered'],
] as const)
  test.describe(theme, () => {
    test.use({ colorScheme: theme });
    test(`a diagnosis that is ${question}`, async ({ page, server }) => {
      await page.goto(`/d/${await asked(server.url, question)}`);
      await expect(page.locator('.graph-canvas canvas').first()).toBeVisible();
      await page.evaluate(() => document.fonts.ready);
      await expect(page).toHaveScreenshot(`diagnosis-${question}-${theme}.png`, { mask: [page.locator('.meta')] });
    });
  });

test('the first page', async ({ page }) => {
  // What was asked before, and which clusters are recorded, differs from run to run.
  await page.route('**/api/v1/diagnoses?*', (route) => route.fulfill({ json: { items: [], total: 0 } }));
  await page.goto('/?snapshot=demo-healthy-vxlan&from=pod/default/client&to=svc/default/web&port=80');
  await expect(page.locator('.empty-box')).toBeVisible();
  await expect(page.getByText('client runs on node-1')).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
  await expect(page).toHaveScreenshot('new-light.png', { mask: [page.locator('.demos')] });
});

test('a phone reads the same', async ({ page, server }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/d/${await asked(server.url, 'dropped')}`);
  await expect(page.locator('.path-list')).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
  await expect(page).toHaveScreenshot('diagnosis-phone.png', { mask: [page.locator('.meta')] });
});
