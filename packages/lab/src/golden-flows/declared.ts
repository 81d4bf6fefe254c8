import { type Expected, type GoldenFlow, type GoldenScenario, NODE_IP } from './golden-flow.ts';
import { expectedOf } from './seen.ts';
import type { Variant } from './variants.ts';

/**
 * What a kernel does where kube-proxy's tests, which leave OUTPUT out, expect something else: before 1.34 the tables of nftables mode
 * filtered what the node sends before they translated it. So the node itself could not use an address of a service without a local
 * endpoint, nor (in the first one) one with source ranges.
 */
export function kernelExpected(flow: GoldenFlow, scenario: GoldenScenario, variant: Variant): Expected {
  const [name, source] = flow;
  const early = variant.layout !== undefined && variant.layout < '1.34';
  if (early && source === NODE_IP) {
    if (scenario.name === 'TestOverallRules' && name === 'local, masqueraded') return 'DROP';
    if (variant.layout === '1.29' && scenario.name === 'TestLoadBalancer' && name.endsWith('in a source range'))
      return 'DROP';
  }
  return expectedOf(flow, variant);
}
