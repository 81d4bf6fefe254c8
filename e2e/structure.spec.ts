import { asked } from './asking.ts';
import { expect, test } from './test.ts';

test('the verdict as assistive technology has it', async ({ page, server }) => {
  await page.goto(`/d/${await asked(server.url, 'dropped')}`);
  await expect(page.getByRole('region', { name: 'Verdict' })).toMatchAriaSnapshot(`
    - region "Verdict":
      - paragraph: /pod default\\/client to pod default\\/web-2:8080 tcp/
      - 'heading "Dropped: new connections time out" [level=1]'
      - paragraph: /node-2 drops the VXLAN packet on arrival/
      - text: /the client sees timeout/
      - button "Copy"
      - button "Export"
      - button "Re-run"
      - list "Branches":
        - listitem:
          - button /100 % web-2 node-2 timeout/
  `);
});

test('the path as assistive technology has it', async ({ page, server }) => {
  await page.goto(`/d/${await asked(server.url, 'dropped')}`);
  await expect(page.getByRole('tabpanel', { name: 'Graph' })).toMatchAriaSnapshot(`
    - tabpanel "Graph":
      - 'img "Path of the request: Dropped: new connections time out"'
      - list "Hops":
        - listitem:
          - button "hop 1 of 6, client on node-1"
        - listitem:
          - button "hop 2 of 6, cni0 on node-1"
        - listitem:
          - button "hop 3 of 6, FORWARD on node-1"
        - listitem:
          - button "hop 4 of 6, flannel.1 on node-1"
        - listitem:
          - button "hop 5 of 6, eth0 on node-1"
        - listitem:
          - button "hop 6 of 6, eth0 on node-2, dropped in filter/INPUT"
      - list "Legend"
      - button "Fit"
  `);
});

test('the question form as assistive technology has it', async ({ page }) => {
  await page.goto('/?snapshot=demo-healthy-vxlan&from=pod/default/client&to=svc/default/web&port=80');
  await expect(page.getByRole('form', { name: 'Question' })).toMatchAriaSnapshot(`
    - form "Question":
      - text: From
      - 'button "Source: pod default/client"'
      - button "Swap source and destination"
      - text: to
      - 'button "Destination: service default/web"'
      - text: port
      - textbox "Port": "80"
      - button "Ports of the destination"
      - combobox "Protocol"
      - button "Diagnose"
  `);
});

test('what the server paints first has the network for itself', async ({ page, server }) => {
  await page.goto(`/d/${await asked(server.url, 'dropped')}`);
  await expect(page.locator('.inspector-body')).toBeVisible();
  const { painted, app } = await page.evaluate(() => ({
    painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    app: performance
      .getEntriesByType('resource')
      .filter((e) => /\/assets\/(app|vendor|DiagnosisPage)-.*\.js$/.test(e.name))
      .map((e) => e.startTime),
  }));
  expect(app.length).toBeGreaterThanOrEqual(3);
  expect(Math.min(...app)).toBeGreaterThan(painted);
});
