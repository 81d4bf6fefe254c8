import type { Verdict } from '@skoop/model';
import { type Expected, type GoldenFlow, NODE_IP, NODE_IP6 } from './golden-flow.ts';
import type { KernelSaw } from './recording.ts';
import type { Variant } from './variants.ts';

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

/** Masquerading shows where the client's address is not the node's own. */
const shows = ([, source]: GoldenFlow): boolean => source !== NODE_IP && source !== NODE_IP6;
const served = (flow: GoldenFlow, servers: readonly string[], masquerade: boolean): string =>
  `${[...servers].toSorted().join(' or ')}${masquerade && shows(flow) ? ', masqueraded' : ''}`;

/** What becomes of a flow in one line: as the tables expect it, as the kernel did it, and as Skoop says. */
export function expectedLine(flow: GoldenFlow, expected: Expected): string {
  if (typeof expected === 'string')
    return { DROP: 'timeout', REJECT: 'refused', ACCEPT: 'let in', ALONE: '' }[expected];
  return served(flow, expected, flow[4] === 'masquerade');
}

export function kernelLine(flow: GoldenFlow, expected: Expected, { servers, symptoms, masquerade }: KernelSaw): string {
  const { address, port } = destinationOf(flow);
  const moved = servers.filter((s) => s !== hostPort(address, port));
  if (moved.length > 0) return served(flow, moved, masquerade);
  // What rules leave alone meets sockets and networks, of which the tables say nothing.
  if (expected === 'ALONE') return '';
  return symptoms.join() === 'connected' ? 'let in' : symptoms.join();
}

export function skoopLine(flow: GoldenFlow, expected: Expected, verdict: Verdict): string {
  const [, source] = flow;
  const { address } = destinationOf(flow);
  const moved = verdict.servers.filter((s) => s.address !== address);
  const rules = verdict.drops.filter((d) => /^(nft|filter|nat|mangle|raw)\b/.test(d.stage));
  const complete = verdict.outcome === (verdict.servers.length > 0 ? 'delivered' : 'dropped');
  if (moved.length > 0 && complete)
    return served(
      flow,
      moved.map((s) => hostPort(s.address, s.port ?? 0)),
      moved.every((s) => s.source !== source),
    );
  if (expected === 'ALONE' && moved.length === 0 && rules.length === 0) return '';
  return complete && verdict.outcome === 'delivered' ? 'let in' : complete ? verdict.symptom : verdict.outcome;
}
