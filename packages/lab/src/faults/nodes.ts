import { clientToService, clientToWeb2, outsideTo, pingWeb2, podToPod, WEB_1, WEB_2 } from './asks.ts';
import type { Fault } from './fault.ts';

const DOCKER_CHAINS = (iptables: string): string =>
  [
    `${iptables} -P FORWARD DROP`,
    `${iptables} -N DOCKER-USER`,
    `${iptables} -N DOCKER-ISOLATION-STAGE-1`,
    `${iptables} -I FORWARD -j DOCKER-ISOLATION-STAGE-1`,
    `${iptables} -I FORWARD -j DOCKER-USER`,
    `${iptables} -A DOCKER-USER -j RETURN`,
    `${iptables} -A DOCKER-ISOLATION-STAGE-1 -j RETURN`,
  ].join('\n');

export const nodeFaults: readonly Fault[] = [
  {
    name: 'forward-policy-drop',
    finding: 'forward-policy-drop',
    title: 'Docker set the FORWARD policy to DROP',
    story:
      'Docker was installed on node-2 for image builds. It set the policy of FORWARD to DROP, and flanneld, started without its forward rules, lets nothing through.',
    apply: (cluster) => {
      const iptables = `iptables-${cluster.plan.topology.iptables}`;
      return cluster.sh(
        'node-2',
        `${iptables} -D FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD
         ${iptables} -F FLANNEL-FWD && ${iptables} -X FLANNEL-FWD
         ${DOCKER_CHAINS(iptables)}`,
      );
    },
    asks: [clientToWeb2, pingWeb2, podToPod('default/client', 'default/web-1', WEB_1)],
    expected: {
      outcome: 'dropped',
      symptom: 'timeout',
      drop: { node: 'node-2', netns: 'host', reason: 'NETFILTER_DROP', direction: 'request' },
    },
  },
  {
    name: 'ip-forward-off',
    finding: 'ip-forward-off',
    title: 'Forwarding is off on a node',
    story:
      'A hardening script wrote net.ipv4.ip_forward=0 on node-2. Its pods are reachable from the node itself and from nowhere else.',
    apply: (cluster) => cluster.sysctl('node-2', 'net/ipv4/ip_forward 0\n'),
    asks: [
      clientToWeb2,
      pingWeb2,
      {
        question: { source: 'node/node-2', destination: 'default/web-2', port: 8080, protocol: 'tcp' },
        flow: { from: 'node-2', protocol: 'tcp', destination: WEB_2, port: 8080 },
      },
    ],
    expected: {
      outcome: 'dropped',
      symptom: 'timeout',
      drop: { node: 'node-2', netns: 'host', reason: 'IP_INADDRERRORS', direction: 'request' },
    },
  },
  {
    name: 'conntrack-invalid-reset',
    finding: 'conntrack-invalid-reset',
    title: 'Conntrack sees one direction of a connection',
    story:
      'To spare the conntrack table, somebody on node-1 exempted what comes from the web pod of node-2, and forgot the other direction. Conntrack never sees an answer: the client connects, and everything it then sends is INVALID, which kube-proxy drops.',
    apply: (cluster) =>
      cluster.sh(
        'node-1',
        `iptables-${cluster.plan.topology.iptables} -t raw -A PREROUTING -s ${WEB_2}/32 -j CT --notrack`,
      ),
    asks: [clientToWeb2, pingWeb2, podToPod('default/client', 'default/web-1', WEB_1)],
    expected: {
      outcome: 'dropped',
      symptom: 'timeout',
      drop: { node: 'node-1', netns: 'host', reason: 'NETFILTER_DROP', direction: 'request' },
    },
  },
  {
    name: 'rp-filter-asymmetric',
    finding: 'rp-filter-asymmetric',
    title: 'Strict reverse path filtering meets an asymmetric route',
    story:
      'The distribution of node-2 sets rp_filter=1, and a leftover static route sends traffic for the pods of node-1 out of eth0. Packets that come in by flannel.1 would be answered by another way, so the kernel drops them.',
    apply: async (cluster) => {
      await cluster.sysctl('node-2', 'net/ipv4/conf/all/rp_filter 1\n');
      await cluster.sh('node-2', 'ip route replace 10.244.1.0/24 via 10.10.0.11 dev eth0');
    },
    asks: [clientToWeb2, pingWeb2],
    expected: {
      outcome: 'dropped',
      symptom: 'timeout',
      drop: { node: 'node-2', netns: 'host', reason: 'IP_RPFILTER', direction: 'request', device: 'flannel.1' },
    },
  },
  {
    name: 'mixed-iptables-backends',
    finding: 'mixed-iptables-backends',
    title: 'Rules of iptables-legacy and iptables-nft on one node',
    story:
      'node-2 was moved from iptables-legacy to iptables-nft without a reboot. kube-proxy writes to nft now, and the old firewall with its DROP policy is still in the kernel, invisible to the iptables command.',
    apply: (cluster) => {
      const other = cluster.plan.topology.iptables === 'nft' ? 'iptables-legacy' : 'iptables-nft';
      return cluster.sh('node-2', DOCKER_CHAINS(other));
    },
    asks: [clientToWeb2, outsideTo('10.10.0.12', 10250)],
    expected: {
      outcome: 'dropped',
      symptom: 'timeout',
      drop: { node: 'node-2', netns: 'host', reason: 'NETFILTER_DROP', direction: 'request' },
    },
  },
  {
    name: 'duplicate-pod-ip',
    finding: 'duplicate-pod-ip',
    title: 'One address in two pods',
    story:
      'After a crash of containerd the address store of node-2 was wiped, and a new pod got the address of web-2, whose sandbox is still there. Who answers for the address is a matter of luck; here it is the new pod, which serves nothing on that port.',
    topology: (t) => ({
      ...t,
      pods: [...t.pods, { name: 'job', node: 'node-2', labels: { app: 'job' } }],
    }),
    apply: (cluster) =>
      cluster.sh(
        'default/job',
        `ip addr flush dev eth0 scope global
         ip addr add ${WEB_2}/24 brd + dev eth0
         ip route add default via 10.244.2.1 dev eth0
         ip route add 10.244.0.0/16 via 10.244.2.1 dev eth0`,
      ),
    objects: (objects) => ({
      ...objects,
      pods: (objects.pods ?? []).map((pod) =>
        pod.metadata.name === 'job'
          ? { ...pod, status: { ...pod.status, podIP: WEB_2, podIPs: [{ ip: WEB_2 }] } }
          : pod,
      ),
    }),
    asks: [clientToWeb2, clientToService],
    expected: { outcome: 'dropped', symptom: 'refused', drop: { reason: 'NO_SOCKET', node: 'node-2' } },
  },
];
