import { familyOf } from '@skoop/model';
import type { Ask } from '../faults/fault.ts';
import { EXTERNAL } from '../plan.ts';

const sourceOf = (from: string, destination: string): string =>
  from === 'client' ? EXTERNAL.address[familyOf(destination)] : from.includes('/') ? from : `node/${from}`;

/** One client (a pod, a node, or `client` outside) to an address. `size`: as `--size`. */
export const ask = (
  from: string,
  protocol: 'tcp' | 'udp' | 'icmp',
  destination: string,
  port?: number,
  size?: number,
): Ask => {
  const more = { ...(port === undefined ? {} : { port }), ...(size === undefined ? {} : { size }) };
  return {
    question: { source: sourceOf(from, destination), destination, protocol, ...more },
    flow: { from, protocol, destination, ...more },
  };
};

export const CLIENT_POD = 'default/client';
