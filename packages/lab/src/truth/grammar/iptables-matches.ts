import type { Random } from '../random.ts';
import { NETWORKS } from './places.ts';

/** What a rule's chain allows to look at. */
export type Hook = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

const not = (random: Random): string => (random.chance(0.2) ? '! ' : '');
const DEVICES = ['cni0', 'eth0', 'flannel.1', 'veth+', 'lo'] as const;
const IN = new Set<Hook>(['PREROUTING', 'INPUT', 'FORWARD']);
const OUT = new Set<Hook>(['FORWARD', 'OUTPUT', 'POSTROUTING']);
const STATES = ['NEW', 'ESTABLISHED', 'RELATED,ESTABLISHED', 'INVALID', 'UNTRACKED', 'DNAT', 'SNAT'] as const;
const TYPES = ['LOCAL', 'UNICAST', 'BROADCAST'] as const;
const FLAGS = [
  '--syn',
  '--tcp-flags SYN,ACK SYN,ACK',
  '--tcp-flags RST RST',
  '--dport 8080',
  '--sport 8080',
  '--dport 1024:9000',
  '--sport 0:1023',
];

/** Protocol with its own matches; other targets need to know which. */
export function protocolMatch(random: Random): { readonly text: string; readonly protocol?: 'tcp' | 'udp' | 'icmp' } {
  switch (random.below(5)) {
    case 0:
      return {
        text: `-p tcp -m tcp ${not(random)}${random.pick(FLAGS)}`.replace(/! (--syn|--tcp)/, '! $1'),
        protocol: 'tcp',
      };
    case 1:
      return { text: '-p tcp -m multiport --dports 80,8000:8090,30080', protocol: 'tcp' };
    case 2:
      return { text: `-p udp -m udp ${not(random)}--dport 53`, protocol: 'udp' };
    case 3:
      return {
        text: `-p icmp -m icmp --icmp-type ${random.pick(['echo-request', 'echo-reply', 'any', '3/4'])}`,
        protocol: 'icmp',
      };
    default:
      return { text: '' };
  }
}

/** One match that any protocol has. */
export function anyMatch(random: Random, hook: Hook, table: string): string {
  switch (random.below(10)) {
    case 0:
    case 1:
      return `${not(random)}-s ${random.pick(NETWORKS)}`;
    case 2:
    case 3:
      return `${not(random)}-d ${random.pick(NETWORKS)}`;
    case 4:
      return IN.has(hook) ? `${not(random)}-i ${random.pick(DEVICES)}` : `${not(random)}-o ${random.pick(DEVICES)}`;
    case 5:
      return OUT.has(hook) ? `${not(random)}-o ${random.pick(DEVICES)}` : '';
    case 6:
      return table === 'raw' ? '' : `-m conntrack ${not(random)}--ctstate ${random.pick(STATES)}`;
    case 7:
      return `-m mark ${not(random)}--mark ${random.pick(['0x10/0x10', '0x0', '0x4000/0x4000'])}`;
    case 8:
      return `-m addrtype ${not(random)}--dst-type ${random.pick(TYPES)}`;
    default:
      return `-m iprange ${not(random)}--src-range 10.244.1.2-10.244.1.${2 + random.below(4)}`;
  }
}
