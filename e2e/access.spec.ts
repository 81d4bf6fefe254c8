import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { asked } from './asking.ts';
import type { Server } from './server.ts';
import { expect, test } from './test.ts';

type Visit = { readonly name: string; readonly path: (server: Server) => Promise<string>; readonly ready: string };

const diagnosis =
  (question: Parameters<typeof asked>[1], query = '') =>
  async (server: Server) =>
    `/d/${await asked(server.url, question)}${query}`;
const fixed = (path: string) => async () => path;

/** Every page, and every view of the diagnosis. `ready` is what has to be there before it is looked at. */
const VISITS: readonly Visit[] = [
  {
    name: 'new',
    path: fixed('/?snapshot=demo-healthy-vxlan&from=pod/default/client&to=svc/default/web&port=80'),
    ready: '.demos',
  },
  { name: 'diagnosis, dropped', path: diagnosis('dropped'), ready: '.hops button' },
  { name: 'diagnosis, delivered', path: diagnosis('delivered'), ready: '.hops button' },
  { name: 'diagnosis, reply', path: diagnosis('reply'), ready: '.hops button' },
  { name: 'table', path: diagnosis('delivered', '?as=table'), ready: '.path-table' },
  { name: 'findings of a diagnosis', path: diagnosis('dropped', '?as=findings'), ready: '.finding' },
  { name: 'raw', path: diagnosis('dropped', '?as=raw'), ready: '.text-line' },
  { name: 'history', path: fixed('/history'), ready: '.records' },
  { name: 'history, nothing found', path: fixed('/history?q=nothing-like-this'), ready: '.empty-box' },
  { name: 'cluster', path: fixed('/cluster?snapshot=demo-mixed-iptables-backends'), ready: '.node-table tbody tr' },
  { name: 'node', path: fixed('/snapshots/demo-healthy-vxlan/nodes/node-1/ip-route#L2'), ready: '.parsed' },
  { name: 'objects', path: fixed('/snapshots/demo-healthy-vxlan/objects/services'), ready: '.text-line' },
  { name: 'findings', path: fixed('/findings'), ready: '.finding-list' },
  { name: 'finding', path: fixed('/findings/rp-filter-asymmetric'), ready: '.prose' },
  { name: 'dead link', path: fixed('/d/0000000000000000'), ready: '.ask' },
];

async function expectNothingFound(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join('\n')}`)).toEqual([]);
}

/** In both themes, without loading the page twice. */
async function expectNothingFoundInBothThemes(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectNothingFound(page);
  }
}

/** On a small laptop, at 200 % zoom on it, and at 400 %: one reads down, never sideways (WCAG 1.4.10). */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  for (const width of [1280, 640, 320]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `at ${width}`).toBeLessThanOrEqual(width);
  }
}

test.describe('axe finds nothing in both themes', () => {
  for (const { name, path, ready } of VISITS)
    test(name, async ({ page, server }) => {
      await page.goto(await path(server));
      await expect(page.locator(ready).first()).toBeVisible();
      await expectNothingFoundInBothThemes(page);
      await expectNoSidewaysScroll(page);
    });

  test('comparison', async ({ page, server }) => {
    const [a, b] = [await asked(server.url, 'dropped'), await asked(server.url, 'delivered')];
    await page.goto(`/d/${a}/vs/${b}`);
    await expect(page.getByRole('region', { name: /Lines that changed/ })).toBeVisible();
    await expectNothingFoundInBothThemes(page);
    await expectNoSidewaysScroll(page);
    await expectNothingFound(page);
    await page.goto(`/history?with=${a}`);
    await expect(page.getByRole('link', { name: 'Compare' }).first()).toBeVisible();
    await expectNothingFoundInBothThemes(page);
  });

  test('menus, dialogs and pickers', async ({ page, server }) => {
    await page.goto(`/d/${await asked(server.url, 'dropped')}`);
    await page.getByRole('button', { name: 'Export' }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await expectNothingFoundInBothThemes(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectNothingFoundInBothThemes(page);
    await page.goto('/?snapshot=demo-healthy-vxlan');
    await page.getByRole('button', { name: /^Destination/ }).click();
    await expect(page.getByRole('option').first()).toBeVisible();
    await expectNothingFoundInBothThemes(page);
  });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });
  test('a shared diagnosis reads from top to bottom', async ({ page, server }) => {
    await page.goto(`/d/${await asked(server.url, 'dropped')}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Dropped');
    await expect(
      page.getByRole('button', { name: 'hop 6 of 6, eth0 on node-2, dropped in filter/INPUT' }),
    ).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await expectNothingFound(page);
  });
  test('the question fits', async ({ page }) => {
    await page.goto('/?snapshot=demo-healthy-vxlan');
    await expect(page.locator('.demos')).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await expectNothingFound(page);
  });
});

test('the theme is chosen, kept, and there before the first paint', async ({ page }) => {
  await page.goto('/findings');
  await page.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.reload({ waitUntil: 'commit' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(11, 13, 16)');
});
