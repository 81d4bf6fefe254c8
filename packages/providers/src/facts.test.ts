import {
  type KubeObject,
  type LinkRecord,
  type NamespaceDump,
  type NodeDump,
  namespaceDump,
  type RouteRecord,
  type Snapshot,
} from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { clusterOverview } from './overview.ts';

const host = (more: Partial<NamespaceDump>): NodeDump => ({
  node: 'n1',
  takenAt: '',
  kernel: '6.18.0',
  hostname: 'n1',
  gaps: [],
  namespaces: [namespaceDump('host', { inode: '1', ...more })],
});
const link = (name: string, kind: string): LinkRecord => ({
  line: 1,
  index: 1,
  name,
  flags: ['UP'],
  mtu: 1450,
  operstate: 'UP',
  kind,
  details: {},
  port: {},
});
const route = (destination: string, via: string): RouteRecord => ({
  line: 1,
  family: 4,
  type: 'unicast',
  destination,
  table: 'main',
  metric: 0,
  nexthops: [{ via, device: 'eth0', weight: 1, flags: [] }],
});
const chain = (name: string, ...rules: string[][]): NamespaceDump['iptables'] => [
  {
    backend: 'nft',
    family: 4,
    section: 'iptables-nft-save',
    tables: [
      {
        name: 'nat',
        line: 1,
        chains: [{ name, line: 2, rules: rules.map((args) => ({ line: 3, args, text: args.join(' ') })) }],
      },
    ],
  },
];
const map = (name: string, data: Readonly<Record<string, string>>): KubeObject => ({
  metadata: { name, namespace: 'kube-system' },
  data,
});
const nodes: KubeObject[] = [
  {
    metadata: { name: 'n1' },
    spec: { podCIDR: '10.244.1.0/24' },
    status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] },
  },
  {
    metadata: { name: 'n2' },
    spec: { podCIDR: '10.244.2.0/24' },
    status: { addresses: [{ type: 'InternalIP', address: '10.0.0.2' }] },
  },
];

function facts(objects: Snapshot['objects'], dump?: NodeDump, options = {}) {
  const nodesOf = new Map(dump ? [['n1', dump]] : []);
  const snapshot: Snapshot = {
    schemaVersion: 1,
    takenAt: '',
    cluster: 't',
    tool: 't',
    objects,
    nodes: nodesOf,
    gaps: [],
  };
  return clusterOverview(snapshot, options).facts;
}

describe('facts of a cluster', () => {
  it.each([
    [
      'DaemonSet',
      { daemonsets: [{ metadata: { name: 'kube-flannel-ds', namespace: 'kube-flannel' } }] },
      undefined,
      {},
      'flannel',
      undefined,
    ],
    [
      'configuration',
      {
        configmaps: [
          map('kube-flannel-cfg', { 'net-conf.json': '{"Network":"10.244.0.0/16","Backend":{"Type":"host-gw"}}' }),
        ],
      },
      undefined,
      {},
      'flannel',
      'host-gw',
    ],
    [
      'annotation, as k3s has it',
      { nodes: [{ metadata: { name: 'n1', annotations: { 'flannel.alpha.coreos.com/backend-type': 'vxlan' } } }] },
      undefined,
      {},
      'flannel',
      'vxlan',
    ],
    ['device', {}, host({ links: [link('flannel.1', 'vxlan')] }), {}, 'flannel', 'vxlan'],
    [
      'routes by way of other nodes',
      { nodes },
      host({ links: [link('cni0', 'bridge')], routes: [route('10.244.2.0/24', '10.0.0.2')] }),
      {},
      'flannel',
      'host-gw',
    ],
    ['a bridge alone is nothing', { nodes }, host({ links: [link('cni0', 'bridge')] }), {}, 'generic', undefined],
    [
      'another plugin is not flannel',
      { daemonsets: [{ metadata: { name: 'cilium' } }], nodes },
      host({ links: [link('cni0', 'bridge')], routes: [route('10.244.2.0/24', '10.0.0.2')] }),
      {},
      'generic',
      undefined,
    ],
    [
      'flags win',
      { daemonsets: [{ metadata: { name: 'kube-flannel-ds' } }] },
      undefined,
      { 'network-plugin': 'generic' },
      'generic',
      undefined,
    ],
    [
      'flag for the backend',
      {},
      host({ links: [link('flannel.1', 'vxlan')] }),
      { 'flannel-backend-type': 'host-gw' },
      'flannel',
      'host-gw',
    ],
    [
      'broken configuration is none',
      { configmaps: [map('kube-flannel-cfg', { 'net-conf.json': '{' })] },
      undefined,
      {},
      'generic',
      undefined,
    ],
  ] as const)('plugin: %s', (_, objects, dump, options, plugin, backend) => {
    const found = facts(objects as Snapshot['objects'], dump, options);
    expect([found.plugin.value, found.backend?.value]).toEqual([plugin, backend]);
    expect(found.plugin.why).not.toBe('');
  });

  it.each([
    [
      'configuration',
      { configmaps: [map('kube-proxy', { 'config.conf': 'kind: KubeProxyConfiguration\nmode: "ipvs"\n' })] },
      undefined,
      {},
      'ipvs',
    ],
    [
      'empty means iptables',
      { configmaps: [map('kube-proxy', { 'config.conf': 'mode: ""\n' })] },
      undefined,
      {},
      'iptables',
    ],
    ['chains', {}, host({ iptables: chain('KUBE-SERVICES') }), {}, 'iptables'],
    ['ipvs device', {}, host({ links: [link('kube-ipvs0', 'dummy')] }), {}, 'ipvs'],
    [
      'nftables table',
      {},
      host({ nft: { items: [{ table: { family: 'ip', name: 'kube-proxy' } }], lines: new Map(), texts: new Map() } }),
      {},
      'nftables',
    ],
    ['nothing', {}, host({}), {}, 'none'],
    ['flag', {}, host({ iptables: chain('KUBE-SERVICES') }), { 'proxy-mode': 'nftables' }, 'nftables'],
  ] as const)('proxy mode: %s', (_, objects, dump, options, mode) =>
    expect(facts(objects as Snapshot['objects'], dump, options).proxyMode.value).toBe(mode),
  );

  it.each([
    ['flag', { nodes }, undefined, { 'cluster-cidr': '10.1.0.0/16' }, '10.1.0.0/16'],
    [
      'kube-proxy',
      { configmaps: [map('kube-proxy', { 'config.conf': 'clusterCIDR: 10.2.0.0/16,fd00::/48\n' })] },
      undefined,
      {},
      '10.2.0.0/16,fd00::/48',
    ],
    [
      'kubeadm',
      { configmaps: [map('kubeadm-config', { ClusterConfiguration: 'networking:\n  podSubnet: 10.3.0.0/16\n' })] },
      undefined,
      {},
      '10.3.0.0/16',
    ],
    [
      'masquerade rules',
      {},
      host({ iptables: chain('KUBE-SVC-X', ['!', '-s', '10.4.0.0/16', '-j', 'KUBE-MARK-MASQ']) }),
      {},
      '10.4.0.0/16',
    ],
    ['around the pod networks of nodes', { nodes }, undefined, {}, '10.244.0.0/22'],
    ['nothing tells', {}, undefined, {}, undefined],
  ] as const)('cluster CIDR: %s', (_, objects, dump, options, cidr) =>
    expect(facts(objects as Snapshot['objects'], dump, options).clusterCidr?.value).toBe(cidr),
  );
});
