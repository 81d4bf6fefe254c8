import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { asked } from './asking.ts';
import { expect, test } from './test.ts';

const path = (page: Page) => page.getByRole('region', { name: 'The path' });
const hop = (page: Page) => page.getByRole('complementary', { name: 'Hop' });

/** A drop and the same question without it, by its fix. */
async function whatIf(page: Page, url: string): Promise<void> {
  await page.goto(`/d/${await asked(url, 'dropped')}`);
  await page.getByRole('button', { name: 'What if this were fixed?' }).first().click();
  await expect(page).toHaveURL(/\/vs\//);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Fixed: dropped before, delivered now');
}

test('what if: the fix is applied, and both answers are one picture', async ({ page, server }) => {
  await whatIf(page, server.url);
  await expect(page.getByRole('region', { name: 'Before', exact: true })).toContainText(
    'Dropped: new connections time out',
  );
  await expect(page.getByRole('region', { name: 'After', exact: true })).toContainText(
    'Delivered: every new connection is answered',
  );
  await expect(path(page)).toContainText('5 of 10 hops differ');
  await expect(path(page).getByRole('list', { name: 'Hops' })).toMatchAriaSnapshot(`
    - list "Hops":
      - listitem:
        - button "hop 1 of 10, client on node-1, alike"
      - listitem:
        - button "hop 2 of 10, cni0 on node-1, alike"
      - listitem:
        - button "hop 3 of 10, FORWARD on node-1, alike"
      - listitem:
        - button "hop 4 of 10, flannel.1 on node-1, alike"
      - listitem:
        - button "hop 5 of 10, eth0 on node-1, alike"
      - listitem:
        - button "hop 6 of 10, eth0 on node-2, dropped at filter/INPUT, now passes"
      - listitem:
        - button "hop 7 of 10, flannel.1 on node-2, only after"
      - listitem:
        - button "hop 8 of 10, FORWARD on node-2, only after"
      - listitem:
        - button "hop 9 of 10, cni0 on node-2, only after"
      - listitem:
        - button "hop 10 of 10, web-2 on node-2, only after"
  `);
  await expect(page.getByRole('region', { name: 'Findings' })).toContainText('Gone');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Fixed');
  await page.getByRole('region', { name: 'After', exact: true }).getByRole('link').click();
  await expect(page.getByRole('link', { name: 'compare with before' })).toBeVisible();
});

test('the rule that decided before is marked, and leads to its line', async ({ page, server }) => {
  await whatIf(page, server.url);
  const before = page.getByRole('region', { name: 'Before at this hop' });
  await expect(before.locator('.rule.hit')).toContainText('--dport 8472 -j DROP');
  await expect(page.getByRole('region', { name: 'After at this hop' }).locator('.rule.hit')).toHaveCount(0);
  const changed = page
    .getByRole('region', { name: /Lines that changed/ })
    .locator('.removed')
    .first();
  await expect(changed).toContainText('--dport 8472 -j DROP');
  await expect(changed).toContainText('decides');
  await changed.getByRole('link').click();
  await expect(page.locator('.text-line.current')).toContainText('--dport 8472 -j DROP');
});

test('with the keyboard: hops, directions and sides; the URL remembers', async ({ page, server }) => {
  await whatIf(page, server.url);
  await expect(hop(page)).toContainText('Hop 6 of 10');
  await page.keyboard.press('j');
  await expect(hop(page)).toContainText('Hop 7 of 10');
  await expect(hop(page)).toContainText('reached only after');
  await page.keyboard.press('r');
  await expect(page).toHaveURL(/dir=reply/);
  await expect(path(page)).toContainText('10 of 10 hops differ');
  await page.reload();
  await expect(page.getByRole('button', { name: /^Reply/ })).toHaveAttribute('aria-pressed', 'true');
  const [, before, after] = /\/d\/(\w+)\/vs\/(\w+)/.exec(page.url()) ?? [];
  await page.keyboard.press('s');
  await expect(page).toHaveURL(new RegExp(`/d/${after}/vs/${before}\\?dir=reply`));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Broken: delivered before, dropped now');
});

test('the picture of a comparison is saved', async ({ page, server }) => {
  await whatIf(page, server.url);
  const saved = async (item: string): Promise<Buffer> => {
    await page.getByRole('button', { name: 'Share' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: item }).click(),
    ]);
    // The button says what happened, and then is itself again.
    await expect(page.getByRole('button', { name: 'Share' })).toBeVisible();
    return readFileSync(await download.path());
  };
  const svg = (await saved('SVG')).toString('utf8');
  expect(svg).toContain('Fixed: dropped before, delivered now');
  expect(svg).toContain('dropped before</text>');
  const png = await saved('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20) >= 1800]).toEqual([3200, true]);
});

test('two diagnoses of the same question compare as alike', async ({ page, server }) => {
  const id = await asked(server.url, 'delivered');
  await page.goto(`/d/${id}`);
  await page.getByRole('button', { name: 'Re-run' }).click();
  await expect(page).not.toHaveURL(new RegExp(id));
  await page.getByRole('link', { name: 'compare with before' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No difference: delivered both times');
  await expect(path(page)).toContainText('every hop alike');
  await expect(page.getByRole('region', { name: /Lines that changed/ })).toContainText(
    'Both were made from the same snapshot.',
  );
});

test('any two of the history are compared, the older one first', async ({ page, server }) => {
  const [older, newer] = [await asked(server.url, 'dropped'), await asked(server.url, 'reply')];
  await page.goto('/history');
  const row = (id: string) => page.locator('.records li').filter({ has: page.locator(`a[href="/d/${id}"]`) });
  await row(newer).getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByRole('status')).toContainText('choose it below');
  await row(older).getByRole('link', { name: 'Compare' }).click();
  await expect(page).toHaveURL(new RegExp(`/d/${older}/vs/${newer}`));
  await expect(page.getByText('They answer different questions')).toBeVisible();
});

test('a comparison with what is not there says which one, and leads to the other', async ({ page, server }) => {
  const id = await asked(server.url, 'dropped');
  await page.goto(`/d/${id}/vs/0000000000000000`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The diagnosis after cannot be shown');
  await page.getByRole('link', { name: 'open it' }).click();
  await expect(page).toHaveURL(new RegExp(`/d/${id}$`));
});

test('both verdicts are there before the app is', async ({ page, server }) => {
  const [a, b] = [await asked(server.url, 'dropped'), await asked(server.url, 'delivered')];
  const html = await (await page.request.get(`/d/${a}/vs/${b}`, { headers: { accept: 'text/html' } })).text();
  expect(html).toContain('<h2>Dropped: new connections time out</h2>');
  expect(html).toContain('<h2>Delivered: every new connection is answered</h2>');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });
  test('both ways are one list', async ({ page, server }) => {
    const [a, b] = [await asked(server.url, 'dropped'), await asked(server.url, 'delivered')];
    await page.goto(`/d/${a}/vs/${b}?dir=request`);
    const chosen = page.getByRole('list', { name: 'Hops' }).getByRole('button', { name: /eth0 on node-2/ });
    await expect(chosen).toContainText('dropped at filter/INPUT, now passes');
    await chosen.click();
    await expect(hop(page)).toContainText('eth0 on node-2');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
