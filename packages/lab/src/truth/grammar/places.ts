import { NODE_1, NODE_2, OUTSIDE_HOST, WEB_1, WEB_2 } from '../../faults/asks.ts';

/** Names and addresses of the demo topology that the grammars draw from. */
export const NODES = ['node-1', 'node-2'] as const;
export const PODS = ['default/client', 'default/web-1', 'default/web-2'] as const;
export const CLIENT_POD = '10.244.1.2';
export const NETWORKS = [
  CLIENT_POD,
  WEB_1,
  WEB_2,
  NODE_1,
  NODE_2,
  OUTSIDE_HOST,
  '10.244.1.0/24',
  '10.244.2.0/24',
  '10.244.0.0/16',
  '10.10.0.0/24',
] as const;
