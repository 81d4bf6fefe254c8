import type { NamespaceDump } from '@skoop/model';
import type { Namespace } from './namespace.ts';

const nothing: NamespaceDump = {
  id: '',
  podUid: '',
  inode: '',
  sections: [],
  links: [],
  addresses: [],
  routes: [],
  rules: [],
  neighbours: [],
  fdb: [],
  iptables: [],
  ipsets: [],
  ipvs: [],
  conntrack: [],
  sockets: [],
  sysctls: new Map(),
  qdiscs: [],
  resolvConf: [],
  gaps: [],
};

/** Stands for all machines outside the cluster: nothing is known of their inside. */
export const OUTSIDE: Namespace = { key: '', node: '', label: 'external', kernel: '', dump: nothing };
