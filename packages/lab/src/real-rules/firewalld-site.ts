import type { Change } from '../truth/change.ts';

/** Ends of the questions that both layouts of firewalld are asked. */
export const WEB_1 = '10.244.1.3';
export const V6_WEB_2 = 'fd00:10:244:2::2';
export const V6_NODE_1 = 'fd00:10:10::11';
export const client = 'default/client';

/** Programs of the node: sshd, a kubelet, an API server, an exporter. */
export const LISTENS: Change = {
  construct: 'sshd',
  target: 'node-1',
  listen: [{ port: 22 }, { port: 10250 }, { port: 6443 }, { port: 9100 }],
};

export const refused = { finding: ['firewall-rule-drops', /of firewalld/] } as const;
