import type { MatchModule } from '../module.ts';
import { addrtype } from './addrtype.ts';
import { cgroup } from './cgroup.ts';
import { comment } from './comment.ts';
import { connlimit } from './connlimit.ts';
import { connmark } from './connmark.ts';
import { conntrack } from './conntrack.ts';
import { devgroup } from './devgroup.ts';
import { dscp, ecn, tos } from './dscp.ts';
import * as extensionHeaders from './extension-header.ts';
import { helper } from './helper.ts';
import { icmp, icmp6 } from './icmp.ts';
import { iprange } from './iprange.ts';
import { ah, esp } from './ipsec-header.ts';
import { ipvs } from './ipvs.ts';
import { length } from './length.ts';
import { mac } from './mac.ts';
import { mark } from './mark.ts';
import { multiport } from './multiport.ts';
import { nfacct } from './nfacct.ts';
import { owner } from './owner.ts';
import { physdev } from './physdev.ts';
import { pkttype } from './pkttype.ts';
import { policy } from './policy.ts';
import { realm } from './realm.ts';
import { recent } from './recent.ts';
import { rpfilter } from './rpfilter.ts';
import { dccp, sctp } from './sctp.ts';
import { set } from './set.ts';
import { socket } from './socket.ts';
import { state } from './state.ts';
import { statistic } from './statistic.ts';
import { string } from './string.ts';
import { tcp } from './tcp.ts';
import { tcpmss } from './tcpmss.ts';
import { hl, ttl } from './ttl.ts';
import { u32 } from './u32.ts';
import { udp } from './udp.ts';
import * as undecidable from './undecidable.ts';

const modules: Readonly<Record<string, MatchModule>> = {
  addrtype,
  ah,
  cgroup,
  comment,
  connlimit,
  connmark,
  conntrack,
  dccp,
  devgroup,
  dscp,
  ecn,
  esp,
  helper,
  hl,
  icmp,
  icmp6,
  icmpv6: icmp6,
  iprange,
  ipvs,
  length,
  mac,
  mark,
  multiport,
  nfacct,
  owner,
  physdev,
  pkttype,
  policy,
  realm,
  recent,
  rpfilter,
  sctp,
  set,
  socket,
  state,
  statistic,
  string,
  tcp,
  tcpmss,
  tos,
  ttl,
  u32,
  udp,
  udplite: udp,
  ...extensionHeaders,
  ...undecidable,
};

/** `-m NAME` -> how it is understood. A name that is not here answers `maybe`. */
export const matchModules: ReadonlyMap<string, MatchModule> = new Map(Object.entries(modules));
