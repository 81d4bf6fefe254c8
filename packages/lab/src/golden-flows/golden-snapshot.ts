import { readSnapshot } from '@skoop/collector';
import type { Snapshot } from '@skoop/model';
import { kubectlList } from '../objects/cluster-objects.ts';
import { type GoldenScenario, NODE } from './golden-flow.ts';
import { goldenObjects } from './objects.ts';
import type { GoldenRecording, Recorded } from './recording.ts';
import { withRules } from './splice-dump.ts';

const HEAD = { schemaVersion: 1, takenAt: '2026-01-15T10:00:00Z', cluster: 'golden', tool: 'skoop-lab 0.1.0' };

/** The snapshot of a scenario: the recorded node with the recorded rules, and the cluster's objects. */
export function goldenSnapshot(recording: GoldenRecording, recorded: Recorded, scenario: GoldenScenario): Snapshot {
  const encoder = new TextEncoder();
  const file = (path: string, text: string) => ({ path, bytes: encoder.encode(text) });
  return readSnapshot([
    file('snapshot.json', JSON.stringify(HEAD)),
    file(`nodes/${NODE}.dump`, withRules(recording.bed, recorded.rules)),
    ...Object.entries(goldenObjects(scenario)).map(([r, items]) => file(`objects/${r}.json`, kubectlList(items))),
  ]);
}
