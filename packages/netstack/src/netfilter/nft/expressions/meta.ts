import { findLink, groupOf } from '../../../device/link.ts';
import type { HookInput } from '../../hook.ts';
import { packetTypeWord } from '../../iptables/matches/pkttype.ts';
import { type Expression, type ExpressionModule, notUnderstood } from '../context.ts';
import { type Datatype, protocolAtom, symbol } from '../datatype.ts';
import { asObject, asText } from '../json.ts';
import { BREAK, type Loaded, number, text, unknown } from '../value.ts';
import { etherType } from './payload.ts';

const kindOf = (skb: HookInput, device: string | undefined): Loaded => {
  const link = device === undefined ? undefined : findLink(skb.ns, device);
  return link ? text(link.kind === 'device' ? '' : link.kind) : BREAK;
};
/** As `ip link` and nft both print it: a number, or a name of the node's /etc/iproute2/group. */
const groupName = (skb: HookInput, device: string | undefined): Loaded => {
  const link = device === undefined ? undefined : findLink(skb.ns, device);
  return link ? text(groupOf(link)) : BREAK;
};
/** net_device->type by kind; any other device with a hardware address is Ethernet. */
const HARDWARE: Readonly<Record<string, string>> = {
  loopback: 'loopback',
  ipip: 'ipip',
  ip6tnl: 'tunnel6',
  sit: 'sit',
  gre: 'ipgre',
  wireguard: 'none',
};
const hardwareOf = (skb: HookInput, device: string | undefined): Loaded => {
  const link = device === undefined ? undefined : findLink(skb.ns, device);
  if (!link) return BREAK;
  const kind = HARDWARE[link.kind];
  if (kind !== undefined) return number(symbol('hardware', kind) ?? 0);
  return link.mac === undefined ? unknown(`the hardware type of ${link.name} is not collected`) : number(1);
};
const owner = (skb: HookInput, id: number | undefined): Loaded => {
  if (!skb.owner) return BREAK;
  return id === undefined ? unknown('the user that the client process runs as is not known') : number(id);
};

/** Keys of `meta`, by name. The bare ones (`iifname`, `mark`) are the same. */
const KEYS: Readonly<Record<string, readonly [type: Datatype, load: (skb: HookInput) => Loaded]>> = {
  mark: ['number', (s) => number(s.packet.mark)],
  iif: ['name', (s) => text(s.inDevice ?? '')],
  oif: ['name', (s) => text(s.outDevice ?? '')],
  iifname: ['name', (s) => text(s.inDevice ?? '')],
  oifname: ['name', (s) => text(s.outDevice ?? '')],
  iifkind: ['name', (s) => kindOf(s, s.inDevice)],
  oifkind: ['name', (s) => kindOf(s, s.outDevice)],
  iifgroup: ['name', (s) => groupName(s, s.inDevice)],
  oifgroup: ['name', (s) => groupName(s, s.outDevice)],
  iiftype: ['hardware', (s) => hardwareOf(s, s.inDevice)],
  oiftype: ['hardware', (s) => hardwareOf(s, s.outDevice)],
  ibrname: ['name', (s) => bridge(s, s.physInDevice ?? s.inDevice)],
  obrname: ['name', (s) => bridge(s, s.physOutDevice ?? s.outDevice)],
  l4proto: [
    'proto',
    (s) => (s.packet.protocol === 'arp' ? BREAK : { kind: 'value', atom: protocolAtom(s.packet.protocol) }),
  ],
  nfproto: ['nfproto', (s) => number(s.packet.family === 4 ? 2 : 10)],
  protocol: ['ethertype', (s) => number(etherType(s.packet))],
  length: ['number', (s) => number(s.packet.length)],
  pkttype: ['pkttype', (s) => number(symbol('pkttype', packetTypeWord(s)) ?? 3)],
  skuid: ['number', (s) => owner(s, s.owner?.uid)],
  skgid: ['number', (s) => owner(s, s.owner?.gid)],
  random: ['number', () => unknown('the kernel rolls dice here')],
  cgroup: ['number', (s) => (s.owner ? unknown('the cgroup of the process is not known') : BREAK)],
  secpath: ['number', () => number(0)],
  ipsec: ['number', () => number(0)],
};

const bridge = (skb: HookInput, port: string | undefined): Loaded => {
  const master = port === undefined ? undefined : findLink(skb.ns, port)?.master;
  return master === undefined ? BREAK : text(master);
};

/** `meta KEY`. net/netfilter/nft_meta.c: nft_meta_get_eval(). */
export const meta: ExpressionModule = (value): Expression => {
  const key = asText(asObject(value).key) ?? asText(value) ?? '';
  const known = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  return known ? { type: known[0], load: known[1] } : notUnderstood(`meta ${key}`);
};
