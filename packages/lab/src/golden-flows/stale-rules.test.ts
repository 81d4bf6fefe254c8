import { diagnose } from '@skoop/providers';
import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../endpoints.ts';
import type { ProxyPort } from '../kube-proxy-ports.ts';
import { allScenarios } from './all-scenarios.ts';
import { endpoint, type GoldenScenario, NODE, POD } from './golden-flow.ts';
import { goldenSnapshot } from './golden-snapshot.ts';
import { readRecording, recordingKey } from './recording.ts';
import { VARIANTS } from './variants.ts';

const recording = readRecording();
const written = allScenarios.find((s) => s.name === 'TestOverallRules') as GoldenScenario;
/** The cluster as it became after kube-proxy wrote its rules. */
const since = (service: string, endpoints: (old: readonly Endpoint[]) => readonly Endpoint[]): GoldenScenario => ({
  ...written,
  services: written.services.map(
    (p): ProxyPort => (p.name.startsWith(service) ? { ...p, endpoints: endpoints(p.endpoints) } : p),
  ),
});

const CASES = [
  [
    'an endpoint is new',
    since('ns4/svc4', (old) => [...old, endpoint('10.180.1.1', NODE)]),
    '172.30.0.44',
    [/leave out 10\.180\.1\.1:80/],
  ],
  ['an endpoint is gone', since('ns4/svc4', (old) => old.slice(0, 1)), '172.30.0.44', [/send to 10\.180\.0\.5:80/]],
  [
    'an endpoint has another address',
    since('ns1/svc1', () => [endpoint('10.180.1.2', NODE)]),
    '172.30.0.41',
    [/send to 10\.180\.0\.1:80.*leave out 10\.180\.1\.2:80/],
  ],
  [
    'the first endpoint of a service',
    since('ns6/svc6', () => [endpoint('10.180.1.3', NODE)]),
    '172.30.0.46',
    [/leave out 10\.180\.1\.3:80/],
  ],
  [
    'a service with affinity lost its endpoint to another',
    since('ns5/svc5', () => [endpoint('10.180.1.3', NODE)]),
    '172.30.0.45',
    [/send to 10\.180\.0\.3:80.*leave out 10\.180\.1\.3:80/],
  ],
  ['nothing changed', written, '172.30.0.44', []],
] as const;

describe.each(VARIANTS)('rules of $name that lag behind', (variant) => {
  test.each(CASES)('%s', async (_why, scenario, destination, sentences) => {
    const recorded = recording.scenarios[recordingKey(variant, written)];
    if (!recorded) throw new Error('not recorded: run record-golden-flows.ts');
    const snapshot = goldenSnapshot(recording, recorded, scenario);
    const question = { source: POD, destination, port: 80, protocol: 'tcp', uid: 0 } as const;
    const { nodes, cluster } = await diagnose({ snapshot, ...question, now: () => new Date(0) });
    const found = [...cluster.suspicions, ...nodes.flatMap((n) => n.suspicions)].filter(
      (s) => s.id === 'kube-proxy-stale',
    );
    const said = [...new Set(found.map((s) => s.message))];
    expect(said).toEqual(sentences.map((s) => expect.stringMatching(s)));
  });
});
