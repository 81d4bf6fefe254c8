import { createBasePluginNode, createSimpleVethPod, type PluginFactory } from '@skoop/engine';
import { detectFlannel, detectFlannelBackend } from './detect.ts';
import { flannelNode } from './flannel-node.ts';
import { flannelOptions } from './options.ts';

/** flannel: pods on a bridge, nodes reach each other's pods through VXLAN or routes. */
export const flannel: PluginFactory = {
  name: 'flannel',
  title: 'Flannel plugin',
  options: flannelOptions,
  detect: detectFlannel,
  backend: detectFlannelBackend,
  create(context) {
    return {
      name: 'flannel',
      createPod: (pod) => createSimpleVethPod(pod),
      createNode(node) {
        const simple = flannelNode(context, node);
        return createBasePluginNode({ node, cluster: context.cluster, ipCache: context.ipCache, simple });
      },
    };
  },
};
