import { diagnosisSchema } from '@skoop/api';
import { readReport, summaryOf } from '@skoop/render';
import { WorkError } from '../jobs/work-error.ts';
import type { DiagnosisResult } from './diagnose.ts';

export type ImportInput = { readonly text: string };

/** A diagnosis that somebody sent, as JSON or inside an HTML report. It is untrusted: whatever does not fit the schema is refused. */
export async function importReport({ text }: ImportInput): Promise<DiagnosisResult> {
  try {
    const read = readReport(text);
    if ('error' in read) throw bad(read.error);
    const checked = diagnosisSchema.safeParse(read.diagnosis);
    if (!checked.success) {
      const issue = checked.error.issues[0];
      throw bad(
        `It is no diagnosis of schema version 1: ${issue?.path.join('.') || 'the document'}: ${issue?.message}.`,
      );
    }
    return { body: JSON.stringify(checked.data), summary: summaryOf(checked.data) };
  } catch (error) {
    // Packets in packets without end: a checker ran out of stack.
    throw error instanceof RangeError ? bad('It is nested too deeply.') : error;
  }
}

const bad = (message: string): WorkError => new WorkError('bad-report', message.slice(0, 500));
