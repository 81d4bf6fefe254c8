import type { Address, Snapshot } from '@skoop/model';
import { type Cluster, clusterOf } from '../cluster.ts';
import { ipCacheOf } from '../ip-cache.ts';
import type { Service } from '../objects/service.ts';
import { addressResolution, findNode, findPod, findService, podResolution } from './find-name.ts';
import { parseReference } from './name-syntax.ts';
import { didYouMean, nearMatches } from './near-match.ts';
import { noAddress, QuestionError } from './question-error.ts';
import type { Resolution } from './resolution.ts';

const EXTERNAL_NAME_LIMIT = 8;

/** Who is called: a pod, a node, a service in any of its addresses, or an address outside. */
export function resolveDestination(snapshot: Snapshot, given: string, source: Resolution): Resolution {
  const cluster = clusterOf(snapshot);
  const ref = parseReference(given);
  switch (ref.kind) {
    case 'address': {
      const former = ipCacheOf(snapshot).formerPodAt(ref.address);
      const found = addressResolution(snapshot, given, ref.address);
      if (!former) return found;
      return {
        ...found,
        assumptions: [
          {
            id: 'address-of-finished-pod',
            message: `${ref.address} was the address of pod ${former.key}, which is ${former.phase}.`,
          },
        ],
      };
    }
    case 'pod':
      return podResolution(findPod(cluster, given, ref.namespace, ref.name), given);
    case 'pod-dns':
      return podResolution(podByHostname(cluster, given, ref), given);
    case 'node':
      return findNode(snapshot, given, ref.name);
    case 'service':
    case 'service-dns':
      return serviceResolution(snapshot, given, findService(cluster, given, ref.namespace, ref.name), source);
    case 'namespaced': {
      const pod = cluster.podsByKey.get(`${ref.namespace}/${ref.name}`);
      if (pod) return podResolution(pod, given);
      const service = cluster.servicesByKey.get(`${ref.namespace}/${ref.name}`);
      if (service) return serviceResolution(snapshot, given, service, source);
      const names = [...cluster.podsByKey.keys(), ...cluster.servicesByKey.keys()];
      throw new QuestionError(
        'unknown-name',
        `There is no pod and no service ${given}.`,
        didYouMean(nearMatches(given, names), 'See `kubectl get pods,services -A`.'),
      );
    }
    case 'no-address':
      throw noAddress(ref.text);
    case 'word':
      return resolveWord(snapshot, cluster, given, ref.word, source);
  }
}

/** As a pod's resolver would: `web` in the client's own namespace, `web.ns`; else a pod of the default namespace, else a node. */
function resolveWord(
  snapshot: Snapshot,
  cluster: Cluster,
  given: string,
  word: string,
  source: Resolution,
): Resolution {
  const [name = '', namespace, ...more] = word.split('.');
  if (namespace !== undefined && more.length === 0) {
    const service = cluster.servicesByKey.get(`${namespace}/${name}`);
    if (service) return serviceResolution(snapshot, given, service, source);
  }
  for (const ns of [source.namespace ?? 'default', 'default']) {
    const service = cluster.servicesByKey.get(`${ns}/${word}`);
    if (service) return serviceResolution(snapshot, given, service, source);
  }
  const pod = cluster.podsByKey.get(`default/${word}`);
  if (pod) return podResolution(pod, given);
  if (cluster.nodesByName.has(word) || snapshot.nodes.has(word)) return findNode(snapshot, given, word);
  const names = [...cluster.servicesByKey.keys(), ...cluster.podsByKey.keys(), ...snapshot.nodes.keys()];
  const otherwise =
    more.length > 0
      ? 'A snapshot holds no DNS: give the address that the name has.'
      : 'Give the destination as namespace/name, svc/namespace/name, node/name, or an IP address.';
  throw new QuestionError(
    'unknown-name',
    given === '' ? 'The destination is empty.' : `Nothing in the cluster is called ${given}.`,
    didYouMean(nearMatches(word, names), otherwise),
  );
}

function podByHostname(cluster: Cluster, given: string, ref: { namespace: string; service: string; hostname: string }) {
  const service = findService(cluster, given, ref.namespace, ref.service);
  return (
    cluster.pods.find(
      (p) =>
        p.namespace === service.namespace &&
        !p.finished &&
        (p.name === ref.hostname || hostnameOf(p.object.spec) === ref.hostname),
    ) ?? findPod(cluster, given, ref.namespace, ref.hostname)
  );
}

const hostnameOf = (spec: Readonly<Record<string, unknown>> | undefined): unknown => spec?.hostname;

function serviceResolution(snapshot: Snapshot, given: string, service: Service, source: Resolution): Resolution {
  if (service.externalName !== undefined) return followExternalName(snapshot, given, service, source);
  const base = { given, namespace: service.namespace, name: service.name, service };
  if (!service.headless) {
    const outside = source.type === 'external' ? addressesForOutside(service) : undefined;
    if (outside) return { ...base, type: 'service', ...outside };
    return { ...base, type: 'service', addresses: service.clusterAddresses, serviceAddress: 'ClusterIP' };
  }
  const all = clusterOf(snapshot).endpoints.get(service.key) ?? [];
  const named = all.filter((e) => e.ready || service.publishNotReady);
  if (named.length === 0)
    throw new QuestionError(
      'headless-without-endpoints',
      `Service ${service.key} is headless and has no ready endpoint: its name resolves to no address, so no packet is sent.`,
      `See \`kubectl -n ${service.namespace} get endpointslices -l kubernetes.io/service-name=${service.name}\` and the readiness of its pods.`,
    );
  return {
    ...base,
    type: 'service',
    addresses: named.map((e) => e.address),
    serviceAddress: 'Headless',
    headless: named,
  };
}

/** From outside, a service is called by the address that was made for the outside, if it has one. */
function addressesForOutside(
  service: Service,
): { readonly addresses: readonly Address[]; readonly serviceAddress: 'LoadBalancer' | 'ExternalIP' } | undefined {
  if (service.loadBalancerAddresses.length > 0)
    return { addresses: service.loadBalancerAddresses, serviceAddress: 'LoadBalancer' };
  if (service.externalAddresses.length > 0)
    return { addresses: service.externalAddresses, serviceAddress: 'ExternalIP' };
  return undefined;
}

/** An ExternalName service is a CNAME: no packet is ever sent to it. Names of this cluster are followed. */
function followExternalName(snapshot: Snapshot, given: string, first: Service, source: Resolution): Resolution {
  const seen = [first.key];
  let service = first;
  while (service.externalName !== undefined) {
    const target = service.externalName;
    const ref = parseReference(target);
    const next =
      ref.kind === 'service-dns' ? clusterOf(snapshot).servicesByKey.get(`${ref.namespace}/${ref.name}`) : undefined;
    if (ref.kind === 'address') return addressResolution(snapshot, given, ref.address);
    if (!next)
      throw new QuestionError(
        'external-name',
        `Service ${service.key} is an ExternalName: DNS answers with a CNAME to ${target}, and no packet goes to the service itself.`,
        `Ask about an address of ${target}.`,
      );
    if (seen.includes(next.key) || seen.length >= EXTERNAL_NAME_LIMIT)
      throw new QuestionError(
        'external-name',
        `ExternalName services point at each other in a circle: ${[...seen, next.key].join(' -> ')}. The name never resolves.`,
        'Give one of them an externalName outside the circle.',
      );
    seen.push(next.key);
    service = next;
  }
  return serviceResolution(snapshot, given, service, source);
}
