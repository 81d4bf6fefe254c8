import type { Cluster } from '../cluster.ts';
import { objectEvidence } from '../evidence.ts';
import { finding, type Match } from '../finding.ts';
import type { Service } from '../objects/service.ts';
import { parseReference } from '../resolve/name-syntax.ts';

type Loop = Match & { readonly circle: readonly string[] };

export const externalnameLoop = finding<Loop>({
  id: 'externalname-loop',
  level: 'warning',
  title: 'ExternalName services point at each other in a circle',
  docs: {
    meaning:
      'An ExternalName Service is a CNAME in DNS. If it points at itself, directly or by way of others, the name never resolves.',
    check:
      '`kubectl get services -A -o jsonpath=\'{range .items[?(@.spec.type=="ExternalName")]}{.metadata.name} {.spec.externalName}{"\\n"}{end}\'`.',
    fix: 'Give one of them a name outside the circle.',
    references: [
      ['Kubernetes: ExternalName', 'https://kubernetes.io/docs/concepts/services-networking/service/#externalname'],
    ],
  },
  check: ({ cluster }) =>
    cluster.services.flatMap((service) => {
      const circle = follow(cluster, service);
      // Told once, at the first of its members.
      if (!circle || circle.toSorted()[0] !== service.key) return [];
      return [
        {
          node: '',
          circle,
          evidence: [objectEvidence('services', service.object, 'spec.externalName', service.externalName)],
        },
      ];
    }),
  says: ({ circle }) => `ExternalName services point at each other in a circle: ${[...circle, circle[0]].join(' -> ')}`,
});

const LIMIT = 16;

function follow(cluster: Cluster, first: Service): readonly string[] | undefined {
  const seen: string[] = [];
  let at: Service | undefined = first;
  while (at?.externalName !== undefined && seen.length < LIMIT) {
    seen.push(at.key);
    const ref = parseReference(at.externalName);
    at = ref.kind === 'service-dns' ? cluster.servicesByKey.get(`${ref.namespace}/${ref.name}`) : undefined;
    if (at === first) return seen;
  }
  return undefined;
}
