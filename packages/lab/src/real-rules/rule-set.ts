import type { Symptom } from '@skoop/model';
import type { Cluster } from '../cluster.ts';
import type { Ask } from '../faults/fault.ts';
import type { Topology } from '../topology.ts';
import type { Change } from '../truth/change.ts';

/** A flow through the rules of a program, and what its client sees in the kernel. */
export type RuleAsk = Ask & {
  readonly why: string;
  readonly sees: Symptom;
  /** Finding that must blame the program by name: id, and what its message says. */
  readonly finding?: readonly [id: string, says: RegExp];
  /** Skoop is not told which user the client is. */
  readonly anybody?: boolean;
  /** Why the state does not tell: the verdict is then `unknown`, whatever the kernel did this time. */
  readonly undecidable?: RegExp;
};

/** What a program puts on nodes and into pods, rebuilt from its public sources, and flows through it. */
export type RuleSet = {
  readonly name: string;
  readonly topology: Topology;
  /** What cannot be done from inside one namespace: more devices. It comes before the changes. */
  readonly prepare?: (cluster: Cluster) => Promise<unknown>;
  /** Every one must be taken by the kernel. */
  readonly changes: readonly Change[];
  readonly asks: readonly RuleAsk[];
};

type Where = Pick<Ask['question'], 'source'> & { readonly from: string };

/** A client as question and flow name it: `node/node-1`, `default/client`, or an address outside. */
const whereOf = (source: string): Where => ({
  source,
  from: source.startsWith('node/') ? source.slice('node/'.length) : source.includes('/') ? source : 'client',
});

/** Asks for an address by its text: what is asked is what is sent. */
export function ask(
  why: string,
  source: string,
  destination: string,
  port: number | 'ping' | readonly ['udp', number],
  sees: Symptom = 'connected',
  more: Pick<RuleAsk, 'anybody' | 'finding' | 'undecidable'> = {},
): RuleAsk {
  const { from } = whereOf(source);
  const how =
    port === 'ping'
      ? ({ protocol: 'icmp' } as const)
      : typeof port === 'number'
        ? ({ protocol: 'tcp', port } as const)
        : ({ protocol: 'udp', port: port[1] } as const);
  return {
    why,
    sees,
    question: { source, destination, ...how },
    flow: { from, destination, ...how },
    ...more,
  };
}

/** Input of a restore program as a change. Rules of others stay. */
export const restore = (construct: string, target: string, program: string, text: string): Change => ({
  construct,
  target,
  sh: `${program}-restore --noflush <<'END'\n${text}\nEND`,
});

export const sh = (construct: string, target: string, lines: readonly string[]): Change => ({
  construct,
  target,
  sh: lines.join('\n'),
});
