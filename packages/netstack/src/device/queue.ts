import type { LinkRecord, TcRecord } from '@skoop/model';
import { memoise } from '../namespace.ts';
import { evidenceAt } from '../section.ts';
import type { DropDetails, Journey } from '../walk/journey.ts';
import { devicePlace } from '../walk/step.ts';
import { frameLength } from './stacked.ts';

/** Queueing disciplines at the root of a device, by device: others of it hold a share of the packets only. */
const roots = memoise(
  (dump) => new Map<string, TcRecord>(dump.qdiscs.filter((q) => q.direction === 'root').map((q) => [q.device, q])),
);

const ETHERNET_HEADER = 14;
const UNITS: Readonly<Record<string, number>> = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };

/** `burst 1000b`, `burst 10Kb`, as tc prints sizes; undefined: none. */
function burstOf(text: string): number | undefined {
  const m = /\bburst (\d+(?:\.\d+)?)([KMG]?b)\b/i.exec(text);
  return m ? Number(m[1]) * (UNITS[(m[2] ?? 'b').toLowerCase()] ?? 1) : undefined;
}

// @supports devices | queueing disciplines: netem loss 100%, tbf | net/sched/sch_netem.c: netem_enqueue(), net/sched/sch_tbf.c: tbf_enqueue() | maybe: others are taken to pass everything sooner or later
/** Why the queue of a device takes no such frame ever; what it only delays, or loses now and then, passes. */
export function refusedByQueue(j: Journey, link: LinkRecord): DropDetails | undefined {
  const queue = roots(j.ns).get(link.name);
  if (!queue) return undefined;
  const said = refusal(j, queue);
  return said === undefined
    ? undefined
    : {
        stage: 'dev/xmit',
        reason: 'QDISC_DROP',
        device: link.name,
        at: devicePlace(link, link.name),
        sentence: [`the queue of ${link.name} ${said}`],
        evidence: [evidenceAt(j.ns, 'tc', queue, queue.text)],
        check: [`tc -s qdisc show dev ${link.name}`],
      };
}

function refusal(j: Journey, { kind, text }: TcRecord): string | undefined {
  if (kind === 'netem') return /\bloss 100%/.test(text) ? 'loses every packet (netem loss 100%)' : undefined;
  const burst = kind === 'tbf' ? burstOf(text) : undefined;
  const length = frameLength(j) + ETHERNET_HEADER;
  return burst !== undefined && length > burst ? `never holds ${length} bytes: its burst is ${burst}` : undefined;
}
