import { createDefaultNetwork, type Provider } from '@skoop/engine';
import { genericInfraShim } from './generic-infra-shim.ts';

/** Any infrastructure: machines on networks that carry what they are given. */
export const genericProvider: Provider = {
  name: 'generic',
  title: 'Generic provider',
  options: [
    {
      flag: 'generic-service-routes',
      kind: 'boolean',
      description: 'Routers outside lead the cluster addresses of services to the nodes (static routes, BGP)',
      default: 'false',
    },
  ],
  detect: () => ({ value: 'generic', why: 'no cloud provider that Skoop knows was recognised', certain: false }),
  createInfraShim: (cluster, config) => genericInfraShim(cluster, config['generic-service-routes'] === 'true'),
  createNetwork: createDefaultNetwork,
};
