import type {
  AddressRecord,
  ConntrackRecord,
  KubeObject,
  LinkRecord,
  NamespaceDump,
  NeighbourRecord,
  NodeDump,
  RouteRecord,
  SocketRecord,
} from '@skoop/model';
import { namespaceDump } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { hazards } from '../fixtures/hazards.ts';
import { node, nodeDump, pod, policy, service, slice } from '../fixtures/objects.ts';

const sysctls = (values: Readonly<Record<string, string>>): NamespaceDump['sysctls'] =>
  new Map(Object.entries(values).map(([k, value], i) => [k, { value, line: i + 1 }]));
const on = (more: Partial<NamespaceDump>, ...others: NamespaceDump[]): NodeDump[] => [
  nodeDump('n1', [namespaceDump('host', more), ...others]),
];
const neighbours = (n: number): NeighbourRecord[] =>
  Array.from({ length: n }, (_, i) => ({
    line: i + 1,
    family: 4,
    address: `10.0.${Math.floor(i / 256)}.${i % 256}`,
    device: 'eth0',
    state: 'STALE',
    proxy: false,
    router: false,
    externLearn: false,
  }));
const udp: ConntrackRecord = {
  line: 3,
  family: 4,
  protocol: 'udp',
  original: { source: '10.244.1.2', destination: '10.96.0.10', sourcePort: 4000, destinationPort: 53 },
  reply: { source: '10.244.9.9', destination: '10.244.1.2', sourcePort: 53, destinationPort: 4000 },
  flags: [],
  mark: 0,
  zone: 0,
};
const dns = service('kube-dns', {
  namespace: 'kube-system',
  clusterIP: '10.96.0.10',
  ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
});
const dnsSlice: KubeObject = {
  ...slice('kube-dns', [{ name: 'dns', port: 53, protocol: 'UDP' }], [{ ip: '10.244.1.3' }]),
  metadata: { name: 'dns-a', namespace: 'kube-system', labels: { 'kubernetes.io/service-name': 'kube-dns' } },
};
const n1 = node('n1', '10.0.0.1', { podCIDR: '10.244.1.0/24' });
const announcing = (name: string, ip: string, announced: string): KubeObject =>
  node(name, ip, { annotations: { 'flannel.alpha.coreos.com/public-ip': announced } });
const address = (device: string, ip: string): AddressRecord => ({
  line: 1,
  device,
  family: 4,
  address: ip,
  prefixLength: 24,
  scope: 'global',
  flags: [],
});
const kubelet: SocketRecord = {
  line: 1,
  protocol: 'tcp',
  state: 'LISTEN',
  family: 6,
  v6only: false,
  address: '::',
  port: 10250,
  recvQueue: 0,
  sendQueue: 4096,
};
const bridgePort: LinkRecord = {
  line: 1,
  index: 4,
  name: 'veth1',
  flags: ['UP'],
  mtu: 1450,
  operstate: 'UP',
  kind: 'veth',
  master: 'cni0',
  details: {},
  port: {},
};

const section = (name: string, text: string): NamespaceDump['sections'][number] => ({
  name,
  command: name,
  status: 0,
  text,
  truncated: false,
});
const rules = (table: string, chain: string, ...texts: readonly string[]): NamespaceDump['iptables'] => [
  {
    backend: 'nft',
    family: 4,
    section: 'iptables-nft-save',
    tables: [
      {
        name: table,
        line: 1,
        chains: [
          {
            name: chain,
            line: 2,
            rules: texts.map((text, i) => ({ line: i + 3, text, args: text.split(' ').slice(2) })),
          },
        ],
      },
    ],
  },
];
const masquerade = (more: string) => rules('nat', 'KUBE-POSTROUTING', `-A KUBE-POSTROUTING -j MASQUERADE${more}`);
const forward = (...texts: readonly string[]) =>
  rules('filter', 'KUBE-FORWARD', '-A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT', ...texts);
const STAT = (failed: string): NamespaceDump['sections'] => [
  section('conntrack-stat', `entries  found insert_failed drop\n00000001 00000000 ${failed} 00000000\n`),
];
const vxlan: LinkRecord = { ...bridgePort, name: 'flannel.1', kind: 'vxlan', master: undefined };
const of = (kernel: string, more: Partial<NamespaceDump>): NodeDump[] => on(more).map((d) => ({ ...d, kernel }));
const ENI = {
  line: 2,
  family: 4,
  priority: 512,
  not: false,
  action: 'lookup',
  table: '2',
  from: '10.244.1.2',
  unknown: [],
} as const;
const eniRoute = {
  line: 1,
  family: 4,
  type: 'unicast',
  destination: '0.0.0.0/0',
  table: '2',
  metric: 0,
  nexthops: [],
} as const;
const taken = (n: number): ConntrackRecord[] =>
  Array.from({ length: n }, (_, i) => ({
    ...udp,
    protocol: 'tcp',
    original: { source: '10.244.1.2', destination: '203.0.113.9', sourcePort: 1024 + i, destinationPort: 443 },
    reply: { source: '203.0.113.9', destination: '10.0.0.1', sourcePort: 443, destinationPort: 1024 + i },
  }));

