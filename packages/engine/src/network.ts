import type { ClusterFacts, Diagnosis } from '@skoop/model';
import type { CancelSignal } from './cancel-signal.ts';
import type { Cluster } from './cluster.ts';
import type { CollectorManager } from './collector-manager.ts';
import type { Config } from './config-binder.ts';
import type { InfraShim } from './infra-shim.ts';
import type { PluginFactory } from './plugin.ts';
import type { ResolvedQuestion } from './resolve/resolve-question.ts';

/** What a provider is given to make a network of. */
export type NetworkContext = {
  readonly cluster: Cluster;
  readonly facts: ClusterFacts;
  readonly config: Config;
  readonly plugin: PluginFactory;
  readonly infraShim: InfraShim;
  readonly collectorManager: CollectorManager;
};

export type DiagnoseOptions = {
  readonly now: () => Date;
  readonly tool: string;
  readonly signal?: CancelSignal;
  readonly onProgress?: (step: string) => void;
};

/** A plugin on a provider, ready to answer. */
export type Network = { diagnose(question: ResolvedQuestion, options: DiagnoseOptions): Promise<Diagnosis> };
