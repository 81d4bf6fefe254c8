import { type Address, formatWords } from '@skoop/model';
import { type Fork, sure } from '../../../fork.ts';
import { attach, trackedOf, withConnection } from '../../conntrack/attached.ts';
import type { HookInput } from '../../hook.ts';
import { hex } from '../../value-mask.ts';
import { type Expression, rollExpression } from '../context.ts';
import { constantAtom, type Datatype } from '../datatype.ts';
import { hasHeader } from '../expressions/payload.ts';
import { asObject, asText, type Json, tagged } from '../json.ts';
import type { StatementModule, StatementOutcome } from '../statement.ts';
import type { Atom, Loaded } from '../value.ts';

type Setter = {
  readonly type: Datatype;
  set(skb: HookInput, atom: Atom): HookInput;
  readonly says?: (n: number) => string;
};
const first = (a: Atom): number => (typeof a === 'string' ? 0 : (a[0] ?? 0));
const packetSetter = (
  type: Datatype,
  change: (atom: Atom, skb: HookInput) => Partial<HookInput['packet']>,
  says?: (n: number) => string,
): Setter => ({
  type,
  set: (skb, atom) => ({ ...skb, packet: { ...skb.packet, ...change(atom, skb) } }),
  ...(says ? { says } : {}),
});
const address = (a: Atom): Address => (typeof a === 'string' ? a : formatWords(a));
const keep: Setter = { type: 'number', set: (skb) => skb };

const META: Readonly<Record<string, Setter>> = {
  mark: packetSetter(
    'number',
    (a) => ({ mark: first(a) }),
    (n) => `sets mark ${hex(n)}`,
  ),
  priority: keep,
  nftrace: keep,
};
const CT: Readonly<Record<string, Setter>> = {
  mark: { type: 'number', set: setConnectionMark, says: (n) => `remembers mark ${hex(n)} for the connection` },
  zone: { type: 'number', set: setZone, says: (n) => `uses conntrack zone ${n}` },
  label: keep,
  event: keep,
  helper: keep,
  secmark: keep,
};
const FIELDS: Readonly<Record<string, Setter>> = {
  saddr: packetSetter('address', (a) => ({ source: address(a) })),
  daddr: packetSetter('address', (a) => ({ destination: address(a) })),
  sport: packetSetter('number', (a) => ({ sourcePort: first(a) })),
  dport: packetSetter('number', (a) => ({ destinationPort: first(a) })),
  ttl: packetSetter('number', (a) => ({ ttl: first(a) })),
  hoplimit: packetSetter('number', (a) => ({ ttl: first(a) })),
  dscp: packetSetter('dscp', (a, s) => ({ tos: (s.packet.tos & 3) | (first(a) << 2) })),
  ecn: packetSetter('number', (a, s) => ({ tos: (s.packet.tos & 0xfc) | (first(a) & 3) })),
};

/** `meta mark set ...`, `ct mark set ...`, `ip daddr set ...`, `tcp option maxseg size set ...`. nft_meta.c, nft_ct.c, nft_payload.c, nft_exthdr.c. */
export const mangle: StatementModule = (value, context) => {
  const { key, value: to } = asObject(value);
  const setter = setterOf(key);
  if (!setter) return undefined;
  if (setter === keep) return { kind: 'inert' };
  const constant = constantAtom(setter.type, to);
  const source: Expression = constant
    ? { type: setter.type, load: () => ({ kind: 'value', atom: constant }) }
    : context.expression(to);
  const point = `${context.point} set`;
  const header = headerOf(key);
  return {
    kind: 'act',
    run: (start) =>
      !hasHeader(header, start.packet)
        ? sure({ verdict: 'break', skb: start })
        : rollExpression(source, start, point).flatMap((f) => {
            const { loaded, skb } = f.value;
            return store(setter, loaded, skb, point).map((g) => ({
              choices: [...f.choices, ...g.choices],
              value: g.value,
            }));
          }),
  };
};

/** The header that is written to. nft adds the condition that a packet has it, and does not print it. */
function headerOf(key: Json): string {
  const [tag, value] = tagged(key) ?? ['', undefined];
  return tag === 'tcp option' ? 'tcp' : tag === 'payload' ? (asText(asObject(value).protocol) ?? '') : '';
}

function setterOf(key: Json): Setter | undefined {
  const [tag, value] = tagged(key) ?? ['', undefined];
  const { key: name, field } = asObject(value);
  const table = tag === 'meta' ? META : tag === 'ct' ? CT : tag === 'payload' ? FIELDS : undefined;
  if (tag === 'tcp option') return asObject(value).name === 'maxseg' ? MSS : undefined;
  const which = asText(name) ?? asText(field) ?? '';
  return table && Object.hasOwn(table, which) ? table[which] : undefined;
}

/** nft_exthdr_tcp_set_eval(): an MSS is only ever lowered. */
const MSS: Setter = packetSetter(
  'number',
  (a, { packet }) => (packet.mss === undefined || packet.mss <= first(a) ? {} : { mss: first(a) }),
  (n) => `lowers MSS to ${n} at most`,
);

function store(setter: Setter, loaded: Loaded, skb: HookInput, point: string): readonly Fork<StatementOutcome>[] {
  if (loaded.kind === 'break') return sure({ verdict: 'break', skb });
  if (loaded.kind === 'dice')
    return Array.from({ length: Math.min(loaded.count, 256) }, (_, i) => ({
      choices: [
        {
          kind: 'random' as const,
          point,
          index: i,
          probability: 1 / loaded.count,
          label: `${i + 1} of ${loaded.count}`,
        },
      ],
      value: { verdict: 'next' as const, skb: setter.set(skb, [loaded.from + i]) },
    }));
  if (loaded.kind !== 'value') {
    const why = loaded.kind === 'unknown' ? loaded.why : 'its value is not fixed';
    const gap = {
      id: 'value-not-evaluated',
      node: skb.ns.node,
      netns: skb.ns.label,
      message: `What a rule writes into the packet is not known: ${why}`,
    };
    return [{ choices: [{ kind: 'maybe', point, index: 0, gap }], value: { verdict: 'next', skb } }];
  }
  const after = setter.set(skb, loaded.atom);
  const says = setter.says?.(first(loaded.atom));
  return sure({ verdict: 'next', skb: after, ...(says === undefined ? {} : { says }) });
}

function setConnectionMark(skb: HookInput, atom: Atom): HookInput {
  const tracked = trackedOf(skb.flow, skb.ns.key);
  if (!tracked) return skb;
  return { ...skb, flow: withConnection(skb.flow, skb.ns.key, { ...tracked.connection, mark: first(atom) }) };
}

/** nft_ct_set_zone_eval(): only before conntrack has looked. */
function setZone(skb: HookInput, atom: Atom): HookInput {
  if (trackedOf(skb.flow, skb.ns.key)) return skb;
  return { ...skb, flow: attach(skb.flow, skb.ns.key, { kind: 'template', zone: first(atom) }) };
}
