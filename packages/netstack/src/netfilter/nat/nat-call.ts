import type { Connection } from '../../flow.ts';
import { type Fork, sure } from '../../fork.ts';
import { changesOf } from '../../walk/step.ts';
import { endOf } from '../chain-call.ts';
import type { ChainVerdict } from '../chain-verdict.ts';
import { type Tracked, trackedOf, withoutConnection } from '../conntrack/attached.ts';
import type { HookInput } from '../hook.ts';
import type { CallResult } from '../hook-call.ts';
import { chainStep, plainStep } from '../hook-step.ts';
import { manipOf, natIcmpError, natPacket } from './manip.ts';
import { isInitialised, nullBinding } from './setup.ts';
import { inEveryOrder } from './unordered.ts';

/** A chain of type nat: asked for new connections alone. */
export type NatLookup = { readonly stage: string; run(skb: HookInput): readonly Fork<ChainVerdict>[] };
/** The nat chains of a hook: one after the other, or all the orders that they may have. */
export type NatOrders = readonly [readonly NatLookup[], ...(readonly NatLookup[])[]];

/**
 * nf_nat_inet_fn(): the one function that is registered for nat at a hook. It asks the nat chains for the mapping of a new connection,
 * one after the other until one made it, and applies the mapping to every packet.
 */
export function natCall(skb: HookInput, orders: NatOrders): readonly Fork<CallResult>[] {
  const tracked = trackedOf(skb.flow, skb.ns.key);
  if (!tracked) return sure({ skb, steps: [] });
  if (tracked.state === 'related' && skb.packet.icmp)
    return sure(translateError(skb, tracked.connection, tracked.reply));
  const manip = manipOf(skb.hook);
  if (hasChangedDevice(skb, tracked)) return sure(killed(skb, tracked.connection));
  if (tracked.state === 'established' || isInitialised(tracked.connection, manip))
    return sure(translate(skb, tracked.connection, tracked.reply));
  if (orders.length === 1) return askInOrder(skb, orders[0]);
  return inEveryOrder(skb, orders.length, (i) => askInOrder(skb, orders[i] ?? orders[0]));
}

function askInOrder(skb: HookInput, lookups: readonly NatLookup[]): readonly Fork<CallResult>[] {
  let running: readonly Fork<Asked>[] = sure({ skb, steps: [] });
  for (const lookup of lookups) running = running.flatMap((f) => askNext(f, lookup));
  return running.map(({ choices, value }) => ({ choices, value: value.end ? value : bindAndTranslate(value) }));
}

/** nf_nat_oif_changed(): what was masqueraded for one device must not leave by another. */
const hasChangedDevice = ({ hook, outDevice }: HookInput, { connection, reply, state }: Tracked): boolean =>
  hook === 'POSTROUTING' &&
  !reply &&
  connection.masqueradedFor !== undefined &&
  connection.masqueradedFor !== outDevice &&
  (state === 'established' || isInitialised(connection, 'source'));

function killed(skb: HookInput, c: Connection): CallResult {
  const stage = `nat/${skb.hook}`;
  const says = `the connection was masqueraded for ${c.masqueradedFor}, and would leave by ${skb.outDevice} now: it is forgotten`;
  return {
    skb: { ...skb, flow: withoutConnection(skb.flow, skb.ns.key, c) },
    steps: [plainStep('nat', stage, 'drop', [says])],
    end: { kind: 'drop', stage, reason: 'NETFILTER_DROP', evidence: [] },
  };
}

type Asked = CallResult;

/** One more nat chain, unless an earlier one dropped the packet or made the mapping. */
function askNext(f: Fork<Asked>, { stage, run }: NatLookup): readonly Fork<Asked>[] {
  const { skb, steps, end } = f.value;
  const connection = trackedOf(skb.flow, skb.ns.key)?.connection;
  if (end || !connection || isInitialised(connection, manipOf(skb.hook))) return [f];
  return run(skb).map((v) => {
    const verdictEnd = endOf(stage, v.value);
    return {
      choices: [...f.choices, ...v.choices],
      value: {
        skb: v.value.skb,
        steps: [...steps, ...chainStep(stage, v.value, skb.packet)],
        ...(verdictEnd ? { end: verdictEnd } : {}),
      },
    };
  });
}

function bindAndTranslate({ skb, steps }: Asked): CallResult {
  const tracked = trackedOf(skb.flow, skb.ns.key);
  if (!tracked) return { skb, steps };
  const manip = manipOf(skb.hook);
  const flow = isInitialised(tracked.connection, manip) ? skb.flow : nullBinding(skb, manip, tracked.connection);
  const bound = trackedOf(flow, skb.ns.key)?.connection ?? tracked.connection;
  const packet = natPacket(skb.packet, bound, skb.hook, tracked.reply);
  const changes = changesOf(skb.packet, packet);
  const last = steps.at(-1);
  if (changes.length === 0) return { skb: { ...skb, flow, packet }, steps };
  // The step of the chain that decided becomes the step of the translation.
  const step = last
    ? { ...last, kind: 'nat' as const, changes: [...(last.changes ?? []), ...changes] }
    : plainStep('nat', `nat/${skb.hook}`, 'pass', ['the source port is taken, another one is used'], { changes });
  return { skb: { ...skb, flow, packet }, steps: [...steps.slice(0, -1), step] };
}

function translate(skb: HookInput, c: Connection, reply: boolean): CallResult {
  const packet = natPacket(skb.packet, c, skb.hook, reply);
  return translated(
    skb,
    packet,
    reply ? 'translated back, as the connection remembers' : 'translated as the connection says',
  );
}

function translateError(skb: HookInput, c: Connection, reply: boolean): CallResult {
  const packet = natIcmpError(skb.packet, c, skb.hook, reply);
  const stage = `nat/${skb.hook}`;
  if (packet) return translated(skb, packet, 'the ICMP error and the packet it quotes are translated');
  return {
    skb,
    steps: [plainStep('nat', stage, 'drop', ['a redirect about a translated connection is dropped'])],
    end: { kind: 'drop', stage, reason: 'NETFILTER_DROP', evidence: [] },
  };
}

function translated(skb: HookInput, packet: HookInput['packet'], says: string): CallResult {
  const changes = changesOf(skb.packet, packet);
  if (changes.length === 0) return { skb: { ...skb, packet }, steps: [] };
  const stage = `nat/${skb.hook}`;
  return { skb: { ...skb, packet }, steps: [plainStep('nat', stage, 'pass', [`${stage}: ${says}`], { changes })] };
}
