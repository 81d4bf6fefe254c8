import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseDump, sectionRecords } from '@skoop/collector';
import { expect, test } from 'vitest';
import { mutate } from './mutate.ts';
import { SCENARIOS_DIRECTORY } from './scenarios/scenario.ts';
import { Random } from './truth/random.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const dump = (scenario: string): string =>
  readFileSync(path.join(SCENARIOS_DIRECTORY, scenario, 'snapshot/nodes/node-1.dump'), 'utf8');
const DUMPS = ['healthy-vxlan', 'healthy-dual-stack', 'policy-denies', 'mixed-iptables-backends'].map(dump);
const sections = new Map(
  DUMPS.flatMap((text) => parseDump(bytes(text), 'n').namespaces)
    .flatMap((ns) => ns.sections)
    .filter((s) => s.text.length > 0)
    .map((s) => [s.name, s.text] as const),
);
const prototypes = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));

test.each([...sections])('no change of what %s printed makes its parser throw', (name, text) => {
  for (let seed = 0; seed < 600; seed++) {
    const random = new Random(seed);
    const broken = mutate(text.slice(0, 20_000), random, 1 + random.below(12));
    expect(() => sectionRecords(name, broken), `seed ${seed}`).not.toThrow();
  }
});

test('no change of a whole dump makes reading it throw, or touches what all objects share', () => {
  for (let seed = 0; seed < 150; seed++) {
    const random = new Random(seed);
    const broken = mutate(random.pick(DUMPS), random, 1 + random.below(60));
    expect(() => parseDump(bytes(broken), 'n'), `seed ${seed}`).not.toThrow();
  }
  expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(prototypes);
});
