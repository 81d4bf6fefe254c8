import type { Evidence, IpvsService, Sentence } from '@skoop/model';
import type { IpvsConnection } from '../flow.ts';
import type { Namespace } from '../namespace.ts';
import { evidenceAt } from '../section.ts';
import { endpointText } from '../walk/step.ts';

const METHODS = {
  masq: 'its address is translated',
  route: 'the frame is redirected, its address stays',
  tunnel: 'in an IPIP tunnel, its address stays',
} as const;

/** `tcp 10.96.0.10:80`, or the mark that names a service. */
export const serviceText = (s: IpvsService): string =>
  s.fwmark === undefined ? `${s.protocol} ${endpointText(s.address ?? '', s.port)}` : `mark 0x${s.fwmark.toString(16)}`;

export const serviceEvidence = (ns: Namespace, s: IpvsService): Evidence =>
  evidenceAt(ns, 'ipvs', s, `${serviceText(s)} ${s.scheduler}`);

export const serverEvidence = (ns: Namespace, c: IpvsConnection): Evidence =>
  evidenceAt(ns, 'ipvs', c, `-> ${endpointText(c.server, c.serverPort)}`);

/** A new connection, with the lines of the service and of the server. */
export function scheduledSentence(ns: Namespace, s: IpvsService, c: IpvsConnection): Sentence {
  const [service, server] = [serviceEvidence(ns, s), serverEvidence(ns, c)];
  return [
    'IPVS service ',
    { text: serviceText(s), at: service },
    ` (${s.scheduler}) takes real server `,
    { text: endpointText(c.server, c.serverPort), at: server },
    `: ${METHODS[c.method]}`,
  ];
}
