import type { KubeObject } from '@skoop/model';
import type { Plan } from '../plan.ts';
import { metadata } from './metadata.ts';

export const namespaceObjects = (plan: Plan): KubeObject[] => {
  const own = plan.topology.cni === 'calico' ? [] : ['kube-flannel'];
  const names = new Set(['default', ...own, 'kube-system', ...plan.pods.map((p) => p.namespace)]);
  return [...names].toSorted().map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: metadata('Namespace', name, { labels: { 'kubernetes.io/metadata.name': name } }),
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }));
};

const daemonSet = (plan: Plan, namespace: string, name: string, labels: Record<string, string>): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: metadata('DaemonSet', name, { namespace, labels }),
  spec: {
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ image: `registry.example/${name}:1.0`, name }], hostNetwork: true },
    },
  },
  status: {
    currentNumberScheduled: plan.nodes.length,
    desiredNumberScheduled: plan.nodes.length,
    numberMisscheduled: 0,
    numberReady: plan.nodes.length,
  },
});

export const daemonSetObjects = (plan: Plan): KubeObject[] => [
  plan.topology.cni === 'calico'
    ? daemonSet(plan, 'kube-system', 'calico-node', { 'k8s-app': 'calico-node' })
    : daemonSet(plan, 'kube-flannel', 'kube-flannel-ds', { app: 'flannel', 'k8s-app': 'flannel', tier: 'node' }),
  daemonSet(plan, 'kube-system', 'kube-proxy', { 'k8s-app': 'kube-proxy' }),
];

const CNI_CONF = {
  name: 'cbr0',
  cniVersion: '0.3.1',
  plugins: [
    { type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true } },
    { type: 'portmap', capabilities: { portMappings: true } },
  ],
};

function netConf(plan: Plan): Record<string, unknown> {
  return {
    ...(plan.clusterCidrs[4] ? { Network: plan.clusterCidrs[4] } : { EnableIPv4: false }),
    ...(plan.clusterCidrs[6] ? { EnableIPv6: true, IPv6Network: plan.clusterCidrs[6] } : {}),
    EnableNFTables: false,
    Backend: { Type: plan.topology.backend },
  };
}

const proxyConfig = (plan: Plan): string =>
  [
    'apiVersion: kubeproxy.config.k8s.io/v1alpha1',
    'bindAddress: 0.0.0.0',
    `clusterCIDR: ${plan.families.map((f) => plan.clusterCidrs[f]).join(',')}`,
    'conntrack:',
    '  maxPerCore: null',
    'detectLocalMode: ""',
    'iptables:',
    '  localhostNodePorts: null',
    '  masqueradeAll: false',
    '  masqueradeBit: null',
    'kind: KubeProxyConfiguration',
    `mode: "${plan.topology.proxyMode ?? 'iptables'}"`,
    'nodePortAddresses: null',
    '',
  ].join('\n');

const flannelConfig = (plan: Plan): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: metadata('ConfigMap', 'kube-flannel-cfg', {
    namespace: 'kube-flannel',
    labels: { app: 'flannel', 'k8s-app': 'flannel', tier: 'node' },
  }),
  data: {
    'cni-conf.json': `${JSON.stringify(CNI_CONF, null, 2)}\n`,
    'net-conf.json': `${JSON.stringify(netConf(plan), null, 2)}\n`,
  },
});

/** Calico's pools as its CRDs hold them. */
export const ipPoolObjects = (plan: Plan): KubeObject[] =>
  plan.families.map((f) => ({
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'IPPool',
    metadata: metadata('IPPool', `default-ipv${f}-ippool`),
    spec: {
      allowedUses: ['Workload', 'Tunnel'],
      blockSize: f === 4 ? 26 : 122,
      cidr: plan.clusterCidrs[f],
      ipipMode: plan.topology.backend === 'ipip' && f === 4 ? 'Always' : 'Never',
      natOutgoing: true,
      nodeSelector: 'all()',
      vxlanMode: plan.topology.backend === 'vxlan' ? 'Always' : 'Never',
    },
  }));

export const configMapObjects = (plan: Plan): KubeObject[] => [
  ...(plan.topology.cni === 'calico' ? [] : [flannelConfig(plan)]),
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata('ConfigMap', 'kube-proxy', { namespace: 'kube-system', labels: { app: 'kube-proxy' } }),
    data: { 'config.conf': proxyConfig(plan) },
  },
];
