import type { Address, Symptom } from '@skoop/model';
import type { Cluster } from './cluster.ts';
import { SLOWNESS } from './slowness.ts';

/** What a client asks: from which namespace, how, where to. */
export type Flow = {
  /** Name of the client's namespace: a node, `<namespace>/<pod>`, or `client`. */
  readonly from: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly destination: Address;
  readonly port?: number;
  /** TCP: bytes sent each way after the first small exchange (0: none). UDP, ICMP: payload. */
  readonly size?: number;
  readonly sourcePort?: number;
  /** User and group that the socket is made as; default root. */
  readonly uid?: number;
  /** IP_MTU_DISCOVER; default the kernel's own. */
  readonly pathMtuDiscovery?: number;
  /** ms until a client gives up connecting or waiting for the first answer. */
  readonly timeout?: number;
  /** ms for the transfer of `size` bytes. */
  readonly bulkTimeout?: number;
};

export type ProbeResult = {
  readonly symptom: Symptom;
  readonly errno?: string;
  /** How far a TCP conversation came. */
  readonly stage: 'connect' | 'small' | 'bulk';
  /** Label of the server that answered: a pod, or a node. */
  readonly server?: string;
  /** Client address and port as the server saw them, and the server's own as it saw itself. */
  readonly seenSource?: Address;
  readonly seenSourcePort?: number;
  readonly serverAddress?: Address;
  readonly serverPort?: number;
  /** The client's own idea of its address and port (for icmp: the echo identifier). */
  readonly source: Address;
  readonly sourcePort: number;
  readonly ms: number;
  /** CLOCK_MONOTONIC when the client had its answer or gave up, ms. */
  readonly ended: number;
};

export const BULK_BYTES = 102_400;
const UDP_BYTES = 200; // room for the server's word about itself
const PING_BYTES = 56;
// Below TCP's first retransmission, so that one packet decides; an emulated kernel gets longer.
const TIMEOUT = SLOWNESS > 1 ? 2_500 : 900;
const BULK_TIMEOUT = SLOWNESS > 1 ? 8_000 : 1_500;

const KINDS = { tcp: 'tcp', udp: 'udp', icmp: 'ping' } as const;
const SIZES = { tcp: BULK_BYTES, udp: UDP_BYTES, icmp: PING_BYTES } as const;

type Line = {
  i: number;
  symptom: Symptom;
  errno: string;
  stage: ProbeResult['stage'];
  ms: number;
  ended: number;
  source: string;
  sourcePort: number;
  server: string;
  peer: string;
  peerPort: number;
  local: string;
  localPort: number;
};

function readLine(line: Line): ProbeResult {
  return {
    symptom: line.symptom,
    errno: line.errno || undefined,
    stage: line.stage,
    server: line.server || undefined,
    seenSource: line.peer || undefined,
    seenSourcePort: line.peerPort || undefined,
    serverAddress: line.local || undefined,
    serverPort: line.localPort || undefined,
    source: line.source,
    sourcePort: line.sourcePort,
    ms: line.ms,
    ended: line.ended,
  };
}

/** Asks many at once; the results are in the order of the flows. */
export async function probeAll(
  cluster: Pick<Cluster, 'probeLines'>,
  flows: readonly Flow[],
  concurrency = 256,
): Promise<readonly ProbeResult[]> {
  const input = flows.map((f, i) =>
    [
      i,
      f.from,
      KINDS[f.protocol],
      f.destination,
      f.port ?? 0,
      f.size ?? SIZES[f.protocol],
      f.timeout ?? TIMEOUT,
      f.bulkTimeout ?? BULK_TIMEOUT,
      f.pathMtuDiscovery ?? -1,
      f.sourcePort ?? 0,
      f.uid ?? 0,
    ].join(' '),
  );
  const output = await cluster.probeLines(`concurrency ${concurrency}\n${input.join('\n')}\n`);
  const results = new Map<number, ProbeResult>();
  for (const text of output.split('\n')) {
    if (text === '') continue;
    const line = JSON.parse(text) as Line;
    results.set(line.i, readLine(line));
  }
  return flows.map((_, i) => {
    const result = results.get(i);
    if (!result) throw new Error(`the prober said nothing about flow ${i}`);
    return result;
  });
}

export async function probe(cluster: Cluster, flow: Flow): Promise<ProbeResult> {
  const [result] = await probeAll(cluster, [flow]);
  if (!result) throw new Error('the prober said nothing');
  return result;
}
