import type { Gap, Snapshot } from '@skoop/model';
import { type ConversationQuestion, converse, netnsKey, type World } from '@skoop/netstack';
import type { Attempt, ResolvedQuestion } from '../resolve/resolve-question.ts';
import { notCollected } from '../world/not-collected.ts';
import { podNamespacesOf } from '../world/pod-namespaces.ts';
import { mergeVerdicts, type Told } from './merge-verdicts.ts';

export type Reality = Omit<Told, 'share'> & {
  /** Nodes whose dumps are needed to go on. */
  readonly missing: readonly string[];
};

/** Puts the question to the netstack, once for each thing that the client may do. */
export function askKernels(world: World, snapshot: Snapshot, question: ResolvedQuestion): Reality {
  const client = clientOf(snapshot, question);
  if (client.kind === 'missing') {
    return { verdict: unknownVerdict(client.gap), traces: [], missing: [client.gap.node] };
  }
  const missing = new Set<string>();
  const told = question.attempts.map((attempt): Told => {
    const conversation = converse(world, conversationQuestion(client.from, question, attempt));
    for (const m of conversation.missing) missing.add(m.node);
    return { share: attempt.share, verdict: conversation.verdict, traces: conversation.traces };
  });
  return { ...mergeVerdicts(told), missing: [...missing] };
}

type Client =
  | { readonly kind: 'found'; readonly from: ConversationQuestion['from'] }
  | { readonly kind: 'missing'; readonly gap: Gap };

/** The network namespace that the client is in. */
function clientOf(snapshot: Snapshot, { source, question }: ResolvedQuestion): Client {
  if (source.type === 'external') return { kind: 'found', from: 'outside' };
  const node = source.node ?? '';
  const dump = snapshot.nodes.get(node);
  if (!dump?.namespaces[0]) return { kind: 'missing', gap: notCollected(snapshot, node) };
  if (source.type === 'node' || source.pod?.hostNetwork) return { kind: 'found', from: netnsKey(node, 'host') };
  const ns = source.pod
    ? podNamespacesOf(snapshot).namespaceOf(source.pod)
    : dump.namespaces.find((n) => n.addresses.some((a) => a.address === question.source.address));
  if (ns) return { kind: 'found', from: netnsKey(node, ns.id) };
  const name = source.pod?.key ?? question.source.address;
  const gap: Gap = {
    id: 'pod-not-collected',
    node,
    netns: name,
    message: `The network namespace of ${name} is not in the dump of ${node}.`,
    action: `Run \`sh collect.sh --pods all > ${node}.dump\` as root on ${node} while the pod runs.`,
  };
  return { kind: 'missing', gap };
}

function conversationQuestion(
  from: ConversationQuestion['from'],
  { question, source }: ResolvedQuestion,
  attempt: Attempt,
): ConversationQuestion {
  // A client of the cluster lets its kernel choose the source; one that was named by an address is bound to it.
  const bound = from === 'outside' || source.given.trim() === question.source.address;
  return {
    from,
    ...(bound ? { source: question.source.address } : {}),
    destination: attempt.address,
    port: attempt.port,
    protocol: question.protocol,
    size: question.size,
    sourcePort: question.sourcePort,
    uid: question.uid,
    gid: question.uid, // what resolveQuestion() says it takes for given
  };
}

const unknownVerdict = (gap: Gap): Told['verdict'] => ({
  outcome: 'unknown',
  deliveredShare: 0,
  symptom: 'unknown',
  servers: [],
  drops: [],
  assumptions: [],
  gaps: [gap],
});
