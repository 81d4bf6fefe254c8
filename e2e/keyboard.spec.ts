import type { Page } from '@playwright/test';
import { asked, openDropped } from './asking.ts';
import { expect, test } from './test.ts';

const focusName = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');

/** Tab until the element that has this name. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let i = 0; i < 40; i++) {
    if (name.test(await focusName(page))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${name}`);
}

test('a whole diagnosis with the keyboard alone', async ({ page }) => {
  await page.goto('/?snapshot=demo-overlay-port-blocked');
  await expect(page.getByRole('button', { name: /^Source/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Source: search' })).toBeFocused();
  await page.keyboard.type('client');
  await expect(page.getByRole('option', { name: /default\/client/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Source: pod default/client' })).toBeFocused();
  await tabTo(page, /^Destination/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Destination: search' })).toBeFocused();
  await page.keyboard.type('web-2');
  await expect(page.getByRole('option', { name: /default\/web-2/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await tabTo(page, /^Port$/);
  await page.keyboard.type('8080');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Dropped');

  const hop = page.getByRole('complementary', { name: 'Hop' });
  await expect(hop).toContainText('Hop 6 of 6');
  await page.keyboard.press('k');
  await expect(hop).toContainText('Hop 5 of 6');
  await page.keyboard.press('j');
  await expect(hop).toContainText('Hop 6 of 6');
  await page.keyboard.press('n');
  await expect(page).toHaveURL(/step=1/);
  await page.keyboard.press('2');
  await expect(page.getByRole('tab', { name: 'Table' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('r');
  await expect(page.getByRole('button', { name: 'Reply' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('q');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Where does the packet die?');
});

test('a quick typist on a slow machine loses no letters', async ({ page }) => {
  await page.goto('/?snapshot=demo-overlay-port-blocked&from=pod/default/client&to=pod/default/web-2');
  const port = page.getByRole('textbox', { name: 'Port', exact: true });
  await port.focus();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 20 });
  await page.keyboard.type('12345');
  await expect(port).toHaveValue('12345');
  await expect(page).toHaveURL(/port=12345/);
  await port.press('Backspace');
  await expect(page).toHaveURL(/port=1234$|port=1234&/);
  await page.reload();
  await expect(port).toHaveValue('1234');
});

test('the search of the history loses no letters either, nor a space between words', async ({ page }) => {
  await page.goto('/history');
  const search = page.getByRole('searchbox', { name: 'Search the history' });
  await search.focus();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 20 });
  await page.keyboard.type('default/client web');
  await expect(search).toHaveValue('default/client web');
  await expect(page).toHaveURL(/q=default%2Fclient\+web/);
  await page.getByRole('group', { name: 'Verdict' }).getByRole('button', { name: 'Dropped' }).click();
  await expect(page).toHaveURL(/verdict=dropped/);
  await expect(search).toHaveValue('default/client web');
  await page.goto('/history?q=other');
  await expect(search).toHaveValue('other');
});

test('the hop buttons follow the packet and say where it dies', async ({ page, server }) => {
  await page.goto(`/d/${await asked(server.url, 'dropped')}`);
  await expect(page.getByRole('list', { name: 'Hops' }).getByRole('button')).toHaveCount(6);
  const names = await page
    .getByRole('list', { name: 'Hops' })
    .getByRole('button')
    .evaluateAll((all) => all.map((b) => b.getAttribute('aria-label')));
  expect(names[0]).toBe('hop 1 of 6, client on node-1');
  expect(names.at(-1)).toBe('hop 6 of 6, eth0 on node-2, dropped in filter/INPUT');
});

test('the palette finds pages and commands', async ({ page }) => {
  await page.goto('/');
  // The heading is painted before the app is there to hear keys; the form comes with it.
  await expect(page.getByRole('form', { name: 'Question' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.type('hist');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/history$/);
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('one list feeds the help, and single keys can be switched off', async ({ page, server }) => {
  await openDropped(page, server.url);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toContainText('Next hop');
  await page.getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('2');
  await expect(page.getByRole('tab', { name: 'Graph' })).toHaveAttribute('aria-selected', 'true');
});
