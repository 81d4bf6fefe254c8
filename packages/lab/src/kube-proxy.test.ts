import { expect, test } from 'vitest';
import { demoTopology } from './demo-topology.ts';
import { kubeProxyRules } from './kube-proxy.ts';
import { kubeProxyNftables } from './kube-proxy-nftables.ts';
import { type ProxyPort, proxyPorts } from './kube-proxy-ports.ts';
import { planCluster } from './plan.ts';

const SITE = { family: 4, node: 'node-1', nodeIp: '10.10.0.11', clusterCidr: '10.244.0.0/16' } as const;
const BASE: ProxyPort = {
  name: 'default/web:http',
  protocol: 'tcp',
  clusterIp: '10.96.0.10',
  port: 80,
  externalIps: [],
  loadBalancerIps: [],
  sourceRanges: [],
  externalLocal: false,
  internalLocal: false,
  endpoints: [
    { address: '10.244.1.2', port: 8080, node: 'node-1', ready: true },
    { address: '10.244.2.2', port: 8080, node: 'node-2', ready: true },
    { address: '10.244.3.2', port: 8080, node: 'node-3', ready: true },
  ],
};
const rules = (change: Partial<ProxyPort>): string => {
  const text = kubeProxyRules(SITE, [{ ...BASE, ...change }]);
  return [...text.nat.rules, ...text.filter.rules].join('\n');
};

test('chains are named as a real kube-proxy names them', () => {
  // From what kube-proxy wrote on a node: default/kubernetes:https, default/web:http and its endpoint 10.244.1.2:8080.
  const kubernetes = proxyPorts(planCluster(demoTopology()), 4).find((p) => p.name === 'default/kubernetes:https');
  const text = kubeProxyRules(SITE, kubernetes ? [kubernetes, BASE] : []);
  expect(text.nat.chains).toContain('KUBE-SVC-NPX46M4PTMTKRN6Y');
  expect(text.nat.chains).toContain('KUBE-SVC-CDGGSHYLG3RE2FKL');
  expect(text.nat.chains).toContain('KUBE-SEP-UIQK3OSOSTRHRPBX');
});

const DECISIONS = [
  [
    'no endpoint at all is a REJECT',
    { endpoints: [] },
    /KUBE-SERVICES .*"default\/web:http has no endpoints".*-j REJECT/,
  ],
  [
    'an endpoint that is not ready is none',
    { endpoints: BASE.endpoints.map((e) => ({ ...e, ready: false })) },
    /has no endpoints.*-j REJECT/,
  ],
  [
    'a node port without a local endpoint under policy Local is a DROP',
    { nodePort: 30080, externalLocal: true, endpoints: BASE.endpoints.slice(1) },
    /KUBE-EXTERNAL-SERVICES .*"default\/web:http has no local endpoints" -m addrtype --dst-type LOCAL .*--dport 30080 -j DROP/,
  ],
  [
    'pods of the cluster are let through to all endpoints under policy Local',
    { nodePort: 30080, externalLocal: true },
    /KUBE-EXT-\w+ .*"pod traffic for default\/web:http external destinations" -s 10.244.0.0\/16 -j KUBE-SVC-/,
  ],
  [
    'an internal policy Local without a local endpoint is a DROP of the cluster IP',
    { internalLocal: true, endpoints: BASE.endpoints.slice(1) },
    /KUBE-SERVICES .*"default\/web:http has no local endpoints".*-d 10.96.0.10 .*-j DROP/,
  ],
  [
    'what source ranges leave out is dropped in KUBE-PROXY-FIREWALL',
    { nodePort: 30080, loadBalancerIps: ['192.0.2.1'], sourceRanges: ['198.51.100.0/24'] },
    /KUBE-PROXY-FIREWALL .*traffic not accepted by KUBE-FW-\w+" .*-d 192.0.2.1 --dport 80 -j DROP/,
  ],
  [
    'session affinity remembers with recent',
    { affinitySeconds: 10800 },
    /KUBE-SVC-\w+ .*-m recent --name KUBE-SEP-\w+ --rcheck --seconds 10800 --reap -j KUBE-SEP-/,
  ],
  ['the first of three endpoints is taken by a third', {}, /--probability 0.3333333333 -j KUBE-SEP-/],
  ['off-cluster callers are masqueraded', {}, /! -s 10.244.0.0\/16 -j KUBE-MARK-MASQ/],
  ['a pod that calls itself is masqueraded', {}, /KUBE-SEP-\w+ .*-s 10.244.1.2 -j KUBE-MARK-MASQ/],
] as const;
test.each(DECISIONS)('%s', (_why, change, pattern) => {
  expect(rules(change as Partial<ProxyPort>)).toMatch(pattern);
});

