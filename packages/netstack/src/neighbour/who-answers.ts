import { type Address, familyOf, isUnspecified, type LinkRecord } from '@skoop/model';
import { isLocalMac } from '../device/bridge-fdb.ts';
import { addressesOn, findLink } from '../device/link.ts';
import { addressType } from '../route/address-type.ts';
import { inetSelectAddress } from '../route/source-address.ts';
import { maxConf } from '../sysctl.ts';
import type { Journey } from '../walk/journey.ts';
import { type Answerer, ask } from './ask.ts';
import { arpExchange, framesPass } from './frames.ts';
import { answerReaches, ndpExchange, solicitationPasses, upperDevice } from './solicit.ts';

/** ndisc_solicit(), ndisc_send_ns(): the packet's own source where this device has it, else the device's link-local address. */
function solicitingAddress(j: Journey, link: LinkRecord): Address {
  const own = addressesOn(j.ns, link.name).filter((a) => a.family === 6);
  if (own.some((a) => a.address === j.packet.source)) return j.packet.source;
  return own.find((a) => a.scope === 'link')?.address ?? '::';
}

// @supports sysctls | net/ipv4/conf/*/arp_announce | net/ipv4/arp.c: arp_solicit()
/** arp_solicit(), ndisc_solicit(): the address that the question is asked from. */
export function askingAddress(j: Journey, link: LinkRecord, target: Address): Address {
  if (familyOf(target) === 6) return solicitingAddress(j, link);
  const announce = maxConf(j.ns, 4, link.name, 'arp_announce');
  const own = j.packet.source;
  if (announce === 0 && !isUnspecified(own) && addressType(j.ns, own) === 'local') return own;
  return inetSelectAddress(j.ns, link.name, target, 253) ?? '0.0.0.0';
}

/** A bridge on the way that takes the asker's hardware address for its own keeps the answer. br_handle_frame_finish(), br_dev_xmit() */
const bridgesLeadBack = (j: Journey, link: LinkRecord, a: Answerer): boolean =>
  a.crossed.every(({ bridge, from, vlan }) => {
    const slash = bridge.lastIndexOf('/');
    const ns = j.env.world.namespace(bridge.slice(0, slash));
    const device = ns && findLink(ns, bridge.slice(slash + 1));
    return !ns || !device || from === undefined || link.mac === undefined || !isLocalMac(ns, device, link.mac, vlan);
  });

export type Answers = {
  /** The address that the question was asked from. */
  readonly sender: Address;
  /** Those whose answer comes back, in the order of their answers: proxies only where nobody has the address himself. */
  readonly found: readonly Answerer[];
  /** Tunnels that would carry the question farther than is known. */
  readonly tunnels: readonly string[];
};

/** neigh_probe(): asks on a link of the packet's namespace who has an address, and hears whoever gets question and answer through. */
export function whoAnswers(j: Journey, link: LinkRecord, target: Address): Answers {
  // The next hop of an IPv4 route may be an IPv6 address.
  const family = familyOf(target);
  const sender = askingAddress(j, link, target);
  const { found, tunnels } = ask(j.env.world, j.ns, link, { family, target, sender }, j.packet);
  const asker = { ns: j.ns, device: link.name, address: sender };
  const exchange = family === 6 ? ndpExchange(sender, target) : arpExchange(sender, target);
  const heard = found.filter(
    (a) =>
      framesPass(j.env, { ns: j.ns, link }, exchange, a) &&
      bridgesLeadBack(j, link, a) &&
      (family === 4 || (answerReaches(link, sender, a) && solicitationPasses(j.env, asker, target, a))),
  );
  const owners = heard.filter((a) => a.how !== 'proxy');
  return { sender, found: owners.length > 0 ? owners : heard, tunnels };
}

/** Who is asked knows from then on where the asker is. neigh_event_ns() of arp_process(), ndisc_recv_ns() */
export function heardOf(j: Journey, link: LinkRecord, sender: Address, a: Answerer): ReadonlyMap<string, string> {
  const there = a.how === 'beyond' ? a.there : a;
  if (!there || !link.mac || isUnspecified(sender)) return j.flow.neighbours;
  const device = upperDevice(there.ns, there.device);
  return new Map([...j.flow.neighbours, [`${there.ns.key}/${device}/${sender}`, link.mac]]);
}
