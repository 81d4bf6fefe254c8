import type { Family } from '@skoop/model';
import type { Namespace } from '../../namespace.ts';
import { chainResult } from '../chain-call.ts';
import type { HookInput, InetHook } from '../hook.ts';
import type { HookCall } from '../hook-call.ts';
import type { NatLookup } from '../nat/nat-call.ts';
import { type CompiledNftChain, type CompiledNftTable, nftTables } from './compile.ts';
import { traverseNft } from './traverse.ts';

export type BaseChain = {
  readonly table: CompiledNftTable;
  readonly chain: CompiledNftChain;
  readonly priority: number;
};

// @supports hooks | nft ip, ip6, inet | net/netfilter/core.c: nf_hook_entries_grow()
/** Base chains at a hook for packets of a family, those registered last first: nf_hook_entries_grow() among equals. */
export function baseChainsAt(ns: Namespace, family: Family, hook: InetHook): readonly BaseChain[] {
  const families = [family === 4 ? 'ip' : 'ip6', 'inet'];
  return nftTables(ns)
    .filter((t) => families.includes(t.family))
    .flatMap((table) =>
      table.baseChains.flatMap((chain) =>
        chain.base?.hook.toUpperCase() === hook ? [{ table, chain, priority: chain.base.priority }] : [],
      ),
    )
    .reverse();
}

// @supports hooks | nft bridge | net/bridge/br_input.c: br_handle_frame()
// @supports hooks | nft arp | net/ipv4/arp.c: arp_rcv(), arp_xmit()
// @supports hooks | nft netdev, ingress and egress | include/linux/netfilter_netdev.h: nf_hook_ingress(), nf_hook_egress()
const LAYERS: Readonly<Record<NonNullable<HookInput['layer']>, readonly string[]>> = {
  bridge: ['bridge'],
  arp: ['arp'],
  netdev: ['netdev', 'inet'],
};

/** Base chains of the bridge or arp family at a hook, or of netdev and inet ingress on a device, in the order in which they run. */
function frameChains({ ns, layer = 'netdev', hook, packet, inDevice, outDevice }: HookInput): readonly BaseChain[] {
  const name = layer !== 'netdev' ? hook : hook === 'PREROUTING' ? 'INGRESS' : 'EGRESS';
  const device = name === 'EGRESS' ? outDevice : inDevice;
  // nft_do_chain_inet_ingress() lets everything but IP pass.
  const families = packet.protocol === 'arp' ? LAYERS[layer].filter((f) => f !== 'inet') : LAYERS[layer];
  return nftTables(ns)
    .filter((t) => families.includes(t.family))
    .flatMap((table) =>
      table.baseChains.flatMap((chain) => {
        const { base } = chain;
        if (base?.hook.toUpperCase() !== name) return [];
        const elsewhere = layer === 'netdev' && base.devices !== undefined && !base.devices.includes(device ?? '');
        return elsewhere ? [] : [{ table, chain, priority: base.priority }];
      }),
    )
    .reverse()
    .toSorted((a, b) => a.priority - b.priority);
}

/** nf_hook_ingress(), nf_hook_egress(), and the hooks of a bridge. */
export const frameCalls = (skb: HookInput): readonly HookCall[] =>
  frameChains(skb).map((b) => ({
    priority: b.priority,
    run: (s) => chainResult(nftStage(b, s.hook), s, traverseNft(b.table, b.chain, s)),
  }));

/** `nft:ip kube-proxy filter-forward/FORWARD`: family, table and chain, and the hook. */
export const nftStage = ({ table, chain }: BaseChain, hook: InetHook): string =>
  `nft:${table.family} ${table.name} ${chain.name}/${hook}`;

/** Chains of type filter and route as functions registered at their own priority. */
export const nftCalls = (ns: Namespace, family: Family, hook: InetHook): readonly HookCall[] =>
  baseChainsAt(ns, family, hook)
    .filter((b) => b.chain.base?.type !== 'nat')
    .map((b) => ({
      priority: b.priority,
      run: (skb) => chainResult(nftStage(b, hook), skb, traverseNft(b.table, b.chain, skb)),
    }));

/** Chains of type nat: asked by the one nat function, in order of priority. */
export const nftNatLookups = (
  ns: Namespace,
  family: Family,
  hook: InetHook,
): readonly { readonly priority: number; readonly table: string; readonly lookup: NatLookup }[] =>
  baseChainsAt(ns, family, hook)
    .filter((b) => b.chain.base?.type === 'nat')
    .map((b) => ({
      priority: b.priority,
      table: `${b.table.family} ${b.table.name}`,
      lookup: { stage: nftStage(b, hook), run: (skb) => traverseNft(b.table, b.chain, skb) },
    }));

/** Does any chain of type nat of the family exist, at whatever hook? */
export const hasNftNat = (ns: Namespace, family: Family): boolean =>
  nftTables(ns).some(
    (t) =>
      (t.family === 'inet' || t.family === (family === 4 ? 'ip' : 'ip6')) &&
      t.baseChains.some((c) => c.base?.type === 'nat'),
  );
