import { type Address, type AddressRecord, type LinkRecord, parsePrefix, prefixContains } from '@skoop/model';
import { addressesOn, findLink } from '../device/link.ts';
import type { Namespace } from '../namespace.ts';
import { OUTSIDE } from '../outside.ts';
import type { Env } from '../walk/journey.ts';
import { answers } from './answer.ts';
import { arpExchange, framesPass } from './frames.ts';
import { upperDevice } from './solicit.ts';

/** Of the router nothing is known. */
const OUTSIDE_LINK: LinkRecord = {
  line: 0,
  index: 0,
  name: '',
  flags: [],
  mtu: 1500,
  operstate: 'UP',
  kind: 'device',
  details: {},
  port: {},
} as const;

const onSubnet = (a: AddressRecord, address: Address): boolean => {
  const prefix = parsePrefix(`${a.address}/${a.prefixLength}`);
  return prefix !== undefined && prefixContains(prefix, address);
};

/** The router that the node itself uses on the device; unspecified where it knows none. */
const routerOn = ({ dump }: Namespace, device: string): Address =>
  dump.routes
    .filter((r) => r.family === 4 && r.type === 'unicast')
    .flatMap((r) => r.nexthops)
    .find((h) => h.device === device && h.via !== undefined && h.viaFamily !== 6)?.via ?? '0.0.0.0';

/**
 * Does a node answer the router before it, which asks by ARP where to send a packet for `target`? For an address of the link's network the
 * router asks itself, other packets it sends to the node. arp_process()
 */
export function answersRouter(
  env: Pick<Env, 'runHook' | 'world'>,
  ns: Namespace,
  port: string,
  target: Address,
): boolean {
  const device = upperDevice(ns, port);
  const link = findLink(ns, device);
  const own = addressesOn(ns, device).filter((a) => a.family === 4);
  // Without routes the dump does not say what its kernel would find.
  if (!link || own.length === 0 || ns.dump.routes.length === 0) return true;
  // An address of the network that the node does not have is announced by a program (MetalLB): the router was led here by it.
  const has = ns.dump.addresses.some((a) => a.address === target);
  const asked = has && own.some((a) => onSubnet(a, target)) ? target : (own[0] as AddressRecord).address;
  const sender = routerOn(ns, device);
  if (!answers(ns, link, { family: 4, target: asked, sender })) return false;
  const answerer = { how: 'owner', mac: link.mac, ns, device: port, crossed: [] } as const;
  return framesPass(env, { ns: OUTSIDE, link: OUTSIDE_LINK }, arpExchange(sender, asked), answerer);
}
