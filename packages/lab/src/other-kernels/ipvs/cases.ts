import type { Cluster } from '../../cluster.ts';
import { demoTopology } from '../../demo-topology.ts';
import { DNS_SERVICE, NODE_1, NODE_2, NODE_PORT, WEB_1, WEB_2, WEB_SERVICE } from '../../faults/asks.ts';
import type { ServiceSpec } from '../../topology.ts';
import { ask, CLIENT_POD } from '../asks.ts';
import type { IpvsCase } from './case.ts';
import { schedulerCases } from './scheduler-cases.ts';

const API_SERVER = '10.96.0.1';
const VIP = '192.0.2.20';
const EXTERNAL_IP = '192.0.2.30';
const V6 = { web: 'fd00:10:96::b', dns: 'fd00:10:96::a', node1: 'fd00:10:10::11' };

const { services } = demoTopology();
/** The demo's services, with another `web`. */
const withWeb = (change: Partial<ServiceSpec>): readonly ServiceSpec[] =>
  services.map((s) => (s.name === 'web' ? { ...s, ...change } : s));
const on =
  (node: string, script: string) =>
  (cluster: Cluster): Promise<unknown> =>
    cluster.sh(node, script);

const PORTS = [
  ask(CLIENT_POD, 'tcp', WEB_SERVICE, 80),
  ask('node-1', 'tcp', WEB_SERVICE, 80),
  ask('client', 'tcp', NODE_1, NODE_PORT),
];

