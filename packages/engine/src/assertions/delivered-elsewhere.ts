import type { Server } from '@skoop/model';
import { type FindingContext, finding, type Match } from '../finding.ts';

type Elsewhere = Match & { readonly who: string; readonly share: number; readonly promised: string };

export const deliveredElsewhere = finding<Elsewhere>({
  id: 'delivered-elsewhere',
  level: 'fatal',
  title: 'Somebody else than promised answers',
  docs: {
    meaning:
      'The connection works, but the server that answers is not one that the cluster promises for this destination: an address of two owners, a DNAT rule of somebody else, rules of kube-proxy that still name a pod which lost its place, a route to another machine. The client notices wrong answers, not errors.',
    check:
      'Ask the server who it is (its host name, its certificate), and look at the DNAT steps of the path: each names the rule.',
    fix: 'Remove the rule, route or duplicate address that the path shows.',
    references: [
      ['Kubernetes: virtual IPs and service proxies', 'https://kubernetes.io/docs/reference/networking/virtual-ips/'],
    ],
  },
  check(context) {
    const { asked } = context;
    if (!asked || asked.promise.unknown.length > 0 || !knowsPods(context)) return [];
    const promised = new Set(asked.promise.servers.map((s) => s.packet.dst));
    const out = new Map<string, Elsewhere>();
    for (const server of asked.servers) {
      if (promised.has(server.address) || isHostPort(context, server.netns)) continue;
      const who =
        server.netns === 'host'
          ? `node ${server.node}`
          : server.netns === 'external'
            ? server.address
            : `pod ${server.netns}`;
      const before = out.get(who)?.share ?? 0;
      const names = [...promised].map((a) => nameOf(context, a));
      const wanted =
        names.length === 0
          ? 'nobody'
          : names.length <= 3
            ? names.join(', ')
            : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
      out.set(who, {
        node: server.node,
        who,
        share: before + server.share,
        promised: wanted,
        evidence: natEvidence(context, server),
      });
    }
    return [...out.values()];
  },
  says: ({ who, share, promised }) =>
    `${Math.round(share * 100)} % of new connections are answered by ${who}, which is not what the cluster promises (${promised})`,
});

/** Without pods or endpoints there is no promise to compare with. */
const knowsPods = ({ cluster, asked }: FindingContext): boolean =>
  cluster.pods.length > 0 && (asked?.destination.type !== 'service' || cluster.endpoints.size > 0);

const nameOf = ({ ipCache }: FindingContext, address: string): string => {
  const pod = ipCache.podAt(address);
  return pod ? `pod ${pod.key}` : address;
};

/** A port of the node that a pod's hostPort claims is the pod's by right. */
function isHostPort({ asked, cluster }: FindingContext, netns: string): boolean {
  const port = asked?.question.port;
  return cluster.podsByKey.get(netns)?.ports.some((p) => p.hostPort !== undefined && p.hostPort === port) ?? false;
}

const natEvidence = ({ asked }: FindingContext, server: Server): Match['evidence'] =>
  (asked?.traces ?? [])
    .filter((t) => t.direction === 'request' && t.outcome === 'delivered' && t.hops.at(-1)?.netns === server.netns)
    .slice(0, 1)
    .flatMap((t) => t.hops.flatMap((h) => h.steps.filter((s) => s.kind === 'nat').flatMap((s) => s.evidence)));
