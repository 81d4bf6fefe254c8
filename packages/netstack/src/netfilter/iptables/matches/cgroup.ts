import { maybe } from '../../answer.ts';
import type { MatchModule } from '../module.ts';

/** `-m cgroup --path P | --cgroup ID`. net/netfilter/xt_cgroup.c: cgroup_mt_v2(). Packets without a socket never match. */
export const cgroup: MatchModule = {
  options: { '--path': 1, '--cgroup': 1 },
  compile: () => (skb) =>
    skb.hook === 'FORWARD' || skb.hook === 'PREROUTING' || (skb.hook !== 'INPUT' && !skb.owner)
      ? 'no'
      : maybe('the cgroup of the process is not known'),
};
