import type { ClusterFacts, Detected } from '@skoop/model';
import type { Cluster } from '../cluster.ts';
import { type Config, optionOf } from '../config-binder.ts';
import type { PluginFactory } from '../plugin.ts';
import type { Provider } from '../provider.ts';
import { didYouMean, nearMatches } from '../resolve/near-match.ts';
import { QuestionError } from '../resolve/question-error.ts';
import { detectClusterCidr, detectServiceCidr } from './cidrs.ts';
import { detectProxyMode } from './proxy-mode.ts';

/** What the cluster is made of, each with the reason why it is thought so. Flags beat objects, objects beat dumps. */
export function detectFacts(
  cluster: Cluster,
  config: Config,
  plugins: readonly PluginFactory[],
  providers: readonly Provider[],
): ClusterFacts {
  const plugin = detectOne(cluster, config, 'network-plugin', plugins, 'unknown-plugin');
  const factory = plugins.find((p) => p.name === plugin.value);
  return {
    name: cluster.snapshot.cluster,
    plugin,
    backend: factory?.backend?.(cluster, config),
    proxyMode: detectProxyMode(cluster, config),
    provider: detectOne(cluster, config, 'cloud-provider', providers, 'unknown-provider'),
    clusterCidr: detectClusterCidr(cluster, config),
    serviceCidr: detectServiceCidr(cluster),
    version: cluster.nodes.find((n) => n.kubeletVersion !== undefined)?.kubeletVersion,
  };
}

type Detector = { readonly name: string; detect(cluster: Cluster): Detected | undefined };

/** The first that recognises the cluster; the last of the list takes whatever is left. */
function detectOne(
  cluster: Cluster,
  config: Config,
  flag: string,
  detectors: readonly Detector[],
  error: 'unknown-plugin' | 'unknown-provider',
): Detected {
  const given = optionOf(config, flag);
  const names = detectors.map((d) => d.name);
  if (given !== undefined) {
    if (names.includes(given)) return { value: given, why: `given as --${flag}`, certain: true };
    const near = didYouMean(nearMatches(given, names), `Known are ${names.join(', ')}.`);
    throw new QuestionError(error, `Skoop knows no ${flag.replace('-', ' ')} ${given}.`, near);
  }
  for (const detector of detectors) {
    const found = detector.detect(cluster);
    if (found) return found;
  }
  return { value: 'generic', why: 'nothing more specific was recognised', certain: false };
}
