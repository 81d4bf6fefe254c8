import type { Grammar } from '../change.ts';
import { addressOf, anyNode, anyPod } from '../scene.ts';

/** Connections that a node has known before, of ports that a client will hardly take: they must not disturb new ones. */
export const conntrackEntries: Grammar = (s) => {
  const { random } = s;
  const target = anyNode(s).name;
  const from = addressOf(s, anyPod(s));
  const to = addressOf(s, anyPod(s));
  const other = addressOf(s, anyPod(s));
  const service = s.plan.services.find((x) => x.name === 'kube-dns')?.clusterIPs[s.family] ?? to;
  const entry = (words: string): string => `conntrack -I ${words} -t 600`;
  switch (random.below(4)) {
    case 0:
      return {
        construct: 'conntrack tcp',
        target,
        sh: entry(`-p tcp -s ${from} -d ${to} --sport 40000 --dport 8080 --state ESTABLISHED`),
      };
    case 1:
      return {
        construct: 'conntrack udp to a gone backend',
        target,
        sh: entry(`-p udp -s ${from} -d ${service} --sport 40000 --dport 53 -g ${other}`),
      };
    case 2:
      return {
        construct: 'conntrack mark',
        target,
        sh: entry(`-p tcp -s ${from} -d ${to} --sport 40001 --dport 8080 --state SYN_SENT --mark 16`),
      };
    default:
      return {
        construct: 'conntrack icmp',
        target,
        sh: entry(
          `-p ${s.family === 4 ? 'icmp' : 'icmpv6'} -s ${from} -d ${to} --icmp-type ${s.family === 4 ? 8 : 128} --icmp-code 0 --icmp-id 77`,
        ),
      };
  }
};