const NFT_DECISIONS = [
  [
    'no endpoint at all is a reject',
    { endpoints: [] },
    /10\.96\.0\.10 \. tcp \. 80 comment "default\/web:http" : goto reject-chain/,
  ],
  [
    'a node port without a local endpoint under policy Local is a drop',
    { nodePort: 30080, externalLocal: true, endpoints: BASE.endpoints.slice(1) },
    /map no-endpoint-nodeports .* tcp \. 30080 comment "default\/web:http" : drop/,
  ],
  [
    'pods of the cluster are let through to all endpoints under policy Local',
    { nodePort: 30080, externalLocal: true },
    /ip saddr 10\.244\.0\.0\/16 goto service-\w{8}-default\/web\/tcp\/http comment/,
  ],
  [
    'an internal policy Local without a local endpoint is a drop of the cluster IP',
    { internalLocal: true, endpoints: BASE.endpoints.slice(1) },
    /10\.96\.0\.10 \. tcp \. 80 comment "default\/web:http" : drop/,
  ],
  [
    'what source ranges leave out is dropped, whether there are endpoints or not',
    { endpoints: [], loadBalancerIps: ['192.0.2.1'], sourceRanges: ['198.51.100.0/24'] },
    /chain firewall-\w{8}-default\/web\/tcp\/http \{\n {2}ip saddr != \{ 198\.51\.100\.0\/24 \} drop/,
  ],
  [
    'session affinity remembers in a set for each endpoint',
    { affinitySeconds: 10800 },
    /set affinity-\w{8}-default\/web\/tcp\/http__10\.244\.1\.2\/8080 \{ type ipv4_addr; flags dynamic,timeout; timeout 10800s; \}/,
  ],
  [
    'three endpoints are taken by one dice',
    {},
    /numgen random mod 3 vmap \{ 0 : goto endpoint-\w{8}-default\/web\/tcp\/http__10\.244\.1\.2\/8080, 1 :/,
  ],
  ['a pod that calls itself is masqueraded', {}, /ip saddr 10\.244\.1\.2 jump mark-for-masquerade/],
] as const;
test.each(NFT_DECISIONS)('nftables mode: %s', (_why, change, pattern) => {
  expect(kubeProxyNftables(SITE, '10.96.0.0/16', [{ ...BASE, ...(change as Partial<ProxyPort>) }])).toMatch(pattern);
});

test('chains of nftables mode are named as a real kube-proxy names them', () => {
  // From kube-proxy's own tests: Service ns1/svc1 with port p80 and endpoint 10.180.0.1:80, in pkg/proxy/nftables.
  const ports = [
    { ...BASE, name: 'ns1/svc1:p80', endpoints: [{ address: '10.180.0.1', port: 80, node: 'n', ready: true }] },
  ];
  const text = kubeProxyNftables(SITE, '10.96.0.0/16', ports);
  expect(text).toContain('chain service-ULMVA6XW-ns1/svc1/tcp/p80 {');
  expect(text).toContain('chain endpoint-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80 {');
});
