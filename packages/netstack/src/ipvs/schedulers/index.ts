import type { Scheduler } from '../scheduler.ts';
import { dh } from './dh.ts';
import { fo } from './fo.ts';
import { lblc } from './lblc.ts';
import { lc } from './lc.ts';
import { mh } from './mh.ts';
import { nq } from './nq.ts';
import { ovf } from './ovf.ts';
import { rr } from './rr.ts';
import { sed } from './sed.ts';
import { sh } from './sh.ts';
import { wlc } from './wlc.ts';
import { wrr } from './wrr.ts';

/** By the name that /proc/net/ip_vs prints. A name that is not here answers `maybe`. */
export const schedulers: ReadonlyMap<string, Scheduler> = new Map(
  Object.entries({ dh, fo, lblc, lblcr: lblc, lc, mh, nq, ovf, rr, sed, sh, wlc, wrr }),
);
