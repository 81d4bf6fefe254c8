import { asked } from './asking.ts';
import { expect, test } from './test.ts';

test('an evidence link leads to the very line', async ({ page, server }) => {
  await page.goto(`/d/${await asked(server.url, 'dropped')}`);
  const inspector = page.getByRole('complementary', { name: 'Hop' });
  await expect(inspector.getByText('Check by hand on node-2')).toBeVisible();
  await expect(inspector.getByText('iptables-nft -t filter -vnL INPUT')).toBeVisible();
  await inspector.locator('.rule.hit').getByRole('link').click();
  await expect(page).toHaveURL(/\/nodes\/node-2\/iptables-nft-save#L31$/);
  await expect(page.locator('.text-line.current')).toHaveText(/^31-A INPUT -i eth0 -p udp -m udp --dport 8472 -j DROP/);
  await expect(page.getByRole('complementary', { name: 'What it means' })).toContainText('Line 31');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Dropped');
});

test('a section is searched as a whole', async ({ page }) => {
  await page.goto('/snapshots/demo-overlay-port-blocked/nodes/node-2/iptables-nft-save');
  await page.getByRole('searchbox', { name: 'Search in this section' }).fill('dport 8472');
  await page.getByRole('searchbox', { name: 'Search in this section' }).press('Enter');
  await expect(page).toHaveURL(/#L31$/);
  await expect(page.locator('.text-line.current mark')).toHaveText('dport 8472');
});

test('hops, tabs and directions stand in the URL and survive reload', async ({ page, server }) => {
  const id = await asked(server.url, 'delivered');
  await page.goto(`/d/${id}`);
  await page.getByRole('list', { name: 'Hops' }).getByRole('button').nth(1).click();
  await expect(page).toHaveURL(/hop=2/);
  await page.getByRole('tab', { name: 'Table' }).click();
  await page.getByRole('button', { name: 'Reply' }).click();
  await expect(page).toHaveURL(/as=table/);
  await expect(page).toHaveURL(/dir=reply/);
  await page.reload();
  await expect(page.getByRole('tab', { name: 'Table' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('button', { name: 'Reply' })).toHaveAttribute('aria-pressed', 'true');
});

test('a branch that is chosen pushes the others back', async ({ page, server }) => {
  await page.goto(`/d/${await asked(server.url, 'delivered')}`);
  await page.getByRole('list', { name: 'Branches' }).getByRole('button').nth(1).click();
  await expect(page).toHaveURL(/branch=/);
  await expect(page.locator('.graph-words .card.faded').first()).toBeVisible();
});

test('the raw tab is the JSON of the command line', async ({ page, server }) => {
  await page.goto(`/d/${await asked(server.url, 'dropped')}?as=raw`);
  await expect(page.getByRole('group', { name: 'Diagnosis as JSON' })).toContainText('"schemaVersion": 1');
});

test('findings say what to do and lead to their page', async ({ page, server }) => {
  await page.goto(`/d/${await asked(server.url, 'dropped')}?as=findings`);
  await page.getByRole('link', { name: 'overlay-port-blocked' }).click();
  await expect(page.getByRole('heading', { name: 'How to fix it' })).toBeVisible();
});

test('the history is searched, and says which filter hides everything', async ({ page, server }) => {
  await asked(server.url, 'dropped');
  await page.goto('/history?verdict=dropped');
  await expect(page.getByRole('listitem').filter({ hasText: 'default/web-2:8080' }).first()).toBeVisible();
  await page.getByRole('searchbox').fill('no such thing');
  await expect(page.getByText('No diagnosis is Dropped and says “no such thing”')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect(page).toHaveURL(/history\?verdict=dropped$/);
  await expect(page.getByRole('listitem').filter({ hasText: 'default/web-2:8080' }).first()).toBeVisible();
});

test('the cluster page says what was detected and why', async ({ page }) => {
  await page.goto('/cluster?snapshot=demo-mixed-iptables-backends');
  await expect(page.getByText('ConfigMap kube-proxy says mode: iptables')).toBeVisible();
  await expect(page.getByRole('region', { name: /Hazards/ })).toContainText('mixed-iptables-backends');
  await page.getByRole('link', { name: 'node-2', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('ip-route');
});

test('an object is shown as the API server gave it', async ({ page }) => {
  await page.goto('/snapshots/demo-healthy-vxlan/objects/services?namespace=default&name=web');
  await expect(page.getByRole('group', { name: 'services as JSON' })).toContainText('"name": "web"');
});

test('a dead link keeps its question', async ({ page }) => {
  await page.goto('/d/0000000000000000?from=pod/default/client&to=svc/default/web&port=80');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This diagnosis is not here any more');
  await expect(page.getByRole('button', { name: 'Destination: service default/web' })).toBeVisible();
});

test('an address that leads nowhere says so', async ({ page }) => {
  await page.goto('/nothing/here');
  await expect(page.getByRole('heading', { name: 'There is no page here' })).toBeVisible();
});
