import { dumpEvidence } from '../evidence.ts';
import { type FindingContext, finding, type Match } from '../finding.ts';
import type { Service } from '../objects/service.ts';

type StaleEntry = Match & {
  readonly service: Service;
  readonly port: number;
  readonly gone: string;
  readonly count: number;
};

export const conntrackStaleUdp = finding<StaleEntry>({
  id: 'conntrack-stale-udp',
  level: 'warning',
  title: 'UDP clients are tied to an endpoint that is gone',
  docs: {
    meaning:
      'UDP has no connections, but conntrack remembers to which endpoint a client port was translated for as long as packets flow. A client that keeps sending from one port (DNS resolvers, statsd) stays tied to an endpoint that does not exist any more, and nobody answers. kube-proxy is to remove such entries; sometimes it does not.',
    check:
      "`conntrack -L -p udp --dst SERVICEIP` on the client's node: the reply source is the pod; compare it with the EndpointSlice.",
    fix: 'Delete the entries; the next packet is translated anew.',
    references: [
      ['kubernetes#125467', 'https://github.com/kubernetes/kubernetes/issues/125467'],
      ['kubernetes#139628', 'https://github.com/kubernetes/kubernetes/issues/139628'],
    ],
  },
  check: (context) => context.nodes.flatMap((node) => onNode(context, node)),
  says: ({ node, service, port, gone, count }) =>
    `${node} has ${count} UDP conntrack ${count === 1 ? 'entry' : 'entries'} for port ${port} of service ${service.key} to ${gone}, which is no endpoint of it any more`,
  fix: ({ node, service, port, gone }) => ({
    node,
    commands: [`conntrack -D -p udp --dst ${service.clusterAddresses[0] ?? ''} --dport ${port} --reply-src ${gone}`],
    explanation: 'Forgets the translation; the next packet goes to an endpoint that exists.',
  }),
});

function onNode({ ipCache, host, cluster }: FindingContext, node: string): StaleEntry[] {
  const dump = host(node);
  const out = new Map<string, StaleEntry>();
  for (const entry of dump?.conntrack ?? []) {
    const { destination, destinationPort = 0 } = entry.original;
    if (!dump || entry.protocol !== 'udp' || entry.reply.source === destination) continue;
    const owner = ipCache.serviceAt(destination);
    if (!owner?.service.ports.some((p) => p.protocol === 'udp' && p.port === destinationPort)) continue;
    const endpoints = cluster.endpoints.get(owner.service.key) ?? [];
    if (endpoints.some((e) => e.address === entry.reply.source)) continue;
    const key = `${owner.service.key} ${destinationPort} ${entry.reply.source}`;
    const before = out.get(key);
    out.set(key, {
      node,
      service: owner.service,
      port: destinationPort,
      gone: entry.reply.source,
      count: (before?.count ?? 0) + 1,
      evidence: before?.evidence ?? [dumpEvidence(node, dump, 'conntrack', { line: entry.line })],
    });
  }
  return [...out.values()];
}
