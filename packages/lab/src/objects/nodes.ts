import os from 'node:os';
import type { KubeObject } from '@skoop/model';
import type { Plan, PlannedNode } from '../plan.ts';
import { CREATED, KUBERNETES_VERSION, metadata } from './metadata.ts';

/** Annotations that flanneld puts on its node (pkg/subnet/kube: AcquireLease). */
export function flannelAnnotations(plan: Plan, node: PlannedNode): Record<string, string> {
  const at = (name: string): string => `flannel.alpha.coreos.com/${name}`;
  const vxlan = plan.topology.backend === 'vxlan';
  const data = (mac: string | undefined): string => (vxlan ? JSON.stringify({ VNI: 1, VtepMAC: mac }) : 'null');
  const out: Record<string, string> = {
    [at('backend-type')]: plan.topology.backend,
    [at('kube-subnet-manager')]: 'true',
  };
  if (node.addresses[4]) {
    out[at('public-ip')] = node.addresses[4];
    out[at('backend-data')] = data(node.tunnelMacs[4]);
  }
  if (node.addresses[6]) {
    out[at('public-ipv6')] = node.addresses[6];
    out[at('backend-v6-data')] = data(node.tunnelMacs[6]);
  }
  return out;
}

/** Annotations that calico-node puts on its node. */
function calicoAnnotations(plan: Plan, node: PlannedNode): Record<string, string> {
  const own: Record<string, string> = {};
  const tunnel = plan.topology.backend === 'vxlan';
  if (node.addresses[4]) {
    own['projectcalico.org/IPv4Address'] = `${node.addresses[4]}/24`;
    if (tunnel) own['projectcalico.org/IPv4VXLANTunnelAddr'] = node.tunnelAddresses[4] ?? '';
    if (plan.topology.backend === 'ipip') own['projectcalico.org/IPv4IPIPTunnelAddr'] = node.tunnelAddresses[4] ?? '';
  }
  if (node.addresses[6]) {
    own['projectcalico.org/IPv6Address'] = `${node.addresses[6]}/64`;
    if (tunnel) own['projectcalico.org/IPv6VXLANTunnelAddr'] = node.tunnelAddresses[6] ?? '';
  }
  return own;
}

export function nodeObjects(plan: Plan): KubeObject[] {
  return plan.nodes.map((node) => {
    const cidrs = plan.families.map((f) => node.podCidrs[f] ?? '');
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: metadata('Node', node.name, {
        annotations: {
          ...(plan.topology.cni === 'calico' ? calicoAnnotations(plan, node) : flannelAnnotations(plan, node)),
          'node.alpha.kubernetes.io/ttl': '0',
        },
        labels: {
          'kubernetes.io/arch': 'amd64',
          'kubernetes.io/hostname': node.name,
          'kubernetes.io/os': 'linux',
          ...(node.index === 1 ? { 'node-role.kubernetes.io/control-plane': '' } : {}),
        },
      }),
      spec: { podCIDR: cidrs[0], podCIDRs: cidrs },
      status: {
        addresses: [
          ...plan.families.map((f) => ({ address: node.addresses[f], type: 'InternalIP' })),
          { address: node.name, type: 'Hostname' },
        ],
        conditions: [
          {
            lastHeartbeatTime: CREATED,
            lastTransitionTime: CREATED,
            message: 'kubelet is posting ready status',
            reason: 'KubeletReady',
            status: 'True',
            type: 'Ready',
          },
        ],
        nodeInfo: {
          architecture: 'amd64',
          containerRuntimeVersion: 'containerd://1.7.24',
          kernelVersion: os.release(),
          kubeProxyVersion: KUBERNETES_VERSION,
          kubeletVersion: KUBERNETES_VERSION,
          operatingSystem: 'linux',
          osImage: 'Debian GNU/Linux 12 (bookworm)',
        },
      },
    };
  });
}
