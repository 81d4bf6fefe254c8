import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { asked } from './asking.ts';
import { expect, test } from './test.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'skoop-e2e-files-'));
const archive = path.join(folder, 'mine.tar.gz');
test.beforeAll(() => {
  execFileSync('tar', ['-czf', archive, '-C', 'scenarios/overlay-port-blocked/snapshot', '.']);
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function choose(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }, where: RegExp) {
  await page.goto('/');
  await page.getByLabel('Snapshot or report').setInputFiles(file);
  await page.getByRole('dialog').getByRole('button', { name: where }).click();
}

test('a snapshot is uploaded, asked about, and deleted', async ({ page }) => {
  await choose(page, archive, /Send it to the server/);
  await expect(page).toHaveURL(/\?snapshot=[0-9a-z]+$/);
  const id = new URL(page.url()).searchParams.get('snapshot');
  await page.goto(`/?snapshot=${id}&from=pod/default/client&to=pod/default/web-2&port=8080`);
  await page.getByRole('button', { name: /Diagnose/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Dropped');
  await page.goto(`/cluster?snapshot=${id}`);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL(/\/cluster$/);
});

test('a snapshot stays in this browser, and is diagnosed there', async ({ page }) => {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') sent.push(request.url());
  });
  await choose(page, archive, /Keep it in this browser/);
  await expect(page).toHaveURL(/\?snapshot=local-/);
  const id = new URL(page.url()).searchParams.get('snapshot');
  await page.goto(`/?snapshot=${id}&from=pod/default/client&to=pod/default/web-2&port=8080`);
  await page.getByRole('button', { name: /Diagnose/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dropped: new connections time out');
  await expect(page).toHaveURL(/\/d\/local-/);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dropped: new connections time out');

  await page.getByRole('complementary', { name: 'Hop' }).locator('.rule.hit').getByRole('link').click();
  await expect(page.locator('.text-line.current')).toContainText('--dport 8472 -j DROP');
  await page.goBack();
  await page.getByRole('button', { name: 'What if this were fixed?' }).click();
  await expect(page.getByRole('region', { name: 'After', exact: true })).toContainText('Delivered');
  await expect(page.getByRole('region', { name: /Lines that changed/ }).locator('.removed')).toContainText(
    '--dport 8472 -j DROP',
  );
  await page.goto('/history');
  await expect(page.getByRole('region', { name: 'Only in this browser' })).toContainText('default/web-2:8080');
  expect(sent).toEqual([]);
});

test('a report that somebody sent opens here, and again after it was exported', async ({ page, server }) => {
  await page.goto(`/d/${await asked(server.url, 'dropped')}`);
  await page.getByRole('button', { name: 'Export' }).click();
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /HTML report/ }).click(),
  ]);
  const report = readFileSync(await saved.path());
  await choose(page, { name: 'report.html', mimeType: 'text/html', buffer: report }, /Keep it in this browser/);
  await expect(page).toHaveURL(/\/d\/local-/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dropped: new connections time out');
});

test('a file dropped on any page is offered to be opened', async ({ page }) => {
  await page.goto('/history');
  // The heading alone may be what is painted before the app is there.
  await expect(page.getByRole('searchbox', { name: 'Search the history' })).toBeVisible();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['x'], 'cluster.tar.gz'));
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
  });
  await expect(page.getByRole('dialog', { name: 'Open cluster.tar.gz' })).toBeVisible();
});

test.describe('what is no snapshot', () => {
  for (const [why, name, content] of [
    ['no archive', 'broken.tar.gz', 'this is no archive'],
    ['no report', 'note.html', '<p>hello</p>'],
    ['damaged JSON', 'broken.json', '{"schemaVersion": 1'],
  ] as const)
    test(`is refused in words: ${why}`, async ({ page }) => {
      await choose(page, { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) }, /Keep it/);
      await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
      await expect(page.getByRole('dialog').getByRole('alert')).toContainText(/cannot be (opened|read)/);
      await expect(page.getByRole('dialog').getByRole('alert')).not.toContainText('undefined');
    });
});
