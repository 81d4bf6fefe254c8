import { demoTopology } from '../demo-topology.ts';
import { NODE_1, NODE_PORT, OUTSIDE_HOST, WEB_1, WEB_2, WEB_PORT, WEB_SERVICE } from '../faults/asks.ts';
import { ask, type RuleSet, restore } from './rule-set.ts';

/** A port that the portmap plugin maps with one iptables and somebody else with the other. */
const TWICE = 8081;
const ONCE = 8082;
const SAME = 8083;

const publish = (port: number, to: string): string[] => [
  `-A PREROUTING -p tcp -m addrtype --dst-type LOCAL -m tcp --dport ${port} -j DNAT --to-destination ${to}:${WEB_PORT}`,
  `-A OUTPUT -p tcp -m addrtype --dst-type LOCAL -m tcp --dport ${port} -j DNAT --to-destination ${to}:${WEB_PORT}`,
];
const nat = (rules: readonly string[]): string => ['*nat', ...rules, 'COMMIT'].join('\n');

const undecidable = { undecidable: /last one to be loaded decides/ } as const;

/** kube-proxy writes with iptables-legacy out of its image, the node's own tools with iptables-nft. */
export const mixedNat: readonly RuleSet[] = [
  {
    name: 'nat in iptables-legacy and iptables-nft',
    topology: demoTopology({ name: 'mixed-nat', iptables: 'legacy' }),
    changes: [
      restore('legacy', 'node-1', 'iptables-legacy', nat([...publish(TWICE, WEB_1), ...publish(SAME, WEB_1)])),
      restore(
        'nft',
        'node-1',
        'iptables-nft',
        nat([TWICE, ONCE].flatMap((p) => publish(p, WEB_2)).concat(publish(SAME, WEB_1))),
      ),
    ],
    asks: [
      ask('both map the port, to different pods', OUTSIDE_HOST, NODE_1, TWICE, 'connected', undecidable),
      ask('the same from the node', 'node/node-1', NODE_1, TWICE, 'connected', undecidable),
      ask('one maps it: whoever is asked first', 'default/client', NODE_1, ONCE),
      ask('both map it to the same pod', OUTSIDE_HOST, NODE_1, SAME),
      ask('services are written in one alone', 'default/client', WEB_SERVICE, 80),
      ask('and node ports', OUTSIDE_HOST, NODE_1, NODE_PORT),
    ],
  },
];
