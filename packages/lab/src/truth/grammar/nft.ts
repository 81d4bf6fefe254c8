import type { Change, Grammar } from '../change.ts';
import {
  addressOf,
  anyDevice,
  anyNetwork,
  anyNode,
  anyPod,
  anyTarget,
  fresh,
  nftFamily,
  nftIcmp,
  type Scene,
} from '../scene.ts';

const HOOKS = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const;
const PRIORITIES = [-350, -150, -1, 0, 10, 150] as const;

/** nft wants a block's end to stand alone on its line. */
const table = (family: string, name: string, body: string): string => `nft 'table ${family} ${name} {\n${body}\n}'`;

function match(s: Scene): string {
  const { random } = s;
  const l3 = nftFamily(s);
  const pod = () => addressOf(s, anyPod(s));
  const cidr = () => anyNode(s).podCidrs[s.family] ?? '';
  return random.pick([
    () => `${l3} saddr ${anyNetwork(s)}`,
    () => `${l3} daddr { ${pod()}, ${addressOf(s, anyNode(s))} }`,
    () => `${l3} daddr != ${anyNetwork(s)}`,
    () => `${l3} saddr ${cidr()} ${l3} daddr ${cidr()}`,
    () => `tcp dport ${random.pick(['8080', '{ 80, 8000-8090 }', '!= 80', '> 8000'])}`,
    () => `tcp flags ${random.pick(['syn / syn,ack', '& (syn|ack) == syn|ack', 'rst'])}`,
    () => 'udp dport 53',
    () => `${nftIcmp(s)} type ${random.pick(['echo-request', 'echo-reply'])}`,
    () => `ct state ${random.pick(['new', 'established', 'established,related', 'invalid', 'untracked'])}`,
    () => `ct status ${random.pick(['dnat', 'snat', 'assured'])}`,
    () => `ct direction ${random.pick(['original', 'reply'])}`,
    () => 'ct mark & 0x10 == 0x10',
    () => `ct original ${l3} daddr ${anyNetwork(s)}`,
    () => `meta l4proto ${random.pick(['tcp', 'udp', '{ tcp, udp }'])}`,
    () => `meta mark & 0x4000 ${random.pick(['==', '!='])} 0x4000`,
    () => `${l3} saddr . tcp dport { ${pod()} . 8080, ${pod()} . 8000-9000 }`,
    () => `fib daddr type ${random.pick(['local', 'unicast', '!= local'])}`,
    () => `fib saddr . iif oif ${random.pick(['missing', 'exists'])}`,
    () => `iifname ${random.pick([`"${anyDevice(s)}"`, '"veth*"', '!= "lo"'])}`,
    () => `oifname ${random.pick([`"${anyDevice(s)}"`, '"veth*"'])}`,
    () => `meta length ${random.pick(['> 1000', '< 100'])}`,
    () => (s.family === 4 ? `ip ttl ${random.pick(['64', '< 64'])}` : `ip6 hoplimit ${random.pick(['64', '< 64'])}`),
    () => `meta nfproto ${s.family === 4 ? 'ipv4' : 'ipv6'}`,
    () => 'ct state new numgen random mod 2 == 0',
    () => `meta pkttype ${random.pick(['host', 'broadcast'])}`,
  ])();
}

const statement = (s: Scene): string =>
  s.random.pick([
    'drop',
    'drop',
    'accept',
    'counter drop',
    'meta mark set 0x10',
    'ct mark set 0x10',
    'meta mark set ct mark',
    'reject',
    'reject with tcp reset',
    s.family === 4 ? 'reject with icmp host-unreachable' : 'reject with icmpv6 addr-unreachable',
    'reject with icmpx admin-prohibited',
    'notrack',
    s.family === 4 ? 'ip ttl set 1' : 'ip6 hoplimit set 1',
    'log',
    'return',
  ]);

