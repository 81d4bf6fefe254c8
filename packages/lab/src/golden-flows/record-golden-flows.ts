// Asks this machine's kernel every flow of kube-proxy's tests under the rules of every release, and writes what it did (needs root):
//   npm run record-golden-flows             all of it, two minutes
//   npm run record-golden-flows -- --page   only docs/kube-proxy-flows.md, of what is recorded
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { allScenarios } from './all-scenarios.ts';
import { askKernel, meetPods } from './ask-kernel.ts';
import { Bed } from './bed.ts';
import { NODE } from './golden-flow.ts';
import { flowsPage, PAGE } from './page.ts';
import { type Recorded, readRecording, recordingKey, writeRecording } from './recording.ts';
import { ruleFrames } from './splice-dump.ts';
import { suits, VARIANTS, writeRules } from './variants.ts';

const script = readFileSync(fileURLToPath(new URL('../../../collector/collect.sh', import.meta.url)));

async function main(): Promise<void> {
  const bed = await Bed.up();
  const scenarios: Record<string, Recorded> = {};
  try {
    const collect = (pods: string) => bed.must(NODE, ['sh', '-s', '--', '--pods', pods], script);
    await meetPods(bed);
    const dump = await collect('all');
    for (const variant of VARIANTS)
      for (const scenario of allScenarios.filter((s) => suits(variant, s))) {
        await writeRules(bed, scenario, variant);
        const rules = ruleFrames(await collect('none'));
        scenarios[recordingKey(variant, scenario)] = { rules, kernel: await askKernel(bed, scenario, variant) };
      }
    writeRecording({ kernel: os.release(), bed: dump, scenarios });
  } finally {
    await bed.down();
  }
}

if (!process.argv.includes('--page')) await main();
writeFileSync(PAGE, flowsPage(readRecording()));
