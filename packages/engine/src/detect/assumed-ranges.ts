import { type Assumption, familyOf, type Prefix, parsePrefix } from '@skoop/model';
import type { Cluster } from '../cluster.ts';
import { cidrsOf, commonPrefix, detectClusterCidr, detectServiceCidr } from './cidrs.ts';

/** A range that nothing states, and that what lies in it suggests. */
export type AssumedRange = { readonly prefix: Prefix; readonly assumption: Assumption };

/** Ranges are seldom smaller: kubeadm, k3s and most others give Services a /12 or /16, and pods at least a /16; /112 and /56 in IPv6. */
const SERVICES = { 4: 16, 6: 112 } as const;
const PODS = { 4: 16, 6: 56 } as const;

/** What installers choose where nobody says otherwise, by the first address, which Service `default/kubernetes` has. kubeadm: constants.go */
const CUSTOMARY: Readonly<Record<string, string>> = { '10.96.0.1': '10.96.0.0/12' };

/**
 * Where Services and pods have their addresses, for families for which neither an object nor a flag says it. An address in there that
 * nobody has is nobody's outside either.
 */
export function assumedRanges(cluster: Cluster): readonly AssumedRange[] {
  const services = cluster.services.flatMap((s) => s.clusterAddresses);
  const first = cluster.servicesByKey.get('default/kubernetes')?.clusterAddresses ?? [];
  const customary = first.flatMap((a) => (Object.hasOwn(CUSTOMARY, a) ? [CUSTOMARY[a] ?? a] : []));
  const podCidrs = cluster.nodes.flatMap((n) => n.podCidrs);
  const pods = detectClusterCidr(cluster, {});
  return [
    ...around(
      [...services, ...customary],
      cidrsOf(detectServiceCidr(cluster)),
      SERVICES,
      'Services',
      'addresses of Services',
    ),
    ...around(podCidrs, pods?.certain ? cidrsOf(pods) : [], PODS, 'pods', 'pod ranges of nodes'),
  ];
}

function around(
  members: readonly string[],
  stated: readonly string[],
  smallest: { readonly 4: number; readonly 6: number },
  of: string,
  because: string,
): readonly AssumedRange[] {
  return ([4, 6] as const).flatMap((family) => {
    if (stated.some((c) => familyOf(c) === family)) return [];
    const [first, ...rest] = members.flatMap((m) => parsePrefix(m) ?? []).filter((p) => p.family === family);
    if (!first) return [];
    const common = rest.reduce(commonPrefix, first);
    const prefix = parsePrefix(`${common.address}/${Math.min(common.length, smallest[family])}`);
    if (!prefix || prefix.length === 0) return [];
    const text = `${prefix.address}/${prefix.length}`;
    const message = `${text} is taken to be the range of ${of}, because the ${because} lie in it: nobody outside the cluster has an address of it.`;
    return [{ prefix, assumption: { id: 'cluster-range', message } }];
  });
}