/** A native table of any layer-3 family with one base chain, at times with a chain or a verdict map beside it. */
export const nftRules: Grammar = (s) => {
  const { random } = s;
  const target = anyTarget(s);
  const pod = target.includes('/') ? ' in a pod' : '';
  const family = random.pick([nftFamily(s), 'inet']);
  const hook = random.pick(HOOKS);
  const name = fresh(s, 't');
  const what = statement(s);
  const rule = `${match(s)} ${random.chance(0.3) ? `${match(s)} ` : ''}`;
  const base = (rules: string, policy = 'accept'): string =>
    `chain c { type ${random.chance(0.15) && hook === 'output' ? 'route' : 'filter'} hook ${hook} priority ${random.pick(PRIORITIES)}; policy ${policy}; ${rules}; }`;
  const change = (construct: string, body: string): Change => ({
    construct: `nft ${construct}${pod}`,
    target,
    sh: table(family, name, body),
  });
  switch (random.below(10)) {
    case 0: {
      const way = random.pick(['jump', 'goto']);
      return change(
        way,
        `chain d { ${match(s)} return; ${rule}${what}; }\n${base(`${match(s)} ${way} d; ${match(s)} drop`)}`,
      );
    }
    case 1:
      return change('vmap', base(`tcp dport vmap { 8080 : drop, 80 : accept, 8000-8050 : drop }; ${rule}${what}`));
    case 2: {
      const type = s.family === 4 ? 'ipv4_addr' : 'ipv6_addr';
      const set = `set s { type ${type}; flags interval; elements = { ${anyNode(s).podCidrs[s.family]} }; }`;
      return change(
        'set',
        `${set}\n${base(`${nftFamily(s)} ${random.pick(['saddr', 'daddr'])} ${random.pick(['', '!= '])}@s ${what}`)}`,
      );
    }
    case 3: {
      const type = s.family === 4 ? 'ipv4_addr' : 'ipv6_addr';
      const map = `map m { type ${type} . inet_service : verdict; flags interval; elements = { ${anyNode(s).podCidrs[s.family]} . 8080 : drop, ${addressOf(s, anyNode(s))} . 1-65535 : accept }; }`;
      return change('concatenated vmap', `${map}\n${base(`${nftFamily(s)} daddr . tcp dport vmap @m`)}`);
    }
    case 4:
      return change(
        'policy drop',
        base(
          `${match(s)} accept; ${nftIcmp(s)} type { ${s.family === 4 ? 'destination-unreachable' : 'nd-neighbor-solicit, nd-neighbor-advert'} } accept`,
          'drop',
        ),
      );
    default:
      return change(what, base(`${rule}${what}`));
  }
};

/** Translation by nft. */
export const nftNat: Grammar = (s) => {
  const { random } = s;
  const target = anyTarget(s);
  const pod = target.includes('/') ? ' in a pod' : '';
  const l3 = nftFamily(s);
  const family = random.pick([l3, 'inet']);
  const as = family === 'inet' ? `${l3} ` : '';
  const name = fresh(s, 't');
  const dport = random.pick(['80', '8080', '30080']);
  const port = random.pick(['', ':8080', ':9999']);
  const early = random.pick(['prerouting', 'output']);
  const to = addressOf(s, anyPod(s));
  const dnat = (where: string): string => `dnat ${as}to ${where.includes(':') && port ? `[${where}]` : where}${port}`;
  const chain = (hook: string, priority: string, rule: string): string =>
    table(family, name, `chain c { type nat hook ${hook} priority ${priority}; ${rule}; }`);
  const change = (construct: string, sh: string): Change => ({ construct: `nft ${construct}${pod}`, target, sh });
  const first = random.pick(['-110', '-90']);
  const last = random.pick(['90', '110']);
  switch (random.below(6)) {
    case 0:
      return change('dnat', chain(early, first, `tcp dport ${dport} ${dnat(to)}`));
    case 1:
      return change(
        'redirect',
        chain(early, first, `tcp dport ${dport} redirect to :${random.pick(['10250', '9999'])}`),
      );
    case 2:
      return change('masquerade', chain('postrouting', last, `${match(s)} masquerade`));
    case 3:
      return change(
        'snat',
        chain('postrouting', last, `${l3} saddr ${anyNetwork(s)} snat ${as}to ${addressOf(s, anyNode(s))}`),
      );
    case 4:
      return change(
        'dnat map',
        chain(
          early,
          first,
          `tcp dport ${dport} dnat ${as}to numgen random mod 2 map { 0 : ${to}, 1 : ${addressOf(s, anyPod(s))} }`,
        ),
      );
    default:
      return change('dnat map', chain(early, first, `dnat ${as}to tcp dport map { ${dport} : ${to} }`));
  }
};

/** The bridge and netdev families: frames before routing sees them. */
export const nftFrames: Grammar = (s) => {
  const { random } = s;
  const pod = anyPod(s);
  const target = pod.node.name;
  const name = fresh(s, 't');
  const l3 = nftFamily(s);
  const matches = [
    `${l3} saddr ${anyNetwork(s)}`,
    `${l3} daddr ${anyNetwork(s)}`,
    'tcp dport 8080',
    `ether saddr ${pod.mac}`,
    `${nftIcmp(s)} type echo-request`,
    `ether type ${random.pick(['arp', s.family === 4 ? 'ip' : 'ip6'])}`,
    'udp dport 8472',
  ];
  const rule = `${random.pick(matches)} ${random.pick(['drop', 'drop', 'accept', 'meta mark set 0x10'])}`;
  if (random.chance(0.5)) {
    const hook = random.pick(['prerouting', 'input', 'forward', 'output', 'postrouting']);
    const body = `chain c { type filter hook ${hook} priority ${random.pick([-200, 0])}; policy accept; ${rule}; }`;
    return { construct: 'nft bridge', target, sh: table('bridge', name, body) };
  }
  const hook = random.pick(['ingress', 'egress']);
  // What a bridge sends after DNAT passes its egress hook only while the neighbour is not known: the second try is another one's fate.
  const device = random.pick(['eth0', pod.hostVeth, hook === 'egress' ? 'eth0' : 'cni0']);
  const body = `chain c { type filter hook ${hook} device ${device} priority 0; policy accept; ${rule}; }`;
  return { construct: `nft netdev ${hook}`, target, sh: table('netdev', name, body) };
};
