import { OUTSIDE_HOST } from '../../faults/asks.ts';
import type { Ask } from '../../faults/fault.ts';

/** Emulated machines are slow: a client waits longer than on a real one, but not for its own second attempt. */
const PATIENCE = { timeout: 2_500, bulkTimeout: 8_000 };

const sourceOf = (from: string): string =>
  from === 'client' ? OUTSIDE_HOST : from.includes('/') ? from : `node/${from}`;

/** One client (a pod, a node, or `client` outside) to an address. */
export const ask = (from: string, protocol: 'tcp' | 'udp' | 'icmp', destination: string, port?: number): Ask => ({
  question: {
    source: sourceOf(from),
    destination,
    protocol,
    ...(port === undefined ? {} : { port }),
  },
  flow: { from, protocol, destination, ...(port === undefined ? {} : { port }), ...PATIENCE },
});

export const CLIENT_POD = 'default/client';
/** Everybody who may ask for a service: a pod, a node with and without backend beside it, somebody outside. */
export const EVERYBODY = [CLIENT_POD, 'node-1', 'node-2', 'client'] as const;
