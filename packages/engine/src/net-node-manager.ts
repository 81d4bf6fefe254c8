import type { Cluster } from './cluster.ts';
import type { Destination, NetNode, NetNodeInfo } from './net-node.ts';
import { externalInfo } from './net-node.ts';
import type { KubeNode } from './objects/node.ts';
import type { Plugin } from './plugin.ts';

/** NetNodes of the promise, made when first reached. undefined: the objects do not know it. */
export type NetNodeManager = { get(info: NetNodeInfo): NetNode | undefined };

export function createNetNodeManager(cluster: Cluster, plugin: Plugin, outside: OutsideNode): NetNodeManager {
  const made = new Map<string, NetNode | undefined>();
  const make = (info: NetNodeInfo): NetNode | undefined => {
    switch (info.type) {
      case 'pod': {
        const pod = cluster.podsByKey.get(info.id);
        return pod && { info, action: plugin.createPod(pod) };
      }
      case 'node': {
        const node = cluster.nodesByName.get(info.id) ?? bareNode(cluster, info.id);
        return node && { info, action: plugin.createNode(node) };
      }
      case 'external':
      case 'generic':
        return { info, action: outside(info) };
    }
  };
  return {
    get(info) {
      const key = `${info.type} ${info.id}`;
      if (!made.has(key)) made.set(key, make(info));
      return made.get(key);
    },
  };
}

/** How something outside sends: to the nodes that the provider brings the packet to. */
export type OutsideNode = (info: NetNodeInfo) => NetNode['action'];

export const outsideNode =
  (entry: (destination: Destination) => readonly { readonly node: string; readonly share: number }[]): OutsideNode =>
  (info) => ({
    send: (destination, protocol) => {
      const entries = entry(destination);
      if (entries.length === 0) return [{ kind: 'serve', share: 1 }];
      return entries.map(({ node, share }) => ({
        kind: 'link',
        action: 'send',
        share,
        link: {
          type: 'external',
          source: externalInfo(info.id),
          destination: { type: 'node', id: node, node },
          sourceAttributes: {},
          destinationAttributes: {},
          packet: { src: info.id, dst: destination.address, dport: destination.port, protocol },
        },
      }));
    },
    receive: () => [{ kind: 'serve', share: 1 }],
  });

/** A node that was collected and has no object: the list of nodes is missing. */
function bareNode(cluster: Cluster, name: string): KubeNode | undefined {
  if (!cluster.snapshot.nodes.has(name)) return undefined;
  return {
    name,
    addresses: [],
    externalAddresses: [],
    podCidrs: [],
    labels: new Map(),
    annotations: new Map(),
    ready: true,
    schedulable: true,
    balanced: true,
    object: { metadata: { name } },
  };
}
