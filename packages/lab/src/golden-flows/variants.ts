import { restoreInput } from '../iptables-text.ts';
import { kubeletRules, kubeProxyRules } from '../kube-proxy.ts';
import { kubeProxyNftables } from '../kube-proxy-nftables.ts';
import type { NftLayout, ProxySite } from '../kube-proxy-site.ts';
import type { Bed } from './bed.ts';
import { type GoldenScenario, NODE, NODE_IP, NODE_IP6 } from './golden-flow.ts';

/** A way in which kube-proxy can have written the rules of a scenario. */
export type Variant = {
  readonly name: string;
  readonly mode: 'iptables' | 'nftables';
  readonly backend: 'legacy' | 'nft';
  readonly layout?: NftLayout;
  /** What a new node of this mode has. */
  readonly newest?: true;
};

const LAYOUTS = ['1.29', '1.30', '1.33', '1.34', '1.35'] as const;
export const VARIANTS: readonly Variant[] = [
  { name: 'iptables-legacy', mode: 'iptables', backend: 'legacy' },
  { name: 'iptables-nft', mode: 'iptables', backend: 'nft', newest: true },
  ...LAYOUTS.map(
    (layout): Variant => ({
      name: `nftables-${layout}`,
      mode: 'nftables',
      backend: 'nft',
      layout,
      ...(layout === '1.35' ? { newest: true } : {}),
    }),
  ),
];

/**
 * Can this variant do what the scenario asks? The oldest tables have node ports on every local address, and the first of all drops in
 * OUTPUT before it translates: the node itself never gets past source ranges.
 */
export function suits(variant: Variant, scenario: GoldenScenario): boolean {
  if (scenario.modes && !scenario.modes.includes(variant.mode)) return false;
  const old = variant.layout === '1.29' || variant.layout === '1.30';
  return !old || !scenario.name.startsWith('TestNodePorts');
}

export const siteOf = (scenario: GoldenScenario, variant: Variant): ProxySite => ({
  family: scenario.family,
  node: NODE,
  nodeIp: scenario.family === 4 ? NODE_IP : NODE_IP6,
  clusterCidr: scenario.family === 4 ? '10.0.0.0/8' : 'fd00:10::/64',
  ...(variant.layout ? { nftLayout: variant.layout } : {}),
  ...scenario.flags,
});

/** Takes all rules away and writes those of a scenario. */
export async function writeRules(bed: Bed, scenario: GoldenScenario, variant: Variant): Promise<void> {
  const site = siteOf(scenario, variant);
  await bed.must(NODE, ['sh', '-ec', CLEAN]);
  const program = `${scenario.family === 6 ? 'ip6tables' : 'iptables'}-${variant.backend}-restore`;
  const iptables =
    variant.mode === 'iptables' ? kubeProxyRules(site, scenario.services) : kubeletRules(scenario.family);
  await bed.must(NODE, [program], restoreInput(iptables));
  if (variant.mode === 'iptables') return;
  const services = scenario.family === 4 ? '172.30.0.0/16' : 'fd00:172:30::/112';
  await bed.must(NODE, ['nft', '-f', '-'], kubeProxyNftables(site, services, scenario.services));
}

const CLEAN = `
for i in iptables ip6tables; do
  for t in filter nat mangle; do $i-legacy -t $t -F; $i-legacy -t $t -X; done
done
nft flush ruleset
conntrack -F 2>/dev/null || true
sysctl -qw net.ipv4.conf.all.route_localnet=1
`;
