import type { MatchModule } from '../module.ts';
import { addrtype } from './addrtype.ts';
import { comment } from './comment.ts';
import { connmark } from './connmark.ts';
import { conntrack } from './conntrack.ts';
import { icmp, icmp6 } from './icmp.ts';
import { mark } from './mark.ts';
import { multiport } from './multiport.ts';
import { physdev } from './physdev.ts';
import { state } from './state.ts';
import { statistic } from './statistic.ts';
import { tcp } from './tcp.ts';
import { udp } from './udp.ts';

/** `-m NAME` -> how it is understood. A name that is not here answers `maybe`. */
export const matchModules: ReadonlyMap<string, MatchModule> = new Map(
  Object.entries({
    addrtype,
    comment,
    connmark,
    conntrack,
    icmp,
    icmp6,
    mark,
    multiport,
    physdev,
    state,
    statistic,
    tcp,
    udp,
  }),
);
