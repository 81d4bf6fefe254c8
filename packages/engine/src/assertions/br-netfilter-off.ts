import type { Drop, Evidence } from '@skoop/model';
import { sysctlEvidence } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import { setSysctl } from '../set-sysctl.ts';

type Off = Match & { readonly key: string; readonly missing: boolean; readonly fixWith: ReturnType<typeof setSysctl> };

export const brNetfilterOff = finding<Off>({
  id: 'br-netfilter-off',
  level: 'warning',
  title: 'Bridged packets bypass iptables',
  docs: {
    meaning:
      "Pods of one node hang on one bridge. When a pod calls a Service and kube-proxy picks a backend on the same node, the reply goes from port to port of the bridge. Only with the module br_netfilter and `net.bridge.bridge-nf-call-iptables=1` does it pass conntrack, where its source is translated back to the Service's address. Without it the client gets an answer from an address that it never called, and drops it: service calls fail for just those backends that are on the client's own node.",
    check:
      '`lsmod | grep br_netfilter`; `sysctl net.bridge.bridge-nf-call-iptables` must print 1. If the key does not exist, the module is not loaded.',
    fix: 'Load br_netfilter and set the sysctl, both persistently.',
    references: [
      ['kubernetes#87426', 'https://github.com/kubernetes/kubernetes/issues/87426'],
      ['kubernetes#24019', 'https://github.com/kubernetes/kubernetes/issues/24019'],
      [
        'Kubernetes: network plugin requirements',
        'https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/',
      ],
    ],
  },
  check: (context) => context.nodes.flatMap((node) => onNode(context, node)),
  says: ({ node, key, missing, losses }) => {
    const state = missing ? `br_netfilter is not loaded on ${node}` : `${key.replaceAll('/', '.')} is 0 on ${node}`;
    return losses
      ? `${state}, so the reply of a backend on the client's own node is bridged back without its source being translated to the service's address`
      : `${state}: replies of services to pods of the same node bypass conntrack`;
  },
  fix: ({ fixWith }) => fixWith,
});

function onNode(context: FindingContext, node: string): Off[] {
  const host = context.host(node);
  const usesIptables = ['iptables', 'nftables'].includes(context.facts.proxyMode.value);
  // Only where pods are ports of a bridge, and only if sysctls were read at all.
  if (
    !host ||
    !usesIptables ||
    host.sysctls.size === 0 ||
    !host.links.some((l) => l.kind === 'veth' && l.master !== undefined)
  )
    return [];
  const family = context.asked?.question.source.address.includes(':') ? 6 : 4;
  const key = `net/bridge/bridge-nf-call-${family === 6 ? 'ip6tables' : 'iptables'}`;
  const setting = host.sysctls.get(key);
  if (setting && setting.value !== '0') return [];
  const losses = context.asked?.call === undefined ? [] : lostReplies(context, node);
  const evidence: Evidence[] = [
    ...(sysctlEvidence(node, host, key) ? [sysctlEvidence(node, host, key) as Evidence] : []),
  ];
  const set = setSysctl(
    node,
    host,
    key,
    '1',
    'Sends bridged packets through iptables, and with them through conntrack.',
  );
  const fixWith = {
    ...set,
    commands: ['modprobe br_netfilter', 'echo br_netfilter > /etc/modules-load.d/br_netfilter.conf', ...set.commands],
  };
  return [
    {
      node,
      key,
      missing: setting === undefined,
      fixWith,
      evidence,
      ...blame(context, losses),
    },
  ];
}

/** A reply that stayed on the node is lost there. */
const lostReplies = ({ asked }: FindingContext, node: string): readonly Drop[] =>
  (asked?.drops ?? []).filter((d) => {
    if (d.node !== node || d.direction !== 'reply') return false;
    const traces = asked?.traces.filter((t) => t.branch === d.branch) ?? [];
    return traces.every((t) => t.hops.every((h) => h.node === node));
  });
