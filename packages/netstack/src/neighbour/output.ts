import { type Address, familyOf, isMulticast, isUnspecified, type LinkRecord } from '@skoop/model';
import { learnedKey } from '../device/bridge-vlan.ts';
import { findLink, isUp } from '../device/link.ts';
import { transmit } from '../device/transmit.ts';
import { andThen } from '../fork.ts';
import { icmpError, UNREACHABLE } from '../icmp/error.ts';
import { evidenceAt } from '../section.ts';
import { drop, type Fates, gapHere, type Journey, unknown, withStep } from '../walk/journey.ts';
import { rememberChoice } from '../walk/remember-choice.ts';
import type { Routed } from '../walk/routed.ts';
import { devicePlace, pass } from '../walk/step.ts';
import type { Answerer } from './ask.ts';
import { askThroughTunnel, FRAME_TUNNELS } from './ask-through-tunnel.ts';
import { staticNeighbour } from './entry.ts';
import { askingAddress, heardOf, whoAnswers } from './who-answers.ts';
import { neighbourWord } from './word.ts';

/** ip_finish_output2(): finds the link-layer address of the next hop, then hands the frame to the device. */
export function neighbourOutput(j: Journey, r: Routed): Fates {
  const link = findLink(j.ns, r.device);
  if (!link)
    return unknown(
      j,
      'neigh/resolve',
      gapHere(j.ns, 'device-unknown', `The route leaves by ${r.device}, which the dump does not list`),
    );
  const at = devicePlace(link, r.device);
  if (!isUp(link))
    return drop(j, {
      stage: 'dev/xmit',
      // A device that is down has the queue that takes nothing. noop_enqueue() of net/sched/sch_generic.c
      reason: 'QDISC_DROP',
      device: link.name,
      at,
      sentence: [`${link.name} is down`],
      evidence: [evidenceAt(j.ns, 'links', link)],
      errno: 'ENETDOWN',
    });
  const asks = !link.flags.includes('NOARP');
  if (link.mac === undefined || (!asks && !ETHERNET.has(link.kind))) return transmit(j, link, r.nextHop);
  const fixed = r.type === 'broadcast' ? 'ff:ff:ff:ff:ff:ff' : multicastMac(r.nextHop);
  if (fixed) return transmit({ ...j, sourceMac: link.mac, destinationMac: fixed }, link, r.nextHop);
  const entry = staticNeighbour(j.ns, link.name, r.nextHop);
  if (entry) {
    const line = evidenceAt(j.ns, 'neighbours', entry);
    const mac = entry.mac ?? link.mac;
    const step = pass(
      'neighbour',
      'neigh/resolve',
      [`${r.nextHop} is at ${mac}: `, { text: line.text, at: line }],
      [line],
      { at },
    );
    return transmit(withStep({ ...j, sourceMac: link.mac, destinationMac: mac }, step), link, r.nextHop, mac);
  }
  const heard = j.flow.neighbours.get(`${j.ns.key}/${link.name}/${r.nextHop}`);
  if (asks && heard !== undefined)
    return knownTo(j, link, r.nextHop, heard, `${r.nextHop} is at ${heard}: it asked before`);
  return asks ? resolve(j, link, r.nextHop) : toItself(j, link, link.mac, r.nextHop);
}

function knownTo(j: Journey, link: LinkRecord, nextHop: Address, mac: string, said: string): Fates {
  const step = pass('neighbour', 'neigh/resolve', [said], [], { at: devicePlace(link, link.name) });
  const macs = { ...(link.mac === undefined ? {} : { sourceMac: link.mac }), destinationMac: mac };
  return transmit(withStep({ ...j, ...macs }, step), link, nextHop, mac);
}

/** Kinds whose frames have hardware addresses, and that an administrator can keep from asking for them. */
const ETHERNET = new Set([
  'device',
  'veth',
  'bridge',
  'vxlan',
  'geneve',
  'gretap',
  'ip6gretap',
  'bond',
  'team',
  'vlan',
  'macvlan',
]);

/** arp_constructor(), ndisc_constructor(): a device with ARP off takes its own address for that of everybody. */
function toItself(j: Journey, link: LinkRecord, mac: string, nextHop: Address): Fates {
  const line = evidenceAt(j.ns, 'links', link);
  const said = `${link.name} has ARP off: frames for ${nextHop} go to its own address ${mac}`;
  const step = pass('neighbour', 'neigh/resolve', [said], [line], { at: devicePlace(link, link.name) });
  return transmit(withStep({ ...j, sourceMac: mac, destinationMac: mac }, step), link, nextHop, mac);
}

