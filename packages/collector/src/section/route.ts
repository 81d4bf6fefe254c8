import { canonicalAddress, type Family, familyOf, type NextHop, parsePrefix, type RouteRecord } from '@skoop/model';
import { eachLine, integer, type Parsed, wordsOf } from '../line.ts';

const TYPES = new Set(
  'unicast local broadcast anycast multicast blackhole unreachable prohibit throw nat xresolve'.split(' '),
);
const HOP_FLAGS = new Set(
  'onlink dead linkdown pervasive offload trap rt_offload rt_trap offload_failed rt_offload_failed notify unresolved'.split(
    ' ',
  ),
);
/** Words with a value that does not change where a packet goes. */
const IGNORED = new Set(
  `pref expires error advmss hoplimit initcwnd initrwnd window rtt rttvar ssthresh cwnd quickack congctl rto_min reordering features
  realm realms fastopen_no_cookie ttl-propagate age used users uid mark`.split(/\s+/),
);

type Building = { -readonly [K in keyof RouteRecord]: RouteRecord[K] } & { nexthops: NextHop[] };

/** `ip -4|-6 route show table all`. */
export function parseRoutes(text: string, family: Family): Parsed<RouteRecord> {
  const records: Building[] = [];
  const unread: number[] = [];
  let route: Building | undefined;
  eachLine(text, (line, number) => {
    const words = wordsOf(line);
    if (words.length === 0 || words[0] === 'cache') return;
    if (words[0] === 'nexthop') {
      const hop = nextHop(words.slice(1));
      if (route && hop) route.nexthops.push(hop);
      else unread.push(number);
      return;
    }
    route = readRoute(words, number, family);
    if (route) records.push(route);
    else unread.push(number);
  });
  return { records, unread };
}

function readRoute(words: string[], line: number, family: Family): Building | undefined {
  const type = TYPES.has(words[0] ?? '') ? (words.shift() ?? '') : 'unicast';
  const destination = prefixText(words.shift(), family);
  if (destination === undefined) return undefined;
  const route: Building = { line, family, type, destination, table: 'main', metric: 0, nexthops: [] };
  const hopWords: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const next = words[i + 1] ?? '';
    if (word === 'via' || word === 'dev' || word === 'weight' || word === 'encap' || HOP_FLAGS.has(word)) {
      const taken = hopPart(words, i);
      hopWords.push(...taken);
      i += taken.length - 1;
      continue;
    }
    if (word === 'mtu' && next === 'lock') {
      route.mtu = integer(words[i + 2]);
      route.mtuLocked = true;
      i += 2;
      continue;
    }
    if (setValue(route, word, next, family) || IGNORED.has(word)) i += 1;
  }
  if (hopWords.length > 0) {
    const hop = nextHop(hopWords);
    if (!hop) return undefined;
    route.nexthops.push(hop);
  }
  return route;
}

function setValue(route: Building, word: string, value: string, family: Family): boolean {
  switch (word) {
    case 'table':
      route.table = value;
      return true;
    case 'proto':
      route.protocol = value;
      return true;
    case 'scope':
      route.scope = value;
      return true;
    case 'src':
      route.prefsrc = canonicalAddress(value);
      return true;
    case 'from':
      route.source = prefixText(value, family);
      return true;
    case 'metric':
      route.metric = integer(value) ?? 0;
      return true;
    case 'tos':
    case 'dsfield':
      route.tos = integer(value) ?? hexByte(value);
      return true;
    case 'mtu':
      route.mtu = integer(value);
      return true;
    case 'nhid':
      route.nexthopId = integer(value);
      return true;
    default:
      return false;
  }
}

/** Names of /etc/iproute2/rt_dsfield are not known here. */
const hexByte = (text: string): number | undefined =>
  /^[0-9a-f]{2}$/i.test(text) ? Number.parseInt(text, 16) : undefined;

/** The words of one part of a next hop that starts at `i`. */
function hopPart(words: readonly string[], i: number): readonly string[] {
  if (words[i] === 'encap') {
    let end = i + 1;
    while (end < words.length && !/^(via|dev|table|proto|metric|scope|nexthop)$/.test(words[end] ?? '')) end++;
    return words.slice(i, end);
  }
  if (words[i] === 'via') return words.slice(i, i + (/^inet6?$/.test(words[i + 1] ?? '') ? 3 : 2));
  return words.slice(i, i + (words[i] === 'dev' || words[i] === 'weight' ? 2 : 1));
}

function nextHop(words: readonly string[]): NextHop | undefined {
  const hop: { -readonly [K in keyof NextHop]: NextHop[K] } = { weight: 1, flags: [] };
  const flags: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const part = hopPart(words, i);
    if (words[i] === 'via') {
      const via = canonicalAddress(part.at(-1) ?? '');
      if (via === undefined) return undefined;
      hop.via = via;
      hop.viaFamily = familyOf(via);
    } else if (words[i] === 'dev') hop.device = part[1];
    else if (words[i] === 'weight') hop.weight = integer(part[1]) ?? 1;
    else if (words[i] === 'encap') hop.encap = part.slice(1).join(' ');
    else flags.push(words[i] ?? '');
    i += part.length - 1;
  }
  return { ...hop, flags };
}

function prefixText(text: string | undefined, family: Family): string | undefined {
  if (text === undefined) return undefined;
  if (text === 'default' || text === 'all') return family === 4 ? '0.0.0.0/0' : '::/0';
  const prefix = parsePrefix(text);
  if (!prefix || prefix.family !== family) return undefined;
  return text.includes('/') ? text : `${text}/${prefix.length}`;
}
