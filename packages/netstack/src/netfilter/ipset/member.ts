import { addressWords, type Family, formatWords, type Port } from '@skoop/model';
import type { HookInput } from '../hook.ts';

/** One dimension of a set type: `hash:ip,port,net` has `ip`, `port`, `net`. */
export type Dimension = 'ip' | 'net' | 'port' | 'mac' | 'mark' | 'iface';

/** What a packet has in one dimension; `undefined`: nothing that could be in a set. */
export type Part =
  | { readonly kind: 'address'; readonly words: readonly number[] }
  | { readonly kind: 'text'; readonly text: string }
  /** A port that a kernel picks, with its protocol prefix. */
  | { readonly kind: 'ports'; readonly prefix: string; readonly from: number; readonly to: number }
  | { readonly kind: 'unknown'; readonly why: string };

export type SetShape = {
  readonly family: Family;
  readonly type: string;
  readonly options: Readonly<Record<string, string>>;
};

/** ip4addrptr(), ip_set_get_ip4_port(), ...: one dimension of the packet, by the `src` or `dst` of the rule. */
export function partOf(set: SetShape, dim: Dimension, flag: string, skb: HookInput): Part | undefined {
  const source = flag === 'src';
  const { packet } = skb;
  switch (dim) {
    case 'ip':
    case 'net': {
      const words = addressWords(source ? packet.source : packet.destination);
      return words && { kind: 'address', words };
    }
    case 'port':
      return portPart(set, skb, source);
    case 'mac': {
      const mac = source ? skb.sourceMac : skb.destinationMac;
      if (skb.inDevice === undefined) return undefined;
      return mac === undefined
        ? { kind: 'unknown', why: 'the MAC address that the packet came from is not known' }
        : { kind: 'text', text: mac };
    }
    case 'mark': {
      const mask = set.options.markmask === undefined ? 0xffffffff : Number(set.options.markmask);
      return { kind: 'text', text: String((packet.mark & mask) >>> 0) };
    }
    case 'iface': {
      const device = source ? skb.inDevice : skb.outDevice;
      return device === undefined ? undefined : { kind: 'text', text: device };
    }
  }
}

function portPart(set: SetShape, { packet }: HookInput, source: boolean): Part | undefined {
  const bare = set.type === 'bitmap:port';
  // ip_set_get_ip_port() takes these two alone.
  if (bare && packet.protocol !== 'tcp' && packet.protocol !== 'udp') return undefined;
  if (packet.icmp) {
    if (bare) return undefined;
    const name = packet.family === 4 ? 'icmp' : 'icmpv6';
    return { kind: 'text', text: `${name}:${packet.icmp.type * 256 + packet.icmp.code}` };
  }
  const port: Port | undefined = source ? packet.sourcePort : packet.destinationPort;
  if (port === undefined) return bare ? undefined : { kind: 'text', text: `${packet.protocol}:0` };
  const prefix = bare ? '' : `${packet.protocol}:`;
  if (typeof port === 'number') return { kind: 'text', text: `${prefix}${port}` };
  return { kind: 'ports', prefix, from: port.from, to: port.to };
}

export const addressText = (words: readonly number[], length: number): string => `${formatWords(words)}/${length}`;
