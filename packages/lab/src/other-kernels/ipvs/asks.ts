import { familyOf } from '@skoop/model';
import type { Ask } from '../../faults/fault.ts';
import { EXTERNAL } from '../../plan.ts';

const sourceOf = (from: string, destination: string): string =>
  from === 'client' ? EXTERNAL.address[familyOf(destination)] : from.includes('/') ? from : `node/${from}`;

/** One client (a pod, a node, or `client` outside) to an address. */
export const ask = (from: string, protocol: 'tcp' | 'udp' | 'icmp', destination: string, port?: number): Ask => ({
  question: {
    source: sourceOf(from, destination),
    destination,
    protocol,
    ...(port === undefined ? {} : { port }),
  },
  flow: { from, protocol, destination, ...(port === undefined ? {} : { port }) },
});

export const CLIENT_POD = 'default/client';
