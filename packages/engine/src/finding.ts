import type { ClusterFacts, Drop, Evidence, Fix, Level, NamespaceDump, Server, Suspicion, Trace } from '@skoop/model';
import type { Cluster } from './cluster.ts';
import type { IPCache } from './ip-cache.ts';
import type { Difference } from './netstack-assertion.ts';
import type { NetworkPolicy } from './promise/network-policy.ts';
import type { PromisedPath } from './promise/promised-path.ts';
import type { ServiceCall } from './promise/service-processor.ts';
import type { ResolvedQuestion } from './resolve/resolve-question.ts';

/** A question with its promise and its reality. */
export type Asked = ResolvedQuestion & {
  readonly promise: PromisedPath;
  readonly servers: readonly Server[];
  readonly drops: readonly Drop[];
  readonly traces: readonly Trace[];
  readonly deliveredShare: number;
  /** The service call that the question makes, at the node that first sees it; absent if no service is called. */
  readonly call?: ServiceCall;
};

/** What a finding may look at. Without `asked` it looks for hazards of the cluster. */
export type FindingContext = {
  readonly cluster: Cluster;
  readonly ipCache: IPCache;
  readonly facts: ClusterFacts;
  readonly networkPolicy: NetworkPolicy;
  /** Nodes that matter: all, or those on the taken and the promised path. */
  readonly nodes: readonly string[];
  host(node: string): NamespaceDump | undefined;
  /** Where nodes differ from what the network plugin promises. */
  readonly differences: readonly Difference[];
  readonly asked?: Asked;
};

/** What a check found. */
export type Match = {
  /** Node name, '' for the cluster. */
  readonly node: string;
  readonly evidence: readonly Evidence[];
  /** Where it is not the finding's own level. */
  readonly level?: Level;
  /** Drops of the question that happen because of it: the verdict's sentence takes its words from here. */
  readonly losses?: readonly Drop[];
};

/** Prose of a finding's page, as Markdown paragraphs. */
export type FindingDocs = {
  /** What it means, and how it comes about. */
  readonly meaning: string;
  /** How to check it by hand. */
  readonly check: string;
  readonly fix: string;
  /** Public issues and documents: text and link. */
  readonly references: readonly (readonly [text: string, url: string])[];
};

export type Found = { readonly suspicion: Suspicion; readonly losses: readonly Drop[]; readonly cause: string };

export type Finding = {
  readonly id: string;
  readonly level: Level;
  readonly title: string;
  readonly docs: FindingDocs;
  readonly general: boolean;
  run(context: FindingContext): readonly Found[];
};

export function finding<M extends Match>(definition: {
  readonly id: string;
  readonly level: Level;
  readonly title: string;
  readonly docs: FindingDocs;
  /** Says what can be said of any such drop: left out where a more specific finding explains the same drop. */
  readonly general?: boolean;
  check(context: FindingContext): readonly M[];
  /** One sentence, without a full stop. */
  says(match: M): string;
  /** The same as a clause after `node-1 drops the packet: `; default: what `says` says. */
  because?(match: M): string;
  fix?(match: M): Fix | undefined;
}): Finding {
  const { id, level, title, docs } = definition;
  return {
    id,
    level,
    title,
    docs,
    general: definition.general === true,
    run: (context) =>
      definition.check(context).map((match) => {
        const message = definition.says(match);
        const fix = definition.fix?.(match);
        const suspicion: Suspicion = {
          id,
          level: match.level ?? level,
          message,
          evidence: match.evidence,
          node: match.node,
          ...(fix ? { fix } : {}),
        };
        return { suspicion, losses: match.losses ?? [], cause: definition.because?.(match) ?? message };
      }),
  };
}

/** The level of a fault that explains drops of this question: fatal if nothing gets through. */
export const causeLevel = (context: FindingContext): Level =>
  context.asked && context.asked.deliveredShare > 0 ? 'critical' : 'fatal';

/** What a match says of the drops that it explains; nothing where it explains none. */
export const blame = (context: FindingContext, losses: readonly Drop[]): Pick<Match, 'level' | 'losses'> =>
  losses.length > 0 ? { level: causeLevel(context), losses } : {};
