import type { BridgeVlanRecord } from '@skoop/model';
import { eachLine, integer, type Parsed, wordsOf } from '../line.ts';

/** `10`, or `10-20`; old versions print no others. */
const RANGE = /^(\d+)(?:-(\d+))?$/;

/**
 * `bridge vlan show`: a device, then a VLAN per line, the first on the device's own line. bridge/vlan.c: print_vlan_info()
 * A line without a device goes on with the one before.
 */
export function parseBridgeVlans(text: string): Parsed<BridgeVlanRecord> {
  const records: BridgeVlanRecord[] = [];
  const unread: number[] = [];
  let device: string | undefined;
  eachLine(text, (line, number) => {
    const words = wordsOf(line);
    if (words.length === 0 || /^port\s+vlan[ -]ids?\b/.test(line)) return;
    const named = !/^\s/.test(line);
    if (named) device = words.shift();
    const record = device === undefined ? undefined : vlan(device, words, number);
    if (record) records.push(record);
    // A device that is in no VLAN stands alone, or with the word None.
    else if (!named || (words.length > 0 && words[0] !== 'None')) unread.push(number);
  });
  return { records, unread };
}

function vlan(device: string, [id = '', ...flags]: readonly string[], line: number): BridgeVlanRecord | undefined {
  const match = RANGE.exec(id);
  const from = integer(match?.[1]);
  const to = match?.[2] === undefined ? from : integer(match[2]);
  if (from === undefined || to === undefined || to > MAX_ID || from > to) return undefined;
  return { line, device, from, to, pvid: flags.includes('PVID'), untagged: flags.includes('Untagged') };
}

const MAX_ID = 4095;
