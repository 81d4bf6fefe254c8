import { readFile, stat } from 'node:fs/promises';
import type { Diagnosis } from '@skoop/model';
import { readReport } from '@skoop/render';
import { formatOf, formats } from '../diagnose/formats.ts';
import { CommandError, EXIT } from '../exit-status.ts';
import { serve, show } from '../http/serve.ts';
import { writeOutput } from '../write-output.ts';

type Options = {
  readonly format?: string;
  readonly output: string;
  readonly http?: number;
  readonly theme: 'light' | 'dark';
};

const MAX_REPORT = 64 << 20;

/** `skoop replay FILE`: a stored diagnosis (JSON) or an HTML report, told again in any format, or opened in the web app. */
export async function replayCommand(file: string, options: Options): Promise<number> {
  const diagnosis = await readDiagnosis(file);
  if (options.http !== undefined) {
    const served = await serve(options.http, []);
    const record = await served.client.diagnoses.import(JSON.stringify(diagnosis), 'application/json');
    return show(served, record.id);
  }
  const isTerminal = options.output === '-' && process.stdout.isTTY === true;
  const tell = formats[options.format ?? formatOf(options.output) ?? 'text'] ?? formats.text;
  if (!tell) throw new Error('the text format is missing');
  const color = isTerminal && !process.env.NO_COLOR;
  await writeOutput(
    options.output,
    tell(diagnosis, { isTerminal, columns: process.stdout.columns, color, theme: options.theme }),
  );
  return EXIT.ok;
}

async function readDiagnosis(file: string): Promise<Diagnosis> {
  const hint = 'Give an HTML report, or what `skoop --format json` wrote.';
  const known = await stat(file).catch(() => undefined);
  if (!known?.isFile()) throw new CommandError(EXIT.usage, `there is no file ${file}.`, hint);
  if (known.size > MAX_REPORT) throw new CommandError(EXIT.snapshot, `${file} is too large for a report.`, hint);
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandError(EXIT.snapshot, `${file} cannot be read: ${error.message}.`, 'Check the permissions.');
  });
  const read = readReport(text);
  if ('error' in read) throw new CommandError(EXIT.snapshot, `${file}: ${read.error}`, hint);
  return read.diagnosis;
}
