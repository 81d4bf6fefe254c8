import type { Address } from '@skoop/model';
import { type Flow, type ProbeResult, probeAll } from '../probe.ts';
import type { Bed } from './bed.ts';
import {
  CLIENT,
  CLIENT_BLOCKED,
  CLIENT6,
  type GoldenFlow,
  type GoldenScenario,
  NODE,
  NODE_IP,
  NODE_IP6,
} from './golden-flow.ts';
import { POD_ADDRESSES, podKey } from './pods.ts';
import type { KernelSaw } from './recording.ts';
import { destinationOf, expectedOf, hostPort } from './seen.ts';
import type { Variant } from './variants.ts';

/** Namespace of a source; none where the source is no client (a balancer that gives a node's packets its own address). */
function namespaceOf(source: Address): string | undefined {
  if (source === CLIENT || source === CLIENT6) return 'client';
  if (source === CLIENT_BLOCKED) return 'blocked';
  if ([NODE_IP, NODE_IP6, '127.0.0.1', '::1'].includes(source)) return NODE;
  const pod = POD_ADDRESSES.find((a) => a.includes(source));
  return pod && podKey(pod[0]);
}

const UDP_BYTES = 60;
/** Enough that an endpoint is missed by chance once in ten thousand times. */
const TRIES_PER_ENDPOINT = 9;

function questions(flow: GoldenFlow, variant: Variant): Flow[] {
  const [, source] = flow;
  const { address, port, protocol } = destinationOf(flow);
  const from = namespaceOf(source);
  if (from === undefined || protocol === 'sctp') return [];
  const expected = expectedOf(flow, variant);
  const tries = Array.isArray(expected) && expected.length > 1 ? TRIES_PER_ENDPOINT * expected.length : 1;
  const one: Flow = { from, protocol, destination: address, port, size: protocol === 'udp' ? UDP_BYTES : 0 };
  return Array.from({ length: tries }, () => one);
}

function summary(results: readonly ProbeResult[], source: Address): KernelSaw {
  const answered = results.filter((r) => r.server !== undefined);
  const fromPods = answered.filter((r) => r.server !== NODE);
  return {
    servers: [...new Set(fromPods.map((r) => hostPort(r.serverAddress ?? '', r.serverPort ?? 0)))].toSorted(),
    symptoms: [...new Set(results.map((r) => r.symptom))].toSorted(),
    masquerade: answered.length > 0 && answered.every((r) => r.seenSource !== source),
  };
}

/** Asks this kernel every flow of a scenario whose rules are in place; null where it cannot be asked. */
export async function askKernel(
  bed: Bed,
  scenario: GoldenScenario,
  variant: Variant,
): Promise<readonly (KernelSaw | null)[]> {
  const asked = scenario.flows.map((f) => questions(f, variant));
  const results = await probeAll(bed, asked.flat());
  let at = 0;
  return scenario.flows.map(([, source], i) => {
    const mine = results.slice(at, at + (asked[i]?.length ?? 0));
    at += mine.length;
    return mine.length > 0 ? summary(mine, source) : null;
  });
}

/** Every pod is a known neighbour of the node: what is asked next is about rules alone. */
export const meetPods = (bed: Bed): Promise<unknown> =>
  probeAll(
    bed,
    POD_ADDRESSES.flat().map((destination) => ({ from: NODE, protocol: 'icmp', destination, size: 8 })),
    2,
  );