describe('hazards of a cluster', () => {
  it.each([
    [
      'conntrack-full',
      'critical',
      {},
      on({ sysctls: sysctls({ 'net/netfilter/nf_conntrack_max': '100', 'net/netfilter/nf_conntrack_count': '100' }) }),
    ],
    [
      'neighbour-table-full',
      'warning',
      {},
      on({ sysctls: sysctls({ 'net/ipv4/neigh/default/gc_thresh3': '100' }), neighbours: neighbours(95) }),
    ],
    ['conntrack-invalid-reset', 'warning', {}, on({ iptables: forward() })],
    ['snat-port-race', 'warning', {}, on({ iptables: masquerade(''), sections: STAT('0000001f') })],
    ['snat-port-race', 'critical', {}, on({ conntrack: taken(60_000) })],
    ['vxlan-checksum-offload', 'warning', {}, of('5.4.40-generic', { iptables: masquerade(''), links: [vxlan] })],
    ['policy-route-missing', 'warning', { pods: [pod('a', '10.244.1.2')] }, on({ rules: [ENI] })],
    ['conntrack-stale-udp', 'warning', { services: [dns], endpointslices: [dnsSlice] }, on({ conntrack: [udp] })],
    [
      'hostport-conflict',
      'warning',
      {
        pods: [
          pod('a', '10.244.1.2', { ports: [{ containerPort: 80, hostPort: 8080 }] }),
          pod('b', '10.244.1.3', { ports: [{ containerPort: 80, hostPort: 8080 }] }),
        ],
        nodes: [n1],
      },
      [],
    ],
    [
      'hostport-conflict',
      'warning',
      {
        pods: [pod('a', '10.244.1.2', { ports: [{ containerPort: 80, hostPort: 30080 }] })],
        nodes: [n1],
        services: [
          service('web', { type: 'NodePort', clusterIP: '10.96.0.11', ports: [{ port: 80, nodePort: 30080 }] }),
        ],
      },
      [],
    ],
    [
      'externalip-hijack',
      'warning',
      {
        pods: [pod('a', '10.244.1.2')],
        services: [service('evil', { clusterIP: '10.96.0.66', externalIPs: ['10.244.1.2'], ports: [] })],
      },
      [],
    ],
    [
      'externalip-hijack',
      'warning',
      { nodes: [n1], services: [service('evil', { externalIPs: ['10.0.0.1'], ports: [{ port: 10250 }] })] },
      on({ sockets: [kubelet] }),
    ],
    [
      'externalname-loop',
      'warning',
      {
        services: [
          service('a', { type: 'ExternalName', externalName: 'b.default.svc.cluster.local' }),
          service('b', { type: 'ExternalName', externalName: 'a.default.svc.cluster.local' }),
        ],
      },
      [],
    ],
    ['pod-cidr-overlap', 'critical', { nodes: [n1, node('n2', '10.0.0.2', { podCIDR: '10.244.1.0/24' })] }, []],
    ['pod-cidr-overlap', 'critical', { nodes: [node('n1', '10.0.0.1', { podCIDR: '10.96.3.0/24' })] }, []],
    [
      'pod-cidr-overlap',
      'critical',
      { nodes: [n1], services: [service('web', { clusterIP: '10.0.0.50', ports: [{ port: 80 }] })] },
      on({ addresses: [address('eth0', '10.0.0.1')] }),
    ],
    ['duplicate-pod-ip', 'critical', { pods: [pod('a', '10.244.1.2'), pod('b', '10.244.1.2')] }, []],
    [
      'service-no-endpoints',
      'info',
      { services: [service('web', { clusterIP: '10.96.0.11', selector: { app: 'web' }, ports: [{ port: 80 }] })] },
      [],
    ],
    [
      'target-port-mismatch',
      'warning',
      {
        services: [
          service('web', {
            clusterIP: '10.96.0.11',
            selector: { app: 'web' },
            ports: [{ name: 'http', port: 80, targetPort: 'htp' }],
          }),
        ],
        endpointslices: [slice('web', [], [{ ip: '10.244.1.5' }])],
      },
      [],
    ],
    [
      'policy-blocks-dns',
      'warning',
      {
        pods: [pod('a', '10.244.1.2')],
        services: [dns],
        endpointslices: [dnsSlice],
        networkpolicies: [policy('e', { podSelector: {}, policyTypes: ['Egress'], egress: [] })],
      },
      [],
    ],
    [
      'br-netfilter-off',
      'warning',
      { nodes: [n1] },
      on({ links: [bridgePort], sysctls: sysctls({ 'net/ipv4/ip_forward': '1' }) }),
    ],
    [
      'ip-forward-off',
      'warning',
      { nodes: [n1], pods: [pod('a', '10.244.1.2')] },
      on({ sysctls: sysctls({ 'net/ipv4/ip_forward': '0' }) }),
    ],
    [
      'wrong-node-address',
      'warning',
      { nodes: [node('n1', '10.0.0.1', { annotations: { 'flannel.alpha.coreos.com/public-ip': '10.0.2.15' } })] },
      [],
    ],
  ] as const)('%s (%s)', (id, level, objects, dumps) => {
    const found = hazards(objects, dumps).filter((h) => h.includes(` ${id}: `));
    expect(found.map((h) => h.split(' ')[0])).toEqual([level]);
  });

  it.each([
    [
      'DNS is allowed',
      {
        pods: [pod('a', '10.244.1.2')],
        services: [dns],
        endpointslices: [dnsSlice],
        networkpolicies: [
          policy('e', {
            podSelector: {},
            policyTypes: ['Egress'],
            egress: [{ ports: [{ protocol: 'UDP', port: 53 }] }],
          }),
        ],
      },
      [],
    ],
    [
      'a pod that leaves shares its address with its heir',
      { pods: [pod('a', '10.244.1.2', { deleted: true }), pod('b', '10.244.1.2')] },
      [],
    ],
    ['pod networks side by side', { nodes: [n1, node('n2', '10.0.0.2', { podCIDR: '10.244.2.0/24' })] }, []],
    [
      'half a conntrack table',
      {},
      on({ sysctls: sysctls({ 'net/netfilter/nf_conntrack_max': '100', 'net/netfilter/nf_conntrack_count': '50' }) }),
    ],
    [
      'permanent neighbours do not count',
      {},
      on({
        sysctls: sysctls({ 'net/ipv4/neigh/default/gc_thresh3': '100' }),
        neighbours: neighbours(95).map((n) => ({ ...n, state: 'PERMANENT' })),
      }),
    ],
    [
      'flannel was told to announce another address',
      {
        nodes: [
          node('n1', '10.0.0.1', {
            annotations: {
              'flannel.alpha.coreos.com/public-ip': '203.0.113.1',
              'flannel.alpha.coreos.com/public-ip-overwrite': '203.0.113.1',
            },
          }),
        ],
      },
      [],
    ],
    [
      'flannel uses a second network that all nodes are in',
      { nodes: [announcing('n1', '10.0.0.1', '10.20.0.1'), announcing('n2', '10.0.0.2', '10.20.0.2')] },
      ['10.20.0.1', '10.20.0.2'].map((a, i) =>
        nodeDump(`n${i + 1}`, [namespaceDump('host', { addresses: [address('eth1', a)] })]),
      ),
    ],
    [
      "a service claims a port of a node's address that nobody else serves",
      {
        nodes: [n1],
        services: [service('web', { externalIPs: ['10.0.0.1'], ports: [{ port: 80 }] })],
        endpointslices: [slice('web', [{ port: 80 }], [{ ip: '203.0.113.7' }])],
      },
      on({ sockets: [kubelet] }),
    ],
    [
      'conntrack entry to an endpoint that exists',
      { services: [dns], endpointslices: [dnsSlice] },
      on({ conntrack: [{ ...udp, reply: { ...udp.reply, source: '10.244.1.3' } }] }),
    ],
    [
      'what is INVALID is dropped, or conntrack is liberal',
      {},
      [
        ...on({ iptables: forward('-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP') }),
        nodeDump('n2', [
          namespaceDump('host', {
            iptables: forward(),
            sysctls: sysctls({ 'net/netfilter/nf_conntrack_tcp_be_liberal': '1' }),
          }),
        ]),
      ],
    ],
    ['ports are fully random', {}, on({ iptables: masquerade(' --random-fully'), sections: STAT('0000001f') })],
    ['no connection was lost for its port', {}, on({ iptables: masquerade(''), sections: STAT('00000000') })],
    ['half of the ports are in use', {}, on({ conntrack: taken(30_000) })],
    ['a kernel that knows better', {}, of('5.4.41', { iptables: masquerade(''), links: [vxlan] })],
    [
      'checksums are computed by the CPU',
      {},
      of('4.18.0', {
        iptables: masquerade(''),
        links: [vxlan],
        sections: [section('ethtool', 'Features for flannel.1:\n\ttx-checksum-ip-generic: off\n')],
      }),
    ],
    ["a pod's table has a route", { pods: [pod('a', '10.244.1.2')] }, on({ rules: [ENI], routes: [eniRoute] })],
    ['a rule for somebody else', {}, on({ rules: [ENI] })],
    ['sysctls were not collected', { nodes: [n1] }, on({ links: [bridgePort] })],
  ] as const)('nothing: %s', (_, objects, dumps) => expect(hazards(objects, dumps)).toEqual([]));

  it("two nodes with one pod network: no route is proposed that takes a node's own pods away", () => {
    const nodes = [n1, node('n2', '10.0.0.2', { podCIDR: '10.244.1.0/24' })];
    const cni0 = { device: 'cni0', weight: 1, flags: [] };
    const route: RouteRecord = { ...eniRoute, destination: '10.244.1.0/24', table: 'main', nexthops: [cni0] };
    const dumps = on({ links: [{ ...vxlan, details: { dstport: '8472' } }], routes: [route] });
    expect(hazards({ nodes }, dumps).map((h) => h.split(' ')[1])).toEqual(['pod-cidr-overlap:']);
  });
});
