import { type Assumption, type Diagnosis, type Drop, type Gap, LEVELS, type Suspicion, type Trace } from '@skoop/model';
import { assertions } from '../assertions/index.ts';
import { serviceCall } from '../base-plugin-node.ts';
import { type Cluster, clusterOf, hostDump } from '../cluster.ts';
import { cidrsOf } from '../detect/cidrs.ts';
import type { Asked, FindingContext, Found } from '../finding.ts';
import { ipCacheOf } from '../ip-cache.ts';
import { externalInfo, type NetNodeInfo, nodeInfo, podInfo } from '../net-node.ts';
import { createNetNodeManager, outsideNode } from '../net-node-manager.ts';
import { netstackAssertion } from '../netstack-assertion.ts';
import type { DiagnoseOptions, NetworkContext } from '../network.ts';
import type { Plugin, PluginContext } from '../plugin.ts';
import { kubeProxyServiceProcessor } from '../promise/kube-proxy-service-processor.ts';
import { createNetworkPolicy } from '../promise/network-policy.ts';
import { type PromisedPath, promisedPath } from '../promise/promised-path.ts';
import type { ServiceCall } from '../promise/service-processor.ts';
import type { ResolvedQuestion } from '../resolve/resolve-question.ts';
import { underlayCarries } from '../world/underlay-route.ts';
import { distinct } from './ordering.ts';
import { byLevelThenId, joinPath } from './path.ts';
import { type Reached, reachReality } from './reach-reality.ts';
import { verdictSentence } from './sentence.ts';

/** Lays promise and reality side by side. */
export type Diagnostor = { diagnose(question: ResolvedQuestion, options: DiagnoseOptions): Promise<Diagnosis> };

export const createDiagnostor = (network: NetworkContext): Diagnostor => ({
  async diagnose(question, options) {
    options.onProgress?.('Walking the packet through the kernels');
    const reached = await reachReality(network, question, options);
    options.onProgress?.('Comparing with what the cluster promises');
    return compareWithPromise(network, question, reached, options);
  },
});

function compareWithPromise(
  network: NetworkContext,
  question: ResolvedQuestion,
  { snapshot, reality, gaps }: Reached,
  options: DiagnoseOptions,
): Diagnosis {
  const cluster = clusterOf(snapshot);
  const context = pluginContext(network, cluster);
  const plugin = network.plugin.create(context);
  const promise = promiseOf(context, plugin, question);
  const verdict = {
    ...reality.verdict,
    assumptions: distinct(
      [
        ...question.assumptions,
        ...reality.verdict.assumptions,
        ...underlayAssumptions(network, question, reality.traces),
      ],
      (a) => `${a.id} ${a.message}`,
    ),
  };
  const asked: Asked = {
    ...question,
    promise,
    servers: verdict.servers,
    drops: verdict.drops,
    traces: reality.traces,
    deliveredShare: verdict.deliveredShare,
    call: callOf(
      context,
      question,
      reality.traces.find((t) => t.hops.some((h) => h.node !== ''))?.hops.find((h) => h.node !== '')?.node,
    ),
  };
  const found = runFindings(context, asked);
  const suspicions = sorted([...found.map((f) => f.suspicion), ...(plugin.suspicions?.() ?? [])]);
  const path = joinPath(snapshot, reality.traces, promise, suspicions);
  const causeOf = (drop: Drop): Found | undefined => found.find((f) => f.losses.includes(drop));
  return {
    schemaVersion: 1,
    tool: options.tool,
    takenAt: snapshot.takenAt,
    diagnosedAt: options.now().toISOString(),
    question: question.question,
    verdict: {
      ...verdict,
      sentence: verdictSentence(question, verdict, reality.traces, causeOf),
      gaps: distinct<Gap>([...verdict.gaps, ...gaps], (g) => `${g.id} ${g.node} ${g.netns} ${g.message}`),
    },
    cluster: {
      facts: network.facts,
      suspicions: suspicions.filter((s) => !path.nodes.some((n) => n.suspicions.includes(s))),
    },
    nodes: path.nodes,
    links: path.links,
    traces: reality.traces,
  };
}

/** What was taken as given of the network between the nodes, where the packet used it. */
function underlayAssumptions(
  { infraShim }: NetworkContext,
  { question, destination, source }: ResolvedQuestion,
  traces: readonly Trace[],
): readonly Assumption[] {
  const crossed = traces.some((t) => new Set(t.hops.map((h) => h.node)).size > 1);
  const balanced = destination.serviceAddress === 'LoadBalancer' || destination.serviceAddress === 'ExternalIP';
  return [
    ...(balanced && destination.service && source.type === 'external'
      ? [infraShim.balance(destination.service, question.destination.address).assumption]
      : []),
    ...(crossed ? [underlayCarries] : []),
  ];
}

