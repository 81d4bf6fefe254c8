import { addressWords, type Port } from '@skoop/model';
import type { Connection } from '../../../flow.ts';
import { isUntracked, type Tracked, trackedOf } from '../../conntrack/attached.ts';
import type { HookInput } from '../../hook.ts';
import { type Expression, type ExpressionModule, notUnderstood } from '../context.ts';
import { type Datatype, protocolAtom, symbol } from '../datatype.ts';
import { asObject, asText, type Json } from '../json.ts';
import { BREAK, type Loaded, number, unknown, words } from '../value.ts';

/** NF_CT_STATE_BIT() of a packet, and the bits for packets without a connection. */
function stateBit(skb: HookInput): number {
  const tracked = trackedOf(skb.flow, skb.ns.key);
  const name = tracked?.state ?? (isUntracked(skb.flow, skb.ns.key) ? 'untracked' : 'invalid');
  return symbol('ctstate', name) ?? 0;
}

/** ct->status as far as it is followed. enum ip_conntrack_status. */
function statusBits(c: Connection): number {
  const bits: readonly (readonly [boolean, number])[] = [
    [c.related, 1],
    [c.seenReply, 2],
    [c.assured, 4],
    [c.confirmed, 8],
    [c.sourceNat, 16],
    [c.destinationNat, 32],
    [c.sourceNatDone, 128],
    [c.destinationNatDone, 256],
  ];
  return bits.reduce((n, [set, bit]) => (set ? n | bit : n), 0);
}

const port = (p: Port | undefined): Loaded =>
  p === undefined ? BREAK : typeof p === 'number' ? number(p) : { kind: 'range', from: p.from, to: p.to };

type Key = readonly [type: Datatype, load: (t: Tracked, reply: boolean) => Loaded];
const tuple = (t: Tracked, reply: boolean) => (reply ? t.connection.reply : t.connection.original);
const address =
  (family: 4 | 6 | undefined, side: 'source' | 'destination') =>
  (t: Tracked, reply: boolean): Loaded => {
    const x = tuple(t, reply);
    return family !== undefined && x.family !== family ? BREAK : words(addressWords(x[side]));
  };

const KEYS: Readonly<Record<string, Key>> = {
  direction: ['ctdir', (t) => number(t.reply ? 1 : 0)],
  status: ['ctstatus', (t) => number(statusBits(t.connection))],
  mark: ['number', (t) => number(t.connection.mark)],
  zone: ['number', (t) => number(t.connection.zone)],
  protocol: ['proto', (t) => ({ kind: 'value', atom: protocolAtom(t.connection.original.protocol) })],
  l3proto: ['nfproto', (t) => number(t.connection.original.family === 4 ? 2 : 10)],
  saddr: ['address', address(undefined, 'source')],
  daddr: ['address', address(undefined, 'destination')],
  'ip saddr': ['address', address(4, 'source')],
  'ip daddr': ['address', address(4, 'destination')],
  'ip6 saddr': ['address', address(6, 'source')],
  'ip6 daddr': ['address', address(6, 'destination')],
  'proto-src': ['number', (t, reply) => port(tuple(t, reply).sourcePort)],
  'proto-dst': ['number', (t, reply) => port(tuple(t, reply).destinationPort)],
  helper: ['name', () => BREAK],
  expiration: ['number', () => unknown('how long the connection is still remembered depends on the moment')],
  label: ['number', () => unknown('labels of connections are not followed')],
};

type Counter = 'packets' | 'bytes' | 'avgpkt';
const isCounter = (name: string): name is Counter => name === 'packets' || name === 'bytes' || name === 'avgpkt';

/** nft_ct_get_init() makes conntrack count. The first packet of a connection is all that it has carried; of later ones nothing is counted here. */
function countedBy(name: Counter, dir: Json, { flow, ns, packet }: HookInput): Loaded {
  const tracked = trackedOf(flow, ns.key);
  if (!tracked) return BREAK;
  const { connection, reply } = tracked;
  if (connection.confirmed || reply) return unknown('how much the connection has carried is not followed');
  if (dir === 'reply') return number(0);
  return number(name === 'packets' ? 1 : packet.length);
}

/** `ct [original|reply] KEY`. net/netfilter/nft_ct.c: nft_ct_get_eval(). Without a connection there is nothing but a state. */
export const ct: ExpressionModule = (value): Expression => {
  const { key, dir } = asObject(value);
  const name = asText(key) ?? '';
  if (name === 'state') return { type: 'ctstate', load: (skb) => number(stateBit(skb)) };
  if (isCounter(name)) return { type: 'number', load: (skb) => countedBy(name, dir, skb) };
  const known = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
  if (!known) return notUnderstood(`ct ${name}`);
  return {
    type: known[0],
    load(skb) {
      const tracked = trackedOf(skb.flow, skb.ns.key);
      return tracked ? known[1](tracked, dir === undefined ? tracked.reply : dir === 'reply') : BREAK;
    },
  };
};
