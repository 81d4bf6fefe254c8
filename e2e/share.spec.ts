import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { asked, openDropped } from './asking.ts';
import { expect, test } from './test.ts';

async function exported(page: Page, item: RegExp): Promise<{ name: string; content: Buffer }> {
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: item }).click(),
  ]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

/** Share of pixels near a colour, and the colour of the upper left corner. */
const pixelsOf = (page: Page, png: Buffer, rgb: readonly number[]) =>
  page.evaluate(
    async ([data, [r = 0, g = 0, b = 0]]) => {
      const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const pen = canvas.getContext('2d');
      pen?.drawImage(bitmap, 0, 0);
      const pixels = pen?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? new Uint8ClampedArray();
      let near = 0;
      for (let i = 0; i < pixels.length; i += 4)
        if (
          Math.abs((pixels[i] ?? 0) - r) + Math.abs((pixels[i + 1] ?? 0) - g) + Math.abs((pixels[i + 2] ?? 0) - b) <
          12
        )
          near++;
      return {
        width: bitmap.width,
        height: bitmap.height,
        share: near / (pixels.length / 4),
        corner: [...pixels.slice(0, 4)],
      };
    },
    [png.toString('base64'), rgb] as const,
  );

test('a menu has its items from the first moment, also the first one', async ({ page, server }) => {
  await page.addInitScript(() => {
    const seen: number[] = [];
    Object.assign(window, { menuItems: seen });
    new MutationObserver(() => {
      const menu = document.querySelector('[role=menu]');
      if (menu) seen.push(menu.querySelectorAll('[role^=menuitem]').length);
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(`/d/${await asked(server.url, 'dropped')}`);
  await page.getByRole('button', { name: 'Export' }).click();
  await expect(page.getByRole('menuitem', { name: /^SVG/ })).toBeVisible();
  const seen = await page.evaluate(() => (window as unknown as { menuItems: readonly number[] }).menuItems);
  expect(Math.min(...seen)).toBeGreaterThan(0);
});

test('the PNG is exactly twice the picture, on any screen, with the drop in it', async ({ browser, server }) => {
  const page = await browser.newPage({ baseURL: server.url, deviceScaleFactor: 3, acceptDownloads: true });
  await page.goto(`/d/${await asked(server.url, 'dropped')}`);
  const svg = await exported(page, /^SVG/);
  const [, width, height] = /<svg[^>]* width="(\d+)" height="(\d+)"/.exec(svg.content.toString()) ?? [];
  expect(svg.content.toString()).toContain('@font-face{font-family:Inter');
  const png = await exported(page, /^PNG/);
  expect(png.name).toBe('skoop-default-client-to-default-web-2-8080.png');
  const pixels = await pixelsOf(page, png.content, [0xb8, 0x15, 0x1a]);
  expect([pixels.width, pixels.height]).toEqual([Number(width) * 2, Number(height) * 2]);
  expect(pixels.corner).toEqual([255, 255, 255, 255]);
  expect(pixels.share).toBeGreaterThan(0.002);
  await page.close();
});

test('the picture follows the theme', async ({ browser, server }) => {
  const page = await browser.newPage({ baseURL: server.url, colorScheme: 'dark' });
  await page.goto(`/d/${await asked(server.url, 'dropped')}`);
  const png = await exported(page, /^PNG/);
  expect((await pixelsOf(page, png.content, [0xff, 0x70, 0x67])).share).toBeGreaterThan(0.002);
  await page.close();
});

test('the link shows a stranger exactly what its sender saw', async ({ page, browser, server, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`/d/${await asked(server.url, 'dropped')}`);
  await page.getByRole('list', { name: 'Hops' }).getByRole('button').nth(2).click();
  await page.getByRole('button', { name: 'Copy', exact: true }).first().click();
  await page.getByRole('menuitem', { name: /^Link/ }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain('hop=3');
  expect(link).toContain('from=default%2Fclient');

  const fresh = await browser.newContext();
  const other = await fresh.newPage();
  await other.goto(link);
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Dropped: new connections time out');
  await expect(other.getByRole('complementary', { name: 'Hop' })).toContainText('Hop 3 of 6');
  await fresh.close();
});

test('copying the picture puts picture and text on the clipboard', async ({ page, server, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openDropped(page, server.url);
  await page.keyboard.press('i');
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const kinds = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap((item) => item.types));
  expect(kinds).toEqual(expect.arrayContaining(['image/png', 'text/plain']));
});

test('without a clipboard the picture is saved as a file', async ({ page, server }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await openDropped(page, server.url);
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('i')]);
  expect(download.suggestedFilename()).toMatch(/\.png$/);
});

test('redaction leaves no name and no address in any export', async ({ page, server }) => {
  await page.goto(`/d/${await asked(server.url, 'dropped')}`);
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitemcheckbox', { name: /Redact/ }).click();
  await page.keyboard.press('Escape');
  for (const item of [/^Markdown/, /^SVG/, /^JSON/, /HTML report/, /^D2/]) {
    const { name, content } = await exported(page, item);
    const text = content.toString();
    expect(name).toMatch(/^skoop-diagnosis\./);
    for (const secret of ['web-2', 'default/client', '10.244.2.2', '10.10.0.12'])
      expect(text.includes(secret), `${secret} in ${name}`).toBe(false);
  }
});

test('chats find a preview of the verdict', async ({ page, server }) => {
  const id = await asked(server.url, 'dropped');
  const answer = await page.request.get(`/d/${id}`, { headers: { accept: 'text/html' } });
  expect(await answer.text()).toMatch(/property="og:image" content="[^"]+preview\.png"/);
  const picture = await page.request.get(`/api/v1/diagnoses/${id}/preview.png`);
  const png = await picture.body();
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
});
