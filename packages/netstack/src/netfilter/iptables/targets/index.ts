import type { TargetModule } from '../module.ts';
import { CONNMARK } from './connmark.ts';
import { CT, NOTRACK } from './ct.ts';
import { DNAT } from './dnat.ts';
import { DSCP, ECN, TOS } from './dscp.ts';
import { logging } from './logging.ts';
import { MARK } from './mark.ts';
import { MASQUERADE } from './masquerade.ts';
import { NETMAP } from './netmap.ts';
import { NFQUEUE } from './nfqueue.ts';
import { REDIRECT } from './redirect.ts';
import { REJECT } from './reject.ts';
import { SET } from './set.ts';
import { SNAT } from './snat.ts';
import { TCPMSS } from './tcpmss.ts';
import { TCPOPTSTRIP } from './tcpoptstrip.ts';
import { TPROXY } from './tproxy.ts';
import { HL, TTL } from './ttl.ts';
import { ACCEPT, DROP, RETURN } from './verdicts.ts';

/** `-j NAME` -> how it is understood. A name that is neither here nor a chain may do anything. */
export const targetModules: ReadonlyMap<string, TargetModule> = new Map(
  Object.entries({
    ...logging,
    ACCEPT,
    CONNMARK,
    CT,
    DNAT,
    DROP,
    DSCP,
    ECN,
    HL,
    MARK,
    MASQUERADE,
    NETMAP,
    NFQUEUE,
    NOTRACK,
    REDIRECT,
    REJECT,
    RETURN,
    SET,
    SNAT,
    TCPMSS,
    TCPOPTSTRIP,
    TOS,
    TPROXY,
    TTL,
  }),
);