function multicastMac(address: Address): string | undefined {
  if (!isMulticast(address)) return undefined;
  return address.includes(':') ? '33:33:00:00:00:01' : '01:00:5e:00:00:01';
}

function resolve(j: Journey, link: LinkRecord, target: Address): Fates {
  if (FRAME_TUNNELS.has(link.kind)) return resolveThroughTunnel(j, link, target);
  const { sender, found, tunnels } = whoAnswers(j, link, target);
  if (found.length === 0)
    return tunnels.length > 0 ? resolveThroughTunnel(j, link, target) : nobodyAnswers(j, link, target);
  const macs = [...new Set(found.map((a) => a.mac))];
  // Within a node frames keep their order, and an entry holds against later answers for a second (locktime): the first one wins.
  const ordered = found.every((a) => a.ns.node === j.ns.node);
  if (macs.length === 1 || ordered) return goOn(j, link, { target, sender }, found[0] as Answerer);
  const names = found.map((a) => `${a.ns.node} ${a.ns.label} (${a.device})`).join(' and ');
  const gap = gapHere(j.ns, 'duplicate-address', `${names} all answer for ${target}: the last one to answer wins`);
  const point = `${j.ns.key} neigh ${link.name} ${target}`;
  const winners = found.map((a, index) => ({ choices: [{ kind: 'maybe' as const, point, index, gap }], value: a }));
  return andThen(rememberChoice(j, winners), (w) => goOn(w.j, link, { target, sender }, w.value));
}

const resolveThroughTunnel = (j: Journey, link: LinkRecord, target: Address): Fates =>
  askThroughTunnel(
    j,
    link,
    { target, sender: askingAddress(j, link, target) },
    (k, mac) => knownTo(k, link, target, mac, `who has ${target}? somebody behind ${link.name} answers (${mac})`),
    (k, why) => nobodyAnswers(k, link, target, why),
  );

function nobodyAnswers(j: Journey, link: LinkRecord, target: Address, why?: string): Fates {
  const error = icmpError(j.packet, UNREACHABLE.host[j.packet.family]);
  return drop(j, {
    stage: 'neigh/resolve',
    reason: neighbourWord(familyOf(target)),
    device: link.name,
    at: devicePlace(link, link.name),
    sentence: [`nobody on the link of ${link.name} answers for ${target}${why === undefined ? '' : `: ${why}`}`],
    ...(error ? { answer: error } : {}),
    // About a packet from 0.0.0.0 the kernel's error comes back on its own loopback. ipv4_link_failure()
    ...(isUnspecified(j.packet.source) ? { errno: 'EHOSTUNREACH' } : {}),
    check: [`ip neigh show ${target} dev ${link.name}`, `arping -I ${link.name} ${target}`],
  });
}

type Asked = { readonly target: Address; readonly sender: Address };

/** The question and its answer taught the bridges between where both are. */
function goOn(j: Journey, link: LinkRecord, asked: Asked, a: Answerer): Fates {
  const { target } = asked;
  const learned = new Map(j.flow.learned);
  for (const c of a.crossed) {
    if (c.from !== undefined && link.mac) learned.set(learnedKey(c.bridge, link.mac, c.vlan), c.from);
    if (c.to !== undefined && a.mac) learned.set(learnedKey(c.bridge, a.mac, c.vlan), c.to);
  }
  const who = a.how === 'beyond' ? 'a machine on the wire' : `${a.ns.node} ${a.ns.label}, ${a.device}`;
  const how = a.how === 'proxy' ? 'answers for it as proxy' : 'answers';
  const step = pass(
    'neighbour',
    'neigh/resolve',
    [`who has ${target}? ${who} ${how}${a.mac ? ` (${a.mac})` : ''}`],
    [],
    {
      at: devicePlace(link, link.name),
      check: [`ip neigh show ${target} dev ${link.name}`],
    },
  );
  const neighbours = heardOf(j, link, asked.sender, a);
  const next = withStep({ ...j, flow: { ...j.flow, learned, neighbours } }, step);
  const { destinationMac: _old, ...rest } = next;
  const framed = {
    ...rest,
    asked: true,
    ...(link.mac ? { sourceMac: link.mac } : {}),
    ...(a.mac ? { destinationMac: a.mac } : {}),
  };
  return transmit(framed, link, target);
}
