import type { NamespaceDump } from './snapshot.ts';

/** A namespace of which a dump tells nothing but its name; `more` is what it does tell. */
export const namespaceDump = (id: string, more: Partial<NamespaceDump> = {}): NamespaceDump => ({
  id,
  podUid: '',
  inode: id === 'host' ? '' : id,
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
  ...more,
});
