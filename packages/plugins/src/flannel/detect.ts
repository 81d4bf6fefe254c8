import { type Cluster, type Config, flannelNetConf, hostDump, objectText, optionOf } from '@skoop/engine';
import type { Detected } from '@skoop/model';

const DAEMON_SETS = ['kube-flannel-ds', 'kube-flannel', 'flannel'];

/** flannel, or canal, which is flannel with Calico's policies. */
export function detectFlannel(cluster: Cluster): Detected | undefined {
  const found = (why: string, certain = true): Detected => ({ value: 'flannel', why, certain });
  const sets = Object.hasOwn(cluster.snapshot.objects, 'daemonsets') ? (cluster.snapshot.objects.daemonsets ?? []) : [];
  const set = sets.find(
    (d) => DAEMON_SETS.some((n) => d.metadata?.name?.startsWith?.(n)) || d.metadata?.name === 'canal',
  );
  if (set) return found(`DaemonSet ${set.metadata.namespace ?? ''}/${set.metadata.name}`);
  const node = cluster.nodes.find((n) => n.annotations.has('flannel.alpha.coreos.com/backend-type'));
  if (node) return found(`annotation flannel.alpha.coreos.com/backend-type of node ${node.name}`);
  if (objectText(flannelNetConf(cluster), 'Network') !== undefined) return found('ConfigMap kube-flannel-cfg');
  if (sets.some((d) => KNOWN_OTHERS.test(d.metadata?.name ?? ''))) return undefined;
  for (const name of cluster.snapshot.nodes.keys()) {
    const host = hostDump(cluster.snapshot, name);
    const device = host?.links.find((l) => /^flannel(\.|-v6\.)\d+$/.test(l.name));
    if (device) return found(`device ${device.name} on ${name}`);
    if (
      host?.iptables.some((d) =>
        d.tables.some((t) => t.chains.some((c) => c.name === 'FLANNEL-FWD' || c.name === 'FLANNEL-POSTRTG')),
      )
    )
      return found(`iptables chain FLANNEL-FWD or FLANNEL-POSTRTG on ${name}`);
  }
  return hostGatewayPattern(cluster)
    ? found('bridge cni0 and routes to pod networks by way of other nodes', false)
    : undefined;
}

const KNOWN_OTHERS = /^(calico-node|cilium|terway|aws-node|kindnet|weave-net|antrea-agent|kube-router|ovnkube)/;

/** Nodes that have cni0 and reach other nodes' pod networks through those nodes, as flannel's host-gw makes them. */
function hostGatewayPattern(cluster: Cluster): boolean {
  const cidrs = new Set(cluster.nodes.flatMap((n) => n.podCidrs));
  const addresses = new Set(cluster.nodes.flatMap((n) => n.addresses));
  return [...cluster.snapshot.nodes.keys()].some((name) => {
    const host = hostDump(cluster.snapshot, name);
    if (!host?.links.some((l) => l.name === 'cni0' && l.kind === 'bridge')) return false;
    return host.routes.some(
      (r) => cidrs.has(r.destination) && r.nexthops.some((h) => h.via !== undefined && addresses.has(h.via)),
    );
  });
}

/** `vxlan`, `host-gw`, or whatever else flannel is configured to. */
export function detectFlannelBackend(cluster: Cluster, config: Config): Detected | undefined {
  const given = optionOf(config, 'flannel-backend-type');
  if (given !== undefined) return { value: given, why: 'given as --flannel-backend-type', certain: true };
  const configured = objectText(flannelNetConf(cluster), 'Backend', 'Type');
  if (configured !== undefined)
    return { value: configured, why: 'net-conf.json in ConfigMap kube-flannel-cfg', certain: true };
  for (const node of cluster.nodes) {
    const annotated = node.annotations.get('flannel.alpha.coreos.com/backend-type');
    if (annotated !== undefined && annotated !== '')
      return {
        value: annotated,
        why: `annotation flannel.alpha.coreos.com/backend-type of node ${node.name}`,
        certain: true,
      };
  }
  for (const name of cluster.snapshot.nodes.keys()) {
    const device = hostDump(cluster.snapshot, name)?.links.find(
      (l) => /^flannel(\.|-v6\.)\d+$/.test(l.name) && l.kind === 'vxlan',
    );
    if (device) return { value: 'vxlan', why: `device ${device.name} on ${name}`, certain: true };
  }
  if (hostGatewayPattern(cluster))
    return { value: 'host-gw', why: 'routes to pod networks by way of other nodes', certain: true };
  return undefined;
}
