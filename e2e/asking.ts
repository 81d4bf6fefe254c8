import { expect, type Page } from '@playwright/test';
import { createClient, type DiagnosisRecord, type DiagnosisRequest, isSettled } from '@skoop/api';

const client = (url: string) => createClient({ baseUrl: url, fetch });

/** The first question of each recorded cluster that the tests use. */
export const QUESTIONS = {
  dropped: {
    snapshot: 'demo-overlay-port-blocked',
    source: 'default/client',
    destination: 'default/web-2',
    port: 8080,
    protocol: 'tcp',
  },
  delivered: {
    snapshot: 'demo-healthy-vxlan',
    source: 'default/client',
    destination: 'svc/default/web',
    port: 80,
    protocol: 'tcp',
  },
  reply: {
    snapshot: 'demo-br-netfilter-off',
    source: 'default/client',
    destination: 'svc/default/web',
    port: 80,
    protocol: 'tcp',
  },
} as const satisfies Record<string, DiagnosisRequest>;

/** Starts a diagnosis without waiting for it. */
export const start = (url: string, request: DiagnosisRequest): Promise<DiagnosisRecord> =>
  client(url).diagnoses.create(request);

const known = new Map<string, Promise<string>>();

/** Id of a diagnosis that is done; each question is asked once per server. */
export function asked(url: string, question: keyof typeof QUESTIONS): Promise<string> {
  const key = `${url} ${question}`;
  const found = known.get(key) ?? ask(url, QUESTIONS[question]);
  known.set(key, found);
  return found;
}

async function ask(url: string, request: DiagnosisRequest): Promise<string> {
  const { id } = await start(url, request);
  for (;;) {
    const record = await client(url).diagnoses.get(id);
    if (isSettled(record.status)) {
      if (record.status !== 'done') throw new Error(`${record.status}: ${record.problem?.detail}`);
      return id;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Opens a stored diagnosis and waits for the app: the server paints the verdict before that listens for keys. */
export async function openDropped(page: Page, url: string): Promise<void> {
  await page.goto(`/d/${await asked(url, 'dropped')}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Dropped');
  await expect(page.getByRole('tab', { name: 'Graph' })).toBeVisible();
}
