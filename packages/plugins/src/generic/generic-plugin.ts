import {
  createBasePluginNode,
  createSimpleVethPod,
  dispatchDirect,
  externalInfo,
  type KubeNode,
  type Link,
  nodeInfo,
  ownAddress,
  type PluginContext,
  type PluginFactory,
  podInfo,
  type SimplePluginNode,
  type Transmission,
  viaServiceProcessor,
} from '@skoop/engine';
import type { LinkPacket } from '@skoop/model';

/** Any Linux dataplane: promises that pods, nodes and services reach each other as Kubernetes demands, and nothing of how. */
export const generic: PluginFactory = {
  name: 'generic',
  title: 'Generic plugin',
  options: [],
  detect: () => ({ value: 'generic', why: 'no network plugin that Skoop knows was recognised', certain: false }),
  create: (context) => ({
    name: 'generic',
    createPod: (pod) => createSimpleVethPod(pod),
    createNode: (node) =>
      createBasePluginNode({
        node,
        cluster: context.cluster,
        ipCache: context.ipCache,
        simple: genericNode(context, node),
      }),
  }),
};

function genericNode({ ipCache, serviceProcessor }: PluginContext, node: KubeNode): SimplePluginNode {
  const link = (type: Link['type'], destination: Link['destination'], packet: LinkPacket): readonly Transmission[] => [
    {
      kind: 'link',
      action: 'forward',
      share: 1,
      link: { type, source: nodeInfo(node.name), destination, sourceAttributes: {}, destinationAttributes: {}, packet },
    },
  ];
  const simple: SimplePluginNode = {
    toPod: (_, packet, pod) =>
      pod.node === node.name ? link('veth', podInfo(pod), packet) : link('infra', nodeInfo(pod.node), packet),
    toHost: (_, packet, other) => link('infra', nodeInfo(other), packet),
    toService: (upstream, packet, call) =>
      viaServiceProcessor(serviceProcessor, call, packet, ownAddress(node, ipCache, packet.dst), (translated) =>
        dispatchDirect(ipCache, node.name, simple, upstream, translated),
      ),
    toExternal: (_, packet) => link('external', externalInfo(packet.dst), packet),
    serve: () => [{ kind: 'serve', share: 1 }],
  };
  return simple;
}
