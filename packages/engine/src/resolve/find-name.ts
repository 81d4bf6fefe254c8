import type { Address, Snapshot } from '@skoop/model';
import { type Cluster, clusterOf } from '../cluster.ts';
import { ipCacheOf } from '../ip-cache.ts';
import type { Pod } from '../objects/pod.ts';
import type { Service } from '../objects/service.ts';
import { podNamespacesOf } from '../world/pod-namespaces.ts';
import { didYouMean, nearMatches } from './near-match.ts';
import { QuestionError } from './question-error.ts';
import type { Resolution } from './resolution.ts';

/** Things by their exact names; each throws a QuestionError with names that are near. */
export function findPod(cluster: Cluster, given: string, namespace: string, name: string): Pod {
  const pod = cluster.podsByKey.get(`${namespace}/${name}`);
  if (pod) return pod;
  const near = nearMatches(`${namespace}/${name}`, cluster.podsByKey.keys());
  const otherwise =
    cluster.pods.length === 0
      ? 'The snapshot has no readable objects/pods.json: add `kubectl get pods -A -o json`, or name the pod by its address.'
      : 'See `kubectl get pods -A -o wide`; the snapshot may be older than the pod.';
  throw new QuestionError(
    'unknown-pod',
    `There is no pod ${namespace}/${name} (given as ${given}).`,
    didYouMean(near, otherwise),
  );
}

export function findService(cluster: Cluster, given: string, namespace: string, name: string): Service {
  const service = cluster.servicesByKey.get(`${namespace}/${name}`);
  if (service) return service;
  const near = nearMatches(`${namespace}/${name}`, cluster.servicesByKey.keys());
  const otherwise =
    cluster.services.length === 0
      ? 'The snapshot has no readable objects/services.json: add `kubectl get services -A -o json`.'
      : 'See `kubectl get services -A`.';
  throw new QuestionError(
    'unknown-service',
    `There is no service ${namespace}/${name} (given as ${given}).`,
    didYouMean(near, otherwise),
  );
}

export function findNode(snapshot: Snapshot, given: string, name: string): Resolution {
  const known = [...new Set([...clusterOf(snapshot).nodesByName.keys(), ...snapshot.nodes.keys()])];
  if (known.includes(name)) return nodeResolution(snapshot, given, name);
  throw new QuestionError(
    'unknown-node',
    `There is no node ${name} (given as ${given}).`,
    didYouMean(nearMatches(name, known), `The snapshot knows ${known.length} nodes; see \`kubectl get nodes\`.`),
  );
}

export function nodeResolution(snapshot: Snapshot, given: string, name: string, address?: Address): Resolution {
  const all = ipCacheOf(snapshot).addressesOfNode(name);
  return { given, type: 'node', name, node: name, addresses: address === undefined ? all : [address] };
}

export function podResolution(pod: Pod, given: string, address?: Address): Resolution {
  const base = { given, namespace: pod.namespace, name: pod.name, node: pod.node, pod };
  if (pod.finished)
    throw new QuestionError(
      'pod-not-running',
      `Pod ${pod.key} is ${pod.phase}: it has no network any more.`,
      'Ask about a running pod, or about the address itself.',
    );
  if (address !== undefined) return { ...base, type: 'pod', addresses: [address] };
  if (pod.addresses.length === 0)
    throw new QuestionError(
      'pod-has-no-address',
      `Pod ${pod.key} is ${pod.phase} and has no address${pod.node === '' ? ', and is on no node yet' : ''}.`,
      `See \`kubectl -n ${pod.namespace} describe pod ${pod.name}\`; take the snapshot again when it runs.`,
    );
  return { ...base, type: 'pod', addresses: pod.addresses };
}

/** Whose a bare address is, by objects first, then by what namespaces of the dumps have. */
export function addressResolution(snapshot: Snapshot, given: string, address: Address): Resolution {
  const owner = ipCacheOf(snapshot).ownerOf(address);
  switch (owner?.kind) {
    case 'pod':
      return podResolution(owner.pod, given, address);
    case 'node':
      return nodeResolution(snapshot, given, owner.node, address);
    case 'service':
      return {
        given,
        type: 'service',
        addresses: [address],
        namespace: owner.service.namespace,
        name: owner.service.name,
        service: owner.service,
        serviceAddress: owner.as,
      };
    case undefined: {
      const found = namespaceAt(snapshot, address);
      if (found) return { given, type: 'pod', addresses: [address], node: found };
      return { given, type: 'external', addresses: [address] };
    }
  }
}

/** Node of a namespace that has the address though no object says so: the pods' list is missing or older than the pod. */
function namespaceAt(snapshot: Snapshot, address: Address): string | undefined {
  const pods = podNamespacesOf(snapshot);
  for (const dump of snapshot.nodes.values())
    for (const ns of dump.namespaces)
      if (ns.id !== 'host' && !pods.podOf(dump.node, ns.id) && ns.addresses.some((a) => a.address === address))
        return dump.node;
  return undefined;
}
