import type { Packet, Symptom } from '@skoop/model';

const SYMPTOMS: Readonly<Record<string, Symptom>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EHOSTUNREACH: 'host-unreachable',
  EHOSTDOWN: 'host-unreachable',
  ENETUNREACH: 'network-unreachable',
  ENONET: 'host-unreachable',
  ENETDOWN: 'network-unreachable',
  EPERM: 'not-permitted',
  EACCES: 'not-permitted',
  EINVAL: 'invalid-argument',
  ENOPROTOOPT: 'protocol-unreachable',
  EMSGSIZE: 'stalls-on-large-packets',
};

/** What a program that meets this errno reports. */
export const symptomOf = (errno: string): Symptom => SYMPTOMS[errno] ?? 'unknown';

// @supports ICMP | errors to the socket, by type and code | net/ipv4/icmp.c: icmp_err_convert[], net/ipv6/icmp.c: icmpv6_err_convert()
/** icmp_err_convert[] of net/ipv4/icmp.c, by code of "destination unreachable". */
const V4 = [
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENOPROTOOPT',
  'ECONNREFUSED',
  'EMSGSIZE',
  'EOPNOTSUPP',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENONET',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EHOSTUNREACH',
  'EHOSTUNREACH',
  'EHOSTUNREACH',
] as const;
/** tab_unreach[] of net/ipv6/icmp.c. */
const V6 = ['ENETUNREACH', 'EACCES', 'EHOSTUNREACH', 'EHOSTUNREACH', 'ECONNREFUSED', 'EACCES', 'EACCES'] as const;

/** The errno that an ICMP error gives to the socket it is about. tcp_v4_err(), __udp4_lib_err(), icmpv6_err_convert() */
export function icmpErrno(error: Packet): string | undefined {
  const icmp = error.icmp;
  if (!icmp) return undefined;
  if (error.family === 4) {
    if (icmp.type === 3) return V4[icmp.code];
    return icmp.type === 11 ? 'EHOSTUNREACH' : icmp.type === 12 ? 'EPROTO' : undefined;
  }
  if (icmp.type === 1) return V6[icmp.code] ?? 'EPROTO';
  return { 2: 'EMSGSIZE', 3: 'EHOSTUNREACH', 4: 'EPROTO' }[icmp.type];
}
