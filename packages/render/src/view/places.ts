import type { Hop, Place, Step, Trace } from '@skoop/model';
import { destinationOf, innermost, sourceOf } from './packets.ts';
import type { Stop } from './stops.ts';

export type ServiceOf = (hop: Hop, steps: readonly Step[]) => string;
type Looks = Pick<Stop, 'row' | 'role' | 'icon' | 'name' | 'title' | 'fact' | 'badge'>;
/** Name of what runs in a node's own namespace. */
export const PROCESS = 'process on the node';

type Around = {
  readonly direction: Trace['direction'];
  /** Name of the Service whose NAT the steps do, `ns/name:port`; '' where they do none. */
  readonly serviceOf: ServiceOf;
  readonly first: boolean;
  readonly last: boolean;
  readonly previous: Hop | undefined;
  readonly next: Hop | undefined;
};

const TUNNELS = new Set([
  'vxlan',
  'ipip',
  'sit',
  'gre',
  'gretap',
  'ip6gre',
  'ip6gretap',
  'ip6tnl',
  'geneve',
  'wireguard',
  'tun',
  'vti',
  'xfrm',
]);
const SHARED = new Set(['bridge', 'ipvlan', 'macvlan', 'openvswitch', 'ovs']);
const GUEST_NAMES = /^(veth|cali|lxc|tap|azv|eni|nodelocal)/;

/** How a place of a node's own namespace looks: its row, shape, name and one fact. */
export function describePlace(at: Place, steps: readonly Step[], hop: Hop, around: Around): Looks {
  switch (at.kind) {
    case 'socket':
      return {
        row: 'pod',
        role: 'pod',
        icon: 'socket',
        name: PROCESS,
        title: `process on ${hop.node}${at.label === '' ? '' : `, ${at.label}`}`,
        fact: around.first ? hop.before.source : destinationOf(innermost(hop.after)),
        badge: '',
      };
    case 'stack':
      return stackLooks(at.service ?? around.serviceOf(hop, steps), steps, hop, around.direction);
    case 'device':
      return deviceLooks(at, hop, around);
  }
}

function deviceLooks(at: Place & { kind: 'device' }, hop: Hop, around: Around): Looks {
  const named = { name: at.name, title: `${at.name} (${at.type || 'device'})`, badge: '' };
  const address = at.address ?? '';
  if (TUNNELS.has(at.type))
    return { ...named, row: 'overlay', role: 'tunnel', icon: 'tunnel', fact: tunnelFact(at.type, hop) };
  if (SHARED.has(at.type)) return { ...named, row: 'bridge', role: 'device', icon: 'bridge', fact: address || at.type };
  if (isGuestDevice(at, hop, around))
    return { ...named, row: 'bridge', role: 'device', icon: 'port', fact: address || 'veth of the pod' };
  return {
    ...named,
    row: 'uplink',
    role: 'uplink',
    icon: 'port',
    fact:
      address.split('/')[0] ||
      uplinkFact(at.name, hop) ||
      (['device', 'veth', ''].includes(at.type) ? 'uplink' : at.type),
  };
}

/** A tunnel packet's own ends are the addresses of the uplinks that it passes. */
function uplinkFact(name: string, hop: Hop): string {
  if (name === hop.inDevice && hop.before.encapsulated) return hop.before.destination;
  if (name === hop.outDevice && hop.after.encapsulated) return hop.after.source;
  return '';
}

function tunnelFact(type: string, hop: Hop): string {
  for (const p of [hop.after, hop.before]) {
    const e = p.encapsulated;
    if (e && 'vni' in e) return `${type}, vni ${e.vni}`;
  }
  return type;
}

/** Whether a device leads to a pod of the same node: by the hop on its other side, else by its name. */
function isGuestDevice(at: Place & { kind: 'device' }, hop: Hop, { first, last, previous, next }: Around): boolean {
  const isPodOf = (other: Hop): boolean =>
    other.node === hop.node && other.netns !== 'host' && other.netns !== 'external';
  if (at.name === hop.inDevice && previous && (first || at.name !== hop.outDevice)) return isPodOf(previous);
  if (at.name === hop.outDevice && next && last) return isPodOf(next);
  if (hop.before.encapsulated || hop.after.encapsulated) return false;
  return GUEST_NAMES.test(at.name);
}

function stackLooks(service: string, steps: readonly Step[], hop: Hop, direction: Trace['direction']): Looks {
  // On the way back the kernel undoes what it did: neither SNAT nor DNAT by a rule.
  const badge = direction === 'reply' ? badgeOf(steps, hop).replace(/^[SD]NAT$/, 'NAT') : badgeOf(steps, hop);
  if (service !== '') {
    const slash = service.indexOf('/');
    const short = slash < 0 ? service : service.slice(slash + 1);
    return {
      row: 'stack',
      role: 'rule',
      icon: 'service',
      name: `svc ${short}`,
      title: `service ${service}`,
      fact: direction === 'reply' ? innermost(hop.after).source : innermost(hop.before).destination,
      badge,
    };
  }
  const drop = steps.find((s) => s.outcome === 'drop' || s.kind === 'drop');
  const hook = hookOf(drop?.stage ?? '') ?? hookOf(steps.findLast((s) => hookOf(s.stage))?.stage ?? '');
  const forwards = steps.some((s) => s.stage === 'ip_forward');
  const fact = drop
    ? refuses(drop)
      ? 'refuses it'
      : 'drops it'
    : hook
      ? 'accepted'
      : forwards
        ? 'forwarded'
        : routeFact(steps);
  return {
    row: 'stack',
    role: 'rule',
    icon: 'rules',
    name: hook ?? (forwards ? 'FORWARD' : 'routing'),
    title: hook ? `IP stack, ${hook}` : 'IP stack',
    fact,
    badge,
  };
}

/** Whether the rule that ends the walk answers instead of dropping silently. */
const refuses = (step: Step): boolean =>
  / REJECT\b|\breject\b/.test(step.rules?.findLast((r) => r.matched === 'yes')?.text ?? '');

const hookOf = (stage: string): string | undefined => /^filter\/(FORWARD|INPUT|OUTPUT)$/.exec(stage)?.[1];
const routeFact = (steps: readonly Step[]): string => (steps.some((s) => s.kind === 'route') ? 'routed' : 'passed');

const POLICY_CHAINS = /^(KUBE-NWPLCY|KUBE-POD-FW|cali-(tw|fw|pi|po|pri|pro)-|cali[A-Za-z0-9]*-|KUBE-ROUTER)/;

/** At most one badge: what the place does to the header, else that a policy looked at it. */
function badgeOf(steps: readonly Step[], hop: Hop): string {
  const before = innermost(hop.before);
  const after = innermost(hop.after);
  const nat = steps.some((s) => s.kind === 'nat' || s.kind === 'ipvs');
  const changed = steps.flatMap((s) => s.changes ?? []).map((c) => c.field.toLowerCase());
  const to = changed.some((f) => /dst|dest/.test(f)) || (nat && destinationOf(before) !== destinationOf(after));
  const from = changed.some((f) => /src|source/.test(f)) || (nat && sourceOf(before) !== sourceOf(after));
  if (to && from) return 'NAT';
  if (to) return 'DNAT';
  if (from) return 'SNAT';
  return steps.some((s) => s.rules?.some((r) => POLICY_CHAINS.test(r.chain))) ? 'POLICY' : '';
}
