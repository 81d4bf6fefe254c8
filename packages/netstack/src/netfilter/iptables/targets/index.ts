import type { TargetModule } from '../module.ts';
import { CONNMARK } from './connmark.ts';
import { CT, NOTRACK } from './ct.ts';
import { DNAT } from './dnat.ts';
import { AUDIT, CHECKSUM, CLASSIFY, IDLETIMER, LED, LOG, NFLOG, RATEEST, TRACE, ULOG } from './logging.ts';
import { MARK } from './mark.ts';
import { MASQUERADE } from './masquerade.ts';
import { REDIRECT } from './redirect.ts';
import { REJECT } from './reject.ts';
import { SNAT } from './snat.ts';
import { TCPMSS } from './tcpmss.ts';
import { ACCEPT, DROP, RETURN } from './verdicts.ts';

/** `-j NAME` -> how it is understood. A name that is neither here nor a chain may do anything. */
export const targetModules: ReadonlyMap<string, TargetModule> = new Map(
  Object.entries({
    ACCEPT,
    AUDIT,
    CHECKSUM,
    CLASSIFY,
    CONNMARK,
    CT,
    DNAT,
    DROP,
    IDLETIMER,
    LED,
    LOG,
    MARK,
    MASQUERADE,
    NFLOG,
    NOTRACK,
    RATEEST,
    REDIRECT,
    REJECT,
    RETURN,
    SNAT,
    TCPMSS,
    TRACE,
    ULOG,
  }),
);
