import type { IpvsService, IpvsTemplate } from '@skoop/model';
import { eachLine, integer, wordsOf } from '../line.ts';
import { hexEndpoint } from './ipvs.ts';

const PROTOCOLS: Readonly<Record<string, string>> = { '-t': 'tcp', '-u': 'udp', '--sctp-service': 'sctp' };

const serviceKey = (s: Pick<IpvsService, 'protocol' | 'address' | 'port' | 'fwmark'>): string =>
  s.fwmark === undefined ? `${s.protocol} ${s.address} ${s.port}` : `mark ${s.fwmark}`;

/** Adds what /proc/net/ip_vs does not tell: flags of schedulers, and the clients that persistent services remember. */
export function withIpvsDetails(
  services: readonly IpvsService[],
  flags: string | undefined,
  templates: string | undefined,
): readonly IpvsService[] {
  if (services.length === 0 || (flags === undefined && templates === undefined)) return services;
  const flagsOf = flags === undefined ? undefined : parseFlags(flags);
  const templatesOf = templates === undefined ? undefined : parseTemplates(templates);
  return services.map((s) => ({
    ...s,
    ...(flagsOf ? { schedulerFlags: flagsOf.get(serviceKey(s)) ?? [] } : {}),
    ...(templatesOf && s.persistent !== undefined ? { templates: templatesOf.get(serviceKey(s)) ?? [] } : {}),
  }));
}

/** `ipvsadm -Sn`: `-A -t 10.96.0.10:80 -s mh -p 10800 -b mh-port`. */
function parseFlags(text: string): ReadonlyMap<string, readonly string[]> {
  const out = new Map<string, readonly string[]>();
  eachLine(text, (line) => {
    const words = wordsOf(line);
    const [add, kind = '', at = ''] = words;
    const given = words[words.indexOf('-b') + 1];
    if (add !== '-A' || given === undefined || !words.includes('-b')) return;
    const colon = at.lastIndexOf(':');
    const address = at.slice(0, Math.max(0, colon)).replace(/^\[|\]$/g, '');
    const key = kind === '-f' ? `mark ${at}` : `${PROTOCOLS[kind]} ${address} ${at.slice(colon + 1)}`;
    out.set(key, given.split(','));
  });
  return out;
}

/**
 * Templates of /proc/net/ip_vs_conn, whose client port is 0; a service by mark has its mark for an address.
 * net/netfilter/ipvs/ip_vs_conn.c: ip_vs_conn_seq_show()
 */
function parseTemplates(text: string): ReadonlyMap<string, readonly IpvsTemplate[]> {
  const out = new Map<string, IpvsTemplate[]>();
  eachLine(text, (line, number) => {
    const [protocol = '', from, fromPort, to = '', toPort, server, serverPort] = wordsOf(line);
    if (fromPort !== '0000') return;
    const [client, destination] = [hexEndpoint(`${from}:0000`), hexEndpoint(`${server}:${serverPort}`)];
    const virtual = hexEndpoint(`${to}:${toPort}`);
    if (!client || !destination) return;
    const mark = integer(`0x${to}`);
    const key =
      protocol === 'IP' && mark !== undefined
        ? `mark ${mark}`
        : `${protocol.toLowerCase()} ${virtual?.address} ${virtual?.port}`;
    const template = {
      line: number,
      client: client.address,
      server: destination.address,
      serverPort: destination.port,
    };
    const known = out.get(key);
    if (known) known.push(template);
    else out.set(key, [template]);
  });
  return out;
}
