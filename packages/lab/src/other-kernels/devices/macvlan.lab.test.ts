import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { diagnose } from '@skoop/providers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { disagreements } from '../../truth/disagreements.ts';
import { readFolder } from '../../truth/read-folder.ts';
import { recordBench } from '../bench/record-bench.ts';
import type { RecordedCase } from '../recorded.ts';
import { macvlanCases } from './macvlan-cases.ts';

/** The kernel that the tests run on has macvlan: a few of the recorded cases are asked anew. */
const NAMES = ['macvlan-bridge', 'macvlan-private', 'macvlan-passthru', 'macvlan-bridge-v6'];

describe('macvlan on this kernel', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'skoop-macvlan-'));
  beforeAll(() => recordBench(macvlanCases, [folder, ...NAMES]), 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(NAMES)('%s', async (name) => {
    const { questions } = JSON.parse(readFileSync(path.join(folder, name, 'case.json'), 'utf8')) as RecordedCase;
    const snapshot = readFolder(path.join(folder, name, 'snapshot'));
    const differ = [];
    for (const { question, fates } of questions) {
      const { verdict } = await diagnose({ snapshot, ...question, now: () => new Date(0) });
      differ.push(...disagreements(verdict, fates, false).map((d) => ({ ...d, question })));
    }
    expect(questions.length).toBeGreaterThan(0);
    expect(differ).toEqual([]);
  });
});
