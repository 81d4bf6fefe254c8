import {
  type CancelSignal,
  type CollectorManager,
  type Config,
  clusterOf,
  detectFacts,
  type NetworkContext,
  type PluginFactory,
  type QuestionInput,
  resolveQuestion,
  snapshotCollectorManager,
  validateConfig,
} from '@skoop/engine';
import type { Diagnosis, Snapshot } from '@skoop/model';
import { plugins as ownPlugins } from '@skoop/plugins';
import { bindersOf } from './config-binders.ts';
import { providers } from './provider-list.ts';

export const TOOL = 'skoop 0.1.0';

export type DiagnoseRequest = QuestionInput & {
  readonly snapshot: Snapshot;
  /** Values of plugin and provider options by flag, without dashes: `{ 'network-plugin': 'flannel' }`. */
  readonly options?: Config;
  /** Plugins of others, asked before Skoop's own. */
  readonly plugins?: readonly PluginFactory[];
  readonly now: () => Date;
  readonly signal?: CancelSignal;
  readonly onProgress?: (step: string) => void;
  /** Collects nodes that the packet reaches and the snapshot lacks; default: nothing can be collected. */
  readonly collectorManager?: CollectorManager;
};

/**
 * The whole answer to one question about one snapshot. Rejects with a QuestionError where the question cannot be asked: it says what
 * to do; with the signal's reason where it was cancelled.
 */
export async function diagnose(request: DiagnoseRequest): Promise<Diagnosis> {
  const { snapshot, options = {} } = request;
  const network = networkContext(snapshot, options, request.plugins, request.collectorManager);
  request.onProgress?.('Resolving the question');
  const question = resolveQuestion(snapshot, request);
  const provider = providers.find((p) => p.name === network.facts.provider.value) ?? providers.at(-1);
  if (!provider) throw new Error('no provider is registered');
  return provider.createNetwork(network).diagnose(question, {
    now: request.now,
    tool: TOOL,
    signal: request.signal,
    onProgress: request.onProgress,
  });
}

/** Everything that a network is made of, for a snapshot and settings. */
export function networkContext(
  snapshot: Snapshot,
  config: Config,
  extra: readonly PluginFactory[] = [],
  collectorManager: CollectorManager = snapshotCollectorManager,
): NetworkContext {
  const all = [...extra, ...ownPlugins];
  validateConfig(bindersOf(all), config);
  const cluster = clusterOf(snapshot);
  const facts = detectFacts(cluster, config, all, providers);
  const plugin = all.find((p) => p.name === facts.plugin.value) ?? all.at(-1);
  const provider = providers.find((p) => p.name === facts.provider.value) ?? providers.at(-1);
  if (!plugin || !provider) throw new Error('no plugin or provider is registered');
  return { cluster, facts, config, plugin, infraShim: provider.createInfraShim(cluster, config), collectorManager };
}
