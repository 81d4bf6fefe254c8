import type { LinkRecord } from '@skoop/model';
import { eachLine, integer, type Parsed, wordsOf } from '../line.ts';

/** Words of a kind's parameters that stand alone. iproute2: ip/iplink_*.c, ip/link_*.c */
const ALONE = new Set(
  `learning nolearning proxy noproxy rsc norsc l2miss nol2miss l3miss nol3miss udpcsum noudpcsum udp6zerocsumtx noudp6zerocsumtx
  udp6zerocsumrx noudp6zerocsumrx remcsumtx noremcsumtx remcsumrx noremcsumrx gbp gpe external noexternal vnifilter novnifilter
  localbypass nolocalbypass innerprotoinherit any ipip ip6ip ip6ip6 ipip6 ipv6/ipv6 ip/ipv6 any/ipv6 mplsip mpls nopmtudisc pmtudisc seq iseq
  oseq csum icsum ocsum ignore-df noignore-df encap-csum noencap-csum encap-csum6 noencap-csum6 encap-remcsum noencap-remcsum
  multicast bridge private vepa collect_metadata 6rd isatap router allow-localremote noallow-localremote use-iif
  point_to_point xlocalbypass`.split(/\s+/),
);
const TWO_VALUES = new Set(['srcport']);
const HEADER = /^(\d+): (.+?): <([^>]*)>(.*)$/;

type Building = { -readonly [K in keyof LinkRecord]: LinkRecord[K] };

/** `ip -d link show`. `netnsIds` gives the id of a namespace that iproute2 prints by its name in /run/netns. */
export function parseLinks(text: string, netnsIds: ReadonlyMap<string, number> = new Map()): Parsed<LinkRecord> {
  const records: Building[] = [];
  const unread: number[] = [];
  let link: Building | undefined;
  eachLine(text, (line, number) => {
    if (line === '') return;
    if (/^\d/.test(line)) {
      link = header(line, number);
      if (link) records.push(link);
      else unread.push(number);
    } else if (link) continuation(link, line.trim(), netnsIds);
    else unread.push(number);
  });
  return { records, unread };
}

function header(line: string, number: number): Building | undefined {
  const match = HEADER.exec(line);
  const index = integer(match?.[1]);
  if (!match || index === undefined) return undefined;
  const [name, peer] = splitName(match[2] ?? '');
  const values = pairs(wordsOf(match[4] ?? ''));
  const flags = (match[3] ?? '').split(',').filter((f) => f !== '');
  const xdp = Object.keys(values).find((w) => /^xdp/.test(w));
  return {
    line: number,
    index,
    name,
    flags,
    mtu: integer(values.mtu) ?? 0,
    operstate: values.state ?? 'UNKNOWN',
    ...(values.group === undefined ? {} : { group: values.group }),
    kind: flags.includes('LOOPBACK') ? 'loopback' : 'device',
    master: values.master,
    ...linkOf(peer),
    details: {},
    port: {},
    xdp,
  };
}

/** `eth0@if5`, `vlan5@eth0`, `tunl0@NONE`. A device's own name may contain an `@`; what follows the last one is the link. */
function splitName(text: string): readonly [string, string | undefined] {
  const at = text.lastIndexOf('@');
  return at <= 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function linkOf(peer: string | undefined): Pick<LinkRecord, 'linkIndex' | 'linkName'> {
  if (peer === undefined || peer === 'NONE') return {};
  const index = /^if(\d+)$/.exec(peer);
  return index ? { linkIndex: integer(index[1]) } : { linkName: peer };
}

function continuation(link: Building, line: string, netnsIds: ReadonlyMap<string, number>): void {
  const words = wordsOf(line);
  const first = words[0] ?? '';
  if (first.startsWith('link/')) {
    if (/^[0-9a-f]{2}(:[0-9a-f]{2})+$/.test(words[1] ?? '')) link.mac = words[1];
    const values = pairs(words.slice(words[1] === 'brd' ? 1 : 2));
    if (link.kind === 'loopback' || first !== 'link/ether') link.details = { ...link.details, link: first.slice(5) };
    if (values['link-netnsid'] !== undefined) link.linkNetnsid = integer(values['link-netnsid']) ?? OTHER_NAMESPACE;
    // The name of a namespace may have spaces.
    const name = / link-netns (.*?)(?: promiscuity |$)/.exec(line)?.[1];
    if (name !== undefined) link.linkNetnsid = netnsIds.get(name) ?? OTHER_NAMESPACE;
    if (values.peer !== undefined) link.details = { ...link.details, peer: values.peer };
    link.details = { ...link.details, ...only(values, ['promiscuity', 'allmulti']) };
  } else if (first === 'alias') link.alias = line.slice(6);
  else if (first.startsWith('prog/xdp') || first.startsWith('xdp')) link.xdp = line;
  else if (first === 'altname' || first === 'vf' || first === 'RX:' || first === 'TX:') return;
  else if (first.endsWith('_slave')) link.port = pairs(words.slice(1));
  else if (/^[a-z][a-z0-9_]*$/.test(first) && (link.kind === 'device' || link.kind === 'loopback')) {
    link.kind = first;
    link.details = { ...link.details, ...pairs(words.slice(1)) };
  }
}

/** The peer is in another namespace, of which only the name is known. */
const OTHER_NAMESPACE = -1;

function only(values: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.flatMap((k) => (values[k] === undefined ? [] : [[k, values[k]]])));
}

/** `id 1 local 10.0.0.1 nolearning` -> { id: '1', local: '10.0.0.1', nolearning: 'true' }. Has no prototype. */
function pairs(words: readonly string[]): Record<string, string> {
  const out: Record<string, string> = Object.create(null);
  for (let i = 0; i < words.length; i++) {
    const key = words[i] ?? '';
    const next = words[i + 1];
    if (key.startsWith('<') || next === undefined || standsAlone(key, words, i)) out[key] = 'true';
    else if (TWO_VALUES.has(key)) {
      out[key] = `${next} ${words[i + 2] ?? ''}`.trim();
      i += 2;
    } else {
      out[key] = next;
      i += 1;
    }
  }
  return out;
}

/** A tunnel has `learning` or `nolearning`, a bridge port `learning on` or `off`. */
const standsAlone = (key: string, words: readonly string[], i: number): boolean =>
  (ALONE.has(key) || key.startsWith('xdp')) && !/^(on|off)$/.test(words[i + 1] ?? '');
