import type { LinkRecord } from '@skoop/model';
import { memoise } from '../namespace.ts';
import { evidenceAt } from '../section.ts';
import { type Fates, gapHere, type Journey, unknown } from '../walk/journey.ts';
import { devicePlace } from '../walk/step.ts';

/** Filters that may rewrite, redirect or drop, by device and direction. Queueing disciplines alone touch nothing. */
const filters = memoise((dump) => {
  const map = new Map<string, (typeof dump.qdiscs)[number]>();
  for (const tc of dump.qdiscs)
    if (
      /\b(bpf|action|mirred|gact|police|flower|u32|matchall)\b/.test(`${tc.kind} ${tc.text}`) &&
      !/^qdisc\b/.test(tc.text)
    ) {
      const direction = tc.direction === 'ingress' ? 'ingress' : 'egress';
      const key = `${tc.device} ${direction}`;
      if (!map.has(key)) map.set(key, tc);
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
  const tc = filters(j.ns).get(`${link.name} ${direction}`);
  const xdp = direction === 'ingress' ? link.xdp : undefined;
  if (!tc && xdp === undefined) return next(j);
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
