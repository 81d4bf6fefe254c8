import { maybe } from '../../answer.ts';
import type { MatchModule } from '../module.ts';

/** A match whose answer depends on what no snapshot holds. Its options are known, so that the rest of the rule is understood. */
const undecidable = (why: string, options: Readonly<Record<string, number>>): MatchModule => ({
  options,
  compile: () => () => maybe(why),
});

/** `-m limit`. net/netfilter/xt_limit.c: limit_mt(). */
export const limit = undecidable('the rate limit may be used up at the moment', {
  '--limit': 1,
  '--limit-burst': 1,
});
/** `-m hashlimit`. net/netfilter/xt_hashlimit.c: hashlimit_mt(). */
export const hashlimit = undecidable('the rate limit of this client may be used up at the moment', {
  '--hashlimit': 1,
  '--hashlimit-upto': 1,
  '--hashlimit-above': 1,
  '--hashlimit-burst': 1,
  '--hashlimit-mode': 1,
  '--hashlimit-srcmask': 1,
  '--hashlimit-dstmask': 1,
  '--hashlimit-name': 1,
  '--hashlimit-htable-size': 1,
  '--hashlimit-htable-max': 1,
  '--hashlimit-htable-expire': 1,
  '--hashlimit-htable-gcinterval': 1,
  '--hashlimit-rate-match': 0,
  '--hashlimit-rate-interval': 1,
});
/** `-m quota`. net/netfilter/xt_quota.c: quota_mt(). */
export const quota = undecidable('how much of the quota is left is not collected', { '--quota': 1 });
/** `-m time`. net/netfilter/xt_time.c: time_mt(). */
export const time = undecidable('the rule holds at certain times only', {
  '--datestart': 1,
  '--datestop': 1,
  '--timestart': 1,
  '--timestop': 1,
  '--monthdays': 1,
  '--weekdays': 1,
  '--contiguous': 0,
  '--kerneltz': 0,
  '--utc': 0,
  '--localtz': 0,
});
/** `-m bpf`. net/netfilter/xt_bpf.c: bpf_mt(). */
export const bpf = undecidable('the BPF program of the rule is not interpreted', {
  '--object-pinned': 1,
  '--bytecode': 1,
});
/** `-m cpu`. net/netfilter/xt_cpu.c: cpu_mt(). */
export const cpu = undecidable('which CPU handles the packet is not known', { '--cpu': 1 });
/** `-m connbytes`. net/netfilter/xt_connbytes.c: connbytes_mt(). */
export const connbytes = undecidable('how much the connection has carried already is not followed', {
  '--connbytes': 1,
  '--connbytes-dir': 1,
  '--connbytes-mode': 1,
});
/** `-m connlabel`. net/netfilter/xt_connlabel.c: connlabel_mt(). */
export const connlabel = undecidable('labels of connections are not followed', { '--label': 1, '--set': 0 });
/** `-m cluster`. net/netfilter/xt_cluster.c: xt_cluster_mt(). */
export const cluster = undecidable('the node of a cluster is chosen by a hash', {
  '--cluster-total-nodes': 1,
  '--cluster-local-node': 1,
  '--cluster-local-nodemask': 1,
  '--cluster-hash-seed': 1,
});
/** `-m osf`. net/netfilter/xt_osf.c: xt_osf_match_packet(). */
export const osf = undecidable("the client's operating system is guessed from its packets", {
  '--genre': 1,
  '--ttl': 1,
  '--log': 1,
});
/** `-m rateest`. net/netfilter/xt_rateest.c: xt_rateest_mt(). */
export const rateest = undecidable('the present rate is not known', {
  '--rateest': 1,
  '--rateest1': 1,
  '--rateest2': 1,
  '--rateest-delta': 0,
  '--rateest-lt': 0,
  '--rateest-gt': 0,
  '--rateest-eq': 0,
  '--rateest-bps': 1,
  '--rateest-bps1': 1,
  '--rateest-bps2': 1,
  '--rateest-pps': 1,
  '--rateest-pps1': 1,
  '--rateest-pps2': 1,
});
