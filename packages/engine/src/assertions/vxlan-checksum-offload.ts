import type { LinkRecord, NamespaceDump } from '@skoop/model';
import { dumpEvidence } from '../evidence.ts';
import { type FindingContext, finding, type Match } from '../finding.ts';
import { iptablesRules, type RuleAt, ruleEvidence, targetOf } from '../iptables-view.ts';

type Offloading = Match & { readonly device: string; readonly kernel: string };

/** Releases with the correction "netfilter: nat: never update the UDP checksum when it's 0", by series. */
const CORRECTED: readonly (readonly [series: string, patch: number])[] = [
  ['4.14', 181],
  ['4.19', 123],
  ['5.4', 41],
  ['5.6', 13],
];
const SINCE = [5, 7] as const;

export const vxlanChecksumOffload = finding<Offloading>({
  id: 'vxlan-checksum-offload',
  level: 'warning',
  title: 'Masqueraded VXLAN packets may get wrong checksums',
  docs: {
    meaning:
      'Kernels before 5.7 compute a wrong UDP checksum for VXLAN packets that are masqueraded a second time on their way out: the mark that made kube-proxy masquerade the inner packet is still on the outer one. The receiving node drops them without a word. Connections to Services, from nodes and from outside, then start only after a minute, when the client has given up on offloading by itself, or never.',
    check:
      '`uname -r`, and `ethtool -k flannel.1 | grep tx-checksum-ip-generic`. `tcpdump -vv -ni eth0 udp port 8472` shows `bad udp cksum`, `nstat -az UdpInCsumErrors` counts the drops at the receiver.',
    fix: 'Update the kernel, or switch the offload of the VXLAN device off.',
    references: [
      ['kubernetes#88986', 'https://github.com/kubernetes/kubernetes/issues/88986'],
      ['flannel#1279', 'https://github.com/flannel-io/flannel/issues/1279'],
    ],
  },
  check: (context) => context.nodes.flatMap((node) => onNode(context, node)),
  says: ({ node, device, kernel }) =>
    `Linux ${kernel} of ${node} gives masqueraded packets of ${device} wrong checksums while it leaves checksums to the device`,
  fix: ({ node, device }) => ({
    node,
    commands: [`ethtool --offload ${device} tx-checksum-ip-generic off`],
    explanation: 'Lets the CPU compute the checksums. It lasts until the device is made again.',
  }),
});

function onNode(context: FindingContext, node: string): Offloading[] {
  const host = context.host(node);
  const kernel = context.cluster.snapshot.nodes.get(node)?.kernel ?? '';
  const rule = host && isAffected(kernel) ? masquerade(host) : undefined;
  if (!host || !rule) return [];
  return host.links
    .filter((l) => l.kind === 'vxlan' && offloads(host, l))
    .map((l) => ({
      node,
      device: l.name,
      kernel,
      evidence: [dumpEvidence(node, host, 'links', l), ruleEvidence(node, host, rule)],
    }));
}

/** What masquerades by kube-proxy's mark, or everything. */
function masquerade(host: NamespaceDump): RuleAt | undefined {
  for (const at of iptablesRules(host, 'nat'))
    if (at.chain.name === 'KUBE-POSTROUTING' && targetOf(at.rule) === 'MASQUERADE') return at;
  return undefined;
}

function isAffected(kernel: string): boolean {
  const [, major, minor, patch] = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(kernel) ?? [];
  if (major === undefined || minor === undefined) return false;
  const [a, b] = [Number(major), Number(minor)];
  if (a > SINCE[0] || (a === SINCE[0] && b >= SINCE[1])) return false;
  const corrected = CORRECTED.find(([series]) => series === `${major}.${minor}`);
  return corrected === undefined || Number(patch ?? 0) < corrected[1];
}

/** `ethtool -k` of the device, where it was collected; devices offload unless somebody said otherwise. */
function offloads(host: NamespaceDump, link: LinkRecord): boolean {
  const text = host.sections.find((s) => s.name === 'ethtool')?.text ?? '';
  const start = text.indexOf(`Features for ${link.name}:`);
  if (start < 0) return true;
  const next = text.indexOf('Features for ', start + 1);
  return !/tx-checksum-ip-generic: off/.test(text.slice(start, next < 0 ? undefined : next));
}
