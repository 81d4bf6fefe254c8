import { createDefaultNetwork, type Provider } from '@skoop/engine';
import { genericInfraShim } from './generic-infra-shim.ts';

/** Any infrastructure: machines on networks that carry what they are given. */
export const genericProvider: Provider = {
  name: 'generic',
  title: 'Generic provider',
  options: [],
  detect: () => ({ value: 'generic', why: 'no cloud provider that Skoop knows was recognised', certain: false }),
  createInfraShim: (cluster) => genericInfraShim(cluster),
  createNetwork: createDefaultNetwork,
};
