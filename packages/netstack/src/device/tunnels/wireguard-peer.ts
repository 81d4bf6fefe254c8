import { type Address, parsePrefix, prefixContains, type WireguardPeer, type WireguardRecord } from '@skoop/model';
import type { HeardPeer } from '../../flow.ts';
import type { Journey } from '../../walk/journey.ts';

/** wg_allowedips_lookup_dst(), wg_allowedips_lookup_src(): the peer with the longest prefix that holds an address. */
export function peerOf(device: WireguardRecord, address: Address): WireguardPeer | undefined {
  let best: { readonly peer: WireguardPeer; readonly length: number } | undefined;
  for (const peer of device.peers)
    for (const text of peer.allowedIps) {
      const prefix = parsePrefix(text);
      if (prefix && prefixContains(prefix, address) && prefix.length > (best?.length ?? -1))
        best = { peer, length: prefix.length };
    }
  return best?.peer;
}

const keyOf = (j: Journey, device: string, publicKey: string): string => `${j.ns.key}/${device}/${publicKey}`;

/** Where a peer that shook hands was heard from last. wg_socket_set_peer_endpoint_from_skb() */
export const heardPeer = (j: Journey, device: string, publicKey: string): HeardPeer | undefined =>
  j.flow.peers?.get(keyOf(j, device, publicKey));

/** A packet of the peer proved who it is: from now on it is where that came from. */
export function hearPeer(j: Journey, device: string, publicKey: string): Journey {
  const { packet } = j;
  const heard: HeardPeer = {
    address: packet.source,
    port: packet.sourcePort ?? 0,
    own: packet.destination,
  };
  return {
    ...j,
    flow: { ...j.flow, peers: new Map([...(j.flow.peers ?? []), [keyOf(j, device, publicKey), heard]]) },
  };
}
