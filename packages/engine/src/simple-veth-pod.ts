import { type Address, familyOf } from '@skoop/model';
import { type NetNodeAction, nodeInfo, podInfo } from './net-node.ts';
import type { Pod } from './objects/pod.ts';

/** The pod of most plugins: one veth pair to its node, everything goes there. `device` is the pod's end. */
export function createSimpleVethPod(pod: Pod, device = 'eth0'): NetNodeAction {
  const addressFor = (to: Address): Address => pod.addresses.find((a) => familyOf(a) === familyOf(to)) ?? '';
  return {
    send({ address, port }, protocol) {
      const mine = pod.addresses.includes(address);
      if (mine) return [{ kind: 'serve', share: 1 }];
      return [
        {
          kind: 'link',
          action: 'send',
          share: 1,
          link: {
            type: 'veth',
            source: podInfo(pod),
            destination: nodeInfo(pod.node),
            sourceAttributes: { interface: device },
            destinationAttributes: {},
            packet: { src: addressFor(address), dst: address, dport: port, protocol },
          },
        },
      ];
    },
    receive(upstream) {
      if (pod.addresses.includes(upstream.packet.dst)) return [{ kind: 'serve', share: 1 }];
      return [
        {
          kind: 'refuse',
          how: 'drop',
          cause: 'not-for-pod',
          why: `${pod.key} does not have ${upstream.packet.dst}`,
          share: 1,
        },
      ];
    },
  };
}
