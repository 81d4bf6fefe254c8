import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type DemoQuestion, demoQuestionSchema, type SnapshotSummary } from '@skoop/api';
import { z } from 'zod';
import type { SnapshotSource } from '../operations/snapshot-source.ts';

export type Demo = { readonly summary: SnapshotSummary; readonly source: SnapshotSource };

const scenarioSchema = z.object({
  title: z.string(),
  story: z.string().default(''),
  questions: z.array(z.object({ question: demoQuestionSchema.omit({ title: true }) })).default([]),
});
const headerSchema = z.looseObject({ takenAt: z.string().default(''), cluster: z.string().default('') });

/** The recorded clusters of a folder: each has `scenario.json` and `snapshot/`. They are used where they lie. */
export async function readDemos(dir: string): Promise<ReadonlyMap<string, Demo>> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory() && /^[\w.-]{1,100}$/.test(entry.name)).map((e) => e.name);
  const demos = await Promise.all(names.sort().map((name) => readDemo(dir, name)));
  return new Map(demos.flatMap((demo) => (demo ? [[demo.summary.id, demo] as const] : [])));
}

async function readDemo(dir: string, name: string): Promise<Demo | undefined> {
  const folder = path.join(dir, name, 'snapshot');
  const scenario = scenarioSchema.safeParse(await readJson(path.join(dir, name, 'scenario.json')));
  if (!scenario.success) return undefined;
  const header = headerSchema.safeParse(await readJson(path.join(folder, 'snapshot.json'))).data;
  const { title, story, questions } = scenario.data;
  const id = `demo-${name}`;
  return {
    source: { kind: 'folder', key: id, path: folder },
    summary: {
      id,
      name: title,
      cluster: header?.cluster || name,
      origin: 'demo',
      takenAt: header?.takenAt ?? '',
      createdAt: header?.takenAt ?? '',
      bytes: 0,
      deletable: false,
      story,
      questions: questions.map(({ question }) => ({ ...question, title: titleOf(question) })),
    },
  };
}

/** `default/client to svc/default/web, port 80 tcp`. */
const titleOf = ({ source, destination, port, protocol, size }: Omit<DemoQuestion, 'title'>): string =>
  `${source} to ${destination}, ${port === undefined ? '' : `port ${port} `}${protocol}${size === undefined ? '' : `, ${size} bytes`}`;

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
