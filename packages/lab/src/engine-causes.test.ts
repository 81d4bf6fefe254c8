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

/** The text of a section of a node's own namespace, as collect.sh frames it. */
const section = (files: Files, node: string, name: string, text: string): Files =>
  files.map((file) => {
    if (file.path !== `nodes/${node}.dump`) return file;
    const frame = new RegExp(`(#@(\\S+) section ${name}\\n)#@\\S+ command .*\\n[^]*?\\n#@\\2 end \\d+ bytes=\\d+`);
    const framed = `$1#@$2 command nft\n${text}\n\n#@$2 end 0 bytes=${text.length + 1}`;
    return { ...file, bytes: new TextEncoder().encode(new TextDecoder().decode(file.bytes).replace(frame, framed)) };
  });

/** A base chain of nftables beside what kube-proxy and flannel wrote, with rules that accept one device each. */
function nftChain(node: string, hook: string, policy: string, rules: readonly { device: string; verdict: string }[]) {
  const of = { family: 'inet', table: 'fw' };
  const items = rules.map(({ device, verdict }, i) => ({
    rule: {
      ...of,
      chain: 'c',
      handle: i + 2,
      expr: [{ match: { op: '==', left: { meta: { key: 'iifname' } }, right: device } }, { [verdict]: null }],
    },
  }));
  const chain = { ...of, name: 'c', handle: 1, type: 'filter', hook, prio: 0, policy };
  const json = { nftables: [{ table: { family: 'inet', name: 'fw', handle: 1 } }, { chain }, ...items] };
  const lines = rules.map(({ device, verdict }, i) => `\t\tiifname "${device}" ${verdict} # handle ${i + 2}\n`);
  const text = `table inet fw { # handle 1\n\tchain c { # handle 1\n\t\ttype filter hook ${hook} priority 0; policy ${policy};\n${lines.join('')}\t}\n}`;
  return (files: Files) => section(section(files, node, 'nft-ruleset', text), node, 'nft-json', JSON.stringify(json));
}

const POD_TO_POD = {
  source: 'default/client',
  destination: 'default/web-2',
  port: 8080 as number,
  protocol: 'tcp',
} as const;

const suspicionsOf = (d: Diagnosis): readonly Suspicion[] => [
  ...d.cluster.suspicions,
  ...d.nodes.flatMap((n) => n.suspicions),
];
const ask = (files: Files, port = POD_TO_POD.port): Promise<Diagnosis> =>
  diagnose({ snapshot: readSnapshot(files), ...POD_TO_POD, port, now: () => new Date(0) });

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
    [
      'the policy of INPUT is DROP, and nothing accepts VXLAN',
      'overlay-port-blocked',
      'healthy-vxlan',
      (files: Files) => line('node-2', 'iptables-nft-save', /^:INPUT ACCEPT (.*)/, ':INPUT DROP $1')(files).slice(1, 2),
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

/** Lines at the beginning of a section of a node's own namespace. */
const first =
  (node: string, ...lines: readonly (readonly [section: string, text: string])[]): Change =>
  () =>
    lines.map(([name, text]) => ({ kind: 'insert-after', node, netns: 'host', section: name, line: 0, text }));

describe('routing by the source of a pod', () => {
  it.each([
    [
      'its table refuses everything',
      first('node-1', ['ip-rule', '100:\tfrom 10.244.1.2 lookup 100'], ['ip-route', 'unreachable default table 100']),
      'its route to 10.244.2.2 is unreachable',
    ],
    [
      'the table of the answering pod knows the outside alone',
      first(
        'node-2',
        ['ip-rule', '100:\tfrom 10.244.2.2 lookup 200'],
        ['ip-route', 'default via 10.10.0.1 dev eth0 table 200'],
      ),
      'it has no route to 10.244.1.2 but the default, while table main has one',
    ],
  ])('%s', async (_, change, says) => {
    const recorded = folderFiles(path.join(SCENARIOS_DIRECTORY, 'healthy-host-gw', 'snapshot'));
    const after = await ask(applyEdits(recorded, change(recorded)));
    const [found] = suspicionsOf(after).filter((s) => s.level === 'fatal');
    expect([after.verdict.outcome, found?.id]).toEqual(['dropped', 'policy-route-missing']);
    expect(found?.message).toContain(says);
  });
});

describe('what nftables drops is named, with commands that let it through', () => {
  it.each([
    [
      'the example ruleset of nftables forwards nothing',
      nftChain('node-2', 'forward', 'drop', [{ device: 'docker0', verdict: 'accept' }]),
      'forward-policy-drop',
      [
        'nft insert rule inet fw c ip saddr 10.244.0.0/16 accept',
        'nft insert rule inet fw c ip daddr 10.244.0.0/16 accept',
      ],
    ],
    [
      'a host firewall of nftables knows no VXLAN',
      nftChain('node-2', 'input', 'drop', [{ device: 'lo', verdict: 'accept' }]),
      'overlay-port-blocked',
      ['nft insert rule inet fw c udp dport 8472 accept'],
    ],
    [
      'a rule drops the tunnel',
      nftChain('node-2', 'input', 'accept', [{ device: 'eth0', verdict: 'drop' }]),
      'overlay-port-blocked',
      ['nft delete rule inet fw c handle 2'],
    ],
    [
      "a rule drops what comes out of the pods' bridge",
      nftChain('node-1', 'forward', 'accept', [
        { device: 'lo', verdict: 'accept' },
        { device: 'cni0', verdict: 'drop' },
      ]),
      'firewall-rule-drops',
      ['nft delete rule inet fw c handle 3'],
    ],
  ])('%s', async (_, change, finding, commands) => {
    const after = await ask(change(folderFiles(path.join(SCENARIOS_DIRECTORY, 'healthy-vxlan', 'snapshot'))));
    const found = suspicionsOf(after).find((s) => s.level === 'fatal');
    expect([after.verdict.outcome, found?.id, found?.fix?.commands]).toEqual(['dropped', finding, commands]);
  });
});

it("a node that drops tunnel packets on their way out drops its own, not other nodes'", async () => {
  const recorded = folderFiles(path.join(SCENARIOS_DIRECTORY, 'healthy-vxlan', 'snapshot'));
  const out = line(
    'node-1',
    'iptables-nft-save',
    /^-A OUTPUT -j KUBE-FIREWALL$/,
    '-A OUTPUT -p udp -m udp --dport 8472 -j DROP',
  );
  const found = suspicionsOf(await ask(applyEdits(recorded, out(recorded)))).find((s) => s.level === 'fatal');
  expect(found?.message).toMatch(/^node-1 drops the VXLAN packets to other nodes \(UDP 8472\) by filter OUTPUT rule/);
});

it('what came out of the tunnel was not lost for an address that flannel announces', async () => {
  const files = folderFiles(path.join(SCENARIOS_DIRECTORY, 'healthy-vxlan', 'snapshot'));
  const changed = files.map((file) => {
    if (file.path !== 'objects/nodes.json') return file;
    const text = new TextDecoder().decode(file.bytes);
    return { ...file, bytes: new TextEncoder().encode(text.replace(/("address": ?)"10\.10\.0\./g, '$1"10.11.0.')) };
  });
  const after = await ask(changed, 9);
  expect([after.verdict.symptom, suspicionsOf(after).find((s) => s.level === 'fatal')?.id]).toEqual([
    'refused',
    'nothing-listens',
  ]);
  expect(after.verdict.sentence).toMatch(/nothing listens on TCP 9/);
});
