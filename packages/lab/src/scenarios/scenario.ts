import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fate } from '../fate.ts';
import type { Question } from '../faults/fault.ts';

/** Folder of the recorded clusters in the repository. */
export const SCENARIOS_DIRECTORY = fileURLToPath(new URL('../../../../scenarios/', import.meta.url));

/**
 * One question and what the kernels did with it: each future that was seen. A verdict must have all of these; with session affinity, or
 * by a chance of 2^-15, it may have more.
 */
export type ScenarioQuestion = {
  readonly question: Question;
  readonly fates: readonly Fate[];
};

/** `scenario.json` beside the `snapshot/` folder. */
export type Scenario = {
  readonly name: string;
  readonly title: string;
  /** One paragraph. */
  readonly story: string;
  /** Finding that it shows; absent for a healthy cluster. */
  readonly finding?: string;
  readonly cluster: {
    readonly plugin: string;
    readonly backend: string;
    readonly iptables: string;
    readonly families: readonly number[];
  };
  /** `uname -r` of the machine that it was recorded on. */
  readonly kernel: string;
  readonly questions: readonly ScenarioQuestion[];
};

export type ScenarioFolder = { readonly scenario: Scenario; readonly folder: string; readonly snapshot: string };

/** All recorded scenarios, by name. */
export function readScenarios(directory: string = SCENARIOS_DIRECTORY): readonly ScenarioFolder[] {
  return readdirSync(directory)
    .toSorted()
    .map((name) => path.join(directory, name))
    .filter((folder) => existsSync(path.join(folder, 'scenario.json')))
    .map((folder) => ({
      scenario: JSON.parse(readFileSync(path.join(folder, 'scenario.json'), 'utf8')) as Scenario,
      folder,
      snapshot: path.join(folder, 'snapshot'),
    }));
}
