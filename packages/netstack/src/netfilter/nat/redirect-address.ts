import { type Address, isLinkLocal } from '@skoop/model';
import { addressesOn } from '../../device/link.ts';
import { isUsableAddress } from '../../device/usable-address.ts';
import type { HookInput } from '../hook.ts';

/** nf_nat_redirect_ipv4(), nf_nat_redirect_ipv6(): loopback for local packets, else the first address of the input device. */
export function redirectAddress({ ns, hook, packet, inDevice }: HookInput): Address | undefined {
  if (hook === 'OUTPUT') return packet.family === 4 ? '127.0.0.1' : '::1';
  if (inDevice === undefined) return undefined;
  const own = addressesOn(ns, inDevice).filter((a) => a.family === packet.family);
  if (packet.family === 4) return own[0]?.address;
  // An address of the same scope as the destination is preferred: nf_nat_redirect_ipv6_usable().
  const usable = own.filter((a) => isUsableAddress(ns, a));
  const linkLocal = isLinkLocal(packet.destination);
  return usable.find((a) => isLinkLocal(a.address) === linkLocal)?.address;
}
