import type { Diagnosis } from '@skoop/model';
import { type Expected, type GoldenFlow, NODE } from './golden-flow.ts';
import type { Variant } from './variants.ts';

/** What became of a flow, in the words of the tables. */
export type Seen = { readonly to: Expected | 'UNKNOWN'; readonly masquerade: boolean };

export const expectedOf = ([, , , expected]: GoldenFlow, variant: Variant): Expected => {
  if (typeof expected === 'string' || Array.isArray(expected)) return expected as Expected;
  const by = expected as { readonly iptables: Expected; readonly nftables: Expected };
  // The first table in nftables mode had no rules about ports and addresses that no service has.
  return variant.layout === '1.29' ? by.iptables : by[variant.mode];
};

/** `172.30.0.41:53/udp` in parts. */
export function destinationOf([, , text]: GoldenFlow): {
  readonly address: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
} {
  const [at = '', protocol = 'tcp'] = text.split('/');
  const cut = at.lastIndexOf(':');
  return {
    address: at.slice(0, cut).replace(/^\[|\]$/g, ''),
    port: Number(at.slice(cut + 1)),
    protocol: protocol as 'tcp' | 'udp' | 'sctp',
  };
}

export const hostPort = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/** A diagnosis in the same words. */
export function seenBySkoop({ verdict }: Diagnosis, flow: GoldenFlow): Seen {
  const [, source] = flow;
  const asked = destinationOf(flow);
  const masquerade = verdict.servers.length > 0 && verdict.servers.every((s) => s.source !== source);
  const byRule = verdict.drops.filter((d) => d.reason === 'NETFILTER_DROP' || /:/.test(d.stage));
  if (byRule.length > 0) {
    if (verdict.servers.length > 0 || byRule.length < verdict.drops.length) return { to: 'UNKNOWN', masquerade };
    return { to: byRule.every((d) => d.symptom === 'timeout') ? 'DROP' : 'REJECT', masquerade };
  }
  if (verdict.outcome === 'unknown') return { to: 'UNKNOWN', masquerade };
  const moved = verdict.servers.filter((s) => s.address !== asked.address);
  if (moved.length === 0)
    return {
      to:
        verdict.outcome === 'delivered' && verdict.servers.some((s) => s.node === NODE && s.netns === 'host')
          ? 'ACCEPT'
          : 'ALONE',
      masquerade,
    };
  return { to: moved.map((s) => hostPort(s.address, s.port ?? 0)).toSorted(), masquerade };
}
