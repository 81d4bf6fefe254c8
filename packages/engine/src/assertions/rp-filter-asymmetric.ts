import type { Drop, NamespaceDump } from '@skoop/model';
import { sysctlEvidence } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import { innerPacket, lastHopOf } from '../last-packet.ts';
import { setSysctl } from '../set-sysctl.ts';
import { namespaceAt } from './listens-on-loopback.ts';

type Filtered = Match & {
  readonly device: string;
  readonly source: string;
  readonly key: string;
  readonly dump?: NamespaceDump;
};

export const rpFilterAsymmetric = finding<Filtered>({
  id: 'rp-filter-asymmetric',
  level: 'critical',
  title: 'Reverse path filtering drops a packet that came another way than its answer would go',
  docs: {
    meaning:
      "With strict `rp_filter` (1) the kernel drops a packet if its own route back to the packet's source leaves by another device than the one the packet came in by. The larger of `all` and the device's own value counts. Nodes with several NICs, policy routing, or a route to the pod network that does not go through the tunnel run into it. The drop is silent, and iptables sees nothing of it.",
    check:
      '`sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.DEVICE.rp_filter`, and `ip route get SOURCE` on the node: it must name the device by which the packet came. `nstat -az TcpExtIPReversePathFilter` counts the drops.',
    fix: 'Correct the route back, or loosen the check (2) on that device and on `all`.',
    references: [
      ['felix#2082', 'https://github.com/projectcalico/felix/issues/2082'],
      ['Linux: ip-sysctl, rp_filter', 'https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html'],
    ],
  },
  check: (context) =>
    (context.asked?.drops ?? []).flatMap((d) => (d.reason === 'IP_RPFILTER' ? [match(context, d)] : [])),
  says: ({ node, device, source }) =>
    `rp_filter is strict on ${node}, and its way back to ${source} is not through ${device}, by which the packet came`,
  fix: ({ node, dump, key }) =>
    setSysctl(node, dump, key, '2', 'Checks only that the source is reachable at all, not by which device.'),
});

function match(context: FindingContext, drop: Drop): Filtered {
  const hop = lastHopOf(context, drop);
  const device = drop.device ?? hop?.inDevice ?? 'the device';
  const dump = namespaceAt(context, drop.node, drop.netns);
  const keys = [`net/ipv4/conf/${device}/rp_filter`, 'net/ipv4/conf/all/rp_filter'];
  const key = keys.find((k) => dump?.sysctls.get(k)?.value === '1') ?? (keys[1] as string);
  const setting = dump && sysctlEvidence(drop.node, dump, key);
  return {
    node: drop.node,
    device,
    source: hop ? innerPacket(hop.after).source : 'its source',
    key,
    dump,
    evidence: drop.evidence.length > 0 ? drop.evidence : setting ? [setting] : [],
    ...blame(context, [drop]),
  };
}
