import type { Change, Evidence, LinkRecord, Packet, Place, Sentence, Step } from '@skoop/model';
import { formatPort } from '@skoop/model';

export const STACK: Place = { kind: 'stack' };

export const devicePlace = (link: LinkRecord | undefined, name: string): Place => ({
  kind: 'device',
  name,
  type: link?.kind ?? 'device',
});

/** One step that lets the packet go on. */
export const pass = (
  kind: Step['kind'],
  stage: string,
  sentence: Sentence,
  evidence: readonly Evidence[] = [],
  more: Partial<Step> = {},
): Step => ({ kind, stage, at: STACK, outcome: 'pass', sentence, evidence, ...more });

/** `10.244.1.2:34567` or `[fd00::2]:80`; without a port the bare address. */
export const endpointText = (address: string, port: Packet['sourcePort']): string =>
  port === undefined
    ? address
    : address.includes(':')
      ? `[${address}]:${formatPort(port)}`
      : `${address}:${formatPort(port)}`;

/** Differences of two packets that a reader cares about. */
export function changesOf(before: Packet, after: Packet): readonly Change[] {
  const fields = ['source', 'sourcePort', 'destination', 'destinationPort', 'mark', 'ttl', 'tos', 'mss'] as const;
  return fields.flatMap((field) => {
    const [a, b] = [textOf(before[field]), textOf(after[field])];
    return a === b ? [] : [{ field, before: a, after: b }];
  });
}
const textOf = (v: Packet['sourcePort'] | string): string =>
  v === undefined ? '' : typeof v === 'object' ? formatPort(v) : String(v);
