import { type Address, canonicalAddress, formatWords, type IpvsService } from '@skoop/model';
import { eachLine, integer, type Parsed, wordsOf } from '../line.ts';

type Destination = IpvsService['destinations'][number];

const PROTOCOLS: Readonly<Record<string, IpvsService['protocol']>> = { TCP: 'tcp', UDP: 'udp', SCTP: 'sctp' };
/** `Local` was a service's own node on old kernels: delivered without a rewrite, as `Route` is. */
const METHODS: Readonly<Record<string, Destination['method']>> = {
  Masq: 'masq',
  Route: 'route',
  Tunnel: 'tunnel',
  Local: 'route',
};

/** /proc/net/ip_vs. net/netfilter/ipvs/ip_vs_ctl.c: ip_vs_info_seq_show() */
export function parseIpvs(text: string): Parsed<IpvsService> {
  const records: (IpvsService & { readonly destinations: Destination[] })[] = [];
  const unread: number[] = [];
  eachLine(text, (line, number) => {
    const words = wordsOf(line);
    const [first = ''] = words;
    if (first === '' || /^(IP|Prot)$/.test(first) || words[1]?.startsWith('RemoteAddress')) return;
    if (first === '->') {
      const to = destination(words, number);
      const service = records.at(-1);
      if (to && service) service.destinations.push(to);
      else unread.push(number);
      return;
    }
    const service = readService(words, number);
    if (service) records.push(service);
    else unread.push(number);
  });
  return { records, unread };
}

function readService(words: readonly string[], line: number) {
  const [kind = '', where = '', scheduler = ''] = words;
  const rest = words.slice(3);
  const persistent = rest.indexOf('persistent');
  const common = {
    line,
    scheduler,
    ...(persistent >= 0 && { persistent: integer(rest[persistent + 1]) }),
    flags: rest.filter((w) => /^[a-z]/.test(w)),
    destinations: [] as Destination[],
  };
  if (scheduler === '') return undefined;
  if (kind === 'FWM') {
    const fwmark = integer(`0x${where}`);
    return fwmark === undefined ? undefined : { ...common, fwmark };
  }
  const protocol = Object.hasOwn(PROTOCOLS, kind) ? PROTOCOLS[kind] : undefined;
  const at = hexEndpoint(where);
  return protocol && at && { ...common, protocol, ...at };
}

function destination(words: readonly string[], line: number): Destination | undefined {
  const at = hexEndpoint(words[1] ?? '');
  const method = Object.hasOwn(METHODS, words[2] ?? '') ? METHODS[words[2] ?? ''] : undefined;
  const weight = integer(words[3]);
  if (!at || !method || weight === undefined) return undefined;
  return { line, ...at, method, weight, activeConnections: integer(words[4]) };
}

/** `0A600001:01BB` or `[fd00:0000:...]:01BB`. */
export function hexEndpoint(text: string): { readonly address: Address; readonly port: number } | undefined {
  const colon = text.lastIndexOf(':');
  const port = /^[0-9a-f]{4}$/i.test(text.slice(colon + 1)) ? Number.parseInt(text.slice(colon + 1), 16) : undefined;
  const where = text.slice(0, Math.max(0, colon));
  const address = /^[0-9a-f]{8}$/i.test(where)
    ? formatWords([Number.parseInt(where, 16)])
    : canonicalAddress(where.replace(/^\[|\]$/g, ''));
  return port === undefined || address === undefined ? undefined : { address, port };
}
