import type { ClusterFacts, Detected, Suspicion } from '@skoop/model';
import type { Cluster } from './cluster.ts';
import type { Config, ConfigBinder } from './config-binder.ts';
import type { InfraShim } from './infra-shim.ts';
import type { IPCache } from './ip-cache.ts';
import type { NetNodeAction } from './net-node.ts';
import type { Difference, NetstackAssertion } from './netstack-assertion.ts';
import type { KubeNode } from './objects/node.ts';
import type { Pod } from './objects/pod.ts';
import type { NetworkPolicy } from './promise/network-policy.ts';
import type { ServiceProcessor } from './promise/service-processor.ts';

/** Everything that a plugin may ask when it makes its promises. */
export type PluginContext = {
  readonly cluster: Cluster;
  readonly ipCache: IPCache;
  readonly facts: ClusterFacts;
  readonly config: Config;
  readonly infraShim: InfraShim;
  readonly serviceProcessor: ServiceProcessor;
  readonly networkPolicy: NetworkPolicy;
  /** Checks of one node's collected state; collects what parts from the promise. */
  assertOn(node: string): NetstackAssertion;
  /** What the assertions made so far found. */
  differences(): readonly Difference[];
};

/** A CNI plugin: how its pods and nodes promise to send and receive. */
export type Plugin = {
  readonly name: string;
  createPod(pod: Pod): NetNodeAction;
  createNode(node: KubeNode): NetNodeAction;
  /** What only this plugin can see, after the promise was made; assertions of `assertOn` are told anyway. */
  suspicions?(): readonly Suspicion[];
};

/** How a plugin is found in a cluster, set up, and made. Plugins of others are modules that export one. */
export type PluginFactory = ConfigBinder & {
  /** undefined: this cluster does not use it. */
  detect(cluster: Cluster): Detected | undefined;
  /** The plugin's own mode of carrying pod traffic, where it has several. */
  backend?(cluster: Cluster, config: Config): Detected | undefined;
  create(context: PluginContext): Plugin;
};