export const ipvsCases: readonly IpvsCase[] = [
  {
    name: 'healthy',
    why: 'every kind of client, every kind of service',
    asks: [
      ...PORTS,
      ask(CLIENT_POD, 'udp', DNS_SERVICE, 53),
      ask('node-1', 'udp', DNS_SERVICE, 53),
      ask('default/web-1', 'tcp', WEB_SERVICE, 80),
      ask(CLIENT_POD, 'tcp', API_SERVER, 443),
      ask('node-1', 'tcp', API_SERVER, 443),
      ask('node-2', 'tcp', API_SERVER, 443),
      ask(CLIENT_POD, 'tcp', NODE_1, NODE_PORT),
      ask(CLIENT_POD, 'tcp', NODE_2, NODE_PORT),
      ask('node-1', 'tcp', NODE_1, NODE_PORT),
      ask('node-1', 'tcp', '127.0.0.1', NODE_PORT),
      ask(CLIENT_POD, 'tcp', '10.244.1.1', NODE_PORT),
      ask(CLIENT_POD, 'icmp', WEB_SERVICE),
      ask('node-1', 'icmp', WEB_SERVICE),
      ask(CLIENT_POD, 'tcp', WEB_SERVICE, 81),
      ask('node-1', 'tcp', WEB_SERVICE, 10250),
      ask(CLIENT_POD, 'tcp', WEB_2, 8080),
    ],
  },
  {
    name: 'healthy-nft',
    why: 'the rules in iptables-nft, pods without a tunnel',
    topology: { iptables: 'nft', backend: 'host-gw' },
    asks: PORTS,
  },
  {
    name: 'dual-stack',
    why: 'the same over IPv6',
    topology: { families: [4, 6] },
    times: 4,
    asks: [
      ask(CLIENT_POD, 'tcp', V6.web, 80),
      ask('node-1', 'tcp', V6.web, 80),
      ask('default/web-1', 'tcp', V6.web, 80),
      ask(CLIENT_POD, 'udp', V6.dns, 53),
      ask(CLIENT_POD, 'icmp', V6.web),
      ask('client', 'tcp', V6.node1, NODE_PORT),
      ask(CLIENT_POD, 'tcp', V6.web, 81),
    ],
  },
  ...schedulerCases,
  {
    name: 'drained',
    why: 'weight 0 takes a server out; all of them: "port unreachable"',
    apply: on(
      'node-1',
      `ipvsadm -e -t ${WEB_SERVICE}:80 -r ${WEB_1}:8080 -m -w 0
       for r in ${WEB_1} ${WEB_2}; do ipvsadm -e -t ${NODE_1}:${NODE_PORT} -r $r:8080 -m -w 0; done
       ipvsadm -e -u ${DNS_SERVICE}:53 -r 10.244.2.3:53 -m -w 0`,
    ),
    asks: [
      ...PORTS,
      ask(CLIENT_POD, 'udp', DNS_SERVICE, 53),
      ask('node-1', 'udp', DNS_SERVICE, 53),
      ask('node-1', 'tcp', NODE_1, NODE_PORT),
    ],
  },
  {
    name: 'no-endpoints',
    why: 'a service that selects nobody',
    topology: { services: withWeb({ selector: { app: 'nobody' } }) },
    times: 2,
    asks: PORTS,
  },
  {
    name: 'dead-backend',
    why: 'real servers that are gone: on the own node, on the other, and one that does not listen',
    apply: on(
      'node-1',
      `ipvsadm -a -t ${WEB_SERVICE}:80 -r 10.244.1.99:8080 -m
       ipvsadm -a -t ${WEB_SERVICE}:80 -r 10.244.2.99:8080 -m
       ipvsadm -d -t ${WEB_SERVICE}:80 -r ${WEB_2}:8080
       ipvsadm -a -t ${WEB_SERVICE}:80 -r ${WEB_2}:9999 -m`,
    ),
    times: 12,
    asks: PORTS.slice(0, 2),
  },
  {
    name: 'unroutable-server',
    why: 'no route to a real server: IPVS says "host unreachable"',
    apply: on('node-1', `ip route add unreachable ${WEB_2}/32; ip route add prohibit 10.244.2.3/32`),
    times: 6,
    asks: [...PORTS, ask(CLIENT_POD, 'udp', DNS_SERVICE, 53), ask('node-1', 'udp', DNS_SERVICE, 53)],
  },
  {
    name: 'wrong-target-port',
    why: 'the pods do not listen on the port that the service names',
    topology: { services: withWeb({ ports: [{ name: 'http', port: 80, targetPort: 9090, nodePort: NODE_PORT }] }) },
    times: 6,
    asks: PORTS,
  },
  {
    name: 'affinity',
    why: 'a client that was there before keeps its server',
    topology: { services: withWeb({ sessionAffinitySeconds: 10_800 }) },
    apply: async (cluster) => {
      for (const from of [CLIENT_POD, 'default/web-1', 'node-1'])
        await cluster.sh(from, `exec 3<>/dev/tcp/${WEB_SERVICE}/80`).catch(() => undefined);
      for (const from of [CLIENT_POD, 'default/web-1', 'node-1'])
        await cluster.must(from, ['bash', '-c', `exec 3<>/dev/tcp/${WEB_SERVICE}/80`]);
    },
    times: 4,
    asks: [...PORTS.slice(0, 2), ask('default/web-1', 'tcp', WEB_SERVICE, 80)],
  },
  {
    name: 'local-policy',
    why: 'externalTrafficPolicy Local, with a server on this node',
    topology: { services: withWeb({ externalTrafficPolicy: 'Local' }) },
    times: 4,
    asks: [
      ...PORTS,
      ask('client', 'tcp', NODE_2, NODE_PORT),
      ask(CLIENT_POD, 'tcp', NODE_2, NODE_PORT),
      ask('node-1', 'tcp', NODE_2, NODE_PORT),
    ],
  },
  {
    name: 'local-policy-elsewhere',
    why: 'externalTrafficPolicy Local without a server on this node: the answer comes from the wrong address',
    topology: {
      services: withWeb({ externalTrafficPolicy: 'Local' }),
      pods: demoTopology().pods.filter((p) => p.name !== 'web-1'),
    },
    times: 2,
    asks: PORTS,
  },
  {
    name: 'load-balancer',
    why: 'load balancer and external addresses, source ranges',
    topology: {
      services: withWeb({
        type: 'LoadBalancer',
        loadBalancerIPs: [VIP],
        loadBalancerSourceRanges: ['203.0.113.0/24'],
        externalIPs: [EXTERNAL_IP],
      }),
    },
    times: 6,
    asks: [
      ask('client', 'tcp', VIP, 80),
      ask('client', 'tcp', EXTERNAL_IP, 80),
      ask('node-1', 'tcp', VIP, 80),
      ask('node-1', 'tcp', EXTERNAL_IP, 80),
      ask(CLIENT_POD, 'tcp', VIP, 80),
      ask(CLIENT_POD, 'tcp', EXTERNAL_IP, 80),
      ask('client', 'tcp', VIP, 81),
    ],
  },
  {
    name: 'direct-routing',
    why: 'the frame is redirected: one server has the virtual address, one has not',
    apply: async (cluster) => {
      const edit = `ipvsadm -d -t ${WEB_SERVICE}:80 -r ${WEB_2}:8080; ipvsadm -d -t ${WEB_SERVICE}:80 -r ${WEB_1}:8080`;
      await cluster.sh('node-1', `${edit}; ipvsadm -a -t ${WEB_SERVICE}:80 -r ${WEB_1}:80 -g`);
      await cluster.sh(
        'node-1',
        `ipvsadm -A -t ${WEB_SERVICE}:8080 -s rr; ipvsadm -a -t ${WEB_SERVICE}:8080 -r 10.244.1.2:8080 -g
        ipset add KUBE-CLUSTER-IP ${WEB_SERVICE},tcp:8080`,
      );
      await cluster.sh('default/web-1', `ip addr add ${WEB_SERVICE}/32 dev lo`);
      await cluster.serve('default/web-1', [{ port: 80 }, { port: 8080 }]);
    },
    times: 2,
    asks: [
      ask('node-1', 'tcp', WEB_SERVICE, 80),
      ask(CLIENT_POD, 'tcp', WEB_SERVICE, 80),
      ask('node-1', 'tcp', WEB_SERVICE, 8080),
      ask('default/web-1', 'tcp', WEB_SERVICE, 8080),
    ],
  },
  {
    name: 'tunnel',
    why: 'in an IPIP tunnel: to a server without and one with a tunnel device',
    apply: async (cluster) => {
      const edit = `ipvsadm -d -t ${WEB_SERVICE}:80 -r ${WEB_2}:8080; ipvsadm -d -t ${WEB_SERVICE}:80 -r ${WEB_1}:8080`;
      await cluster.sh('node-1', `${edit}; ipvsadm -a -t ${WEB_SERVICE}:80 -r ${WEB_1}:80 -i`);
      await cluster.sh(
        'node-1',
        `ipvsadm -A -t ${WEB_SERVICE}:8080 -s rr; ipvsadm -a -t ${WEB_SERVICE}:8080 -r 10.244.1.2:8080 -i
        ipset add KUBE-CLUSTER-IP ${WEB_SERVICE},tcp:8080`,
      );
      await cluster.sh('default/web-1', `ip link set tunl0 up; ip addr add ${WEB_SERVICE}/32 dev tunl0`);
      await cluster.serve('default/web-1', [{ port: 80 }, { port: 8080 }]);
    },
    times: 2,
    asks: [
      ask('node-1', 'tcp', WEB_SERVICE, 80),
      ask(CLIENT_POD, 'tcp', WEB_SERVICE, 80),
      ask('default/web-1', 'tcp', WEB_SERVICE, 8080),
    ],
  },
  {
    name: 'conntrack-off',
    why: 'net.ipv4.vs.conntrack=0: nothing is masqueraded',
    apply: on('node-1', 'sysctl -qw net.ipv4.vs.conntrack=0'),
    times: 6,
    asks: [...PORTS, ask('default/web-1', 'tcp', WEB_SERVICE, 80), ask('node-1', 'udp', DNS_SERVICE, 53)],
  },
  {
    name: 'no-masquerade',
    why: 'KUBE-POSTROUTING is empty: servers see the client, and answer it past the node',
    apply: on('node-1', 'iptables-legacy -t nat -F KUBE-POSTROUTING'),
    times: 6,
    asks: [...PORTS, ask('default/web-1', 'tcp', WEB_SERVICE, 80)],
  },
  {
    name: 'strict-rp-filter',
    why: 'strict reverse path filter on all of the node: what is not asymmetric goes on working',
    apply: on('node-1', 'sysctl -qw net.ipv4.conf.all.rp_filter=1'),
    times: 6,
    asks: [...PORTS, ask('default/web-1', 'tcp', WEB_SERVICE, 80)],
  },
  {
    name: 'bridge-netfilter-off',
    why: 'answers of a server on the same node are bridged past IPVS',
    apply: on('node-1', 'sysctl -qw net.bridge.bridge-nf-call-iptables=0'),
    times: 6,
    asks: [...PORTS, ask('default/web-1', 'tcp', WEB_SERVICE, 80)],
  },
  {
    name: 'smaller-mtu',
    why: 'large packets do not fit the way to the server: IPVS says so itself',
    apply: on('node-1', 'ip link set flannel.1 mtu 1200'),
    times: 4,
    asks: PORTS,
  },
  {
    name: 'smaller-mtu-unsaid',
    why: 'the same, and the node may not send its ICMP errors: large packets vanish',
    apply: on(
      'node-1',
      `ip link set flannel.1 mtu 1200
       iptables-legacy -I OUTPUT -p icmp --icmp-type fragmentation-needed -j DROP
       for r in 10.96.0.11:80 ${NODE_1}:${NODE_PORT}; do ipvsadm -d -t $r -r ${WEB_1}:8080; done`,
    ),
    times: 1,
    asks: [PORTS[0], PORTS[2]].filter((a) => a !== undefined),
  },
  {
    name: 'marks-and-ports',
    why: 'a service by mark, one on all ports, one that forgets every packet',
    apply: on(
      'node-1',
      `iptables-legacy -t mangle -A PREROUTING -d ${WEB_SERVICE} -p tcp --dport 7000 -j MARK --set-mark 7
       ipset add KUBE-CLUSTER-IP ${WEB_SERVICE},tcp:7000; ipvsadm -A -f 7 -s rr; ipvsadm -a -f 7 -r ${WEB_1}:8080 -m
       ip addr add 10.96.7.7/32 dev kube-ipvs0; ipvsadm -A -t 10.96.7.7:0 -s rr -p 300; ipvsadm -a -t 10.96.7.7:0 -r ${WEB_1}:0 -m
       ipvsadm -A -u 10.96.7.7:5353 -s rr -o; ipvsadm -a -u 10.96.7.7:5353 -r 10.244.2.3:53 -m`,
    ),
    times: 2,
    asks: [
      ask(CLIENT_POD, 'tcp', WEB_SERVICE, 7000),
      ask('node-1', 'tcp', WEB_SERVICE, 7000),
      ask(CLIENT_POD, 'tcp', '10.96.7.7', 8080),
      ask(CLIENT_POD, 'tcp', '10.96.7.7', 8081),
      ask('node-1', 'tcp', '10.96.7.7', 8080),
      ask(CLIENT_POD, 'udp', '10.96.7.7', 5353),
    ],
  },
];
