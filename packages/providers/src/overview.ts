import { type ClusterOverview, type Config, overviewOf, type PluginFactory } from '@skoop/engine';
import type { Snapshot } from '@skoop/model';
import { networkContext } from './diagnose.ts';

/** What there is to know of a cluster before anything is asked: facts, nodes, hazards, endpoints to choose from. */
export const clusterOverview = (
  snapshot: Snapshot,
  options: Config = {},
  plugins: readonly PluginFactory[] = [],
): ClusterOverview => overviewOf(networkContext(snapshot, options, plugins));
