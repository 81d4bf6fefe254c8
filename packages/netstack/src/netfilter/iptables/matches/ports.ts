import type { Port } from '@skoop/model';
import { inverted, type Match } from '../../answer.ts';
import type { HookInput } from '../../hook.ts';
import { portWithin } from '../../port-test.ts';
import type { Option } from '../module.ts';

/** Ports that iptables-save still prints by name in rules that were made by hand. */
const SERVICES: Readonly<Record<string, number>> = {
  ftp: 21, ssh: 22, telnet: 23, smtp: 25, domain: 53, bootps: 67, bootpc: 68, tftp: 69, http: 80, pop3: 110, ntp: 123,
  imap: 143, snmp: 161, bgp: 179, ldap: 389, https: 443, 'kerberos-sec': 88, mysql: 3306, postgresql: 5432,
}; // biome-ignore format: one line each would be a page

/** A port by number or name; undefined for neither. */
export function portNumber(text: string): number | undefined {
  if (/^\d{1,5}$/.test(text)) return Number(text) <= 65535 ? Number(text) : undefined;
  return Object.hasOwn(SERVICES, text) ? SERVICES[text] : undefined;
}

/** `80`, `1000:2000`, `:1023`, `1024:`. */
export function parsePorts(text: string): { readonly from: number; readonly to: number } | undefined {
  const [a = '', b] = text.split(':');
  const from = a === '' && b !== undefined ? 0 : portNumber(a);
  const to = b === undefined ? from : b === '' ? 65535 : portNumber(b);
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** A test of one port of the packet, for the protocol matches. */
export function portTest(option: Option, port: (skb: HookInput) => Port | undefined): Match | undefined {
  const range = parsePorts(option.values[0] ?? '');
  return range && ((skb) => inverted(portWithin(port(skb), range.from, range.to), option.invert));
}

export const sourcePort = (skb: HookInput): Port | undefined => skb.packet.sourcePort;
export const destinationPort = (skb: HookInput): Port | undefined => skb.packet.destinationPort;
