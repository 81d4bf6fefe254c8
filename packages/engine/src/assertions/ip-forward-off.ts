import type { Evidence, NamespaceDump } from '@skoop/model';
import { sysctlEvidence } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import { dropsOn } from '../last-packet.ts';
import { setForwarding } from '../set-sysctl.ts';

type Off = Match & { readonly key: string; readonly fixWith: ReturnType<typeof setForwarding> };

export const ipForwardOff = finding<Off>({
  id: 'ip-forward-off',
  level: 'warning',
  title: 'The node does not forward packets',
  docs: {
    meaning:
      'A node is a router for its pods. With `net.ipv4.ip_forward=0` (or `forwarding=0` of the device that the packet comes in by; `net.ipv6.conf.all.forwarding=0` for IPv6) the kernel throws away everything that is not for the node itself, without an answer. Something reset it: a hardening script, a `sysctl.conf` that is applied late, a network manager.',
    check:
      '`sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding` and `sysctl -a | grep "\\.forwarding = 0"` on the node.',
    fix: 'Set it, and find out what reset it: `grep -r ip_forward /etc/sysctl.conf /etc/sysctl.d /usr/lib/sysctl.d`.',
    references: [
      ['kubeadm#580', 'https://github.com/kubernetes/kubeadm/issues/580'],
      ['origin#9931', 'https://github.com/openshift/origin/issues/9931'],
    ],
  },
  check: (context) => context.nodes.flatMap((node) => onNode(context, node)),
  says: ({ node, key, losses }) =>
    `${key.replaceAll('/', '.')} is 0 on ${node}, ${losses ? 'so it forwards nothing' : 'which is a router for its pods'}`,
  fix: ({ fixWith }) => fixWith,
});

function onNode(context: FindingContext, node: string): Off[] {
  const host = context.host(node);
  if (!host) return [];
  return keysOf(context, host).flatMap((key) => {
    const evidence = sysctlEvidence(node, host, key);
    if (host.sysctls.get(key)?.value !== '0' || !evidence) return [];
    const losses = dropsOn(context, node).filter((d) => d.reason === 'IP_INADDRERRORS' || cites(d.evidence, evidence));
    const fixWith = setForwarding(node, host, key, `Makes ${node} forward the packets of its pods.`);
    return [{ node, key, fixWith, evidence: [evidence], ...blame(context, losses) }];
  });
}

/** The switches of the families that the cluster uses, and those of single devices that a drop points to. */
function keysOf({ asked, cluster }: FindingContext, host: NamespaceDump): readonly string[] {
  const families = new Set(
    asked
      ? [asked.question.source.address.includes(':') ? 6 : 4]
      : cluster.pods.flatMap((p) => p.addresses.map((a) => (a.includes(':') ? 6 : 4))),
  );
  const whole = [
    ...(families.has(4) ? ['net/ipv4/ip_forward'] : []),
    ...(families.has(6) ? ['net/ipv6/conf/all/forwarding'] : []),
  ];
  if (whole.some((k) => host.sysctls.get(k)?.value === '0') || !asked) return whole;
  const cited = asked.drops.flatMap((d) => d.evidence.filter((e) => e.section === 'sysctl').map((e) => e.line));
  const single = [...host.sysctls]
    .filter(([k, v]) => k.endsWith('/forwarding') && cited.includes(v.line))
    .map(([k]) => k);
  return [...whole, ...single];
}

const cites = (evidence: readonly Evidence[], at: Evidence): boolean =>
  evidence.some((e) => e.node === at.node && e.netns === at.netns && e.section === at.section && e.line === at.line);
