import { diagnosisSchema } from '@skoop/api';
import type { Diagnosis } from '@skoop/model';

const LARGEST = 200_000_000;

/** The diagnosis in an exported report (HTML) or in JSON. Throws what to tell the user; the content is a stranger's. */
export function readReport(text: string): Diagnosis {
  if (text.length > LARGEST) throw new Error('This file is too large to be a report.');
  const json = text.trimStart().startsWith('{') ? text : embeddedJson(text);
  if (json === undefined) throw new Error('There is no diagnosis in this file. Was it made by Skoop?');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error('The diagnosis in this file is damaged: it is not JSON.');
  }
  const read = diagnosisSchema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Error(
      `This is not a diagnosis that this version reads: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
    );
  }
  return read.data;
}

/** The page is parsed as data: nothing in it runs, nothing is loaded. */
function embeddedJson(html: string): string | undefined {
  const page = new DOMParser().parseFromString(html, 'text/html');
  return page.querySelector('script[type="application/json"]')?.textContent ?? undefined;
}
