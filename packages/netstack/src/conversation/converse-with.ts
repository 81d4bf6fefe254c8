import { type Address, type Gap, isUnspecified } from '@skoop/model';
import { emptyFlow } from '../flow.ts';
import type { Fork } from '../fork.ts';
import { probabilityOf } from '../fork.ts';
import type { RunHook } from '../netfilter/hook.ts';
import { OUTSIDE_PATH } from '../walk/mtu.ts';
import { newWork } from '../work.ts';
import type { World } from '../world.ts';
import { connectSource, type End } from './end.ts';
import type { Finished } from './finish.ts';
import { ephemeralPorts, protocolName } from './packets.ts';
import type { Branch, Conversation, ConversationQuestion } from './question.ts';
import type { Talk } from './send.ts';
import { settle } from './settle.ts';
import { singleConversation } from './single.ts';
import { tcpConversation } from './tcp.ts';

/**
 * What really happens when a client talks to an address: every future of the conversation, request and reply, through every kernel
 * on the way. Pure: the same world and question give the same answer.
 */
export function converseWith(hooks: RunHook, world: World, question: ConversationQuestion): Conversation {
  const ns = question.from === 'outside' ? undefined : world.namespace(question.from);
  if (question.from !== 'outside' && !ns)
    return conclude([
      {
        choices: [],
        value: {
          talk: startTalk(world, hooks),
          result: { kind: 'unknown', gap: notCollected(question.from) },
        },
      },
    ]);
  const family = question.destination.includes(':') ? 6 : 4;
  const owner = {
    ...(question.uid === undefined ? {} : { uid: question.uid }),
    ...(question.gid === undefined ? {} : { gid: question.gid }),
  };
  const unspecified = family === 4 ? '0.0.0.0' : '::';
  const bound = question.source !== undefined && !isUnspecified(question.source) ? question.source : undefined;
  const peer = ns ? calledAddress(question.destination, bound) : question.destination;
  const chosen = ns
    ? connectSource(ns, {
        destination: peer,
        protocol: protocolName(question.protocol, family),
        ...(question.uid === undefined ? {} : { uid: question.uid }),
        ...(question.port === undefined ? {} : { destinationPort: question.port }),
      })
    : undefined;
  const client: End = {
    role: 'client',
    ns,
    // A client that is bound to none sends from what connect() chose; without a route the first packet shows why.
    address: bound ?? chosen ?? unspecified,
    chosen: bound === undefined && chosen !== undefined,
    port: question.protocol === 'icmp' ? { from: 0, to: 65535 } : (question.sourcePort ?? ephemeralPorts(ns)),
    peer,
    ...(question.port === undefined ? {} : { peerPort: question.port }),
    owner,
  };
  const talk = startTalk(world, hooks);
  return conclude(
    question.protocol === 'tcp'
      ? tcpConversation(talk, client, question.size)
      : singleConversation(talk, client, question.protocol, question.size),
  );
}

/** Who calls nobody calls himself. ip_route_output_key_hash_rcu(), tcp_v6_connect() */
function calledAddress(destination: Address, bound: Address | undefined): Address {
  if (!isUnspecified(destination)) return destination;
  return bound ?? (destination.includes(':') ? '::1' : '127.0.0.1');
}

const startTalk = (world: World, hooks: RunHook): Talk => ({
  env: { world, runHook: hooks, sockets: [], work: newWork() },
  flow:
    world.outsideMtu === undefined ? emptyFlow : { ...emptyFlow, pathMtu: new Map([[OUTSIDE_PATH, world.outsideMtu]]) },
  width: 1,
  traces: [],
  assumptions: [],
});

const notCollected = (key: string): Gap => {
  const [node = '', netns = ''] = key.split('//');
  return {
    id: 'namespace-not-collected',
    node,
    netns,
    message: `The client's network namespace on ${node} was not collected`,
    action: 'Run the collector on this node while the pod runs',
  };
};

function conclude(forks: readonly Fork<Finished>[]): Conversation {
  const branches: readonly Branch[] = forks.map((f, i) => ({
    id: String(i + 1),
    choices: f.choices,
    result: f.value.result,
    assumptions: f.value.talk.assumptions,
    traces: f.value.talk.traces.map((t) => ({ ...t, branch: String(i + 1), share: probabilityOf(f.choices) })),
  }));
  const { shares: _shares, ...verdict } = settle(branches);
  const likely = branches.toSorted((a, b) => probabilityOf(b.choices) - probabilityOf(a.choices));
  const missing = new Map<string, { node: string; gap: Gap }>();
  for (const b of branches)
    if (b.result.kind === 'missing') missing.set(b.result.node, { node: b.result.node, gap: b.result.gap });
  return { branches, verdict, traces: likely.flatMap((b) => b.traces), missing: [...missing.values()] };
}
