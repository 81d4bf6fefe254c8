import { addressOf, anyDevice, anyNetwork, anyPod, type Scene } from '../scene.ts';

/** What a rule's chain allows to look at. */
export type Hook = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';
export type Match = {
  readonly text: string;
  /** Other targets need to know which. */
  readonly protocol?: 'tcp' | 'udp' | 'icmp';
};

const not = (s: Scene): string => (s.random.chance(0.2) ? '! ' : '');
const IN = new Set<Hook>(['PREROUTING', 'INPUT', 'FORWARD']);
const OUT = new Set<Hook>(['FORWARD', 'OUTPUT', 'POSTROUTING']);
const STATES = ['NEW', 'ESTABLISHED', 'RELATED,ESTABLISHED', 'INVALID', 'UNTRACKED', 'DNAT', 'SNAT'] as const;
const TYPES = ['LOCAL', 'UNICAST', 'BROADCAST', 'BLACKHOLE', 'UNREACHABLE'] as const;
const FLAGS = [
  '--syn',
  '--tcp-flags SYN,ACK SYN,ACK',
  '--tcp-flags RST RST',
  '--tcp-flags FIN,SYN,RST,PSH,ACK,URG ACK',
  '--dport 8080',
  '--sport 8080',
  '--dport 1024:9000',
  '--sport 0:1023',
  '--tcp-option 2',
];

const icmp = (s: Scene, type: string): string =>
  s.family === 4 ? `-p icmp -m icmp --icmp-type ${type}` : `-p ipv6-icmp -m icmp6 --icmpv6-type ${type}`;

/** Protocol with its own matches. */
export function protocolMatch(s: Scene): Match {
  const { random } = s;
  switch (random.below(7)) {
    case 0:
    case 1:
      return {
        text: `-p tcp -m tcp ${not(s)}${random.pick(FLAGS)}`.replace(/! (--syn|--tcp)/, '! $1'),
        protocol: 'tcp',
      };
    case 2: {
      const ports = random.pick([
        '--dports 80,8000:8090,30080',
        '--ports 8080,53',
        '--sports 8080,53',
        '! --dports 80,443',
      ]);
      return { text: `-p tcp -m multiport ${ports}`, protocol: 'tcp' };
    }
    case 3:
      return { text: `-p udp -m udp ${not(s)}--dport 53`, protocol: 'udp' };
    case 4: {
      const types =
        s.family === 4 ? ['echo-request', 'echo-reply', 'any', '3/4', '3'] : ['echo-request', 'echo-reply', '2', '1'];
      return { text: icmp(s, random.pick(types)), protocol: 'icmp' };
    }
    case 5:
      return { text: `${not(s)}-p ${random.pick(['tcp', 'udp', 'all'])}` };
    default:
      return { text: '' };
  }
}

const range = (s: Scene): string => {
  const pod = anyPod(s);
  const from = addressOf(s, pod);
  return `${from}-${from.replace(/[^.:]+$/, '9')}`;
};

/** One match that any protocol has. */
export function anyMatch(s: Scene, hook: Hook, table: string): string {
  const { random } = s;
  switch (random.below(20)) {
    case 0:
    case 1:
      return `${not(s)}-s ${anyNetwork(s)}`;
    case 2:
    case 3:
      return `${not(s)}-d ${anyNetwork(s)}`;
    case 4:
      return IN.has(hook)
        ? `${not(s)}-i ${random.pick([anyDevice(s), 'veth+', 'lo', 'eth+'])}`
        : `${not(s)}-o ${anyDevice(s)}`;
    case 5:
      return OUT.has(hook) ? `${not(s)}-o ${random.pick([anyDevice(s), 'veth+', 'lo'])}` : '';
    case 6:
    case 7:
      return table === 'raw' ? '' : `-m conntrack ${not(s)}--ctstate ${random.pick(STATES)}`;
    case 8:
      return `-m mark ${not(s)}--mark ${random.pick(['0x10/0x10', '0x0', '0x4000/0x4000'])}`;
    case 9:
      return `-m addrtype ${not(s)}--${random.pick(['dst', 'src'])}-type ${random.pick(TYPES)}`;
    case 10:
      return `-m iprange ${not(s)}--${random.pick(['src', 'dst'])}-range ${range(s)}`;
    case 11:
      return table === 'raw' ? '' : `-m connmark ${not(s)}--mark ${random.pick(['0x10/0x10', '0x0/0x10'])}`;
    case 12:
      return `-m length ${not(s)}--length ${random.pick(['0:100', '1000:65535', '84'])}`;
    case 13:
      return s.family === 4
        ? `-m ttl ${random.pick(['--ttl-eq 64', '--ttl-lt 64', '--ttl-gt 63'])}`
        : `-m hl ${random.pick(['--hl-eq 64', '--hl-lt 64', '--hl-gt 63'])}`;
    case 14:
      return hook === 'OUTPUT' || hook === 'INPUT'
        ? ''
        : `-m physdev ${not(s)}${random.pick(['--physdev-is-bridged', '--physdev-is-in', '--physdev-in veth+'])}`;
    case 15:
      return IN.has(hook) ? `-m pkttype ${not(s)}--pkt-type ${random.pick(['unicast', 'broadcast'])}` : '';
    case 16:
      return table === 'raw'
        ? ''
        : `-m conntrack ${random.pick(['--ctdir ORIGINAL', '--ctdir REPLY', '--ctproto 6', '--ctorigdstport 80', `--ctorigsrc ${anyNetwork(s)}`, `--ctrepldst ${anyNetwork(s)}`])}`;
    case 17:
      return hook === 'PREROUTING' && table !== 'nat'
        ? `-m rpfilter ${random.pick(['', '--loose ', '--validmark '])}${random.pick(['', '--invert'])}`
        : '';
    case 18:
      return `-m ${random.pick(['tos --tos 0x10/0x10', 'dscp --dscp 0', 'comment --comment x', 'u32 --u32 "0x6&0xff=0x6"'])}`;
    default:
      // Of later packets a lost one is sent again: only the first decides.
      return table === 'raw' ? '' : '-m conntrack --ctstate NEW -m statistic --mode random --probability 0.5';
  }
}
