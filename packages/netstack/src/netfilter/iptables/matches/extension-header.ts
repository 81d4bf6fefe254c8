import { answerOf, maybe } from '../../answer.ts';
import type { MatchModule } from '../module.ts';

/** A match on an IPv6 extension header, which the packets of a walk do not have. */
const absent = (options: Readonly<Record<string, number>>): MatchModule => ({ options, compile: () => () => 'no' });

/** `-m frag`. net/ipv6/netfilter/ip6t_frag.c: frag_mt6(). */
export const frag = absent({
  '--fragid': 1,
  '--fraglen': 1,
  '--fragres': 0,
  '--fragfirst': 0,
  '--fragmore': 0,
  '--fraglast': 0,
});
/** `-m rt`. net/ipv6/netfilter/ip6t_rt.c: rt_mt6(). */
export const rt = absent({
  '--rt-type': 1,
  '--rt-segsleft': 1,
  '--rt-len': 1,
  '--rt-0-res': 0,
  '--rt-0-addrs': 1,
  '--rt-0-not-strict': 0,
});
/** `-m hbh`. net/ipv6/netfilter/ip6t_hbh.c: hbh_mt6(). */
export const hbh = absent({ '--hbh-len': 1, '--hbh-opts': 1 });
/** `-m dst`. net/ipv6/netfilter/ip6t_hbh.c: hbh_mt6(). */
export const dst = absent({ '--dst-len': 1, '--dst-opts': 1 });
/** `-m mh`. net/ipv6/netfilter/ip6t_mh.c: mh_mt6(). */
export const mh = absent({ '--mh-type': 1 });
/** `-m srh`. net/ipv6/netfilter/ip6t_srh.c: srh_mt6(). */
export const srh: MatchModule = {
  options: {
    '--srh-next-hdr': 1,
    '--srh-hdr-len-eq': 1,
    '--srh-hdr-len-gt': 1,
    '--srh-hdr-len-lt': 1,
    '--srh-segs-left-eq': 1,
    '--srh-segs-left-gt': 1,
    '--srh-segs-left-lt': 1,
    '--srh-last-entry-eq': 1,
    '--srh-last-entry-gt': 1,
    '--srh-last-entry-lt': 1,
    '--srh-tag': 1,
    '--srh-psid': 1,
    '--srh-nsid': 1,
    '--srh-lsid': 1,
  },
  compile: () => () => 'no',
};
/** `-m ipv6header [!] --header LIST [--soft]`. net/ipv6/netfilter/ip6t_ipv6header.c: ipv6header_mt6(). */
export const ipv6header: MatchModule = {
  options: { '--header': 1, '--soft': 0 },
  compile(options) {
    const option = options.find((o) => o.name === '--header');
    const wanted = (option?.values[0] ?? '').split(',');
    return () => {
      // A plain packet has none of them but `proto`, the protocol header itself.
      if (wanted.includes('proto')) return maybe('extension headers of packets are not followed');
      return answerOf((wanted.length === 1 && wanted[0] === 'none') !== (option?.invert ?? false));
    };
  },
};
/** `-m eui64`. net/ipv6/netfilter/ip6t_eui64.c: eui64_mt6(). */
export const eui64: MatchModule = {
  options: {},
  compile: () => () => maybe('whether the address was made from the MAC address is not computed'),
};
