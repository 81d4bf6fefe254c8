import type { Address, Family } from '@skoop/model';
import { cniOf } from '../cni-of.ts';
import { EXTERNAL, type Plan, type PlannedNode, type PlannedPod } from '../plan.ts';
import type { Random } from './random.ts';

/** What grammars draw from: a planned cluster, chance, and the family that a change is about. */
export type Scene = { readonly plan: Plan; readonly random: Random; readonly family: Family };

/** `ip` of the family. */
export const ip = (s: Scene): string => (s.family === 6 ? 'ip -6' : 'ip');
/** The family's iptables of the variant that the cluster's kube-proxy uses, waiting for its lock. */
export const iptables = (s: Scene): string =>
  `${s.family === 6 ? 'ip6tables' : 'iptables'}-${s.plan.topology.iptables} -w`;
export const hostBits = (s: Scene): number => (s.family === 4 ? 32 : 128);
/** `ip` or `ip6`, as nft calls the family. */
export const nftFamily = (s: Scene): string => (s.family === 4 ? 'ip' : 'ip6');
export const nftIcmp = (s: Scene): string => (s.family === 4 ? 'icmp' : 'icmpv6');

export const anyNode = (s: Scene): PlannedNode => s.random.pick(s.plan.nodes);
export const podsWithNetwork = (s: Scene): readonly PlannedPod[] => s.plan.pods.filter((p) => !p.hostNetwork);
export const anyPod = (s: Scene): PlannedPod => s.random.pick(podsWithNetwork(s));
/** Namespace of a node, now and then of a pod. */
export const anyTarget = (s: Scene, pods = 0.15): string => (s.random.chance(pods) ? anyPod(s).key : anyNode(s).name);

export const addressOf = (s: Scene, of: PlannedNode | PlannedPod): Address => of.addresses[s.family] ?? '';
export const outside = (s: Scene): Address => EXTERNAL.address[s.family];
export const router = (s: Scene): Address => EXTERNAL.gateway[s.family];
export const anyAddress = (s: Scene): Address => {
  const kind = s.random.below(10);
  if (kind < 6) return addressOf(s, anyPod(s));
  return kind < 9 ? addressOf(s, anyNode(s)) : outside(s);
};
/** Prefix of the pods, of one node's pods, of the nodes, or one address. */
export const anyNetwork = (s: Scene): string => {
  const kind = s.random.below(10);
  if (kind < 5) return anyAddress(s);
  if (kind < 7) return anyNode(s).podCidrs[s.family] ?? '';
  if (kind < 9) return s.plan.clusterCidrs[s.family] ?? '';
  return s.family === 4 ? '10.10.0.0/24' : 'fd00:10:10::/64';
};
/** A device of nodes; in the hooks of a bridge also its ports. */
export const anyDevice = (s: Scene): string => {
  const tunnels = s.plan.topology.backend === 'vxlan' ? [tunnel(s)] : [];
  // Calico's pods have no bridge: each has a device of its own.
  const inner = s.plan.topology.cni === 'calico' ? anyPod(s).hostVeth : 'cni0';
  return s.random.pick([inner, 'eth0', ...tunnels]);
};
export const tunnel = (s: Scene): string => cniOf(s.plan).tunnelDevice(s.family);
export const WRONG_MAC = '02:00:00:00:00:77';
/** A name that no other change of a case has. */
export const fresh = (s: Scene, prefix: string): string => `${prefix}${s.random.below(1_000_000)}`;
