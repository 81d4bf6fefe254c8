import { readFileSync } from 'node:fs';
import type { Diagnosis, Snapshot } from '@skoop/model';
import { diagnose } from '@skoop/providers';
import { describe, expect, test } from 'vitest';
import { allScenarios } from './all-scenarios.ts';
import { kernelExpected } from './declared.ts';
import { type GoldenFlow, NODE } from './golden-flow.ts';
import { goldenSnapshot } from './golden-snapshot.ts';
import { flowsPage, PAGE } from './page.ts';
import { readRecording, recordingKey } from './recording.ts';
import { destinationOf, expectedLine, kernelLine, skoopLine } from './seen.ts';
import { serviceScenarios } from './services.ts';
import { suits, VARIANTS, type Variant } from './variants.ts';

const recording = readRecording();
/** A balancer that gives the node's own packets its address is no client that could be asked; SCTP is no protocol of Skoop's. */
const askable = (flow: GoldenFlow): boolean => !flow[0].startsWith('node by way of') && !flow[2].endsWith('/sctp');

function ask(snapshot: Snapshot, flow: GoldenFlow): Promise<Diagnosis> {
  const [, source] = flow;
  const { address, port, protocol } = destinationOf(flow);
  return diagnose({
    snapshot,
    source: source === '127.0.0.1' || source === '::1' ? NODE : source,
    destination: address,
    port,
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    uid: 0,
    // The client outside has a route to the cluster addresses of services.
    options: { 'generic-service-routes': 'true' },
    now: () => new Date(0),
  });
}

/** Nothing is wrong with these clusters but what the scenario itself says: no endpoint to be had. */
const FALSE_ALARMS = ['kube-proxy-stale', 'mixed-iptables-backends'];

/** All of it takes a minute: each scenario in the newest of each mode, and the services in all; `SKOOP_ALL_FLOWS=1` asks everything. */
const runs = (variant: Variant) =>
  allScenarios.filter(
    (s) =>
      suits(variant, s) &&
      (process.env.SKOOP_ALL_FLOWS === '1' || variant.newest === true || serviceScenarios.includes(s)),
  );

describe.each(VARIANTS)('$name', (variant) => {
  test.each(runs(variant))('$name', async (scenario) => {
    const recorded = recording.scenarios[recordingKey(variant, scenario)];
    if (!recorded) throw new Error('not recorded: run record-golden-flows.ts');
    const snapshot = goldenSnapshot(recording, recorded, scenario);
    const flows = scenario.flows.map((flow, i) => {
      const expected = kernelExpected(flow, scenario, variant);
      return { flow, expected, line: `${flow[0]}: ${expectedLine(flow, expected)}`, kernel: recorded.kernel[i] };
    });
    expect(flows.flatMap((f) => (f.kernel ? `${f.flow[0]}: ${kernelLine(f.flow, f.expected, f.kernel)}` : []))).toEqual(
      flows.flatMap((f) => (f.kernel ? f.line : [])),
    );
    const asked = flows.filter((f) => askable(f.flow));
    const said = await Promise.all(asked.map((f) => ask(snapshot, f.flow)));
    expect(said.map((d, i) => lineOf(asked[i], d))).toEqual(asked.map((f) => f.line));
    const alarms = said.flatMap(idsOf).filter((id) => FALSE_ALARMS.includes(id));
    expect(alarms).toEqual([]);
  });
});

const idsOf = (d: Diagnosis): string[] =>
  [...d.cluster.suspicions, ...d.nodes.flatMap((n) => n.suspicions)].map((s) => s.id);
const lineOf = (
  f: { readonly flow: GoldenFlow; readonly expected: Parameters<typeof skoopLine>[1] } | undefined,
  d: Diagnosis,
) => (f ? `${f.flow[0]}: ${skoopLine(f.flow, f.expected, d.verdict)}` : '');

test('docs/kube-proxy-flows.md counts what is recorded: npm run record-golden-flows -- --page', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(flowsPage(recording));
});
