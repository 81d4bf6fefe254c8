import type { Packet, Port } from '@skoop/model';

/** One line of the packet table. `sign`: added, changed, removed, or '' where it stays. */
export type PacketRow = {
  readonly field: string;
  readonly before: string;
  readonly after: string;
  readonly sign: '+' | '~' | '−' | '';
};

/** A port that the kernel picks says nothing: it is left out. */
const withPort = (address: string, port: Port | undefined): string =>
  typeof port !== 'number' ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`;

const inner = (p: Packet): Packet | undefined =>
  p.encapsulated ? ('frame' in p.encapsulated ? p.encapsulated.frame.packet : p.encapsulated.packet) : undefined;

/** Fields of one packet: the header inside all tunnels, and the outermost one if there is a tunnel. */
function fieldsOf(packet: Packet): ReadonlyMap<string, string> {
  let innermost = packet;
  for (let next = inner(packet); next; next = inner(next)) innermost = next;
  const fields = new Map<string, string>();
  if (packet.encapsulated) {
    const { kind } = packet.encapsulated;
    fields.set('tunnel', 'vni' in packet.encapsulated ? `${kind}, vni ${packet.encapsulated.vni}` : kind);
    fields.set('outer src', withPort(packet.source, undefined));
    fields.set('outer dst', withPort(packet.destination, packet.destinationPort));
  }
  fields.set('src', withPort(innermost.source, innermost.sourcePort));
  fields.set('dst', withPort(innermost.destination, innermost.destinationPort));
  const about = innermost.icmp
    ? ` type ${innermost.icmp.type}, code ${innermost.icmp.code}`
    : innermost.tcpFlags?.length
      ? ` ${innermost.tcpFlags.join(' ')}`
      : '';
  fields.set('protocol', `${innermost.protocol}${about}`);
  fields.set('ttl, size', `${innermost.ttl}, ${packet.length} B${innermost.dontFragment ? ', DF' : ''}`);
  if (innermost.mss !== undefined) fields.set('mss', String(innermost.mss));
  if (packet.mark !== 0) fields.set('mark', `0x${packet.mark.toString(16)}`);
  return fields;
}

const ORDER = ['tunnel', 'outer src', 'outer dst', 'src', 'dst', 'protocol', 'ttl, size', 'mss', 'mark'] as const;
/** Shown only where they change. */
const QUIET: ReadonlySet<string> = new Set(['protocol', 'mss']);
/** What a field is called where it does not exist. */
const ABSENT: Readonly<Record<string, string>> = { mark: '0x0' };

/** The header before and after, line by line; what never matters and does not change is left out. */
export function packetRows(before: Packet, after: Packet): readonly PacketRow[] {
  const a = fieldsOf(before);
  const b = fieldsOf(after);
  return ORDER.flatMap((field): PacketRow[] => {
    const x = a.get(field);
    const y = b.get(field);
    if (x === undefined && y === undefined) return [];
    const sign = x === y ? '' : x === undefined ? '+' : y === undefined ? '−' : '~';
    if (sign === '' && QUIET.has(field)) return [];
    return [{ field, before: x ?? ABSENT[field] ?? 'none', after: y ?? ABSENT[field] ?? 'none', sign }];
  });
}
