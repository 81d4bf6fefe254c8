import type { RuleRecord } from '@skoop/model';
import { type FindingContext, finding, type Match } from '../finding.ts';

type Missing = Match & { readonly rule: RuleRecord; readonly pod: string };

/** Tables that every kernel has; `default` is empty as a rule. */
const USUAL = new Set(['local', 'main', 'default']);

export const policyRouteMissing = finding<Missing>({
  id: 'policy-route-missing',
  level: 'warning',
  title: 'A policy rule for a pod leads to an empty routing table',
  docs: {
    meaning:
      "Plugins that give pods addresses of their own network interfaces (AWS VPC CNI, Terway, Calico with several networks) route each pod by its source: `ip rule` sends packets *from* the pod's address to the table of its interface. A table that is empty, because the interface was made anew or another program flushed it, is passed over, and the packet leaves by the main table: with the right address by the wrong interface, where the cloud or `rp_filter` drops it.",
    check: '`ip rule show`, and `ip route show table TABLE` for each table that it names.',
    fix: "Restart the plugin's agent on the node, so that it writes its routes again; keep systemd-networkd and NetworkManager from removing foreign rules and routes (`ManageForeignRoutingPolicyRules=no`, `ManageForeignRoutes=no`).",
    references: [
      ['amazon-vpc-cni-k8s#1600', 'https://github.com/aws/amazon-vpc-cni-k8s/issues/1600'],
      ['amazon-vpc-cni-k8s#3309', 'https://github.com/aws/amazon-vpc-cni-k8s/issues/3309'],
    ],
  },
  check: (context) => context.nodes.flatMap((node) => onNode(context, node)),
  says: ({ node, rule, pod }) =>
    `Packets of pod ${pod} are sent to routing table ${rule.table ?? ''} of ${node} by a policy rule, and that table has no routes`,
});

function onNode(context: FindingContext, node: string): Missing[] {
  const host = context.host(node);
  if (!host) return [];
  const own = host.rules.filter((r) => r.action === 'lookup' && r.from !== undefined && !USUAL.has(r.table ?? 'main'));
  if (own.length === 0) return [];
  const tables = new Set(host.routes.map((r) => `${r.family} ${r.table}`));
  return own.flatMap((rule): Missing[] => {
    const { table, from = '' } = rule;
    if (tables.has(`${rule.family} ${table}`)) return [];
    const pod = context.ipCache.podAt(from.replace(/\/(32|128)$/, ''));
    if (!pod) return [];
    const section = rule.family === 6 ? 'ip-6-rule' : 'ip-rule';
    const text = `${rule.priority}: from ${from} lookup ${table}`;
    return [{ node, rule, pod: pod.key, evidence: [{ node, netns: host.id, section, line: rule.line, text }] }];
  });
}
