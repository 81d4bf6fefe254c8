import type { Journey } from './journey.ts';
import { flowName } from './routed.ts';

/**
 * A packet that is forwarded at a place for the second time goes round until its TTL is used up. The rounds are all alike, so they
 * are left out: the TTL that remains is less than what one more round takes, and the packet dies where it would have died.
 */
export function skipRounds(j: Journey, device: string): { readonly journey: Journey; readonly rounds: number } {
  const { packet } = j;
  const key = `${j.ns.key} ${device} ${flowName(packet)} ${packet.mark}`;
  const before = j.forwarded?.get(key);
  const journey: Journey = { ...j, forwarded: new Map([...(j.forwarded ?? []), [key, packet.ttl]]) };
  if (before === undefined || before <= packet.ttl) return { journey, rounds: 0 };
  const perRound = before - packet.ttl;
  const rounds = Math.floor((packet.ttl - 1) / perRound);
  if (rounds === 0) return { journey, rounds };
  return { journey: { ...journey, packet: { ...packet, ttl: packet.ttl - rounds * perRound } }, rounds };
}
