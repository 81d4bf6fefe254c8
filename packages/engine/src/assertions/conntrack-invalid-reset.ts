import type { Drop, Fix, NamespaceDump } from '@skoop/model';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import { deleteRule, iptablesRules, type RuleAt, ruleEvidence, targetOf } from '../iptables-view.ts';
import { setSysctl } from '../set-sysctl.ts';

type Invalid = Match & { readonly dropped: boolean; readonly fixWith?: Fix };

const LIBERAL = 'net/netfilter/nf_conntrack_tcp_be_liberal';

export const conntrackInvalidReset = finding<Invalid>({
  id: 'conntrack-invalid-reset',
  level: 'warning',
  title: 'Packets that conntrack finds INVALID are dropped, or reset connections',
  docs: {
    meaning:
      "Conntrack follows the sequence numbers of each connection, and NAT is undone only for packets that it finds valid. A packet that it finds INVALID goes on as it is: the answer of a Service's pod then reaches the client from an address that it never called, and the client resets the connection. kube-proxy therefore drops such packets. Where a node sees one direction of a connection alone (an answer that takes another way, `NOTRACK` for one direction), it is the packets of good connections that are INVALID: they connect at best, and then hang.",
    check:
      '`conntrack -S` (the count `invalid`), `iptables-save | grep INVALID`, `sysctl net.netfilter.nf_conntrack_tcp_be_liberal`. With `sysctl -w net.netfilter.nf_conntrack_log_invalid=6` the kernel logs why.',
    fix: 'Bring both directions of the connection over the same nodes, and exempt both from conntrack or none. For sequence numbers out of line, let conntrack be liberal (`conntrack.tcpBeLiberal` of kube-proxy), and keep the DROP rule.',
    references: [
      ['kubernetes#74839', 'https://github.com/kubernetes/kubernetes/issues/74839'],
      ['kubernetes#117924', 'https://github.com/kubernetes/kubernetes/issues/117924'],
    ],
  },
  check: (context) => [...droppedOf(context), ...context.nodes.flatMap((node) => unguarded(context, node))],
  says: ({ node, dropped }) =>
    dropped
      ? `conntrack of ${node} finds the packet INVALID, because it sees only one direction of the connection, and a rule drops what is INVALID`
      : `${node} lets packets pass that conntrack finds INVALID: clients of Services answer them with a reset`,
  fix: ({ fixWith }) => fixWith,
});

const asksForInvalid = (text: string): boolean =>
  /(?:--(?:ct)?state|ct state)\s+(?:\S*,)?(?:invalid)\b/i.test(text) && !/!\s+--(?:ct)?state/.test(text);

/** Packets of the question that died for it. */
function droppedOf(context: FindingContext): Invalid[] {
  const byNode = new Map<string, Drop[]>();
  for (const d of context.asked?.drops ?? [])
    if (d.evidence.some((e) => asksForInvalid(e.text))) byNode.set(d.node, [...(byNode.get(d.node) ?? []), d]);
  return [...byNode].map(([node, drops]) => ({
    node,
    dropped: true,
    level: 'critical',
    ...trackBothWays(node, context.host(node)),
    evidence: drops.flatMap((d) => d.evidence),
    ...blame(context, drops),
  }));
}

/** What keeps conntrack from one direction, if it is a rule; a detour has no such simple cure. */
function trackBothWays(node: string, host: NamespaceDump | undefined): { readonly fixWith?: Fix } {
  for (const at of host ? iptablesRules(host, 'raw') : []) {
    if (!host || !(at.rule.args.includes('--notrack') || targetOf(at.rule) === 'NOTRACK')) continue;
    return { fixWith: deleteRule(node, host, at, 'Lets conntrack see both directions of the connection again.') };
  }
  return {};
}

/** kube-proxy in iptables mode without its rule, and conntrack not liberal. IPVS translates answers also where conntrack is lost. */
function unguarded(context: FindingContext, node: string): Invalid[] {
  if (context.facts.proxyMode.value === 'ipvs') return [];
  const host = context.host(node);
  if (!host || Number(host.sysctls.get(LIBERAL)?.value ?? 0) !== 0) return [];
  let first: RuleAt | undefined;
  for (const at of iptablesRules(host, 'filter')) {
    if (asksForInvalid(at.rule.text)) return [];
    if (at.chain.name === 'KUBE-FORWARD') first ??= at;
  }
  if (!first) return [];
  return [{ node, dropped: false, fixWith: liberal(node, host), evidence: [ruleEvidence(node, host, first)] }];
}

const liberal = (node: string, host: NamespaceDump | undefined) =>
  setSysctl(node, host, LIBERAL, '1', 'Accepts segments whose sequence numbers conntrack did not expect.');
