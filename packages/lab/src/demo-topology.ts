import type { Topology } from './topology.ts';

const WEB = { app: 'web' };

/** Two nodes, a web service with a backend on each, a DNS service, a client pod on the first node: the ground that faults are made on. */
export const demoTopology = (change: Partial<Topology> = {}): Topology => ({
  name: 'demo',
  backend: 'vxlan',
  iptables: 'nft',
  families: [4],
  nodes: [{ name: 'node-1' }, { name: 'node-2' }],
  pods: [
    { name: 'client', node: 'node-1', labels: { app: 'client' } },
    { name: 'web-1', node: 'node-1', labels: WEB, ports: [{ name: 'http', port: 8080 }] },
    { name: 'web-2', node: 'node-2', labels: WEB, ports: [{ name: 'http', port: 8080 }] },
    {
      namespace: 'kube-system',
      name: 'coredns',
      node: 'node-2',
      labels: { 'k8s-app': 'kube-dns' },
      ports: [
        { name: 'dns', port: 53, protocol: 'udp' },
        { name: 'dns-tcp', port: 53 },
      ],
    },
  ],
  services: [
    {
      namespace: 'kube-system',
      name: 'kube-dns',
      selector: { 'k8s-app': 'kube-dns' },
      ports: [
        { name: 'dns', port: 53, targetPort: 'dns', protocol: 'udp' },
        { name: 'dns-tcp', port: 53, targetPort: 'dns-tcp' },
      ],
    },
    {
      name: 'web',
      type: 'NodePort',
      selector: WEB,
      ports: [{ name: 'http', port: 80, targetPort: 'http', nodePort: 30080 }],
    },
  ],
  ...change,
});
