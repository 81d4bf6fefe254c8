import type { LinkRecord, TcRecord } from '@skoop/model';
import { memoise } from '../namespace.ts';
import { evidenceAt } from '../section.ts';
import { drop, type Fates, gapHere, type Journey, unknown, withStep } from '../walk/journey.ts';
import { devicePlace, pass } from '../walk/step.ts';
import { type Redirected, redirected } from './tc-mirred.ts';

/** Filters that may rewrite, redirect or drop, by device and direction. Queueing disciplines alone touch nothing. */
const filters = memoise((dump) => {
  const map = new Map<string, TcRecord[]>();
  for (const tc of dump.qdiscs)
    if (
      /\b(bpf|action|mirred|gact|police|flower|u32|matchall)\b/.test(`${tc.kind} ${tc.text}`) &&
      !/^qdisc\b/.test(tc.text)
    ) {
      const direction = tc.direction === 'ingress' ? 'ingress' : 'egress';
      const key = `${tc.device} ${direction}`;
      const list = map.get(key);
      if (list) list.push(tc);
      else map.set(key, [tc]);
    }
  return map;
});

// @supports devices | tc and XDP programs | net/sched/cls_bpf.c: cls_bpf_classify() | maybe: programs are named and not interpreted
/** A BPF or tc program on the way is a gap: the packet may pass it unchanged, or anything else may happen. */
export function programForks(
  j: Journey,
  link: LinkRecord,
  direction: 'ingress' | 'egress',
  next: (j: Journey) => Fates,
): Fates {
  const all = filters(j.ns).get(`${link.name} ${direction}`);
  const xdp = direction === 'ingress' ? link.xdp : undefined;
  if (!all && xdp === undefined) return next(j);
  const known = all && xdp === undefined ? redirected(j.ns, all, j.packet.family, (d) => hasFilters(j, d)) : undefined;
  if (known) return afterRedirect(j, link, direction, known, next);
  // The one that acts says the most.
  const tc = all?.find((t) => /\baction\b|\bbpf\b/.test(t.text)) ?? all?.[0];
  const name = tc ? tc.text.trim() : `XDP ${xdp}`;
  const gap = gapHere(
    j.ns,
    'bpf-program',
    `A program on ${link.name} (${direction}) decides and cannot be read: ${name}`,
    {
      evidence: tc ? evidenceAt(j.ns, 'tc', tc, tc.text) : evidenceAt(j.ns, 'links', link),
    },
  );
  const point = `${j.ns.key} ${link.name} ${direction} program`;
  const choice = (index: number) => ({ kind: 'maybe' as const, point, index, gap });
  const at = devicePlace(link, link.name);
  return [
    ...next(j).map((f) => ({ choices: [choice(0), ...f.choices], value: f.value })),
    ...unknown(j, `tc/${direction}`, gap, at).map((f) => ({ choices: [choice(1)], value: f.value })),
  ];
}

const hasFilters = (j: Journey, device: string): boolean => filters(j.ns).has(`${device} egress`);

function afterRedirect(
  j: Journey,
  link: LinkRecord,
  direction: 'ingress' | 'egress',
  known: Redirected,
  next: (j: Journey) => Fates,
): Fates {
  const at = devicePlace(link, link.name);
  const [first] = filters(j.ns).get(`${link.name} ${direction}`) ?? [];
  const evidence = first ? [evidenceAt(j.ns, 'tc', first, first.text)] : [];
  if (known.kind === 'gone')
    return drop(j, {
      stage: direction === 'ingress' ? 'dev/receive' : 'dev/xmit',
      reason: direction === 'ingress' ? 'TC_INGRESS' : 'TC_EGRESS',
      device: link.name,
      at,
      sentence: [`tc redirects it to ${known.into}, which is down`],
      evidence,
      check: [`tc filter show dev ${link.name} ${direction}`],
    });
  if (known.by === undefined) return next(j);
  const said = `tc sends it through ${known.by}, which limits the rate, and it goes on`;
  return next(withStep(j, pass('device', `tc/${direction}`, [said], evidence, { at })));
}
