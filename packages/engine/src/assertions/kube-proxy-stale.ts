import { type Address, type Drop, type Evidence, familyOf, type NamespaceDump } from '@skoop/model';
import { cidrsOf } from '../detect/cidrs.ts';
import { objectEvidence } from '../evidence.ts';
import { blame, type FindingContext, finding, type Match } from '../finding.ts';
import { innerPacket } from '../last-packet.ts';
import type { Service, ServicePort } from '../objects/service.ts';
import { kubeProxyServiceProcessor } from '../promise/kube-proxy-service-processor.ts';
import { installedTargets } from './installed-targets.ts';

type Stale = Match & {
  readonly service: Service;
  readonly port: ServicePort;
  readonly gone: readonly string[];
  readonly missing: readonly string[];
};

export const kubeProxyStale = finding<Stale>({
  id: 'kube-proxy-stale',
  level: 'warning',
  title: "A node's service rules lag behind the cluster",
  docs: {
    meaning:
      'kube-proxy on every node writes rules from Services and EndpointSlices. If it is stuck, crashed, cut off from the API server, or its rules were flushed by another program, the node goes on with what it had: it sends to pods that are gone, leaves out new ones, or does not know a service at all. Calls from other nodes work meanwhile.',
    check:
      "`iptables-save -t nat | grep NAMESPACE/SERVICE` (or `ipvsadm -Ln`, or `nft list table ip kube-proxy`) on the node, against `kubectl get endpointslices -l kubernetes.io/service-name=SERVICE`. `kubectl -n kube-system logs POD` of that node's kube-proxy usually says why; `curl localhost:10249/metrics | grep kubeproxy_sync_proxy_rules_last_timestamp` when it last wrote.",
    fix: 'Restart kube-proxy on the node: it writes everything anew.',
    references: [
      ['kubernetes#67875', 'https://github.com/kubernetes/kubernetes/issues/67875'],
      ['kubernetes#28674', 'https://github.com/kubernetes/kubernetes/issues/28674'],
    ],
  },
  check(context) {
    const { asked, cluster } = context;
    if (context.facts.proxyMode.value === 'none') return [];
    const services = asked ? (asked.destination.service ? [asked.destination.service] : []) : cluster.services;
    return context.nodes.flatMap((node) => {
      const host = context.host(node);
      if (!host) return [];
      return services.flatMap((service) =>
        service.ports
          .filter((p) => !asked?.call || asked.call.port === p)
          .flatMap((port) => onNode(context, node, host, service, port)),
      );
    });
  },
  says: ({ node, service, port, gone, missing }) => {
    const parts = [
      ...(gone.length > 0
        ? [`send to ${list(gone)}, which ${gone.length === 1 ? 'is no endpoint' : 'are no endpoints'} any more`]
        : []),
      ...(missing.length > 0 ? [`leave out ${list(missing)}`] : []),
    ];
    return `kube-proxy's rules on ${node} for port ${port.port} of service ${service.key} are old: they ${parts.join(', and ')}`;
  },
  fix: ({ node }) => ({
    node: '',
    commands: [`kubectl -n kube-system delete pod -l k8s-app=kube-proxy --field-selector spec.nodeName=${node}`],
    explanation: `Restarts kube-proxy on ${node}, which writes all rules anew.`,
  }),
});

const list = (items: readonly string[]): string =>
  items.length <= 3 ? items.join(', ') : `${items.slice(0, 3).join(', ')} and ${items.length - 3} more`;

function onNode(
  context: FindingContext,
  node: string,
  host: NamespaceDump,
  service: Service,
  port: ServicePort,
): Stale[] {
  if (service.headless || service.externalName !== undefined || service.otherProxy) return [];
  return service.clusterAddresses.flatMap((address): Stale[] => {
    const installed = installedTargets(host, address, port);
    const promised = promisedTargets(context, node, service, port, address);
    // A node without any rules of kube-proxy in this family is another matter, and so is a service without endpoints.
    if (!installed || (promised.length === 0 && installed.targets.size === 0)) return [];
    const gone = [...installed.targets.keys()].filter((t) => !promised.includes(t)).sort();
    const missing = promised.filter((t) => !installed.targets.has(t)).sort();
    if (gone.length === 0 && missing.length === 0) return [];
    const evidence: Evidence[] = gone.slice(0, 3).flatMap((t) => installed.targets.get(t) ?? []);
    return [
      {
        node,
        service,
        port,
        gone,
        missing,
        evidence: [...evidence, ...installed.at, objectEvidence('services', service.object, 'spec.clusterIP', address)],
        ...blame(context, lossesOf(context, node, gone)),
      },
    ];
  });
}

/** Connections that go to what is gone, or that find no rule and leave untranslated, are lost because of it. */
function lossesOf({ asked }: FindingContext, node: string, gone: readonly string[]): readonly Drop[] {
  if (!asked?.call || asked.call.node !== node) return [];
  const addresses = gone.map((t) => t.slice(0, t.lastIndexOf(':')).replace(/^\[|\]$/g, ''));
  return asked.drops.filter((d) => {
    if (gone.length === 0) return d.node === node || d.node === '';
    const lost = asked.traces.filter((t) => t.branch === d.branch && t.outcome === 'dropped');
    return lost.some((t) => t.hops.some((h) => addresses.includes(innerPacket(h.after).destination)));
  });
}

function promisedTargets(
  context: FindingContext,
  node: string,
  service: Service,
  port: ServicePort,
  address: Address,
): readonly string[] {
  const processor = kubeProxyServiceProcessor(context.cluster, context.ipCache, cidrsOf(context.facts.clusterCidr));
  const promise = processor.process({ service, port, as: 'ClusterIP', address, node, source: address });
  if (promise.kind !== 'endpoints') return [];
  return promise.endpoints.map((e) =>
    familyOf(e.endpoint.address) === 6 ? `[${e.endpoint.address}]:${e.port}` : `${e.endpoint.address}:${e.port}`,
  );
}
