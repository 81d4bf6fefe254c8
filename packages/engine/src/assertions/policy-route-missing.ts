import type { Address, Drop, NamespaceDump, RouteRecord, RuleRecord } from '@skoop/model';
import { dumpEvidence, sectionOf } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import { lastPacketOf } from '../last-packet.ts';
import { bestRoute, isDefault } from './best-route.ts';

type Missing = Match & { readonly rule: RuleRecord; readonly pod: string; readonly lacks: string };

/** Tables that every kernel has; `default` is empty as a rule. */
const USUAL = new Set(['local', 'main', 'default']);

export const policyRouteMissing = finding<Missing>({
  id: 'policy-route-missing',
  level: 'warning',
  title: 'A policy rule for a pod leads to a routing table without its route',
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
  says: ({ node, rule, pod, lacks }) =>
    `Packets of pod ${pod} are sent to routing table ${rule.table ?? ''} of ${node} by a policy rule, and ${lacks}`,
});

function onNode(context: FindingContext, node: string): Missing[] {
  const host = context.host(node);
  if (!host) return [];
  const own = host.rules.filter((r) => r.action === 'lookup' && r.from !== undefined && !USUAL.has(r.table ?? 'main'));
  if (own.length === 0) return [];
  const tables = new Set(host.routes.map((r) => `${r.family} ${r.table}`));
  return own.flatMap((rule): Missing[] => {
    const { table = '', from = '' } = rule;
    const address = from.replace(/\/(32|128)$/, '');
    const pod = context.ipCache.podAt(address);
    if (!pod) return [];
    const section = rule.family === 6 ? 'ip-6-rule' : 'ip-rule';
    const at = {
      node,
      netns: host.id,
      section,
      line: rule.line,
      text: `${rule.priority}: from ${from} lookup ${table}`,
    };
    const lost = (context.asked?.drops ?? []).filter((d) => lastPacketOf(context, d)?.source === address);
    if (!tables.has(`${rule.family} ${table}`)) {
      const losses = lost.filter((d) => ASTRAY.has(d.reason));
      return [
        { node, rule, pod: pod.key, lacks: 'that table has no routes', evidence: [at], ...blame(context, losses) },
      ];
    }
    return lost.flatMap((drop): Missing[] => {
      const destination = lastPacketOf(context, drop)?.destination ?? '';
      const route = bestRoute(host, table, destination);
      const lacks = route && whatItLacks(host, drop, node, route, destination);
      if (!lacks) return [];
      const evidence = [at, dumpEvidence(node, host, 'routes', route)];
      return [{ node, rule, pod: pod.key, lacks, evidence, ...blame(context, [drop]) }];
    });
  });
}

/** What becomes of a packet that left by the wrong device: nobody knows the way, or it comes back by another. */
const ASTRAY = new Set(['IP_INNOROUTES', 'IP_OUTNOROUTES', 'IP_RPFILTER', 'IP_INADDRERRORS']);

/** Why the table's route loses the packet: it refuses it, or leads outside what table main knows better. */
function whatItLacks(
  host: NamespaceDump,
  drop: Drop,
  node: string,
  route: RouteRecord,
  destination: Address,
): string | undefined {
  const [cited] = drop.evidence;
  if (drop.node === node && cited?.section === sectionOf('routes', route.family) && cited.line === route.line)
    return `its route to ${destination} is ${route.type}`;
  if (drop.node !== '' || drop.reason !== 'IP_INNOROUTES' || !isDefault(route)) return undefined;
  const main = bestRoute(host, 'main', destination);
  return main && !isDefault(main)
    ? `it has no route to ${destination} but the default, while table main has one`
    : undefined;
}
