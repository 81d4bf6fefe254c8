import type { Snapshot } from '@skoop/model';
import { clusterOf } from '../cluster.ts';
import { addressResolution, findNode, findPod, podResolution } from './find-name.ts';
import { parseReference } from './name-syntax.ts';
import { didYouMean, nearMatches } from './near-match.ts';
import { noAddress, QuestionError } from './question-error.ts';
import type { Resolution } from './resolution.ts';

/** Who asks: a pod, a node, or an address outside. */
export function resolveSource(snapshot: Snapshot, given: string): Resolution {
  const cluster = clusterOf(snapshot);
  const ref = parseReference(given);
  switch (ref.kind) {
    case 'address': {
      const found = addressResolution(snapshot, given, ref.address);
      if (found.type === 'service') throw serviceAsSource(given, found.name ?? '');
      return found;
    }
    case 'pod':
    case 'namespaced':
      return podResolution(findPod(cluster, given, ref.namespace, ref.name), given);
    case 'node':
      return findNode(snapshot, given, ref.name);
    case 'pod-dns':
      return podResolution(findPod(cluster, given, ref.namespace, ref.hostname), given);
    case 'service':
    case 'service-dns':
      throw serviceAsSource(given, ref.name);
    case 'no-address':
      throw noAddress(ref.text);
    case 'word': {
      const pod = cluster.podsByKey.get(`default/${ref.word}`);
      if (pod) return podResolution(pod, given);
      if (cluster.nodesByName.has(ref.word) || snapshot.nodes.has(ref.word)) return findNode(snapshot, given, ref.word);
      const names = [...cluster.podsByKey.keys(), ...[...snapshot.nodes.keys()].map((n) => `node/${n}`)];
      throw new QuestionError(
        'unknown-name',
        `${given === '' ? 'The source is empty' : `Nothing is called ${given}`}.`,
        didYouMean(nearMatches(ref.word, names), 'Give the source as namespace/pod, node/name, or an IP address.'),
      );
    }
  }
}

const serviceAsSource = (given: string, name: string): QuestionError =>
  new QuestionError(
    'service-as-source',
    `${given} is a service; services send nothing.`,
    `Name one of the pods behind ${name} as the source.`,
  );
