import { expect, test } from './test.ts';

test('ask, and read where it breaks and why', async ({ page }) => {
  await page.goto('/?snapshot=demo-overlay-port-blocked');
  await page.getByRole('button', { name: /^Source/ }).click();
  await page.getByRole('combobox', { name: 'Source: search' }).fill('client');
  await page.getByRole('option', { name: /default\/client/ }).click();
  await page.getByRole('button', { name: /^Destination/ }).click();
  await page.getByRole('combobox', { name: 'Destination: search' }).fill('web-2');
  await page.getByRole('option', { name: /default\/web-2/ }).click();
  await page.getByRole('textbox', { name: 'Port' }).fill('8080');
  await expect(page.getByText('client runs on node-1')).toBeVisible();
  await page.getByRole('button', { name: /Diagnose/ }).click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dropped: new connections time out');
  await expect(page).toHaveTitle('✗ Dropped: default/client to default/web-2:8080 · Skoop');
  await expect(page.locator('#favicon')).toHaveAttribute('href', '/verdict/bad.svg');
  await expect(page.getByRole('region', { name: 'Verdict' })).toContainText('node-2 drops the VXLAN packet on arrival');
  const inspector = page.getByRole('complementary', { name: 'Hop' });
  await expect(inspector.getByRole('heading', { level: 2 })).toHaveText('eth0 on node-2');
  await expect(inspector).toContainText('NETFILTER_DROP');
  await expect(inspector.locator('.rule.hit')).toContainText('-A INPUT -i eth0 -p udp -m udp --dport 8472 -j DROP');
});

test('a demo is one click, and back leads to the form', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'One address in two pods' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Dropped');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Where does the packet die?');
});

test('the form keeps what it holds over reload, and swaps', async ({ page }) => {
  await page.goto('/?snapshot=demo-healthy-vxlan&from=pod/default/client&to=svc/default/web&port=80');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Source: pod default/client' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Port' })).toHaveValue('80');
  await page.getByRole('button', { name: 'Swap source and destination' }).click();
  await expect(page.getByRole('button', { name: 'Source: service default/web' })).toBeVisible();
});

test('the ports of the destination are offered', async ({ page }) => {
  await page.goto('/?snapshot=demo-healthy-vxlan&from=pod/default/client&to=svc/default/web');
  await page.getByRole('button', { name: 'Ports of the destination' }).click();
  await page.getByRole('menuitem').first().click();
  await expect(page.getByRole('textbox', { name: 'Port' })).toHaveValue('80');
});

test('what is missing is said, and what does not exist is explained', async ({ page }) => {
  await page.goto('/?snapshot=demo-healthy-vxlan');
  await page.getByRole('button', { name: /Diagnose/ }).click();
  await expect(page.getByRole('alert')).toHaveText('Choose where the connection starts.');
  await page.goto('/?snapshot=demo-healthy-vxlan&from=pod/default/nobody&to=svc/default/web&port=80');
  await page.getByRole('button', { name: /Diagnose/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('No answer');
  await page.getByRole('link', { name: 'Change the question' }).click();
  await expect(page.getByRole('button', { name: 'Source: pod default/nobody' })).toBeVisible();
});
