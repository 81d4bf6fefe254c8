import path from 'node:path';
import { applyEdits, readSnapshot, type SnapshotFile } from '@skoop/collector';
import type { Diagnosis, SnapshotEdit, Suspicion } from '@skoop/model';
import { diagnose } from '@skoop/providers';
import { describe, expect, it } from 'vitest';
import { SCENARIOS_DIRECTORY } from './scenarios/scenario.ts';
import { folderFiles } from './truth/read-folder.ts';

// Recorded clusters that break in other ways than their scenarios do: named by the same finding, and mended by trying its fix.
type Files = readonly SnapshotFile[];
type Change = (files: Files) => readonly SnapshotEdit[];

/** Each line that the pattern matches in a section of a node, in any of its namespaces, with another text; without a text it is gone. */
const line =
  (node: string, section: string, pattern: RegExp, text?: string): Change =>
  (files) => {
    const edits = (readSnapshot(files).nodes.get(node)?.namespaces ?? []).flatMap((dump) =>
      (dump.sections.find((s) => s.name === section)?.text ?? '').split('\n').flatMap((before, i): SnapshotEdit[] => {
        if (!pattern.test(before)) return [];
        const at = { node, netns: dump.id, section, line: i + 1 };
        return [
          text === undefined
            ? { kind: 'delete-line', ...at }
            : { kind: 'replace-line', ...at, text: before.replace(pattern, text) },
        ];
      }),
    );
    if (edits.length === 0) throw new Error(`nothing in ${section} of ${node} is ${pattern}`);
    return edits.toReversed();
  };

const POD_TO_POD = { source: 'default/client', destination: 'default/web-2', port: 8080, protocol: 'tcp' } as const;

const suspicionsOf = (d: Diagnosis): readonly Suspicion[] => [
  ...d.cluster.suspicions,
  ...d.nodes.flatMap((n) => n.suspicions),
];
const ask = (files: Files): Promise<Diagnosis> =>
  diagnose({ snapshot: readSnapshot(files), ...POD_TO_POD, now: () => new Date(0) });

describe('a fault is named, and trying its fix lets the packet arrive', () => {
  it.each([
    [
      'a Java program takes 127.0.0.1 with a socket of both families',
      'listens-on-loopback',
      'listens-on-loopback',
      line('node-2', 'ss', /127\.0\.0\.1:8080(.*)0\.0\.0\.0:\*(.*)<->/, '[::ffff:127.0.0.1]:8080$1*:*$2v6only:0 <->'),
    ],
    [
      'a program takes ::1 alone, and is asked by IPv4',
      'listens-on-loopback',
      'listens-on-loopback',
      line('node-2', 'ss', /127\.0\.0\.1:8080(.*)0\.0\.0\.0:\*(.*)<->/, '[::1]:8080$1[::]:*$2v6only:1 <->'),
    ],
    [
      'BGP brought no route to the block of another node',
      'tunnel-entry-missing',
      'healthy-calico',
      line('node-1', 'ip-route', /^10\.244\.2\.0\/26 via .*/),
    ],
    [
      'and the same on the way back',
      'tunnel-entry-missing',
      'healthy-calico',
      line('node-2', 'ip-route', /^10\.244\.1\.0\/26 via .*/),
    ],
    [
      "the route to another node's tunnel end is gone",
      'tunnel-entry-missing',
      'healthy-calico-vxlan',
      line('node-1', 'ip-route', /^10\.244\.2\.0\/26 via .*/),
    ],
  ] as const)('%s', async (_, finding, scenario, change) => {
    const recorded = folderFiles(path.join(SCENARIOS_DIRECTORY, scenario, 'snapshot'));
    const files = applyEdits(recorded, change(recorded));
    const before = await ask(files);
    const found = suspicionsOf(before).find((s) => s.level === 'fatal');
    expect([before.verdict.outcome, found?.id]).toEqual(['dropped', finding]);
    const after = await ask(applyEdits(files, found?.fix?.edits ?? []));
    expect(after.verdict.sentence).toMatch(/answer comes back/);
  });
});
