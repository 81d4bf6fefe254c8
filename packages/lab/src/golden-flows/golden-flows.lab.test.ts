import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allScenarios } from './all-scenarios.ts';
import { askKernel, meetPods } from './ask-kernel.ts';
import { Bed } from './bed.ts';
import { NODE } from './golden-flow.ts';
import { readRecording, recordingKey } from './recording.ts';
import { ruleFrames } from './splice-dump.ts';
import { VARIANTS, writeRules } from './variants.ts';

// The recording is what this kernel does and what its tools print, and not what somebody wrote: one scenario is asked again.
const script = readFileSync(fileURLToPath(new URL('../../../collector/collect.sh', import.meta.url)));
const recording = readRecording();
const scenario = allScenarios.find((s) => s.name === 'TestOverallRules');
/** Counters of packets and handles of rules differ from time to time. */
const withoutCounts = (text: string | undefined): string =>
  (text ?? '')
    .replaceAll(/\[\d+:\d+\]/g, '[]')
    .replaceAll(/"handle": \d+/g, '')
    .replaceAll(/# (handle \d+|Generated .*|Completed .*)/g, '')
    .replaceAll(/^@ end .*$/gm, '');

let bed: Bed;
beforeAll(async () => {
  bed = await Bed.up();
  await meetPods(bed);
});
afterAll(() => bed?.down());

test.each(VARIANTS.filter((v) => v.newest))('$name does as recorded', async (variant) => {
  if (!scenario) throw new Error('no such scenario');
  const recorded = recording.scenarios[recordingKey(variant, scenario)];
  await writeRules(bed, scenario, variant);
  const rules = ruleFrames(await bed.must(NODE, ['sh', '-s', '--', '--pods', 'none'], script));
  for (const section of ['iptables-nft-save', 'nft-ruleset'])
    expect(withoutCounts(rules[section])).toBe(withoutCounts(recorded?.rules[section]));
  expect(await askKernel(bed, scenario, variant)).toEqual(recorded?.kernel);
});