export function pluginContext(network: Omit<NetworkContext, 'collectorManager'>, cluster: Cluster): PluginContext {
  const ipCache = ipCacheOf(cluster.snapshot);
  const checks = new Map<string, ReturnType<typeof netstackAssertion>>();
  return {
    cluster,
    ipCache,
    facts: network.facts,
    config: network.config,
    infraShim: network.infraShim,
    serviceProcessor: kubeProxyServiceProcessor(cluster, ipCache, cidrsOf(network.facts.clusterCidr)),
    networkPolicy: createNetworkPolicy(cluster),
    assertOn(node) {
      const made = checks.get(node) ?? netstackAssertion(node, hostDump(cluster.snapshot, node));
      checks.set(node, made);
      return made;
    },
    differences: () => [...checks.values()].flatMap((c) => c.differences()),
  };
}

function promiseOf(
  context: PluginContext,
  plugin: Plugin,
  { source, attempts, question }: ResolvedQuestion,
): PromisedPath {
  const outside = outsideNode(({ address }) => entriesFor(context, address));
  const manager = createNetNodeManager(context.cluster, plugin, outside);
  const from: NetNodeInfo =
    source.pod && !source.pod.hostNetwork
      ? podInfo(source.pod)
      : source.node !== undefined && source.type !== 'external'
        ? nodeInfo(source.node)
        : externalInfo(question.source.address);
  const paths = attempts.map((a) => ({ share: a.share, path: promisedPath(manager, from, a, question.protocol) }));
  const scale = <T extends { readonly share: number }>(items: readonly T[], share: number): T[] =>
    items.map((x) => ({ ...x, share: x.share * share }));
  return {
    links: paths.flatMap((p) => scale(p.path.links, p.share)),
    servers: paths.flatMap((p) => scale(p.path.servers, p.share)),
    refusals: paths.flatMap((p) => scale(p.path.refusals, p.share)),
    acts: paths.flatMap((p) => p.path.acts),
    unknown: paths.flatMap((p) => p.path.unknown),
  };
}

/** The nodes at which a packet from outside should come in. */
function entriesFor(
  { ipCache, infraShim }: PluginContext,
  address: string,
): readonly { node: string; share: number }[] {
  const owner = ipCache.ownerOf(address);
  switch (owner?.kind) {
    case 'node':
      return [{ node: owner.node, share: 1 }];
    case 'pod':
      return [{ node: owner.pod.node, share: 1 }];
    case 'service':
      return infraShim.balance(owner.service, address).backends;
    case undefined:
      return [];
  }
}

/** The service call of the question, at its source's node, or at the node where the packet comes into the cluster. */
function callOf(
  context: PluginContext,
  { source, question }: ResolvedQuestion,
  entry: string | undefined,
): ServiceCall | undefined {
  const node = source.type === 'external' ? entry : (source.node ?? entry);
  const { address, serviceAddress } = question.destination;
  const at = serviceAddress === 'NodePort' ? (context.ipCache.nodeAt(address) ?? node) : node;
  return serviceCall(context.cluster, context.ipCache, at ?? '', {
    src: question.source.address,
    dst: address,
    dport: question.port,
    protocol: question.protocol,
  });
}

function runFindings(context: PluginContext, asked: Asked): readonly Found[] {
  const { cluster } = context;
  const nodes = new Set([
    ...asked.traces.flatMap((t) => t.hops.map((h) => h.node)),
    ...asked.promise.acts.map((a) => a.at.node),
    asked.question.source.node ?? '',
    asked.question.destination.node ?? '',
  ]);
  nodes.delete('');
  const findingContext: FindingContext = {
    cluster,
    ipCache: context.ipCache,
    facts: context.facts,
    networkPolicy: context.networkPolicy,
    nodes: [...nodes].sort(),
    host: (node) => hostDump(cluster.snapshot, node),
    differences: context.differences(),
    asked,
  };
  const told = assertions.map((finding) => ({ finding, found: finding.run(findingContext) }));
  const explained = new Set(told.flatMap((t) => (t.finding.general ? [] : t.found.flatMap((f) => f.losses))));
  return told.flatMap(({ finding, found }) =>
    finding.general ? found.filter((f) => !f.losses.every((d) => explained.has(d))) : found,
  );
}

export const sorted = (suspicions: readonly Suspicion[]): readonly Suspicion[] =>
  suspicions.toSorted(byLevelThenId(LEVELS));
