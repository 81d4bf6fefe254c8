import type { Fault } from './fault.ts';
import { serviceFaults } from './services.ts';

const STORIES: Readonly<Record<string, { readonly title: string; readonly story: string }>> = {
  'kube-proxy-stale': {
    title: 'kube-proxy in nftables mode lags behind the EndpointSlices',
    story:
      'The web pods were replaced, and kube-proxy on node-1 lost its watch before: the chain of the Service in its nftables table still leads to the address of a pod on node-2 that is gone. Nobody there answers for it.',
  },
  'source-range-blocks': {
    title: 'loadBalancerSourceRanges leave the client out, in nftables mode',
    story:
      'The load balancer of the web Service admits only the office network 198.51.100.0/24. A client from 203.0.113.9 reaches the node and is dropped where map firewall-ips leads, before its address is translated.',
  },
};

/** Faults of Services once more, in clusters whose kube-proxy runs in nftables mode. */
export const nftablesFaults: readonly Fault[] = serviceFaults.flatMap((fault) => {
  const told = STORIES[fault.name];
  if (!told) return [];
  const { topology } = fault;
  return [
    {
      ...fault,
      ...told,
      name: `${fault.name}-nftables`,
      topology: (t) => ({ ...(topology?.(t) ?? t), proxyMode: 'nftables' as const }),
    },
  ];
});
