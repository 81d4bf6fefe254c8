import type { Detected } from '@skoop/model';
import type { Cluster } from './cluster.ts';
import type { Config, ConfigBinder } from './config-binder.ts';
import type { InfraShim } from './infra-shim.ts';
import type { Network, NetworkContext } from './network.ts';

/** A cloud provider: knows what lies between nodes, and makes networks on it. */
export type Provider = ConfigBinder & {
  detect(cluster: Cluster): Detected | undefined;
  createInfraShim(cluster: Cluster, config: Config): InfraShim;
  createNetwork(context: NetworkContext): Network;
};
