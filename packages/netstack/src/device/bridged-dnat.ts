import type { Address, LinkRecord } from '@skoop/model';
import { icmpError, UNREACHABLE } from '../icmp/error.ts';
import { staticNeighbour } from '../neighbour/entry.ts';
import { heardOf, whoAnswers } from '../neighbour/who-answers.ts';
import { neighbourWord } from '../neighbour/word.ts';
import { drop, type Fates, type Journey, withStep } from '../walk/journey.ts';
import { devicePlace, pass } from '../walk/step.ts';
import { learnedKey } from './bridge-vlan.ts';

/**
 * br_nf_pre_routing_finish_bridge(): after DNAT to somebody on the same bridge the frame stays a bridged one: only its destination MAC
 * changes to that of the new destination.
 */
export function bridgedDnat(j: Journey, bridge: LinkRecord, nextHop: Address, next: (j: Journey) => Fates): Fates {
  const family = j.packet.family;
  const fixed = staticNeighbour(j.ns, bridge.name, nextHop)?.mac;
  const answers = fixed ? undefined : whoAnswers(j, bridge, nextHop);
  const answer = answers?.found[0];
  const mac = fixed ?? answer?.mac;
  const at = devicePlace(bridge, bridge.name);
  if (mac === undefined && !answer) {
    const error = icmpError(j.packet, UNREACHABLE.host[family]);
    return drop(j, {
      stage: 'neigh/resolve',
      reason: neighbourWord(family),
      device: bridge.name,
      at,
      sentence: [`nobody on ${bridge.name} answers for ${nextHop}`],
      ...(error ? { answer: error } : {}),
      check: [`ip neigh show ${nextHop} dev ${bridge.name}`],
    });
  }
  const learned = new Map(j.flow.learned);
  for (const c of answer?.crossed ?? [])
    if (c.to !== undefined && mac !== undefined) learned.set(learnedKey(c.bridge, mac, c.vlan), c.to);
  const step = pass(
    'bridge',
    'bridge/dnat',
    [
      `the new destination ${nextHop} is on ${bridge.name}: the frame stays on the bridge${mac === undefined ? '' : `, to ${mac}`}`,
    ],
    [],
    { at },
  );
  const neighbours = answers && answer ? heardOf(j, bridge, answers.sender, answer) : j.flow.neighbours;
  // Somebody beyond the snapshot may answer, whose MAC is in none of its dumps.
  const { destinationMac: _old, ...rest } = j;
  const framed = mac === undefined ? rest : { ...rest, destinationMac: mac };
  return next(withStep({ ...framed, flow: { ...j.flow, learned, neighbours } }, step));
}
