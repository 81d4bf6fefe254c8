import type { Gap, NamespaceDump } from '@skoop/model';
import { type Fork, sure } from '../fork.ts';
import { memoise } from '../namespace.ts';
import type { HookInput } from '../netfilter/hook.ts';
import type { CallResult } from '../netfilter/hook-call.ts';

/** Why the services of a namespace are not known; undefined: they are, or there is no address that one could be on. */
export const unreadServices = memoise((dump: NamespaceDump): Gap | undefined => {
  if (dump.sections.length === 0 || dummyAddresses({ dump }).size === 0) return undefined;
  const section = dump.sections.find((s) => s.name === 'ipvs');
  if (section && section.status === 0 && !section.truncated) return undefined;
  return {
    id: 'ipvs-not-collected',
    node: '',
    netns: '',
    message: 'Whether IPVS has a service on an address of a dummy device is not known: its services were not collected',
    action: 'Collect from the node again, as root.',
  };
});

/** kube-proxy binds the addresses of services to a dummy device of its own. */
const dummyAddresses = memoise((dump: NamespaceDump): ReadonlySet<string> => {
  const dummies = new Set(dump.links.filter((l) => l.kind === 'dummy').map((l) => l.name));
  return new Set(dump.addresses.filter((a) => dummies.has(a.device)).map((a) => a.address));
});

/** Stands for the hooks of IPVS where its services could not be read. */
export function unreadCall(skb: HookInput): readonly Fork<CallResult>[] {
  const { ns, packet, hook, flow } = skb;
  const gap = unreadServices(ns);
  const passed: CallResult = { skb, steps: [] };
  if (!gap || packet.icmp || !dummyAddresses(ns).has(packet.destination)) return sure(passed);
  const point = `${ns.key} ipvs unread`;
  if (flow.hashed.has(point)) return sure(passed);
  const here: Gap = { ...gap, node: ns.node, netns: ns.label };
  const choice = (index: number) => ({ kind: 'maybe', point, index, gap: here }) as const;
  const known = { ...skb, flow: { ...flow, hashed: new Map([...flow.hashed, [point, 0]]) } };
  return [
    { choices: [choice(0)], value: { skb: known, steps: [] } },
    { choices: [choice(1)], value: { skb, steps: [], end: { kind: 'unknown', stage: `ipvs/${hook}`, gap: here } } },
  ];
}
