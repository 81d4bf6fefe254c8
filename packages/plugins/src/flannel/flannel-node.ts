import {
  dispatchDirect,
  externalInfo,
  hostDump,
  type KubeNode,
  type Link,
  nodeInfo,
  ownAddress,
  type PluginContext,
  podInfo,
  type SimplePluginNode,
  type Transmission,
  viaServiceProcessor,
} from '@skoop/engine';
import { familyOf, type LinkPacket, parsePrefix, prefixContains } from '@skoop/model';
import { readFlannelConfig } from './options.ts';

/** Default VNI of flannel's vxlan backend. */
const VNI = 1;

/** What flannel promises on one node. flannel: pkg/backend/vxlan, pkg/backend/hostgw, pkg/trafficmngr. */
export function flannelNode(context: PluginContext, node: KubeNode): SimplePluginNode {
  const { ipCache, facts, serviceProcessor } = context;
  const config = readFlannelConfig(context.config);
  const check = context.assertOn(node.name);
  const isVxlan = facts.backend?.value === 'vxlan';
  const cidrs = (facts.clusterCidr?.value ?? '').split(',').flatMap((c) => parsePrefix(c.trim()) ?? []);
  const isPodNetwork = (address: string): boolean =>
    ipCache.podAt(address) !== undefined || cidrs.some((c) => prefixContains(c, address));

  const link = (
    type: Link['type'],
    destination: Link['destination'],
    device: string,
    packet: LinkPacket,
  ): readonly Transmission[] => [
    {
      kind: 'link',
      action: 'forward',
      share: 1,
      link: {
        type,
        source: nodeInfo(node.name),
        destination,
        sourceAttributes: { interface: device },
        destinationAttributes: {},
        packet,
      },
    },
  ];
  const own = (to: string): string => ownAddress(node, ipCache, to);
  const outer = (to: string): string => hostDeviceOf(context, node.name, config.hostInterface, to);

  /** FLANNEL-POSTRTG masquerades what leaves the pod network, unless switched off. */
  const masqueraded = (packet: LinkPacket): LinkPacket =>
    config.ipMasq && isPodNetwork(packet.src) && !isPodNetwork(packet.dst)
      ? { ...packet, src: own(packet.dst) }
      : packet;

  const simple: SimplePluginNode = {
    toPod(_, packet, pod) {
      if (pod.node === node.name) {
        check.assertNetDevice(config.bridge, { kind: 'bridge', mtu: config.podMtu });
        return link('veth', podInfo(pod), config.bridge, packet);
      }
      if (!isVxlan) return link('infra', nodeInfo(pod.node), outer(packet.dst), packet);
      const device = tunnelDevice(context, node.name, familyOf(packet.dst));
      check.assertNetDevice(device, { kind: 'vxlan', mtu: config.podMtu });
      const remote = context.cluster.nodesByName.get(pod.node);
      const encap = {
        kind: 'vxlan',
        src: publicAddress(context, node),
        dst: remote ? publicAddress(context, remote) : '',
        vni: VNI,
      };
      return link('infra', nodeInfo(pod.node), device, { ...packet, encap });
    },
    toHost: (_, packet, other) => link('infra', nodeInfo(other), outer(packet.dst), masqueraded(packet)),
    toService: (upstream, packet, call) =>
      viaServiceProcessor(serviceProcessor, call, packet, own(packet.dst), (translated) =>
        dispatchDirect(ipCache, node.name, simple, upstream, translated),
      ),
    toExternal: (_, packet) => link('external', externalInfo(packet.dst), outer(packet.dst), masqueraded(packet)),
    serve: () => [{ kind: 'serve', share: 1 }],
  };
  return simple;
}

/** The address that flannel announces for a node to the others. */
function publicAddress({ ipCache }: PluginContext, node: KubeNode): string {
  return node.annotations.get('flannel.alpha.coreos.com/public-ip') ?? ownAddress(node, ipCache, '0.0.0.0');
}

function tunnelDevice({ cluster }: PluginContext, node: string, family: 4 | 6): string {
  const names = hostDump(cluster.snapshot, node)?.links.map((l) => l.name) ?? [];
  const pattern = family === 6 ? /^flannel-v6\.\d+$/ : /^flannel\.\d+$/;
  return names.find((n) => pattern.test(n)) ?? (family === 6 ? `flannel-v6.${VNI}` : `flannel.${VNI}`);
}

/** The device with the node's own address, unless the option names one. */
function hostDeviceOf(context: PluginContext, node: string, given: string | undefined, to: string): string {
  if (given !== undefined) return given;
  const family = familyOf(to);
  const addresses = hostDump(context.cluster.snapshot, node)?.addresses ?? [];
  return addresses.find((a) => a.family === family && context.ipCache.nodeAt(a.address) === node)?.device ?? 'eth0';
}
