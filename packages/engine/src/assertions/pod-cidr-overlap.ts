import { familyOf, formatPrefix, type Prefix, parsePrefix, prefixContains, prefixContainsWords } from '@skoop/model';
import { cidrsOf } from '../detect/cidrs.ts';
import { objectEvidence } from '../evidence.ts';
import { type FindingContext, finding, type Match } from '../finding.ts';

type Overlap = Match & { readonly a: string; readonly b: string };

export const podCidrOverlap = finding<Overlap>({
  id: 'pod-cidr-overlap',
  level: 'critical',
  title: 'Two networks use the same addresses',
  docs: {
    meaning:
      'Pod networks of nodes, the service range and the network of the nodes must not overlap. If two nodes have the same pod CIDR, or the service range lies inside the network of the nodes, an address means two things, and packets go to the wrong one.',
    check:
      "`kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDR`, the node's `ip addr`, and the ranges given to kube-apiserver (`--service-cluster-ip-range`) and kube-controller-manager (`--cluster-cidr`).",
    fix: 'Give one of them another range. A pod CIDR cannot be changed on a Node object: delete the node and let it join anew.',
    references: [
      ['flannel#805', 'https://github.com/flannel-io/flannel/issues/805'],
      ['flannel#1550', 'https://github.com/flannel-io/flannel/issues/1550'],
    ],
  },
  check(context) {
    const { cluster } = context;
    const pods = cluster.nodes.flatMap((n) =>
      n.podCidrs.flatMap((c) => named(c, `the pod network of ${n.name}`, n.name)),
    );
    const services = cidrsOf(context.facts.serviceCidr).flatMap((c) => named(c, 'the service range', ''));
    const found: Overlap[] = [];
    const all = [...pods, ...services].toSorted(byAddress);
    const underlay = networksOfNodes(context);
    all.forEach((x, i) => {
      // A network is followed by what lies inside it, so the first one outside ends the search.
      for (let j = i + 1; j < all.length; j++) {
        const y = all[j] as Named;
        if (!overlap(x.prefix, y.prefix)) break;
        if (x.owner !== y.owner) found.push(match(context, x, y));
      }
      for (const y of underlay) if (overlap(x.prefix, y.prefix)) found.push(match(context, x, y));
    });
    return [...found, ...addressesInUnderlay(context, services, underlay)];
  },
  says: ({ a, b }) => `${a} overlaps ${b}`,
});

type Named = { readonly prefix: Prefix; readonly name: string; readonly owner: string };
const named = (cidr: string, name: string, owner: string): Named[] => {
  const prefix = parsePrefix(cidr);
  return prefix ? [{ prefix, name: `${name} (${formatPrefix(prefix)})`, owner }] : [];
};

function byAddress({ prefix: a }: Named, { prefix: b }: Named): number {
  if (a.family !== b.family) return a.family - b.family;
  for (let i = 0; i < a.words.length; i++) {
    const difference = (a.words[i] ?? 0) - (b.words[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const overlap = (a: Prefix, b: Prefix): boolean =>
  a.family === b.family && (prefixContainsWords(a, b.words) || prefixContainsWords(b, a.words));

/** Networks that the addresses of Node objects lie in, as the nodes themselves are configured. */
function networksOfNodes({ cluster, nodes, host }: FindingContext): readonly Named[] {
  const out = new Map<string, Named>();
  for (const name of nodes)
    for (const a of host(name)?.addresses ?? []) {
      if (!cluster.nodesByName.get(name)?.addresses.includes(a.address)) continue;
      for (const n of named(`${a.address}/${a.prefixLength}`, 'the network of the nodes', 'underlay'))
        out.set(n.name, n);
    }
  return [...out.values()];
}

/** A cluster IP of the network of the nodes, where no known service range says so already: one for each network. */
function addressesInUnderlay(
  { cluster }: FindingContext,
  ranges: readonly Named[],
  underlay: readonly Named[],
): readonly Overlap[] {
  return underlay.flatMap(({ prefix, name }) => {
    if (ranges.some((r) => overlap(r.prefix, prefix))) return [];
    for (const service of cluster.services)
      for (const address of service.clusterAddresses)
        if (familyOf(address) === prefix.family && prefixContains(prefix, address))
          return [
            {
              node: '',
              a: `Cluster IP ${address} of service ${service.key}`,
              b: name,
              evidence: [objectEvidence('services', service.object, 'spec.clusterIP', address)],
            },
          ];
    return [];
  });
}

function match({ cluster }: FindingContext, x: Named, y: Named): Overlap {
  const objects = [x.owner, y.owner].flatMap((o) => cluster.nodesByName.get(o) ?? []);
  return {
    node: '',
    a: x.name.charAt(0).toUpperCase() + x.name.slice(1),
    b: y.name,
    evidence: objects.map((n) => objectEvidence('nodes', n.object, 'spec.podCIDR', n.podCidrs.join(','))),
  };
}
