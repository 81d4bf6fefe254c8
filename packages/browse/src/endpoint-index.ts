import type { EndpointOption, EndpointPort, EndpointQuery } from '@skoop/api';
import { type Cluster, clusterOf } from '@skoop/engine';
import { canonicalAddress, type Snapshot } from '@skoop/model';
import { type Range, type Slice, sliceOf } from './slice.ts';

type Pod = Cluster['pods'][number];
type Service = Cluster['services'][number];
type KubeNode = Cluster['nodes'][number];

/** An option with the lower-case text that words are looked for in. */
type Entry = { readonly option: EndpointOption; readonly title: string; readonly text: string };

const indices = new WeakMap<Snapshot, readonly Entry[]>();

/** Everything in a snapshot that can be asked about. Made once per snapshot. */
function indexOf(snapshot: Snapshot): readonly Entry[] {
  const known = indices.get(snapshot);
  if (known) return known;
  const cluster = clusterOf(snapshot);
  const options = [
    ...cluster.services.map(serviceOption),
    // What is finished has no network any more and would only hide the living.
    ...cluster.pods.filter((pod) => !pod.finished).map(podOption),
    ...cluster.nodes.map((node) => nodeOption(node, snapshot)),
  ];
  const entries = options.map(entryOf);
  indices.set(snapshot, entries);
  return entries;
}

/** The options that have every word of `q`, best matches first. */
export function searchEndpoints(
  snapshot: Snapshot,
  query: Pick<EndpointQuery, 'q' | 'kind' | 'namespace' | 'node'>,
  range: Range,
): Slice<EndpointOption> {
  const words = wordsOf(query.q ?? '');
  const kinds = query.kind?.split(',').filter(Boolean) ?? [];
  const found = indexOf(snapshot)
    .filter(({ option }) => kinds.length === 0 || kinds.includes(option.kind))
    .filter(({ option }) => query.namespace === undefined || option.namespace === query.namespace)
    .filter(({ option }) => query.node === undefined || option.node === query.node)
    .map((entry) => ({ option: entry.option, rank: rankOf(entry, words) }))
    .filter(({ rank }) => rank !== undefined)
    // Stable: what ranks alike stays in the order of the index.
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  return sliceOf(
    found.map(({ option }) => option),
    range,
  );
}

/** A word that is an address is compared in its canonical form. */
const wordsOf = (q: string): readonly string[] =>
  q
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .slice(0, 20)
    .map((word) => canonicalAddress(word) ?? word);

/** 0: a name or address is exactly a word; 1: one begins with it; 2: it is somewhere. undefined: a word is missing. */
function rankOf({ option, title, text }: Entry, words: readonly string[]): number | undefined {
  let rank = 0;
  for (const word of words) {
    if (!text.includes(word)) return undefined;
    const names = [option.name.toLowerCase(), title, option.ask.toLowerCase(), ...option.addresses];
    rank += names.includes(word) ? 0 : names.some((name) => name.startsWith(word)) ? 1 : 2;
  }
  return rank;
}

function entryOf(option: EndpointOption): Entry {
  const title = option.namespace === undefined ? option.name : `${option.namespace}/${option.name}`;
  const labels = Object.entries(option.labels).map(([key, value]) => `${key}=${value}`);
  const ports = option.ports.map((p) => `${p.name ?? ''}:${p.port}`);
  const words = [option.ask, title, option.dnsName ?? '', option.node ?? '', ...option.addresses, ...labels, ...ports];
  return { option, title: title.toLowerCase(), text: words.join('\n').toLowerCase() };
}

const protocolOf = (text: string): EndpointPort['protocol'] | undefined => {
  const name = text.toLowerCase();
  return name === 'tcp' || name === 'udp' || name === 'sctp' ? name : undefined;
};

function podOption(pod: Pod): EndpointOption {
  const condition = pod.terminating ? ', terminating' : pod.phase === 'Running' && !pod.ready ? ', not ready' : '';
  return {
    kind: 'pod',
    ask: `pod/${pod.key}`,
    namespace: pod.namespace,
    name: pod.name,
    addresses: pod.addresses,
    node: pod.node || undefined,
    state: pod.phase + condition,
    hostNetwork: pod.hostNetwork,
    labels: Object.fromEntries(pod.labels),
    ports: pod.ports.flatMap((p): EndpointPort[] => {
      const protocol = protocolOf(p.protocol);
      return protocol ? [{ name: p.name || undefined, port: p.port, protocol }] : [];
    }),
  };
}

function serviceOption(service: Service): EndpointOption {
  const state = service.externalName
    ? `ExternalName ${service.externalName}`
    : service.headless
      ? 'Headless'
      : service.type;
  return {
    kind: 'service',
    ask: `svc/${service.key}`,
    namespace: service.namespace,
    name: service.name,
    addresses: [...service.clusterAddresses, ...service.loadBalancerAddresses, ...service.externalAddresses],
    state,
    labels: Object.fromEntries(service.selector),
    ports: service.ports.flatMap((p): EndpointPort[] => {
      const protocol = protocolOf(p.protocol);
      if (!protocol) return [];
      return [
        { name: p.name || undefined, port: p.port, protocol, nodePort: p.nodePort, targetPort: `${p.targetPort}` },
      ];
    }),
    dnsName: `${service.name}.${service.namespace}.svc.cluster.local`,
  };
}

function nodeOption(node: KubeNode, snapshot: Snapshot): EndpointOption {
  const state = [node.ready ? 'Ready' : 'not ready', node.schedulable ? '' : 'cordoned'].filter(Boolean).join(', ');
  return {
    kind: 'node',
    ask: `node/${node.name}`,
    name: node.name,
    addresses: [...node.addresses, ...node.externalAddresses],
    node: node.name,
    state: snapshot.nodes.has(node.name) ? state : `${state}, not collected`,
    labels: Object.fromEntries(node.labels),
    ports: [],
  };
}
