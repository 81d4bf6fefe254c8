import { formatWords } from '@skoop/model';
import { type Fork, mapFork, sure } from '../../../fork.ts';
import type { HookInput } from '../../hook.ts';
import { masqueradeAddress } from '../../nat/masquerade-address.ts';
import { natOutcome } from '../../nat/nat-outcome.ts';
import type { NatRange } from '../../nat/range.ts';
import { redirectAddress } from '../../nat/redirect-address.ts';
import { type Expression, type NftContext, type Rolled, rollExpression } from '../context.ts';
import { constantPattern } from '../datatype.ts';
import { asList, asObject, asText, type Json, tagged } from '../json.ts';
import type { StatementModule, StatementOutcome } from '../statement.ts';
import type { Pattern } from '../value.ts';

/** `dnat to ...`. net/netfilter/nft_nat.c: nft_nat_eval(). */
export const dnat: StatementModule = (value, context) => natStatement('destination', value, context);
/** `snat to ...`. net/netfilter/nft_nat.c: nft_nat_eval(). */
export const snat: StatementModule = (value, context) => natStatement('source', value, context);

type Flags = { readonly random: boolean; readonly persistent: boolean; readonly netmap: boolean };
const flagsOf = (x: Json): Flags => {
  const has = new Set(asList(x).map((f) => asText(f) ?? ''));
  return {
    random: has.has('random') || has.has('fully-random'),
    persistent: has.has('persistent'),
    netmap: has.has('netmap'),
  };
};

/** A constant, or an expression: its futures, each with the pattern of addresses or ports that it stands for. */
const operand = (x: Json, type: 'address' | 'number', context: NftContext): Expression | undefined => {
  if (x === undefined || x === null) return undefined;
  const pattern = tagged(x)?.[0] === 'map' ? undefined : constantPattern(type, x);
  if (!pattern) return context.expression(x);
  const rolled = (skb: HookInput): Rolled => ({ skb, loaded: { kind: 'break' }, pattern });
  return { type, load: () => ({ kind: 'break' }), roll: (skb) => sure(rolled(skb)) };
};

function natStatement(manip: 'source' | 'destination', value: Json, context: NftContext) {
  const { addr, port, flags, family } = asObject(value);
  const [address, ports] = [operand(addr, 'address', context), operand(port, 'number', context)];
  const options = flagsOf(flags);
  return {
    kind: 'act' as const,
    run(start: HookInput): readonly Fork<StatementOutcome>[] {
      if (family !== undefined && (family === 'ip6') !== (start.packet.family === 6))
        return sure({ verdict: 'next', skb: start });
      const point = `${context.point} nat`;
      return roll(address, start, point).flatMap((a) =>
        roll(ports, a.value.skb, point).flatMap((p): readonly Fork<StatementOutcome>[] => {
          const choices = [...a.choices, ...p.choices];
          const range = rangeOf(manip, options, a.value, p.value);
          if (!range) return [{ choices, value: { verdict: 'break', skb: p.value.skb } }];
          return natOutcome(p.value.skb, netmapped(range, p.value.skb), point).map((o) => ({
            choices: [...choices, ...o.choices],
            value: o.value,
          }));
        }),
      );
    },
  };
}

const roll = (
  e: Expression | undefined,
  skb: HookInput,
  point: string,
): readonly Fork<Rolled | { skb: HookInput }>[] => (e ? rollExpression(e, skb, point) : sure({ skb }));

/** What both operands ask for; undefined: one of them has no value for this packet. */
function rangeOf(
  manip: NatRange['manip'],
  options: Flags,
  a: Partial<Rolled>,
  p: Partial<Rolled>,
): NatRange | undefined {
  const [address, own] = split(patternOf(a));
  const port = patternOf(p) ?? own;
  if ((a.loaded && !address) || (p.loaded && !port)) return undefined;
  const addresses = address && bounds(address);
  const ports = port && bounds(port);
  return {
    manip,
    random: options.random,
    persistent: options.persistent,
    ...(options.netmap ? { netmap: true } : {}),
    ...(addresses ? { addresses: { from: formatWords(addresses.from), to: formatWords(addresses.to) } } : {}),
    ...(ports ? { ports: { from: ports.from[0] ?? 0, to: ports.to[0] ?? 0 } } : {}),
  };
}

const patternOf = ({ pattern, loaded }: Partial<Rolled>): Pattern | undefined => {
  if (pattern) return pattern;
  if (loaded?.kind === 'value') return { kind: 'exact', atom: loaded.atom };
  return undefined;
};

/** `addr . port` of a map's data. */
function split(p: Pattern | undefined): readonly [Pattern | undefined, Pattern | undefined] {
  return p?.kind === 'concat' ? [p.parts[0], p.parts[1]] : [p, undefined];
}

function bounds(p: Pattern): { readonly from: readonly number[]; readonly to: readonly number[] } | undefined {
  if (p.kind === 'range') return p;
  return p.kind === 'exact' && typeof p.atom !== 'string' ? { from: p.atom, to: p.atom } : undefined;
}

/** NF_NAT_RANGE_NETMAP: the host part of the present address stays. nft_nat_setup_netmap(). */
function netmapped(range: NatRange, { packet }: HookInput): NatRange {
  if (!range.netmap || !range.addresses) return range;
  const address = netmapAddress(range.addresses, range.manip === 'source' ? packet.source : packet.destination);
  return address === undefined ? range : { ...range, addresses: { from: address, to: address } };
}

/** `masquerade [to :P] [random,...]`. net/netfilter/nft_masq.c: nft_masq_eval(). */
export const masquerade: StatementModule = (value) =>
  toOwnAddress('source', value, masqueradeAddress, 'has no address to masquerade with');
/** `redirect [to :P]`. net/netfilter/nft_redir.c: nft_redir_eval(). */
export const redirect: StatementModule = (value) =>
  toOwnAddress('destination', value, redirectAddress, 'has no address to redirect to');

function toOwnAddress(
  manip: NatRange['manip'],
  value: Json,
  choose: (skb: HookInput) => string | undefined,
  without: string,
) {
  const { port, flags } = asObject(value);
  const pattern = port === undefined ? undefined : constantPattern('number', port);
  const ports = pattern && bounds(pattern);
  const { random, persistent } = flagsOf(flags);
  if (port !== undefined && !ports) return undefined;
  return {
    kind: 'act' as const,
    run(skb: HookInput): readonly Fork<StatementOutcome>[] {
      const address = choose(skb);
      if (address === 'keep') return sure({ verdict: 'accept', skb });
      if (address === undefined) return sure({ verdict: 'drop', skb, says: `the device ${without}` });
      const addresses = { from: address, to: address };
      const range = { manip, addresses, random, persistent, masquerade: manip === 'source' };
      const withPorts = ports ? { ...range, ports: { from: ports.from[0] ?? 0, to: ports.to[0] ?? 0 } } : range;
      return mapFork(natOutcome(skb, withPorts, 'nat'), (o) => o);
    },
  };
}

import { netmapAddress } from '../../nat/netmap-address.ts';
