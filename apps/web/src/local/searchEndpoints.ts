import type { EndpointOption, EndpointPort, EndpointQuery, Page } from '@skoop/api';
import type { Snapshot } from '@skoop/model';
import { clusterOverview } from '@skoop/providers';

type Known = ReturnType<typeof clusterOverview>['endpoints'][number];
type Entry = { readonly option: EndpointOption; readonly names: readonly string[]; readonly text: string };

const indices = new WeakMap<Snapshot, readonly Entry[]>();

const PROTOCOLS: readonly EndpointPort['protocol'][] = ['tcp', 'udp', 'sctp'];

function optionOf(known: Known): EndpointOption | undefined {
  if (known.type !== 'pod' && known.type !== 'service' && known.type !== 'node') return undefined;
  return {
    kind: known.type,
    ask: known.given,
    namespace: known.namespace,
    name: known.name,
    addresses: known.addresses,
    node: known.node,
    state: known.state ?? (known.type === 'pod' ? 'Running' : ''),
    labels: {},
    ports: known.ports.flatMap((p): EndpointPort[] => {
      const protocol = PROTOCOLS.find((x) => x === p.protocol);
      return protocol ? [{ port: p.port, protocol, name: p.name || undefined }] : [];
    }),
  };
}

function indexOf(snapshot: Snapshot): readonly Entry[] {
  const known = indices.get(snapshot);
  if (known) return known;
  const entries = clusterOverview(snapshot).endpoints.flatMap((endpoint): Entry[] => {
    const option = optionOf(endpoint);
    if (!option) return [];
    const title = option.namespace ? `${option.namespace}/${option.name}` : option.name;
    const names = [option.name, title, option.ask, ...option.addresses].map((n) => n.toLowerCase());
    const ports = option.ports.map((p) => `:${p.port} ${p.name ?? ''}`);
    return [{ option, names, text: [...names, option.node ?? '', ...ports].join('\n').toLowerCase() }];
  });
  indices.set(snapshot, entries);
  return entries;
}

/** 0 where a name is exactly a word, 1 where one begins with it, 2 where it is inside; undefined where a word is missing. */
function rank(entry: Entry, words: readonly string[]): number | undefined {
  let sum = 0;
  for (const word of words) {
    if (!entry.text.includes(word)) return undefined;
    sum += entry.names.includes(word) ? 0 : entry.names.some((n) => n.startsWith(word)) ? 1 : 2;
  }
  return sum;
}

/** Things to ask about that have every word of the query, best matches first. */
export function searchEndpoints(snapshot: Snapshot, query: EndpointQuery): Page<EndpointOption> {
  const words = (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const kinds = query.kind?.split(',') ?? [];
  const found = indexOf(snapshot)
    .filter(({ option }) => kinds.length === 0 || kinds.includes(option.kind))
    .filter(({ option }) => query.namespace === undefined || option.namespace === query.namespace)
    .flatMap((entry) => {
      const at = rank(entry, words);
      return at === undefined ? [] : [{ option: entry.option, at }];
    })
    .toSorted((a, b) => a.at - b.at);
  return { items: found.slice(0, query.limit ?? 50).map((f) => f.option), total: found.length };
}
